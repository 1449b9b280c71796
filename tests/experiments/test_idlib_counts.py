"""Published counts taken apart: what is counted, and that the page says what is kept."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[2]
HERE = ROOT / "experiments" / "idlib_fit"
KEPT = json.loads((ROOT / "results" / "reference" / "idlib_counts.json").read_text("utf-8"))
CAMPS = {"russia": "g", "army": "g", "turkey": "o", "group": "o", "observer": None}


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"fit_{name}", HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def event(kind: str, day: int, **rest: object) -> SimpleNamespace:
    return SimpleNamespace(kind=kind, day=day, **rest)


def test_the_record_by_phase_is_that_of_the_tables() -> None:
    rows = script("counts").record_by_phase()
    assert rows == KEPT["record"]
    first = rows[0]
    # Nine bulletins under the memorandum of Sochi, added up by hand: 62 and 145 violations.
    assert first["days"] == 9
    assert first["ru"] == pytest.approx(62 / 9)
    assert first["tr"] == pytest.approx(145 / 9)
    assert first["ratio"] == pytest.approx(62 / 145)


def test_attacks_alarms_and_counts_are_told_apart_and_split_at_the_end() -> None:
    counts = script("counts")
    log = [
        event("attack", -3, true_author="army", seen_by=["group"]),
        event("attack", 1, true_author="army", seen_by=["group", "observer"]),
        event("attack", 2, true_author="group", seen_by=[]),
        event("false_alarm", 2, actor="army"),
        event("publication", 2, actor="russia", severity=1.0),
        event("end", 5),
        event("attack", 6, true_author="group", seen_by=["army", "army"]),
        event("publication", 6, actor="russia", severity=3.0),
        event("attack", 36, true_author="group", seen_by=["army"]),
        event("end", 40),
    ]
    end, found = counts.tallied(CAMPS, SimpleNamespace(log=log))
    assert end == 5
    before, after = found[True], found[False]
    assert before["attacks", "g"] == before["attacks", "o"] == 1
    assert before["seen", "o"] == 1
    # What was seen holds false alarms, as counts do.
    assert before["seen", "g"] == before["alarms", "g"] == before["counted", "russia"] == 1
    assert after["attacks", "o"] == after["seen", "g"] == 1
    assert after["counted", "russia"] == 3


def test_a_ratio_is_taken_as_the_fit_takes_it() -> None:
    found = Counter({("counted", "russia"): 4, ("counted", "turkey"): 8})
    assert script("counts").ratio(found, "counted", ("russia", "turkey")) == 4.5 / 8.5
    assert script("counts").ratio(Counter(), "counted", ("russia", "turkey")) == 1.0


def test_the_page_says_what_is_kept() -> None:
    page = (ROOT / "docs" / "evidence.md").read_text(encoding="utf-8")
    made = script("dossier").apart(KEPT)
    assert set(made) == {"counts_record", "counts_model", "counts_trials", "begun"}
    for name, text in made.items():
        assert f"<!-- {name} -->\n{text}\n<!-- end -->" in page
