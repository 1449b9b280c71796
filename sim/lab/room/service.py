"""What the pages of games share: the rooms, their streams, and how often one may try."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from sim.game.rooms import Rooms
from sim.lab.room.afterwards import Afterwards
from sim.lab.room.hub import Hub
from sim.lab.room.limit import Limit
from sim.lab.room.passes import Passes
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from sim.game.plan import Plan
    from sim.game.room import Room


class Classroom:
    """The games of a lab.

    Parameters
    ----------
    folder : pathlib.Path
        Where their journals lie. It is made when the first game is opened.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.hub = Hub()
        self.afterwards = Afterwards(self.hub.tell)
        # Thirty students may sit behind one address, and mistype a code once each.
        self.misses = Limit(burst=40, a_minute=10)
        self.passes = Passes()
        self.openings = Limit(burst=60, a_minute=10)
        # A team that clicks fast is not stopped; a script that fills the disk is.
        self.deeds = Limit(burst=30, a_minute=60)
        self._rooms: Rooms | None = None
        self._ended = False
        self._lock = threading.Lock()

    def room(self, code: str) -> Room | None:
        """Room by its code; None if there is none.

        Raises
        ------
        InputError
            If its journal cannot be played, or another server uses the folder.
        """
        if not self.folder.is_dir():
            return None
        room = self._opened().room(code)
        if room is not None:
            self._listen_to(room)
        return room

    def open(self, plan: Plan) -> tuple[Room, str]:
        """Open a room; see `sim.game.rooms.Rooms.open`."""
        room, token = self._opened().open(plan)
        self._listen_to(room)
        return room, token

    def end(self) -> None:
        """Close all journals."""
        self.hub.end()
        self.afterwards.end()
        with self._lock:
            rooms, self._rooms = self._rooms, None
            self._ended = True
        # Not under the lock: somebody may be in a room and on the way here.
        if rooms is not None:
            rooms.close()

    def _opened(self) -> Rooms:
        with self._lock:
            if self._ended:
                raise InputError("the lab is closing", mend="Try again when it is open")
            if self._rooms is None:
                self._rooms = Rooms(self.folder)
            return self._rooms

    def _listen_to(self, room: Room) -> None:
        room.told = lambda: self.hub.tell(room.code)
