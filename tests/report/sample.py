"""A hand-made run in the likeness of Sochi, to tell and to draw without running the model."""

import random
from datetime import timedelta
from typing import Any

from sim.record import Event, EventLog, Outcome, outcome_of
from sim.record.told import Daily
from sim.scenario.scenario import Description, Scenario

PLACES = {
    "saraqib": ("Saraqib", 35.864, 36.806, "nlf", ["ariha", "maarat", "telltuqan", "idlib", "eis"]),
    "ariha": ("Ariha", 35.814, 36.61, "nlf", ["jisr", "maarat", "idlib"]),
    "idlib": ("Idlib city", 35.931, 36.634, "hts", ["jisr"]),
    "jisr": ("Jisr al-Shughur", 35.814, 36.32, "nlf", ["ghab"]),
    "maarat": ("Maarat al-Numan", 35.643, 36.668, "nlf", ["khanshaykhun", "telltuqan", "ghab"]),
    "telltuqan": ("Tell Tuqan (post)", 35.8, 36.95, "nlf", ["abuduhur", "eis"]),
    "abuduhur": ("Abu al-Duhur (air base)", 35.735, 37.05, "government", []),
    "khanshaykhun": ("Khan Shaykhun", 35.442, 36.651, "nlf", ["morek", "madiq"]),
    "morek": ("Morek (post 9)", 35.376, 36.69, "nlf", ["hama"]),
    "madiq": ("Qalaat al-Madiq (Ghab)", 35.42, 36.39, "nlf", ["ghab", "hama"]),
    "ghab": ("Shir Mughar / N Ghab (post)", 35.52, 36.39, "nlf", []),
    "eis": ("al-Eis (post)", 35.99, 36.98, "hts", []),
    "hama": ("North Hama", 35.30, 36.55, "government", []),
}
STRIP = ["morek", "khanshaykhun", "madiq", "ghab", "telltuqan", "eis"]


def sochi() -> Scenario:
    """Describe the memorandum of Sochi in little."""
    neighbours: dict[str, set[str]] = {key: set() for key in PLACES}
    for key, (_, _, _, _, nearby) in PLACES.items():
        for other in nearby:
            neighbours[key].add(other)
            neighbours[other].add(key)
    both = ["russia", "turkey"]
    described: dict[str, Any] = {
        "title": "Idlib: the Sochi memorandum of 2018",
        "summary": "Two guarantors, a demilitarised strip, passive clauses.",
        "start": "2018-09-17",
        "main": "sochi",
        "horizon": 365,
        "camps": {"damascus": "the government side", "opposition": "the opposition side"},
        "parties": {
            "russia": {"name": "Russia", "kind": "state", "camp": "damascus", "fights": False},
            "turkey": {"name": "Turkey", "kind": "state", "camp": "opposition", "fights": False},
            "government": {
                "name": "Syrian government",
                "kind": "state",
                "camp": "damascus",
                "strength": 3,
            },
            "nlf": {
                "name": "National Liberation Front",
                "kind": "armed_group",
                "camp": "opposition",
                "strength": 1.5,
            },
            "hts": {"name": "Hay'at Tahrir al-Sham", "kind": "armed_group", "camp": "opposition"},
        },
        "ties": {
            "russia_government": {"sponsor": "russia", "client": "government", "leverage": 0.6},
            "turkey_nlf": {"sponsor": "turkey", "client": "nlf", "leverage": 0.6},
            "turkey_hts": {"sponsor": "turkey", "client": "hts", "leverage": 0.2},
        },
        "sectors": {
            key: {
                "name": name,
                "lat": lat,
                "lon": lon,
                "holder": holder,
                "neighbours": sorted(neighbours[key]),
                "people": 40000,
                "posts": {"turkey": 1} if key in STRIP else {},
            }
            for key, (name, lat, lon, holder, _) in PLACES.items()
        },
        "roads": {
            "m4": {"name": "M4", "course": ["jisr", "ariha", "saraqib"]},
            "m5": {"name": "M5", "course": ["morek", "khanshaykhun", "maarat", "saraqib", "eis"]},
        },
        "zones": {
            "strip": {"name": "demilitarised strip", "sectors": STRIP},
            "area": {"name": "Idlib area", "sectors": [k for k in PLACES if k != "hama"]},
        },
        "agreements": {
            "sochi": {
                "name": "Sochi memorandum",
                "form": "preliminary",
                "starts": "2018-09-17",
                "signatories": both,
                "bound": ["government", "nlf"],
            },
            "truce": {"name": "truce", "form": "cessation", "signatories": both},
        },
        "obligations": {
            "status_quo": {
                "agreement": "sochi",
                "clause": "2",
                "text": "Attacks on the Idlib area are avoided and the status quo is kept",
                "kind": "refrain",
                "owed_by": ["russia"],
                "zone": "area",
            },
            "withdraw_groups": {
                "agreement": "sochi",
                "clause": "5",
                "text": "All radical groups leave the demilitarised strip",
                "kind": "deliver",
                "wording": "passive",
                "readings": {"russia": ["turkey"], "turkey": ["russia", "turkey"]},
                "zone": "strip",
                "about": "hts",
                "due": "2018-10-15",
            },
            "heavy_weapons": {
                "agreement": "sochi",
                "clause": "6",
                "text": "Heavy weapons leave the demilitarised strip",
                "kind": "deliver",
                "wording": "passive",
                "owed_by": ["turkey"],
                "zone": "strip",
                "due": "2018-10-10",
            },
            "patrols": {
                "agreement": "sochi",
                "clause": "7",
                "text": "Both armies patrol the edge of the strip",
                "kind": "repeat",
                "owed_by": both,
                "zone": "strip",
                "route": ["morek", "khanshaykhun"],
                "begins": "2019-03-08",
            },
        },
        "monitors": {"posts": {"name": "observation posts", "kind": "posts", "zone": "strip"}},
        "spoilers": {"hts": {"party": "hts", "host": "turkey"}},
        "shocks": {
            "aid": {
                "on": "2019-01-10",
                "variable": "strength",
                "subject": "hts",
                "change": "multiply",
                "value": 1.5,
                "text": "Hay'at Tahrir al-Sham took over the civil administration of the area",
            }
        },
    }
    for name in both:
        described["parties"][name]["publishes_counts"] = True
    return Scenario(name="idlib/sochi_2018", scenario=Description.model_validate(described))


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


