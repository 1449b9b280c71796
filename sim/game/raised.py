"""The curtain in plain sentences and tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sim.game.courses import DEEDS
from sim.questions.run.summary import ENDS as HOW
from sim.shared.phrases import ENDINGS
from sim.shared.wording import (
    date_text,
    listed,
    people_text,
    plural,
    share_text,
    short_date,
    start_case,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.game.courses import Course, Many
    from sim.game.curtain import ChargeTold, Curtain
    from sim.game.words import YourNames

MOST_CHARGES = 8
MOST_WEEKS = 12
WORTH = {
    "true": "true",
    "false": "false: it had not happened, or the accused had not done it",
    "contested": "contested: owed in the accuser's reading and not in that of the accused",
    "pretext": "a pretext for an attack",
}


@dataclass(frozen=True)
class Block:
    """A part of the curtain.

    Parameters
    ----------
    heading : str
        What it is about.
    lines : tuple of str
        Sentences.
    columns : tuple of str
        Heads of the table; empty where there is none.
    rows : tuple of tuple of str
        Its cells.
    """

    heading: str
    lines: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def ending_text(curtain: Curtain, names: YourNames) -> str:
    """Say in a sentence how the first agreement fared."""
    course = curtain.course
    name = names.agreement(names.scenario.scenario.main)
    if not course.ended:
        return start_case(f"{name} held to the last day, day {course.days}.")
    when = date_text(date.fromisoformat(curtain.end_date))
    return start_case(f"{name} ended on {when}, day {course.days}, {ENDINGS[course.end_kind]}.")


def blocks(curtain: Curtain, names: YourNames) -> list[Block]:
    """Tell what was true, and what the others believed.

    Parameters
    ----------
    curtain : Curtain
        What is known when the game is over.
    names : YourNames
        Names in which the seat is "you".

    Returns
    -------
    list of Block
        To be shown in this order.
    """
    found = [
        Block("How it ended", (ending_text(curtain, names), *_balance(curtain.course))),
        _seeing(curtain, names),
        _charges(curtain, names),
        _clients(curtain, names),
        _readings(curtain, names),
        _opinions(curtain, names),
    ]
    return [block for block in found if block.lines or block.rows]


def _balance(course: Course) -> list[str]:
    ground = "Your side held as many places at the end as at the beginning."
    if course.sectors:
        change = plural(abs(course.sectors), "place")
        ground = f"Your side {'won' if course.sectors > 0 else 'lost'} {change}."
    fled = f"{start_case(people_text(course.fled))} fled" if course.fled else "Nobody fled"
    attacks = plural(course.attacks, "attack")
    return [f"Up to the end there were {attacks}. {fled}. {ground}"]


def _seeing(curtain: Curtain, names: YourNames) -> Block:
    rows = []
    for seen in curtain.seeing:
        wrong = [f"{names.party(who)} {count:,}" for who, count in seen.wrong]
        rows.append(
            (
                start_case(names.party(seen.author)),
                f"{seen.attacks:,}",
                f"{seen.right:,}",
                listed(wrong) or "nobody else",
                f"{seen.missed:,}",
            )
        )
    lines = []
    if curtain.imagined:
        parts = [f"{names.party(who)} {count:,}" for who, count in curtain.imagined]
        lines.append(f"Fire that your side saw and that was never opened: {listed(parts)}.")
    total = sum(curtain.reports.values())
    if total:
        lines.append(
            f"Of {total:,} reports by monitors that reached you, {curtain.reports['right']:,}"
            f" named the right party, {curtain.reports['wrong']:,} another, and"
            f" {curtain.reports['false_alarm']:,} reported fire that was never opened."
        )
    return Block(
        "Who really fired at your side",
        tuple(lines),
        ("Who fired", "attacks", "seen and blamed on it", "seen, blamed on", "not seen"),
        tuple(rows),
    )


def _charges(curtain: Curtain, names: YourNames) -> Block:
    lines = []
    for charges, head, none in (
        (curtain.brought, "You brought", "You accused nobody."),
        (curtain.received, "You and your clients were the target of", "Nobody accused you."),
    ):
        if not charges:
            lines.append(none)
            continue
        worth = Counter(charge.standing for charge in charges)
        parts = [f"{worth[kind]} {WORTH[kind]}" for kind in WORTH if worth[kind]]
        # Whoever stays silent may still answer a charge by a charge.
        answers = ", counter-charges included" if charges is curtain.brought else ""
        lines.append(f"{head} {plural(len(charges), 'charge')}{answers}: {'; '.join(parts)}.")
    told = [*curtain.brought, *curtain.received]
    kinds = _first_of_each_kind(told)
    shown = kinds[:MOST_CHARGES]
    if len(shown) < len(told):
        among = f", {len(shown)} of {len(kinds)} kinds" if len(shown) < len(kinds) else ""
        lines.append(f"Listed is the first of each kind{among}.")
    return Block(
        "What the charges were worth",
        tuple(lines),
        ("Day", "Accuser", "Accused", "Of", "It was") if shown else (),
        tuple(
            (
                short_date(names.scenario.date(charge.day)),
                start_case(names.party(charge.accuser)),
                names.party(charge.accused),
                f"{names.charge(charge.obligation)} ({names.gloss(charge.obligation)})",
                charge.standing,
            )
            for charge in shown
        ),
    )


def _first_of_each_kind(charges: Sequence[ChargeTold]) -> list[ChargeTold]:
    """The first charge of each kind, so that a table of few rows says most."""
    first: dict[tuple[str, ...], ChargeTold] = {}
    for charge in sorted(charges, key=lambda charge: charge.day):
        key = (charge.accuser, charge.accused, charge.obligation, charge.standing)
        first.setdefault(key, charge)
    return list(first.values())


def _clients(curtain: Curtain, names: YourNames) -> Block:
    rows = tuple(
        (
            start_case(names.party(told.client)),
            f"{told.by_sponsor:,}",
            f"{told.on_its_own:,}",
            f"{told.against_orders:,}",
            f"{told.answering:,}",
            f"{told.other:,}",
        )
        for told in curtain.clients
    )
    columns = (
        "Client",
        "sponsor's word",
        "own choice",
        "without orders",
        "answers",
        "other",
    )
    return Block("Fire by your clients, by what was behind it", (), columns if rows else (), rows)


def _readings(curtain: Curtain, names: YourNames) -> Block:
    rows = []
    for reading in curtain.readings:
        groups: dict[tuple[str, ...], list[str]] = {}
        for who, debtors in reading.theirs:
            groups.setdefault(debtors, []).append(who)
        theirs = [
            f"{start_case(names.parties(who))}: {_owed_by(debtors, names)}"
            for debtors, who in groups.items()
        ]
        clause = start_case(names.clause_told(reading.obligation))
        rows.append((clause, _owed_by(reading.yours, names), "; ".join(theirs)))
    return Block(
        "Clauses that others read otherwise",
        ("Who owed a clause, in whose eyes.",) if rows else (),
        ("Clause", "you read", "others read") if rows else (),
        tuple(rows),
    )


def _owed_by(debtors: Sequence[str], names: YourNames) -> str:
    return names.parties(debtors) if debtors else "nobody"


def _opinions(curtain: Curtain, names: YourNames) -> Block:
    weeks = list(range(len(curtain.opinions)))
    if not weeks or not curtain.opinions[0]:
        return Block("What the others believed of you")
    step = max(1, -(-(len(weeks) - 1) // MOST_WEEKS))
    shown = [week for week in weeks if week % step == 0 or week == weeks[-1]]
    others = sorted(curtain.opinions[0])
    return Block(
        "What the others believed of you",
        ("Trust in you at the end of each week, undelivered duties counted in.",),
        ("Week", *(start_case(names.party(other)) for other in others)),
        tuple(
            (str(week), *(share_text(curtain.opinions[week][other]) for other in others))
            for week in shown
        ),
    )


# Other choices


def courses_block(courses: Sequence[Course], many: Many | None) -> Block:
    """Tell how the same luck went under other choices.

    Parameters
    ----------
    courses : sequence of Course
        As it was played first, then the others.
    many : Many, optional
        The model's own runs under other luck.

    Returns
    -------
    Block
        A table, and sentences on what it shows.
    """
    played, *others = courses
    idle = [course for course in others if course.without and _alike(course, played)]
    shown = [played, *(course for course in others if course not in idle)]
    rows = tuple(
        (
            start_case(course.label),
            f"{course.days}",
            course.end_kind,
            f"{course.attacks:,}",
            f"{course.fled:,}",
            f"{course.sectors:+d}" if course.sectors else "0",
            share_text(course.trust),
        )
        for course in shown
    )
    lines = ["Each line is the whole game again with the same luck."]
    if idle:
        left = listed([course.without for course in idle], 12)
        lines.append(
            f"Left to the rule, one by one, these would have changed nothing that is counted here:"
            f" {left}."
        )
    if many is not None:
        lines.append(many_text(many, played))
    else:
        lines.append("How rare this luck is, `ceasefire run` tells: it runs the model many times.")
    return Block(
        "The same luck under other choices",
        tuple(lines),
        ("Choices", "to day", "end", "attacks", "fled", "places", "trust in you"),
        rows,
    )


def _alike(one: Course, other: Course) -> bool:
    counted = ("end_kind", "days", "attacks", "fled", "sectors")
    return all(getattr(one, name) == getattr(other, name) for name in counted)


def many_text(many: Many, played: Course) -> str:
    """Set a course beside the model's own runs under other luck."""
    longer = sum(day > played.days for day in many.days)
    ended = {kind: count for kind, count in many.kinds.items() if kind != "held"}
    ordered = sorted(ended.items(), key=lambda pair: -pair[1])
    kinds = [f"{count} ended {HOW.get(kind, kind)}" for kind, count in ordered]
    told = f"; of the others, {listed(kinds)}" if kinds else ""
    return (
        f"Over {many.runs} other lucks, with the model in every seat, the agreement held to the"
        f" last day in {many.held}{told}. In {longer or 'none'} it lasted longer than in your game."
    )


def deeds_block(played: Course, rule: Course) -> Block:
    """Set what the seat did beside what the model would have done in it."""
    rows = tuple(
        (start_case(label), f"{played.deeds[key]:,}", f"{rule.deeds[key]:,}")
        for key, label in DEEDS.items()
        if played.deeds[key] or rule.deeds[key]
    )
    return Block(
        "You, and the model in your seat",
        ("Counted over the whole game, with the same luck.",),
        ("What was done", "you", "the model"),
        rows,
    )
