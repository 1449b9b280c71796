"""What can only be told when a game is over: how the same luck goes on under other choices.

It takes some seconds of one processor for each seat, so it is done once for a room, in a process
beside the server, and shown as it comes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.game.courses import Course, by_other_luck
from sim.game.saved import to_dict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.game.courses import Many
    from sim.game.room import Room

WORKER = "sim.game.alternatives"


@dataclass
class Found:
    """What has been found for one room so far.

    Parameters
    ----------
    alone : Course or None
        The model in every seat.
    rule : dict
        By seat, the model in that seat and the others as they played.
    ways : dict
        By seat, the game under other choices there.
    many : Many or None
        The model under other luck.
    done : bool
        Whether there is nothing more to come.
    failed : bool
        Whether something went wrong, so that some of it is missing.
    """

    alone: Course | None = None
    rule: dict[str, Course] = field(default_factory=dict)
    ways: dict[str, list[Course]] = field(default_factory=dict)
    many: Many | None = None
    done: bool = False
    failed: bool = False

    @property
    def count(self) -> int:
        """How much has been found."""
        return bool(self.alone) + len(self.rule) + len(self.ways) + self.done


class Afterwards:
    """What was found for each room, and the thread that finds it.

    Parameters
    ----------
    tell : callable
        Told the code of a room whenever something was found for it.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._found: dict[str, Found] = {}
        self._lock = threading.Lock()
        # One room after the other: two at once would keep each other waiting.
        self._turn = threading.Lock()
        self._ending = False
        self._process: subprocess.Popen[str] | None = None

    def of(self, room: Room) -> Found:
        """Give what is known for a room that is over, and begin to look for the rest.

        Parameters
        ----------
        room : Room
            A room whose game is over.

        Returns
        -------
        Found
            It fills as more is found.
        """
        with self._lock:
            found = self._found.get(room.code)
            if found is None:
                found = self._found[room.code] = Found()
                threading.Thread(
                    target=self._look, args=(room, found), name="afterwards", daemon=True
                ).start()
            return found

    def end(self) -> None:
        """Look no further; a process that is at work is ended."""
        with self._lock:
            self._ending = True
            if self._process is not None:
                self._process.kill()

    def _look(self, room: Room, found: Found) -> None:
        with self._turn:
            try:
                self._find(room, found)
            except Exception:  # noqa: BLE001 - a page shows that some of it is missing
                found.failed = True
            found.done = True
        self._tell(room.code)

    def _find(self, room: Room, found: Found) -> None:
        with room.lock:
            saved = to_dict(room.state.game)
            seats = [seat for seat in room.state.game.seats if seat in room.state.teams]
        # A game that is over changes no more, so that nobody has to wait for this.
        found.many = by_other_luck(room.state.game)
        for line in self._worked(json.dumps({"saved": saved, "seats": seats})):
            courses = [Course(**course) for course in line["courses"]]
            match line["what"]:
                case "alone":
                    found.alone = courses[0]
                case "rule":
                    found.rule[line["seat"]] = courses[0]
                case "ways":
                    found.ways[line["seat"]] = courses
            self._tell(room.code)

    def _worked(self, asked: str) -> Iterator[dict[str, Any]]:
        """Ask a process, and give its lines as they come."""
        # The worker finds the package where this process found it, and nothing in the folder in
        # which the lab was started.
        home = str(Path(__file__).resolve().parents[3])
        path = os.pathsep.join(filter(None, [home, os.environ.get("PYTHONPATH", "")]))
        with subprocess.Popen(  # noqa: S603 - the command is fixed
            [sys.executable, "-P", "-m", WORKER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": path},
        ) as process:
            with self._lock:
                self._process = process
                if self._ending:
                    process.kill()
            if process.stdin is None or process.stdout is None:
                raise OSError
            with process.stdin:
                process.stdin.write(asked)
            for line in process.stdout:
                yield json.loads(line)
        if process.returncode:
            raise OSError(process.returncode)
