"""Small sweeps for tests, and what is compared of their stores."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sim.questions.sweep.sweep import sweep
from sim.scenario.load import load_scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sim.questions.sweep.sweep import SweepResult

LEVERAGE = "scenario.ties.sponsor_a_party_a.leverage"
PATROLS = "scenario.obligations.patrols.active"
SPACE: Mapping[str, Sequence[Any]] = {LEVERAGE: [0.0, 0.25, 0.5], PATROLS: [True, False]}
# The manifest says when, the lock who; the picture is drawn by the command. All else is data.
NO_DATA = {"manifest.json", "lock", "sweep.svg"}


def small_sweep(out: Path, title: str = "quiet", **settings: Any) -> SweepResult:  # noqa: ANN401
    """Sweep with the engine that makes results up: six points, several blocks."""
    scenario = load_scenario("textbook/standard", {"scenario.title": title})
    asked = {"space": SPACE, "replicates": 600, "horizon": 40, "engine": "fake", "workers": 1}
    return sweep(scenario, out=out, **{**asked, **settings})


def data_of(folder: Path) -> dict[str, str]:
    """Hashes of all files of a store that hold data, by name."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in NO_DATA
    }
