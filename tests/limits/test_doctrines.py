"""Doctrines against their likes: the cooperation that each pair is known to reach.

Every case is the textbook dyad with many lines. A line has luck and memory of its
own, so one run holds as many replicates as it has lines. Days are taken so far apart
that what is left of the past is below a thousandth.
"""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from scipy import stats

from sim.law.order import HOLD, PROBE
from tests.limits.judged import counts_agree, geometric, share_agrees
from tests.worlds import ALPHA, Acts, acts_of, cooperation, dyad, each, many_lines, one, traced

A, B, C, E, G = 0.25, 0.2, 0.3, 0.2, 0.4
LINES = 200

pytestmark = pytest.mark.usefixtures("compiled")


@cache
def played(kind: str, days: int = 100, lines: int = LINES, **terms: Any) -> Acts:  # noqa: ANN401
    """What two parties of one doctrine do at each line."""
    return acts_of(traced(dyad(many_lines(lines), each(doctrine__kind=kind, **terms)), 0, days))


@pytest.mark.parametrize(
    ("kind", "terms", "level", "forgetting"),
    [
        ("tit_for_tat", {"false_alarm": A, "missed": B}, B / (A + B), 1 - A - B),
        (
            "generous_tit_for_tat",
            {"false_alarm": C, "missed": C, "doctrine__generosity": G},
            (C + (1 - C) * G) / (C + (1 - C) * G + C * (1 - G)),
            1 - (C + (1 - C) * G) - C * (1 - G),
        ),
        ("tit_for_tat", {"control": 1 - E}, 1 / 2, 1 - 2 * E),
    ],
    ids=["tit for tat, errors a and b", "generous", "tit for tat, errors of execution"],
)
def test_tit_for_tat_comes_to_its_level_on_its_way(
    kind: str, terms: dict[str, Any], level: float, forgetting: float
) -> None:
    acts = played(kind, **terms)
    start = 1.0 if terms.get("control") is None else terms["control"]
    # At one line the two parties' acts of one day lie on chains that never meet.
    for day in range(6):
        expected = level + (start - level) * forgetting**day
        if expected == 1.0:
            assert (acts[day] == HOLD).all()
        else:
            assert share_agrees(*cooperation(acts[day]), expected)
    apart = math.ceil(math.log(0.001) / math.log(forgetting))
    assert share_agrees(*cooperation(acts[apart::apart]), level)


def test_the_contrite_come_back_after_errors_of_execution() -> None:
    acts = played("contrite_tit_for_tat", control=1 - E)
    # Standing is common knowledge, so the two parties' acts hang together: one is counted.
    assert share_agrees(*cooperation(acts[10::10, :, 0]), 1 / (1 + 2 * E))
    assert share_agrees(*cooperation(acts[15::10, :, 1]), 1 / (1 + 2 * E))


def test_win_stay_lose_shift_comes_back_after_errors_of_execution() -> None:
    level = 1 - 3 * E + 6 * E**2 - 4 * E**3
    acts = played("win_stay_lose_shift", control=1 - E)
    # A party's act says nothing of its act two days later.
    assert share_agrees(*cooperation(acts[2::2, :, 0]), level)
    assert share_agrees(*cooperation(acts[3::2, :, 1]), level)


@pytest.mark.parametrize(
    ("kind", "terms"),
    [
        ("tit_for_tat", {}),
        ("generous_tit_for_tat", {"doctrine__generosity": 0.5}),
        ("contrite_tit_for_tat", {}),
        ("win_stay_lose_shift", {}),
        ("grim", {}),
        ("tolerant_trigger", {}),
    ],
)
def test_without_errors_every_doctrine_keeps_the_peace(kind: str, terms: dict[str, Any]) -> None:
    assert (played(kind, days=60, lines=2, **terms) == HOLD).all()


def runs_of(column: Acts) -> tuple[list[int], list[int]]:
    """Lengths of the stretches of compliance and of breach, the last of each left out."""
    changes = np.flatnonzero(np.diff(column)) + 1
    lengths = np.diff(np.concatenate([[0], changes]))
    return list(lengths[::2]), list(lengths[1::2])


