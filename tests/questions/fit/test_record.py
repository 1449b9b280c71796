"""The record as data, and what a fit takes from it."""

from __future__ import annotations

import csv
import math
from dataclasses import replace
from datetime import date

import pytest

from sim.paths import config_root
from sim.questions.fit.question import candidates_of, distribution_of, prior_of, question_of
from sim.questions.fit.record import record_named
from sim.questions.fit.settings import Settings, settings_from
from sim.scenario.errors import InputError
from sim.scenario.load import load_scenario
from sim.scenario.read import read_file

RECORD = record_named("idlib")
PLAIN = read_file(config_root() / "fit" / "idlib.yaml")
LAST = date(2020, 1, 31)
COLUMNS = {"russia": "ru_count", "turkey": "tr_count"}


def settings(**changes: object) -> Settings:
    return settings_from(PLAIN | changes)


@pytest.mark.parametrize(
    ("agreement", "main", "low", "high", "kinds"),
    [
        ("A0", 248, 116, 259, {"offensive", "disowned"}),
        ("A1", 225, 221, 231, {"offensive"}),
        ("A3", 1, 1, 1, {"disowned"}),
        ("A4", 3, 3, 4, {"cancelled"}),
        ("A5", 110, 85, 110, {"offensive"}),
        ("A6", 6, 3, 6, {"offensive"}),
    ],
)
def test_datings_that_are_ends_make_an_interval(
    agreement: str, main: int, low: int, high: int, kinds: set[str]
) -> None:
    found = RECORD.lifetime(agreement)
    assert (found.days, found.low, found.high, found.kinds) == (main, low, high, frozenset(kinds))


def test_every_row_has_a_source_that_is_listed_and_a_confidence() -> None:
    listed = {row["code"] for row in RECORD.rows("sources")}
    for table in ("series", "phases", "displaced", "rounds", "talks", "accusations"):
        for row in RECORD.rows(table):
            assert row["confidence"] in ("high", "medium", "low"), (table, row)
            assert set(row["sources"].split()) <= listed, (table, row)


def test_every_agreement_has_one_main_dating_and_days_are_those_between_the_dates() -> None:
    rows = RECORD.rows("series")
    for row in rows:
        if row["end_kind"] != "clause-breach" and row["censored"] == "0":
            apart = date.fromisoformat(row["end"]) - date.fromisoformat(row["start"])
            assert apart.days == int(row["days"])
    for agreement in {row["id"] for row in rows}:
        assert sum(row["id"] == agreement and row["main"] == "1" for row in rows) == 1


def test_the_ratio_of_counts_flips() -> None:
    found = RECORD.counts(COLUMNS, LAST)
    assert found["P1"].ratio < 0 < found["P3"].ratio
    assert (found["P1"].bulletins, found["P4"].bulletins) == (9, 4)
    assert found["P1"].one == pytest.approx(62 / 9)


def test_nothing_after_the_last_day_is_read() -> None:
    late = RECORD.counts(COLUMNS, date(2020, 2, 2))
    assert late["P4"].bulletins == 6
    assert RECORD.counts(COLUMNS, date(2018, 12, 31)).keys() == {"P1"}


def test_lags_run_forward() -> None:
    found = RECORD.lags()
    assert found
    assert all(before >= 0 and after >= 0 for _, before, after in found)


def test_tables_of_the_record_are_sound() -> None:
    for file in (config_root() / "record" / "idlib").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as stream:
            head, *rows = list(csv.reader(stream))
        assert all(len(row) == len(head) for row in rows), file


def test_a_fit_never_sees_what_it_predicts() -> None:
    asked = question_of(settings())
    assert set(asked.data) == set(PLAIN["episodes"])
    assert not set(asked.data) & set(asked.held_out)
    assert all(asked.lifetimes[name].start <= LAST for name in asked.data)
    counted = {name for name, datum in asked.data.items() if not math.isnan(datum.ratio)}
    assert counted == {"A1", "A5"}


def test_only_numbers_that_all_scenarios_share_are_candidates() -> None:
    asked = question_of(settings())
    candidates = {one.key for one in candidates_of(asked.scenarios.values())}
    assert "behaviour.offensive.threshold" in candidates
    # Weariness is coded anew for each agreement.
    assert "scenario.parties.government.weariness" not in candidates
    assert not any(key.startswith("scenario.agreements") for key in candidates)


def test_the_rest_varies_about_the_value_of_the_file() -> None:
    scenario = load_scenario("idlib/truce_august_2019")
    prior = prior_of({"A4": scenario}, ("behaviour.offensive.threshold",), "vary")
    spread = prior.spread(scenario)
    assert spread.behaviour.offensive.threshold == scenario.behaviour.offensive.threshold
    low, mode, high = distribution_of(prior.others[0])[1:]
    assert low < mode < high
    fixed = replace(prior, rest="fixed")
    assert fixed.spread(scenario) is scenario


def test_a_stated_range_does_not_go_by_the_value_of_the_file() -> None:
    key = "behaviour.offensive.threshold"
    (free,) = question_of(settings(ranges=[[key, 3, 40]])).prior((key,)).free
    assert free.levels == (3.0, 40.0)
    # Nor does the value that the fit is set beside, if it is stated.
    (free,) = question_of(settings(ranges=[[key, 3, 40, 9.5]])).prior((key,)).free
    assert (free.levels, free.value) == ((3.0, 40.0), 9.5)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"record": "nowhere"}, "fit.record"),
        ({"draws": 100}, "fit.draws"),
        ({"most": 9}, "fit.most"),
        ({"kind_error": 0.9}, "fit.kind_error"),
        ({"until": "soon"}, "fit.until"),
        ({"until": "2019-12-31"}, "fit.until"),
        ({"ranges": [["behaviour.offensive.threshold", 9, 4]]}, "fit.ranges"),
        ({"ranges": [["behaviour.offensive.treshold", 4, 9]]}, "fit.ranges"),
        ({"ranges": [["behaviour.offensive.threshold", 4, 9, 10]]}, "fit.ranges"),
        ({"free": ["behaviour.offensive.treshold"]}, "fit.free"),
        ({"free": ["scenario.parties.government.weariness"]}, "fit.free"),
        ({"episodes": PLAIN["episodes"] | {"A1": "idlib/astana_2017"}}, "fit.episodes.A1"),
        ({"truces": {"P1": "A9"}}, "fit.truces.P1"),
        ({"held_out": {"A6": "idlib/truce_january_2020"}}, "fit.held_out"),
        ({"tolerance": 1}, "fit.tolerance"),
    ],
)
def test_a_slip_is_named(changes: dict[str, object], named: str) -> None:
    with pytest.raises(InputError) as error:
        question_of(settings(**changes))
    assert named in str(error.value)
