"""Scenarios, or one under several changes, side by side: asked, run, found, told and drawn.

A comparison is asked in `comparison` and run in `compare`; `findings` computes each table once, and
`words`, `tables`, `figures` and `report` are made of them. Statistics are in `sim.shared`; what the
command line says is read in `sim.cli`.
"""

__all__: list[str] = []
