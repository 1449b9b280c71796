"""`why` as a whole: planted causes, causes that hide each other, and what it gives."""

from typing import Any

import pytest

from sim import why
from sim.day.batch import Task
from sim.day.prepare import prepare
from sim.questions.why.questions import OTHER
from sim.questions.why.why import ONLY_THE_END, WhyResult
from sim.runs.tables import COLUMNS
from sim.scenario.errors import InputError
from sim.scenario.load import load_scenario
from sim.scenario.tree import changed, tree_of
from sim.shared.intervals import holm_adjusted
from tests.worlds import both, dyad, one

pytestmark = pytest.mark.usefixtures("compiled")
DAYS = 60


def planted(**settings: Any) -> WhyResult:  # noqa: ANN401 - settings of any kind
    """Ask of a truce that can end in one way: one party cancels it by the throw of a die."""
    world = dyad(one("party_a", doctrine__kind="cancel_by_chance", doctrine__daily_chance=0.2))
    return why(world, horizon=DAYS, **({"replicates": 40, "workers": 1} | settings))


@pytest.fixture(scope="module")
def found() -> WhyResult:
    return planted()


def test_a_planted_cause_is_ranked_first(found: WhyResult) -> None:
    assert found.base.ended.all()
    first = found.effects[0]
    assert first.question.subject == "scenario.parties.party_a.doctrine"
    assert (first.question.way, first.rank) == (OTHER, 1)
    assert first.prevented.value == 1.0
    assert first.clear
    assert first.told == (DAYS, "held", False)


def test_what_is_idle_has_exactly_no_effect(found: WhyResult) -> None:
    others = found.but_for.iloc[1:]
    assert len(others) == 4
    for column in ("rank", "moved", "prevented", "brought", "days", "days_low", "days_high"):
        assert (others[column] == 0).all(), column
    assert (others["told_end_day"] == found.told.outcome.end_day).all()  # type: ignore[union-attr]


def test_two_causes_that_were_each_enough_hide_each_other_until_both_go() -> None:
    world = dyad(both("doctrine.kind", "cancel_by_chance"), both("doctrine.daily_chance", 1.0))
    result = why(world, horizon=5, replicates=10, workers=1, pairs=5)
    assert [effect.prevented.count for effect in result.effects] == [0] * 5
    shares = {
        frozenset((pair.one.question.subject, pair.other.question.subject)): (
            pair.prevented.value, pair.either.value,
        )
        for pair in result.pairs
    }  # fmt: skip
    rules = frozenset(f"scenario.parties.{party}.doctrine" for party in ("party_a", "party_b"))
    assert shares.pop(rules) == (1.0, 0.0)
    assert set(shares.values()) == {(0.0, 0.0)}


def test_any_number_of_workers_and_either_engine_give_the_same() -> None:
    plain = planted(replicates=3)
    for other in (planted(replicates=3, engine="mesa"), planted(replicates=3, workers=2)):
        assert other.but_for.equals(plain.but_for)
        assert other.causes.equals(plain.causes)


def test_a_told_run_beyond_the_replicates_is_asked_about_too(found: WhyResult) -> None:
    beyond = planted(replicate=57)
    assert beyond.told is not None
    assert beyond.effects[0].told == (DAYS, "held", False)
    assert beyond.effects[1].told is not None
    assert beyond.effects[1].told[0] == beyond.told.outcome.end_day
    assert [e.pairs for e in beyond.effects] == [e.pairs for e in found.effects]
    assert [e.prevented for e in beyond.effects] == [e.prevented for e in found.effects]


def test_the_tables_have_the_promised_columns(found: WhyResult) -> None:
    assert set(COLUMNS["causes"]) <= set(found.causes.columns)
    assert set(COLUMNS["but_for"]) <= set(found.but_for.columns)
    assert found.causes["drawn"].any()
    ids = set(found.causes["id"])
    assert all(set(causes) <= ids for causes in found.causes["causes"])


def test_many_questions_are_judged_together_by_holm(found: WhyResult) -> None:
    chances = holm_adjusted([effect.p for effect in found.effects])
    assert [effect.adjusted for effect in found.effects] == chances


def test_the_manifest_names_what_was_asked(found: WhyResult) -> None:
    manifest = found.manifest()
    assert (manifest["verb"], manifest["replicate"], manifest["questions"]) == ("why", 0, 5)


@pytest.mark.parametrize("name", ["idlib/series", "textbook/standard"])
def test_a_run_that_stops_at_the_first_end_ends_alike(name: str) -> None:
    tree = tree_of(load_scenario(name))
    rows = [
        prepare(one_tree, 250).run(1, [Task(count=24)], clauses=False).runs
        for one_tree in (tree, changed(tree, ONLY_THE_END))
    ]
    for column in ("end_day", "end_kind", "ended"):
        assert rows[0][column].tolist() == rows[1][column].tolist()
    assert rows[0]["ended"].any()


@pytest.mark.parametrize(
    ("replicate", "pairs", "key"), [(-1, 0, "replicate"), (True, 0, "replicate"), (0, 99, "pairs")]
)
def test_a_setting_that_does_not_fit_is_refused(replicate: object, pairs: object, key: str) -> None:
    with pytest.raises(InputError, match=key):
        planted(replicate=replicate, pairs=pairs)
