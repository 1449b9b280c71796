"""What a verb takes beside the keys of a scenario."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sim.runs.engines import DEFAULT_ENGINE

GROUPS = ("scenario", "behaviour", "measurement")
SETTINGS: dict[str, Any] = {
    "seed": 1,
    "replicates": 500,
    "horizon": None,
    "engine": DEFAULT_ENGINE,
    "workers": None,
    "out": None,
    "scenario_dir": None,
}


@dataclass(frozen=True)
class Options:
    """What a verb takes beside a scenario.

    Parameters
    ----------
    settings : dict
        Defaults of the settings, by key.
    groups : dict of str
        Groups of its own, and what is chosen of each where nothing is said.
    """

    settings: dict[str, Any] = field(default_factory=lambda: dict(SETTINGS))
    groups: dict[str, str] = field(default_factory=dict)
