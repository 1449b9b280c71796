"""The figures that stand for general patterns, from lifetimes and from logs.

The ranges aimed at, with their sources, stand in the ODD document. Where a source says something
in words alone ("sharply", "about"), the range is assumed and says so. What a log says is counted
from it; fire is an attack between parties of different camps.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import signal

from sim.day.events import FORMS
from sim.shared.hazards import hazard_ratio
from sim.shared.intervals import NORMAL, Estimate, mean_of, share_of
from sim.shared.survival import DAYS, held_after, median_days

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.day.trace import Trace
    from sim.shared.lifetimes import Lifetimes

MET, MISSED, CHANCE, OPEN = "met", "missed", "within chance", "cannot be told"
# Two codings of the same data, as a band (Clayton et al. 2022).
SURVIVAL = {7: (0.83, 0.90), 30: (0.68, 0.84), 90: (0.61, 0.79), 365: (0.48, 0.66)}
# Leverages that are set against each other.
LEVERAGES = (0.1, 0.3, 0.5, 0.7, 0.9)
LAGS = 14
_WEEK, _MONTH = 7, 30
# A series shorter than this says little of what happens two weeks later.
_LEAST_DAYS = 60
_ASSUMED = "range assumed"
_NOTHING = Estimate(None, None, None)


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
        What the runs gave, with its 95 % interval over the runs.
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
        """Whether the figure lies in the range, or chance may decide on which side it lies."""
        value, low, high = self.found.value, self.found.low, self.found.high
        if value is None or math.isnan(value):
            return OPEN
        ends = [value if end is None or math.isnan(end) else end for end in (low, high)]
        if any(ends[0] < limit < ends[1] for limit in (self.low, self.high)):
            return CHANCE
        return MET if self.low <= value <= self.high else MISSED


@dataclass(frozen=True, eq=False)
class LogFigures:
    """Figures of one run, up to the day of its end.

    Parameters
    ----------
    first_breach : int or None
        First day on which fire broke a duty.
    breach_days : int
        Days with such a breach, before the day of the end.
    fatal_days : int
        Of these, those within a week of the end.
    breaches, answered : int
        Such breaches, and how many of them a response of the kind ``answer`` or
        ``escalate`` names among its causes.
    before, first_week, third_month : float
        Attacks a day in the run-in, on days 1 to 7, on days 61 to 90; NaN where the
        agreement did not stand so long.
    published, committed : dict of int
        By party that publishes: violations it laid on the other camp, and attacks that
        camp really made, on the same days.
    correlation : numpy.ndarray, shape (LAGS,), or None
        Correlation of one camp's fire with that of the other 1 to 14 days earlier,
        mean of both directions, trends taken out; None where the truce was too short or
        a camp never fired.
    """

    first_breach: int | None
    breach_days: int
    fatal_days: int
    breaches: int
    answered: int
    before: float
    first_week: float
    third_month: float
    published: dict[str, int]
    committed: dict[str, int]
    correlation: NDArray[np.float64] | None


def log_figures(told: Trace) -> LogFigures:
    """Count what one log says.

    Parameters
    ----------
    told : Trace
        The trace of a run, with its log.

    Returns
    -------
    LogFigures
        The figures.
    """
    end, ended = told.outcome.end_day, told.outcome.ended
    last = end - 1 if ended else end
    parties = told.scenario.scenario.parties
    breaches = {
        event.causes[0]: event.day
        for event in told.log.of("breach")
        if event.form in FORMS["attack"] and event.causes and 1 <= event.day <= last
    }
    answered = {
        cause
        for event in told.log.of("response")
        if event.form in ("answer", "escalate")
        for cause in event.causes
    }
    # Attacks of each camp on others, day by day from day 1.
    camps = {name: party.camp for name, party in parties.items()}
    by_camp = {camp: np.zeros(last) for camp in sorted({*filter(None, camps.values())})}
    for event in told.log.of("attack"):
        camp = camps.get(event.actor)
        if camp and camp != camps.get(event.target) and 1 <= event.day <= last:
            by_camp[camp][event.day - 1] += 1
    published = {name: 0 for name, party in parties.items() if party.publishes_counts}
    for event in told.log.of("publication"):
        if 1 <= event.day <= last:
            published[event.actor] += int(event.severity)
    days = sorted(set(breaches.values()))
    attacks = dict(zip(told.daily["day"], told.daily["attacks"], strict=True))

    def mean(first: int, final: int) -> float:
        if final > last or final < first:
            return math.nan
        return float(np.mean([attacks[day] for day in range(first, final + 1)]))

    return LogFigures(
        first_breach=days[0] if days else None,
        breach_days=len(days),
        fatal_days=sum(ended and end - day <= _WEEK for day in days),
        breaches=len(breaches),
        answered=len(answered & set(breaches)),
        before=mean(min(attacks), 0),
        first_week=mean(1, _WEEK),
        third_month=mean(61, 90),
        published=published,
        committed={
            name: int(sum(fire.sum() for camp, fire in by_camp.items() if camp != camps[name]))
            for name in published
        },
        correlation=_correlation(by_camp, last),
    )


def _correlation(by_camp: dict[str, NDArray[np.float64]], last: int) -> NDArray[np.float64] | None:
    fire = [one for one in by_camp.values() if one.any()]
    if last < _LEAST_DAYS or len(fire) != 2:  # noqa: PLR2004 - two camps answer each other
        return None
    one, other = (signal.detrend(each) for each in fire)
    scale = float(np.sqrt((one @ one) * (other @ other)))
    if scale <= 0.0:
        return None
    forward = [one[:-lag] @ other[lag:] for lag in range(1, LAGS + 1)]
    backward = [other[:-lag] @ one[lag:] for lag in range(1, LAGS + 1)]
    found: NDArray[np.float64] = (np.array(forward) + np.array(backward)) / (2 * scale)
    return found


def answers(read: Sequence[LogFigures]) -> list[Estimate]:
    """Estimate how far fire follows the other side's fire, by lag from 1 to `LAGS` days.

    Parameters
    ----------
    read : sequence of LogFigures
        What the logs said.

    Returns
    -------
    list of Estimate
        Mean correlations; nothing where no run knows of any.
    """
    known = [one.correlation for one in read if one.correlation is not None]
    return [mean_of(column) for column in np.transpose(known)] if known else [_NOTHING] * LAGS


def judged(
    found: Mapping[str, Lifetimes], gaps: Lifetimes | None, read: Sequence[LogFigures]
) -> tuple[Pattern, ...]:
    """Set every figure beside its range.

    Parameters
    ----------
    found : mapping of Lifetimes
        By variant of the scenario: ``base``, ``loose``, ``specific``, ``written``, ``waning``, and
        one for each of `LEVERAGES`.
    gaps : Lifetimes or None
        Days from an end to the next agreement; None where nothing ended.
    read : sequence of LogFigures
        What the logs of some runs of the base said.

    Returns
    -------
    tuple of Pattern
        In the order in which they are told.
    """

    def ratio(above: str, below: str) -> Estimate:
        """Ratio of two figures of the logs, over the runs that know both."""
        pairs = np.array([(getattr(one, above), getattr(one, below)) for one in read], float)
        pairs = pairs.reshape(-1, 2)
        return ratio_of(*pairs[~np.isnan(pairs).any(axis=1)].T)

    def hazard(base: str, other: str) -> Estimate:
        compared = hazard_ratio(found[base], found[other])
        return Estimate(compared.ratio, compared.low, compared.high)

    held = held_after(found["base"], DAYS)
    violated = sum(one.first_breach is not None and one.first_breach <= _MONTH for one in read)
    left = ratio("first_week", "before")
    both = [one.correlation.mean() for one in read if one.correlation is not None]
    gains = np.diff([float(np.mean(found[f"{share:g}"].days)) for share in LEVERAGES])
    sticher, haushofer = "Sticher 2022; Abrahams et al. 2020", "Haushofer et al. 2010"
    wiehl, salehyan = "Wiehl 2018; Clayton and Sticher 2021", "Salehyan 2010"
    # fmt: off
    return (
        *(Pattern("early mortality", f"share in force after {day} days", *band,
                  Estimate(*(float(held[part][day]) for part in ("share", "low", "high"))),
                  "Clayton et al. 2022, two codings")
          for day, band in SURVIVAL.items() if day in held.index),
        Pattern("nearly all are violated", "share with fire against the text by day 30", 0.9, 1.0,
                share_of(violated, len(read)), sticher),
        Pattern("few violations end them", "share of days of such fire with an end within 7 days",
                0.0, 0.1, ratio("fatal_days", "breach_days"), sticher),
        Pattern("most violations stay unanswered",
                "share of such fire that is answered in kind", 0.0, 0.5,
                ratio("answered", "breaches"), "Sticher 2022"),
        Pattern("violence drops at entry",
                "drop of attacks a day, from the days before to days 1 to 7", 0.5, 0.95,
                _one_minus(left), f"several: sharply, by up to .95; {_ASSUMED} below"),
        Pattern("violence drifts back", "attacks a day, days 61 to 90 over days 1 to 7", 1.0,
                math.inf, ratio("third_month", "first_week"), "several"),
        Pattern("both sides retaliate",
                "correlation with the other side's fire 1 to 14 days before", 0.0, 1.0,
                mean_of(np.array(both)) if both else _NOTHING, haushofer),
        *(Pattern("each overstates the other's share",
                  f"violations published by {name} over those that were", 1.0, math.inf,
                  ratio_of([one.published[name] for one in read],
                           [one.committed[name] for one in read]), haushofer)
          for name in (read[0].published if read else ())),
        Pattern("ceasefires come in series", "median days from an end to the next agreement",
                35 / 2, 35 * 2, _NOTHING if gaps is None else median_days(gaps),
                f"ETH/PRIO data: 35; {_ASSUMED}: within a factor of two", 0),
        Pattern("written, specific texts last", "hazard over that of a loose text: duties named",
                0.5, 0.7, hazard("loose", "specific"), wiehl),
        Pattern("written, specific texts last",
                "hazard over that of a loose text: named, and worth more", 0.5, 0.7,
                hazard("loose", "written"), wiehl),
        # Where nobody holds a client, leverage has nothing to act on.
        Pattern("leverage makes clients follow",
                f"least gain in days held between leverages {', '.join(map(str, LEVERAGES))}",
                0.0, math.inf, Estimate(float(gains.min()), None, None) if any(gains) else _NOTHING,
                f"{salehyan}: monotone", 1),
        Pattern("waning leverage raises the hazard", "hazard over that of steady leverage", 1.0,
                math.inf, hazard("base", "waning"), salehyan),
    )
    # fmt: on


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
        return _NOTHING
    ratio = float(y.sum()) / total
    spread = math.sqrt(len(x) / (len(x) - 1) * float(np.sum((y - ratio * x) ** 2))) / total
    return Estimate(ratio, max(0.0, ratio - NORMAL * spread), ratio + NORMAL * spread)


def _one_minus(share: Estimate) -> Estimate:
    if share.value is None or share.low is None or share.high is None:
        return _NOTHING
    return Estimate(1 - share.value, 1 - share.high, 1 - share.low)
