"""A party whose decisions are taken by somebody else, as far as there are any.

What is not decided is left to the party's own rule, with the same luck: a player without
decisions is the party itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from sim.game.decision import RULE, Decision
from sim.law import accusation, offensive, response
from sim.law.order import HOLD, PROBE
from sim.model.party import PartyAgent

if TYPE_CHECKING:
    from sim.model.front import Front
    from sim.model.pact import Duty
    from sim.model.party_state import Sighting

DAYS = 7
MOST_EVIDENCE = 3

Settled = TypeVar("Settled")

# For each decision of the model: the lever that settles it, and what each option comes to.
# A lever that ends in a dot is followed by whom or what the decision is about.
SETTLES: dict[str, tuple[str, dict[str, Any]]] = {
    "arms": ("arms.", {"send": True, "none": False}),
    "troops": ("troops", {"send": True, "none": False}),
    "offensive": ("offensive", {"launch": True, "none": False}),
    "go_on": ("offensive", {"press": True}),
    "consent": (
        "consent.",
        {"refuse": offensive.REFUSE, "tolerate": offensive.TOLERATE, "join": offensive.JOIN},
    ),
    "response": (
        "response",
        {
            "let_pass": response.IGNORE,
            "protest": response.PROTEST,
            "refer": response.REFER,
            "answer": response.ANSWER,
            "escalate": response.ESCALATE,
        },
    ),
    "answer": (
        "answer",
        {"mend": accusation.REMEDY, "deny": accusation.DENY, "counter": accusation.COUNTER},
    ),
    "pretext": ("charges", {"silent": False}),
    "stay_away": ("duty.", {"withhold": True, "deliver": False}),
    "call": ("call", {"call": True, "none": False}),
    "agree": ("agree", {"agree": 1.0, "refuse": 0.0}),
    "cancel": ("agreement", {"end": True, "keep": False}),
    "disown": ("agreement", {"end": True, "keep": False}),
}
# What is done once in the week for which it is chosen, and then not again.
ONCE = frozenset({("troops", "send"), ("offensive", "launch"), ("call", "call")})

ORDERS = {"restrain": HOLD, "probe": PROBE}
EFFORTS = {"firm": 1.0, "loose": 0.0}
WORK = {"deliver": 1.0, "withhold": 0.0}
CALLED_OFF = "called off"


class Player(PartyAgent):
    """A party in whose seat somebody sits."""

    def __init__(self, *particulars: Any) -> None:  # noqa: ANN401 - as the model gives them
        super().__init__(*particulars)
        self.decision = Decision(self.name)
        self.new_week = False
        self._done: set[str] = set()
        # What its side saw on the last days: day, sighting, and size not yet counted.
        self.memory: list[tuple[int, Sighting, float]] = []
        self.acts_seen: list[tuple[int, str, int]] = []
        # Whom its side blamed for each attack that it saw, and for each that there was not;
        # nothing reads it before the curtain rises.
        self.blamed_for: dict[int, str] = {}
        self.imagined: list[tuple[int, str]] = []

    def take_orders(self, decision: Decision) -> None:
        """Do as decided from tomorrow on."""
        self.decision = decision
        self.new_week = True
        self._done.clear()

    def choice(self, lever: str) -> str:
        """Option chosen of a lever of which one option is chosen."""
        found = self.decision.of(lever)
        return found if isinstance(found, str) else RULE

    def decide(self, what: str, rule: Settled, about: str = "") -> Settled:
        """Settle a decision as was decided; by the rule where nothing was."""
        if what not in SETTLES:
            return rule
        lever, values = SETTLES[what]
        option = self.choice(f"{lever}{about}" if lever.endswith(".") else lever)
        if option not in values:
            return rule
        if (what, option) in ONCE:
            if what in self._done:
                return cast("Settled", values["none"])
            self._done.add(what)
        return cast("Settled", values[option])

    # Orders, effort, offensives

    def choose_order(self, front: Front, luck: float) -> int:
        """Hold or probe as decided for this front, or for all."""
        option = self.choice(f"front.{front.sector.name}")
        if option == RULE:
            option = self.choice("stance")
        return ORDERS[option] if option in ORDERS else super().choose_order(front, luck)

    def wanted_effort(self) -> float:
        """Effort that it works towards: full, none, or what its rule wants."""
        option = self.choice("restraint")
        return EFFORTS[option] if option in EFFORTS else super().wanted_effort()

    def contribution(self, duty: Duty) -> float:
        """Work on a duty with all its effort, or none, where that was decided."""
        option = self.choice(f"duty.{duty.name}")
        if option not in WORK:
            return super().contribution(duty)
        effort = self.effort
        self.effort = WORK[option]
        try:
            return super().contribution(duty)
        finally:
            self.effort = effort

    def consider_offensive(self) -> None:
        """Call off what is to be called off, before anything else is considered."""
        if self.choice("offensive") == "call_off":
            self.stop_offensive(CALLED_OFF, None)
            return
        super().consider_offensive()

    # Charges

    def accuse(self) -> None:
        """Bring the charges decided on, on the first day; none beside them."""
        self._take_down()
        charges = self.decision.of("charges")
        if charges == RULE:
            super().accuse()
        elif isinstance(charges, tuple) and self.new_week:
            for charge in charges:
                accused, _, duty = charge.partition(":")
                self._bring(accused, duty)
        self.new_week = False

    def _take_down(self) -> None:
        today = self.model.day
        self.memory = [item for item in self.memory if item[0] >= today - DAYS]
        for sighting, size in self.told_once():
            self.memory.append((today, sighting, size))
            if not sighting.attacks:
                self.imagined.append((today, sighting.blamed))
            for attack in sighting.attacks:
                self.blamed_for.setdefault(attack, sighting.blamed)
        self.acts_seen = [item for item in self.acts_seen if item[0] >= today - DAYS]
        self.acts_seen += [(today, author, event) for author, event in self.inbox.supplies]

    def _bring(self, accused: str, name: str) -> None:
        duty = self.model.duty(name)
        if duty is None:
            return
        grounds, evidence = self.grounds_for(duty, accused)
        if grounds <= 0.0:
            return
        terms = {"grounds": grounds}
        if all(event is None for event in evidence):
            terms["ongoing"] = 1.0
        self.charge(duty, accused, grounds, evidence, terms)

    def grounds_for(self, duty: Duty, accused: str) -> tuple[float, tuple[int | None, ...]]:
        """What it could bring forward against a party under a duty, out of what it knows.

        Parameters
        ----------
        duty : Duty
            A duty in force.
        accused : str
            Id of a hostile party that owes it in this party's reading.

        Returns
        -------
        tuple
            Size of the grounds, 0 where there are none, and the events that are cited. For
            fire it is the mean severity per front and day of the last week.
        """
        if accused not in duty.debtors(self.name):
            return 0.0, ()
        if not self.hostile_to(self.model.party(accused)):
            return 0.0, ()
        weight = duty.terms.visibility * duty.terms.importance
        if duty.terms.kind != "refrain":
            return (duty.gap * weight if duty.overdue(self.model.day) else 0.0), (
                duty.deadline_event,
            )
        if duty.terms.act != "attack":
            acts = [
                event
                for _, author, event in self.acts_seen
                if author == accused and self.model.log[event].kind == duty.terms.act
            ]
            return (weight if acts else 0.0), tuple(acts[-MOST_EVIDENCE:])
        return self._grounds_for_fire(duty, accused)

    def _grounds_for_fire(self, duty: Duty, accused: str) -> tuple[float, tuple[int | None, ...]]:
        if not self.model.newest_for_fire(duty):
            return 0.0, ()
        answerable = {accused} | {tie.client.name for tie in self.model.party(accused).clients}
        mine = [
            (sighting, size)
            for _, sighting, size in self.memory
            if sighting.forbidden and duty.covers(sighting.sector) and sighting.blamed in answerable
        ]
        severity = sum(size for _, size in mine)
        worst = sorted((s for s, _ in mine), key=lambda s: (-s.severity, s.event))
        fronts = max(1, len(self.model.front_sectors))
        return severity / fronts / DAYS, tuple(s.event for s in worst[:MOST_EVIDENCE])
