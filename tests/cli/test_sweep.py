"""`ceasefire sweep`: Hydra's grammar, what is refused, what is printed and written."""

import json
import math
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from sim import sweep
from sim.cli import main
from sim.cli.compose import asked
from sim.cli.terminal import bar
from sim.cli.verbs import Sweep
from sim.questions.sweep.words import reading
from sim.runs.designs import Design
from sim.runs.engines import ENGINES, Engine
from tests.runs.fake_engine import FAKE

LEVERAGE = "scenario.ties.sponsor_a_party_a.leverage"
OTHER = "scenario.ties.sponsor_b_party_b.leverage"
PATROLS = "scenario.obligations.patrols.active"
STANDARD = "scenario=textbook/standard"
SHORT = [STANDARD, "engine=fake", "replicates=40", "horizon=100", "workers=1"]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and a quick engine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(ENGINES, "fake", FAKE)
    monkeypatch.setattr("sim.questions.sweep.sweep.source_hash", lambda: "source")
    return tmp_path


def design_of(*arguments: str) -> Design:
    """Compose and validate arguments."""
    return Design(**vars(asked(Sweep, [STANDARD, *arguments]).question().settings.design))


def test_sweep_values_of_hydra_are_what_varies() -> None:
    assert design_of(f"{LEVERAGE}=range(0,1,0.25)").space == {LEVERAGE: [0.0, 0.25, 0.5, 0.75]}
    assert design_of(f"{LEVERAGE}=0,0.5", f"{PATROLS}=true,false").space == {
        LEVERAGE: [0, 0.5],
        PATROLS: [True, False],
    }
    assert design_of(f"{LEVERAGE}=choice(0.1,[beta,2,5])").space == {
        LEVERAGE: [0.1, ["beta", 2, 5]]
    }
    assert design_of("scenario.title='a, b',c").space == {"scenario.title": ["a, b", "c"]}
    steps = f"{LEVERAGE}=choice(0.1,{{early:{{from:2020-01-01,value:0.1}}}})"
    assert design_of(steps).space[LEVERAGE][1] == {"early": {"from": "2020-01-01", "value": 0.1}}


def test_the_line_of_the_contract_for_a_sobol_design_works() -> None:
    design = design_of("design=sobol", "design.points=1024", f"+design.space={{{LEVERAGE}:[0,1]}}")
    assert (design.name, design.points, design.space) == ("sobol", 1024, {LEVERAGE: [0, 1]})
    plain = design_of("design=sobol", f"design.space={{{LEVERAGE}:[0,1]}}")
    assert plain.space == design.space
    assert design_of("design=sobol", f"{LEVERAGE}=interval(0,1)").space == {LEVERAGE: [0.0, 1.0]}


def test_what_does_not_vary_holds_at_every_point() -> None:
    question = asked(Sweep, [STANDARD, f"{LEVERAGE}=0,1", f"{PATROLS}=false", "seed=7"]).question()
    assert not question.scenario.scenario.obligations["patrols"].active
    assert question.settings.seed == 7


def test_settings_may_stand_in_a_file_and_be_overridden(home: Path) -> None:
    (home / "mine.yaml").write_text(
        f"settings:\n- scenario=textbook/standard\n- replicates=7\n- {PATROLS}=true,false\n"
        f"- {LEVERAGE}=range(0, 1, 0.5)\n- seed=3\n"
    )
    code = main(["sweep", "config=mine.yaml", "replicates=2", "engine=fake", "out=out"])
    assert code == 0
    manifest = json.loads((home / "out" / "manifest.json").read_text())
    assert (manifest["points"], manifest["replicates"]) == (4, 2)
    assert manifest["identity"]["seed"] == 3


def test_cfg_prints_what_varies_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", STANDARD, f"{LEVERAGE}=0,1", "--cfg", "job"]) == 0
    tree = yaml.safe_load(capsys.readouterr().out)
    assert tree["design"] == {"name": "grid", "space": {LEVERAGE: [0, 1]}}
    assert tree["executor"]["name"] == "auto"


