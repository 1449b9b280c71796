"""The day of the model: its state, its phases, and the two ways to run them, plain and compiled.

Three catalogues say what there is: `state` (every cell), `events` (every kind of event) and
`measures` (what is counted). `phases` lists the twelve phases, each in a module of its name.
`decide` is the gate of every decision. `compile` and `prepare` run many replicates, `model` and
`agents` one in plain Python. Not here: the rules themselves (`sim.law`), and what is made of runs
(`sim.runs`).
"""

__all__: tuple[str, ...] = ()
