"""A game in the terminal: prompts, saving, replaying, and the debrief."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sim.cli.screen import HELP, Screen, front_levers, listed_levers
from sim.cli.terminal import INTERRUPTED, complain
from sim.game.courses import (
    AS_RULE,
    course_under,
    on_other_streams,
    policies_for,
)
from sim.game.debrief import actions_block, blocks, courses_block, debrief_of
from sim.game.game import Game, seat_sentence
from sim.game.saved import (
    check_free_file,
    free_name,
    from_dict,
    opened,
    play_week,
    read_game_file,
    write_game,
)
from sim.game.words import YourNames, your_names
from sim.scenario.errors import InputError, did_you_mean
from sim.scenario.tree import tree_of
from sim.shared.wording import plural

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sim.cli.verbs import Play
    from sim.game.courses import Course
    from sim.game.decision import Decision, Lever, Menu
    from sim.scenario.scenario import Scenario

_COMMAND = "ceasefire play"
_DONE = 0
_MOST_WEEKS = 2_000

_Thing = TypeVar("_Thing")


class LeaveError(Exception):
    """The player has left the table."""


def carry_out(asked: Play, scenario: Scenario | None) -> int:
    """Play, resume or replay a game.

    Parameters
    ----------
    asked : Play
        The settings; a seat is named, or a saved game.
    scenario : Scenario or None
        What to play; None where a saved game holds it.

    Returns
    -------
    int
        0; 130 if interrupted, when the game is saved.
    """
    if asked.replay is not None:
        return _replay(asked, asked.replay)
    if asked.save is not None and not _same(asked.save, asked.resume):
        check_free_file(asked.save)
    if asked.resume is not None:
        with _progress("Playing the saved weeks again") as progress:
            game = _read(asked.resume, progress)
    else:
        if scenario is None or asked.seat is None:
            raise InputError("no seat is named", key="seat", mend="Write seat=ID")
        game = Game(
            tree_of(scenario),
            [asked.seat],
            seed=asked.seed,
            replicate=asked.replicate or 0,
            horizon=asked.horizon,
        )
    session = Session(game, asked.save or asked.resume, asked.seat)
    try:
        session.play()
        session.debrief(alternatives=asked.alternatives)
    except LeaveError:
        return _DONE
    except KeyboardInterrupt:
        complain(_COMMAND, f"interrupted; {session.save()} keeps the game up to the last week.")
        return INTERRUPTED
    return _DONE


def _same(one: Path, other: Path | None) -> bool:
    return other is not None and one.resolve() == other.resolve()


def _read(file: Path, progress: Callable[[int, int], None] | None) -> Game:
    try:
        return from_dict(read_game_file(file), progress)
    except InputError as error:
        raise _of_file(error, file) from None


def _of_file(error: InputError, file: Path) -> InputError:
    """Name the file in a fault of what it holds."""
    return error if error.file is not None else InputError.of(error.problems, file)


class Session:
    """A player at the table.

    Parameters
    ----------
    game : Game
        The game.
    file : Path or None
        Where it is saved.
    seat : str, optional
        The player's seat; by default the first. The others are left to the rule from here on.
    """

    def __init__(self, game: Game, file: Path | None, seat: str | None = None) -> None:
        self.game = game
        self.seat = game.seats[0] if seat is None else seat
        if self.seat not in game.seats:
            raise InputError(
                f"nobody plays {self.seat[:80]} in this game",
                key="seat",
                mend=did_you_mean(self.seat[:80], game.seats),
            )
        self.names: YourNames = your_names(game.names, self.seat)
        self.screen = Screen()
        self.file = file
        self.named = file is not None
        self.decision = game.menu(self.seat).decision({})
        self.to_go = 0
        if game.weeks:
            self.decision = game.menu(self.seat).standing(game.weeks[-1].get(self.seat, {}))

    # The game

    def play(self) -> None:
        """Play week after week until the game is over."""
        described = self.game.scenario.scenario
        self.screen.say(described.title, "bold")
        self.screen.say(" ".join(described.summary.split()))
        self.screen.say(seat_sentence(self.game.scenario, self.seat))
        short = self.names.abbreviations()
        if short:
            self.screen.say(f"{short}.")
        self.screen.say("Type ? for what you can type here.")
        while not self.game.over:
            self.screen.week(self.game.view(self.seat), self.names)
            menu = self.game.menu(self.seat)
            if self.to_go == 0:
                self.screen.choices(menu, self.decision.choices)
                self._ask(menu)
            self.to_go = max(0, self.to_go - 1)
            self.game.advance({self.seat: self.decision})
            self.decision = self.game.menu(self.seat).standing(self.decision.choices)
            if self.named:
                self._keep()
        self.screen.week(self.game.view(self.seat), self.names)

    def _ask(self, menu: Menu) -> None:
        """Take commands until one of them goes on."""
        while True:
            line = self._line("> ")
            try:
                if self._obeyed(line.split(), menu):
                    return
            except InputError as error:
                self.screen.say(str(error), "italic")

    def _line(self, prompt: str) -> str:
        self.screen.console.print(prompt, end="")
        try:
            line = input()
        except EOFError:
            self.screen.say()
            self._leave()
        if not sys.stdin.isatty():
            # A script leaves no trace of what it typed; whoever reads the output wants one.
            self.screen.say(line)
        return line

    def _obeyed(self, words: list[str], menu: Menu) -> bool:
        """Carry out one command; whether the week goes on."""
        if not words:
            return True
        first, *rest = words
        if first.isdecimal():
            self._choose(listed_levers(menu), words, menu)
            return False
        if menu.lever(first) is not None:
            self._choose(list(menu.levers), words, menu)
            return False
        command = {"?": "h", "help": "h", "rule": "r", "text": "t", "fronts": "f"}.get(first, first)
        command = {"go": "g", "save": "s", "quit": "q"}.get(command, command)
        if command == "g":
            self.to_go = _number_in(rest, 1, _MOST_WEEKS, "g 4 goes on for 4 weeks")
            return True
        carry_out = {
            "f": self._fronts,
            "h": self._explain,
            "q": self._quit,
            "r": self._reset,
            "s": self._save_as,
            "t": self._text,
        }.get(command)
        if carry_out is None:
            raise InputError(f"{first[:20]!r} is not understood", mend="Type ? for help")
        carry_out(rest, menu)
        return False

    def _fronts(self, words: list[str], menu: Menu) -> None:
        levers = front_levers(menu)
        if not levers:
            raise InputError("you have no units at any front", mend="Type ? for help")
        if words:
            self._choose(levers, words, menu)
        else:
            view = self.game.view(self.seat)
            self.screen.fronts(menu, view, self.names, self.decision.choices)

    def _reset(self, _: list[str], menu: Menu) -> None:
        self.decision = menu.decision({})
        self.screen.choices(menu, self.decision.choices)

    def _text(self, _: list[str], __: Menu) -> None:
        self.screen.text(self.game.view(self.seat), self.names)

    def _save_as(self, words: list[str], _: Menu) -> None:
        if words:
            file = Path(" ".join(words)).expanduser()
            if not _same(file, self.file):
                check_free_file(file)
            self.file = file
        self.screen.say(f"Saved to {self.save()}.")

    def _quit(self, _: list[str], __: Menu) -> None:
        self._leave()

    def _explain(self, words: list[str], menu: Menu) -> None:
        levers = listed_levers(menu)
        if words:
            number = _number_in(words, 1, len(levers), "? 3 explains choice 3")
            levers = [levers[number - 1]]
        else:
            self.screen.say(HELP)
        for lever in levers:
            self.screen.lever(lever, self.decision.choices)

    def _choose(self, levers: list[Lever], words: list[str], menu: Menu) -> None:
        """Take one or several options of a lever, by their numbers or names."""
        lever = _named(words[0], levers, [lever.key for lever in levers])
        if len(words) == 1:
            self.screen.lever(lever, self.decision.choices)
            return
        keys = [option.key for option in lever.options]
        picked = [_named(word, list(lever.options), keys) for word in words[1:]]
        choices = self.decision.to_dict()
        chosen = [option.key for option in picked]
        choices[lever.key] = chosen[0] if len(chosen) == 1 else chosen
        self.decision = menu.decision(choices)
        self.screen.say(f"{lever.label}: {'; '.join(option.label for option in picked)}.")

    # Saving

    def save(self) -> Path:
        """Write the game to its file, or to one named after it."""
        if self.file is None:
            scenario = self.game.scenario.name.replace("/", "-")
            self.file = free_name(f"{scenario}-{self.seat}-{self.game.replicate}")
        write_game(self.game, self.file)
        return self.file

    def _keep(self) -> None:
        """Save after a week; a full disk ends no game."""
        try:
            self.save()
        except InputError as error:
            self.screen.say(f"{error} The game goes on; `s FILE` saves it.", "italic")

    def _leave(self) -> None:
        file = self.save()
        self.screen.say(f"Saved to {file}. `ceasefire play resume={file}` goes on.")
        raise LeaveError

    # The debrief

    def debrief(self, *, alternatives: bool) -> None:
        """Tell what was true, and how the same random stream goes on under other choices."""
        game, screen = self.game, self.screen
        debrief = debrief_of(game, self.seat)
        screen.say()
        screen.console.rule("The debrief", align="left")
        for block in blocks(debrief, self.names):
            screen.block(block)
        if alternatives:
            courses = [debrief.course, *self._courses()]
            rule = next((course for course in courses if course.key == AS_RULE.key), None)
            if rule is not None:
                screen.block(actions_block(debrief.course, rule))
            screen.block(courses_block(courses, on_other_streams(game)))
        screen.say()
        screen.say(
            f"The random stream of this game: scenario={game.scenario.name} seed={game.seed}"
            f" replicate={game.replicate}. This is a model, not a forecast."
        )

    def _courses(self) -> list[Course]:
        policies = policies_for(self.game, self.seat)
        found: list[Course] = []
        try:
            with _progress(
                f"The same random stream, {plural(len(policies), 'other way', 'other ways')}"
            ) as show:
                for number, policy in enumerate(policies):
                    found.append(
                        course_under(
                            self.game, self.seat, policy, _part(show, number, len(policies))
                        )
                    )
        except KeyboardInterrupt:
            complain(_COMMAND, "interrupted; the courses played so far follow.")
        return found


def _part(
    show: Callable[[int, int], None] | None, number: int, many: int
) -> Callable[[int, int], None] | None:
    """Tell the progress of one of many games as part of the whole."""
    if show is None:
        return None
    return lambda done, total: show(number * total + done, many * total)


def _named(word: str, things: list[_Thing], keys: list[str]) -> _Thing:
    """Find something by its number in a list, or by its key."""
    if word in keys:
        return things[keys.index(word)]
    mend = did_you_mean(word[:80], keys)
    return things[_number_in([word], 1, len(things), mend) - 1]


def _number_in(words: list[str], least: int, most: int, mend: str) -> int:
    if len(words) != 1 or not words[0].isdecimal() or not least <= int(words[0][:9]) <= most:
        raise InputError(f"a number from {least} to {most} is wanted", mend=mend)
    return int(words[0])


def _replay(asked: Play, file: Path) -> int:
    """Show a saved game week by week."""
    try:
        data = read_game_file(file)
        game, weeks = opened(data)
        session = Session(game, asked.save, asked.seat)
        screen = session.screen
        screen.week(game.view(session.seat), session.names)
        for number, week in enumerate(weeks, start=1):
            menu = game.menu(session.seat)
            decided: Decision = menu.decision(week.get(session.seat, {}))
            play_week(game, week, number)
            screen.choices(menu, decided.choices)
            if sys.stdin.isatty():
                screen.console.print("Enter goes on, q leaves > ", end="")
                if input().strip().lower().startswith("q"):
                    return _DONE
            screen.week(game.view(session.seat), session.names)
        if game.over:
            session.debrief(alternatives=asked.alternatives)
        else:
            screen.say(f"Here it was left. `ceasefire play resume={file}` goes on.")
    except InputError as error:
        raise _of_file(error, file) from None
    except (EOFError, KeyboardInterrupt):
        return INTERRUPTED
    return _DONE


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar on the terminal; nothing where the output goes elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