REFUSED = {
    "seed=1,2": "replicates=N gives N runs of other draws",
    "horizon=10,20": "only parameters may vary",
    "scenario=textbook/dyad,textbook/standard": "a sweep has one scenario",
    "behaviour=glob(*)": "a sweep has one behaviour",
    "design=grad": "Did you mean grid?",
    "design.pionts=3": "design has no key pionts",
    "executor=treads": "Did you mean threads?",
    "executor.address=tcp://x": "executor has no key address",
    f"{LEVERAGE}=interval(0,1)": "an interval has no single values",
    f"{LEVERAGE}x=1,2": "Did you mean leverage?",
    f"{LEVERAGE}=0.5,1.5": "outside [0, 1]",
    f"{LEVERAGE}=[1": "cannot be read",
    f"{OTHER}=range(0,1,0.0000001)": "more than 1,000,000 values",
    "config=nowhere.yaml": "nowhere.yaml",
    "clauses=perhaps": "clauses: ",
    "chunk=0": "chunk: ",
    "engine=warp": "there is no engine",
    "hydra/launcher=joblib": "settings of Hydra itself",
    "replicates=0": "Write a whole number",
}


@pytest.mark.parametrize(("argument", "said"), REFUSED.items(), ids=REFUSED)
def test_a_slip_is_one_message_and_status_2(
    home: Path, argument: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", *SHORT, f"{PATROLS}=true,false", argument]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.startswith("ceasefire sweep: ")
    assert "Traceback" not in captured.err
    assert captured.out == ""
    assert list(home.iterdir()) == []


def test_nothing_that_varies_is_a_slip_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", *SHORT]) == 2
    assert "nothing varies" in capsys.readouterr().err


def test_a_sweep_ends_with_a_table_a_sentence_and_a_picture(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", *SHORT, f"{LEVERAGE}=0,0.5", "out=out"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    lines = shown.out.splitlines()
    assert lines[0] == "Two points of textbook/standard, 40 runs of 100 days at each, seed 1"
    assert any(line.split()[0] == "0.5" for line in lines if line)
    assert "the share still in force after" in " ".join(shown.out.split())
    assert "This is a model, not a forecast." in " ".join(shown.out.split())
    assert lines[-1] == "Results: out"
    assert (home / "out" / "sweep.svg").read_text().startswith("<?xml")
    summary = json.loads((home / "out" / "summary.json").read_text())
    assert (summary["points"], summary["runs"], summary["failed"]) == (2, 80, 0)


PICTURES = {
    "one parameter": [f"{LEVERAGE}=0,0.5,1"],
    "one flag": [f"{PATROLS}=true,false"],
    "two parameters": [f"{LEVERAGE}=0,0.5", f"{PATROLS}=true,false"],
    "three parameters": [f"{LEVERAGE}=0,0.5", f"{PATROLS}=true,false", f"{OTHER}=0,1"],
    "samples": ["design=sobol", "design.points=32", f"{LEVERAGE}=interval(0,1)"],
    "two samples": [
        "design=latin_hypercube",
        "design.points=32",
        f"{LEVERAGE}=interval(0,1)",
        f"{OTHER}=interval(0,1)",
    ],
    "a list": ["design=list", f"{LEVERAGE}=0,0.5", f"{OTHER}=1,0.5"],
    "one at a time": ["design=one_at_a_time", f"{LEVERAGE}=0,0.5", f"{OTHER}=1,0.5"],
}


@pytest.mark.parametrize("arguments", PICTURES.values(), ids=PICTURES)
def test_every_design_has_a_picture_and_a_sentence(
    home: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["sweep", *SHORT, *arguments, "out=out"]) == 0
    assert "change" in capsys.readouterr().out
    assert "</svg>" in (home / "out" / "sweep.svg").read_text()


def test_a_sweep_that_is_done_says_and_draws_the_same_again(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["sweep", *SHORT, *PICTURES["two parameters"], "out=out"]
    assert main(arguments) == 0
    picture, text = (home / "out" / "sweep.svg").read_bytes(), capsys.readouterr().out
    assert main(arguments) == 0
    assert (home / "out" / "sweep.svg").read_bytes() == picture
    assert capsys.readouterr().out == text


class Fixed(Engine):
    """An engine that is made here."""

    def __init__(self, made: type) -> None:
        super().__init__("tests.runs.fake_engine", made.__name__, threads=True)
        object.__setattr__(self, "made", made)

    def prepare(self) -> Any:  # noqa: ANN401
        return lambda *_: self.made()  # type: ignore[attr-defined]


def test_the_sentence_names_what_changed_most_and_by_how_much(home: Path) -> None:
    """Of two parameters one decides everything, so that the answer is known."""

    class Decided:
        def run(self, seed: int, tasks: Any, *, clauses: bool = True) -> Any:  # noqa: ANN401
            batch = FAKE.prepare()(TREE, 100).run(seed, tasks, clauses=clauses)
            held = [task.changes[LEVERAGE] > 0.4 for task in tasks for _ in range(task.count)]
            batch.runs["ended"] = ~pd.Series(held).to_numpy()
            batch.runs["end_day"][:] = 20
            return batch

    TREE = {"scenario": {"title": "", "parties": {}}}  # noqa: N806
    ENGINES["fake"] = Fixed(Decided)
    space = {LEVERAGE: [0.25, 0.5], PATROLS: [True, False]}
    result = sweep(
        "textbook/standard", space, engine="fake", replicates=40, horizon=100, out=home / "out"
    )
    assert reading(result.findings) == (
        "What changed most was the share still in force after 30 days: 100 percent"
        " (95 % interval 91 to 100) of the runs with"
        f" {LEVERAGE} at 0.5, against 0 percent (95 % interval 0 to 9) with {LEVERAGE} at 0.25."
    )
    summary = result.summary()
    assert list(summary["held_30"]) == [0, 0, 1, 1]
    assert list(summary["days_mean"]) == [20, 20, 100, 100]
    assert list(summary["days_median"])[:2] == [20, 20]
    assert math.isnan(summary["days_median"][2])


def test_many_points_on_the_draws_of_few_replicates_are_not_called_certain(home: Path) -> None:
    """One replicate holds everywhere, one nowhere: no number of points makes two runs many."""

    class Stubborn:
        def run(self, seed: int, tasks: Any, *, clauses: bool = True) -> Any:  # noqa: ANN401
            batch = FAKE.prepare()(tree, 100).run(seed, tasks, clauses=clauses)
            batch.runs["ended"] = batch.runs["replicate"] == 0
            batch.runs["end_day"][:] = 20
            return batch

    tree = {"scenario": {"title": "", "parties": {}}}
    ENGINES["fake"] = Fixed(Stubborn)
    result = sweep(
        "textbook/standard",
        {LEVERAGE: [0, 1]},
        design="sobol",
        points=64,
        engine="fake",
        replicates=2,
        horizon=100,
        out=home / "out",
    )
    for level in result.findings.levels(LEVERAGE, 100):
        assert level.share == 0.5
        assert level.low < 0.1
        assert level.high > 0.9


def test_failed_replicates_are_status_1(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = [*SHORT, f"{LEVERAGE}=0,0.5", "scenario.title=fail", "out=out"]
    assert main(["sweep", *arguments]) == 1
    assert "12 of 80 runs failed" in capsys.readouterr().err
    assert len(pd.read_parquet(home / "out" / "failures.parquet")) == 12
    assert main(["sweep", *arguments]) == 1


def test_the_same_question_has_the_same_folder_whatever_the_replicates(home: Path) -> None:
    arguments = [*SHORT, f"{LEVERAGE}=0,0.5"]
    for more in ([], ["replicates=50"], ["workers=2", "chunk=3", "replicates=50"]):
        assert main(["sweep", *arguments, *more]) == 0
    (store,) = (home / "results" / "sweep" / "textbook-standard").iterdir()
    assert len(pd.read_parquet(store / "runs")) == 100
    assert main(["sweep", *arguments, "seed=2"]) == 0
    assert len(list(store.parent.iterdir())) == 2


def test_a_run_never_replaces_a_sweep(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sweep", *SHORT, f"{LEVERAGE}=0,0.5", "out=out"]) == 0
    assert main(["run", STANDARD, "replicates=1", "horizon=2", "workers=1", "out=out"]) == 2
    assert "holds a sweep" in capsys.readouterr().err


def test_python_returns_data_frames_and_prints_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    result = sweep("textbook/standard", {LEVERAGE: [0, 1]}, engine="fake", replicates=5, horizon=9)
    assert len(result.runs) == 10
    assert list(result.points[LEVERAGE]) == [0, 1]
    assert list(result.summary()["replicates"]) == [5, 5]
    assert capsys.readouterr() == ("", "")
    folder = result.folder
    del result
    assert not folder.exists()


def test_the_bar_shows_on_a_terminal_only(monkeypatch: pytest.MonkeyPatch) -> None:
    with bar("Running") as silent:
        assert silent is None
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    with bar("Running") as progress:
        assert progress is not None
        progress(5, 10)
        progress(10, 10)
