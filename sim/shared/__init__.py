"""What several questions use: statistics of many runs, phrases of events, drawing, pages.

Here is no question: what is asked, run and answered has a room of its own in `sim.questions`. What
stands here knows a scenario, its log and its tables, and imports nothing above.
"""

__all__: list[str] = []
