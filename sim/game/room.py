"""A room: a class game that is written down, and what may be asked of it.

Whatever changes the game is checked, written to the disk, and only then done and acknowledged.
A room may be used from several threads.
"""

from __future__ import annotations

import hmac
from contextlib import contextmanager
from threading import RLock
from typing import TYPE_CHECKING

from sim.game.codes import TEAM_LETTERS, digest_of, new_code, new_token
from sim.game.entries import (
    LONGEST_TEAM,
    Added,
    Decided,
    Ended,
    Joined,
    Led,
    MovedOn,
    Opened,
    Paused,
    Released,
    Resumed,
    Started,
    Struck,
)
from sim.game.journal import Journal
from sim.game.outside import shock_of
from sim.game.plan import Plan, opening
from sim.game.room_state import ClassGame
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sim.game.entries import AnyEntry

MOST_DEVICES = 12
MOST_LEADERS = 6
# As factors on one number they would leave what the model was made for.
MOST_STRUCK = 30


class Room:
    """A class game with its journal.

    Parameters
    ----------
    journal : Journal
        An open journal with at least its first entry.

    Raises
    ------
    InputError
        If its entries make no game.
    """

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.lock = RLock()
        # Told after each change; a server passes it on to those who look.
        self.told: Callable[[], None] = lambda: None
        first = next(iter(journal.entries), None)
        if not isinstance(first, Opened):
            raise InputError("it was never opened", file=journal.file)
        try:
            self.state = ClassGame(first)
            for entry in journal.entries[1:]:
                self.state.take(entry)
        except InputError as error:
            raise InputError.of(error.problems, journal.file) from None
        except (KeyError, TypeError, ValueError):
            raise InputError("its entries do not fit each other", file=journal.file) from None
        self.changes = len(journal.entries)

    @classmethod
    def opened(cls, plan: Plan, file: Path, code: str) -> tuple[Room, str]:
        """Open a room.

        Parameters
        ----------
        plan : Plan
            What is to be played.
        file : pathlib.Path
            Its journal; there is none yet.
        code : str
            What teams will type.

        Returns
        -------
        tuple of (Room, str)
            The room, and the token of the facilitator.

        Raises
        ------
        InputError
            If the plan is at fault, or the journal cannot be written.
        """
        entry, token = opening(plan, code)
        journal = Journal(file)
        journal.add(entry)
        journal.entries.append(entry)
        return cls(journal), token

    # Who may do what

    @property
    def code(self) -> str:
        """What teams type."""
        return self.state.opened.code

    def leads(self, token: str) -> bool:
        """Whether a token is one of the facilitator's."""
        given = digest_of(token)
        return any(hmac.compare_digest(given, one) for one in tuple(self.state.leaders))

    def seat_of(self, token: str) -> str:
        """Seat for which a token decides; empty where there is none."""
        return self.state.seat_of(digest_of(token)) if token else ""

    # Teams

    def join(self, seat: str, team: str) -> str:
        """Take a seat for a team.

        Parameters
        ----------
        seat : str
            A seat that is free.
        team : str
            What the team calls itself.

        Returns
        -------
        str
            The token of the device.

        Raises
        ------
        InputError
            If the seat is not free, the name is at fault, or the game is over.
        """
        with self._asked():
            self._check_going()
            if seat not in self.state.game.seats:
                raise InputError("there is no such seat", key="seat")
            if seat in self.state.teams:
                raise InputError(
                    "another team has just taken that seat",
                    key="seat",
                    mend="Choose another, or join that team with its code",
                )
            token = new_token()
            taken = {each.code for each in self.state.teams.values()}
            code = new_code(TEAM_LETTERS, taken)
            name = self._team_name(team)
            self._enter(Joined(seat=seat, team=name, code=code, token=digest_of(token)))
            return token

    def join_team(self, code: str) -> str:
        """Join a team with another device, or with the same after its token was lost.

        Parameters
        ----------
        code : str
            The code of the team.

        Returns
        -------
        str
            The token of the device.

        Raises
        ------
        InputError
            If no team has that code, or it has too many devices.
        """
        with self._asked():
            team = next((t for t in self.state.teams.values() if code and t.code == code), None)
            if team is None:
                raise InputError("no team in this room has that code", key="code")
            if len(team.tokens) >= MOST_DEVICES:
                raise InputError(
                    f"this team has {MOST_DEVICES} devices already",
                    key="code",
                    mend="Ask the facilitator to free the seat, and take it again",
                )
            token = new_token()
            self._enter(Added(seat=team.seat, token=digest_of(token)))
            return token

    def decide(self, seat: str, week: int, choices: object) -> None:
        """Take down what a team decides for the coming round.

        The same sent twice counts once, also when the round was played between the two; another
        decision takes the place of the one before, as long as the round was not played.

        Parameters
        ----------
        seat : str
            A seat in which a team sits.
        week : int
            Weeks that were played when the team decided.
        choices : object
            A map of option by lever, from whomever.

        Raises
        ------
        InputError
            If it comes too late or too early, or a choice is not open; then nothing has changed.
        """
        with self._asked():
            state = self.state
            if seat not in state.teams:
                raise InputError("no team sits there", key="seat")
            if self._has_arrived(seat, week, choices):
                return
            self._check_week(week)
            if state.phase == "gathering":
                raise InputError("the game has not begun", key="week", mend="Wait for the start")
            chosen = state.game.menu(seat).decision(choices).to_dict()
            if state.decided.get(seat) != chosen:
                self._enter(Decided(seat=seat, week=week, choices=chosen))

    def _has_arrived(self, seat: str, week: object, choices: object) -> bool:
        """Whether just this decided a round that was played: its sender never had the answer."""
        played = next((one for one in self.state.rounds if one.first - 1 == week), None)
        if played is None:
            return False
        try:
            chosen = self.state.game.menu(seat).decision(choices).to_dict()
        except InputError:
            return False
        return played.decided.get(seat) == chosen

    # The facilitator

    def start(self) -> None:
        """Begin the first week; a second time nothing happens."""
        with self._asked():
            self._check_going()
            if self.state.phase == "gathering":
                if not self.state.teams:
                    raise InputError("no team has taken a seat", mend="Wait for one")
                self._enter(Started())

    def lead_too(self) -> str:
        """Let another browser of the facilitator lead the game; the token that it is known by.

        Raises
        ------
        InputError
            If there are too many.
        """
        with self._asked():
            if len(self.state.leaders) >= MOST_LEADERS:
                raise InputError(f"at most {MOST_LEADERS} browsers lead a game", key="code")
            token = new_token()
            self._enter(Led(token=digest_of(token)))
            return token

    def pause(self) -> None:
        """Stop playing; decisions are taken down and wait."""
        with self._asked():
            self._check_begun()
            if self.state.phase != "paused":
                self._enter(Paused())

    def resume(self) -> None:
        """Go on; where all have decided meanwhile, the round is played at once."""
        with self._asked():
            self._check_begun()
            if self.state.phase != "deciding":
                self._enter(Resumed())

    def move_on(self, week: int) -> None:
        """Play the round now; the model decides for teams that have not.

        Parameters
        ----------
        week : int
            Weeks that were played when this was asked for, so that asking twice plays one round.
        """
        with self._asked():
            self._check_begun()
            self._check_week(week)
            self._enter(MovedOn(week=week))

    def strike(self, number: int, request: object) -> None:
        """Let something happen from outside in the coming week.

        Parameters
        ----------
        number : int
            How many happened before, so that asking twice lets one happen.
        request : object
            What, to whom, how much and when, as `sim.game.outside.shock_of` reads it.
        """
        with self._asked():
            self._check_going()
            state = self.state
            if number != state.struck:
                raise InputError("this event is on its way already", key="event")
            if state.struck >= MOST_STRUCK:
                raise InputError(f"a game has at most {MOST_STRUCK} events", key="event")
            known = state.game.tree["scenario"]["shocks"]
            name = next(
                name
                for name in (f"outside_{n}" for n in range(state.struck + 1, 10_000))
                if name not in known
            )
            shock = shock_of(state.game, request)
            state.game.check_strike(name, shock)
            self._enter(Struck(name=name, shock=shock))

    def release(self, seat: str) -> None:
        """Free the seat of a team that has left; it may be taken again."""
        with self._asked():
            if seat not in self.state.teams:
                raise InputError("no team sits there", key="seat")
            self._enter(Released(seat=seat))

    def end(self) -> None:
        """End the game with the last week that was played; a second time nothing happens."""
        with self._asked():
            if self.state.phase == "over":
                return
            if not self.state.week:
                raise InputError(
                    "no week was played, so there is nothing to look back on", key="week"
                )
            self._enter(Ended())

    def close(self) -> None:
        """Close the journal; the game can be opened again from it."""
        with self.lock:
            self.journal.close()

    # Checks and writing

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """One change at a time."""
        with self.lock:
            before = self.changes
            yield
            changed = self.changes != before
        if changed:
            self.told()

    def _enter(self, entry: AnyEntry) -> None:
        self.journal.add(entry)
        self.state.take(entry)
        self.changes += 1

    def _check_going(self) -> None:
        if self.state.phase == "over":
            raise InputError("the game is over", key="week")

    def _check_begun(self) -> None:
        self._check_going()
        if self.state.phase == "gathering":
            raise InputError("the game has not begun", key="week", mend="Start it first")

    def _check_week(self, week: object) -> None:
        self._check_going()
        played = self.state.week
        if isinstance(week, bool) or not isinstance(week, int):
            raise InputError("it says for no week", key="week")
        if week < played:
            raise InputError(
                f"week {week + 1} has been played, and this is week {played + 1}",
                key="week",
                mend="Look at what happened, and decide anew",
            )
        if week > played:
            raise InputError(f"week {week + 1} is not yet open", key="week")

    def _team_name(self, text: object) -> str:
        name = " ".join(text.split()) if isinstance(text, str) else ""
        if not 0 < len(name) <= LONGEST_TEAM or not name.isprintable():
            raise InputError(
                f"a name of 1 to {LONGEST_TEAM} letters is wanted", key="team", mend="Write one"
            )
        if name.casefold() in {each.name.casefold() for each in self.state.teams.values()}:
            raise InputError("another team is called so", key="team", mend="Choose another name")
        return name
