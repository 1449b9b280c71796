"""What the project ships, for the tests of this folder."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from sim.paths import config_root
from sim.scenario.read import read_file

ROOT = Path(__file__).resolve().parents[2]
RECORD = config_root() / "record" / "idlib"

IDLIB = (
    "idlib/astana_2017",
    "idlib/sochi_2018",
    "idlib/pause_may_2019",
    "idlib/cessation_june_2019",
    "idlib/truce_august_2019",
    "idlib/truce_august31_2019",
    "idlib/truce_january_2020",
    "idlib/moscow_2020",
    "idlib/series",
)
TEXTBOOK = ("textbook/dyad", "textbook/standard")
# Agreements of the record, in the order of time; the series begins as the first.
IN_ORDER = dict(zip(IDLIB, ("A0", "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A0"), strict=True))


def own_tree(name: str) -> dict[str, Any]:
    """What the scenario's own file states, without its conflict."""
    return read_file(config_root() / "scenario" / f"{name}.yaml")


def conflict_tree() -> dict[str, Any]:
    """What all scenarios of Idlib share."""
    return read_file(config_root() / "conflict" / "idlib.yaml")


def record(table: str) -> list[dict[str, str]]:
    """Rows of a table of the record."""
    with (RECORD / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
