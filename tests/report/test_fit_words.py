"""What a fit found, in words that claim no more than the figures bear."""

from types import SimpleNamespace

import pandas as pd

from sim.analysis.fit.beyond import Difference
from sim.report.fit_words import missed_sentence, rivals_sentence


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


def found(main: float) -> SimpleNamespace:
    row = {"figure": "days", "name": "A", "low": 2.0, "main": main, "high": 9.0}
    row |= {"q05": 1.0, "q50": 3.0, "q95": 4.0, "verdict": "met"}
    return SimpleNamespace(findings=SimpleNamespace(predictive=pd.DataFrame([row])))


def test_what_only_the_interval_of_the_record_meets_is_named() -> None:
    within, aside = missed_sentence(found(3.0)), missed_sentence(found(8.0))  # type: ignore[arg-type]
    assert "only the interval" not in within
    assert aside.startswith(within)
    assert "For 1 of those met only the interval of the record" in aside
    assert aside.endswith("days (A).")
