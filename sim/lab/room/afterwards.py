"""What can only be told when a game is over: how the same luck goes on under other choices.

It takes some seconds of one processor for each seat, so it is done once for a room, in a process
beside the server, and shown as it comes.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.classroom.alternatives import model_alone, other_ways, rule_in
from sim.play.courses import by_other_luck
from sim.play.saved import to_dict
from sim.study.pool import process_pool

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.classroom.room import Room
    from sim.play.courses import Course, Many

WORKER = "sim.classroom.alternatives"


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
            found.many = by_other_luck(room.state.game)
        with process_pool(1, WORKER, _nothing) as pool:
            alone = pool.submit(model_alone, saved)
            rules = {seat: pool.submit(rule_in, saved, seat) for seat in seats}
            ways = {seat: pool.submit(other_ways, saved, seat) for seat in seats}
            found.alone = alone.result()
            self._tell(room.code)
            for seat in seats:
                found.rule[seat] = rules[seat].result()
                self._tell(room.code)
            for seat in seats:
                found.ways[seat] = ways[seat].result()
                self._tell(room.code)


def _nothing() -> None:
    """Prepare nothing: the module of the worker holds all that is needed."""
