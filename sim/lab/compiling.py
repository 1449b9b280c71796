"""Compiles the engine in a process of its own; started by `sim.lab.readiness`."""

from __future__ import annotations

import os

from sim.runs.engines import DEFAULT_ENGINE, ENGINES
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of

SMALLEST = "textbook/dyad"


def main() -> None:
    """Compile whatever a run and its telling need."""
    if hasattr(os, "nice"):
        # Pages are answered first.
        os.nice(5)
    tree = tree_of(load_scenario(SMALLEST))
    ENGINES[DEFAULT_ENGINE].tell()(tree, 1, 0, 1)


if __name__ == "__main__":
    main()
