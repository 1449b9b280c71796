"""The curtain of a room: what was true, and what else the same luck would have given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.game.courses import AS_PLAYED, course_of
from sim.game.curtain import curtain_of
from sim.game.overview import overview_of, seat_title
from sim.game.raised import Block, blocks, courses_block, deeds_block, ending_text, many_text
from sim.game.words import your_names
from sim.shared.wording import plural, share_text, start_case

if TYPE_CHECKING:
    from sim.game.courses import Course
    from sim.game.overview import Overview
    from sim.game.room import Room
    from sim.lab.room.afterwards import Found

SAME_LUCK = (
    "Each line is the whole game again with the same luck and the same events from outside. One"
    " line proves nothing: once a shot falls that did not fall before, other draws are asked for."
)
COLUMNS = ("Who decided", "to day", "end", "attacks", "fled")


@dataclass(frozen=True)
class Raised:
    """The curtain as it is shown.

    Parameters
    ----------
    seat, title : str
        Whose curtain it is; empty for what is common to all.
    blocks : list of Block
        What was true.
    seats : list of (str, str)
        Seats whose curtains may be looked at, with their names.
    luck : str
        With what the same can be run again.
    waiting, failed : bool
        Whether more will come, and whether some of it could not be found.
    """

    seat: str
    title: str
    blocks: list[Block]
    seats: list[tuple[str, str]]
    luck: str
    waiting: bool
    failed: bool


def seat_raised(room: Room, seat: str, found: Found) -> Raised:
    """Raise the curtain for one seat.

    Parameters
    ----------
    room : Room
        A room whose game is over.
    seat : str
        A seat of it.
    found : Found
        What is known of other choices so far.

    Returns
    -------
    Raised
        In words and tables.
    """
    with room.lock:
        game = room.state.game
        curtain = curtain_of(game, seat)
        told = blocks(curtain, your_names(game.names, seat))
        # Whoever sat in no team's seat was the rule, so nothing else would have come of it.
        rule = found.rule.get(seat)
        if rule is not None:
            told.append(deeds_block(curtain.course, rule))
        ways = found.ways.get(seat)
        if ways is not None:
            told.append(courses_block([curtain.course, *ways], found.many))
        return _raised(room, seat, told, found)


def room_raised(room: Room, found: Found) -> Raised:
    """Raise the curtain for all: how it ended, and how with the model in one seat or in all.

    Parameters
    ----------
    room : Room
        A room whose game is over.
    found : Found
        What is known of other choices so far.

    Returns
    -------
    Raised
        In words and tables.
    """
    with room.lock:
        game = room.state.game
        names = your_names(game.names, "")
        seat = game.seats[0]
        played = course_of(game, seat, AS_PLAYED)
        curtain = curtain_of(game, seat)
        rows = [("As you all played", played)]
        if found.alone is not None:
            rows.append(("The model in every seat", found.alone))
        rows += [
            (f"The model for {names.title(each)}, the others as played", course)
            for each, course in found.rule.items()
        ]
        lines = [SAME_LUCK]
        if found.many is not None:
            lines.append(many_text(found.many, played))
        whole = overview_of(room.state, whole=True)
        told = [
            Block("How it ended", (ending_text(curtain, names),)),
            Block(
                "The same luck with other people at the table",
                tuple(lines),
                COLUMNS,
                tuple(_row(label, course) for label, course in rows),
            ),
            Block("What happened, and why", whole.told),
            _fire(whole),
            _beliefs(room),
        ]
        return _raised(room, "", told, found)


def _fire(whole: Overview) -> Block:
    alarms = plural(whole.false_alarms, "time")
    seen = f"Fire was seen {alarms} where there was none." if whole.false_alarms else ""
    return Block(
        "Who really fired, and whom the victims blamed",
        (seen,) if seen else (),
        ("Who fired", "attacks", "blamed on it", "on another", "on nobody"),
        tuple(
            (
                row.party,
                f"{row.attacks:,}",
                f"{row.right:,}",
                f"{row.wrong:,}" + (f" ({row.others})" if row.others else ""),
                f"{row.unseen:,}",
            )
            for row in whole.fire
        ),
    )


def _beliefs(room: Room) -> Block:
    game = room.state.game
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


def _row(label: str, course: Course) -> tuple[str, ...]:
    return (
        label,
        f"{course.days}",
        course.end_kind,
        f"{course.attacks:,}",
        f"{course.fled:,}",
    )


def _raised(room: Room, seat: str, told: list[Block], found: Found) -> Raised:
    state = room.state
    game = state.game
    seated = [each for each in game.seats if each in state.teams]
    return Raised(
        seat=seat,
        title=seat_title(state, seat) if seat else "",
        blocks=told,
        seats=[(each, seat_title(state, each)) for each in seated],
        luck=f"scenario={game.scenario.name} seed={game.seed} replicate={game.replicate}",
        waiting=not found.done,
        failed=found.failed,
    )
