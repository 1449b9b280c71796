"""All rooms of a server: opened anew, or found in the folder of journals after a restart."""

from __future__ import annotations

import json
from contextlib import ExitStack
from datetime import UTC, datetime
from threading import RLock
from typing import TYPE_CHECKING, Self

from sim.game.codes import ROOM_LETTERS, new_code, read_code
from sim.game.journal import Journal
from sim.game.room import Room
from sim.runs.store import only_writer
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from sim.game.plan import Plan

MOST_ROOMS = 200
ENDING = ".class.jsonl"


class Rooms:
    """The rooms whose journals lie in a folder.

    A room that was opened before is read from its journal when it is first asked for. Codes lead
    to files by a table made from the files: nothing that is typed becomes a part of a path.

    Parameters
    ----------
    folder : pathlib.Path
        Where journals lie; it is made if there is none. No other server may use it meanwhile.

    Raises
    ------
    InputError
        If another server uses the folder, or it cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = RLock()
        self._open: dict[str, Room] = {}
        self._held = ExitStack()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"the folder cannot be made ({error.strerror})", file=folder, mend="Name another"
            ) from None
        self._held.enter_context(only_writer(folder))
        self._files = {code: file for file in _journals(folder) if (code := _code_in(file))}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def open(self, plan: Plan) -> tuple[Room, str]:
        """Open a room.

        Parameters
        ----------
        plan : Plan
            What is to be played.

        Returns
        -------
        tuple of (Room, str)
            The room, and the token of the facilitator.

        Raises
        ------
        InputError
            If the plan is at fault, there are too many rooms, or it cannot be written.
        """
        with self._lock:
            if len(self._files) >= MOST_ROOMS:
                raise InputError(
                    f"there are {MOST_ROOMS} games in the folder",
                    file=self.folder,
                    mend="Move old journals elsewhere, or name another folder",
                )
            code = new_code(ROOM_LETTERS, self._files)
            moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
            file = self.folder / f"{moment}-{code}{ENDING}"
            room, token = Room.opened(plan, file, code)
            self._files[code] = file
            self._open[code] = room
            return room, token

    def room(self, code: object) -> Room | None:
        """Room by its code as somebody typed it; None if there is none.

        Raises
        ------
        InputError
            If its journal is damaged, or belongs to another version of the model.
        """
        key = read_code(code)
        with self._lock:
            file = self._files.get(key)
            if file is None:
                return None
            if key not in self._open:
                journal = Journal(file)
                try:
                    self._open[key] = Room(journal)
                except InputError:
                    journal.close()
                    raise
            return self._open[key]

    def close(self) -> None:
        """Close all journals, and let others use the folder."""
        with self._lock:
            rooms = list(self._open.values())
            self._open.clear()
            self._files.clear()
        for room in rooms:
            room.close()
        self._held.close()


def _journals(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{ENDING}"))


def _code_in(file: Path) -> str:
    """Code of the room in a journal; empty where it holds none."""
    try:
        with file.open("rb") as stream:
            stream.readline()
            data = json.loads(stream.readline())
        return read_code(data["entry"]["code"])
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return ""
