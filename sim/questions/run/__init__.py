"""`run`: one run of a scenario in words and pictures, and how often, how long and why over many.

`run` carries it out and `summary` counts. The trace of one run is told by `path` (why it ended, and
how much each kind of event tells), `turns` and `story`, and drawn by `timeline` and `map`; `report`
puts them together. Not here: how an event reads (`sim.shared.phrases`), statistics of many runs
(`sim.shared.statistics`), and what would have changed an end (`sim.questions.why`).
"""

__all__: list[str] = []
