"""Circumstances of Idlib are coded by the rules of docs/record/coding.md, the same for all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from sim.scenario.load import load_scenario
from tests.configs.shipped import IDLIB, ROOT, own_tree

if TYPE_CHECKING:
    from sim.scenario.entities import Operation
    from sim.scenario.scenario import Description

RULES = ROOT / "docs" / "record" / "coding.md"
# Worth of a text by its form, and of a framework whose ceasefire an offensive has broken.
WORTH = {"unilateral_pause": 1.0, "cessation": 2.0, "preliminary": 3.0}
FRAMEWORKS = ("astana", "sochi")
CONDITION, RIGHT_TO_RESPOND = 0.8, 0.4
ROW = re.compile(r"^\| (\w+) \| [^|]+ \| (\d+) \| (\d+) of (\d+) \|$", re.MULTILINE)


@pytest.mark.parametrize("name", IDLIB)
def test_what_a_text_is_worth_follows_from_its_form(name: str) -> None:
    main, agreements = own_tree(name)["main"], load_scenario(name).scenario.agreements
    assert agreements[main].worth == WORTH[agreements[main].form]
    for framework in set(FRAMEWORKS) & set(agreements) - {main}:
        assert agreements[framework].worth == 1.0


def test_all_texts_ask_as_much() -> None:
    asked = {
        agreement.demand
        for name in IDLIB
        for key, agreement in load_scenario(name).scenario.agreements.items()
        if not key.startswith("later_")
    }
    assert len(asked) == 1


@pytest.mark.parametrize("name", IDLIB)
def test_a_way_out_is_worth_what_its_kind_is(name: str) -> None:
    for key, provision in load_scenario(name).scenario.provisions.items():
        if provision.kind == "escape_clause":
            wanted = CONDITION if key == "condition" else RIGHT_TO_RESPOND
            assert provision.strength == wanted


def test_progress_is_that_of_its_year() -> None:
    found = {
        (what.start.year, duty.progress)
        for what in (load_scenario(name).scenario for name in IDLIB if name != "idlib/series")
        for key, duty in what.obligations.items()
        if key in {"demilitarised_zone", "withdraw_heavy_weapons"}
    }
    late = {progress for year, progress in found if year == 2020}
    assert {progress for year, progress in found if year == 2018} == {0.0}
    assert {progress for year, progress in found if year == 2019} == {0.75}
    # Both were claimed to be done in part until Moscow called them undone in February 2020.
    assert late == {0.75, 0.5}


def left(what: Description, operation: Operation) -> int:
    """Count the targets that the owner's side does not hold on the first day."""
    side = what.parties[operation.owner].camp
    holders = [what.sectors[place].holder for place in operation.targets]
    return sum(what.parties[holder].camp != side for holder in holders)


def test_operations_are_those_of_the_table() -> None:
    stated = sorted(
        (name, int(days), int(some), int(all_of))
        for name, days, some, all_of in ROW.findall(RULES.read_text(encoding="utf-8"))
    )
    found = sorted(
        (name.partition("/")[2], operation.days_fought, left(what, operation),
         len(operation.targets))
        for name, what in ((name, load_scenario(name).scenario) for name in IDLIB)
        for operation in what.operations.values()
    )  # fmt: skip
    assert found == stated
