"""Collections of results: every answer of one, with a level for the variant."""

from __future__ import annotations

import pandas as pd
import pytest

from sim import compare, load_scenario
from tests.questions.compare.comparisons import HORIZON, made_up

STANDARD = "textbook/standard"
TALKS = "behaviour.talks.active"
PATROLS = "scenario.obligations.patrols.active"
SHORT = [10 + n % 5 for n in range(40)]


def test_tables_of_all_arms_have_the_variant_as_first_column() -> None:
    result = made_up({"base": SHORT, "later": [day + 1 for day in SHORT]}, failed=1)
    assert list(result) == ["base", "later"]
    assert len(result) == 2
    for table in ("runs", "agreements", "clauses", "failures"):
        assert getattr(result, table).columns[0] == "variant"
    later = result.runs[result.runs["variant"] == "later"].drop(columns="variant")
    pd.testing.assert_frame_equal(later.reset_index(drop=True), result["later"].runs)
    assert result.failures["variant"].tolist() == ["later"]


def test_statistics_have_the_variant_as_first_level_and_agree_with_those_of_the_arm() -> None:
    result = made_up({"base": SHORT, "later": [day + 1 for day in SHORT]})
    for name in ("survival", "held_after", "restricted_mean", "ends", "clause_table"):
        whole = getattr(result.statistics, name)()
        assert whole.index.names[0] == "variant"
        pd.testing.assert_frame_equal(
            whole.loc["later"], getattr(result["later"].statistics, name)(), check_index_type=False
        )


def test_arms_of_one_scenario_are_paired_and_scenarios_are_not() -> None:
    arms = {"base": SHORT, "later": [day + 1 for day in SHORT]}
    pairs = made_up(arms).differences(["days_held"])
    assert pairs["paired"].all()
    assert (pairs["value"] == 1.0).all()
    assert (pairs["low"] == pairs["high"]).all()
    apart = made_up(arms, of_one=False).differences(["days_held"])
    assert not apart["paired"].any()
    assert (apart["low"] < 1.0).all()
    assert apart["tightening"].isna().all()


def test_chances_are_corrected_for_the_number_of_arms() -> None:
    moved = [day + (n % 3 == 0) for n, day in enumerate(SHORT)]
    arms = {"base": SHORT, "one": moved, "two": moved, "three": SHORT}
    table = made_up(arms).effects.xs("main", level="definition")
    assert table.loc["one", "p_holm"] == pytest.approx(3 * table.loc["one", "p"])
    assert table.loc["three", "p"] == 1.0


def test_a_chance_needs_no_spread_in_both_arms() -> None:
    held = [HORIZON + 1] * 40
    table = made_up({"held": held, "ended": SHORT}, of_one=False).effects
    assert (table["p"] < 1e-6).all()
    both = made_up({"held": held, "also": held}, of_one=False).effects
    assert (both["p"] == 1.0).all()


def test_an_arm_without_runs_is_left_out_of_the_statistics() -> None:
    result = made_up({"lost": [], "base": SHORT, "later": SHORT}, failed=2)
    assert result.told == ("base", "later")
    assert result.base == "base"
    assert result.statistics.labels == ("base", "later")


@pytest.mark.usefixtures("compiled")
def test_an_arm_that_changes_nothing_differs_by_exactly_nothing() -> None:
    result = compare(STANDARD, variants={"same": {TALKS: True}}, replicates=30, horizon=60)
    assert not (result.differences()[["value", "low", "high"]] != 0.0).any(axis=None)
    base, same = (result[label].runs.drop(columns="point") for label in result)
    pd.testing.assert_frame_equal(base, same)
    assert result.moved("same") == 0


def test_replicates_that_differ_in_anything_are_counted_where_streams_are_shared() -> None:
    arms = {"base": SHORT, "later": [SHORT[0] + 1, *SHORT[1:]]}
    result = made_up(arms)
    result["later"].batch.runs["accusations"][:3] += 1
    assert made_up(arms).moved("later") == 1
    assert result.moved("later") == 3
    assert made_up(arms, of_one=False).moved("later") is None


@pytest.mark.usefixtures("compiled")
def test_an_arm_is_the_scenario_with_its_changes() -> None:
    changed = {PATROLS: False, "scenario.obligations.refrain.begins": 20}
    result = compare(STANDARD, variants={"changed": changed}, base=True, replicates=20, horizon=60)
    own = compare(
        load_scenario(STANDARD, changed), STANDARD, labels=["a", "b"], replicates=20, horizon=60
    )
    pd.testing.assert_frame_equal(
        result["changed"].runs.drop(columns="point"), own["a"].runs.drop(columns="point")
    )
    assert not result["changed"].runs["patrols_done"].any()


@pytest.mark.usefixtures("compiled")
def test_scenarios_with_other_columns_and_horizons_stand_side_by_side() -> None:
    long = load_scenario("textbook/dyad", {"scenario.horizon": 80})
    short = load_scenario(STANDARD, {"scenario.horizon": 50})
    result = compare(long, short, replicates=8)
    assert result.horizon == 50
    assert result.statistics.restricted_mean().loc[("dyad", "main"), "value"] == 50.0
    assert result.runs.groupby("variant").size().to_dict() == {"dyad": 8, "standard": 8}
    assert result.manifest()["variants"] == ["dyad", "standard"]
