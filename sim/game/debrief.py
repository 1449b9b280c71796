"""What was true, and what the parties believed: after the game for all, before for the facilitator.

This reads the log, which knows everything. Nothing of it may reach a seat before the last day.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from sim.game.courses import ACTIONS, AS_PLAYED, Course, course_of
from sim.game.seat import DAYS
from sim.game.view import PUBLIC
from sim.game.words import your_names
from sim.questions.run.summary import ENDS as HOW
from sim.scenario.errors import InputError
from sim.shared.phrases import ENDINGS, WEIGHTS, event_text
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
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sim.day.events import Event
    from sim.game.courses import Many
    from sim.game.game import Game
    from sim.game.seat import State
    from sim.game.words import YourNames
    from sim.shared.names import Names

_MOST_LINES = 16
_MOST_CHARGES = 8
_MOST_WEEKS = 12
_BEFORE_ALL = -1_000_000
# What is counted in the table of fire, or goes without saying beside it.
_SUMMED = frozenset(
    {
        "attack",
        "breach",
        "false_alarm",
        "finding",
        "publication",
        "displacement",
        "loss",
        "delivery",
    }
)
_WORTH = {
    "true": "true",
    "false": "false: it had not happened, or the accused had not done it",
    "contested": "contested: owed in the accuser's reading and not in that of the accused",
    "pretext": "a pretext for an attack",
}
# What was behind the fire of a client.
_BEHIND = ("sponsor's word", "own choice", "without orders", "answers", "other")
_SAME_STREAM = (
    "Each line is the whole game again on the same random stream, with the same events from"
    " outside. One line proves nothing: once a shot falls that did not fall before, other draws"
    " are asked for."
)
_COURSE: dict[str, Callable[[Course], str]] = {
    "to day": lambda course: f"{course.days}",
    "end": lambda course: course.end_kind,
    "attacks": lambda course: f"{course.attacks:,}",
    "fled": lambda course: f"{course.fled:,}",
    "places": lambda course: f"{course.sectors:+d}" if course.sectors else "0",
    "trust in you": lambda course: share_text(course.trust),
}


@dataclass(frozen=True)
class Block:
    """A part of what is shown: sentences, and a table.

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


# What was true, for whoever may know it


@dataclass(frozen=True)
class Fire:
    """Fire by one party, and whom its victims blame.

    Parameters
    ----------
    party : str
        Id of who really fired.
    attacks, right, missed : int
        All its attacks; those for which the victims blame it; those that nobody saw.
    wrong : mapping
        How many are blamed on whom in its place.
    """

    party: str
    attacks: int
    right: int
    wrong: Mapping[str, int]
    missed: int


@dataclass(frozen=True)
class Overview:
    """What was true in some weeks.

    Parameters
    ----------
    happened : tuple of str
        What happened, with the reasons that the log gives.
    fire : tuple of Fire
        By party, those that fired most first.
    false_alarms : int
        Times that a party saw fire where there was none.
    standing : mapping
        By seat, how it stands, and its belief in each hostile party.
    """

    happened: tuple[str, ...]
    fire: tuple[Fire, ...]
    false_alarms: int
    standing: Mapping[str, tuple[State, Mapping[str, float]]]


def overview_of(game: Game, first_week: int = 0) -> Overview:
    """Say what was true from a week on.

    Parameters
    ----------
    game : Game
        A game after any number of weeks.
    first_week : int
        Number of the first week that is told, from 1; 0 to tell the days before day 1 as well.

    Returns
    -------
    Overview
        In words and figures.
    """
    first = DAYS * (first_week - 1) + 1 if first_week else _BEFORE_ALL
    events = [event for event in game.model.log if event.day >= first]
    return Overview(
        happened=tuple(_happened(game, events)),
        fire=_fire([(e.true_author, e.blamed) for e in events if e.kind == "attack"]),
        false_alarms=sum(event.kind == "false_alarm" for event in events),
        standing={s: (game.model.own(s), game.model.beliefs_of(s)) for s in game.seats},
    )


