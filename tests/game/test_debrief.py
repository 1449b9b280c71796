"""The debrief tells what was true, and how the same random stream goes on under other choices."""

from collections import Counter
from dataclasses import asdict, replace

import pytest

from sim.day.events import Event
from sim.day.model import trace as tell
from sim.game.courses import (
    AS_PLAYED,
    AS_RULE,
    POLICIES,
    Policy,
    course_of,
    course_under,
    on_other_streams,
    policies_for,
)
from sim.game.debrief import Block, actions_block, blocks, courses_block, debrief_of
from sim.game.saved import log_digest
from sim.game.words import your_names
from sim.scenario.errors import InputError
from tests.game.tables import events, fresh, left_to_the_rule, new_game, played_out, standard_tree
from tests.game.test_view import LOUD, MINGLED, UNCLEAR


def test_the_debrief_stays_down_until_the_game_is_over() -> None:
    with pytest.raises(InputError, match="over"):
        debrief_of(fresh("party_a"), "party_a")
    with pytest.raises(InputError, match="over"):
        fresh("party_a").outcome()
    with pytest.raises(InputError, match="nobody plays"):
        debrief_of(left_to_the_rule("party_a"), "party_b")


def test_every_attack_by_the_other_side_is_accounted_for() -> None:
    game = played_out("party_a", changes=UNCLEAR | MINGLED)
    debrief = debrief_of(game, "party_a")
    made = Counter(event.true_author for event in events(game, "attack"))
    assert {seen.party: seen.attacks for seen in debrief.seeing} == {
        author: made[author] for author in ("party_b", "spoiler")
    }
    for seen in debrief.seeing:
        wrong = sum(seen.wrong.values())
        assert seen.right + wrong + seen.missed == seen.attacks
        assert seen.missed > 0
    assert any(seen.wrong for seen in debrief.seeing)
    assert debrief.imagined


def test_charges_are_told_with_what_they_were_worth() -> None:
    game = played_out("sponsor_a", changes=LOUD)
    debrief = debrief_of(game, "sponsor_a")
    brought = events(game, "accusation", actor="sponsor_a")
    assert list(debrief.brought) == brought
    received = [e for e in events(game, "accusation") if e.target in ("sponsor_a", "party_a")]
    assert len(debrief.received) == len(received) > 0


def test_a_table_of_charges_says_what_it_leaves_out() -> None:
    game = played_out("sponsor_a", changes=LOUD)
    names = your_names(game.names, "sponsor_a")
    debrief = debrief_of(game, "sponsor_a")

    def charges(*days: int, kinds: int) -> Block:
        told = tuple(
            Event(
                id=0,
                day=day,
                kind="accusation",
                form=f"kind {day % kinds}",
                actor="sponsor_a",
                target="sponsor_b",
                obligation="refrain",
            )
            for day in days
        )
        found = blocks(replace(debrief, brought=told, received=()), names)
        return next(block for block in found if block.heading == "What the charges were worth")

    whole = charges(3, 1, kinds=9)
    assert [row[0] for row in whole.rows] == ["1 January", "3 January"]
    assert not [line for line in whole.lines if "Listed" in line]
    assert "Listed is the first of each kind." in charges(1, 2, 3, kinds=2).lines
    assert len(charges(1, 2, 3, kinds=2).rows) == 2
    cut = charges(*range(1, 21), kinds=10)
    assert "Listed is the first of each kind, 8 of 10 kinds." in cut.lines
    assert len(cut.rows) == 8
    # Who is silent may still have answered a charge by a charge.
    assert cut.lines[0].startswith("You brought 20 charges, counter-charges included")


def test_the_fire_of_clients_is_told_by_what_was_behind_it() -> None:
    game = left_to_the_rule("sponsor_a")
    clients = debrief_of(game, "sponsor_a").clients
    assert list(clients) == ["party_a"]
    assert sum(clients["party_a"].values()) == len(events(game, "attack", actor="party_a"))


def test_opinions_are_told_for_the_beginning_and_every_week() -> None:
    game = left_to_the_rule("sponsor_a")
    opinions = debrief_of(game, "sponsor_a").opinions
    assert len(opinions) == game.week + 1
    last = {p.name: p.belief_in("sponsor_a") for p in game.model.parties if p.camp == "side_b"}
    assert opinions[-1] == last


