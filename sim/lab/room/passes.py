"""Passes by which a facilitator goes on in another browser: each works once, and soon."""

from __future__ import annotations

import hmac
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.game.codes import TEAM_LETTERS, new_code, read_code

if TYPE_CHECKING:
    from collections.abc import Callable

SECONDS_VALID = 600.0


@dataclass(frozen=True)
class _Pass:
    text: str
    until: float


class Passes:
    """The passes of all rooms, which are kept in memory only.

    Parameters
    ----------
    clock : callable
        Seconds, for tests.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, _Pass] = {}
        self._lock = threading.Lock()

    def renew(self, room: str) -> str:
        """Make a pass for a room, in the place of the one that it had."""
        text = new_code(TEAM_LETTERS)
        with self._lock:
            self._kept[room] = _Pass(text, self._clock() + SECONDS_VALID)
        return text

    def shown(self, room: str) -> str:
        """Give the pass of a room that still works; empty where there is none."""
        with self._lock:
            found = self._kept.get(room)
            return found.text if found is not None and found.until > self._clock() else ""

    def used(self, room: str, typed: str) -> bool:
        """Whether what somebody typed is the pass of a room; it works no more then."""
        with self._lock:
            found = self._kept.get(room)
            if found is None or found.until <= self._clock():
                return False
            if not hmac.compare_digest(read_code(typed).encode(), found.text.encode()):
                return False
            del self._kept[room]
            return True
