"""Verbs are declared once: what is declared is shown and read, and what is shown is declared."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any

import pytest

from sim.cli.compose import asked
from sim.cli.files import plain_settings
from sim.cli.help import verb_help
from sim.cli.verbs import VERBS, Compare, DesignKeys, Keys, Lab, Run, declared, defaults
from sim.lab.settings import DEFAULT_HOST, DEFAULT_PORT, HIGHEST_PORT
from sim.questions.fit.settings import Settings as FitSettings
from sim.runs.designs import MOST_POINTS, Design
from sim.runs.engines import ENGINES
from sim.scenario.errors import InputError
from sim.scenario.fields import place_at, validated
from tests.scenario.textbook import as_file, small_tree

if TYPE_CHECKING:
    from pathlib import Path

    from sim.cli.verbs import Verb

# Keys of a scenario, and what stands for one; `config` is read before the others.
NOT_OF_THE_VERB = {"scenario", "behaviour", "measurement", "key", "KEY", "config"}
OF_HYDRA = [verb for verb in VERBS.values() if verb.groups]


def keys_of(part: type[Keys], prefix: str = "") -> dict[str, Any]:
    """Every key that a verb takes, keys below others included, with its declaration."""
    found = {}
    for one in declared(part, prefix):
        found[one.key] = one
        if one.below is not None:
            found |= keys_of(one.below, f"{one.key}.")
    return found


def shown_in(text: str) -> set[str]:
    """Keys that a text shows with an equals sign behind them."""
    return set(re.findall(r"(?<![\w.])([a-z_]+(?:\.[a-z_]+)*)=", text))


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_every_key_that_is_declared_is_shown(verb: type[Verb]) -> None:
    text = verb_help(verb.verb())
    keys = text.partition("Keys, written")[2].partition("\nOptions:")[0]
    lines = {line.split("=")[0].strip() for line in keys.splitlines() if "=" in line}
    for key, one in keys_of(verb).items():
        if one.below is None or one.choice is not None:
            assert one.help is None or key in lines, key
            assert one.help is not None or key.rpartition(".")[2] == "name"


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_every_key_that_is_shown_is_read(verb: type[Verb]) -> None:
    fit = {f"fit.{one.name}" for one in fields(FitSettings)}
    for key in shown_in(verb_help(verb.verb())):
        if key.partition(".")[0] not in NOT_OF_THE_VERB:
            known = place_at(verb, tuple(key.split("."))) is not None
            assert known or key in fit or key.startswith("compare.variants."), key


@pytest.mark.parametrize("verb", OF_HYDRA, ids=lambda verb: verb.verb())
def test_defaults_are_those_that_are_declared(verb: type[Verb]) -> None:
    if verb is Compare:
        return
    settings = asked(verb, []).question().settings
    for one in declared(verb):
        if one.choice is None and one.below is None:
            assert getattr(settings, one.key) == one.default


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_an_unknown_key_and_a_wrong_value_are_named_with_their_mend(verb: type[Verb]) -> None:
    with pytest.raises(InputError, match="this key is not known"):
        validated(verb, {"nosuchkey": 1})
    for one in declared(verb):
        if one.below is not None:
            with pytest.raises(InputError, match=f"^{one.key}: 4 stands where a map"):
                validated(verb, {one.key: 4})
        elif isinstance(one.default, bool):
            with pytest.raises(InputError, match="Write true or false"):
                validated(verb, {one.key: "perhaps"})
        elif isinstance(one.default, int):
            with pytest.raises(InputError, match="Write a whole number from"):
                validated(verb, {one.key: True})


def test_the_examples_of_help_are_understood(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="Did you mean port"):
        plain_settings(Lab, ["prot=1"])
    for arguments in ("scenario=textbook/standard behaviour.talks.active=false out=no_talks",):
        assert asked(Run, arguments.split()).question().settings.out is not None


def test_what_other_rooms_decide_is_the_same_there() -> None:
    own = defaults(Lab)
    assert (own["host"], own["port"]) == (DEFAULT_HOST, DEFAULT_PORT)
    port = place_at(Lab, ("port",))
    assert port is not None
    assert any(getattr(one, "le", None) == HIGHEST_PORT for one in port.metadata)
    points = place_at(DesignKeys, ("points",))
    assert points is not None
    assert any(getattr(one, "le", None) == MOST_POINTS for one in points.metadata)
    design = {one.name: one.default for one in fields(Design) if one.default is not MISSING}
    assert design == {key: value for key, value in defaults(DesignKeys).items() if key != "space"}
    assert defaults(Run)["engine"] in ENGINES


def test_a_scenario_is_validated_once_on_its_way_to_a_run(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(as_file(small_tree()))
    code = f"""
import sys
from pydantic import TypeAdapter
from sim.cli import main
counted = []
plain = TypeAdapter.validate_python
def validate(self, *given, **named):
    counted.append(self._type.__name__)
    return plain(self, *given, **named)
TypeAdapter.validate_python = validate
arguments = ["run", "scenario_dir={tmp_path}", "scenario=small", "replicates=2", "workers=1"]
status = main([*arguments, "engine=mesa", "horizon=3", "out={tmp_path / "out"}",
    "scenario.obligations.withdraw.difficulty=0.1", "~scenario.monitors.mission"])
sys.exit(status or counted.count("Scenario") - 1)
"""
    subprocess.run([sys.executable, "-c", code], check=True, stdout=subprocess.DEVNULL)
