"""A class game: teams in several seats of one game, written down as it goes.

`ClassState` is what follows from the entries of a journal. A `ClassGame` is that with its journal,
and what may be asked of it: whatever changes it is checked, written to the disk, and only then
done and acknowledged. `ClassGames` are all those of a folder. A class game may be used from several
threads.
"""

from __future__ import annotations

import hmac
import json
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import RLock
from typing import TYPE_CHECKING, Any, Literal, Self

from sim.game.codes import GAME_LETTERS, TEAM_LETTERS, digest_of, new_code, new_token, read_code
from sim.game.game import Game
from sim.game.journal import (
    LONGEST_TEAM,
    MOST_ROUND,
    Added,
    Choices,
    Decided,
    Joined,
    Journal,
    Led,
    MovedOn,
    Opened,
    Released,
    Struck,
    Turned,
)
from sim.game.outside import shock_of
from sim.game.saved import check_model
from sim.game.view import span_of
from sim.runs.store import only_writer
from sim.runs.versions import installed_version, source_hash
from sim.scenario.errors import InputError
from sim.scenario.tree import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from sim.game.journal import AnyEntry
    from sim.game.view import View

MOST_DEVICES = 12
_MOST_LEADERS = 6
# As factors on one number they would leave what the model was made for.
_MOST_STRUCK = 30
_MOST_GAMES = 200
_ENDING = ".class.jsonl"
Phase = Literal["gathering", "deciding", "paused", "over"]


@dataclass(frozen=True)
class Plan:
    """What is to be opened.

    Parameters
    ----------
    tree : dict
        Scenario, behaviour and measurement.
    seats : tuple of str
        Seats that teams may take.
    seed, replicate : int
        Key of the random streams.
    horizon : int or None
        Last day; None for the scenario's.
    weeks : int
        Weeks for which a decision holds, 1 to 8.
    breaks : bool
        Whether the game pauses after each round.
    alone : bool
        Whether one person leads it and sits in its only seat.
    """

    tree: dict[str, Any]
    seats: tuple[str, ...]
    seed: int = 1
    replicate: int = 0
    horizon: int | None = None
    weeks: int = 1
    breaks: bool = False
    alone: bool = False


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


