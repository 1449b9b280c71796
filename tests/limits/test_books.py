"""The books balance: breaches, duties, charges, sectors and people are all accounted for."""

from collections import Counter
from functools import cache
from typing import Any

import pytest

from sim.day import measures
from sim.day.batch import Task
from sim.day.codes import NONE
from sim.day.events import FORMS
from sim.day.model import CeasefireModel
from sim.day.prepare import prepare
from sim.day.state import Agreement
from sim.scenario.names import scenario_names
from sim.scenario.tree import tree_of
from tests.worlds import SEED, finished, shipped, standard

pytestmark = pytest.mark.usefixtures("compiled")
STATES = {"open", "met", "breached", "lapsed"}
LIVELY = {"behaviour.offensive.threshold": 4.0, "scenario.series": True}


@cache
def run(name: str) -> CeasefireModel:
    """Run a shipped scenario, or the textbook cessation with many offensives and renewals."""
    if name == "lively":
        return finished(standard(LIVELY), 0, 200)
    return shipped(name)


@cache
def rows(name: str, table: str) -> list[dict[str, Any]]:
    """Rows of a table of the same run, compiled."""
    model = run(name)
    batch = prepare(tree_of(model.setup), model.horizon).run(SEED, [Task(0, {}, 0, 1)])
    columns = getattr(batch, table)
    return [
        dict(zip(columns, row, strict=True))
        for row in zip(*(column.tolist() for column in columns.values()), strict=True)
    ]


def agreements(model: CeasefireModel) -> dict[str, Agreement]:
    """Agreements of a run by label."""
    return {model.label(n): model.w.agreements[n] for n in range(model.w.run.agreements)}


def counted(model: CeasefireModel, measure: int) -> int:
    """Sum of what was counted on all days of a run."""
    return sum(row[measure] for row in model.w.tallies)


@pytest.fixture(scope="module", params=[*scenario_names(), "lively"])
def name(request: pytest.FixtureRequest) -> str:
    """Each in turn, with all its tests, so that one process runs it for all of them."""
    return str(request.param)


def test_breaches_are_the_sum_of_their_kinds_and_of_seen_and_unseen(name: str) -> None:
    model = run(name)
    breaches = list(model.log.of("breach"))
    forms = Counter(event.form for event in breaches)
    assert set(forms) <= set(FORMS["breach"])
    assert sum(forms.values()) == len(breaches)
    seen = sum(bool(event.seen_by) for event in breaches)
    unseen = sum(not event.seen_by for event in breaches)
    assert seen + unseen == len(breaches)
    last = model.outcome().end_day
    figures = model.outcome().figures
    early = [event for event in breaches if 1 <= event.day <= last]
    assert figures["breaches"] == len(early)
    assert figures["breaches_seen"] == sum(bool(event.seen_by) for event in early)


def test_every_breach_is_of_an_act_of_the_same_day_or_of_a_neglected_duty(name: str) -> None:
    log = run(name).log
    causes = {
        "omission": {"deadline", "patrol"},
        "supply": {"supply"},
        "deployment": {"deployment"},
    }
    duties = run(name).setup.scenario.obligations
    kept = {key for key, duty in duties.items() if duty.kind == "keep"}
    for breach in log.of("breach"):
        if breach.form == "omission" and breach.obligation in kept:
            # A post that has come to stand where it must not: nobody acted.
            assert not breach.causes
            continue
        (cause,) = breach.causes
        assert log[cause].kind in causes.get(breach.form, {"attack"})
        assert log[cause].day == breach.day
        if log[cause].kind == "attack":
            attack = log[cause]
            assert (attack.form, attack.actor, attack.target) == (
                breach.form,
                breach.actor,
                breach.target,
            )
            assert attack.seen_by == breach.seen_by


def test_the_daily_counts_add_up_to_the_log(name: str) -> None:
    model = run(name)
    assert counted(model, measures.ATTACKS) == len(list(model.log.of("attack")))
    fire = [event for event in model.log.of("breach") if event.causes and _is_fire(model, event.id)]
    assert counted(model, measures.BREACHES_BY_FIRE) == len(fire)
    assert all(day >= 1 for day in (event.day for event in model.log.of("breach")))


def _is_fire(model: CeasefireModel, breach: int) -> bool:
    return model.log[model.log[breach].causes[0]].kind == "attack"


def test_every_duty_is_open_met_breached_or_lapsed(name: str) -> None:
    model = run(name)
    states = Counter(row["end_kind"] for row in rows(name, "clauses"))
    assert set(states) <= STATES
    assert sum(states.values()) == sum(one.duties_count for one in agreements(model).values())
    by_duty = Counter((event.agreement, event.obligation) for event in model.log.of("breach"))
    for row in rows(name, "clauses"):
        entered = by_duty[row["agreement"], row["obligation"]]
        if row["kind"] == "refrain":
            assert row["breaches"] == entered
        if row["end_kind"] == "met":
            assert row["progress"] == 1.0


