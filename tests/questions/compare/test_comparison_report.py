"""What is said and drawn of a comparison, on runs whose answer is known."""

from __future__ import annotations

import re

import pytest

from sim.questions.compare.comparison import MOST_ARMS
from sim.questions.compare.figures import arm_looks, figures
from sim.questions.compare.findings import Findings
from sim.questions.compare.report import comparison_text, report_page, summary
from sim.questions.compare.words import reading, streams_sentence, title, warnings
from tests.questions.compare.comparisons import HORIZON, findings, made_up

# What the tests share is then made once.
pytestmark = pytest.mark.xdist_group("comparison")

BEYOND = HORIZON + 1
SHORT = [10 + n % 5 for n in range(40)]
LATER = [day + 20 + n % 3 for n, day in enumerate(SHORT)]


def test_a_change_that_chance_does_not_explain_is_named_with_its_size() -> None:
    said = reading(findings({"base": SHORT, "no_patrols": LATER}))
    assert said.startswith(
        "With no patrols the agreement held 21.0 days longer than without the change (95 %"
        " interval of the difference 20.7 to 21.2, from 12.0 days, counted up to day 100)"
    )
    assert said.endswith("it is so under each of the two definitions of an end.")


def test_a_change_that_chance_may_explain_is_said_to_be_so() -> None:
    swapped = [SHORT[n ^ 1] for n in range(len(SHORT))]
    swapped[0] += 1
    said = reading(findings({"base": SHORT, "other": swapped}))
    assert "which chance alone may explain" in said


def test_a_change_that_changes_nothing_is_said_to_change_nothing() -> None:
    said = reading(findings({"base": SHORT, "same": SHORT}))
    assert said == "Same changed nothing: every run was the same as without the change."


def test_of_several_changes_the_strongest_is_named() -> None:
    arms = {"base": SHORT, "same": SHORT, "later": LATER, "sooner": [d - 1 for d in SHORT]}
    said = reading(findings(arms))
    assert said.startswith(
        "Two of the three changes moved the days held by more than chance explains, later most: by"
        " +21.0 days"
    )
    swapped = [SHORT[n ^ 1] for n in range(len(SHORT))]
    none = reading(findings({"base": SHORT, "same": SHORT, "swapped": swapped}))
    assert none.startswith("Neither of the two changes moved the days held by more than chance")


def test_changes_that_play_no_part_are_named() -> None:
    found = findings({"base": SHORT, "same": SHORT, "later": LATER, "alike": SHORT})
    assert warnings(found)[0] == (
        "Same and alike changed nothing in any run: what is set there plays no part in this"
        " scenario as it is."
    )
    idle = findings({"base": SHORT, "same": SHORT, "alike": SHORT})
    assert reading(idle) == "Neither of the two changes moved the days held in any run."


def test_a_change_of_other_things_than_days_is_no_change_of_nothing() -> None:
    result = made_up({"base": SHORT, "louder": SHORT})
    result["louder"].batch.runs["accusations"] += 1
    assert reading(Findings(result)) == (
        "Louder changed other things, but not how long the agreement held: in every run as long"
        " as without the change."
    )


def test_where_everything_held_there_are_figures_all_the_same() -> None:
    drawn = figures(findings({"base": [BEYOND] * 20, "also": [BEYOND] * 20}))
    assert {"survival", "ends", "definitions", "effects"} <= set(drawn)


def test_of_two_scenarios_the_longer_is_named_first() -> None:
    said = reading(findings({"short": SHORT, "long": [BEYOND] * 40}, of_one=False))
    assert said.startswith("Long held 88.0 days longer than short on average (95 % interval ")
    assert "100 percent against 0 percent were then still in force" in said


def test_of_many_scenarios_the_longest_and_the_shortest_are_named() -> None:
    found = findings({"middle": LATER, "short": SHORT, "long": [BEYOND] * 40}, of_one=False)
    said = reading(found)
    assert said.startswith("Long held longest, 100 days on average")
    assert "and short least, 12.0 days" in said


