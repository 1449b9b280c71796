"""The scenarios of Idlib differ in documented circumstances only, and agree with the record."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from sim.scenario.load import load_scenario
from sim.scenario.quantity import day_number
from sim.scenario.scenario import Description
from tests.configs.shipped import IDLIB, IN_ORDER, conflict_tree, own_tree, record

# What a scenario of Idlib may state of its own. `*` stands for one id.
ALLOWED = (
    "conflict",
    "behaviour",
    "measurement",
    "title",
    "summary",
    "start",
    "main",
    "horizon",
    "series",
    "parties.*.weariness",
    "sectors.*.holder",
    "sectors.*.people",
    "sectors.*.posts",
    "sectors.*.forces",
    "agreements",
    "obligations",
    "provisions",
    "monitors",
    "operations",
)
FORMS = ("later_pause", "later_truce", "later_memorandum", "later_protocol")
BEFORE_2018 = ("idlib/astana_2017", "idlib/series")
SIDE = {"government": "government", "opposition": "opposition", "hts": "opposition"}
COLUMN = {
    "idlib/sochi_2018": "hold_2018_09_17",
    "idlib/truce_august31_2019": "hold_2019_08_31",
    "idlib/moscow_2020": "hold_2020_03_06",
}


def stated(tree: dict[str, object]) -> Iterator[str]:
    """Keys that a file states, down to the fields of entities; sources left out."""
    for key, value in tree.items():
        if not isinstance(value, dict):
            yield key
            continue
        for name, entity in value.items():
            for field in entity:
                if field != "source":
                    yield f"{key}.{name}.{field}"


def allowed(key: str) -> bool:
    """Whether a scenario may state a key of its own."""
    pattern = key.split(".")
    return any(
        all(want in ("*", have) for want, have in zip(rule.split("."), pattern, strict=False))
        for rule in ALLOWED
    )


@pytest.mark.parametrize("name", IDLIB)
def test_a_scenario_states_documented_circumstances_only(name: str) -> None:
    assert not [key for key in stated(own_tree(name)) if not allowed(key)]


@pytest.mark.parametrize(
    "key",
    [
        "parties.russia.relations",
        "parties.government.strength",
        "ties.turkey_hts.leverage",
        "zones",
    ],
)
def test_what_is_common_to_all_is_refused(key: str) -> None:
    assert not allowed(key)


def test_all_scenarios_share_one_behaviour_and_one_measurement() -> None:
    scenarios = [load_scenario(name) for name in IDLIB]
    assert all(own_tree(name)["behaviour"] == "idlib" for name in IDLIB)
    assert all(scenario.behaviour == scenarios[0].behaviour for scenario in scenarios)
    assert all(scenario.measurement == scenarios[0].measurement for scenario in scenarios)


@pytest.mark.parametrize("name", IDLIB)
def test_a_scenario_leaves_the_common_forms_as_they_are(name: str) -> None:
    own = own_tree(name)
    for form in FORMS:
        assert set(own["agreements"].get(form, {})) <= {"earlier_failures", "source"}
    assert not set(own["obligations"]) & set(conflict_tree()["obligations"])


@pytest.mark.parametrize("name", IDLIB)
def test_the_armed_parties_are_coded_alike(name: str) -> None:
    parties = load_scenario(name).scenario.parties
    weary = {parties[party].weariness for party in ("government", "opposition", "hts")}
    assert len(weary) == 1


def test_a_clause_is_read_alike_wherever_it_is_in_force() -> None:
    fixed = (
        "clause", "text", "kind", "act", "wording", "owed_by", "readings", "zone", "route",
        "about", "due", "every_days", "settled_by_talks", "difficulty", "visibility", "importance",
    )  # fmt: skip
    first: dict[tuple[str, str], tuple[object, ...]] = {}
    for name in IDLIB:
        for key, duty in load_scenario(name).scenario.obligations.items():
            if duty.agreement in ("astana", "sochi"):
                terms = tuple(getattr(duty, field) for field in fixed)
                assert first.setdefault((duty.agreement, key), terms) == terms


def test_monitors_of_one_kind_see_alike() -> None:
    first: dict[str, tuple[object, ...]] = {}
    for name in IDLIB:
        for key, monitor in load_scenario(name).scenario.monitors.items():
            terms = (monitor.detection, monitor.attribution, monitor.false_alarm)
            assert first.setdefault(key, terms) == terms


# The record


@pytest.mark.parametrize("name", IDLIB)
def test_the_start_is_one_that_the_record_defends(name: str) -> None:
    starts = {row["start"] for row in record("series") if row["id"] == IN_ORDER[name]}
    assert load_scenario(name).scenario.start.isoformat() in starts


def holders_on(eve: date) -> dict[str, str]:
    """Side that holds each place, from the map of September 2018 and the dated captures."""
    side = {
        row["id"]: "government" if row["hold_2018_09_17"] == "G" else "opposition"
        for row in record("sectors")
    }
    captures = sorted(record("captures"), key=lambda row: row["date"])
    for row in captures:
        taken = date.fromisoformat(row["date"])
        if taken > eve and eve < date(2018, 9, 17):
            side[row["sector"]] = "opposition"
        elif date(2018, 9, 17) < taken <= eve:
            side[row["sector"]] = row["side"]
    return side


@pytest.mark.parametrize("name", IDLIB)
def test_holders_agree_with_the_captures_of_the_record(name: str) -> None:
    what = load_scenario(name).scenario
    for town, side in holders_on(what.start - timedelta(days=1)).items():
        assert SIDE[what.sectors[town].holder] == side, town


@pytest.mark.parametrize(("name", "column"), COLUMN.items())
def test_holders_agree_with_the_map_of_their_day(name: str, column: str) -> None:
    sectors = load_scenario(name).scenario.sectors
    for row in record("sectors"):
        side, _, group = row[column].partition("-")
        assert SIDE[sectors[row["id"]].holder] == {"G": "government", "O": "opposition"}[side]
        if group:
            assert (sectors[row["id"]].holder == "hts") == (group == "HTS"), row["id"]


def test_the_map_is_that_of_the_record() -> None:
    sectors = load_scenario("idlib/sochi_2018").scenario.sectors
    for row in record("sectors"):
        place = sectors[row["id"]]
        assert (place.lat, place.lon) == (float(row["lat"]), float(row["lon"]))
    for row in record("edges"):
        assert row["b"] in sectors[row["a"]].neighbours
        assert row["a"] in sectors[row["b"]].neighbours


def share_of_hts(what: Description, places: list[str]) -> float:
    """Share of the opposition's places that HTS holds."""
    held = [what.sectors[place].holder for place in places]
    return held.count("hts") / (held.count("hts") + held.count("opposition"))


