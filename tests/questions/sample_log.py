"""The log of the hand-made run, written event by event."""

import random
from typing import Any

from sim.day.events import Event, EventLog
from tests.questions.sample_scenarios import STRIP


class Pen:
    """Writes events into a log with the next id."""

    def __init__(self) -> None:
        self.log = EventLog()

    def write(self, day: int, kind: str, form: str, **more: Any) -> int:  # noqa: ANN401 - any field
        """Add an event and give its id."""
        more["causes"] = tuple(cause for cause in more.get("causes", ()) if cause is not None)
        return self.log.add(Event(id=len(self.log), day=day, kind=kind, form=form, **more)).id


def attack(pen: Pen, day: int, luck: random.Random, *, causes: tuple[int, ...] = ()) -> int:
    """Write a shot across the line, and the breach that it is once the text is in force."""
    government = luck.random() < 0.55
    actor, target = ("government", "nlf") if government else ("hts", "government")
    sector = luck.choice(STRIP)
    form = luck.choice(["strategic", "localized", "retaliatory"])
    made = pen.write(
        day, "attack", form, actor=actor, target=target, sector=sector, severity=1.0,
        true_author=actor, blamed=actor, seen_by=[target], causes=causes,
    )  # fmt: skip
    if day >= 1:
        pen.write(
            day, "breach", form, actor=actor, target=target, sector=sector, severity=1.0,
            obligation="status_quo", true_author=actor, seen_by=[target], causes=(made,),
        )  # fmt: skip
    return made


def fall(pen: Pen, day: int, cause: int) -> int:
    """Write the three weeks of an offensive from its first day, and the end that it is."""
    charge = pen.write(
        day, "accusation", "pretext", actor="russia", target="turkey",
        obligation="withdraw_groups", agreement="sochi", causes=(cause,),
    )  # fmt: skip
    consent = pen.write(day, "consent", "joined", actor="russia", target="government",
                        outcome="joined", causes=(charge, cause))  # fmt: skip
    begun = pen.write(day, "offensive", "begun", actor="government", target="nlf", sector="morek",
                      causes=(consent, charge))  # fmt: skip
    assaults = []
    for step, place in enumerate(["morek", "khanshaykhun", "madiq"]):
        for extra in range(6):
            assaults.append(
                pen.write(
                    day + 6 * step + extra,
                    "attack",
                    "assault",
                    actor="government",
                    target="nlf",
                    sector=place,
                    severity=4.0,
                    true_author="government",
                    causes=(begun,),
                )
            )
            pen.write(day + 6 * step + extra, "displacement", "fled", target="nlf", sector=place,
                      severity=2100.0, causes=(assaults[-1],))  # fmt: skip
        if step != 1:
            pen.write(day + 6 * step + 5, "sector", "captured", actor="government", target="nlf",
                      sector=place, causes=(begun, assaults[-1]))  # fmt: skip
    return pen.write(
        day + 18, "end", "offensive", actor="government", agreement="sochi",
        causes=tuple(assaults[:3]), terms={"dated": float(day), "trust_mean": 0.2},
    )  # fmt: skip


class Course:
    """Writes the days of the sample one by one; later days name earlier ones as causes."""

    def __init__(self, days: int, seed: int) -> None:
        self.pen, self.days = Pen(), days
        self.luck = random.Random(seed)  # noqa: S311 - a sample, no secret
        self.entry = self.missed = self.slackened = 0
        self.charges: list[int] = []

    def fire(self, day: int) -> None:
        """Let shots fall, and guarantors count them."""
        for _ in range(self.luck.choice([3, 5, 7] if day < 1 else [0, 0, 1, 2])):
            attack(self.pen, day, self.luck)
        for actor, level in (("russia", 2), ("turkey", 1 + 3 * day // self.days)):
            if day >= 1:
                count = float(self.luck.randint(0, 2 * level))
                self.pen.write(day, "publication", "daily", actor=actor, severity=count)

    def duties(self, day: int) -> None:
        """Let deadlines pass, patrols drive, and shocks strike."""
        write = self.pen.write
        if day == 1:
            self.entry = write(day, "entry", "in_force", agreement="sochi")
        if day == 24:
            write(day, "deadline", "met", target="turkey", obligation="heavy_weapons",
                  agreement="sochi", causes=(self.entry,))  # fmt: skip
        if day == 29:
            self.missed = write(day, "deadline", "missed", severity=0.8, agreement="sochi",
                                obligation="withdraw_groups")  # fmt: skip
        if day == 116:
            write(day, "shock", "dated", target="hts", outcome="aid", terms={"strength": 1.5})
        if day >= 173 and day % 7 == 0:
            write(day, "patrol", "missed" if day % 28 == 0 else "done", actor="russia",
                  obligation="patrols", agreement="sochi")  # fmt: skip

    def words(self, day: int) -> None:
        """Let guarantors accuse, deny and meet."""
        write = self.pen.write
        if day > 35 and day % 41 == 0:
            charge = write(day, "accusation", "contested", actor="russia", target="turkey",
                           obligation="withdraw_groups", agreement="sochi",
                           causes=(self.missed,))  # fmt: skip
            self.charges.append(charge)
            write(day, "denial", "denied", actor="turkey", target="russia",
                  obligation="withdraw_groups", causes=(charge,))  # fmt: skip
        if day in (80, 120, 160, 200):
            shot = attack(self.pen, day, self.luck, causes=(self.slackened,))
            write(day, "accusation", self.luck.choice(["true", "false"]), actor="turkey",
                  target="russia", obligation="status_quo", agreement="sochi",
                  causes=(shot,))  # fmt: skip
        if day in (95, 190):
            write(day, "talks", "delegation", actor="russia", target="turkey", outcome="failure",
                  causes=tuple(self.charges[-1:]))  # fmt: skip
        if day == 150:
            met = write(day, "talks", "summit", actor="russia", target="turkey",
                        outcome="success", causes=tuple(self.charges[-1:]))  # fmt: skip
            write(day, "reading", "agreed", obligation="withdraw_groups", target="turkey",
                  agreement="sochi", causes=(met,))  # fmt: skip
            write(day, "deadline", "moved", obligation="withdraw_groups", agreement="sochi",
                  severity=30.0, causes=(met, self.missed))  # fmt: skip

    def deeds(self, day: int) -> None:
        """Let guarantors slacken their hold, send arms and troops."""
        write = self.pen.write
        if day == 70:
            self.slackened = write(day, "restraint", "slackened", actor="russia",
                                   target="government", severity=0.45, terms={"before": 0.8},
                                   causes=(*self.charges[:2], self.missed))  # fmt: skip
        if day in (140, 168, 196):
            write(day, "supply", "arms", actor="turkey", target="nlf", causes=(self.slackened,))
        if day == 205:
            lost = write(day, "loss", "hit", actor="government", target="turkey", sector="morek")
            ordered = write(day, "deployment", "ordered", actor="turkey", sector="morek",
                            severity=0.25, causes=(lost,))  # fmt: skip
            write(day + 3, "deployment", "arrived", actor="turkey", sector="morek", severity=0.25,
                  causes=(ordered,))  # fmt: skip


def sochi_log(days: int = 230, seed: int = 4) -> EventLog:
    """Write a run in which a missed deadline, a slackened hold and an offensive follow each other.

    Parameters
    ----------
    days : int
        Day of the offensive; everything before it is spread over these days.
    seed : int
        Which quiet days see shots.
    """
    course = Course(days, seed)
    for day in range(-13, days):
        course.fire(day)
        course.duties(day)
        course.words(day)
        course.deeds(day)
    fall(course.pen, days, course.slackened)
    return course.pen.log
