"""The words and pictures of `ceasefire why`."""

import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from sim import why
from sim.questions.run.path import TELLING
from sim.questions.why import report as why_report
from sim.questions.why.causes import Graph, causes_of_end, steps_of
from sim.questions.why.pictures import BOX, FRAMES, but_for_svg, causes_svg, placed_boxes
from sim.questions.why.questions import asked, questions_of
from sim.questions.why.report import CAVEATS, page, summary, write_report, written
from sim.questions.why.why import WhyResult
from sim.questions.why.words import idle_text, level_text, rank_text, reading, why_text
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of
from sim.shared.names import Names
from tests.questions import sample
from tests.worlds import dyad, one

# What the tests share is then made once.
pytestmark = pytest.mark.xdist_group("why report")


@pytest.fixture(scope="module")
def result(compiled: None) -> WhyResult:
    return why("textbook/standard", replicates=5, workers=1, pairs=2)


@pytest.fixture(scope="module")
def drawn() -> tuple[Graph, Names]:
    scenario, log, _, _ = sample.told()
    return causes_of_end(log, next(log.of("end"))), Names(scenario)


@pytest.mark.parametrize("name", ["idlib/moscow_2020", "textbook/standard"])
def test_every_question_has_words_of_its_own(name: str) -> None:
    scenario = load_scenario(name)
    found = [(q, asked(q, Names(scenario))) for q in questions_of(tree_of(scenario))]
    texts = [text for _, text in found]
    assert len(set(texts)) == len(texts)
    for question, text in found:
        assert "_" not in text
        assert not text.endswith(".")
        assert question.sort


def test_words_say_what_was_left_out_or_kept() -> None:
    scenario = load_scenario("idlib/moscow_2020")
    texts = {asked(q, Names(scenario)) for q in questions_of(tree_of(scenario))}
    assert {
        "clause 3 (patrols) left out",
        "clause 3 (patrols) carried out every time",
        "clause 5 of the Sochi memorandum (withdraw groups) fulfilled from the first day",
        "no joint patrols on the M4",
        "no hold of Turkey on HTS",
        "the Syrian government always ordered to hold fire",
        "no talks",
    } <= texts


def test_every_because_of_the_report_is_one_of_the_chain(result: WhyResult) -> None:
    assert result.graph is not None
    steps = steps_of(result.graph, result.names)
    reasons = sum(bool(step.reasons) for step in steps)
    assert reasons > 2
    assert why_text(result).count("because") == reasons
    assert written(result).count("because") == reasons
    assert str(page(result)).count("because") == reasons


def test_the_text_tells_the_chain_then_ranks_then_warns(result: WhyResult) -> None:
    text = why_text(result)
    parts = [
        "Why the cessation",
        "The log joins",
        "What the end depended on",
        "But-for is not blame",
    ]
    places = [text.index(part) for part in parts]
    assert places == sorted(places)
    assert "judged together (Holm 1979)" in text
    assert not re.search(r"\b(None|nan|inf|True|False)\b", text)


def test_ties_are_told_as_ties(result: WhyResult) -> None:
    first = result.effects[0]
    assert rank_text(first, [first]) == "1"
    assert rank_text(first, [first, replace(first)]) == "1="


def test_two_changes_at_once_stand_beside_each_alone(result: WhyResult) -> None:
    assert "Two changes at once" in why_text(result)
    assert "with only one of the two" in why_text(result)


def test_a_run_that_held_is_told_by_what_would_have_ended_it(compiled: None) -> None:
    held = why("textbook/standard", replicates=2, replicate=1, workers=1)
    text = why_text(held)
    assert text.index("What carried the agreement") < text.index("What the end depended on")
    assert "This run held" in text
    assert "was still in force on day 365" in text


def test_a_world_at_rest_hangs_on_nothing(compiled: None) -> None:
    quiet = why(dyad(), replicates=2, horizon=5, workers=1)
    assert "none of five changes would have ended it" in reading(quiet)
    assert "moved no end in any run" in idle_text(quiet)
    assert level_text(quiet) == ""
    assert but_for_svg(quiet) == ""
    assert "What changed nothing" in written(quiet)


def test_one_run_has_no_interval_and_is_drawn_all_the_same(compiled: None) -> None:
    world = dyad(one("party_a", doctrine__kind="cancel_by_chance", doctrine__daily_chance=1.0))
    single = why(world, replicates=1, horizon=5, workers=1)
    assert not single.effects[0].clear
    assert "one run" in why_text(single)
    assert "None of the runs held." in reading(single)
    ET.fromstring(but_for_svg(single))  # noqa: S314 - written just now


def test_the_summary_holds_what_is_printed(result: WhyResult) -> None:
    figures = summary(result)
    assert figures["reading"].split(".")[0] in " ".join(why_text(result).split())
    assert len(figures["effects"]) == figures["questions"] == len(result.effects)


def test_every_sort_of_event_has_a_frame_of_its_own() -> None:
    assert set(FRAMES) == {telling.sort for telling in TELLING.values()}
    assert len({(f.shape, str(f.dash), f.width, f.fill) for f in FRAMES.values()}) == len(FRAMES)


def test_no_two_boxes_of_the_picture_lie_over_each_other(drawn: tuple[Graph, Names]) -> None:
    boxes, _, height = placed_boxes(*drawn)
    assert len(boxes) > 5
    for number, box in enumerate(boxes):
        assert box.top >= 0.0
        assert box.top + box.height <= height
        for other in boxes[:number]:
            beside = abs(box.left - other.left) >= BOX
            above = box.top + box.height <= other.top or other.top + other.height <= box.top
            assert beside or above
    assert [box.left for box in boxes] == sorted(box.left for box in boxes)


def test_pictures_are_sound_and_the_same_again(
    drawn: tuple[Graph, Names], result: WhyResult
) -> None:
    for svg, again in (
        (causes_svg(*drawn), causes_svg(*drawn)),
        (but_for_svg(result), but_for_svg(result)),
    ):
        assert svg == again
        assert ET.fromstring(svg).tag.endswith("svg")  # noqa: S314 - written just now


def test_the_page_has_every_change_and_what_it_cannot_say(
    result: WhyResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_report(result, tmp_path, "ceasefire why x")
    assert {file.name for file in tmp_path.iterdir()} == {
        "why.md", "report.html", "why.svg", "but_for.svg",
    }  # fmt: skip
    monkeypatch.setattr(why_report, "causes_svg", lambda *_: "")
    monkeypatch.setattr(why_report, "but_for_svg", lambda *_: "")
    found = page(result)
    told = sum(len(table.rows) for one in found.sections for table in one.tables)
    moved = sum(effect.direction != "neither" for effect in result.effects)
    assert told >= moved
    assert set(CAVEATS) <= set(found.caveats)
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<pre>ceasefire why x</pre>" in text
