"""`ceasefire sensitivity`: what it takes, what it refuses, what it prints and writes."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
import yaml

from sim import sensitivity
from sim.cli import main
from sim.cli.compose import asked
from sim.cli.verbs import Sensitivity, SensitivityKeys, defaults
from sim.questions.sensitivity.settings import Settings
from sim.runs.engines import ENGINES
from sim.scenario.errors import InputError
from tests.questions.yielding_engine import LEVERAGE, PATROLS, YIELDING

if TYPE_CHECKING:
    from pathlib import Path

    from sim.questions.sensitivity.study import SensitivityResult

STANDARD = "scenario=textbook/standard"
QUICK = [
    STANDARD, "engine=yielding", "replicates=8", "horizon=100", "workers=1",
    "sensitivity.samples=16", "sensitivity.cases=64", "sensitivity.trajectories=4",
    "sensitivity.values=3",
]  # fmt: skip
SPACE = {LEVERAGE: [0, 1], PATROLS: [True, False]}
SMALL: dict[str, Any] = {
    "samples": 16, "cases": 32, "trajectories": 4, "values": 3, "replicates": 8, "horizon": 50,
    "engine": "yielding", "workers": 1,
}  # fmt: skip
TWO = [f"{LEVERAGE}=interval(0,1)", f"{PATROLS}=true,false"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and a quick engine that makes results up."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(ENGINES, "yielding", YIELDING)
    monkeypatch.setattr("sim.questions.sensitivity.study.source_hash", lambda: "source")
    return tmp_path


def test_the_command_knows_the_settings_of_a_study() -> None:
    known = {field.name: field.default for field in fields(Settings)}
    replicates = known.pop("replicates")
    own = defaults(SensitivityKeys)
    assert known == {key: value for key, value in own.items() if key not in ("only", "space")}
    assert asked(Sensitivity, [STANDARD]).question().settings.replicates == replicates


def test_ranges_are_said_in_the_grammar_of_sweeps_or_in_one_map() -> None:
    one_map = [f"+sensitivity.space={{{LEVERAGE}:[0,1],{PATROLS}:[true,false]}}"]
    for arguments in (TWO, one_map):
        own = asked(Sensitivity, [STANDARD, *arguments]).question().settings.sensitivity
        assert own.space == {LEVERAGE: [0, 1], PATROLS: [True, False]}


def test_patterns_and_settings_are_taken() -> None:
    only = "sensitivity.only=[behaviour.*.base,behaviour.talks]"
    own = asked(Sensitivity, [STANDARD, only, "sensitivity.most=3"]).question().settings.sensitivity
    assert own.only == ("behaviour.*.base", "behaviour.talks")
    assert own.most == 3


def test_a_study_writes_tables_pictures_a_page_and_a_summary(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sensitivity", *QUICK, *TWO, "out=out"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    assert shown.out.startswith("Two parameters of textbook/standard")
    assert "This is a model, not a forecast." in " ".join(shown.out.split())
    assert shown.out.endswith("Results: out\n")
    out = home / "out"
    for name in ("one_at_a_time", "morris", "sobol", "convergence", "noise", "discovery"):
        assert len(pd.read_parquet(out / f"{name}.parquet"))
    assert set(pd.read_parquet(out / "sobol.parquet")["key"]) == {LEVERAGE, PATROLS}
    for name in ("one_at_a_time", "morris", "noise", "discovery"):
        assert (out / f"{name}.svg").read_text().startswith("<?xml")
    page = (out / "report.html").read_text()
    assert "What matters in textbook/standard" in page
    assert not re.findall(r'(?:href|src)="(?!#)', page)
    manifest = json.loads((out / "manifest.json").read_text())
    assert (manifest["verb"], manifest["complete"]) == ("sensitivity", True)
    assert manifest["identity"]["ranges"] == {LEVERAGE: [0.0, 1.0], PATROLS: [True, False]}
    summary = json.loads((out / "summary.json").read_text())
    assert (summary["parameters"], summary["failed"]) == (2, 0)
    assert [one["key"] for one in summary["sobol"]] == [LEVERAGE, PATROLS]
    # Variances of a uniform and of a flag: 60^2 / 12 and 10^2 / 4.
    assert summary["sobol"][0]["total"] == pytest.approx(300 / 325, abs=0.15)
    assert summary["region"]["limits"][0]["key"] == LEVERAGE


def test_a_study_goes_on_where_it_stopped_and_ends_with_the_same_tables(home: Path) -> None:
    def asked() -> SensitivityResult:
        return sensitivity("textbook/standard", SPACE, **SMALL, out=home / "out")

    whole = asked()
    # As if it had been stopped before the indices.
    (home / "out" / "stages" / "sobol").rename(home / "gone")
    kept = home / "out" / "stages" / "morris" / "part-0000000.parquet"
    before = kept.stat().st_mtime_ns
    again = asked()
    assert kept.stat().st_mtime_ns == before
    assert again.sobol.equals(whole.sobol)
    assert again.morris.equals(whole.morris)


def test_a_folder_of_something_else_is_refused_and_left_alone(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sensitivity("textbook/standard", SPACE, **SMALL, out=home / "out")
    with pytest.raises(InputError, match="seed is 1 there and 2 here"):
        sensitivity("textbook/standard", SPACE, **SMALL, out=home / "out", seed=2)
    assert main(["run", STANDARD, "replicates=1", "horizon=2", "workers=1", "out=out"]) == 2
    assert "never replaced" in capsys.readouterr().err
    (home / "mine").mkdir()
    (home / "mine" / "letter.txt").write_text("dear")
    with pytest.raises(InputError, match="does not hold a study"):
        sensitivity("textbook/standard", SPACE, **SMALL, out=home / "mine")
    assert [file.name for file in (home / "mine").iterdir()] == ["letter.txt"]


def test_runs_that_fail_are_counted_and_the_rest_is_used(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sensitivity", *QUICK, *TWO, "scenario.title=fail", "out=out"]) == 1
    assert "runs failed" in capsys.readouterr().err
    failed = json.loads((home / "out" / "summary.json").read_text())["failed"]
    table = pd.read_parquet(home / "out" / "failures.parquet")
    assert len(table) == failed > 0
    assert set(table["error"]) == {"ValueError: unlucky"}


def test_cfg_prints_what_varies(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sensitivity", STANDARD, f"{LEVERAGE}=interval(0,1)", "--cfg", "job"]) == 0
    tree = yaml.safe_load(capsys.readouterr().out)
    assert tree["sensitivity"]["space"] == {LEVERAGE: [0, 1]}


REFUSED = {
    "sensitivity.outcome=days": "there is no outcome",
    "sensitivity.mosd=3": "sensitivity has no key mosd",
    "sensitivity.samples=100": "Write 64 or 128",
    "sensitivity.only=[behaviour.nothing]": "no number has a key like",
    "sensitivity.only=3": "is no list of keys",
    f"+sensitivity.space={{{LEVERAGE}x:[0,1]}}": "Did you mean leverage?",
    f"+sensitivity.space={{{LEVERAGE}:[0,3]}}": "outside [0, 1]",
    "sensitivity={space:5}": "sensitivity.space: 5 does not fit",
    "replicates=1": "Write a whole number from 2",
    "seed=1,2": "only parameters may vary",
    "engine=warp": "there is no engine",
}


@pytest.mark.parametrize(("argument", "said"), REFUSED.items(), ids=REFUSED)
def test_a_slip_is_one_message_and_status_2(
    home: Path, argument: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sensitivity", STANDARD, argument]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.startswith("ceasefire sensitivity: ")
    assert "Traceback" not in captured.err
    assert list(home.iterdir()) == []


def test_python_gives_data_frames_and_prints_nothing(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = sensitivity("textbook/standard", SPACE, **SMALL)
    assert set(result.sobol["key"]) == {LEVERAGE, PATROLS}
    assert result.noise["share"].sum() == pytest.approx(1.0)
    assert capsys.readouterr() == ("", "")
    assert list(home.iterdir()) == []


@pytest.mark.usefixtures("compiled")
def test_with_the_engine_what_is_switched_off_moves_nothing(home: Path) -> None:
    result = sensitivity(
        "textbook/standard",
        {"scenario.provisions.mediation.strength": [0.5, 2.0],
               "behaviour.friction.rate": [0.01, 0.5]},
        outcome="attacks", samples=8, cases=16, trajectories=2, values=2, replicates=8,
        horizon=20, workers=1,
    )  # fmt: skip
    moved = result.screening.set_index("key")["moved"]
    assert moved["scenario.provisions.mediation.strength"] == 0.0
    assert moved["behaviour.friction.rate"] == 1.0
    total = result.sobol.set_index("key")["total"]
    assert total["scenario.provisions.mediation.strength"] == pytest.approx(0.0, abs=1e-12)
    assert total["behaviour.friction.rate"] > 0.5
