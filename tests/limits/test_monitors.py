"""Monitors and spoilers: how long a breach goes unseen, and what is nothing where none is."""

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.day.events import EventLog
from sim.law.order import PROBE
from tests.examples import few
from tests.limits.judged import counts_agree, geometric, share_agrees
from tests.worlds import bits, dyad, each, many_lines, model_of, one, standard, traced

SHARE = st.floats(min_value=0.0, max_value=1.0)
DAYS = 50

pytestmark = pytest.mark.usefixtures("compiled")


def unseen_before_first(log: EventLog) -> list[int]:
    """Number of breaches at each line before the first that somebody saw, that one included."""
    counts: dict[str, int] = {}
    first: dict[str, int] = {}
    for event in log.of("breach"):
        counts[event.sector] = counts.get(event.sector, 0) + 1
        if event.seen_by:
            first.setdefault(event.sector, counts[event.sector])
    assert set(first) == set(counts)
    return list(first.values())


@pytest.mark.parametrize("detection", [0.1, 0.4])
def test_breaches_go_unseen_until_the_first_is_detected(detection: float) -> None:
    mission = {
        "name": "Mission",
        "kind": "mission",
        "detection": detection,
        "consequence": 0.0,
    }
    world = dyad(
        many_lines(300),
        one("party_b", worth_of_land=1.0),
        each(missed=1.0),
        {"scenario.monitors.mission": mission},
    )
    days = 40 if detection > 0.3 else 100
    counts = unseen_before_first(traced(world, 0, days).log)
    assert len(counts) == 300
    assert counts_agree(counts, geometric(detection), range(1, days))
    mean = sum(counts) / len(counts) - 1
    spread = (1 - detection) ** 0.5 / detection / len(counts) ** 0.5
    assert mean == pytest.approx((1 - detection) / detection, abs=3.3 * spread)


def test_two_monitors_detect_as_one_that_misses_what_both_miss() -> None:
    mission = {"name": "Mission", "kind": "mission", "consequence": 0.0}
    world = dyad(
        many_lines(300),
        one("party_b", worth_of_land=1.0),
        each(missed=1.0),
        {
            "scenario.monitors.first": {**mission, "detection": 0.3},
            "scenario.monitors.second": {**mission, "detection": 0.2},
        },
    )
    seen = [bool(event.seen_by) for event in traced(world, 0, 10).log.of("breach")]
    assert share_agrees(sum(seen), len(seen), 1 - 0.7 * 0.8)


def test_a_victim_misses_with_its_chance_and_alarms_with_its_chance() -> None:
    world = dyad(many_lines(300), one("party_b", worth_of_land=1.0), each(missed=0.3))
    seen = [bool(event.seen_by) for event in traced(world, 0, 10).log.of("breach")]
    assert share_agrees(sum(seen), len(seen), 0.7)
    quiet = traced(dyad(many_lines(300), each(false_alarm=0.05)), 0, 10)
    assert share_agrees(len(list(quiet.log.of("false_alarm"))), 300 * 10 * 2, 0.05)


def test_a_monitor_names_the_culprit_with_its_chance_and_others_evenly() -> None:
    third = {"name": "Party C", "kind": "armed_group", "camp": "side_b", "choice_noise": 0.0}
    lines = many_lines(150)
    for sector in lines["scenario.sectors"].values():
        sector["faces"] = ["party_b", "party_c"]
    mission = {
        "name": "Mission",
        "kind": "mission",
        "detection": 1.0,
        "attribution": 0.6,
        "consequence": 0.0,
    }
    world = dyad(
        lines,
        one("party_b", worth_of_land=1.0),
        {"scenario.parties.party_c": {**third, "worth_of_land": 0.0}},
        {"scenario.monitors.mission": mission},
    )
    found = [event.target for event in traced(world, 0, 12).log.of("finding")]
    assert share_agrees(found.count("party_b"), len(found), 0.6)
    assert share_agrees(found.count("party_a"), len(found), 0.2)
    assert share_agrees(found.count("party_c"), len(found), 0.2)


@cache
def log_with(**changes: bool) -> EventLog:
    """Log of the textbook cessation with changes."""
    return traced(standard(changes), 0, DAYS).log


@settings(max_examples=few(6))
@given(SHARE, SHARE, SHARE, st.integers(0, 30), st.booleans(), st.floats(0.0, 50.0))
def test_a_monitor_that_is_not_there_has_no_parameters(  # noqa: PLR0913, PLR0917 - all it has
    detection: float,
    attribution: float,
    false_alarm: float,
    delay: int,
    public: bool,
    consequence: float,
) -> None:
    off = {"scenario.monitors.mission.active": False}
    stated = {
        "detection": detection,
        "attribution": attribution,
        "false_alarm": false_alarm,
        "delay_days": delay,
        "public": public,
        "consequence": consequence,
    }
    other = {f"scenario.monitors.mission.{key}": value for key, value in stated.items()}
    assert bits(traced(standard(off, other), 0, DAYS).log) == bits(log_with(**off))


@settings(max_examples=few(6))
@given(SHARE, st.floats(0.0, 20.0), SHARE)
def test_a_spoiler_that_is_not_there_has_no_parameters(
    rate: float, gain: float, believed: float
) -> None:
    off = {"scenario.spoilers.third_group.active": False}
    stated = {"rate": rate, "gain": gain, "believed_control": believed, "host": None}
    other = {f"scenario.spoilers.third_group.{key}": value for key, value in stated.items()}
    plain = log_with(**off)
    assert bits(traced(standard(off, other), 0, DAYS).log) == bits(plain)
    assert not [event for event in plain.of("attack") if event.form == "spoiling"]


@pytest.mark.parametrize(
    "change",
    [
        {"scenario.monitors.mission.detection": 0.9},
        {"scenario.monitors.mission.consequence": 5.0},
        {"scenario.spoilers.third_group.rate": 0.9},
        {"scenario.spoilers.third_group.believed_control": 1.0},
    ],
)
def test_what_is_there_has_parameters_that_count(change: dict[str, float]) -> None:
    assert bits(traced(standard(change), 0, DAYS).log) != bits(log_with())


def test_with_full_control_what_is_ordered_is_done() -> None:
    full = {f"scenario.parties.{name}.control": 1.0 for name in ("party_a", "party_b", "spoiler")}
    model = model_of(standard(full), 0, 80)
    orders = 0
    while not model.over():
        model.step()
        for party in model.parties:
            for front in party.fronts.values():
                # Fronts that opened today have no order yet.
                assert front.own_act == front.order
                orders += front.order == PROBE
    assert orders > 0
    assert not [event for event in model.log.of("attack") if event.form == "localized"]


def test_without_control_units_do_the_opposite_of_every_order() -> None:
    world = dyad(one("party_b", worth_of_land=1.0), each(control=0.0))
    acts = [(event.actor, event.form) for event in traced(world, 0, 5).log.of("attack")]
    assert acts == [("party_a", "localized")] * 5
