"""What a study of sensitivity says, and what it draws."""

from __future__ import annotations

import re

import numpy as np
import pytest

from sim.questions.sensitivity.pictures import pictures
from sim.questions.sensitivity.sensitivity import Findings, findings
from sim.questions.sensitivity.settings import Settings
from sim.questions.sensitivity.words import luck_sentence, ranked_rows, reading, region_sentence
from tests.questions.inputs import an_input, answering, chosen

INPUTS = (an_input("a", 0.0, 1.0), an_input("b", 0.0, 1.0), an_input("c", 0.0, 1.0))


@pytest.fixture(scope="module")
def found() -> Findings:
    """Days that fall from 300 to 20 where a is below 0.4; b does a little, c nothing."""
    settings = Settings(samples=64, cases=256, trajectories=8, replicates=8, fails_within=90)
    respond = answering(lambda x: np.where(x[:, 0] < 0.4, 20, 300) + 10 * x[:, 1], luck=5.0)
    return findings(chosen(*INPUTS), respond, settings, 365)


def test_the_strongest_is_named_first_with_its_interval(found: Findings) -> None:
    assert reading(found).startswith("Over these ranges the mean of days held hangs most on a with")
    _, rows = ranked_rows(found, 3)
    assert rows[0][:2] == ("a", "0 to 1")


def test_the_region_is_said_in_words(found: Findings) -> None:
    said = region_sentence(found)
    assert re.match(r"Where a is below 0\.(39|40)\d? unit, 100 percent of the runs ended", said)
    assert "within 90 days" in said
    assert re.search(r"against [01] percent elsewhere", said)
    assert re.search(r"holds (9\d|100) percent of all such ends", said)


def test_luck_has_a_sentence_of_its_own(found: Findings) -> None:
    assert "luck makes under 1 percent" in luck_sentence(found)


def test_every_stage_has_its_picture(found: Findings) -> None:
    drawn = pictures(found)
    assert set(drawn) == {"one_at_a_time", "morris", "sobol", "convergence", "noise", "discovery"}
    assert all(text.startswith("<?xml") for text in drawn.values())


def test_where_nothing_moves_that_is_said_and_nothing_more_is_drawn() -> None:
    still = findings(
        chosen(*INPUTS), answering(lambda x: 0 * x[:, 0]), Settings(cases=16, samples=16), 365
    )
    assert reading(still).startswith("Nothing moved")
    assert region_sentence(still) == ""
    assert set(pictures(still)) == {"one_at_a_time", "morris"}