def test_what_pairs_were_worth_is_said_only_where_streams_are_shared() -> None:
    assert "times narrower" in streams_sentence(findings({"base": SHORT, "later": LATER}))
    apart = streams_sentence(findings({"base": SHORT, "later": LATER}, of_one=False))
    assert "independent runs" in apart
    assert "times narrower" not in apart


def test_too_few_endings_are_a_warning() -> None:
    few = [BEYOND] * 37 + [50, 60, 70]
    (note,) = warnings(findings({"base": few, "other": [BEYOND, *few[1:]]}))
    assert note.startswith("Too few endings to tell (three with base, three with other)")
    (note,) = warnings(findings({"base": few, "other": SHORT}))
    assert note.startswith("Too few endings for a hazard ratio (three with base, 40 with other)")
    assert not warnings(findings({"base": SHORT, "other": LATER}))


def test_of_several_arms_with_too_few_endings_one_sentence_tells() -> None:
    few = [BEYOND] * 37 + [50, 60, 70]
    (note,) = warnings(findings({"base": few, "one": few[::-1], "two": [BEYOND] * 40}))
    assert "(three with base, three with one, no with two)" in note
    idle, note = warnings(findings({name: [BEYOND] * 40 for name in ("base", "one", "two")}))
    assert idle.startswith("One and two changed nothing in any run")
    assert note.startswith("Nothing ended: more replicates or a longer horizon")


def test_runs_that_failed_are_named_and_left_out() -> None:
    found = findings({"base": SHORT, "other": LATER}, failed=2)
    assert "Two runs failed and are left out." in warnings(found)
    assert summary(found)["failed"] == 2


def test_an_arm_of_which_every_run_failed_is_named() -> None:
    result = made_up({"base": SHORT, "later": LATER, "lost": []}, failed=3)
    text = comparison_text(result)
    assert "Every run failed of lost." in " ".join(text.split())
    assert "21.0 days longer" in " ".join(text.split())
    nothing = comparison_text(made_up({"base": [], "lost": []}, failed=3))
    assert nothing.endswith("No run was carried through.")


def test_the_text_ends_with_the_answer_and_where_to_look() -> None:
    text = " ".join(comparison_text(made_up({"base": SHORT, "later": LATER})).split())
    assert text.startswith("textbook/standard: as it is, and with later, 40 runs of each, seed 1")
    assert "This is a model, not a forecast. report.html has all figures" in text


def test_the_summary_holds_the_figures_that_are_printed() -> None:
    figures_of = summary(findings({"base": SHORT, "later": LATER}))
    assert figures_of["arms"]["base"]["days_held"]["value"] == pytest.approx(12.0)
    assert figures_of["against"]["later"]["days_held"]["value"] == pytest.approx(20.975)
    assert figures_of["same_streams"] is True


def test_no_two_arms_look_alike_even_in_grey() -> None:
    looks = arm_looks([f"arm_{n}" for n in range(MOST_ARMS)]).values()
    assert len({look.mark for look in looks}) == MOST_ARMS
    assert len({(look.colour, str(look.dash)) for look in looks}) == MOST_ARMS


def test_as_many_arms_as_there_may_be_can_be_drawn() -> None:
    arms = {f"arm_{n}": [day + n for day in SHORT] for n in range(MOST_ARMS)}
    drawn = figures(findings(arms))
    assert set(drawn) == {"survival", "effects", "ends", "clauses", "definitions"}
    assert all(svg.rstrip().endswith("</svg>") for svg in drawn.values())


def test_the_page_stands_alone_and_holds_every_figure_and_the_answer() -> None:
    result = made_up({"base": SHORT, "later": LATER})
    found = findings({"base": SHORT, "later": LATER})
    page = report_page(found, figures(found), "ceasefire compare x")
    assert page.count("<svg") == 5
    assert "21.0 days longer than without the change" in page
    assert "scenario.obligations.patrols.active" in page
    assert "<pre>ceasefire compare x</pre>" in page
    assert not re.findall(r'(?:src|href)="(?!#)', page)
    assert title(result) in page
