"""The command `ceasefire`: verbs, help, messages and exit statuses."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from sim import load_scenario
from sim.cli import main
from sim.cli.verbs import VERBS
from sim.scenario.names import names
from tests.scenario.textbook import as_file, put, small_tree

HEAVY = {"hydra", "omegaconf", "mesa", "pandas", "pydantic", "numpy", "matplotlib", "rich", "yaml"}


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["help"]])
def test_help_lists_verbs_keys_and_groups(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    for word in (*VERBS, "seed=", "replicates=", "scenario_dir=", "behaviour", "measurement"):
        assert word in shown
    for kind in ("scenario", "behaviour", "measurement"):
        assert all(name in shown for name in names(kind))


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb, "--help"]) == 0
    assert f"ceasefire {verb}" in capsys.readouterr().out


def test_help_is_instant_because_nothing_heavy_is_imported() -> None:
    code = (
        "import sys; from sim.cli import main\n"
        "main(['--help']); main(['run', '--help'])\n"
        f"sys.exit(', '.join({HEAVY!r} & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)


def test_python_m_sim_is_the_same_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sim", "--version"], check=True, capture_output=True, text=True
    )
    assert done.stdout.startswith("ceasefire-sim ")


@pytest.mark.parametrize("verb", ["chek", "forecast", "--verbose", "scenario=idlib/sochi_2018", ""])
def test_an_unknown_verb_is_refused(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([verb]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("ceasefire: there is no verb")
    assert "Traceback" not in captured.err


def test_an_interruption_has_its_own_status(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(arguments: list[str]) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.cli.files.scenarios", interrupted)
    assert main(["scenarios"]) == 130
    assert "interrupted" in capsys.readouterr().err


def test_scenarios_gives_each_a_line_and_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["scenarios"]) == 0
    lines = capsys.readouterr().out.splitlines()
    for name in names("scenario"):
        assert sum(line.startswith(f"{name} ") for line in lines) == 1


def test_scenarios_lists_one_s_own_and_reports_the_broken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine.yaml").write_text(as_file(small_tree()))
    (tmp_path / "broken.yaml").write_text("title: !!python/name:os.system x")
    assert main(["scenarios", f"scenario_dir={tmp_path}"]) == 2
    captured = capsys.readouterr()
    assert "mine" in captured.out
    assert "A tree for tests." in captured.out
    assert "It says as little" not in captured.out
    assert "broken.yaml" in captured.err


@pytest.mark.parametrize("argument", ["--all", "folder", "dir=x"])
def test_scenarios_refuses_what_it_does_not_know(argument: str) -> None:
    assert main(["scenarios", argument]) == 2


def test_check_finds_a_file_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "My ceasefire.yaml"
    file.write_text(as_file(small_tree()))
    assert main(["check", str(file)]) == 0
    shown = capsys.readouterr().out
    assert f"{file}: sound" in shown
    assert "3 parties, 1 tie, 3 sectors" in shown
    assert "1 uncertain number" in shown


def test_check_takes_names_and_several_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sound = tmp_path / "sound.yaml"
    sound.write_text(as_file(small_tree()))
    broken = tmp_path / "broken.yaml"
    broken.write_text(as_file(put(small_tree(), "scenario.ties.patron_party_a.client", "party_c")))
    assert main(["check", "sound", str(broken), f"scenario_dir={tmp_path}"]) == 2
    captured = capsys.readouterr()
    assert "sound: sound" in captured.out
    assert (
        "broken.yaml: scenario.ties.patron_party_a.client: there is no party party_c"
        in captured.err
    )
    assert "Did you mean party_b or party_a?" in captured.err


def test_check_finds_the_shared_files_beside_a_file(tmp_path: Path) -> None:
    (tmp_path / "scenario").mkdir()
    (tmp_path / "behaviour").mkdir()
    (tmp_path / "behaviour" / "calm.yaml").write_text("talks: {active: false}")
    file = tmp_path / "scenario" / "mine.yaml"
    file.write_text(as_file(small_tree(), behaviour="calm"))
    assert main(["check", str(file)]) == 0


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["nowhere.yaml"],
        ["nosuchname"],
        ["--key"],
        ["--keys", "nosuchkey"],
        ["a=b"],
        ["--keys", "nosuchkey", "scenario=textbook/dyad"],
        ["--keys", "scenario=nosuchname"],
    ],
)
def test_check_refuses_what_it_does_not_know(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.err.count("ceasefire check: ") == 1
    assert "Traceback" not in captured.err


def test_check_lists_the_keys(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--keys"]) == 0
    shown = capsys.readouterr().out
    assert "\nscenario.ties.<id>\n" in shown
    assert "Share of the client's decisions" in shown
    assert "\nbehaviour.talks\n" in shown


@pytest.mark.parametrize(
    "pattern", ["ties", "scenario.ties", "scenario.ties.*.leverage", "scenario.ties.a_b.leverage"]
)
def test_check_lists_the_keys_of_a_pattern(
    pattern: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--keys", pattern]) == 0
    shown = capsys.readouterr().out
    assert "scenario.ties.<id>" in shown
    assert "leverage" in shown
    assert "scenario.parties" not in shown


def test_check_lists_the_keys_of_one_scenario_with_its_ids_and_values(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", "--keys", "stake", "scenario=textbook/standard"]) == 0
    shown = capsys.readouterr().out
    ties = load_scenario("textbook/standard").scenario.ties
    assert ties
    for name, tie in ties.items():
        line = shown.partition(f"\nscenario.ties.{name}\n")[2].partition("\n")[0]
        assert re.split(r"  +", line.strip())[3] == f"{tie.stake:g}"


def test_every_key_that_is_listed_of_a_scenario_can_be_changed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["check", "--keys", "behaviour", "scenario=textbook/dyad"]) == 0
    group, found = "", 0
    for line in capsys.readouterr().out.splitlines()[3:]:
        if not line.startswith(" "):
            group = line
            continue
        word, _, unit, value, _ = re.split(r"  +", line.strip(), maxsplit=4)
        if unit == "flag":
            changed = {f"{group}.{word}": value != "true"}
            assert load_scenario("textbook/dyad", changed) != load_scenario("textbook/dyad")
            found += 1
    assert found > 10
