"""`ceasefire run`: Hydra's grammar, what is refused, and what is written."""

import errno
import json
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.cli import main
from sim.cli.compose import asked
from sim.cli.verbs import Run
from sim.day.trace import Trace
from sim.questions.run.report import Report
from sim.runs.store import is_whole
from sim.scenario.read import read_text
from tests.examples import few
from tests.scenario.textbook import as_file, small_tree

LEVERAGE = "scenario.ties.patron_party_a.leverage"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with a scenario of one's own below."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own" / "behaviour").mkdir(parents=True)
    (tmp_path / "own" / "small.yaml").write_text(as_file(small_tree()))
    (tmp_path / "own" / "behaviour" / "calm.yaml").write_text("retaliation: {ratio: 0.1}")
    (tmp_path / "own" / "behaviour" / "wild.yaml").write_text("retaliation: {ratio: 0.9}")
    (tmp_path / "own" / "calm.yaml").write_text(as_file(small_tree(), behaviour="calm"))
    return tmp_path


OWN = ["scenario_dir=own", "scenario=small"]
SHORT = [*OWN, "replicates=2", "horizon=6", "workers=1"]


@pytest.fixture
def plain_report(compiled: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Reports in a word, because pictures take their time."""

    def report_on(told: Trace) -> Report:
        return Report(digest="", files={"story.md": f"{len(told.log)} events"})

    monkeypatch.setattr("sim.questions.run.report.report_on", report_on)
    monkeypatch.setattr(
        "sim.questions.run.report.summary_text", lambda figures, _: f"{figures['replicates']} runs"
    )
    monkeypatch.setattr(
        "sim.questions.run.summary.summary", lambda result: {"replicates": result.replicates}
    )


def config_of(*arguments: str) -> Any:  # noqa: ANN401
    """Compose and validate arguments."""
    return asked(Run, [*OWN, *arguments]).question()


def leverage(request: Any) -> float:  # noqa: ANN401
    """Leverage on day 1."""
    what = request.scenario.scenario
    value: float = what.ties["patron_party_a"].leverage.on(1, what.start)
    return value


def test_defaults_come_from_the_scenario(home: Path) -> None:
    request = config_of()
    own = request.settings
    assert (own.seed, own.replicates, own.horizon, own.engine) == (1, 500, None, "compiled")
    assert request.scenario.name == "small"
    assert own.out is None


def test_the_default_scenario_is_sochi() -> None:
    question = asked(Run, []).question()
    assert question.scenario.name == "idlib/sochi_2018"


def test_every_number_has_a_key_even_where_the_file_says_nothing(home: Path) -> None:
    request = config_of(
        "scenario.obligations.patrol.active=false", "behaviour.talks.active=false", "seed=7"
    )
    assert not request.scenario.scenario.obligations["patrol"].active
    assert not request.scenario.behaviour.talks.active
    assert request.settings.seed == 7


def test_the_whole_grammar_of_hydra_is_understood(home: Path) -> None:
    assert leverage(config_of(f"{LEVERAGE}=0.25")) == 0.25
    assert leverage(config_of(f"{LEVERAGE}.early.value=0.75")) == 0.75
    steps = config_of(f"{LEVERAGE}={{early:{{from:2001-01-01,value:0.1}}}}")
    assert leverage(steps) == 0.1
    flight = "on:5,variable:people,subject:north,change:set,value:9"
    added = config_of(f"+scenario.shocks.more={{{flight}}}", "scenario.shocks.more.value=8")
    assert added.scenario.scenario.shocks["more"].value == 8
    removed = config_of("~scenario.monitors.mission")
    assert removed.scenario.scenario.monitors == {}
    uncertain = config_of(f"{LEVERAGE}=[uniform,0.1,0.5]").scenario.scenario
    assert uncertain.ties["patron_party_a"].leverage.steps[0].value.family == "uniform"
    drawn = config_of("scenario.obligations.withdraw.difficulty=[uniform,0,0.5]")
    assert drawn.scenario.scenario.obligations["withdraw"].difficulty.family == "uniform"
    worth = config_of("+scenario.parties.party_a.relations.patron=2")
    assert worth.scenario.scenario.parties["party_a"].relations == {"patron": 2}
    aims = config_of("scenario.parties.party_a.aims=[south]", "scenario.title='One, two'")
    assert aims.scenario.scenario.parties["party_a"].aims == ("south",)
    assert aims.scenario.scenario.title == "One, two"


def test_the_behaviour_is_the_scenario_s_own_unless_another_is_named(home: Path) -> None:
    def ratio(*arguments: str) -> float:
        value: float = config_of(*arguments).scenario.behaviour.retaliation.ratio
        return value

    assert ratio("scenario=calm") == 0.1
    assert ratio("scenario=calm", "behaviour=wild") == 0.9
    assert ratio("behaviour=wild", "scenario=calm") == 0.9
    assert ratio("scenario=calm", "behaviour.retaliation.ratio=0.5") == 0.5
    assert ratio("behaviour.retaliation.ratio=0.5", "behaviour=wild", "scenario=calm") == 0.5


def test_one_question_does_not_colour_the_next(home: Path) -> None:
    config_of("scenario=calm", "behaviour=wild", f"{LEVERAGE}=0.9")
    assert leverage(config_of()) == 0.5
    assert config_of("scenario=calm").scenario.behaviour.retaliation.ratio == 0.1


CHANGES = [
    "seed=3",
    "horizon=20",
    f"{LEVERAGE}=0.3",
    "behaviour=wild",
    "behaviour.talks.active=false",
    "measurement.run_in_days=2",
    "scenario=calm",
]


@cache
def changed_question(home: Path) -> Any:  # noqa: ANN401
    """Compose the changes in the order in which they are written above."""
    return config_of(*CHANGES)


@settings(max_examples=few(4), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(CHANGES))
def test_any_order_of_arguments_gives_the_same_question(home: Path, order: list[str]) -> None:
    assert config_of(*order) == changed_question(home)


REFUSED = {
    "seed=x": "seed: 'x' does not fit",
    "seeed=2": "Did you mean seed?",
    "seed=1,2": "takes one",
    "seed=range(3)": "takes one",
    "seed=choice(1,2)": "takes one",
    "scenario=glob(*)": "takes one",
    "scenario=smal": "Did you mean small?",
    "scenario=../small": "is not a name",
    "scenario=[a,b]": "Name one",
    "scenario=null": "Name one",
    "behaviour=clam": "Did you mean calm?",
    "~scenario": "Name one",
    "scenario_dir=nowhere": "there is no folder",
    "engine=warp": "there is no engine",
    "replicates=0": "Write a whole number",
    "replicates=[1": "cannot be read",
    "seed": "cannot be read",
    f"{LEVERAGE}=1.5": "outside [0, 1] (share)",
    f"{LEVERAGE}x=1": "Did you mean leverage?",
    "scenario.parties.party_a.relations.patron=1": "put + before the key",
    "+scenario.parties.party_a.relations.patrn=1": "Did you mean patron?",
    "+scenario.ties.patron_party_a.lever=1": "Did you mean leverage?",
    "~scenario.monitors.mision": "Did you mean mission?",
    "+foo=1": "there is no key foo",
    "+seed=2": "already",
    "scenario.title=${oc.env:HOME}": "interpolation",
    "+scenario._target_=os.system": "not known",
    "hydra.run.dir=x": "Hydra",
    "hydra/launcher=joblib": "Hydra",
    "--multirun": "there is no option",
    "--config-dir=x": "there is no option",
    "out={a:1}": "names no folder",
    "a@b=c": "not understood",
}


@pytest.mark.parametrize(("argument", "said"), REFUSED.items(), ids=REFUSED)
def test_a_slip_is_one_message_and_status_2(
    home: Path, argument: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", *OWN, argument]) == 2
    captured = capsys.readouterr()
    assert said in captured.err
    assert captured.err.startswith("ceasefire run: ")
    assert "Traceback" not in captured.err
    assert captured.out == ""
    assert sorted(path.name for path in home.iterdir()) == ["own"]


EVIL = {
    "a tag": "title: !!python/object/apply:os.system ['touch owned']\n",
    "an interpolation": "title: ${oc.env:HOME}\n",
    "defaults": "defaults: [/behaviour/wild]\n",
    "a target": "parties: {x: {_target_: os.system}}\n",
    "a package": "# @package _global_\ntitle: x\n",
    "references": "a: &a [x]\nb: [*a, *a]\n",
    "a path": "conflict: ../../secret\n",
}


@pytest.mark.parametrize("text", EVIL.values(), ids=EVIL)
def test_a_file_cannot_do_anything(
    home: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "own" / "evil.yaml").write_text(text)
    assert main(["run", "scenario_dir=own", "scenario=evil"]) == 2
    assert "evil.yaml" in capsys.readouterr().err
    assert main(["check", "own/evil.yaml"]) == 2
    assert not (home / "owned").exists()
    assert sorted(path.name for path in home.iterdir()) == ["own"]


def test_cfg_prints_the_whole_configuration(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for option in (["--cfg", "job"], ["--cfg=job"], ["-c", "job"]):
        assert main(["run", *OWN, "seed=9", *option]) == 0
        tree = read_text(capsys.readouterr().out)
        assert tree["seed"] == 9
        assert tree["scenario"]["shocks"]["flight"]["on"] == "2001-03-01"
        assert tree["behaviour"]["talks"]["active"] is True
    assert main(["run", *OWN, "--cfg", "hydra"]) == 2


@pytest.mark.usefixtures("plain_report")
def test_a_run_writes_a_whole_folder_and_prints_a_summary(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", *SHORT, "out=answer"]) == 0
    captured = capsys.readouterr()
    assert captured.out == "2 runs\n\nResults: answer\n"
    assert captured.err == ""
    assert is_whole(home / "answer")
    assert {path.name for path in (home / "answer").iterdir()} == {
        "manifest.json",
        "summary.json",
        "story.md",
        "runs.parquet",
        "agreements.parquet",
        "clauses.parquet",
        "events.parquet",
        "daily.parquet",
        "failures.parquet",
    }
    assert json.loads((home / "answer" / "summary.json").read_text()) == {"replicates": 2}


@pytest.mark.usefixtures("plain_report")
def test_results_go_to_a_new_folder_each_time(home: Path) -> None:
    assert main(["run", *SHORT]) == 0
    assert main(["run", *SHORT]) == 0
    assert len(list((home / "results" / "run" / "small").iterdir())) == 2


@pytest.mark.usefixtures("plain_report")
def test_results_of_before_are_replaced_and_other_things_are_not(home: Path) -> None:
    assert main(["run", *SHORT, "out=answer"]) == 0
    assert main(["run", *SHORT, "out=answer", "seed=2"]) == 0
    assert json.loads((home / "answer" / "manifest.json").read_text())["seed"] == 2
    (home / "thesis").mkdir()
    (home / "thesis" / "text").write_text("years")
    assert main(["run", *SHORT, "out=thesis"]) == 2
    assert main(["run", *SHORT, "out=answer", "seed=-1"]) == 2
    assert json.loads((home / "answer" / "manifest.json").read_text())["seed"] == 2
    assert [path.name for path in (home / "thesis").iterdir()] == ["text"]


@pytest.mark.usefixtures("plain_report")
def test_failed_replicates_are_status_1_and_rows(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    too_much = "{sponsor:party_b,client:party_a,leverage:[uniform,0.9,1]}"
    arguments = [f"{LEVERAGE}=[uniform,0.9,1]", f"+scenario.ties.other={too_much}", "out=answer"]
    assert main(["run", *SHORT, *arguments]) == 1
    captured = capsys.readouterr()
    assert "2 of 2 replicates failed" in captured.err
    assert "add up to" in captured.err
    assert is_whole(home / "answer")


@pytest.mark.parametrize("where", ["sim.questions.run.run.run", "sim.cli.questions.write_json"])
@pytest.mark.usefixtures("plain_report")
def test_an_interrupted_run_leaves_no_folder(
    home: Path, where: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(where, interrupted)
    assert main(["run", *SHORT, "out=answer"]) == 130
    assert "no results were written" in capsys.readouterr().err
    assert sorted(path.name for path in home.iterdir()) == ["own"]


@pytest.mark.usefixtures("plain_report")
def test_a_full_disk_is_one_message(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "Error writing bytes to file")

    monkeypatch.setattr("sim.runs.tables.pq.write_table", full)
    assert main(["run", *SHORT, "out=answer"]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("ceasefire run: out: ")
    assert "No space left on device" in captured.err
    assert "Traceback" not in captured.err
    assert sorted(path.name for path in home.iterdir()) == ["own"]


@pytest.mark.slow
@pytest.mark.usefixtures("compiled")
def test_hydra_s_own_multirun_has_an_entry(home: Path, start: Callable[..., Any]) -> None:
    done = start("--multirun", *SHORT, "seed=1,2", "hydra.sweep.dir=many")
    assert done.returncode == 0, done.stderr
    assert all(is_whole(home / "many" / job / "result") for job in ("0", "1"))


@pytest.fixture
def start(home: Path) -> Callable[..., Any]:
    """Start the entry for Hydra in a process of its own."""
    root = Path(__file__).resolve().parents[2]

    def start(*arguments: str) -> Any:  # noqa: ANN401
        code = f"import sys; sys.path.insert(0, {str(root)!r})\n"
        code += "from sim.cli.hydra_main import main; sys.exit(main())"
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=home,
            check=False,
            capture_output=True,
            text=True,
        )

    return start
