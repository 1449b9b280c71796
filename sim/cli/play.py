"""`ceasefire play`: take a seat, and decide for a party week by week."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.cli.compose import composed
from sim.cli.play_request import OPTIONS, VERB, play_requested
from sim.cli.words import say, say_config, take_cfg

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


def main(arguments: list[str]) -> int:
    """Carry out `ceasefire play`.

    Parameters
    ----------
    arguments : list of str
        Overrides in Hydra's grammar, and ``--cfg job``.

    Returns
    -------
    int
        0; 130 if interrupted, when the game is saved.
    """
    shown, arguments = take_cfg(arguments)
    if shown:
        asked = composed(arguments, VERB, OPTIONS)
        return say_config(asked.config)
    request = play_requested(arguments)
    if request.scenario is not None and request.seat is None:
        from sim.game.seats import seat_lines

        say(seats_text(request.scenario, seat_lines(request.scenario)))
        return 0
    # The model takes a while to import, which a slip in a key should not cost.
    from sim.cli.playing import carry_out

    return carry_out(request)


def seats_text(scenario: Scenario, lines: list[tuple[str, str]]) -> str:
    """List the seats, and say how to take one.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    lines : list of tuple
        Id of each seat, and a sentence on it.

    Returns
    -------
    str
        A line each.
    """
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
