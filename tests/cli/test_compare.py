"""`ceasefire compare`: Hydra's grammar, what is refused, what is printed and written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
import yaml

from sim.cli import main
from sim.cli.several import sides_of
from sim.runs.engines import ENGINES
from sim.scenario.errors import InputError
from tests.runs.fake_engine import FAKE

if TYPE_CHECKING:
    from sim.questions.compare.comparison import Comparison

STANDARD = "scenario=textbook/standard"
PATROLS = "scenario.obligations.patrols.active"
LEVERAGE = "scenario.ties.sponsor_a_party_a.leverage"
NO_PATROLS = f'+compare.variants.no_patrols=["{PATROLS}=false"]'
SHORT = ["replicates=12", "horizon=40", "workers=1"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def asked(*arguments: str) -> Comparison:
    """Compose and validate arguments."""
    return sides_of(list(arguments)).comparison()[0]


def test_the_lines_of_the_contract_are_understood() -> None:
    two = asked("scenario=idlib/sochi_2018,idlib/moscow_2020")
    assert two.labels == ("sochi_2018", "moscow_2020")
    assert two.replicates == 500
    one = asked("scenario=idlib/moscow_2020", NO_PATROLS)
    assert one.labels == ("base", "no_patrols")
    assert one.arms[1].changes == {PATROLS: False}


def test_scenarios_may_be_named_by_a_pattern() -> None:
    assert asked("scenario=glob(textbook/*)").labels == ("dyad", "standard")


def test_what_is_changed_for_all_is_changed_in_every_arm() -> None:
    found = asked(STANDARD, f"{LEVERAGE}=0.3", NO_PATROLS, "seed=7")
    leverages = [arm.scenario.scenario.ties["sponsor_a_party_a"].leverage for arm in found.arms]
    assert [one.steps[0].value for one in leverages] == [0.3, 0.3]
    assert found.seed == 7


def test_variants_change_values_of_every_kind_and_whole_groups() -> None:
    found = asked(
        STANDARD,
        f'+compare.variants.several=["{LEVERAGE}=[beta,2,5]","{PATROLS}=false"]',
        '+compare.variants.route=["scenario.obligations.patrols.route=[a_river,b_river]"]',
        '+compare.variants.tie=["scenario.ties.sponsor_a_party_a={leverage:0.1}"]',
        '+compare.variants.behaviour=["behaviour=dyad"]',
        "compare.base=false",
    )
    several, route, tie, behaviour = found.arms
    assert several.changes == {LEVERAGE: ["beta", 2, 5], PATROLS: False}
    assert route.scenario.scenario.obligations["patrols"].route == ("a_river", "b_river")
    before = route.origin.scenario.ties["sponsor_a_party_a"]
    assert tie.scenario.scenario.ties["sponsor_a_party_a"].stake == before.stake
    assert behaviour.scenario.behaviour != behaviour.origin.behaviour


def test_all_variants_may_be_given_in_one_map() -> None:
    found = asked(STANDARD, f'+compare.variants={{one: ["{PATROLS}=false"]}}')
    assert found.labels == ("base", "one")


REFUSED = {
    f'+compare.variants.x=["{LEVERAGE}x=1"]': f"compare.variants.x: {LEVERAGE}x",
    f'+compare.variants.x=["{LEVERAGE}=2"]': f"compare.variants.x: {LEVERAGE}: 2 is outside",
    f'+compare.variants.x=["{LEVERAGE}=0.1,0.2"]': "give each value a variant of its own",
    '+compare.variants.x=["~scenario.monitors.observers"]': "Write KEY.active=false",
    '+compare.variants.x=["seed=2"]': "this is a setting of all",
    '+compare.variants.x=["foo.bar=2"]': "this key is not known",
    '+compare.variants.x=["scenario=textbook/dyad"]': "Compare scenarios with scenario=NAME,NAME",
    '+compare.variants.x=["behaviour=nix"]': "compare.variants.x: behaviour: there is no",
    '+compare.variants.x=["behaviour"]': "cannot be read",
    '+compare.variants.x=["scenario.ties={}"]': "scenario.ties={} changes nothing",
    "+compare.variants.x=no": "is no list of changes",
    "+compare.variants.x=[]": "is no list of changes",
    "+compare.variants=no": "is no map of variants",
    "+compare.variants.a,b=no": "cannot be read",
    f'+compare.variants.No=["{PATROLS}=false"]': "is no name of a variant",
    f'+compare.variants.base=["{PATROLS}=false"]': "is the scenario without changes",
    "compare.base=false": "there are no variants",
    "compare.base=perhaps": "Write true or false",
    "compare.bse=true": "Did you mean base?",
    "~compare.variants.x": "compare.variants has no key x",
    "seed=1,2": "names several values",
    "replicates=0": "Write a whole number",
    "config=nowhere.yaml": "nowhere.yaml",
    "scenario=textbook/standard,textbook/standard": "names one twice",
    "scenario=textbook/standard,textbook/nowhere": "there is no scenario textbook/nowhere",
    "scenario=glob(nowhere/*)": "no scenario fits",
    "scenario=range(1,3)": "there is no scenario",
    "": "a comparison sets 2 to 12 things side by side",
}


@pytest.mark.parametrize(("argument", "message"), REFUSED.items())
def test_faults_are_one_message_and_status_2(
    argument: str, message: str, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["compare", STANDARD, *filter(None, [argument])]) == 2
    shown = capsys.readouterr()
    assert message in shown.err
    assert "Traceback" not in shown.err
    assert not shown.out
    assert not list(home.iterdir())


def test_a_key_that_one_of_the_scenarios_lacks_is_named_with_the_scenario() -> None:
    with pytest.raises(InputError, match=r"in textbook/dyad"):
        asked("scenario=textbook/standard,textbook/dyad", f"{PATROLS}=false")


def test_variants_of_two_scenarios_are_refused() -> None:
    with pytest.raises(InputError, match="variants are changes of one scenario"):
        asked("scenario=textbook/standard,textbook/dyad", NO_PATROLS)


def test_cfg_prints_scenarios_and_variants(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", STANDARD, NO_PATROLS, "--cfg", "job"]) == 0
    tree = yaml.safe_load(capsys.readouterr().out)
    assert tree["compare"] == {"base": True, "variants": {"no_patrols": [f"{PATROLS}=false"]}}
    assert tree["scenario"]["obligations"]["patrols"]["active"] is True
    assert main(["compare", "scenario=glob(textbook/*)", "--cfg", "job"]) == 0
    tree = yaml.safe_load(capsys.readouterr().out)
    assert set(tree["scenarios"]) == {"textbook/dyad", "textbook/standard"}


def test_help_names_levers_and_uncertainties(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compare", "--help"]) == 0
    shown = capsys.readouterr().out
    assert "levers" in shown
    assert "uncertainties" in shown


@pytest.mark.usefixtures("compiled")
def test_a_comparison_is_printed_and_written_and_comes_out_the_same_again(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "mine.yaml").write_text(f"settings:\n- {STANDARD}\n- replicates=90\n- {NO_PATROLS}\n")
    arguments = ["compare", "config=mine.yaml", *SHORT]
    assert main([*arguments, "out=one"]) == 0
    shown = capsys.readouterr()
    words = " ".join(shown.out.split())
    assert "as it is, and with no patrols, twelve runs of each, seed 1" in words
    assert "This is a model, not a forecast." in words
    assert shown.out.splitlines()[-1] == "Results: one"
    assert not shown.err
    assert main([*arguments, "out=two"]) == 0
    files = sorted(file.relative_to("one") for file in Path("one").rglob("*") if file.is_file())
    names = {file.as_posix() for file in files}
    assert {"manifest.json", "summary.json", "report.html", "survival.svg"} <= names
    assert {"statistics/effects.csv", "statistics/survival.parquet"} <= names
    # The manifest says when it was made, and the page with which command.
    for file in set(files) - {Path("manifest.json"), Path("report.html")}:
        assert (Path("one") / file).read_bytes() == (Path("two") / file).read_bytes(), file
    for table in ("runs", "agreements", "clauses"):
        rows = pd.read_parquet(f"one/{table}.parquet")
        assert set(rows["variant"]) == {"base", "no_patrols"}
    manifest = json.loads(Path("one/manifest.json").read_text())
    assert manifest["complete"] is True
    assert manifest["config"]["arms"]["no_patrols"]["changes"] == {PATROLS: False}


def test_failed_replicates_are_status_1(
    monkeypatch: pytest.MonkeyPatch, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    class Failing:
        def __call__(self, *_: object, **__: object) -> object:
            message = "unlucky"
            raise RuntimeError(message)

    monkeypatch.setitem(ENGINES, "fake", FAKE)
    monkeypatch.setattr("tests.runs.fake_engine.Fake.run", Failing())
    arguments = [STANDARD, NO_PATROLS, "engine=fake", "replicates=3", "horizon=9", "out=out"]
    assert main(["compare", *arguments]) == 1
    shown = capsys.readouterr()
    assert "6 of 6 runs failed, the first with RuntimeError: unlucky" in shown.err
    assert "No run was carried through." in shown.out
    failures = pd.read_parquet(home / "out" / "failures.parquet")
    assert failures["variant"].value_counts().to_dict() == {"base": 3, "no_patrols": 3}
