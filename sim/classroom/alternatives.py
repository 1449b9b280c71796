"""How the same luck goes on where others had decided: the model in one seat, or in all.

A game is played again for every line, which takes its time; so these functions take a saved game
and give plain results, and may be called in another process.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.play.courses import AS_RULE, Policy, course_of, course_under, policies_for
from sim.play.game import Game
from sim.play.saved import from_dict

if TYPE_CHECKING:
    from sim.play.courses import Course

MODEL_ALONE = Policy("model", "the model in every seat")


def model_alone(saved: dict[str, Any]) -> Course:
    """Let the model play every seat, with the same luck and the same events from outside.

    Parameters
    ----------
    saved : dict
        What `sim.play.saved.to_dict` made of a game that is over.

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
        What `sim.play.saved.to_dict` made of a game that is over.
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
        What `sim.play.saved.to_dict` made of a game that is over.
    seat : str
        Whose choices are others.

    Returns
    -------
    list of Course
        One for each policy of `sim.play.courses.policies_for`.
    """
    game = from_dict(saved)
    return [course_under(game, seat, policy) for policy in policies_for(game, seat)]
