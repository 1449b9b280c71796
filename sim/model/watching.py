"""What a party perceives at its fronts, and what it publishes (phases 6 and 7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.law import draws, observation
from sim.law.arithmetic import pick
from sim.model.party_state import PartyState, Sighting

if TYPE_CHECKING:
    from sim.model.front import Front
    from sim.record.events import Event


class Watching(PartyState):
    """A party as witness."""

    def observe(self) -> None:
        """Perceive what happened at each of its fronts today."""
        if not self.fights:
            return
        model = self.model
        false_alarm = observation.false_alarm_chance(
            self.terms.false_alarm, model.ambiguity, model.behaviour.sighting.ambiguity
        )
        for front in self.fronts.values():
            self._look(front, false_alarm)

    def _look(self, front: Front, false_alarm: float) -> None:
        model = self.model
        front.hits = 0.0
        front.seen = 0
        main = front.opponent
        by_author = self._fire_by_author(front)
        if not by_author and false_alarm <= 0.0:
            return
        if main.name not in by_author and false_alarm > 0.0:
            luck = model.luck.word(
                model.day, draws.MISREADING, self.key, main.key, front.sector.key
            )
            if observation.perceived(0, false_alarm, self.terms.missed, luck):
                self._take_note(front, main.name, [])
                front.seen = 1
        if not by_author:
            return
        for author in model.parties:
            if author.name in by_author:
                self._see(front, author, by_author[author.name])

    def _see(self, front: Front, author: PartyState, events: list[Event]) -> None:
        model = self.model
        luck = model.luck.block(model.day, draws.SIGHTING, self.key, author.key, front.sector.key)
        if observation.perceived(1, 0.0, self.terms.missed, luck[0]):
            blamed = self._blame(front, author, luck)
            place = (front.sector.name, author.name, self.camp)
            if model.laid.get(place, (model.day - 1, ""))[0] != model.day:
                model.laid[place] = (model.day, blamed)
            self._take_note(front, blamed, events)
            front.seen = max(front.seen, int(blamed == front.opponent.name))

    def _fire_by_author(self, front: Front) -> dict[str, list[Event]]:
        found: dict[str, list[Event]] = {}
        for event in front.sector.attacks_today:
            if event.true_author in self.foes:
                found.setdefault(event.true_author, []).append(event)
        return found

    def _blame(
        self,
        front: Front,
        author: PartyState,
        luck: tuple[float, float, float, float],
    ) -> str:
        main = front.opponent
        if observation.blames_main_opponent(
            int(author is main), self.terms.confusion, self.terms.attribution_bias, luck[1]
        ):
            return main.name
        others = [
            party for party in front.sector.present if party is not main and self.hostile_to(party)
        ]
        if author is not main or not others:
            return author.name
        return others[pick(len(others), luck[2])].name

    def _take_note(self, front: Front, blamed: str, events: list[Event]) -> None:
        model = self.model
        severity = suffered = 1.0
        if events:
            severity = suffered = 0.0
            last = events[-1].id
            for event in events:
                severity += event.severity
                if event.target == self.name:
                    # What is aimed at others it only witnesses.
                    suffered += event.severity
                    front.last_hit = last
                event.seen_by.append(self.name)
                event.blamed = blamed
                breach = model.breach_of.get(event.id)
                if breach is not None:
                    breach.seen_by.append(self.name)
                    breach.blamed = blamed
        else:
            last = model.note(
                "false_alarm",
                "sighting",
                actor=self.name,
                target=blamed,
                sector=front.sector.name,
                severity=severity,
                blamed=blamed,
            ).id
        front.hits += suffered
        self.inbox.sightings.append(
            Sighting(
                sector=front.sector.name,
                victim=self.name,
                blamed=blamed,
                severity=severity,
                attacks=tuple([event.id for event in events]),
                event=last,
                forbidden=model.forbids_fire(front.sector.name),
            )
        )

    def told(self) -> list[Sighting]:
        """What it and the others of its camp saw today."""
        if self._told_at != self.model.moment:
            self._told_at = self.model.moment
            self._told = [
                sighting
                for party in self.model.parties
                if party is self or (self.camp is not None and party.camp == self.camp)
                for sighting in party.inbox.sightings
            ]
        return self._told

    def told_once(self) -> list[tuple[Sighting, float]]:
        """What the camp saw, each attack counted with the first that saw it."""
        if self._told_once_at == self.model.moment:
            return self._told_once
        self._told_once_at = self.model.moment
        counted: set[int] = set()
        found: list[tuple[Sighting, float]] = []
        for sighting in self.told():
            severity = 0.0 if sighting.attacks else sighting.severity
            for attack in sighting.attacks:
                if attack not in counted:
                    counted.add(attack)
                    severity += self.model.log[attack].severity
            if severity > 0.0:
                found.append((sighting, severity))
        self._told_once = found
        return found

    def publish(self) -> None:
        """Publish the day's count of the other camp's violations.

        Fire on the axis of one's own camp's offensive is not counted: it is not
        called a violation of the truce by who attacks there.
        """
        if not self.terms.publishes_counts:
            return
        own_axis: set[str] = set()
        for party in self.model.parties:
            operation = party.operation
            if party.camp == self.camp and operation is not None and operation.running:
                own_axis.update(operation.targets)
        attacks: set[int] = set()
        alarms = 0
        for sighting in self.told():
            if sighting.sector in own_axis:
                continue
            attacks.update(sighting.attacks)
            alarms += not sighting.attacks
        self.published = len(attacks) + alarms
        self.model.note("publication", "daily", actor=self.name, severity=float(self.published))
