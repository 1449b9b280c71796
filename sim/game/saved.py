"""A game as plain data, to be resumed by playing its decisions again.

Nothing of the state of a run is stored: the scenario, the key of the random streams and the
decisions make the same game, and a digest of the log shows that they did.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.game.game import Game
from sim.runs.versions import PROGRAM, installed_version, source_hash
from sim.scenario.errors import InputError
from sim.scenario.tree import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

# Raised whenever the same decisions would no longer mean the same.
_FORMAT = 1
_LARGEST_FILE = 20_000_000
_KEYS = {
    *("program", "kind", "format", "version", "model", "scenario", "fingerprint"),
    *("seed", "replicate", "horizon", "seats", "weeks", "log"),
}
# Sources of earlier editions in which the same decisions mean the same: their games go on here.
_SAME_MODEL = frozenset({"ee7858d90d6c94213473b54ee6220e55a4abfdd11680a5c03488d6efd12e9cc4"})

Data = dict[str, Any]


def to_dict(game: Game) -> Data:
    """Write a game as plain data.

    Parameters
    ----------
    game : Game
        The game, at the end of any week.

    Returns
    -------
    dict
        What `from_dict` reads.
    """
    return {
        "program": PROGRAM,
        "kind": "play",
        "format": _FORMAT,
        "version": installed_version(),
        "model": source_hash(),
        "scenario": game.tree,
        "fingerprint": fingerprint(game.tree),
        "seed": game.seed,
        "replicate": game.replicate,
        "horizon": game.horizon,
        "seats": list(game.seats),
        "weeks": game.weeks,
        "log": log_digest(game),
    }


def check_model(model: object, version: object, what: str) -> None:
    """Refuse a game of another version of the model.

    Parameters
    ----------
    model, version : object
        Hash of the sources, and the version, with which it was begun.
    what : str
        What that version did: ``saved``, or ``opened``.
    """
    if model == source_hash() or str(model) in _SAME_MODEL:
        return
    raise InputError(
        f"it was {what} by another version of the model (then {str(version)[:40]}, now"
        f" {installed_version()}), in which the same decisions may have other consequences",
        mend=f"Play it with the version that {what} it",
    )


def opened(data: Any) -> tuple[Game, list[Data]]:  # noqa: ANN401 - plain data from anywhere
    """Set up a saved game at its beginning.

    Parameters
    ----------
    data : Any
        What `to_dict` wrote.

    Returns
    -------
    tuple
        The game before its first week, and the choices by seat for each week played.

    Raises
    ------
    InputError
        If it is no saved game, was changed, or belongs to another version.
    """
    if not isinstance(data, Mapping) or data.get("kind") != "play":
        raise InputError("it holds no saved game", mend="Name a file that `s` or save= wrote")
    if data.get("program") != PROGRAM or data.get("format") != _FORMAT:
        raise InputError(
            "it was saved in another form", mend="Play it with the version that saved it"
        )
    if set(data) != _KEYS:
        raise InputError("keys are missing, or there are others", mend="Save the game again")
    check_model(data["model"], data["version"], "saved")
    tree, weeks, seats = data["scenario"], data["weeks"], data["seats"]
    if not isinstance(tree, dict) or not isinstance(weeks, list) or not isinstance(seats, list):
        raise InputError("scenario, seats or weeks are not what they should be")
    if _fingerprint(tree) != data["fingerprint"]:
        raise InputError(
            "its scenario is not the one that it was saved with",
            mend="A game goes on only in the scenario in which it began",
        )
    return Game(tree, seats, data["seed"], data["replicate"], data["horizon"]), weeks


def from_dict(
    data: Any,  # noqa: ANN401 - plain data from anywhere
    progress: Callable[[int, int], None] | None = None,
) -> Game:
    """Resume a game by playing its weeks again.

    Parameters
    ----------
    data : Any
        What `to_dict` wrote.
    progress : callable, optional
        Trace how many weeks are played, and how many there are.

    Returns
    -------
    Game
        The game as it was when it was saved.

    Raises
    ------
    InputError
        If it cannot be the same game.
    """
    game, weeks = opened(data)
    for number, week in enumerate(weeks, start=1):
        play_week(game, week, number)
        if progress:
            progress(number, len(weeks))
    if log_digest(game) != data["log"]:
        raise InputError(
            "its decisions give another course here than where it was saved",
            mend="Play it with the version that saved it, on the same kind of machine",
        )
    return game


def play_week(game: Game, week: Any, number: int) -> None:  # noqa: ANN401
    """Play one saved week; a fault in it names the week."""
    if not isinstance(week, Mapping):
        raise InputError("it is no map of seats to choices", key=f"weeks.{number}")
    try:
        game.advance(week)
    except InputError as error:
        key = f"weeks.{number}.{error.key}".rstrip(".")
        raise InputError(error.problem, key=key, mend=error.mend) from None


def log_digest(game: Game) -> str:
    """Hash the log up to the end of the last week, every bit of its numbers included."""
    digest = hashlib.sha256()
    for event in islice(game.model.log, game.entered):
        fields = [getattr(event, name) for name in event.__slots__]
        digest.update(repr(fields).encode())
    return digest.hexdigest()


def write_game(game: Game, file: Path) -> None:
    """Write a game to a file, whole or not at all.

    Parameters
    ----------
    game : Game
        The game.
    file : pathlib.Path
        Where to; an older saved game there is replaced, nothing else is.

    Raises
    ------
    InputError
        If the file cannot be written, or holds something else.
    """
    check_file(file)
    aside = _aside(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(to_dict(game), ensure_ascii=False) + "\n", encoding="utf-8")
        aside.replace(file)
    except OSError as error:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise _unwritable(file, error) from None


def check_file(file: Path) -> None:
    """Refuse a file that holds something else than a saved game."""
    if file.is_dir() or (file.exists() and file.stat().st_size > 0 and not _is_game(file)):
        raise InputError("it holds no saved game", file=file, key="save", mend="Name another file")


def check_free_file(file: Path) -> None:
    """Refuse a file in which a game cannot be kept without loss, before a week is played.

    Parameters
    ----------
    file : pathlib.Path
        Where a game is to be saved that was not saved there before; folders on the way are made.

    Raises
    ------
    InputError
        If it holds another game or something else, or cannot be written.
    """
    check_file(file)
    if file.exists() and file.stat().st_size > 0:
        raise InputError(
            "it holds another game",
            file=file,
            key="save",
            mend=f"Name another file, or go on with that game by resume={file}",
        )
    aside = _aside(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        aside.touch()
        aside.unlink()
    except OSError as error:
        raise _unwritable(file, error) from None


def free_name(stem: str) -> Path:
    """Name a file in this folder that is not there yet.

    Parameters
    ----------
    stem : str
        How its name begins.

    Returns
    -------
    pathlib.Path
        The stem alone, or with a number from 2 on.
    """
    numbers = itertools.count(2)
    file = Path(f"{stem}.game.json")
    while file.exists():
        file = Path(f"{stem}-{next(numbers)}.game.json")
    return file


def _aside(file: Path) -> Path:
    return file.with_name(f"{file.name}.partial-{os.getpid()}")


def _unwritable(file: Path, error: OSError) -> InputError:
    return InputError(
        f"it cannot be written ({error.strerror})", file=file, key="save", mend="Name another file"
    )


def read_game_file(file: Path) -> Data:
    """Read the data of a saved game.

    Parameters
    ----------
    file : pathlib.Path
        A file that `write_game` wrote.

    Returns
    -------
    dict
        Plain data, not yet checked.

    Raises
    ------
    InputError
        If there is no such file, or it is none of JSON.
    """
    try:
        if file.stat().st_size > _LARGEST_FILE:
            raise InputError("it is too large for a saved game", file=file)
        data = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InputError(
            f"it cannot be read ({error.strerror})", file=file, mend="Check its path"
        ) from None
    except (ValueError, RecursionError):
        raise InputError(
            "it holds no saved game", file=file, mend="Name a file that `s` or save= wrote"
        ) from None
    if not isinstance(data, dict):
        raise InputError("it holds no saved game", file=file)
    return data


def _is_game(file: Path) -> bool:
    try:
        return read_game_file(file).get("kind") == "play"
    except InputError:
        return False


def _fingerprint(tree: Data) -> str:
    try:
        return fingerprint(tree)
    except (TypeError, ValueError, RecursionError):
        return ""
