"""`ceasefire why`: its grammar, what is refused, what is printed and written."""

import json
from pathlib import Path

import pandas as pd
import pytest

from sim.cli import main
from sim.cli.compose import asked
from sim.cli.verbs import Why

DYAD = [
    "scenario=textbook/dyad",
    "scenario.parties.party_a.doctrine.kind=cancel_by_chance",
    "scenario.parties.party_a.doctrine.daily_chance=0.5",
    "horizon=20",
    "workers=1",
]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_settings_of_its_own_have_defaults() -> None:
    own = asked(Why, ["replicate=4", "why.pairs=2"]).question().settings
    assert (own.replicate, own.why.pairs, own.replicates) == (4, 2, 200)


@pytest.mark.parametrize(
    ("argument", "key"),
    [
        ("replicate=-1", "replicate"),
        ("why.pairs=true", "why.pairs"),
        ("why.pair=2", "why.pair"),
        ("+why.pair=2", "why.pair"),
        ("replicate=1,2", "replicate"),
        ("scenario.monitors.nobody.active=false", "nobody"),
    ],
)
def test_what_does_not_fit_is_refused(
    argument: str, key: str, capsys: pytest.CaptureFixture[str], home: Path
) -> None:
    assert main(["why", argument]) == 2
    assert key in capsys.readouterr().err
    assert not list(home.iterdir())


@pytest.mark.usefixtures("compiled")
def test_the_folder_is_whole(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert main(["why", *DYAD, "replicates=6", "replicate=2", "out=found"]) == 0
    printed = capsys.readouterr().out
    assert "Party A ordered by weighing gain against cost" in printed
    assert printed.endswith("Results: found\n")
    assert {file.name for file in (home / "found").iterdir()} == {
        "manifest.json", "summary.json", "causes.parquet", "but_for.parquet", "failures.parquet",
        "why.svg", "but_for.svg", "why.md", "report.html",
    }  # fmt: skip
    manifest = json.loads((home / "found" / "manifest.json").read_text())
    assert (manifest["verb"], manifest["replicate"], manifest["complete"]) == ("why", 2, True)
    rows = pd.read_parquet(home / "found" / "but_for.parquet")
    assert rows["prevented"].tolist() == [1.0, 0.0, 0.0, 0.0, 0.0]


def test_the_configuration_is_shown(capsys: pytest.CaptureFixture[str], home: Path) -> None:
    assert main(["why", *DYAD, "--cfg", "job"]) == 0
    assert "replicate: 0" in capsys.readouterr().out
    assert not list(home.iterdir())


def test_help_names_the_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["why", "--help"]) == 0
    assert "why.pairs=0" in capsys.readouterr().out
