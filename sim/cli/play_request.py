"""What the arguments of `ceasefire play` say: the game, the seat, the luck and the files."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.cli.compose import composed, last_text, parsed
from sim.cli.options import GROUPS, Options
from sim.scenario.errors import InputError, did_you_mean
from sim.scenario.load import scenario_from_tree

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

VERB = "play"
SETTINGS: dict[str, Any] = {
    "seat": None,
    "seed": 1,
    "replicate": None,
    "weeks": None,
    "horizon": None,
    "save": None,
    "resume": None,
    "replay": None,
    "alternatives": True,
    "scenario_dir": None,
}
# A saved game holds its scenario and its luck; beside it only these may be said.
BESIDE_A_SAVED_GAME = frozenset({"save", "resume", "replay", "alternatives", "seat"})
MOST_REPLICATES = 1_000_000
DAYS = 7
OPTIONS = Options(settings=dict(SETTINGS))


@dataclass(frozen=True)
class Asked:
    """What is to be played, and how.

    Parameters
    ----------
    scenario : Scenario or None
        The scenario; None where a saved game holds it.
    seat : str or None
        The party; None where none is named, which in a saved game is its first seat.
    seed, replicate : int
        Key of luck.
    horizon : int or None
        Last day; None for the scenario's.
    save, resume, replay : Path or None
        Files.
    alternatives : bool
        Whether the same luck is played under other choices when the game is over.
    """

    scenario: Scenario | None
    seat: str | None
    seed: int
    replicate: int
    horizon: int | None
    save: Path | None
    resume: Path | None
    replay: Path | None
    alternatives: bool


def play_requested(arguments: list[str]) -> Asked:
    """Read and check what is asked for.

    Parameters
    ----------
    arguments : list of str
        Overrides in Hydra's grammar.

    Returns
    -------
    Asked
        What to play.

    Raises
    ------
    InputError
        If a key or a value is at fault.
    """
    overrides = [parsed(argument) for argument in arguments]
    resume, replay = (last_text(overrides, key) for key in ("resume", "replay"))
    if resume is not None and replay is not None:
        raise InputError("resume and replay do not go together", key="replay", mend="Leave one out")
    scenario = None
    if resume is not None or replay is not None:
        for override in overrides:
            if override.key_or_group not in BESIDE_A_SAVED_GAME:
                raise InputError(
                    "a saved game holds its scenario, its luck and its seats",
                    key=override.key_or_group,
                    mend="Leave it out, or begin a new game",
                )
        stated = {each.key_or_group: each.value() for each in overrides if not each.is_delete()}
        settings = SETTINGS | stated
    else:
        asked = composed(arguments, VERB, OPTIONS)
        settings = SETTINGS | {key: asked.tree[key] for key in SETTINGS if key in asked.tree}
        for key in asked.tree:
            if key not in SETTINGS and key not in GROUPS:
                raise InputError(
                    "this key is not known", key=key, mend=did_you_mean(key, [*SETTINGS, *GROUPS])
                )
        scenario = scenario_from_tree(
            {"name": asked.name} | {group: asked.tree.get(group, {}) for group in GROUPS}
        )
    if not isinstance(settings["alternatives"], bool):
        raise InputError("true or false is wanted", key="alternatives")
    return Asked(
        scenario=scenario,
        seat=_seat(settings["seat"]),
        seed=_number(settings, "seed", 0, 2**32 - 1) or 0,
        replicate=_replicate(settings),
        horizon=_horizon(settings),
        save=_file(settings, "save"),
        resume=_file(settings, "resume"),
        replay=_file(settings, "replay"),
        alternatives=settings["alternatives"],
    )


def _seat(value: object) -> str | None:
    if value is not None and not isinstance(value, str):
        raise InputError("one party is named, as in seat=turkey", key="seat")
    return value


def _number(settings: dict[str, Any], key: str, least: int, most: int) -> int | None:
    value = settings[key]
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InputError(f"a whole number from {least} to {most} is wanted", key=key)
    return value


def _replicate(settings: dict[str, Any]) -> int:
    stated = _number(settings, "replicate", 0, 2**32 - 1)
    # Whoever plays should not know the luck beforehand; the curtain tells the number.
    return secrets.randbelow(MOST_REPLICATES) if stated is None else stated


def _horizon(settings: dict[str, Any]) -> int | None:
    days = _number(settings, "horizon", 1, 20_000)
    weeks = _number(settings, "weeks", 1, 2_000)
    if days is not None and weeks is not None:
        raise InputError(
            "weeks and horizon say the same in two ways", key="weeks", mend="Leave one out"
        )
    return days if weeks is None else weeks * DAYS


def _file(settings: dict[str, Any], key: str) -> Path | None:
    value = settings[key]
    if value is None:
        return None
    if isinstance(value, dict | list | bool) or not str(value).strip():
        raise InputError("it names no file", key=key, mend=f"Write {key}=FILE")
    return Path(str(value)).expanduser()
