import re
from dataclasses import replace

import pandas as pd
import pytest

from sim.day.events import Event, EventLog
from sim.day.outcome import Outcome
from sim.questions.run import path, story, turns
from sim.questions.run.story import who_owed_what
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.shared import phrases
from sim.shared.names import Names
from sim.shared.wording import word_count
from tests.questions import sample

Trace = tuple[Scenario, EventLog, pd.DataFrame, Outcome]
MOST_WORDS = 1200
ALL = -1


@pytest.fixture(scope="module")
def told() -> Trace:
    return sample.told()


def rewritten(log: EventLog, effect: int, cause: int = ALL) -> EventLog:
    """Copy a log without one edge, or without all edges to one event."""
    copy = EventLog()
    for event in log:
        causes = event.causes
        if event.id == effect:
            causes = tuple(c for c in causes if cause not in (ALL, c))
        copy.add(replace(event, causes=causes))
    return copy


def without_edges(log: EventLog) -> EventLog:
    copy = EventLog()
    for event in log:
        copy.add(replace(event, causes=()))
    return copy


def first(log: EventLog, kind: str, form: str) -> Event:
    return next(event for event in log.of(kind) if event.form == form)


def sentence_with(text: str, words: str) -> str:
    found = [part for part in re.split(r"(?<=\.)\s", text) if words in part]
    assert found, f"nobody says {words!r}"
    return found[0]


def test_a_log_without_edges_knows_no_because(told: Trace) -> None:
    scenario, log, daily, outcome = told
    assert story.story(*told).lower().count("because") > 10
    assert "because" not in story.story(scenario, without_edges(log), daily, outcome).lower()