def daily_of(log: EventLog, scenario: Scenario, last: int) -> Daily:
    """Lay out days from the log, with beliefs that slide from even to low."""
    rows = []
    run_in = scenario.measurement.run_in_days
    for day in range(1 - run_in, last + 1):
        events = [event for event in log if event.day == day]
        gone = max(0.0, day / last)
        row: dict[str, object] = {
            "day": day,
            "date": (scenario.scenario.start + timedelta(days=day - 1)).isoformat(),
            "agreement": scenario.scenario.main if day >= 1 else "",
            "attacks": sum(event.kind == "attack" for event in events),
            "breaches": sum(event.kind == "breach" for event in events),
            "tension": 0.2,
            "displaced": sum(e.severity for e in events if e.kind == "displacement"),
        }
        for of in scenario.scenario.parties:
            for held in scenario.scenario.parties:
                if of != held:
                    row[f"belief.{of}.{held}"] = 0.6 - 0.4 * gone - 0.02 * len(of)
                    row[f"overdue.{of}.{held}"] = 0.2 * gone
        for tie in scenario.scenario.ties:
            row[f"effort.{tie}"] = 0.8 if day < 70 or tie != "russia_government" else 0.45
        for key, party in scenario.scenario.parties.items():
            row[f"weariness.{key}"] = 0.3
            row[f"strength.{key}"] = 1.0
            row[f"pressure.{key}"] = 0.0
            row[f"held.{key}"] = 3
            if party.publishes_counts:
                row[f"published.{key}"] = sum(
                    e.severity for e in events if e.kind == "publication" and e.actor == key
                )
        rows.append(row)
    return {name: [row[name] for row in rows] for name in rows[0]}


def told(days: int = 230) -> tuple[Scenario, EventLog, Daily, Outcome]:
    """Give everything that a report takes."""
    scenario, log = sochi(), sochi_log(days)
    last = days + 18
    return scenario, log, daily_of(log, scenario, last), outcome_of(log, scenario, last)


def dyad() -> tuple[Scenario, EventLog, Daily, Outcome]:
    """Give a run of one day between two parties without guarantors, in which nothing happens."""
    scenario = Scenario(
        name="textbook/dyad",
        scenario=Description.model_validate(
            {
                "title": "Two parties and one line",
                "summary": "The limits.",
                "start": "2001-01-01",
                "main": "truce",
                "horizon": 1,
                "parties": {
                    "a": {"name": "Party A", "kind": "armed_group", "camp": "one"},
                    "b": {"name": "Party B", "kind": "armed_group", "camp": "two"},
                },
                "sectors": {"line": {"name": "The line", "holder": "a", "faces": ["b"]}},
                "agreements": {
                    "truce": {
                        "name": "truce",
                        "form": "cessation",
                        "starts": "2001-01-01",
                        "signatories": ["a", "b"],
                    }
                },
                "obligations": {
                    "hold": {
                        "agreement": "truce",
                        "clause": "1",
                        "text": "Both hold their fire",
                        "kind": "refrain",
                        "owed_by": ["a", "b"],
                    }
                },
            }
        ),
    )
    log = EventLog()
    log.add(Event(0, 1, "end", "held", agreement="truce", terms={"dated": 1.0, "trust_mean": 0.5}))
    daily = daily_of(log, scenario, 1)
    return scenario, log, daily, outcome_of(log, scenario, 1)
