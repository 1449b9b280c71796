"""Ranges taken by rule, and which parameters vary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.runs.designs import check_parameter
from sim.scenario.errors import InputError
from sim.scenario.load import load_scenario
from sim.scenario.quantity import Quantity
from sim.scenario.tree import changed, tree_of
from sim.shared.parameters import (
    LEVER,
    ODDS,
    SPREAD,
    UNCERTAINTY,
    chosen_parameters,
    is_assumed,
    plausible_range,
    role_of,
)

SHARE = Quantity("a share", "share", 0, 1)
RATIO = Quantity("a ratio", "ratio", 0, 10)
SHIFT = Quantity("a shift", "logit", -10, 10)
TREE = tree_of(load_scenario("textbook/standard"))
LEVERAGE = "scenario.ties.sponsor_a_party_a.leverage"


def test_a_share_goes_from_half_to_twice_its_odds() -> None:
    assert plausible_range(SHARE, 0.5) == (pytest.approx(1 / 3), pytest.approx(2 / 3), ODDS)
    low, high, _ = plausible_range(SHARE, 0.99)
    assert (low, high) == (pytest.approx(99 / 101), pytest.approx(198 / 199))


@given(st.floats(0.001, 0.999))
def test_a_share_and_its_complement_have_mirrored_ranges(share: float) -> None:
    one, other = plausible_range(SHARE, share), plausible_range(SHARE, 1 - share)
    assert not isinstance(one, str)
    assert not isinstance(other, str)
    assert one[0] == pytest.approx(1 - other[1])
    assert one[0] < share < one[1]


def test_any_other_number_goes_from_half_to_twice_its_value_within_the_schema() -> None:
    assert plausible_range(RATIO, 3.0) == (1.5, 6.0, "half to twice the value")
    low, high, basis = plausible_range(RATIO, 8.0)
    assert (low, high) == (4.0, 10.0)
    assert "clipped" in basis
    assert plausible_range(SHIFT, -2.0)[:2] == (-4.0, -1.0)


@pytest.mark.parametrize(("quantity", "value"), [(SHARE, 0.0), (SHARE, 1.0), (SHIFT, 0.0)])
def test_where_there_is_no_half_and_no_twice_there_is_no_range(
    quantity: Quantity, value: float
) -> None:
    assert "no half and no twice" in str(plausible_range(quantity, value))


def test_a_distribution_gives_its_own_range() -> None:
    low, high, basis = plausible_range(SHARE, ["uniform", 0.2, 0.6])
    assert (low, high, basis) == (pytest.approx(0.21), pytest.approx(0.59), SPREAD)


def test_by_default_every_assumed_number_with_a_range_varies() -> None:
    found = chosen_parameters(TREE)
    keys = {one.key for one in found.parameters}
    assert {LEVERAGE, "behaviour.retaliation.ratio", "scenario.monitors.mission.detection"} <= keys
    assert "scenario.provisions.mediation.strength" not in keys
    assert "switched off" in found.left_out["scenario.provisions.mediation.strength"]
    assert not [key for key in keys if key.endswith((".lat", ".lon")) or key.startswith("measur")]
    assert not keys & set(found.left_out)
    assert all(one.levels[0] < one.levels[1] for one in found.parameters)
    for key in keys:
        check_parameter(key)


def test_what_a_source_documents_does_not_vary_unless_it_is_named() -> None:
    tree = changed(
        TREE,
        {
            "scenario.sources": {"HR1": "a report"},
            "scenario.parties.party_a.source": {"strength": "HR1: a count"},
        },
    )
    key = "scenario.parties.party_a.strength"
    assert not is_assumed(tree, key.split("."))
    assert is_assumed(tree, key.replace("strength", "weariness").split("."))
    assert chosen_parameters(tree).left_out[key] == "it is documented"
    assert [one.key for one in chosen_parameters(tree, only=[key]).parameters] == [key]


def test_patterns_and_beginnings_of_keys_choose() -> None:
    found = chosen_parameters(TREE, only=["behaviour.offensive", "scenario.ties.*.leverage"])
    groups = {one.key.rpartition(".")[0] for one in found.parameters}
    assert groups == {
        "behaviour.offensive",
        "scenario.ties.sponsor_a_party_a",
        "scenario.ties.sponsor_b_party_b",
    }


def test_a_stated_range_alone_is_all_that_varies() -> None:
    space = {LEVERAGE: [0.1, 0.9], "scenario.obligations.patrols.active": [False, True]}
    leverage, patrols = chosen_parameters(TREE, space).parameters
    assert (leverage.levels, leverage.unit, leverage.role) == ((0.1, 0.9), "share", UNCERTAINTY)
    assert (patrols.levels, patrols.is_interval, patrols.role) == ((False, True), False, LEVER)
    assert [patrols.number(one) for one in patrols.levels] == [0.0, 1.0]
    days = chosen_parameters(TREE, {"scenario.obligations.patrols.every_days": [1, 30]})
    assert days.parameters[0].unit == "days"


def test_terms_of_an_agreement_are_levers_and_all_else_is_uncertain() -> None:
    assert role_of("scenario.obligations.patrols.every_days") == LEVER
    assert role_of("scenario.monitors.mission.detection") == LEVER
    assert role_of("scenario.obligations.patrols.importance") == UNCERTAINTY
    assert role_of(LEVERAGE) == UNCERTAINTY


def test_labels_are_short_and_clear() -> None:
    found = chosen_parameters(TREE)
    labels = [one.label for one in found.parameters]
    assert len(set(labels)) == len(labels)
    assert "retaliation.ratio" in labels
    assert "sponsor_a_party_a.leverage" in labels


def test_leverages_that_could_add_up_to_more_than_one_are_left_out() -> None:
    tree = changed(
        TREE,
        {"scenario.ties.sponsor_b_party_b.client": "party_a", LEVERAGE: 0.4},
    )
    found = chosen_parameters(tree)
    assert "add up" in found.left_out[LEVERAGE]
    assert LEVERAGE not in {one.key for one in found.parameters}


REFUSED = {
    "no such key": ({f"{LEVERAGE}x": [0, 1]}, (), "Did you mean leverage?"),
    "outside the schema": ({LEVERAGE: [0, 2]}, (), "outside [0, 1]"),
    "upside down": ({LEVERAGE: [0.9, 0.1]}, (), "is no interval"),
    "no list": ({LEVERAGE: 0.5}, (), "is no range"),
    "one value": ({"scenario.obligations.patrols.active": [True]}, (), "all its values"),
    "a pattern for nothing": ({}, ("behaviour.offensif",), "no number has a key like"),
    "nothing left": ({}, ("behaviour.consent.refuse",), "nothing is left to vary"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused_with_its_mend(case: str) -> None:
    space, only, said = REFUSED[case]
    with pytest.raises(InputError) as refused:
        chosen_parameters(TREE, space, only)
    assert said in str(refused.value)
