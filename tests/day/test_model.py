"""The day: its phases, its record, and what only measures it."""

from functools import cache
from itertools import pairwise

import pytest

from sim import run
from sim.day.events import FORMS
from sim.day.outcome import outcome_of
from sim.day.trace import Trace
from sim.law.order import HOLD, PROBE
from sim.model import PHASES, CeasefireModel, PartyAgent
from sim.model.ceasefire import RUN_IN_PHASES
from sim.model.front import Front
from sim.scenario.load import load_scenario
from sim.scenario.names import scenario_names
from tests.worlds import SEED, bits_without, dyad, finished, many_lines, standard, traced

SERIES = {"scenario.series": True}
HORIZON = 80


def test_each_phase_says_its_place_in_the_day() -> None:
    for number, phase in enumerate(PHASES, start=1):
        described = getattr(CeasefireModel, phase).__doc__
        assert described is not None
        assert described.startswith(f"Phase {number}:"), phase


def test_the_phases_are_those_of_the_description() -> None:
    assert PHASES == (
        "world",
        "guarantors_act",
        "orders",
        "offensives",
        "execution",
        "observation",
        "accusations",
        "beliefs",
        "responses",
        "talks",
        "endings",
        "record",
    )


def test_the_run_in_leaves_phases_out_and_changes_no_order() -> None:
    assert [phase for phase in PHASES if phase in RUN_IN_PHASES] == list(RUN_IN_PHASES)


def test_a_day_goes_through_its_phases_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    for phase in PHASES:
        original = getattr(CeasefireModel, phase)

        def noted(model: CeasefireModel, original=original, phase: str = phase) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
            seen.append(phase)
            original(model)

        monkeypatch.setattr(CeasefireModel, phase, noted)
    finished(dyad(), 0, 2)
    assert tuple(seen) == PHASES * 2


@cache
def shipped(name: str) -> Trace:
    """Tell a shipped scenario."""
    return traced(load_scenario(name), 0, HORIZON)


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("name", scenario_names())
def test_every_event_is_because_of_events_before_it(name: str) -> None:
    log = shipped(name).log
    assert [event.id for event in log] == list(range(len(log)))
    for event in log:
        assert event.form in FORMS[event.kind]
        assert all(0 <= cause < event.id for cause in event.causes)
        assert all(log[cause].day <= event.day for cause in event.causes)
        assert len(set(event.causes)) == len(event.causes)
    days = [event.day for event in log if event.kind != "deadline"]
    assert all(before <= after for before, after in pairwise(days))


CAUSES = {
    "retaliatory": {"attack", "false_alarm"},
    "assault": {"offensive"},
    "spoiling": {"talks"},
    "accident": set(),
    "localized": set(),
}


@pytest.mark.usefixtures("compiled")
def test_each_kind_of_attack_has_causes_of_its_kind() -> None:
    seen = set()
    for replicate in range(4):
        log = traced(standard(SERIES), replicate, 150).log
        for attack in log.of("attack"):
            kinds = {log[cause].kind for cause in attack.causes}
            seen.add(attack.form)
            assert kinds <= CAUSES.get(attack.form, set(FORMS)), attack
            if attack.form in ("retaliatory", "assault") and attack.day > 1:
                assert kinds, attack
            assert attack.true_author == attack.actor
            assert attack.actor != attack.target
    assert seen == set(FORMS["attack"])


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("name", scenario_names())
def test_the_outcome_follows_from_the_log_alone(name: str) -> None:
    whole = shipped(name)
    scenario = whole.scenario
    outcome = outcome_of(whole.log, scenario, whole.daily["day"][-1])
    assert outcome == whole.outcome
    end = next(iter(whole.log.of("end")))
    assert outcome.end_kind == end.form
    assert outcome.end_day == end.terms["dated"] <= end.day
    assert outcome.agreement == end.agreement == scenario.scenario.main
    assert outcome.ended == (end.form != "held")
    if not outcome.ended:
        assert outcome.end_day == HORIZON
    assert outcome.end_kind not in outcome.end_also


MEASURES: list[dict[str, object]] = [
    {
        "measurement.offensive.counts": "captures",
        "measurement.offensive.days": 1,
        "measurement.offensive.sectors": 1,
    },
    {"measurement.offensive.window_days": 60, "measurement.offensive.days": 9},
    {"measurement.erosion": False},
    {"measurement.erosion_share": 0.05, "measurement.erosion_window_days": 3},
    {"measurement.baseline": 50.0},
    {"measurement.alternatives": {}},
    {
        "measurement.precedence": [
            "superseded",
            "expired",
            "erosion",
            "offensive",
            "disowned",
            "cancelled",
        ]
    },
]


@cache
def plainly_measured(replicate: int) -> list[str]:
    """Log of a series, without its ends."""
    return bits_without(traced(standard(SERIES), replicate, 90).log, "end")


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("measure", MEASURES)
def test_how_an_end_is_measured_changes_nothing_but_the_end(measure: dict[str, object]) -> None:
    # A series goes on to its horizon, whatever counts as an end.
    for replicate in range(2):
        other = traced(standard(SERIES, measure), replicate, 90)
        assert bits_without(other.log, "end") == plainly_measured(replicate)


@pytest.mark.usefixtures("compiled")
def test_some_measure_of_these_does_change_the_end() -> None:
    def ends(measure: dict[str, object]) -> list[tuple[str, int]]:
        runs = run(standard(measure), seed=SEED, replicates=30, horizon=120, workers=1).runs
        return list(zip(runs["end_kind"], runs["end_day"], strict=True))

    assert ends(MEASURES[3]) != ends({})


def test_a_run_stops_after_its_aftermath() -> None:
    early: dict[str, object] = {
        "scenario.parties.party_a.doctrine": {"kind": "cancel_by_chance", "daily_chance": 1.0},
        "measurement.aftermath_days": 7,
    }
    model = finished(standard(early), 0, 300)
    assert model.outcome().end_day == 1
    assert next(iter(model.log.of("end"))).day + 7 == model.day


class Alternating(PartyAgent):
    """A party that probes on every second day."""

    def choose_order(self, front: Front, luck: float) -> int:  # noqa: ARG002
        """Probe on even days."""
        return PROBE if self.model.day % 2 == 0 else HOLD


def test_a_party_with_a_doctrine_of_its_own_takes_part() -> None:
    model = CeasefireModel(
        dyad(many_lines(2)), SEED, 0, 10, party_classes={"party_b": Alternating}, tell=False
    )
    model.run()
    deeds = [(event.day, event.actor) for event in model.log.of("attack")]
    assert deeds == [(day, "party_b") for day in (2, 4, 6, 8, 10) for _ in range(2)]
    assert type(model.party("party_b")) is Alternating
    assert type(model.party("party_a")) is PartyAgent
