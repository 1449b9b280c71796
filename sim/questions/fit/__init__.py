"""Which parameters the record of several agreements leaves, and what they say beyond it.

Agreements are fitted together and never one alone: what moves a single scenario is asked in
`sim.questions.sensitivity`. `likelihood` and `draws` are the method, on arrays; `study` makes runs.
"""

__all__: list[str] = []
