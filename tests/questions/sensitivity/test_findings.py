"""The whole study, with a function in place of the engine: what it finds, says and draws."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sim.questions.sensitivity.findings import Findings, even_day, findings
from sim.questions.sensitivity.pictures import pictures
from sim.questions.sensitivity.settings import Settings
from sim.questions.sensitivity.words import (
    chance_sentence,
    ranked_rows,
    reading,
    region_sentence,
)
from sim.scenario.errors import InputError
from sim.shared.outcomes import Outcome, ended_by
from tests.questions.inputs import (
    ISHIGAMI,
    ISHIGAMI_FIRST,
    ISHIGAMI_TOTAL,
    an_input,
    answering,
    chosen,
    ishigami,
    unit_inputs,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

SMALL = Settings(samples=512, cases=256, trajectories=8, replicates=8)


def in_order(found: Findings, name: str) -> list[float]:
    """A column of the indices, in the order of the inputs."""
    by_key = found.sobol.set_index("key")[name]
    return [float(by_key[one.key]) for one in found.parameters]


def test_ishigami_through_every_stage_gives_its_indices() -> None:
    found = findings(chosen(*ISHIGAMI), answering(ishigami), SMALL, 365)
    assert in_order(found, "first") == pytest.approx(ISHIGAMI_FIRST, abs=0.06)
    assert in_order(found, "total") == pytest.approx(ISHIGAMI_TOTAL, abs=0.06)
    assert found.chance is not None
    assert found.chance.share == pytest.approx(0.0, abs=1e-12)


def test_ishigami_under_chance_gives_the_same_indices_and_the_share_of_chance() -> None:
    # The variance of the function is 13.84; chance has as much again.
    respond = answering(ishigami, luck=np.sqrt(13.84))
    found = findings(chosen(*ISHIGAMI), respond, SMALL, 365)
    assert in_order(found, "first") == pytest.approx(ISHIGAMI_FIRST, abs=0.15)
    assert in_order(found, "total") == pytest.approx(ISHIGAMI_TOTAL, abs=0.15)
    assert found.chance is not None
    assert found.chance.share == pytest.approx(0.5, abs=0.06)


def test_noise_that_many_points_share_does_not_pass_for_an_effect() -> None:
    # As much variance as that of the function; points of one set have it in common.
    respond = answering(ishigami, shared=np.sqrt(13.84))
    found = findings(chosen(*ISHIGAMI), respond, SMALL, 365)
    assert in_order(found, "first") == pytest.approx(ISHIGAMI_FIRST, abs=0.15)
    assert in_order(found, "total") == pytest.approx(ISHIGAMI_TOTAL, abs=0.15)
    assert found.chance is not None
    assert found.chance.low < 0.5 < found.chance.high


def twenty(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Twenty inputs, of which the third, the fifth and the seventh matter."""
    return 40 * x[:, 2] - 20 * x[:, 4] + 20 * x[:, 6] ** 2


def test_of_many_inputs_the_few_that_matter_go_on() -> None:
    inputs = tuple(an_input(f"x{number:02}", 0.0, 1.0) for number in range(1, 21))
    settings = Settings(most=3, samples=64, cases=64, replicates=8)
    names = [one.key for one in inputs]
    seen: dict[str, int] = {}

    def respond(stage: str, keys: list[str], rows: Any, *rest: Any) -> Any:  # noqa: ANN401
        seen[stage] = len(keys)
        every = np.zeros((len(rows), 20))
        for column, key in enumerate(keys):
            every[:, names.index(key)] = [row[column] for row in rows]
        return answering(twenty)(stage, names, every, *rest)

    found = findings(chosen(*inputs), respond, settings, 365)
    assert [one.label for one in found.chosen] == ["x03", "x07", "x05"]
    assert seen == {"ends": 20, "one_at_a_time": 3, "morris": 3, "sobol": 3, "discovery": 3}
    assert set(found.one_at_a_time["key"]) == {one.key for one in inputs}


def test_where_nothing_moves_there_are_no_indices() -> None:
    found = findings(chosen(*unit_inputs(2)), answering(lambda x: 0 * x[:, 0]), SMALL, 365)
    assert found.sobol.empty
    assert found.region is None
    assert not found.chosen


