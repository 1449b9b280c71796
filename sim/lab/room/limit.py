"""How often one browser may try something: a bucket that fills again with time."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_KEPT = 4096


class Limit:
    """So many at once, and so many a minute after that, for each key.

    Parameters
    ----------
    burst : int
        How many at once.
    a_minute : float
        How many a minute in the long run.
    clock : callable
        Seconds, for tests.
    """

    def __init__(
        self, burst: int, a_minute: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._burst = float(burst)
        self._rate = a_minute / 60.0
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def allows(self, key: str) -> bool:
        """Whether one more is allowed; if so, it is counted.

        Parameters
        ----------
        key : str
            Who tries.

        Returns
        -------
        bool
            False where there were too many.
        """
        with self._lock:
            left = self._now(key)
            allowed = left >= 1.0
            self._left[key] = (left - 1.0 if allowed else left, self._clock())
            if len(self._left) > MOST_KEPT:
                self._forget()
            return allowed

    def spent(self, key: str) -> bool:
        """Whether nothing is left; nothing is counted."""
        with self._lock:
            return self._now(key) < 1.0

    def _now(self, key: str) -> float:
        left, when = self._left.get(key, (self._burst, 0.0))
        return min(self._burst, left + (self._clock() - when) * self._rate)

    def _forget(self) -> None:
        """Forget who has tried nothing for long: their buckets are full again."""
        self._left = {key: pair for key, pair in self._left.items() if self._now(key) < self._burst}
