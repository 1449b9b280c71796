"""What a fit found, in words that claim no more than the figures bear."""

from types import SimpleNamespace

import pandas as pd

from sim.questions.fit.findings import MET, MISSED, REACHED, Difference, verdict_of
from sim.questions.fit.words import missed_sentence, rivals_sentence


def gain(low: float, p: float) -> Difference:
    return Difference("counting", 1.0, low, 2.0, p, 1.2, 7)


def test_a_rival_counts_as_beaten_only_if_interval_and_signs_say_so() -> None:
    assert "does not clearly beat: counting" in rivals_sentence([gain(-0.1, 0.2)], "days")
    signs_doubt = rivals_sentence([gain(0.1, 0.06)], "days")
    assert "does not clearly beat: counting" in signs_doubt
    assert "p = 0.06 by signs" in signs_doubt
    both = rivals_sentence([gain(0.1, 0.016)], "days")
    assert "On days it beats: counting" in both
    assert "does not clearly beat" not in both


def found(verdict: str) -> SimpleNamespace:
    row = {"figure": "days", "name": "A", "verdict": verdict}
    return SimpleNamespace(predictive=pd.DataFrame([row]))


def test_what_only_the_interval_of_the_record_meets_is_named() -> None:
    within, aside, out = (missed_sentence(found(one)) for one in (MET, REACHED, MISSED))  # type: ignore[arg-type]
    assert within == "Of 1 figures of the record the fitted region meets 1, all of them."
    assert aside == (
        "Of 1 figures of the record the fitted region meets 0 and misses none. Of 1 more only the"
        " interval of the record reaches the region, and its one value does not: days (A)."
    )
    assert out.endswith("meets 0 and misses 1: days of A.")


def test_a_value_inside_is_met_and_an_interval_that_reaches_is_named_apart() -> None:
    assert verdict_of((1.0, 3.0, 9.0), 2.0, 4.0) == MET
    assert verdict_of((3.0, 5.0, 9.0), 2.0, 4.0) == REACHED
    assert verdict_of((1.0, 1.5, 2.0), 2.0, 4.0) == REACHED
    assert verdict_of((4.5, 5.0, 9.0), 2.0, 4.0) == MISSED
