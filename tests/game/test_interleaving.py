"""Whatever order things come in, and however often the server falls over, the game is the same."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.game.class_game import ClassGame
from sim.game.game import Game
from sim.game.journal import Journal
from sim.scenario.errors import InputError
from tests.examples import few
from tests.game.class_games import SEATS, again, begun
from tests.game.tables import standard_tree
from tests.worlds import bits

WEEKS = 3
CHOICES: dict[str, list[dict[str, Any]]] = {
    "sponsor_a": [{}, {"restraint": "firm"}, {"restraint": "loose", "call": "call"}],
    "party_b": [{}, {"stance": "probe"}, {"stance": "restrain", "response": "answer"}],
}
SUBMIT = st.tuples(
    st.just("decide"),
    st.sampled_from(sorted(CHOICES)),
    st.integers(0, 2),
    # Mostly for this week; sometimes from a page that is out of date.
    st.sampled_from([0, 0, 0, -1, 1]),
)
STEP = st.one_of(
    SUBMIT,
    SUBMIT,
    SUBMIT,
    st.sampled_from(
        [("reload",), ("restart",), ("torn",), ("pause",), ("resume",), ("move_on",), ("refused",)]
    ),
)


class Table:
    """The same game kept by hand: what was decided last counts, and the rest is the rule's."""

    def __init__(self) -> None:
        self.weeks: list[dict[str, Any]] = []
        self.decided: dict[str, Any] = {}
        self.paused = False

    def decide(self, seat: str, choices: dict[str, Any]) -> None:
        self.decided[seat] = choices
        self.play_if_ready()

    def play_if_ready(self) -> None:
        if not self.paused and set(self.decided) == set(CHOICES):
            self.play()

    def play(self) -> None:
        self.weeks.append({seat: chosen for seat, chosen in self.decided.items() if chosen})
        self.decided = {}
        self.paused = False

    @property
    def over(self) -> bool:
        return len(self.weeks) == WEEKS


def torn(room: ClassGame) -> ClassGame:
    """The server falls over while it writes an entry that it has not acknowledged."""
    room.close()
    with room.journal.file.open("ab") as stream:
        stream.write(b'{"number":99,"entry":{"kind":"moved_on","we')
    return ClassGame(Journal(room.journal.file))


def carry_out(step: tuple[Any, ...], room: ClassGame, table: Table) -> ClassGame:  # noqa: C901 - steps
    """Do one thing to the room and to the table."""
    week = len(table.weeks)
    match step:
        case ("decide", seat, number, shift):
            choices = CHOICES[seat][number]
            try:
                room.decide(seat, week + shift, choices)
                assert not shift
                table.decide(seat, choices)
            except InputError:
                assert shift
        case ("reload",):
            for seat in SEATS:
                room.state.view(seat)
                room.state.game.menu(seat)
        case ("restart",):
            return again(room)
        case ("torn",):
            return torn(room)
        case ("pause",):
            room.pause()
            table.paused = True
        case ("resume",):
            room.resume()
            table.paused = False
            table.play_if_ready()
        case ("move_on",):
            room.move_on(week)
            table.play()
        case ("refused",):
            for seat, choices in (("party_a", {}), ("sponsor_a", {"stance": "probe"})):
                try:
                    room.decide(seat, week, choices)
                except InputError:
                    continue
                raise AssertionError(seat)
    return room


@given(st.lists(STEP, max_size=14))
@settings(max_examples=few(20))
def test_any_interleaving_gives_the_game_of_the_decisions(steps: list[tuple[Any, ...]]) -> None:
    table = Table()
    with TemporaryDirectory() as folder:
        room = begun(Path(folder), WEEKS)
        for step in steps:
            if table.over:
                break
            room = carry_out(step, room, table)
        room = again(room)
        room.close()
    game = Game(standard_tree(), SEATS, horizon=7 * WEEKS)
    for week in table.weeks:
        game.advance(week)
    assert room.state.game.weeks == game.weeks
    assert bits(room.state.game.model.log) == bits(game.model.log)
    assert room.state.decided == table.decided
    assert room.state.phase == ("over" if table.over else "paused" if table.paused else "deciding")