def _happened(game: Game, events: Iterable[Event]) -> list[str]:
    groups: dict[tuple[object, ...], list[Event]] = {}
    for event in events:
        if event.kind in _SUMMED or event.form == "held":
            continue
        key = (event.kind, event.form, event.actor, event.target, event.obligation, event.outcome)
        groups.setdefault(key, []).append(event)
    weighty = sorted(groups.values(), key=lambda g: (-WEIGHTS.get(g[0].kind, 1.0), g[0].id))
    chosen = sorted(islice(weighty, _MOST_LINES), key=lambda group: group[0].id)
    lines = []
    for group in chosen:
        text = event_text(group, game.model.log, game.names, with_gloss=True)
        if group[0].kind == "accusation":
            text += f" ({listed(list(dict.fromkeys(event.form for event in group)))})"
        when = short_date(game.scenario.date(group[0].day))
        since = "From " if group[-1].day > group[0].day else ""
        lines.append(f"{since}{when}: {start_case(text)}.")
    left = len(groups) - len(chosen)
    return [*lines, *([f"And {plural(left, 'smaller thing')} more."] if left else [])]


def _fire(made: Iterable[tuple[str, str]]) -> tuple[Fire, ...]:
    """Count attacks, given by who fired and who is blamed; those that fired most first."""
    by_author: dict[str, list[str]] = {}
    for author, blamed in made:
        by_author.setdefault(author, []).append(blamed)
    found = []
    for author, names in by_author.items():
        wrong = Counter(name for name in names if name not in ("", author))
        right = names.count(author)
        found.append(Fire(author, len(names), right, dict(wrong), names.count("")))
    return tuple(sorted(found, key=lambda fire: -fire.attacks))


# The debrief of one seat


@dataclass(frozen=True)
class Debrief:
    """What is known of a seat when the game is over.

    Parameters
    ----------
    seat : str
        For whom.
    course : Course
        How the game went.
    seeing : tuple of Fire
        Fire by each hostile party from day 1, and whom the seat's side blames for it.
    imagined : mapping
        Fire that its side saw where there was none, by whom it blamed.
    reports : mapping
        Monitors' findings that reached the seat: ``right``, ``wrong``, ``false_alarm``.
    brought, received : tuple of Event
        Charges by the seat, and against it or its clients; their forms say what they were worth:
        ``true``, ``false``, ``contested`` (owed only in the accuser's reading), ``pretext``.
    clients : mapping
        By client, its attacks from day 1 by what was behind them.
    readings : mapping
        Clauses that others read otherwise: who owed them in the seat's reading, and in that of
        each party that differed.
    opinions : tuple of mapping
        Belief of each hostile party in the seat, at the beginning and after each week.
    """

    seat: str
    course: Course
    seeing: tuple[Fire, ...]
    imagined: Mapping[str, int]
    reports: Mapping[str, int]
    brought: tuple[Event, ...]
    received: tuple[Event, ...]
    clients: Mapping[str, Mapping[str, int]]
    readings: Mapping[str, tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]]
    opinions: tuple[Mapping[str, float], ...]


def debrief_of(game: Game, seat: str) -> Debrief:
    """Find what was true for one seat.

    Parameters
    ----------
    game : Game
        A game that is over.
    seat : str
        A seat of it.

    Returns
    -------
    Debrief
        What was true, and what the others believed.

    Raises
    ------
    InputError
        If the game goes on, or nobody plays that party.
    """
    if not game.over:
        raise InputError("the debrief is held when the game is over", key="week")
    game.view(seat)
    model, log = game.model, game.model.log
    player = model.player(seat)
    clients = sorted(model.clients_of(seat))
    attacks = [event for event in log.of("attack") if event.day >= 1]
    seen = [
        (event.true_author, player.blamed_for.get(event.id, ""))
        for event in attacks
        if event.true_author in player.foes
    ]
    reports = dict.fromkeys(("right", "wrong", "false_alarm"), 0)
    for event in log.of("finding"):
        if PUBLIC in event.seen_by or seat in event.seen_by:
            reports[event.form] += 1
    imagined = Counter(blamed for day, blamed in player.imagined if day >= 1)
    charges = tuple(log.of("accusation"))
    return Debrief(
        seat=seat,
        course=course_of(game, seat, AS_PLAYED),
        seeing=tuple(sorted(_fire(seen), key=lambda fire: (-fire.attacks, fire.party))),
        imagined=dict(imagined.most_common()),
        reports=reports,
        brought=tuple(charge for charge in charges if charge.actor == seat),
        received=tuple(charge for charge in charges if charge.target in {seat, *clients}),
        clients={
            client: dict.fromkeys(_BEHIND, 0)
            | Counter(_behind(event) for event in attacks if event.true_author == client)
            for client in clients
        },
        readings=_readings(game, seat),
        opinions=tuple(dict(week[seat]) for week in game.opinions),
    )