def test_every_reason_is_an_edge(told: Trace, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = 0
    real = phrases.because

    def spy(events: list[Event], causes: list[Event], names: Names, most: int = 2) -> str:
        nonlocal calls
        calls += bool(causes)
        edges = {cause for event in events for cause in event.causes}
        assert {cause.id for cause in causes} <= edges
        return real(events, causes, names, most)

    monkeypatch.setattr(phrases, "because", spy)
    story.story(*told)
    assert calls > 10


def test_no_other_room_says_because() -> None:
    sources = [story, turns, path]
    for module in sources:
        assert module.__file__ is not None
        with open(module.__file__, encoding="utf-8") as file:  # noqa: PTH123 - a source file
            strings = re.findall(r'f?"[^"\n]*"', file.read())
        assert not [text for text in strings if "because" in text]


def test_without_an_edge_its_clause_goes(told: Trace) -> None:
    scenario, log, daily, outcome = told
    slackened, missed = first(log, "restraint", "slackened"), first(log, "deadline", "missed")
    before = sentence_with(story.story(*told), "Russia slackened its hold")
    assert "because the deadline of clause 5 had passed" in before
    assert "Russia had accused Turkey" in before
    cut = rewritten(log, slackened.id, missed.id)
    after = sentence_with(story.story(scenario, cut, daily, outcome), "Russia slackened its hold")
    assert "the deadline of clause 5 had passed" not in after
    assert "because it had accused Turkey" in after


def test_without_an_edge_the_path_to_the_end_is_another(told: Trace) -> None:
    scenario, log, daily, outcome = told
    steps = story.tell(*told).why
    assert len(steps) == 6
    assert "the deadline of clause 5" in steps[0]
    assert all("because of this" in step for step in steps[1:])
    accused = next(e for e in log.of("accusation") if e.form == "contested")
    slackened = first(log, "restraint", "slackened")
    cut = rewritten(rewritten(log, accused.id), slackened.id)
    shorter = story.tell(scenario, cut, daily, outcome).why
    assert "Russia slackened its hold" in shorter[0]
    assert "because" not in shorter[0]


def test_a_path_links_only_what_the_log_links(told: Trace) -> None:
    scenario, log, daily, outcome = told
    end = next(log.of("end"))
    alone = rewritten(log, end.id)
    steps = story.tell(scenario, alone, daily, outcome).why
    assert len(steps) == 1
    assert "ended with an offensive" in steps[0]


def test_deleting_the_edge_of_a_sponsor_deletes_its_answer(told: Trace) -> None:
    scenario, log, daily, outcome = told
    assert "Russia agreed to join it" in story.story(*told)
    cut = rewritten(log, first(log, "offensive", "begun").id)
    assert "Russia agreed to join it" not in story.story(scenario, cut, daily, outcome)


@pytest.mark.parametrize("days", [20, 230, 700, 1600])
def test_a_run_of_any_length_reads_in_two_pages(days: int) -> None:
    scenario, log, daily, outcome = sample.told(days)
    assert 300 < word_count(story.story(scenario, log, daily, outcome)) < MOST_WORDS


@pytest.mark.parametrize("days", [20, 230, 1600])
def test_nothing_raw_shows(days: int) -> None:
    args = sample.told(days)
    text = story.story(*args)
    assert not re.search(r"\b(None|nan|inf|True|False)\b", text)
    assert "_" not in text
    assert not re.search(r"  |\s[.,;]|\.\.|,,|;\.|,\.", text.replace("\n", "\n"))
    ids = set(args[0].scenario.parties) | set(args[0].scenario.sectors)
    lower = {key for key in ids if re.search(rf"(?<![\w-]){key}(?![\w-])", text)}
    assert lower <= {"government"}, "an id stands where a name should"


def test_sentences_begin_with_capitals_and_end(told: Trace) -> None:
    for _, body in story.tell(*told).sections:
        assert body.endswith(".")
        for part in re.split(r"(?<=[a-z0-9)]\.)\s", body):
            assert part[0].isupper(), part


def test_the_same_run_is_told_in_the_same_words(told: Trace) -> None:
    assert story.story(*told) == story.story(*sample.told())


def test_repeated_charges_are_counted(told: Trace) -> None:
    text = story.story(*told)
    assert "The charge was repeated four times up to 9 April 2019 (all contested)." in text
    assert text.count("Russia accused Turkey of not fulfilling clause 5") < 5


def test_readings_stand_where_they_differ(told: Trace) -> None:
    text = story.story(*told)
    assert "It names nobody; Russia took it for Turkey's duty" in text
    assert "**Clause 2**" in text


def test_long_names_are_said_in_full_once(told: Trace) -> None:
    text = story.story(*told)
    assert text.count("National Liberation Front") == 1
    assert "the National Liberation Front (NLF)" in text
    assert text.count("Hay'at Tahrir al-Sham") == 1


def test_quiet_chapters_are_joined() -> None:
    sections = story.tell(*sample.told(1600)).sections
    assert len(sections) < 9
    assert any("2023" in heading for heading, _ in sections)


def test_it_says_when_else_it_could_be_said_to_have_ended(told: Trace) -> None:
    text = story.story(*told)
    assert "dated by the first capture, it ended on 9 May 2019, day 235" in text
    assert "not a forecast" in text


def test_a_day_without_events_is_a_story() -> None:
    text = story.story(*sample.dyad())
    assert "The line was quiet." in text
    assert "## How it held" in text
    assert "after one day" in text


def test_an_empty_log_is_a_story() -> None:
    scenario = sample.dyad()[0]
    outcome = Outcome("truce", "held", (), 1, ended=False, alternatives={})
    text = story.story(scenario, EventLog(), pd.DataFrame(), outcome)
    assert "The line was quiet." in text


def test_readings_of_parties_are_told_where_no_guarantor_has_one() -> None:
    clause = "scenario.obligations.withdraw_heavy_weapons"
    lines = [
        who_owed_what(Names(load_scenario("textbook/standard", {f"{clause}.readings": readings})))
        for readings in ({"party_a": ["party_b"]}, {"party_a": ["party_b"], "sponsor_b": []})
    ]
    told = [next(line for line in found if "eavy weapons" in line) for found in lines]
    assert "Party A held only Party B to it" in told[0]
    assert "Sponsor B took it for nobody's duty" in told[1]
    assert "Party A held" not in told[1]