def test_a_clause_is_dated_by_what_the_log_says_it_came_to(name: str) -> None:
    model = run(name)
    first: dict[tuple[str, str, str], int] = {}
    for event in model.log.of("delivery", "breach", "deadline"):
        kind = f"{event.kind} {event.form}" if event.kind == "deadline" else event.kind
        first.setdefault((kind, event.agreement, event.obligation), event.day)
    closed = {label: agreement.closed for label, agreement in agreements(model).items()}
    for row in rows(name, "clauses"):
        key = (row["agreement"], row["obligation"])
        breach, missed = first.get(("breach", *key)), first.get(("deadline missed", *key))
        assert row["first_breach"] == (breach or 0)
        against = [day for day in (breach, missed) if day is not None]
        assert (
            row["end_day"]
            == {
                "met": first.get(("delivery", *key), 0),
                "breached": min(against, default=None),
                "lapsed": closed[row["agreement"]],
                "open": 0,
            }[row["end_kind"]]
        )
        assert row["end_kind"] in ("met", "breached") or not against


def test_a_delivery_that_came_late_has_both_its_days() -> None:
    clauses = rows("idlib/moscow_2020", "clauses")
    late = [row for row in clauses if row["end_kind"] == "met" and row["breaches"]]
    assert any(0 < row["first_breach"] < row["end_day"] for row in late)


def test_a_delivery_lapses_with_an_agreement_that_ends_before_its_day() -> None:
    model = run("lively")
    due = {
        (model.label(duty.agreement), model.names.obligations[duty.obligation]): duty.due
        for duty in model.w.duties[: model.w.run.duties]
        if duty.due_stated
    }
    lapsed = [
        row
        for row in rows("lively", "clauses")
        if row["end_kind"] == "lapsed" and row["kind"] == "deliver"
    ]
    assert lapsed
    for row in lapsed:
        assert row["end_day"] <= due[row["agreement"], row["obligation"]] < model.day


def test_every_accusation_points_to_an_event_or_is_flagged(name: str) -> None:
    log = run(name).log
    for charge in log.of("accusation"):
        flagged = charge.form == "pretext" or bool({"counter", "ongoing"} & set(charge.terms))
        assert charge.causes or flagged
        if charge.form == "true" and not flagged:
            kinds = {log[cause].kind for cause in charge.causes}
            assert kinds & {"attack", "supply", "deployment", "deadline", "patrol", "breach"}
        assert charge.actor != charge.target
        assert charge.obligation or charge.form == "pretext"


def test_sectors_are_conserved_and_their_holders_follow_from_the_log(name: str) -> None:
    model = run(name)
    stated = model.setup.scenario.sectors
    holders = {place: sector.holder for place, sector in stated.items()}
    for event in model.log.of("sector"):
        assert holders[event.sector] == event.target
        holders[event.sector] = event.actor
    assert {sector.name: sector.holder.name for sector in model.sectors} == holders
    assert len(model.sectors) == len(stated)


def test_people_are_conserved(name: str) -> None:
    model = run(name)
    moved = [event for event in model.log.of("shock") if "people" in event.terms]
    assert not moved, "a shock brings people from outside; choose another scenario"
    before = sum(sector.people for sector in model.setup.scenario.sectors.values())
    now = sum(sector.people for sector in model.sectors)
    fled = sum(event.severity for event in model.log.of("displacement"))
    assert now + fled == before
    assert fled == model.w.run.displaced == counted(model, measures.DISPLACED)
    assert all(sector.people >= 0.0 for sector in model.sectors)


def test_agreements_follow_each_other_without_overlap_and_each_ends_once(name: str) -> None:
    model = run(name)
    ends = Counter(event.agreement for event in model.log.of("end"))
    assert all(count == 1 for count in ends.values())
    measured = {label: one for label, one in agreements(model).items() if not one.framework}
    assert [row["agreement"] for row in rows(name, "agreements")] == [
        label for label, one in measured.items() if one.end_day != NONE
    ]
    for row in rows(name, "agreements"):
        assert row["start"] <= row["end_day"] <= model.day
    renewals = len(list(model.log.of("renewal")))
    assert len(measured) == renewals + 1


def test_the_lively_run_shows_what_the_others_may_not() -> None:
    kinds = {event.kind for event in run("lively").log}
    assert {"sector", "displacement", "renewal", "accusation", "supply", "end"} <= kinds
