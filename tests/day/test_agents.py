"""Agents of one's own: a party, a monitor, and a kind of duty."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from sim import run
from sim.day.agents import DutyView, MonitorAgent, PartyAgent
from sim.day.model import CeasefireModel
from sim.law.order import HOLD, PROBE
from sim.scenario.tree import tree_of
from tests.worlds import SEED, bits, dyad, finished, many_lines, one, standard

if TYPE_CHECKING:
    from sim.day.agents import Attack, FrontView, Sighting

pytestmark = pytest.mark.usefixtures("little_room")


def deeds(model: CeasefireModel) -> list[tuple[int, str]]:
    """Day and author of every attack."""
    return [(event.day, event.actor) for event in model.log.of("attack")]


# A party


class Alternating(PartyAgent):
    """A party that probes on every second day."""

    def decide(self, what: str, rule: Any, about: str = "", uniform: float = 0.0) -> Any:  # noqa: ANN401
        """Probe on even days."""
        if what != "order":
            return super().decide(what, rule, about, uniform)
        assert about in self.fronts
        assert 0.0 < uniform < 1.0
        return PROBE if self.model.day % 2 == 0 else HOLD


def test_a_party_with_orders_of_its_own_takes_part() -> None:
    model = finished(dyad(many_lines(2)), 0, 10, classes={"party_b": Alternating})
    assert deeds(model) == [(day, "party_b") for day in (2, 4, 6, 8, 10) for _ in range(2)]
    assert type(model.party("party_b")) is Alternating
    assert type(model.party("party_a")) is PartyAgent


class Orderly(PartyAgent):
    """The same, by its orders alone."""

    def choose_order(self, front: FrontView, uniform: float) -> int:
        """Probe on even days."""
        assert front.opponent.name == "party_a"
        assert 0.0 < uniform < 1.0
        return PROBE if self.model.day % 2 == 0 else HOLD


def test_orders_alone_may_be_of_ones_own() -> None:
    whole, orders = (
        finished(dyad(many_lines(2)), 0, 10, classes={"party_b": own})
        for own in (Alternating, Orderly)
    )
    assert bits(whole.log) == bits(orders.log)


class Loud(PartyAgent):
    """A party that accuses by a rule of its own, and lets nothing else of its own be."""

    seen: list[Sighting]

    def decide(self, what: str, rule: Any, about: str = "", uniform: float = 0.0) -> Any:  # noqa: ANN401, ARG002
        """Charge whom it blames for the fire that it saw today, instead of what the rule does."""
        if what != "accuse":
            return rule
        for sighting, size in self.sightings():
            assert 0.0 < size <= sighting.severity
            assert self.model.sector(sighting.sector) is not None
            self.seen.append(sighting)
            duty = self.model.duty("refrain")
            if duty is not None and sighting.forbidden and sighting.blamed != self.name:
                self.charge(duty, sighting.blamed, 0.7, [sighting.event])
        return 0


def test_a_party_may_accuse_in_its_own_way() -> None:
    Loud.seen = []
    fire = {"behaviour.order.restraint": -3.0}
    model = finished(standard(fire), 0, 8, classes={"party_a": Loud})
    charges = [event for event in model.log.of("accusation") if event.actor == "party_a"]
    forbidden = [seen for seen in Loud.seen if seen.forbidden]
    assert charges
    assert len(charges) == len(forbidden)
    for charge, seen in zip(charges, forbidden, strict=True):
        assert (charge.target, charge.obligation) == (seen.blamed, "refrain")
        assert charge.causes == (seen.event,)
        assert charge.terms["grounds"] == 0.7
        for attack in seen.attacks:
            assert (model.log[attack].kind, model.log[attack].sector) == ("attack", seen.sector)
    # A charge is answered like any other.
    answers = [e for e in model.log.of("denial", "response") if e.causes]
    assert {charge.id for charge in charges} & {cause for e in answers for cause in e.causes}


def test_what_a_party_does_not_decide_is_as_ever() -> None:
    class Silent(PartyAgent):
        def decide(self, what: str, rule: Any, about: str = "", uniform: float = 0.0) -> Any:  # noqa: ANN401, ARG002
            return 0 if what == "accuse" else rule

    silent = finished(standard(), 0, 12, classes={"party_a": Silent})
    never = finished(standard({"scenario.parties.party_a.accuses": False}), 0, 12)
    assert bits(silent.log) == bits(never.log)


def test_parties_see_each_other_and_their_ties() -> None:
    model = CeasefireModel(standard(), SEED, 0, 5)
    a, b, sponsor = (model.party(name) for name in ("party_a", "party_b", "sponsor_a"))
    assert a.hostile_to(b)
    assert not a.hostile_to(sponsor)
    assert [tie.client for tie in sponsor.clients] == [a]
    assert [tie.sponsor for tie in a.sponsors] == [sponsor]
    for name, front in a.fronts.items():
        assert front.sector is model.sector(name)
        assert a.hostile_to(front.opponent)
        assert front.sector.holder in (a, front.opponent) or front.sector.holder.camp == a.camp
    assert a.belief_in("party_b") == a.pair("party_b").level
    assert a.terms is model.setup.scenario.parties["party_a"]
    posts = {"scenario.sectors.a_river.posts": {"sponsor_a": 1.0}}
    assert CeasefireModel(standard(posts)).sector("a_river").troops("posts") == {"sponsor_a": 1.0}


def test_every_act_of_a_party_may_be_called_and_read() -> None:
    model = CeasefireModel(standard({"behaviour.momentum.active": True}), SEED, 0, 30)
    while model.day < 5:
        model.step()
    for party in model.parties:
        party.take_stock()
        party.choose_effort()
        party.choose_supply()
        party.choose_deployment()
        party.propose()
        party.accuse()
        party.reckon_beliefs()
        party.respond()
        assert 0.0 <= party.momentum() <= 1.0
        for author, event in party.acts_seen():
            assert model.log[event].actor == author
    model.party("party_b").consider_cancelling()
    assert model.log[-1].day == 5


# A monitor


class Idle(MonitorAgent):
    """A monitor that sees nothing."""

    def detects(self, attack: Attack | None, rule: bool, uniform: float) -> bool:  # noqa: ARG002
        """See nothing."""
        return False


class Partial(MonitorAgent):
    """A monitor that sees all, and always names one and the same party."""

    named: list[Attack]

    def detects(self, attack: Attack | None, rule: bool, uniform: float) -> bool:  # noqa: ARG002
        """See all that there is."""
        return attack is not None

    def names(self, attack: Attack, rule: str) -> str:
        """Name B."""
        assert rule in self.model.names.parties
        self.named.append(attack)
        return "party_b"


FIRE = {
    "behaviour.order.restraint": -3.0,
    "scenario.monitors.mission.delay_days": 0,
    "scenario.monitors.mission.false_alarm": 0.2,
}


def test_a_monitor_of_ones_own_detects_and_names_as_it_likes() -> None:
    plain = finished(standard(FIRE), 0, 8)
    assert any(plain.log.of("finding"))
    idle = finished(standard(FIRE), 0, 8, classes={"mission": Idle})
    assert not any(idle.log.of("finding"))
    assert type(idle.monitors[0]) is Idle
    Partial.named = []
    partial = finished(standard(FIRE), 0, 8, classes={"mission": Partial})
    found = list(partial.log.of("finding"))
    assert found
    assert {event.target for event in found} == {"party_b"}
    assert {event.form for event in found} == {"right", "wrong"}
    covered = [event.id for event in partial.log.of("attack") if "mission" in event.seen_by]
    assert covered == sorted(attack.event for attack in Partial.named)
    for attack in Partial.named:
        event = partial.log[attack.event]
        assert (event.actor, event.target, event.sector) == attack[1:4]
        assert event.severity == attack.severity


# A duty


class Census(DutyView):
    """A duty that is kept on even days, half neglected on odd ones, and complete on day 9."""

    def attend(self) -> None:
        """Let a day pass over it."""
        day = self.model.day
        assert self.name == "patrols"
        assert self.agreement == "cessation"
        assert self.covers("a_river") in (True, False)
        assert set(self.debtors("sponsor_a")) == {"sponsor_a", "sponsor_b"}
        if day == 9:
            self.complete()
        elif day % 2 == 0:
            self.keep()
        else:
            self.neglect(0.5)


def test_a_duty_of_ones_own_is_kept_neglected_and_met_as_it_says() -> None:
    days = {"scenario.obligations.patrols.begins": 1}
    model = finished(standard(days), 0, 9, classes={"patrols": Census})
    assert not any(model.log.of("patrol"))
    of_it = [event for event in model.log if event.obligation == "patrols"]
    omitted = Counter(event.day for event in of_it if event.form == "omission")
    assert set(omitted) == {1, 3, 5, 7}
    assert set(omitted.values()) == {2}
    assert [event.day for event in of_it if event.kind == "delivery"] == [9]
    duty = model.duty("patrols")
    assert duty is not None
    assert duty.state.last_done == 8
    assert duty.state.met == 1
    assert duty.due is None
    # The others pass as ever.
    plain = finished(standard(days), 0, 9)
    assert any(plain.log.of("patrol"))


def test_a_duty_without_a_way_to_pass_a_day_is_refused() -> None:
    with pytest.raises(NotImplementedError):
        finished(standard(), 0, 12, classes={"patrols": DutyView})


def test_a_duty_reads_as_its_readers_read_it() -> None:
    model = CeasefireModel(standard(), SEED, 0, 60)
    while model.day < 5:
        model.step()
    duty = model.duty("withdraw_groups")
    assert duty is not None
    assert duty.debtors("party_a") != duty.debtors("party_b")
    assert duty.terms is model.setup.scenario.obligations["withdraw_groups"]
    assert duty.obligation.kind == model.w.obligations[duty.state.obligation].kind
    assert not duty.overdue
    assert duty.due is not None
    while model.day <= duty.due:
        model.step()
    assert duty.overdue == (duty.state.gap > 0.0)


# In tables


def test_classes_of_ones_own_give_the_tables_that_any_run_gives() -> None:
    tree = tree_of(dyad(many_lines(2), one("party_b", control=1.0)))
    asked: dict[str, Any] = {"replicates": 2, "horizon": 10, "workers": 1, "engine": "mesa"}
    own = run(tree, **asked, party_classes={"party_b": Alternating})
    assert list(own.runs["attacks"]) == [10, 10]
    assert list(run(tree, **asked).runs["attacks"]) == [0, 0]


def test_any_agent_may_be_replaced_at_once() -> None:
    classes = {"party_b": Alternating, "mission": Partial, "patrols": Census}
    Partial.named = []
    model = CeasefireModel(standard(), SEED, 0, 9, classes=classes)
    model.run()
    assert {day % 2 for day, who in deeds(model) if who == "party_b"} >= {0}
    assert Partial.named