def test_readings_are_told_where_they_differ() -> None:
    readings = debrief_of(left_to_the_rule("party_a"), "party_a").readings
    yours, theirs = readings["withdraw_groups"]
    assert yours == ("sponsor_b", "party_b")
    assert theirs["party_b"] == ("party_a", "party_b")
    assert "patrols" not in readings


def test_the_rule_in_the_seat_is_the_model_s_own_run() -> None:
    game = played_out("party_a", {"stance": "probe"})
    before = log_digest(game)
    course = course_under(game, "party_a", AS_RULE)
    outcome = tell(standard_tree(), 1, 0, game.horizon).outcome
    assert (course.end_kind, course.days) == (outcome.end_kind, outcome.end_day)
    assert course.attacks == outcome.figures["attacks"]
    assert log_digest(game) == before


def test_a_policy_is_a_whole_game_of_such_choices() -> None:
    game = left_to_the_rule("party_a")
    policy = next(policy for policy in POLICIES if policy.key == "restrain")
    days: list[tuple[int, int]] = []
    course = course_under(game, "party_a", policy, lambda day, last: days.append((day, last)))
    held = played_out(
        "party_a", {"stance": "restrain", "response": "let_pass", "offensive": "none"}
    )
    assert course == course_of(held, "party_a", policy)
    assert days == [(7, 14), (14, 14)]


def test_one_lever_is_left_to_the_rule_and_the_others_stay() -> None:
    game = played_out("party_a", {"stance": "probe", "charges": "silent"})
    without = course_under(game, "party_a", Policy("x", "x", without="stance"))
    silent = played_out("party_a", {"charges": "silent"})
    assert without.attacks == course_of(silent, "party_a", AS_PLAYED).attacks
    assert {policy.without for policy in policies_for(game, "party_a")} == {"", "stance", "charges"}


def test_the_other_seats_decide_as_they_did() -> None:
    game = new_game("party_a", "party_b")
    while not game.over:
        game.advance({"party_a": {"stance": "restrain"}, "party_b": {"stance": "probe"}})
    course = course_under(game, "party_a", AS_RULE)
    alone = played_out("party_b", {"stance": "probe"})
    assert course.attacks == course_of(alone, "party_b", AS_PLAYED).attacks


def test_only_what_a_seat_decides_is_tried() -> None:
    guarantor = {policy.key for policy in policies_for(left_to_the_rule("sponsor_a"), "sponsor_a")}
    assert {"rule", "restrain", "silent", "talk"} <= guarantor
    group = {policy.key for policy in policies_for(left_to_the_rule("spoiler"), "spoiler")}
    assert group == {"rule", "restrain", "push"}


@pytest.mark.usefixtures("compiled")
def test_other_streams_leave_out_that_of_the_game() -> None:
    game = played_out("party_a", weeks=1, replicate=2)
    many = on_other_streams(game, 4)
    assert many is not None
    kinds = Counter(
        tell(standard_tree(), 1, replicate, 7).outcome.end_kind for replicate in (0, 1, 3, 4)
    )
    assert many.runs == 4
    assert dict(many.kinds) == dict(kinds)
    assert len(many.days) == 4


def test_the_debrief_is_told_in_sentences_and_tables() -> None:
    game = played_out("sponsor_a", {"restraint": "firm"}, changes=LOUD)
    names = your_names(game.names, "sponsor_a")
    debrief = debrief_of(game, "sponsor_a")
    told = blocks(debrief, names)
    assert told[0].heading == "How it ended"
    text = " ".join(line for block in told for line in block.lines)
    assert f"day {debrief.course.days}" in text
    for block in told:
        assert all(line.endswith(".") for line in block.lines), block
        assert all(len(row) == len(block.columns) for row in block.rows), block
    rule = course_under(game, "sponsor_a", AS_RULE)
    table = courses_block([debrief.course, rule], None)
    assert [row[0] for row in table.rows] == ["As you played", "By your party's own rule"]
    assert actions_block(debrief.course, rule).rows
    assert asdict(debrief)["seat"] == "sponsor_a"
