"""One scenario, run many times from Python."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, cast

import pytest

import sim
from sim.day.agents import PartyAgent
from sim.law.order import PROBE
from sim.questions.run.run import TABLES, RunResult, run, write_tables
from sim.scenario.errors import InputError
from sim.scenario.load import scenario_from_tree
from sim.scenario.tree import fingerprint
from tests.scenario.textbook import put, small_tree

pytestmark = pytest.mark.usefixtures("compiled")


def small_run(**settings: int) -> RunResult:
    """Run the small tree for a few days."""
    return run(small_tree(), **({"replicates": 4, "horizon": 12, "workers": 1} | settings))


@pytest.fixture(scope="module")
def result() -> RunResult:
    """A short run."""
    return small_run()


def test_a_run_gives_a_row_for_each_replicate(result: RunResult) -> None:
    assert list(result.runs["replicate"]) == [0, 1, 2, 3]
    assert result.failures.empty
    assert {"end_kind", "end_day", "ended", "breaches", "attacks"} <= set(result.runs.columns)
    assert set(result.agreements["replicate"]) == set(result.clauses["replicate"]) == {0, 1, 2, 3}


def test_the_told_run_is_replicate_0(result: RunResult) -> None:
    assert result.told is not None
    assert len(result.events) == len(result.told.log)
    first = result.runs.iloc[0]
    assert (result.events["kind"] == "end").sum() >= 1
    assert result.told.outcome.end_day == first["end_day"]
    assert result.told.outcome.end_kind == first["end_kind"]


def test_the_told_run_is_there_as_a_mesa_model_whatever_told_it(result: RunResult) -> None:
    assert result.told is not None
    assert result.told.model is None  # the engine told it
    elsewhere = replace(result, told=replace(result.told, model=None))
    assert elsewhere.model is not None
    assert len(elsewhere.model.log) == len(result.events)
    assert replace(result, told=None).model is None


def test_the_same_seed_gives_the_same_results_and_another_gives_others(result: RunResult) -> None:
    again = small_run()
    assert again.runs.equals(result.runs)
    assert again.events.equals(result.events)
    assert not small_run(seed=2).events.equals(result.events)


def test_more_replicates_leave_the_first_ones_as_they_were(result: RunResult) -> None:
    assert small_run(replicates=6).runs.head(4).equals(result.runs)


def test_a_loaded_scenario_and_its_tree_are_the_same_question(result: RunResult) -> None:
    loaded = run(scenario_from_tree(small_tree()), replicates=4, horizon=12, workers=1)
    assert loaded.config == result.config
    assert loaded.runs.equals(result.runs)


def test_what_fails_in_every_replicate_is_all_failures() -> None:
    tree = put(small_tree(), "scenario.ties.patron_party_a.leverage", ["uniform", 0.7, 1])
    tie = {"sponsor": "party_b", "client": "party_a", "leverage": ["uniform", 0.7, 1]}
    failed = run(put(tree, "scenario.ties.other", tie), replicates=3, horizon=5, workers=1)
    assert list(failed.failures["replicate"]) == [0, 1, 2]
    assert "add up to" in failed.failures["error"].iloc[0]
    assert failed.told is None
    assert failed.runs.empty


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"seed": -1}, "seed"),
        ({"seed": 2**32}, "seed"),
        ({"replicates": 0}, "replicates"),
        ({"horizon": 0}, "horizon"),
        ({"horizon": 30000}, "horizon"),
        ({"workers": 0}, "workers"),
        ({"seed": True}, "seed"),
    ],
)
def test_settings_that_no_run_can_have_are_refused(settings: dict[str, int], key: str) -> None:
    with pytest.raises(InputError) as refused:
        small_run(**settings)
    assert refused.value.key == key


Settled = TypeVar("Settled")


class Restless(PartyAgent):
    """Fires at every front on every day."""

    def decide(self, what: str, rule: Settled, about: str = "", uniform: float = 0.0) -> Settled:  # noqa: ARG002
        return cast("Settled", PROBE) if what == "order" else rule


def test_parties_may_have_rules_of_one_s_own() -> None:
    own: dict[str, type] = {"party_a": Restless}
    tree = put(small_tree(), "scenario.parties.party_a.control", 1.0)
    tree = put(tree, "scenario.ties.patron_party_a.active", value=False)
    asked: dict[str, Any] = {"replicates": 4, "horizon": 12, "engine": "mesa"}
    restless = run(tree, **asked, party_classes=own)
    ordered = restless.events.query("kind == 'attack' and actor == 'party_a'")
    assert set(ordered["day"]) >= set(range(1, 13))
    assert not restless.runs.equals(run(tree, **asked).runs)
    assert restless.config["party_classes"] == {"party_a": f"{__name__}.Restless"}
    assert restless.model is not None
    assert any(type(party) is Restless for party in restless.model.parties)
    shared = run(tree, **asked, party_classes=own, workers=2)
    assert shared.runs.equals(restless.runs)


def test_rules_of_one_s_own_are_refused_where_they_cannot_be_run() -> None:
    class Local(PartyAgent):
        pass

    def refusal(**settings: Any) -> str:  # noqa: ANN401
        with pytest.raises(InputError) as refused:
            run(small_tree(), replicates=2, horizon=3, **settings)
        return str(refused.value)

    assert "engine='mesa'" in refusal(party_classes={"party_a": Restless})
    assert "or party_a?" in refusal(party_classes={"party": Restless}, engine="mesa")
    assert "top of a module" in refusal(party_classes={"party_a": Local}, engine="mesa", workers=2)


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(InputError, match="there is no engine 'meza'"):
        run(small_tree(), engine="meza")


def test_the_manifest_says_what_was_run(result: RunResult, tmp_path: Path) -> None:
    write_tables(result, tmp_path)
    manifest = json.loads(json.dumps(result.manifest()))
    assert manifest["complete"] is True
    assert manifest["config_sha256"] == fingerprint(manifest["config"])
    assert {"python", "mesa", "numpy", "ceasefire-sim"} <= set(manifest["versions"])
    assert manifest["begun"] <= manifest["ended"]
    assert manifest["config"]["horizon"] == 12
    config = {k: manifest["config"][k] for k in ("name", "scenario", "behaviour", "measurement")}
    assert scenario_from_tree(config) == result.scenario
    assert {path.stem for path in tmp_path.glob("*.parquet")} == set(TABLES)


def test_the_public_names_are_there_and_nothing_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert sim.run is run
    assert set(sim.__all__) <= set(dir(sim))
    for name in sim.__all__:
        assert getattr(sim, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'sweeep'"):
        sim.sweeep  # noqa: B018
    small_run(replicates=1)
    assert capsys.readouterr() == ("", "")


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = (
        "import sys, sim\n"
        "heavy = {'hydra', 'mesa', 'pandas', 'pydantic', 'matplotlib', 'numpy'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
