"""A class game as it follows from its entries.

The state is a fold: the same entries in the same order give the same state, to the last event of
the game. Nothing here checks whether an entry may be made; `sim.game.room` does, before it
writes the entry down.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from sim.game.entries import (
    Added,
    Choices,
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
from sim.game.game import Game
from sim.game.span import span_of
from sim.runs.versions import installed_version, source_hash
from sim.scenario.errors import InputError
from sim.scenario.tree import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.game.entries import AnyEntry
    from sim.game.view import View

Phase = Literal["gathering", "deciding", "paused", "over"]


@dataclass
class Team:
    """A team in a seat.

    Parameters
    ----------
    seat : str
        Id of the party.
    name : str
        What it calls itself.
    code : str
        With which another device joins it.
    tokens : set of str
        Hashes of the tokens of its devices.
    """

    seat: str
    name: str
    code: str
    tokens: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Round:
    """A round that was played.

    Parameters
    ----------
    first, last : int
        Numbers of its first and last week, from 1.
    seated, absent : frozenset of str
        Seats in which a team sat, and those of them for which the model decided.
    decided : mapping
        What was decided for it, by seat.
    """

    first: int
    last: int
    seated: frozenset[str]
    absent: frozenset[str]
    decided: Mapping[str, Choices]


class ClassGame:
    """A game with its teams, as far as entries have been taken in.

    Parameters
    ----------
    opened : Opened
        The first entry.

    Raises
    ------
    InputError
        If it was opened with another version of the model, or the scenario is not the one of then.
    """

    def __init__(self, opened: Opened) -> None:
        if opened.model != source_hash():
            raise InputError(
                f"it was played with another version of the model (then {opened.version[:40]},"
                f" now {installed_version()}), in which the same decisions may have other"
                " consequences",
                mend="Go on with the version that opened it",
            )
        if fingerprint(opened.scenario) != opened.fingerprint:
            raise InputError("its scenario is not the one with which it was opened")
        self.opened = opened
        self.game = Game(
            opened.scenario,
            opened.seats,
            seed=opened.seed,
            replicate=opened.replicate,
            horizon=opened.horizon,
        )
        self.phase: Phase = "gathering"
        self.leaders = {opened.facilitator}
        self.teams: dict[str, Team] = {}
        self.decided: dict[str, Choices] = {}
        self.standing: dict[str, Choices] = {}
        self.rounds: list[Round] = []
        self.struck = 0

    # What is asked of it

    @property
    def week(self) -> int:
        """Weeks played."""
        return self.game.week

    @property
    def awaited(self) -> list[str]:
        """Seats whose teams have not decided for the coming round, in the order of seats."""
        return [s for s in self.game.seats if s in self.teams and s not in self.decided]

    @property
    def free(self) -> list[str]:
        """Seats that nobody has taken."""
        return [seat for seat in self.game.seats if seat not in self.teams]

    def seat_of(self, token: str) -> str:
        """Seat for which a device decides, by the hash of its token; empty where there is none."""
        return next((team.seat for team in self.teams.values() if token in team.tokens), "")

    def view(self, seat: str, number: int | None = None) -> View:
        """What a seat saw in a round, by its number from 0; by default in the last."""
        if not self.rounds:
            return self.game.view(seat)
        played = self.rounds[-1 if number is None else number]
        weeks = range(played.first, played.last + 1)
        return span_of([self.game.view(seat, week) for week in weeks])

    def choices(self, seat: str) -> Choices:
        """What a seat has chosen for the coming round: as decided, or as it stands from before."""
        return self.decided.get(seat, self.standing.get(seat, {}))

    # What happens to it

    def take(self, entry: AnyEntry) -> None:  # noqa: C901 - a case for each kind of entry
        """Take in an entry, and play what can be played after it.

        Parameters
        ----------
        entry : Entry
            Any but the first.
        """
        match entry:
            case Joined():
                self.teams[entry.seat] = Team(entry.seat, entry.team, entry.code, {entry.token})
            case Added():
                self.teams[entry.seat].tokens.add(entry.token)
            case Led():
                self.leaders.add(entry.token)
            case Released():
                del self.teams[entry.seat]
                self.decided.pop(entry.seat, None)
                self.standing.pop(entry.seat, None)
            case Started() | Resumed():
                self.phase = "deciding"
            case Paused():
                self.phase = "paused"
            case Decided():
                self.decided[entry.seat] = entry.choices
            case Struck():
                self.game.strike(entry.name, entry.shock)
                self.struck += 1
            case MovedOn():
                self.phase = "deciding"
                self._play()
                return
            case Ended():
                self.game.stop()
                self.phase = "over"
            case Opened():
                raise InputError("a game is opened once")
        # With nobody at the table nothing is played until somebody decides, or the game moves on.
        if self.phase == "deciding" and self.decided and not self.awaited:
            self._play()

    def _play(self) -> None:
        """Play a round with what was decided, and by the rule where nothing was."""
        game = self.game
        first = game.week + 1
        absent = frozenset(self.awaited)
        choices: dict[str, Choices] = dict(self.decided)
        for _ in range(self.opened.weeks):
            game.advance(choices)
            choices = {
                seat: dict(game.menu(seat).standing(chosen).to_dict())
                for seat, chosen in choices.items()
            }
            if game.over:
                break
        seated = frozenset(self.teams)
        self.rounds.append(Round(first, game.week, seated, absent, dict(self.decided)))
        self.decided = {}
        # A team that the model stood in for finds its standing choices as it left them.
        for seat in self.teams:
            kept = choices[seat] if seat in choices else self.standing.get(seat, {})
            self.standing[seat] = dict(game.menu(seat).standing(kept).to_dict())
        if game.over:
            self.phase = "over"
        elif self.opened.breaks:
            self.phase = "paused"