@pytest.mark.parametrize(
    ("name", "area", "strip"),
    [("idlib/sochi_2018", 0.6, 2 / 3), ("idlib/pause_may_2019", 0.9, 0.7)],
)
def test_hts_holds_the_share_that_the_sources_give(name: str, area: float, strip: float) -> None:
    what = load_scenario(name).scenario
    towns = [row["id"] for row in record("sectors")]
    assert share_of_hts(what, towns) == pytest.approx(area, abs=0.07)
    assert share_of_hts(what, list(what.zones["strip"].sectors)) == pytest.approx(strip, abs=0.08)


@pytest.mark.parametrize("name", IDLIB)
def test_earlier_failures_are_the_agreements_before(name: str) -> None:
    agreements = load_scenario(name).scenario.agreements
    main = agreements[own_tree(name)["main"]]
    assert main.earlier_failures == int(IN_ORDER[name][1])
    assert {agreements[form].earlier_failures for form in FORMS} == {main.earlier_failures}


@pytest.mark.parametrize("name", IDLIB)
def test_ambiguity_is_the_share_of_clauses_that_name_nobody(name: str) -> None:
    named = ("named", "by consensus")
    clauses = [
        row["how_named"].startswith(named)
        for row in record("obligations")
        if row["agreement"] == IN_ORDER[name]
    ]
    main = load_scenario(name).scenario.agreements[own_tree(name)["main"]]
    assert main.ambiguity == pytest.approx(clauses.count(False) / len(clauses), abs=0.01)


@pytest.mark.parametrize("name", [name for name in IDLIB if name not in BEFORE_2018])
def test_weariness_follows_the_days_of_offensive(name: str) -> None:
    what = load_scenario(name).scenario
    text = str(own_tree(name).get("parties", {}).get("government", {}).get("source", ""))
    days = re.search(r"(\d+) days of offensive", text)
    weary = what.parties["government"].weariness
    assert weary == pytest.approx(0.1 + 0.8 * int(days[1] if days else 0) / 180, abs=0.006)


@pytest.mark.parametrize("name", IDLIB)
def test_no_operation_is_older_than_ninety_days_or_lies_ahead(name: str) -> None:
    for operation in load_scenario(name).scenario.operations.values():
        assert operation.days_stopped <= 90


@pytest.mark.parametrize("name", IDLIB)
def test_forms_count_days_from_entry(name: str) -> None:
    what = load_scenario(name).scenario
    for form in FORMS:
        assert what.agreements[form].starts is None
        duties = [duty for duty in what.obligations.values() if duty.agreement == form]
        assert duties
        for duty in duties:
            assert not isinstance(duty.due, date)
            assert not isinstance(duty.begins, date)


@pytest.mark.parametrize("name", [name for name in IDLIB if name not in BEFORE_2018])
def test_what_sochi_left_undone_stays_due(name: str) -> None:
    scenario = load_scenario(name)
    groups = scenario.scenario.obligations["withdraw_groups"]
    assert groups.agreement == "sochi"
    assert groups.due == date(2018, 10, 15)
    overdue = 1 - day_number(groups.due, scenario.scenario.start)
    assert (overdue > 0) == (name != "idlib/sochi_2018")


def test_the_series_is_the_first_agreement_and_what_the_model_makes_of_it() -> None:
    first, series = own_tree("idlib/astana_2017"), own_tree("idlib/series")
    differing = {key for key in {*first, *series} if first.get(key) != series.get(key)}
    assert differing == {"title", "summary", "horizon", "series"}
    assert series["series"] is True


def test_no_scenario_states_a_date_after_its_start_but_for_deadlines() -> None:
    for name in IDLIB:
        what = load_scenario(name).scenario
        for agreement in what.agreements.values():
            assert agreement.starts is None or agreement.starts <= what.start
        assert not what.shocks
