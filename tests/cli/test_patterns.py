"""`ceasefire patterns`: what it takes, refuses, prints and writes."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import main


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("compiled")
def test_a_study_prints_a_table_and_writes_it_as_a_page(capsys: pytest.CaptureFixture[str]) -> None:
    quick = ["replicates=40", "patterns.logs=2", "workers=1", "horizon=70"]
    assert main(["patterns", *quick, "out=found"]) == 0
    shown = capsys.readouterr().out
    table = pd.read_csv("found/patterns.csv")
    assert len(table) > 12
    assert all(figure in shown for figure in table["figure"])
    figures = json.loads(Path("found/summary.json").read_text(encoding="utf-8"))
    assert figures["circumstances"] > 30
    assert [one["verdict"] for one in figures["patterns"]] == list(table["verdict"])
    # A horizon of 70 days says nothing of a year.
    assert not any("365" in figure for figure in table["figure"])
    page = Path("found/report.html").read_text(encoding="utf-8")
    assert "not a forecast" in page
    assert "ceasefire patterns replicates=40" in page
    again = main(["patterns", *quick, "out=again"])
    assert again == 0
    assert Path("again/patterns.svg").read_bytes() == Path("found/patterns.svg").read_bytes()


@pytest.mark.parametrize(
    ("argument", "named"),
    [
        ("patterns.log=3", "patterns.log"),
        ("patterns.logs=0", "whole number"),
        ("patterns.vary=perhaps", "true or false"),
        ("scenario=textbook/nowhere", "nowhere"),
    ],
)
def test_a_slip_is_named(argument: str, named: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["patterns", argument]) == 2
    assert named in capsys.readouterr().err
    assert not Path("results").exists()