def _behind(event: Event) -> str:
    match event.form:
        case "strategic":
            # Only an order that was a sponsor's carries the sponsor's effort.
            return "sponsor's word" if "sponsor_effort" in event.terms else "own choice"
        case "localized":
            return "without orders"
        case "retaliatory":
            return "answers"
    return "other"


def _readings(
    game: Game, seat: str
) -> dict[str, tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]]:
    found: dict[str, tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]] = {}
    for name, yours, others in game.model.readings(seat):
        theirs = {who: read for who, read in others.items() if set(read) != set(yours)}
        if theirs:
            found.setdefault(name, (yours, theirs))
    return found


# In sentences and tables


def ending_text(course: Course, names: YourNames) -> str:
    """Say in a sentence how the first agreement fared."""
    name = names.agreement(names.scenario.scenario.main)
    if not course.ended:
        return start_case(f"{name} held to the last day, day {course.days}.")
    when = date_text(names.scenario.date(course.days))
    return start_case(f"{name} ended on {when}, day {course.days}, {ENDINGS[course.end_kind]}.")


def blocks(debrief: Debrief, names: YourNames) -> list[Block]:
    """Tell what was true, and what the others believed.

    Parameters
    ----------
    debrief : Debrief
        What is known when the game is over.
    names : YourNames
        Names in which the seat is "you".

    Returns
    -------
    list of Block
        To be shown in this order.
    """
    course = debrief.course
    found = [
        Block("How it ended", (ending_text(course, names), _balance(course))),
        _seeing(debrief, names),
        _charges(debrief, names),
        _clients(debrief, names),
        _readings_block(debrief, names),
        _opinions(debrief, names),
    ]
    return [block for block in found if block.lines or block.rows]


def _balance(course: Course) -> str:
    ground = "Your side held as many places at the end as at the beginning."
    if course.sectors:
        change = plural(abs(course.sectors), "place")
        ground = f"Your side {'won' if course.sectors > 0 else 'lost'} {change}."
    fled = f"{start_case(people_text(course.fled))} fled" if course.fled else "Nobody fled"
    return f"Up to the end there were {plural(course.attacks, 'attack')}. {fled}. {ground}"


def _counts(counted: Mapping[str, int], names: YourNames) -> str:
    return listed([f"{names.party(who)} {count:,}" for who, count in counted.items()])


def _seeing(debrief: Debrief, names: YourNames) -> Block:
    rows = tuple(
        (
            start_case(names.party(seen.party)),
            f"{seen.attacks:,}",
            f"{seen.right:,}",
            _counts(dict(Counter(seen.wrong).most_common()), names) or "nobody else",
            f"{seen.missed:,}",
        )
        for seen in debrief.seeing
    )
    lines = []
    if debrief.imagined:
        imagined = _counts(debrief.imagined, names)
        lines.append(f"Fire that your side saw and that was never opened: {imagined}.")
    reports = debrief.reports
    total = sum(reports.values())
    if total:
        lines.append(
            f"Of {total:,} reports by monitors that reached you, {reports['right']:,}"
            f" named the right party, {reports['wrong']:,} another, and"
            f" {reports['false_alarm']:,} reported fire that was never opened."
        )
    columns = ("Who fired", "attacks", "seen and blamed on it", "seen, blamed on", "not seen")
    return Block("Who really fired at your side", tuple(lines), columns, rows)


