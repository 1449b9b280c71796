"""`ceasefire fit`: what it takes, refuses, prints and writes; a quick fit of three agreements."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import main
from sim.cli.compose import asked
from sim.cli.questions import behaviour_of
from sim.cli.verbs import Fit

THREE = [f"~fit.episodes.{name}" for name in ("A0", "A1", "A2", "A3")]
FREE = ["behaviour.offensive.threshold", "behaviour.momentum.offensive"]
QUICK = [
    *THREE, "~fit.truces.P1", "fit.rest=fixed", f"fit.free=[{','.join(FREE)}]", "fit.draws=32",
    "fit.waves=2", "fit.region=8", "fit.logs=1", "fit.planted=8", "replicates=8", "workers=1",
]  # fmt: skip


@pytest.fixture(scope="session")
def quick(tmp_path_factory: pytest.TempPathFactory, compiled: None) -> Path:
    folder = tmp_path_factory.mktemp("fit") / "found"
    assert main(["fit", *QUICK, f"out={folder}"]) == 0
    return folder


def test_a_quick_fit_writes_tables_pictures_and_a_page(quick: Path) -> None:
    draws = pd.read_parquet(quick / "draws.parquet")
    assert len(draws) == 64
    assert draws["weight"].sum() == pytest.approx(1.0)
    assert {f"chance_{name}" for name in ("A4", "A5", "A6")} <= set(draws.columns)
    assert set(FREE) <= set(draws.columns)
    page = (quick / "report.html").read_text(encoding="utf-8")
    assert page.index("What it cannot do") < page.index("Parameters before and after")
    assert "not a forecast" in page
    drawn = "parameters days kinds counts held_out unseen rivals recovery"
    for name in drawn.split():
        assert (quick / f"{name}.svg").exists()
    # The free parameters were named, so nothing was screened.
    assert not (quick / "screening.svg").exists()


def test_the_summary_says_failures_first(quick: Path) -> None:
    found = json.loads((quick / "summary.json").read_text(encoding="utf-8"))
    assert found["reading"][0].startswith("On days")
    assert found["reading"][-1] == "This is a model, not a forecast."
    assert len(found["gain_days"]) == 4
    assert set(found["central"]) == set(FREE)
    last = found["held_out"]["A7"]["share"][-1]
    assert last["day"] == 1727
    assert 0 <= last["least"] <= last["low_90"] <= last["high_90"] <= last["most"] <= 1


def test_what_the_fit_did_not_see_is_set_beside_it(quick: Path) -> None:
    table = pd.read_parquet(quick / "unseen.parquet")
    assert set(table["verdict"]) <= {"met", "by its interval", "missed", ""}
    # The government's side took ground after each of these ends.
    sides = table[table["figure"].str.startswith("share of attacks")]
    assert set(sides["where"]) == {"A5", "A6"}
    assert (sides["record"] == 1.0).all()
    counts = pd.read_parquet(quick / "counts_left_out.parquet")
    assert set(counts["phase"]) == {"P2", "P3", "P4"}


def test_the_same_command_goes_on_and_finds_the_same(quick: Path) -> None:
    before = {file.name: file.read_bytes() for file in quick.glob("*.svg")}
    for part in list((quick / "stages").rglob("*.parquet"))[::3]:
        part.unlink()
    assert main(["fit", *QUICK, f"out={quick}"]) == 0
    assert {file.name: file.read_bytes() for file in quick.glob("*.svg")} == before


def test_a_folder_of_another_fit_is_refused(
    quick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["fit", *QUICK, "fit.kind_error=0.2", f"out={quick}"]) == 2
    assert "kind_error" in capsys.readouterr().err


def test_the_whole_fit_is_that_of_the_plan() -> None:
    settings = asked(Fit, []).question().settings
    plan = Path(__file__).resolve().parents[2] / "experiments" / "idlib_fit" / "PLAN.md"
    text = plan.read_text(encoding="utf-8")
    own = settings.fit
    assert f"a factor of {own['days_factor']} in days" in text
    assert f"a chance\n  of {own['kind_error']} that model and record" in text
    assert f"a\n  factor of {own['counts_factor']:g} in the ratio" in text
    assert f"of {own['draws']:,} draws" in text
    assert f"8 walks, {own['screening_replicates']} runs" in text
    assert f"fewer than {own['effective']} effective draws" in text
    assert own["waves"] == 3
    assert "Three waves" in text
    assert f"{settings.replicates} times" in text
    assert f"{own['planted']} draws of the first wave" in text
    assert f"{own['region']} draws" in text
    assert own["most"] == 8


def test_a_behaviour_is_taken_where_one_is_asked_for() -> None:
    assert behaviour_of(asked(Fit, [])) is None
    stated = ["behaviour.talks.active=false"]
    behaviour = behaviour_of(asked(Fit, stated))
    assert behaviour is not None
    assert behaviour["talks"]["active"] is False


@pytest.mark.parametrize(
    ("argument", "named"),
    [
        ("fit.draw=32", "fit.draw"),
        ("fit.draws=30", "power of two"),
        ("fit=nowhere", "nowhere"),
        ("scenario=textbook/standard", "several scenarios"),
        ("horizon=10", "horizon"),
        ("fit.free=[behaviour.offensive.treshold]", "fit.free"),
        ("fit.free=[behaviour.talks.rate,behaviour.talks.rate]", "Name each once"),
    ],
)
def test_a_slip_is_named(argument: str, named: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", argument]) == 2
    assert named in capsys.readouterr().err
