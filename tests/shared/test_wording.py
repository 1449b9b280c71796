from datetime import date

import pytest

from sim.day.events import FORMS, Event
from sim.shared import wording
from sim.shared.names import Names
from sim.shared.phrases import PHRASES, ago, on_date, phrase_of
from tests.questions import sample

NAMES = Names(sample.sochi())


def test_dates_are_written_out() -> None:
    assert wording.date_text(date(2018, 10, 15)) == "15 October 2018"
    assert wording.pair_text(date(2018, 11, 3), date(2018, 12, 20)) == (
        "3 November",
        "20 December 2018",
    )
    assert wording.pair_text(date(2018, 11, 3), date(2019, 1, 2))[0] == "3 November 2018"


def test_a_date_is_shortened_where_the_year_is_known() -> None:
    day = date(2018, 10, 15)
    assert on_date(day) == "On 15 October 2018"
    assert on_date(day, date(2018, 1, 1)) == "On 15 October"
    assert on_date(day, day) == "The same day"
    assert on_date(day, day, same=False) == "On 15 October"
    assert on_date(day, date(2017, 12, 31)) == "On 15 October 2018"


def test_days_are_seen_from_the_day_told() -> None:
    assert ago(5, 5, NAMES) == "that day"
    assert ago(4, 5, NAMES) == "the day before"
    assert ago(1, 5, NAMES) == "on 17 September"
    assert ago(1, 200, NAMES) == "on 17 September 2018"


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "no attacks"), (1, "one attack"), (2, "two attacks"), (1430, "1,430 attacks")],
)
def test_counts_agree_with_their_nouns(number: int, text: str) -> None:
    assert wording.plural(number, "attack") == text


def test_irregular_plurals_and_times() -> None:
    assert wording.plural(1, "person", "people") == "one person"
    assert [wording.times(n) for n in (1, 2, 3, 40)] == ["once", "twice", "three times", "40 times"]


def test_lists_of_names() -> None:
    assert wording.listed([]) == ""
    assert wording.listed(["A"]) == "A"
    assert wording.listed(["A", "B", "C"]) == "A, B and C"
    assert wording.listed(list("ABCDE"), 3) == "A, B and three more"


def test_people_are_told_to_two_figures() -> None:
    assert wording.people_text(1) == "one person"
    assert wording.people_text(43_487.0) == "about 43,000 people"


def test_shares_do_not_round_to_none_or_all() -> None:
    assert wording.share_text(0.0) == "0 percent"
    assert wording.share_text(0.001) == "under 1 percent"
    assert wording.share_text(0.999) == "over 99 percent"
    assert wording.share_text(1.0) == "100 percent"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Russia", "Russia"),
        ("Party A", "Party A"),
        ("Syrian government", "the Syrian government"),
        ("Armed groups", "the armed groups"),
        ("The third group", "the third group"),
        ("Monitoring mission", "the monitoring mission"),
        ("National Liberation Front", "the National Liberation Front"),
        ("Hay'at Tahrir al-Sham", "Hay'at Tahrir al-Sham"),
        ("Russian-Turkish commission", "the Russian-Turkish commission"),
        ("Upland of B", "the upland of B"),
    ],
)
def test_articles(name: str, text: str) -> None:
    assert wording.with_article(name) == text


def test_names_lose_what_a_sentence_cannot_bear() -> None:
    assert wording.plain("Nayrab / Trumba") == "Nayrab"
    assert wording.plain("Tell Tuqan (post)") == "Tell Tuqan"
    assert wording.plain("M4, Latakia to Saraqib") == "M4"
    assert wording.plain("Hayat Tahrir al-Sham and allies") == "Hayat Tahrir al-Sham"
    assert wording.initials("Hay'at Tahrir al-Sham") == "HTS"


def test_a_label_has_no_article() -> None:
    assert wording.bare("The Karabakh forces (irregulars)") == "Karabakh forces"
    assert wording.bare("Theodora") == "Theodora"


def test_possessives() -> None:
    assert wording.possessive("Russia") == "Russia's"
    assert wording.possessive("the armed groups") == "the armed groups'"


def test_an_agreement_signed_again_says_so() -> None:
    assert NAMES.agreement("sochi") == "the Sochi memorandum"
    assert NAMES.agreement("truce#2") == "the second truce"
    assert NAMES.agreement("elsewhere") == "the agreement"


def test_words_are_counted_as_read() -> None:
    assert wording.word_count("Russia's count, 6.9 a day (all).") == 6
    assert wording.word_count("## Why it ended\n\n1. **15 October**") == 6


def made(kind: str, form: str, **more: object) -> Event:
    whole: dict[str, object] = {
        "actor": "government",
        "target": "nlf",
        "sector": "morek",
        "obligation": "withdraw_groups",
        "agreement": "sochi",
        "severity": 1.0,
    }
    return Event(0, 5, kind, form, **(whole | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(("kind", "form"), [(k, f) for k, forms in FORMS.items() for f in forms])
@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("empty", [False, True])
def test_every_kind_of_event_has_its_words(kind: str, form: str, number: int, empty: bool) -> None:
    blank = {"actor": "", "target": "", "sector": "", "obligation": "", "agreement": ""}
    deed = phrase_of([made(kind, form, **(blank if empty else {}))] * number, NAMES)
    for text in (deed.main(), deed.earlier()):
        assert text == text.strip()
        assert "  " not in text
        assert "_" not in text
        assert "None" not in text
    assert " had " in deed.earlier()


def test_nothing_but_kinds_of_events_has_a_phrase() -> None:
    known = {(kind, form) for kind, forms in FORMS.items() for form in (*forms, "")}
    assert set(PHRASES) <= known


@pytest.mark.parametrize(("kind", "form"), [(k, f) for k, forms in FORMS.items() for f in forms])
def test_every_form_of_every_kind_of_event_has_a_phrase(kind: str, form: str) -> None:
    assert PHRASES.get((kind, form)) or PHRASES.get((kind, ""))


def test_plural_names_take_plural_verbs() -> None:
    scenario = sample.sochi()
    described = scenario.scenario
    groups = described.parties["nlf"].model_copy(update={"name": "Armed groups"})
    parties = {**described.parties, "nlf": groups}
    renamed = Names(
        scenario.model_copy(update={"scenario": described.model_copy(update={"parties": parties})})
    )
    assert renamed.was("nlf") == "were"
    assert renamed.was("russia") == "was"
    vetoed = made("offensive", "vetoed", actor="nlf")
    assert phrase_of([vetoed], renamed).main().startswith("the armed groups were held back")


@pytest.mark.parametrize(
    ("value", "text"), [(None, "-"), (0.0, "0.0"), (-0.01, "0.0"), (99.94, "99.9"), (99.96, "100")]
)
def test_days_are_written_to_a_tenth_below_a_hundred(value: float | None, text: str) -> None:
    assert wording.days_text(value) == text
    assert wording.days_text(3.0, signed=True) == "+3.0"