def _charges(debrief: Debrief, names: YourNames) -> Block:
    lines = []
    for charges, head, none in (
        # Whoever stays silent may still answer a charge by a charge.
        (debrief.brought, "You brought {}, counter-charges included", "You accused nobody."),
        (debrief.received, "You and your clients were the target of {}", "Nobody accused you."),
    ):
        worth = Counter(charge.form for charge in charges)
        parts = [f"{worth[kind]} {text}" for kind, text in _WORTH.items() if worth[kind]]
        many = head.format(plural(len(charges), "charge"))
        lines.append(f"{many}: {'; '.join(parts)}." if charges else none)
    both = [*debrief.brought, *debrief.received]
    # The first charge of each kind, so that a table of few rows says most.
    first: dict[tuple[str, ...], Event] = {}
    for charge in sorted(both, key=lambda charge: charge.day):
        first.setdefault((charge.actor, charge.target, charge.obligation, charge.form), charge)
    shown = list(first.values())[:_MOST_CHARGES]
    if len(shown) < len(both):
        among = f", {len(shown)} of {len(first)} kinds" if len(shown) < len(first) else ""
        lines.append(f"Listed is the first of each kind{among}.")
    return Block(
        "What the charges were worth",
        tuple(lines),
        ("Day", "Accuser", "Accused", "Of", "It was") if shown else (),
        tuple(
            (
                short_date(names.scenario.date(charge.day)),
                start_case(names.party(charge.actor)),
                names.party(charge.target),
                f"{names.charge(charge.obligation)} ({names.gloss(charge.obligation)})",
                charge.form,
            )
            for charge in shown
        ),
    )


def _clients(debrief: Debrief, names: YourNames) -> Block:
    rows = tuple(
        (start_case(names.party(client)), *(f"{counted[what]:,}" for what in _BEHIND))
        for client, counted in debrief.clients.items()
    )
    columns = ("Client", *_BEHIND) if rows else ()
    return Block("Fire by your clients, by what was behind it", (), columns, rows)


def _readings_block(debrief: Debrief, names: YourNames) -> Block:
    def owed_by(debtors: Sequence[str]) -> str:
        return names.parties(debtors) if debtors else "nobody"

    rows = []
    for obligation, (yours, theirs) in debrief.readings.items():
        groups: dict[tuple[str, ...], list[str]] = {}
        for who, debtors in theirs.items():
            groups.setdefault(debtors, []).append(who)
        read = [
            f"{start_case(names.parties(who))}: {owed_by(debtors)}"
            for debtors, who in groups.items()
        ]
        clause = start_case(names.clause_text(obligation))
        rows.append((clause, owed_by(yours), "; ".join(read)))
    return Block(
        "Clauses that others read otherwise",
        ("Who owed a clause, in whose eyes.",) if rows else (),
        ("Clause", "you read", "others read") if rows else (),
        tuple(rows),
    )


def _opinions(debrief: Debrief, names: YourNames) -> Block:
    heading = "What the others believed of you"
    opinions = debrief.opinions
    if not opinions or not opinions[0]:
        return Block(heading)
    last = len(opinions) - 1
    step = max(1, -(-last // _MOST_WEEKS))
    shown = [week for week in range(len(opinions)) if week % step == 0 or week == last]
    others = sorted(opinions[0])
    return Block(
        heading,
        ("Trust in you at the end of each week, undelivered duties counted in.",),
        ("Week", *(start_case(names.party(other)) for other in others)),
        tuple((str(w), *(share_text(opinions[w][other]) for other in others)) for w in shown),
    )


# Other choices


def courses_block(courses: Sequence[Course], many: Many | None) -> Block:
    """Tell how the same random stream went under other choices.

    Parameters
    ----------
    courses : sequence of Course
        As it was played first, then the others.
    many : Many, optional
        The model's own runs on other random streams.

    Returns
    -------
    Block
        A table, and sentences on what it shows.
    """
    played, *others = courses
    counted = ("end_kind", "days", "attacks", "fled", "sectors")
    idle = [
        course
        for course in others
        if course.without and all(getattr(course, c) == getattr(played, c) for c in counted)
    ]
    shown = [played, *(course for course in others if course not in idle)]
    lines = ["Each line is the whole game again on the same random stream."]
    if idle:
        left = listed([course.without for course in idle], 12)
        lines.append(
            f"Left to the rule, one by one, these would have changed nothing that is counted here:"
            f" {left}."
        )
    if many is not None:
        lines.append(_many_text(many, played))
    else:
        lines.append(
            "How rare such a course is, `ceasefire run` tells: it runs the model many times."
        )
    rows = [(start_case(course.label), course) for course in shown]
    heading = "The same random stream under other choices"
    return _courses_table(heading, lines, "Choices", tuple(_COURSE), rows)


def _courses_table(
    heading: str,
    lines: Sequence[str],
    head: str,
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, Course]],
) -> Block:
    cells = tuple((label, *(_COURSE[name](course) for name in columns)) for label, course in rows)
    return Block(heading, tuple(lines), (head, *columns), cells)


