"""What the log of one run says of violence under a truce: the material of general patterns.

Everything is counted from the log. Fire is an attack between parties of different camps.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import signal

from sim.record.events import FORMS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.record.told import Told

LAGS = 14
WEEK = 7
# A series shorter than this says little of what happens two weeks later.
LEAST_DAYS = 60


@dataclass(frozen=True, eq=False)
class LogFigures:
    """Figures of one run, up to the day of its end.

    Parameters
    ----------
    end_day : int
        Day of the end, or the horizon.
    ended : bool
        Whether it ended.
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

    end_day: int
    ended: bool
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


def log_figures(told: Told) -> LogFigures:
    """Count what one log says.

    Parameters
    ----------
    told : Told
        A run with its log.

    Returns
    -------
    LogFigures
        The figures.
    """
    end, ended = told.outcome.end_day, told.outcome.ended
    last = end - 1 if ended else end
    fire = set(FORMS["attack"])
    breaches = {
        event.causes[0]: event.day
        for event in told.log.of("breach")
        if event.form in fire and event.causes and 1 <= event.day <= last
    }
    answered = {
        cause
        for event in told.log.of("response")
        if event.form in ("answer", "escalate")
        for cause in event.causes
    }
    days = sorted(set(breaches.values()))
    by_camp = _fire_by_camp(told, last)
    attacks = dict(zip(told.daily["day"], told.daily["attacks"], strict=True))
    return LogFigures(
        end_day=end,
        ended=ended,
        first_breach=days[0] if days else None,
        breach_days=len(days),
        fatal_days=sum(ended and end - day <= WEEK for day in days),
        breaches=len(breaches),
        answered=len(answered & set(breaches)),
        before=_mean(attacks, min(attacks), 0, last),
        first_week=_mean(attacks, 1, WEEK, last),
        third_month=_mean(attacks, 61, 90, last),
        published=_published(told, last),
        committed=_committed(told, by_camp),
        correlation=_correlation(by_camp, last),
    )


def _mean(attacks: dict[int, int], first: int, final: int, last: int) -> float:
    if final > last or final < first:
        return float("nan")
    return float(np.mean([attacks[day] for day in range(first, final + 1)]))


def _fire_by_camp(told: Told, last: int) -> dict[str, NDArray[np.float64]]:
    """Attacks of each camp on others, day by day from day 1."""
    parties = told.scenario.scenario.parties
    camps = sorted({party.camp for party in parties.values() if party.camp})
    found = {camp: np.zeros(last) for camp in camps}
    for event in told.log.of("attack"):
        camp = parties[event.actor].camp if event.actor in parties else None
        other = parties[event.target].camp if event.target in parties else None
        if camp and camp != other and 1 <= event.day <= last:
            found[camp][event.day - 1] += 1
    return found


def _published(told: Told, last: int) -> dict[str, int]:
    parties = told.scenario.scenario.parties
    found = {name: 0 for name, party in parties.items() if party.publishes_counts}
    for event in told.log.of("publication"):
        if 1 <= event.day <= last:
            found[event.actor] += int(event.severity)
    return found


def _committed(told: Told, by_camp: dict[str, NDArray[np.float64]]) -> dict[str, int]:
    parties = told.scenario.scenario.parties
    return {
        name: int(sum(fire.sum() for camp, fire in by_camp.items() if camp != party.camp))
        for name, party in parties.items()
        if party.publishes_counts
    }


def _correlation(by_camp: dict[str, NDArray[np.float64]], last: int) -> NDArray[np.float64] | None:
    fire = [one for one in by_camp.values() if one.any()]
    if last < LEAST_DAYS or len(fire) != 2:  # noqa: PLR2004 - two camps answer each other
        return None
    one, other = (signal.detrend(each) for each in fire)
    scale = float(np.sqrt((one @ one) * (other @ other)))
    if scale <= 0.0:
        return None
    forward = [one[:-lag] @ other[lag:] for lag in range(1, LAGS + 1)]
    backward = [other[:-lag] @ one[lag:] for lag in range(1, LAGS + 1)]
    found: NDArray[np.float64] = (np.array(forward) + np.array(backward)) / (2 * scale)
    return found
