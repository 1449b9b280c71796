"""Scores beside rivals: classes of days, and what few agreements can show."""

from __future__ import annotations

import math
import shutil
from dataclasses import replace
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import pandas as pd
import pytest

from sim.day.events import Event, EventLog
from sim.day.trace import Trace
from sim.paths import config_root
from sim.questions.fit.findings import class_of, difference_of, kind_rival, rival_chances
from sim.questions.fit.question import question_of
from sim.questions.fit.record import Record
from sim.questions.fit.settings import settings_from
from sim.questions.fit.unseen import COLUMNS, log_row, unseen
from sim.scenario.load import load_scenario
from sim.scenario.read import read_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@pytest.mark.parametrize(
    ("days", "number"), [(0, 0), (7, 0), (8, 1), (30, 1), (31, 2), (90, 2), (365, 3), (366, 4)]
)
def test_a_duration_lies_in_one_class(days: float, number: int) -> None:
    assert class_of(days) == number


def test_chances_of_every_rival_add_up_to_one() -> None:
    for chances in rival_chances([248, 225, 4, 1, 110, 6]).values():
        assert chances.sum() == pytest.approx(1.0)
        assert (chances > 0).all()


def test_a_constant_hazard_has_the_mean_of_the_others() -> None:
    chances = rival_chances([50.0, 150.0])["constant hazard"]
    assert chances[0] == pytest.approx(1 - math.exp(-7.5 / 100))


def test_shares_of_the_literature_do_not_depend_on_the_record() -> None:
    one, other = (rival_chances(days)["shares of the literature"] for days in ([1, 2], [300, 400]))
    assert one == pytest.approx(other)
    assert one[0] == pytest.approx(1 - (0.83 + 0.90) / 2)


def test_kinds_of_the_others_are_counted_in_part() -> None:
    others = [frozenset({"offensive"}), frozenset({"offensive", "disowned"})]
    shares = [kind_rival(others, frozenset({kind})) for kind in ("offensive", "disowned", "held")]
    assert shares[0] > shares[1] > shares[2] > 0
    everything = frozenset({"offensive", "disowned"})
    assert kind_rival(others, everything) == pytest.approx(shares[0] + shares[1])


def test_signs_of_seven_can_never_show_less_than_one_in_sixty_four() -> None:
    found = difference_of("rival", [1.0] * 7, [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    assert found.p == pytest.approx(2 / 2**7)
    assert found.low < found.mean < found.high
    assert found.detectable > 0


def test_a_model_that_is_its_rival_gains_nothing() -> None:
    scores = np.log([0.2, 0.5, 0.4]).tolist()
    found = difference_of("rival", scores, scores)
    assert found.mean == 0.0
    assert found.p == 1.0


def told(events: list[Event], end: int, kind: str) -> Trace:
    log = EventLog()
    for event in events:
        log.add(replace(event, id=len(log)))
    outcome = SimpleNamespace(agreement="sochi", end_day=end, ended=True, end_kind=kind)
    return Trace(load_scenario("idlib/sochi_2018"), log, {}, cast("Any", outcome))


def test_a_log_says_what_came_after_the_end() -> None:
    events = [
        Event(0, 3, "accusation", "true", actor="russia", target="turkey"),
        Event(0, 5, "publication", "daily", actor="russia", severity=9.0),
        Event(0, 8, "talks", "delegation", outcome="success"),
        Event(0, 10, "attack", "assault", actor="government", target="hts"),
        Event(0, 10, "publication", "daily", actor="russia", severity=4.0),
        Event(0, 10, "publication", "daily", actor="turkey", severity=6.0),
        Event(0, 11, "sector", "captured", actor="government"),
        Event(0, 12, "sector", "captured", actor="government"),
        Event(0, 13, "sector", "captured", actor="hts"),
        Event(0, 13, "displacement", "fled", severity=500.0),
        Event(0, 14, "talks", "delegation", outcome="failure"),
        Event(0, 15, "talks", "commission", outcome="failure"),
        Event(0, 18, "renewal", "signed"),
    ]
    found = log_row(told(events, 10, "offensive"), ("russia", "turkey"))
    assert found["attacker"] == "government_side"
    assert (found["count_one"], found["count_other"]) == (4, 6)
    assert (found["sectors"], found["displaced"]) == (1, 500)
    assert (found["to_talks"], found["to_text"]) == (5.0, 10.0)
    assert found["failed_rounds"] == 1


def test_the_wait_from_a_missed_deadline_begins_with_the_first_of_the_agreement() -> None:
    old = Event(0, -40, "deadline", "missed", agreement="sochi")
    other = Event(0, 2, "deadline", "missed", agreement="another")
    own = [Event(0, day, "deadline", "missed", agreement="sochi") for day in (4, 8)]
    moved = Event(0, 3, "deadline", "moved", agreement="sochi")
    counts = ("russia", "turkey")
    assert log_row(told([old, other, moved, *own], 10, "offensive"), counts)["from_missed"] == 6
    # What is missed after the end has not led to it.
    assert log_row(told([old, other, *own], 3, "offensive"), counts)["from_missed"] is None


def test_an_end_by_declaration_has_no_attacker() -> None:
    events = [Event(0, 12, "attack", "assault", actor="hts", target="government")]
    found = log_row(told(events, 10, "cancelled"), ("russia", "turkey"))
    assert found["attacker"] is None
    assert found["failed_rounds"] is None
    assert found["to_talks"] is None


NEEDED = ("series", "phases", "joint_commission_bulletins")


def logs_of(names: Iterable[str]) -> pd.DataFrame:
    """Logs of one run of each agreement, all alike."""
    one = {"draw": 0, "replicate": 0, "end_day": 9, "ended": True, "kind": "offensive"}
    one |= {"attacker": "government_side", "count_one": 5, "count_other": 4, "sectors": 1}
    one |= {"displaced": 10, "to_talks": 3.0, "to_text": 4.0, "failed_rounds": 1, "from_missed": 7}
    return pd.DataFrame([one | {"agreement": name} for name in names], columns=list(COLUMNS))


def test_a_record_may_have_the_needed_tables_alone(tmp_path: Path) -> None:
    plain = read_file(config_root() / "fit" / "idlib.yaml")
    whole = question_of(settings_from(plain))
    for table in NEEDED:
        shutil.copy(whole.record.folder / f"{table}.csv", tmp_path)
    bare = replace(whole, record=Record(tmp_path))
    logs = logs_of(whole.scenarios)
    figures = {str(one) for one in unseen(bare, logs)["figure"]}
    missed = "days from the first missed deadline to the end"
    assert figures == {"ratio of counts while an offensive runs", missed}
    table = unseen(whole, logs)
    assert len({str(one) for one in table["figure"]}) == 9
    # The memorandum of 2018 stood 221 to 231 days, and its first deadline passed on the 28th.
    (row,) = table[table["figure"] == missed].to_dict("records")
    assert (row["where"], row["low"], row["record"], row["high"]) == ("A1", 193, 197, 203)
