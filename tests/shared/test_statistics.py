"""All statistics of one set of runs, and of several side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.day.batch import Task
from sim.day.prepare import prepare
from sim.questions.run.run import run
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of
from sim.shared.hazards import hazard_ratio
from sim.shared.paired import difference
from sim.shared.statistics import CollectionStatistics, Statistics
from sim.shared.survival import kaplan_meier, restricted_mean
from tests.shared.lives import geometric

HORIZON = 90
DEFINITIONS = ["main", "first_assault"]


def table(seed: int, hazard: float = 0.01, runs: int = 80, horizon: int = HORIZON) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    main, sooner = geometric(rng, runs, hazard, horizon), geometric(rng, runs, 2 * hazard, horizon)
    return pd.DataFrame(
        {
            "point": 0,
            "replicate": np.arange(runs),
            "end_kind": main.kinds,
            "end_day": main.days,
            "ended": main.ended,
            "end_kind_first_assault": np.where(
                main.ended & (main.days <= sooner.days), main.kinds, sooner.kinds
            ),
            "end_day_first_assault": np.minimum(main.days, sooner.days),
            "ended_first_assault": main.ended | sooner.ended,
            "breaches": 3 * main.days + rng.integers(0, 5, runs),
        }
    )


def clauses(runs: pd.DataFrame) -> pd.DataFrame:
    rows = {"agreement": "truce", "obligation": "patrols", "end_day": 5, "end_kind": "breached"}
    return pd.DataFrame({"replicate": runs["replicate"], **rows, "breaches": 1, "first_breach": 5})


def one(seed: int = 0, **settings: float) -> Statistics:
    runs = table(seed, **settings)  # type: ignore[arg-type] # whole numbers where they must be
    return Statistics(runs, int(settings.get("horizon", HORIZON)), clauses(runs), "truce")


@pytest.fixture(scope="module")
def arms() -> CollectionStatistics:
    return CollectionStatistics({"base": one(0), "same": one(0), "frail": one(1, hazard=0.03)})


STATISTICS = (
    "survival",
    "incidence",
    "held_after",
    "restricted_mean",
    "median_days",
    "ends",
    "means",
    "clause_shares",
    "clause_table",
)


@pytest.mark.parametrize("name", STATISTICS)
def test_a_collection_answers_what_each_member_answers(
    arms: CollectionStatistics, name: str
) -> None:
    found = getattr(arms, name)()
    assert found.index.names[0] == "variant"
    for label, arm in arms.arms.items():
        pd.testing.assert_frame_equal(found.loc[label], getattr(arm, name)(), check_dtype=False)


@pytest.mark.parametrize("name", [name for name in STATISTICS if name != "means"])
def test_every_statistic_is_told_under_each_definition_of_an_end(
    arms: CollectionStatistics, name: str
) -> None:
    found = getattr(arms.arms["base"], name)()
    assert found.index.get_level_values("definition").unique().tolist() == DEFINITIONS


def test_a_statistic_is_that_of_the_lifetimes(arms: CollectionStatistics) -> None:
    arm = arms.arms["frail"]
    lives = arm.lifetimes["first_assault"]
    assert arm.survival().loc["first_assault"].equals(kaplan_meier(lives))
    mean = restricted_mean(lives, 30)
    assert arm.restricted_mean(30).loc["first_assault"].tolist() == [
        mean.value,
        mean.low,
        mean.high,
    ]


def test_kinds_of_end_are_sorted_and_add_up(arms: CollectionStatistics) -> None:
    found = arms.ends()
    for _, part in found.groupby(["variant", "definition"]):
        assert part["share"].sum() == pytest.approx(1.0)
        assert part["count"].is_monotonic_decreasing
        assert part["count"].sum() == 80


def test_figures_of_runs_have_means_with_students_interval(arms: CollectionStatistics) -> None:
    values = arms.arms["base"].runs["breaches"]
    usual = stats.ttest_1samp(values, 0.0).confidence_interval(0.95)
    found = arms.means(["breaches", "no_such_column"]).loc["base"]
    assert found.index.tolist() == ["breaches"]
    assert found.loc["breaches"].tolist() == pytest.approx([values.mean(), usual.low, usual.high])


def test_figures_can_be_told_for_each_day_in_force(arms: CollectionStatistics) -> None:
    arm = arms.arms["base"]
    rate = (arm.runs["breaches"] / arm.runs["end_day"]).mean()
    assert arm.means(["breaches_per_day"])["value"].tolist() == pytest.approx([rate])


def test_hazard_ratios_are_those_of_each_pair_and_corrected_within_a_definition(
    arms: CollectionStatistics,
) -> None:
    found = arms.hazard_ratios()
    assert found.index.tolist() == [(a, d) for a in ("same", "frail") for d in DEFINITIONS]
    pair = [arms.arms[label].lifetimes["main"] for label in ("base", "frail")]
    assert found.loc[("frail", "main"), "ratio"] == hazard_ratio(*pair).ratio
    assert found.loc[("same", "main"), "ratio"] == pytest.approx(1.0)
    assert found.loc[("frail", "main"), "p_holm"] == pytest.approx(
        2 * found.loc[("frail", "main"), "p"]
    )


def test_any_arm_can_be_the_base(arms: CollectionStatistics) -> None:
    named, placed = arms.hazard_ratios("frail"), arms.hazard_ratios(2)
    assert named.equals(placed)
    assert named.index.get_level_values("variant").unique().tolist() == ["base", "same"]
    with pytest.raises(KeyError):
        arms.hazard_ratios("nobody")


def test_a_test_of_all_arms_is_told_under_each_definition(arms: CollectionStatistics) -> None:
    found = arms.log_rank()
    assert found.index.tolist() == DEFINITIONS
    assert found["freedom"].tolist() == [2, 2]


def test_the_same_runs_differ_by_exactly_nothing(arms: CollectionStatistics) -> None:
    found = arms.differences().loc["same"]
    assert len(found) > 8
    assert np.all(found[["value", "low", "high"]] == 0.0)


def test_counts_stand_under_the_main_definition_only(arms: CollectionStatistics) -> None:
    found = arms.differences(["days_held", "held_30", "breaches"]).loc["frail"]
    assert found.index.tolist() == [
        *[("days_held", name) for name in DEFINITIONS],
        *[("held_30", name) for name in DEFINITIONS],
        ("breaches", "main"),
    ]


def test_without_pairs_arms_have_luck_of_their_own(arms: CollectionStatistics) -> None:
    found = arms.differences(["days_held"], paired=()).loc[("frail", "days_held", "main")]
    days = [arms.arms[label].measure("days_held") for label in ("base", "frail")]
    apart = difference(*days)
    assert found[["value", "low", "high"]].tolist() == [apart.value, apart.low, apart.high]
    assert np.isnan(found["tightening"])


def test_pairs_are_found_by_their_replicate_and_not_by_their_row() -> None:
    base, other = table(0), table(1)
    shuffled = other.sample(frac=1.0, random_state=1).iloc[5:]
    arms = {"base": Statistics(base, HORIZON), "other": Statistics(shuffled, HORIZON)}
    kept = np.sort(shuffled["replicate"].to_numpy())
    change = other.loc[kept, "end_day"] - base.loc[kept, "end_day"]
    usual = stats.ttest_1samp(change, 0.0).confidence_interval(0.95)
    found = (
        CollectionStatistics(arms).differences(["days_held"]).loc[("other", "days_held", "main")]
    )
    assert found[["value", "low", "high"]].tolist() == pytest.approx(
        [change.mean(), usual.low, usual.high]
    )


def test_arms_of_different_horizons_are_compared_up_to_the_earlier() -> None:
    arms = CollectionStatistics({"long": one(0), "short": one(1, horizon=40)})
    assert arms.horizon == 40
    assert arms.restricted_mean()["value"].max() <= 40
    found = arms.differences()
    measures = found.index.get_level_values("measure").unique().tolist()
    assert measures == ["days_held", "held_7", "held_30", "held_40"]
    days = np.minimum(arms.arms["long"].runs["end_day"], 40)
    assert found.loc[("short", "days_held", "main"), "value"] == pytest.approx(
        arms.arms["short"].runs["end_day"].mean() - days.mean()
    )


def test_only_definitions_that_all_arms_have_are_compared() -> None:
    plain = table(1).drop(columns=[name for name in table(1) if "first_assault" in name])
    arms = CollectionStatistics({"both": one(0), "main": Statistics(plain, HORIZON)})
    assert arms.definitions == ("main",)
    assert arms.hazard_ratios().index.tolist() == [("main", "main")]


def test_a_single_arm_has_nothing_to_differ_from() -> None:
    alone = CollectionStatistics({"base": one(0)})
    assert alone.hazard_ratios().empty
    assert alone.differences().empty


def test_no_runs_are_no_statistics() -> None:
    with pytest.raises(ValueError, match="no run"):
        Statistics(table(0).iloc[:0], HORIZON)
    with pytest.raises(ValueError, match="no arm"):
        CollectionStatistics({})


@pytest.mark.usefixtures("compiled")
def test_what_run_gives_has_statistics_of_its_main_agreement() -> None:
    result = run("textbook/standard", replicates=12, horizon=40, workers=1)
    main = result.scenario.scenario.main
    found = Statistics(result.runs, result.horizon, result.clauses, main)
    assert found.definitions == ("main", "first_assault", "first_capture")
    obligations = found.clause_table().index.get_level_values("obligation")
    described = result.scenario.scenario
    owed = {
        name for name, duty in described.obligations.items() if duty.agreement == described.main
    }
    assert set(obligations) == owed


@pytest.mark.usefixtures("compiled")
def test_groups_of_runs_of_one_scenario_differ_by_nothing_in_about_95_of_100() -> None:
    # 200 groups of 20 replicates of the model itself, compared two by two without pairs.
    groups, runs, horizon = 200, 20, 30
    prepared = prepare(tree_of(load_scenario("textbook/standard")), horizon)
    batch = prepared.run(1, [Task(0, {}, 0, groups * runs)], clauses=False).runs
    days = batch["end_day"].astype(float).reshape(groups, runs)
    covered = []
    for base, other in zip(days[::2], days[1::2], strict=True):
        found = difference(base, other)
        assert found.low is not None
        assert found.high is not None
        covered.append(found.low <= 0 <= found.high)
    least, most = stats.binom.interval(0.999, len(covered), 0.95)
    assert least <= sum(covered) <= most
