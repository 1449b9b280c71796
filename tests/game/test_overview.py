"""The view of the facilitator tells the log as it is."""

from pathlib import Path

from sim.game.class_game import ClassGame
from sim.game.debrief import Overview, overview_of
from sim.game.words import choice_lines
from tests.game.class_games import FIRM, PROBE, begun


def played(folder: Path) -> ClassGame:
    """A room after a round of three weeks in which party_b probed."""
    room = begun(folder, weeks=4, weeks_each=3)
    room.decide("party_b", 0, PROBE)
    room.decide("sponsor_a", 0, FIRM)
    return room


def round_of(room: ClassGame) -> Overview:
    """What was true in the last round."""
    return overview_of(room.state.game, room.state.rounds[-1].first)


def test_every_attack_of_the_round_is_counted_once(tmp_path: Path) -> None:
    room = played(tmp_path)
    room.move_on(3)
    attacks = [e for e in room.state.game.model.log.of("attack") if e.day > 21]
    fire = round_of(room).fire
    assert sum(row.attacks for row in fire) == len(attacks) > 0
    assert all(row.attacks == row.right + sum(row.wrong.values()) + row.missed for row in fire)
    assert [row.attacks for row in fire] == sorted((r.attacks for r in fire), reverse=True)


def test_who_is_told_to_probe_fires_most(tmp_path: Path) -> None:
    assert round_of(played(tmp_path)).fire[0].party == "party_b"


def test_beliefs_are_those_on_which_the_parties_act(tmp_path: Path) -> None:
    room = played(tmp_path)
    model = room.state.game.model
    standing = round_of(room).standing
    assert list(standing) == list(room.state.game.seats)
    assert standing["party_a"][1]["party_b"] == model.party("party_a").belief_in("party_b")
    assert standing["party_b"][1]["party_a"] == model.party("party_b").belief_in("party_a")
    assert standing["party_b"][0].strength == model.party("party_b").strength


def test_what_happened_is_told_with_reasons(tmp_path: Path) -> None:
    room = played(tmp_path)
    room.strike(0, {"what": "weary", "subject": "party_b", "size": "much"})
    room.move_on(3)
    told = round_of(room).happened
    assert any("from outside" in line for line in told)
    assert all(line.endswith(".") for line in told)


def test_choices_are_told_in_the_words_of_the_menu(tmp_path: Path) -> None:
    menu = begun(tmp_path).state.game.menu("sponsor_a")
    assert choice_lines(menu, FIRM | {"gone": "x"}) == ["Hold on your clients: firm"]
