"""A seat in the model, alone or as a class: choices, views, saved games, the debrief.

For what somebody in a seat may decide and sees, for games as files, and for what was true when a
game is over. Not for screens: the terminal (`sim.cli`) and the browser (`sim.lab`) draw what is
found here. Only `sim.game.seat` knows the model.
"""

__all__: tuple[str, ...] = ()
