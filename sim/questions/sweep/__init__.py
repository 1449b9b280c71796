"""The question of a sweep: one scenario at many points of a design.

`sweep` asks and answers, `findings` counts once, `words` and `picture` draw what was counted. Not
for the store of the runs and the designs: those are in `sim.runs`.
"""

__all__: tuple[str, ...] = ()
