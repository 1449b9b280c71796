"""`ceasefire play`: a scripted game in the terminal, its files, and what is refused."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sim.cli import main
from sim.cli.play import play_asked
from sim.game.game import Game
from sim.game.saved import from_dict, read_game_file, write_game
from sim.scenario.errors import InputError
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of

TABLE = [
    "play",
    "scenario=textbook/standard",
    "measurement.run_in_days=1",
    "replicate=4",
    "alternatives=false",
]
Play = Callable[..., tuple[int, str, str]]


@pytest.fixture
def play(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Play:
    """Play with lines typed beforehand: status, what was printed, and complaints."""
    monkeypatch.chdir(tmp_path)

    def run(
        *arguments: str, typed: str = "", base: list[str] | None = None
    ) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        status = main([*(TABLE if base is None else base), *arguments])
        shown = capsys.readouterr()
        return status, shown.out, shown.err

    return run


def test_without_a_seat_the_seats_are_listed(play: Play) -> None:
    status, shown, _ = play()
    assert status == 0
    for seat in ("party_a", "party_b", "sponsor_a", "sponsor_b", "spoiler"):
        assert f"seat={seat} " in shown
    assert "Sponsor A stands behind Party A and signed." in shown
    assert "ceasefire play scenario=textbook/standard seat=" in shown


def test_a_game_is_played_to_the_debrief_by_pressing_enter(play: Play) -> None:
    status, shown, _ = play("seat=party_a", "weeks=2", typed="\n\n")
    assert status == 0
    assert "Before the first week · you are Party A" in shown
    assert "Week 2 · 8 January to 14 January 2020" in shown
    assert "The debrief" in shown
    assert "replicate=4" in shown
    assert not list(Path().iterdir())


def choices(file: str) -> list[Any]:
    """Choices of the seat in a saved game, week by week."""
    weeks = json.loads(Path(file).read_text())["weeks"]
    return [next(iter(week.values()), {}) for week in weeks]


def test_choices_are_made_by_number_or_name_and_stand_until_changed(play: Play) -> None:
    typed = (
        "1 2\n"  # orders at the fronts: hold fire
        "offensive launch\n"
        "f 3 3\n"
        "\n"
        "charges party_b:refrain\n"
        "front.a_north rule\n"
        "\n"
        "r\n"
        "answer deny\n"
        "g 2\n"
    )
    status, shown, _ = play("seat=party_a", "weeks=5", "save=x.json", typed=typed + "q\n")
    assert status == 0
    found = choices("x.json")
    assert found[0] == {"stance": "restrain", "offensive": "launch", "front.a_south": "probe"}
    assert found[1]["charges"] == ["party_b:refrain"]
    assert found[1]["stance"] == "restrain"
    assert "offensive" not in found[1]
    assert found[2] == found[3] == {"answer": "deny"}
    assert "Orders at the fronts: hold fire." in shown


def test_what_is_typed_wrongly_is_explained_and_changes_nothing(play: Play) -> None:
    typed = "conquer\n99 1\n1 99\n1 x\n-1\ng 0\ncharges nobody\nf\n1\n? 2\n?\n? 99\nt\n\n"
    status, shown, _ = play("seat=sponsor_a", "weeks=1", "save=x.json", typed=typed)
    assert status == 0
    assert "'conquer' is not understood. Type ? for help." in shown
    assert shown.count("a number from 1 to") >= 5
    assert "you have no units at any front" in shown
    assert "How much effort goes into restraining Party A" in shown
    assert "go on for 4 weeks" in shown
    assert "Named: nobody." in shown
    assert choices("x.json") == [{}]


def test_quitting_saves_and_resuming_goes_on_to_the_same_end(play: Play) -> None:
    begun = ("seat=sponsor_a", "weeks=3")
    _, whole, _ = play(*begun, "save=whole.json", typed="restraint firm\n\n\n\n")
    status, shown, _ = play(*begun, typed="restraint firm\n\nq\n")
    assert status == 0
    (file,) = [path for path in Path().iterdir() if path.name != "whole.json"]
    assert file.name == "textbook-standard-sponsor_a-4.game.json"
    assert f"resume={file}" in shown
    status, rest, _ = play(f"resume={file}", "alternatives=false", base=["play"], typed="\n\n")
    assert status == 0
    assert whole.partition("The debrief")[2] == rest.partition("The debrief")[2]
    assert json.loads(file.read_text()) == json.loads(Path("whole.json").read_text())


def test_a_saved_game_is_shown_again_week_by_week(play: Play) -> None:
    _, whole, _ = play("seat=sponsor_a", "weeks=2", "save=x.json", typed="restraint loose\n\n\n")
    status, again, _ = play("replay=x.json", "alternatives=false", base=["play"])
    assert status == 0
    assert ">3 loose" in again
    assert whole.partition("The debrief")[2] == again.partition("The debrief")[2]
    play("seat=sponsor_a", "weeks=2", "save=y.json", typed="\nq\n")
    _, left, _ = play("replay=y.json", base=["play"])
    assert "Here it was left." in left


def test_when_lines_run_out_the_game_is_saved(play: Play) -> None:
    status, _, _ = play("seat=party_a", "weeks=4", "save=x.json", typed="\n")
    assert status == 0
    assert from_dict(read_game_file(Path("x.json"))).week == 1


def test_an_interruption_saves_the_game(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    typed = iter(["stance probe", ""])

    def line() -> str:
        try:
            return next(typed)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr("builtins.input", line)
    status, _, complaint = play("seat=party_a", "weeks=4", "save=x.json")
    assert status == 130
    assert "interrupted" in complaint
    assert "x.json" in complaint
    assert choices("x.json") == [{"stance": "probe"}]


def test_other_courses_of_the_same_stream_follow_the_debrief(play: Play) -> None:
    arguments = ["seat=spoiler", "weeks=1", "alternatives=true"]
    status, shown, _ = play(*arguments, typed="stance probe\n\n")
    assert status == 0
    assert "The same random stream under other choices" in shown
    assert "By your party's own rule" in shown
    assert "You, and the model in your seat" in shown


def test_the_stream_is_a_new_one_each_time_unless_it_is_named() -> None:
    dyad = "scenario=textbook/dyad"
    assert len({play_asked([dyad])[0].replicate for _ in range(4)}) > 1
    assert play_asked([dyad, "replicate=3"])[0].replicate == 3
    assert play_asked([dyad, "weeks=2"])[0].horizon == 14


REFUSED = {
    "seat=moon": "there is no seat moon",
    "seat=[a,b]": "Write a text",
    "seat=party_a,party_b": "names several values",
    "sat=turkey": "sat",
    "weeks=0": "Write a whole number from 1",
    "weeks=two": "Write a whole number from 1",
    "replicate=-1": "Write a whole number from 0",
    "alternatives=maybe": "true or false",
    "resume=missing.json": "cannot be read",
    "replay=missing.json": "cannot be read",
    "save=''": "names no file",
}


@pytest.mark.parametrize("argument", REFUSED)
def test_what_cannot_be_played_is_refused(argument: str, play: Play) -> None:
    saved = argument.partition("=")[0] in ("resume", "replay")
    base = ["play"] if saved else ["play", "scenario=textbook/dyad"]
    status, _, complaint = play(argument, base=base)
    assert status == 2
    assert REFUSED[argument] in complaint
    assert "Traceback" not in complaint


def test_a_saved_game_takes_no_other_scenario_and_no_other_file_is_touched(play: Play) -> None:
    play("seat=spoiler", "weeks=1", "save=x.json", typed="q\n")
    for more in ("scenario=textbook/dyad", "seed=2", "seat=party_a", "replay=x.json", "weeks=3"):
        status, _, complaint = play("resume=x.json", more, base=["play"])
        assert status == 2
        assert complaint
    Path("note.txt").write_text("mine")
    assert play("seat=spoiler", "save=note.txt")[0] == 2
    assert Path("note.txt").read_text() == "mine"
    assert play("resume=note.txt", base=["play"])[0] == 2
    saved = json.loads(Path("x.json").read_text())
    Path("x.json").write_text(json.dumps(saved | {"model": "older"}))
    status, _, complaint = play("resume=x.json", base=["play"])
    assert status == 2
    assert "x.json" in complaint
    assert "another version of the model" in complaint


def test_another_game_is_never_written_over(play: Play) -> None:
    play("seat=spoiler", "weeks=2", "save=x.json", typed="\nq\n")
    kept = Path("x.json").read_text()
    status, _, complaint = play("seat=party_a", "weeks=2", "save=x.json", typed="\n\n")
    assert status == 2
    assert "x.json: save: it holds another game. Name another file, or go on" in complaint
    status, shown, _ = play("seat=party_a", "weeks=1", typed="s x.json\ns y.json\ns y.json\n\n")
    assert status == 0
    assert "it holds another game" in shown
    assert shown.count("Saved to y.json.") == 2
    # The game itself may be saved where it lies, under whatever name of the path.
    assert play("resume=x.json", "save=./x.json", base=["play"], typed="")[0] == 0
    assert Path("x.json").read_text() == kept


def test_a_game_that_is_left_twice_lies_in_two_files(play: Play) -> None:
    for _ in range(2):
        assert play("seat=spoiler", "weeks=1", typed="q\n")[0] == 0
    stem = "textbook-standard-spoiler-4"
    assert {file.name for file in Path().iterdir()} == {
        f"{stem}.game.json",
        f"{stem}-2.game.json",
    }


def test_a_place_where_nothing_can_be_saved_is_refused_before_the_game(play: Play) -> None:
    Path("note.txt").write_text("mine")
    status, shown, complaint = play("seat=spoiler", "save=note.txt/x.json", typed="\n")
    assert status == 2
    assert "cannot be written" in complaint
    assert not shown


def test_a_disk_that_fills_up_ends_no_game(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise InputError("it cannot be written (No space left on device)", file="x.json")

    monkeypatch.setattr("sim.cli.playing.write_game", full)
    status, shown, _ = play("seat=spoiler", "weeks=2", "save=x.json", typed="\n\n")
    assert status == 0
    # The message holds the folder, so that it depends on its name where a line ends.
    assert " ".join(shown.split()).count("The game goes on; `s FILE` saves it.") == 2
    assert "The debrief" in shown


def test_a_game_of_several_seats_is_seen_from_the_one_that_is_named(play: Play) -> None:
    tree = tree_of(load_scenario("textbook/standard", {"measurement.run_in_days": 1}))
    game = Game(tree, ["sponsor_a", "party_b"], horizon=7)
    game.advance({"party_b": {"stance": "probe"}})
    write_game(game, Path("class.json"))
    shown = play("replay=class.json", "seat=party_b", "alternatives=false", base=["play"])[1]
    assert "you are Party B" in shown
    assert "> 2 probe everywhere" in shown or ">3 probe everywhere" in shown
    assert "you are Sponsor A" in play("replay=class.json", "alternatives=false", base=["play"])[1]
    status, _, complaint = play("replay=class.json", "seat=party_a", base=["play"])
    assert (status, "nobody plays party_a" in complaint) == (2, True)


def test_resume_and_replay_are_one_or_the_other() -> None:
    with pytest.raises(InputError, match="do not go together"):
        play_asked(["resume=x", "replay=y"])
    with pytest.raises(InputError, match="two ways"):
        play_asked(["scenario=textbook/dyad", "weeks=2", "horizon=14"])
