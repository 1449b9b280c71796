"""The games of a lab: streams of changes, how often one may try, and what is found afterwards.

A stream says that there is something new and no more; the page is then asked for as always. So a
stream can show nothing that its browser may not see, and a browser that missed a change loses
nothing.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.game.class_game import ClassGames
from sim.game.codes import TEAM_LETTERS, new_code, read_code
from sim.game.courses import courses_after, on_other_streams
from sim.game.saved import to_dict
from sim.lab.workshop import Desk
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from pathlib import Path

    from sim.game.class_game import ClassGame, Plan
    from sim.game.courses import Course, Many

# A stream that is silent for longer is taken for dead by some networks.
_SECONDS_BETWEEN_SIGNS = 15.0
_MILLISECONDS_TO_RETRY = 1500
MOST_STREAMS = 300
# A browser opens six connections to a server at most, all its tabs together.
MOST_EACH = 6
_MOST_KEPT = 4096
_SECONDS_VALID = 600.0


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
        self.requests = Limit(burst=30, a_minute=60)
        self._games: ClassGames | None = None
        self._ended = False
        self._lock = threading.Lock()

    def game(self, code: str) -> ClassGame | None:
        """Class game by its code; None if there is none.

        Raises
        ------
        InputError
            If its journal cannot be played, or another server uses the folder.
        """
        if not self.folder.is_dir():
            return None
        game = self._opened().game(code)
        if game is not None:
            self._listen_to(game)
        return game

    def open(self, plan: Plan) -> tuple[ClassGame, str]:
        """Open a class game; see `sim.game.class_game.ClassGames.open`."""
        game, token = self._opened().open(plan)
        self._listen_to(game)
        return game, token

    def end(self) -> None:
        """Close all journals."""
        self.hub.end()
        self.afterwards.end()
        with self._lock:
            games, self._games = self._games, None
            self._ended = True
        # Not under the lock: somebody may be in a game and on the way here.
        if games is not None:
            games.close()

    def _opened(self) -> ClassGames:
        with self._lock:
            if self._ended:
                raise InputError("the lab is closing", mend="Try again when it is open")
            if self._games is None:
                self._games = ClassGames(self.folder)
            return self._games

    def _listen_to(self, game: ClassGame) -> None:
        game.on_change = lambda: self.hub.tell(game.code)


class Hub:
    """The streams of all games. It is told of changes from any thread."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = {}
        self._open: Counter[str] = Counter()
        self.ending = False

    def full(self, who: str) -> bool:
        """Whether a browser, told apart by its token, gets no further stream."""
        return self._open.total() >= MOST_STREAMS or self._open[who] >= MOST_EACH

    def tell(self, code: str) -> None:
        """Let the streams of a game look again."""
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
        """Send what is new about a game as long as the browser listens.

        Parameters
        ----------
        code : str
            Code of the game.
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
            yield f"retry: {_MILLISECONDS_TO_RETRY}\n\n".encode()
            while not self.ending:
                try:
                    await asyncio.wait_for(changed.wait(), _SECONDS_BETWEEN_SIGNS)
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
        """Whether one more is allowed to whoever goes by a key; if so, it is counted."""
        with self._lock:
            left = self._now(key)
            allowed = left >= 1.0
            self._left[key] = (left - 1.0 if allowed else left, self._clock())
            if len(self._left) > _MOST_KEPT:
                # Whoever has tried nothing for long is forgotten: their buckets are full again.
                self._left = {
                    key: pair for key, pair in self._left.items() if self._now(key) < self._burst
                }
            return allowed

    def spent(self, key: str) -> bool:
        """Whether nothing is left; nothing is counted."""
        with self._lock:
            return self._now(key) < 1.0

    def _now(self, key: str) -> float:
        left, when = self._left.get(key, (self._burst, 0.0))
        return min(self._burst, left + (self._clock() - when) * self._rate)


class Passes:
    """Passes by which a facilitator goes on in another browser: each works once, and soon.

    They are kept in memory only.

    Parameters
    ----------
    clock : callable
        Seconds, for tests.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # By game, the pass and when it ends.
        self._kept: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def renew(self, game: str) -> str:
        """Make a pass for a game, in the place of the one that it had."""
        text = new_code(TEAM_LETTERS)
        with self._lock:
            self._kept[game] = (text, self._clock() + _SECONDS_VALID)
        return text

    def shown(self, game: str) -> str:
        """Give the pass of a game that still works; empty where there is none."""
        text, until = self._kept.get(game, ("", 0.0))
        return text if until > self._clock() else ""

    def used(self, game: str, typed: str) -> bool:
        """Whether what somebody typed is the pass of a game; it works no more then."""
        with self._lock:
            text = self.shown(game)
            if not text or not hmac.compare_digest(read_code(typed).encode(), text.encode()):
                return False
            del self._kept[game]
            return True


@dataclass
class Found:
    """What has been found for one game so far.

    Parameters
    ----------
    alone : Course or None
        The model in every seat.
    rule : dict
        By seat, the model in that seat and the others as they played.
    ways : dict
        By seat, the game under other choices there.
    many : Many or None
        The model on other random streams.
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
    """What can only be told when a game is over: how it goes on under other choices.

    That takes some seconds of one processor for each seat, so it is done once for a game, in a
    process beside the server, and shown as it comes.

    Parameters
    ----------
    tell : callable
        Trace the code of a game whenever something was found for it.
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._found: dict[str, Found] = {}
        self._lock = threading.Lock()
        # One game after the other: two at once would keep each other waiting.
        self._turn = threading.Lock()
        self._ending = False
        self._desk: Desk | None = None

    def of(self, game: ClassGame) -> Found:
        """Give what is known for a game that is over, and begin to look for the rest."""
        with self._lock:
            found = self._found.get(game.code)
            if found is None:
                found = self._found[game.code] = Found()
                threading.Thread(
                    target=self._look, args=(game, found), name="afterwards", daemon=True
                ).start()
            return found

    def end(self) -> None:
        """Look no further; a process that is at work is ended."""
        with self._lock:
            self._ending = True
            if self._desk is not None:
                self._desk.end()

    def _look(self, game: ClassGame, found: Found) -> None:
        with self._turn:
            try:
                self._find(game, found)
            except Exception:  # noqa: BLE001 - a page shows that some of it is missing
                found.failed = True
            found.done = True
        self._tell(game.code)

    def _find(self, game: ClassGame, found: Found) -> None:
        with game.lock:
            saved = to_dict(game.state.game)
            seats = [seat for seat in game.state.game.seats if seat in game.state.teams]
        # A game that is over changes no more, so that nobody has to wait for this.
        found.many = on_other_streams(game.state.game)

        def take(what: str, seat: str, courses: Sequence[Course]) -> None:
            match what:
                case "alone":
                    found.alone = courses[0]
                case "rule":
                    found.rule[seat] = courses[0]
                case "ways":
                    found.ways[seat] = list(courses)
            self._tell(game.code)

        with self._lock:
            if self._ending:
                raise InputError("the lab is closing")
            desk = self._desk = Desk()
        try:
            desk.ask(courses_after, saved, seats, progress=take)
        finally:
            desk.end()