def _many_text(many: Many, played: Course) -> str:
    """Set a course beside the model's own runs on other random streams."""
    longer = sum(day > played.days for day in many.days)
    ended = {kind: count for kind, count in many.kinds.items() if kind != "held"}
    ordered = sorted(ended.items(), key=lambda pair: -pair[1])
    kinds = [f"{count} ended {HOW.get(kind, kind)}" for kind, count in ordered]
    others = f"; of the others, {listed(kinds)}" if kinds else ""
    return (
        f"Over {many.runs} other random streams, with the model in every seat, the agreement held"
        f" to the last day in {many.held}{others}. In {longer or 'none'} it lasted longer than in"
        " your game."
    )


def actions_block(played: Course, rule: Course) -> Block:
    """Set what the seat did beside what the model would have done in it."""
    return Block(
        "You, and the model in your seat",
        ("Counted over the whole game, on the same random stream.",),
        ("What was done", "you", "the model"),
        tuple(
            (start_case(label), f"{played.actions[key]:,}", f"{rule.actions[key]:,}")
            for key, (label, _, _) in ACTIONS.items()
            if played.actions[key] or rule.actions[key]
        ),
    )


# The debrief of a class


def class_blocks(
    game: Game, alone: Course | None, rule: Mapping[str, Course], many: Many | None
) -> list[Block]:
    """Tell all how it ended, and how it would have with the model in one seat or in all.

    Parameters
    ----------
    game : Game
        A game that is over.
    alone : Course, optional
        The model in every seat.
    rule : mapping
        By seat, the model in that seat and the others as they played.
    many : Many, optional
        The model's own runs on other random streams.

    Returns
    -------
    list of Block
        To be shown in this order.
    """
    names = your_names(game.names, "")
    played = course_of(game, game.seats[0], AS_PLAYED)
    rows = [("As you all played", played)]
    if alone is not None:
        rows.append(("The model in every seat", alone))
    rows += [
        (f"The model for {names.title(seat)}, the others as played", course)
        for seat, course in rule.items()
    ]
    lines = [_SAME_STREAM]
    if many is not None:
        lines.append(_many_text(many, played))
    whole = overview_of(game, 1)
    columns = ("to day", "end", "attacks", "fled")
    heading = "The same random stream with other people at the table"
    return [
        Block("How it ended", (ending_text(played, names),)),
        _courses_table(heading, lines, "Who decided", columns, rows),
        Block("What happened, and why", whole.happened),
        _fire_block(whole, game.names),
        _beliefs_block(game),
    ]


def _fire_block(whole: Overview, names: Names) -> Block:
    alarms = plural(whole.false_alarms, "time")
    seen = f"Fire was seen {alarms} where there was none." if whole.false_alarms else ""
    return Block(
        "Who really fired, and whom the victims blamed",
        (seen,) if seen else (),
        ("Who fired", "attacks", "blamed on it", "on another", "on nobody"),
        fire_rows(whole, names),
    )


def fire_rows(overview: Overview, names: Names) -> tuple[tuple[str, ...], ...]:
    """Write the table of fire: who fired, how often, and on whom it is blamed."""
    return tuple(
        (
            start_case(names.party(row.party)),
            f"{row.attacks:,}",
            f"{row.right:,}",
            f"{sum(row.wrong.values()):,}"
            + (f" ({names.parties(list(row.wrong))})" if row.wrong else ""),
            f"{row.missed:,}",
        )
        for row in overview.fire
    )


def _beliefs_block(game: Game) -> Block:
    first, last = game.opinions[0], game.opinions[-1]
    rows = [
        (
            start_case(game.names.party(other)),
            game.names.party(seat),
            share_text(first[seat][other]),
            share_text(level),
        )
        for seat in game.seats
        for other, level in sorted(last[seat].items())
    ]
    return Block(
        "What the parties believed of each other",
        ("Trust before the first week and after the last, undelivered duties counted in.",),
        ("Who", "of whom", "before", "at the end"),
        tuple(sorted(rows)),
    )