@pytest.mark.parametrize(
    ("public", "chance"), [(False, 0.1), (True, 1 - (1 - 0.1) ** 2)], ids=["one alarmed", "both"]
)
def test_a_tolerant_trigger_complies_for_its_share_of_days(*, public: bool, chance: float) -> None:
    term, cycles = 5, 12
    rule = {
        "doctrine__kind": "tolerant_trigger",
        "doctrine__punishment_days": term,
        "doctrine__public_alarm": public,
        "false_alarm": 0.1,
    }
    stated = each(**rule) if public else one("party_a", **rule)
    rest = {} if public else one("party_b", doctrine__kind="always_hold")
    acts = acts_of(traced(dyad(many_lines(50), stated, rest), 0, 420))
    quiet: list[int] = []
    for line in range(acts.shape[1]):
        compliant, punishing = runs_of(acts[:, line, 0])
        assert len(punishing) >= cycles
        assert set(punishing[:cycles]) == {term}
        quiet += compliant[:cycles]
        if public:
            assert (acts[:, line, 0] == acts[:, line, 1]).all()
        else:
            assert (acts[:, line, 1] == HOLD).all()
    assert counts_agree(quiet, geometric(chance), range(1, 500))
    # Share of compliant days in whole cycles: the sum of geometric stretches is known.
    failures = sum(quiet) - len(quiet)
    law = stats.nbinom(len(quiet), chance)
    assert 2 * min(law.cdf(failures), law.sf(failures - 1)) > ALPHA
    share = sum(quiet) / (sum(quiet) + term * len(quiet))
    assert share == pytest.approx(1 / (1 + term * chance), abs=0.03)


def test_a_tolerant_trigger_lets_pass_what_it_tolerates() -> None:
    chance, strikes, term = 0.2, 3, 4
    rule = {
        "doctrine__kind": "tolerant_trigger",
        "doctrine__threshold": strikes,
        "doctrine__punishment_days": term,
        "false_alarm": chance,
    }
    world = dyad(
        many_lines(40), one("party_a", **rule), one("party_b", doctrine__kind="always_hold")
    )
    acts = acts_of(traced(world, 0, 300))
    quiet = [days for line in range(40) for days in runs_of(acts[:, line, 0])[0][:8]]
    assert counts_agree(
        quiet, lambda days: float(stats.nbinom(strikes, chance).pmf(days - strikes)), range(3, 300)
    )


@pytest.mark.parametrize(
    ("terms", "chance"),
    [
        ({"false_alarm": 0.1}, 1 - 0.9**2),
        ({"false_alarm": 0.1, "missed": 0.3}, 1 - 0.9**2),
    ],
    ids=["false alarms", "both errors"],
)
def test_grim_ends_all_cooperation_from_its_first_error_on(
    terms: dict[str, float], chance: float
) -> None:
    acts = played("grim", days=60, lines=150, **terms)
    broken = (acts == PROBE).any(axis=2)
    # An alarm of one day is answered on the next.
    first = [int(day) for day in broken.argmax(axis=0)]
    assert broken.any(axis=0).all()
    assert counts_agree(first, geometric(chance), range(1, 60))
    assert (acts[-1] == PROBE).all()
    for line, day in enumerate(first):
        assert (np.diff(acts[day:, line], axis=0) >= 0).all()


def test_grim_under_errors_of_execution_ends_all_cooperation_that_is_ordered() -> None:
    acts = played("grim", days=60, lines=150, control=0.9)
    first = [int(day) + 1 for day in (acts == PROBE).any(axis=2).argmax(axis=0)]
    assert counts_agree(first, geometric(1 - 0.9**2), range(1, 60))
    # What cooperation is left comes from units that disobey the order to fire.
    assert share_agrees(*cooperation(acts[40:]), 0.1)


def test_grim_never_triggers_on_breaches_that_nobody_committed() -> None:
    assert (played("grim", days=60, lines=10, missed=0.3) == HOLD).all()
