"""The figures that stand for general patterns, from lifetimes and from logs.

The ranges aimed at, with their sources, stand in the ODD document. Where a source says something
in words alone ("sharply", "about"), the range is assumed and says so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.questions.patterns.log_figures import LAGS
from sim.shared.hazards import hazard_ratio
from sim.shared.intervals import NORMAL, Estimate, mean_of, share_of
from sim.shared.survival import DAYS, held_after, median_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.questions.patterns.log_figures import LogFigures
    from sim.shared.lifetimes import Lifetimes

MET, MISSED, LUCK, OPEN = "met", "missed", "within luck", "cannot be told"
MONTH = 30
# Two codings of the same data, as a band (Clayton et al. 2022).
SURVIVAL = {7: (0.83, 0.90), 30: (0.68, 0.84), 90: (0.61, 0.79), 365: (0.48, 0.66)}
ASSUMED = "range assumed"
NOTHING = Estimate(None, None, None)


@dataclass(frozen=True)
class Pattern:
    """One pattern, what is aimed at, and what the runs gave.

    Parameters
    ----------
    name : str
        What it is about.
    figure : str
        Which figure stands for it.
    low, high : float
        Range aimed at.
    found : Estimate
        What the runs gave, with the 95 % interval of their luck.
    source : str
        Where the range is from.
    digits : int
        Digits after the point at which it is worth reading.
    """

    name: str
    figure: str
    low: float
    high: float
    found: Estimate
    source: str
    digits: int = 2

    @property
    def verdict(self) -> str:
        """Whether the figure lies in the range, or luck may decide on which side it lies."""
        value, low, high = self.found.value, self.found.low, self.found.high
        if value is None or math.isnan(value):
            return OPEN
        ends = [value if end is None or math.isnan(end) else end for end in (low, high)]
        if any(ends[0] < limit < ends[1] for limit in (self.low, self.high)):
            return LUCK
        return MET if self.low <= value <= self.high else MISSED


def early_mortality(lives: Lifetimes) -> list[Pattern]:
    """Share still in force after a week, a month, a quarter and a year."""
    held = held_after(lives, DAYS)
    return [
        Pattern(
            "early mortality",
            f"share in force after {day} days",
            *band,
            Estimate(*(float(held[name][day]) for name in ("share", "low", "high"))),
            "Clayton et al. 2022, two codings",
        )
        for day, band in SURVIVAL.items()
        if day in held.index
    ]


def violations(read: Sequence[LogFigures]) -> list[Pattern]:
    """How many are violated, and how few violations end them."""
    violated = sum(one.first_breach is not None and one.first_breach <= MONTH for one in read)
    return [
        Pattern(
            "nearly all are violated",
            "share with fire against the text by day 30",
            0.9,
            1.0,
            share_of(violated, len(read)),
            "Sticher 2022; Abrahams et al. 2020",
        ),
        Pattern(
            "few violations end them",
            "share of days of such fire with an end within 7 days",
            0.0,
            0.1,
            ratio_of([one.fatal_days for one in read], [one.breach_days for one in read]),
            "Sticher 2022; Abrahams et al. 2020",
        ),
        Pattern(
            "most violations stay unanswered",
            "share of such fire that is answered in kind",
            0.0,
            0.5,
            ratio_of([one.answered for one in read], [one.breaches for one in read]),
            "Sticher 2022",
        ),
    ]


def violence(read: Sequence[LogFigures]) -> list[Pattern]:
    """The drop of violence at entry into force, and whether it drifts back."""
    begun = [one for one in read if not math.isnan(one.before + one.first_week)]
    later = [one for one in read if not math.isnan(one.third_month)]
    drop = ratio_of([one.first_week for one in begun], [one.before for one in begun])
    return [
        Pattern(
            "violence drops at entry",
            "drop of attacks a day, from the days before to days 1 to 7",
            0.5,
            0.95,
            _one_minus(drop),
            f"several: sharply, by up to .95; {ASSUMED} below",
        ),
        Pattern(
            "violence drifts back",
            "attacks a day, days 61 to 90 over days 1 to 7",
            1.0,
            math.inf,
            ratio_of([one.third_month for one in later], [one.first_week for one in later]),
            "several",
        ),
    ]


def retaliation(read: Sequence[LogFigures]) -> tuple[list[Pattern], pd.DataFrame]:
    """Whether fire follows fire for two weeks, and whether each overstates the other's share.

    Returns
    -------
    tuple
        The patterns; and ``lag``, ``correlation``, ``low``, ``high`` by lag in days.
    """
    known = [one.correlation for one in read if one.correlation is not None]
    rows = []
    for lag in range(1, LAGS + 1):
        found = mean_of(np.array([each[lag - 1] for each in known])) if known else NOTHING
        rows.append((lag, found.value, found.low, found.high))
    lags = pd.DataFrame(rows, columns=["lag", "correlation", "low", "high"])
    both = mean_of(np.array([each.mean() for each in known])) if known else NOTHING
    source = "Haushofer et al. 2010"
    patterns = [
        Pattern(
            "both sides retaliate",
            "correlation with the other side's fire 1 to 14 days before",
            0.0,
            1.0,
            both,
            source,
        )
    ]
    for name in read[0].published if read else ():
        published = [one.published[name] for one in read]
        committed = [one.committed[name] for one in read]
        patterns.append(
            Pattern(
                "each overstates the other's share",
                f"violations published by {name} over those that were",
                1.0,
                math.inf,
                ratio_of(published, committed),
                source,
            )
        )
    return patterns, lags


def gap_in_series(gaps: Lifetimes | None) -> Pattern:
    """Median days from the end of one agreement to the start of the next, where any ended."""
    return Pattern(
        "ceasefires come in series",
        "median days from an end to the next agreement",
        35 / 2,
        35 * 2,
        NOTHING if gaps is None else median_days(gaps),
        f"ETH/PRIO data: 35; {ASSUMED}: within a factor of two",
        0,
    )


def text_and_hazard(found: Mapping[str, Lifetimes]) -> list[Pattern]:
    """How much less likely a specific and written text is to end on any day than a loose one."""
    rows = []
    for arm, what in (
        ("specific", "hazard over that of a loose text: duties named"),
        ("written", "hazard over that of a loose text: named, and worth more"),
    ):
        ratio = hazard_ratio(found["loose"], found[arm])
        rows.append(
            Pattern(
                "written, specific texts last",
                what,
                0.5,
                0.7,
                Estimate(ratio.ratio, ratio.low, ratio.high),
                "Wiehl 2018; Clayton and Sticher 2021",
            )
        )
    return rows


def leverage_and_holding(
    found: Mapping[float, Lifetimes], steady: Lifetimes, wanes: Lifetimes
) -> list[Pattern]:
    """Whether more leverage makes agreements last, step by step; and what waning does."""
    means = [float(np.mean(lives.days)) for _, lives in sorted(found.items())]
    # Where nobody holds a client, leverage has nothing to act on.
    least = Estimate(float(np.diff(means).min()), None, None) if any(np.diff(means)) else NOTHING
    ratio = hazard_ratio(steady, wanes)
    source = "Salehyan 2010"
    return [
        Pattern(
            "leverage makes clients follow",
            f"least gain in days held between leverages {_levels(found)}",
            0.0,
            math.inf,
            least,
            f"{source}: monotone",
            1,
        ),
        Pattern(
            "waning leverage raises the hazard",
            "hazard over that of steady leverage",
            1.0,
            math.inf,
            Estimate(ratio.ratio, ratio.low, ratio.high),
            source,
        ),
    ]


def _levels(found: Mapping[float, Lifetimes]) -> str:
    return ", ".join(f"{share:g}" for share in sorted(found))


def ratio_of(above: Sequence[float], below: Sequence[float]) -> Estimate:
    """Estimate a ratio of sums over independent runs.

    Parameters
    ----------
    above, below : sequence of float
        A number each per run, none below zero.

    Returns
    -------
    Estimate
        ``sum(above) / sum(below)`` with the interval of its linearisation; nothing where
        the sum below is nil.

    References
    ----------
    Cochran (1977), Sampling techniques, section 2.11.
    """
    y, x = np.asarray(above, float), np.asarray(below, float)
    total = float(x.sum())
    if len(x) < 2 or total <= 0.0:  # noqa: PLR2004 - one run says nothing of spread
        return NOTHING
    ratio = float(y.sum()) / total
    spread = math.sqrt(len(x) / (len(x) - 1) * float(np.sum((y - ratio * x) ** 2))) / total
    return Estimate(ratio, max(0.0, ratio - NORMAL * spread), ratio + NORMAL * spread)


def _one_minus(share: Estimate) -> Estimate:
    if share.value is None or share.low is None or share.high is None:
        return NOTHING
    return Estimate(1 - share.value, 1 - share.high, 1 - share.low)
