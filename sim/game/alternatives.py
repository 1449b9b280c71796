"""How the same luck goes on where others had decided: the model in one seat, or in all.

A game is played again for every line, which takes its time. So this is also a program of its own,
`python -m sim.game.alternatives`: it reads a saved game and gives what it finds as lines of
JSON, so that a server can go on answering meanwhile, and can end it at once.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from sim.game.courses import AS_RULE, Policy, course_of, course_under, policies_for
from sim.game.game import Game
from sim.game.saved import from_dict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.game.courses import Course

Line = dict[str, Any]
# Whoever waits for a page comes before whoever waits for this.
NICER = 5
MODEL_ALONE = Policy("model", "the model in every seat")


def model_alone(saved: dict[str, Any]) -> Course:
    """Let the model play every seat, with the same luck and the same events from outside.

    Parameters
    ----------
    saved : dict
        What `sim.game.saved.to_dict` made of a game that is over.

    Returns
    -------
    Course
        For the first seat; what is common to all seats is in it.
    """
    game = Game(
        saved["scenario"],
        saved["seats"],
        seed=saved["seed"],
        replicate=saved["replicate"],
        horizon=saved["horizon"],
    )
    while not game.over:
        game.advance()
    return course_of(game, game.seats[0], MODEL_ALONE)


def rule_in(saved: dict[str, Any], seat: str) -> Course:
    """Let the model play one seat, the others as they were played.

    Parameters
    ----------
    saved : dict
        What `sim.game.saved.to_dict` made of a game that is over.
    seat : str
        The seat.

    Returns
    -------
    Course
        How it went.
    """
    return course_under(from_dict(saved), seat, AS_RULE)


def other_ways(saved: dict[str, Any], seat: str) -> list[Course]:
    """Play the same luck under other choices in one seat, the rule first.

    Parameters
    ----------
    saved : dict
        What `sim.game.saved.to_dict` made of a game that is over.
    seat : str
        Whose choices are others.

    Returns
    -------
    list of Course
        One for each policy of `sim.game.courses.policies_for`.
    """
    game = from_dict(saved)
    return [course_under(game, seat, policy) for policy in policies_for(game, seat)]


def lines(saved: dict[str, Any], seats: Sequence[str]) -> Iterator[Line]:
    """Find everything for the seats of a game, what is common to all first.

    Parameters
    ----------
    saved : dict
        What `sim.game.saved.to_dict` made of a game that is over.
    seats : sequence of str
        Seats in which people sat.

    Yields
    ------
    dict
        ``what`` (``alone``, ``rule`` or ``ways``), ``seat``, and ``courses`` as plain data.
    """
    yield _line("alone", "", [model_alone(saved)])
    for seat in seats:
        yield _line("rule", seat, [rule_in(saved, seat)])
    for seat in seats:
        yield _line("ways", seat, other_ways(saved, seat))


def _line(what: str, seat: str, courses: list[Course]) -> Line:
    return {"what": what, "seat": seat, "courses": [asdict(course) for course in courses]}


def main() -> None:
    """Read a game and its seats from standard input, and write what is found to standard output."""
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(NICER)
    asked = json.load(sys.stdin)
    for line in lines(asked["saved"], asked["seats"]):
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
