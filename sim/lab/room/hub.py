"""Tells browsers that a room has changed, over streams of server-sent events.

A stream says that there is something new and no more; the page is then asked for as always. So a
stream can show nothing that its browser may not see, and a browser that missed a change loses
nothing.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

# A stream that is silent for longer is taken for dead by some networks.
SECONDS_BETWEEN_SIGNS = 15.0
MILLISECONDS_TO_RETRY = 1500
MOST_STREAMS = 300
# A browser opens six connections to a server at most, all its tabs together.
MOST_EACH = 6


class Hub:
    """The streams of all rooms. It is told of changes from any thread."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = {}
        self._open: Counter[str] = Counter()
        self.ending = False

    def full(self, who: str) -> bool:
        """Whether a browser, told apart by its token, gets no further stream."""
        return self._open.total() >= MOST_STREAMS or self._open[who] >= MOST_EACH

    def tell(self, code: str) -> None:
        """Let the streams of a room look again."""
        for loop, changed in list(self._waiting.get(code, ())):
            if not loop.is_closed():
                loop.call_soon_threadsafe(changed.set)

    def end(self) -> None:
        """End all streams, because the server does."""
        self.ending = True
        for code in list(self._waiting):
            self.tell(code)

    async def stream(
        self, code: str, who: str, state: Callable[[], dict[str, Any] | None]
    ) -> AsyncIterator[bytes]:
        """Send what is new about a room as long as the browser listens.

        Parameters
        ----------
        code : str
            Code of the room.
        who : str
            Token of the browser.
        state : callable
            Gives what this browser is told, in another thread; None where it may listen no more.

        Yields
        ------
        bytes
            Events named ``state`` with JSON, whenever it differs from the last; signs of life.
        """
        changed = asyncio.Event()
        changed.set()
        place = (asyncio.get_running_loop(), changed)
        self._waiting.setdefault(code, set()).add(place)
        self._open[who] += 1
        last: dict[str, Any] | None = None
        try:
            yield f"retry: {MILLISECONDS_TO_RETRY}\n\n".encode()
            while not self.ending:
                try:
                    await asyncio.wait_for(changed.wait(), SECONDS_BETWEEN_SIGNS)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                changed.clear()
                now = await asyncio.to_thread(state)
                if now != last:
                    yield f"event: state\ndata: {json.dumps(now)}\n\n".encode()
                    last = now
                if now is None:
                    return
        finally:
            self._open[who] -= 1
            if not self._open[who]:
                del self._open[who]
            self._waiting[code].discard(place)
            if not self._waiting[code]:
                del self._waiting[code]
