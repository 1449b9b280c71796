"""`patterns`: whether a scenario shows the general patterns of the literature. Nothing is fitted.

`patterns` runs variants of a scenario, `figures` says which figure stands for which pattern, and
`report` shows them. `mechanisms` measures what each mechanism does, and finds the loop at the heart
of the model in a log. Not here: the fit to a record (`sim.questions.fit`).
"""

__all__: list[str] = []