def test_the_same_study_gives_the_same_findings() -> None:
    one, other = (
        findings(chosen(*ISHIGAMI), answering(ishigami, luck=1.0), SMALL, 365) for _ in range(2)
    )
    assert one.sobol.equals(other.sobol)
    assert one.morris.equals(other.morris)


RUNS = {
    "end_day": np.array([[10.0, 365.0, np.nan], [90.0, 91.0, 365.0]]),
    "ended": np.array([[1.0, 0.0, np.nan], [1.0, 1.0, 1.0]]),
    "attacks": np.array([[3.0, 4.0, np.nan], [5.0, 6.0, 7.0]]),
}


def test_outcomes_are_days_shares_and_counts() -> None:
    assert Outcome("days_held", 365).of(RUNS) is RUNS["end_day"]
    assert Outcome("attacks", 365).of(RUNS) is RUNS["attacks"]
    held = Outcome("held_90", 365).of(RUNS)
    assert held.tolist()[1] == [0.0, 1.0, 1.0]
    assert held.tolist()[0][:2] == [0.0, 1.0]
    assert np.isnan(held[0, 2])
    assert Outcome("held_90", 365).title == "share in force after 90 days"
    assert ended_by(RUNS, 365)[1].tolist() == [1.0, 1.0, 1.0]


@pytest.mark.parametrize("name", ["days_hold", "held_0", "held_366", "end_kind"])
def test_an_outcome_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        Outcome(name, 365)


def test_the_day_that_parts_the_runs_most_evenly_is_taken() -> None:
    ends = np.array([[5.0, 20.0, 25.0, 60.0, 80.0, 365.0]])
    runs = {"end_day": ends, "ended": (ends < 365).astype(float)}
    assert even_day(runs, 365) == 30
    assert even_day(runs | {"end_day": ends + 25}, 365) == 90


@pytest.mark.parametrize(
    "wrong",
    [{"most": 0}, {"values": 1}, {"samples": 100}, {"cases": 3}, {"replicates": 1}, {"most": True}],
)
def test_a_setting_that_does_not_fit_is_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(InputError):
        Settings(**wrong)


INPUTS = (an_input("a", 0.0, 1.0), an_input("b", 0.0, 1.0), an_input("c", 0.0, 1.0))


@pytest.fixture(scope="module")
def found() -> Findings:
    """Days that fall from 300 to 20 where a is below 0.4; b does a little, c nothing."""
    settings = Settings(samples=64, cases=256, trajectories=8, replicates=8, fails_within=90)
    respond = answering(lambda x: np.where(x[:, 0] < 0.4, 20, 300) + 10 * x[:, 1], luck=5.0)
    return findings(chosen(*INPUTS), respond, settings, 365)


def test_the_strongest_is_named_first_with_its_interval(found: Findings) -> None:
    assert reading(found).startswith(
        "Over these ranges the mean of days held depends most on a with"
    )
    _, rows = ranked_rows(found, 3)
    assert rows[0][:2] == ("a", "0 to 1")


def test_the_region_is_said_in_words(found: Findings) -> None:
    said = region_sentence(found)
    assert re.match(r"Where a is below 0\.(39|40)\d? unit, 100 percent of the runs ended", said)
    assert "within 90 days" in said
    assert re.search(r"against [01] percent elsewhere", said)
    assert re.search(r"holds (9\d|100) percent of all such ends", said)


def test_chance_has_a_sentence_of_its_own(found: Findings) -> None:
    assert "chance makes under 1 percent" in chance_sentence(found)


def test_every_stage_has_its_picture(found: Findings) -> None:
    drawn = pictures(found)
    assert set(drawn) == {"one_at_a_time", "morris", "sobol", "convergence", "noise", "discovery"}
    assert all(text.startswith("<?xml") for text in drawn.values())


def test_where_nothing_moves_that_is_said_and_nothing_more_is_drawn() -> None:
    still = findings(
        chosen(*INPUTS), answering(lambda x: 0 * x[:, 0]), Settings(cases=16, samples=16), 365
    )
    assert reading(still).startswith("Nothing moved")
    assert region_sentence(still) == ""
    assert set(pictures(still)) == {"one_at_a_time", "morris"}
