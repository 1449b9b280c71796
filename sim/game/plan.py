"""What is to be played, and the first entry that follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.game.codes import digest_of, new_token
from sim.game.entries import MOST_ROUND, Opened
from sim.game.game import Game
from sim.runs.versions import installed_version, source_hash
from sim.scenario.errors import InputError
from sim.scenario.tree import fingerprint


@dataclass(frozen=True)
class Plan:
    """What is to be opened.

    Parameters
    ----------
    tree : dict
        Scenario, behaviour and measurement.
    seats : tuple of str
        Seats that teams may take.
    seed, replicate : int
        Key of all luck.
    horizon : int or None
        Last day; None for the scenario's.
    weeks : int
        Weeks for which a decision holds, 1 to 8.
    breaks : bool
        Whether the game pauses after each round.
    alone : bool
        Whether one person leads it and sits in its only seat.
    """

    tree: dict[str, Any]
    seats: tuple[str, ...]
    seed: int = 1
    replicate: int = 0
    horizon: int | None = None
    weeks: int = 1
    breaks: bool = False
    alone: bool = False


def opening(plan: Plan, code: str) -> tuple[Opened, str]:
    """Make the first entry of a game.

    Parameters
    ----------
    plan : Plan
        What is to be played.
    code : str
        What teams will type.

    Returns
    -------
    tuple of (Opened, str)
        The entry, and the token of the facilitator.

    Raises
    ------
    InputError
        If the plan is at fault.
    """
    if not 1 <= plan.weeks <= MOST_ROUND:
        raise InputError(f"a number from 1 to {MOST_ROUND} is wanted", key="weeks")
    game = Game(plan.tree, plan.seats, plan.seed, plan.replicate, plan.horizon)
    token = new_token()
    entry = Opened(
        version=installed_version(),
        model=source_hash(),
        code=code,
        facilitator=digest_of(token),
        scenario=game.tree,
        fingerprint=fingerprint(game.tree),
        seed=game.seed,
        replicate=game.replicate,
        horizon=game.horizon,
        seats=list(game.seats),
        weeks=plan.weeks,
        breaks=plan.breaks,
        alone=plan.alone,
    )
    return entry, token
