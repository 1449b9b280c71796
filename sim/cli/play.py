"""`ceasefire play`: take a seat, and decide for a party week by week."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.cli.compose import asked, last_text, parsed, with_file
from sim.cli.terminal import say
from sim.cli.verbs import Play
from sim.scenario.errors import InputError
from sim.scenario.fields import validated

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

# A saved game holds its scenario and its random stream; beside it only these may be said.
_BESIDE_A_SAVED_GAME = frozenset({"save", "resume", "replay", "alternatives", "seat"})
_MOST_REPLICATES = 1_000_000
_DAYS = 7


def play(arguments: list[str]) -> int:
    """Carry out `ceasefire play`.

    Parameters
    ----------
    arguments : list of str
        Overrides in Hydra's grammar.

    Returns
    -------
    int
        0; 130 if interrupted, when the game is saved.
    """
    settings, scenario = play_asked(arguments)
    if scenario is not None and settings.seat is None:
        from sim.game.game import seat_lines

        say(_seats_text(scenario, seat_lines(scenario)))
        return 0
    # The model takes a while to import, which a slip in a key should not cost.
    from sim.cli.playing import carry_out

    return carry_out(settings, scenario)


def play_asked(arguments: list[str]) -> tuple[Play, Scenario | None]:
    """Read and check what is asked for.

    Parameters
    ----------
    arguments : list of str
        Overrides in Hydra's grammar.

    Returns
    -------
    tuple
        The settings, with the days and the replicate that are played; and the scenario, None
        where a saved game holds it.

    Raises
    ------
    InputError
        If a key or a value is at fault.
    """
    overrides = [parsed(argument) for argument in with_file(arguments)]
    resume, replay = (last_text(overrides, key) for key in ("resume", "replay"))
    if resume is not None and replay is not None:
        raise InputError("resume and replay do not go together", key="replay", mend="Leave one out")
    scenario = None
    if resume is not None or replay is not None:
        for override in overrides:
            if override.key_or_group not in _BESIDE_A_SAVED_GAME:
                raise InputError(
                    "a saved game holds its scenario, its random stream and its seats",
                    key=override.key_or_group,
                    mend="Leave it out, or begin a new game",
                )
        stated = {each.key_or_group: each.value() for each in overrides if not each.is_delete()}
        settings = validated(Play, stated)
    else:
        question = asked(Play, arguments).question()
        settings, scenario = question.settings, question.scenario
    horizon = settings.horizon
    if settings.weeks is not None:
        if horizon is not None:
            said = "weeks and horizon say the same in two ways"
            raise InputError(said, key="weeks", mend="Leave one out")
        horizon = settings.weeks * _DAYS
    replicate = settings.replicate
    if replicate is None:
        # Whoever plays should not know the draws beforehand; the debrief tells the number.
        replicate = secrets.randbelow(_MOST_REPLICATES)
    return replace(settings, horizon=horizon, replicate=replicate), scenario


def _seats_text(scenario: Scenario, lines: list[tuple[str, str]]) -> str:
    """List the seats, with a sentence on each, and say how to take one."""
    width = max(len(seat) for seat, _ in lines)
    return "\n".join(
        [
            f"{scenario.scenario.title}. The seats:",
            "",
            *(f"  seat={seat:<{width}}  {sentence}" for seat, sentence in lines),
            "",
            f"Take one: ceasefire play scenario={scenario.name} seat={lines[0][0]}",
        ]
    )