class ClassState:
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
        check_model(opened.model, opened.version, "opened")
        if fingerprint(opened.scenario) != opened.fingerprint:
            raise InputError("its scenario is not the one with which it was opened")
        self.opened = opened
        self.game = Game(
            opened.scenario, opened.seats, opened.seed, opened.replicate, opened.horizon
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
            case Turned(kind="ended"):
                self.game.stop()
                self.phase = "over"
            case Turned():
                self.phase = "paused" if entry.kind == "paused" else "deciding"
            case Decided():
                self.decided[entry.seat] = entry.choices
            case Struck():
                self.game.strike(entry.name, entry.shock)
                self.struck += 1
            case MovedOn():
                self.phase = "deciding"
                self._play()
                return
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


def _opening(plan: Plan, code: str) -> tuple[Opened, str]:
    """Make the first entry of a game.

    Parameters
    ----------
    plan : Plan
        What is to be played.
    code : str
        What teams will type.

    Returns
    -------
    tuple of (Opened, str)
        The entry, and the token of the facilitator.

    Raises
    ------
    InputError
        If the plan is at fault.
    """
    if not 1 <= plan.weeks <= MOST_ROUND:
        raise InputError(f"a number from 1 to {MOST_ROUND} is wanted", key="weeks")
    game = Game(plan.tree, plan.seats, plan.seed, plan.replicate, plan.horizon)
    token = new_token()
    entry = Opened(
        version=installed_version(),
        model=source_hash(),
        code=code,
        facilitator=digest_of(token),
        scenario=game.tree,
        fingerprint=fingerprint(game.tree),
        seed=game.seed,
        replicate=game.replicate,
        horizon=game.horizon,
        seats=list(game.seats),
        weeks=plan.weeks,
        breaks=plan.breaks,
        alone=plan.alone,
    )
    return entry, token


class ClassGame:
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
        # Called after each change; a server passes it on to those who look.
        self.on_change: Callable[[], None] = lambda: None
        first = next(iter(journal.entries), None)
        if not isinstance(first, Opened):
            raise InputError("it was never opened", file=journal.file)
        try:
            self.state = ClassState(first)
            for entry in journal.entries[1:]:
                self.state.take(entry)
        except InputError as error:
            raise InputError.of(error.problems, journal.file) from None
        except (KeyError, TypeError, ValueError):
            raise InputError("its entries do not fit each other", file=journal.file) from None
        self.changes = len(journal.entries)

    @classmethod
    def opened(cls, plan: Plan, file: Path, code: str) -> tuple[ClassGame, str]:
        """Open a class game.

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
        tuple of (ClassGame, str)
            The game, and the token of the facilitator.

        Raises
        ------
        InputError
            If the plan is at fault, or the journal cannot be written.
        """
        entry, token = _opening(plan, code)
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
                raise InputError("no team in this game has that code", key="code")
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
                self._enter(Turned(kind="started"))

    def lead_too(self) -> str:
        """Let another browser of the facilitator lead the game; the token that it is known by.

        Raises
        ------
        InputError
            If there are too many.
        """
        with self._asked():
            if len(self.state.leaders) >= _MOST_LEADERS:
                raise InputError(f"at most {_MOST_LEADERS} browsers lead a game", key="code")
            token = new_token()
            self._enter(Led(token=digest_of(token)))
            return token

    def pause(self) -> None:
        """Stop playing; decisions are taken down and wait."""
        with self._asked():
            self._check_begun()
            if self.state.phase != "paused":
                self._enter(Turned(kind="paused"))

    def resume(self) -> None:
        """Go on; where all have decided meanwhile, the round is played at once."""
        with self._asked():
            self._check_begun()
            if self.state.phase != "deciding":
                self._enter(Turned(kind="resumed"))

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
            if state.struck >= _MOST_STRUCK:
                raise InputError(f"a game has at most {_MOST_STRUCK} events", key="event")
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
            self._enter(Turned(kind="ended"))

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
            self.on_change()

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


class ClassGames:
    """The class games whose journals lie in a folder.

    One that was opened before is read from its journal when it is first asked for. Codes lead
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
        self._open: dict[str, ClassGame] = {}
        self._held = ExitStack()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise InputError(
                f"the folder cannot be made ({error.strerror})", file=folder, mend="Name another"
            ) from None
        self._held.enter_context(only_writer(folder))
        self._files = {
            code: file for file in sorted(folder.glob(f"*{_ENDING}")) if (code := _code_in(file))
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def open(self, plan: Plan) -> tuple[ClassGame, str]:
        """Open a class game.

        Parameters
        ----------
        plan : Plan
            What is to be played.

        Returns
        -------
        tuple of (ClassGame, str)
            The game, and the token of the facilitator.

        Raises
        ------
        InputError
            If the plan is at fault, there are too many games, or it cannot be written.
        """
        with self._lock:
            if len(self._files) >= _MOST_GAMES:
                raise InputError(
                    f"there are {_MOST_GAMES} games in the folder",
                    file=self.folder,
                    mend="Move old journals elsewhere, or name another folder",
                )
            code = new_code(GAME_LETTERS, self._files)
            moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
            file = self.folder / f"{moment}-{code}{_ENDING}"
            game, token = ClassGame.opened(plan, file, code)
            self._files[code] = file
            self._open[code] = game
            return game, token

    def game(self, code: object) -> ClassGame | None:
        """Class game by its code as somebody typed it; None if there is none.

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
                    self._open[key] = ClassGame(journal)
                except InputError:
                    journal.close()
                    raise
            return self._open[key]

    def close(self) -> None:
        """Close all journals, and let others use the folder."""
        with self._lock:
            games = list(self._open.values())
            self._open.clear()
            self._files.clear()
        for game in games:
            game.close()
        self._held.close()


def _code_in(file: Path) -> str:
    """Code of the game in a journal; empty where it holds none."""
    try:
        with file.open("rb") as stream:
            stream.readline()
            data = json.loads(stream.readline())
        return read_code(data["entry"]["code"])
    except (OSError, ValueError, RecursionError, KeyError, TypeError):
        return ""
