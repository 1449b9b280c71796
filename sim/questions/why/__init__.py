"""`why`: why a run ended, and what the end depended on.

`questions` reads off a scenario what could have been otherwise; `why` asks it of many runs in
pairs; `causes` makes a graph of the events behind the end; `words`, `pictures` and `report` show
them. Not here: which path tells most (`sim.questions.run.path`), and how an event reads.
"""

__all__: list[str] = []
