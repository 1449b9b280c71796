"""What the fit did not see: phases of offensive, sectors, flight, talks; and counts left out.

The fitted region is set beside figures of the record that did not enter it. Published counts are
also predicted phase by phase, each from all the others.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sim.questions.fit.findings import BETWEEN, MET, MISSED, verdict_of
from sim.questions.fit.kernel import HALF, agreement, chances, log_ratio
from sim.questions.fit.waves import quantile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.questions.fit.kernel import Runs
    from sim.questions.fit.question import Question
    from sim.questions.fit.waves import Weighed

# Days after an end over which a run goes on, and over which the record is read.
AFTER = 30
MODEL = "the model"
RIVALS = ("mean of the other phases", "equal counts")
FORWARD = {"government": 1, "opposition": -1}


def unseen(question: Question, logs: pd.DataFrame) -> pd.DataFrame:
    """Set what logs of the fitted region give beside figures that the fit did not see.

    Parameters
    ----------
    question : Question
        What was asked.
    logs : pandas.DataFrame
        As given by `sim.questions.fit.logs.told_runs`, for draws of the region.

    Returns
    -------
    pandas.DataFrame
        A row per figure: ``figure``, ``where``, ``record`` with ``low`` and ``high``,
        ``q05``, ``q50``, ``q95`` over runs of the region, ``runs``, ``verdict``; none for
        what a table of the record would have to say that is not there.
    """
    rows = [
        *_attackers(question, logs),
        *_missed_deadlines(question, logs),
        *_counts(question, logs),
        *_sectors(question, logs),
        *_flight(question, logs),
        *_talks(question, logs),
    ]
    return pd.DataFrame(rows)


def _row(
    figure: str, where: str, record: tuple[float, float, float], values: Sequence[float]
) -> dict[str, object]:
    low, middle, high = record
    known = np.asarray(values, float)
    known = known[~np.isnan(known)]
    own = {"figure": figure, "where": where, "low": low, "record": middle, "high": high}
    if not len(known):
        return own | {"q05": math.nan, "q50": math.nan, "q95": math.nan, "runs": 0, "verdict": ""}
    alike = np.full(len(known), 1 / len(known))
    q05, q50, q95 = quantile(known, alike, (BETWEEN[0], 0.5, BETWEEN[1]))
    verdict = verdict_of(record, q05, q95)
    return own | {"q05": q05, "q50": q50, "q95": q95, "runs": len(known), "verdict": verdict}


def _captures(question: Question, start: date) -> list[int]:
    """Places taken from the day of an end on: 1 by the government, -1 by the other side."""
    last = min(start + timedelta(days=AFTER), question.settings.until)
    return [
        FORWARD[row["side"]]
        for row in sorted(question.record.rows_if_any("captures"), key=lambda row: row["date"])
        if start <= date.fromisoformat(row["date"]) <= last
    ]


def _end_of(question: Question, name: str) -> date:
    one = question.lifetimes[name]
    return one.start + timedelta(days=one.days)


def _attackers(question: Question, logs: pd.DataFrame) -> list[dict[str, object]]:
    """Side that took the first place after an end, where it ended with an offensive."""
    publisher = next(iter(question.settings.counts), None)
    rows: list[dict[str, object]] = []
    for name, scenario in question.scenarios.items():
        own = logs[(logs["agreement"] == name) & logs["attacker"].notna()]
        captures = _captures(question, _end_of(question, name))
        if publisher is None or not captures or "offensive" not in question.data[name].kinds:
            continue
        camp = scenario.scenario.parties[publisher].camp
        share = float((own["attacker"] == camp).mean()) if len(own) else math.nan
        side = 1.0 if captures[0] == 1 else 0.0
        chance = share if side == 1.0 else 1 - share
        row: dict[str, object] = {
            "figure": "share of attacks by the government's side",
            "where": name,
            **dict.fromkeys(("low", "record", "high"), side),
            **dict.fromkeys(("q05", "q50", "q95"), share),
            "runs": len(own),
            "verdict": MET if chance >= HALF else MISSED,
        }
        rows.append(row)
    return rows


def _missed_deadlines(question: Question, logs: pd.DataFrame) -> list[dict[str, object]]:
    """Days from the first deadline that was missed to the end, where the record dates both."""
    rows = []
    for name in question.scenarios:
        first = question.record.first_missed(name)
        if first is None or first > question.settings.until:
            continue
        one = question.lifetimes[name]
        begun = (first - one.start).days
        own = logs[(logs["agreement"] == name) & logs["ended"].astype(bool)]
        known = (one.low - begun, float(one.days - begun), one.high - begun)
        values = own["from_missed"].astype(float).tolist()
        rows.append(_row("days from the first missed deadline to the end", name, known, values))
    return rows


def _counts(question: Question, logs: pd.DataFrame) -> list[dict[str, object]]:
    rows = []
    for phase, names in question.settings.offensives.items():
        count = question.counts.get(phase)
        if count is None or math.isnan(count.ratio):
            continue
        own = logs[logs["agreement"].isin(names) & logs["ended"].astype(bool)]
        values = np.log((own["count_one"] + HALF) / (own["count_other"] + HALF)).astype(float)
        spread = 2 * (count.error if math.isfinite(count.error) else 0.0)
        record = tuple(math.exp(count.ratio + step) for step in (-spread, 0.0, spread))
        one, two, three = record
        rows.append(
            _row("ratio of counts while an offensive runs", phase, (one, two, three),
                 np.exp(values).tolist())
        )  # fmt: skip
    return rows


def _sectors(question: Question, logs: pd.DataFrame) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    if not question.record.rows_if_any("captures"):
        return rows
    for name in question.scenarios:
        net = float(sum(_captures(question, _end_of(question, name))))
        own = logs[(logs["agreement"] == name) & logs["ended"].astype(bool)]
        values = own["sectors"].astype(float).tolist()
        rows.append(_row("sectors taken within 30 days of the end", name, (net, net, net), values))
    return rows


def _flight(question: Question, logs: pd.DataFrame) -> list[dict[str, object]]:
    """People displaced in a month of offensive, from the first period documented in a phase."""
    rows = []
    for phase, names in question.settings.offensives.items():
        periods = [
            row
            for row in question.record.rows_if_any("displaced")
            if row["phase"] == phase and date.fromisoformat(row["end"]) <= question.settings.until
        ]
        rates = [
            AFTER * int(row["people"]) / (_days(row["start"], row["end"]) + 1) for row in periods
        ]
        if rates:
            own = logs[logs["agreement"].isin(names) & logs["ended"].astype(bool)]
            record = (min(rates), float(np.mean(rates)), max(rates))
            values = own["displaced"].astype(float).tolist()
            rows.append(_row("people displaced in 30 days of offensive", phase, record, values))
    return rows


def _days(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


def _talks(question: Question, logs: pd.DataFrame) -> list[dict[str, object]]:
    """Lags from charge to meeting to text, and rounds that failed before a text."""
    lags = [lag for lag in question.record.lags() if lag[0] <= question.settings.until]
    rows = []
    for figure, known, column in (
        ("days from a charge to the next meeting", [lag[1] for lag in lags], "to_talks"),
        ("days from there to the next text", [lag[2] for lag in lags], "to_text"),
    ):
        days = sorted(map(float, known))
        if days:
            low, middle, high = np.quantile(days, (0.25, 0.5, 0.75)).tolist()
            values = logs[column].astype(float).tolist()
            rows.append(_row(figure, "all", (low, middle, high), values))
    order = list(question.lifetimes)
    for row in question.record.rows_if_any("rounds"):
        name = row["agreement"]
        if name not in question.scenarios or order.index(name) == 0:
            continue
        before = order[order.index(name) - 1]
        own = logs[logs["agreement"] == before]["failed_rounds"].astype(float).tolist()
        record = (float(row["low"]), float(row["failed"]), float(row["high"]))
        rows.append(_row(f"rounds that failed before {name}", before, record, own))
    return rows


def counts_left_out(
    question: Question, weighed: Weighed, runs: dict[str, Runs], logs: pd.DataFrame
) -> pd.DataFrame:
    """Predict the ratio of counts of each phase from all other evidence.

    Parameters
    ----------
    question : Question
        What was asked.
    weighed : Weighed
        All draws.
    runs : dict of dict
        Runs by agreement, for phases of truce.
    logs : pandas.DataFrame
        Logs of draws of the region, for phases of offensive, which never entered the fit.

    Returns
    -------
    pandas.DataFrame
        A row per phase and predictor: ``phase``, ``predictor``, ``record`` (the ratio),
        ``predicted`` (median), ``score`` (log density of the logarithm of the ratio).
    """
    known = {
        phase: count
        for phase, count in question.counts.items()
        if not math.isnan(count.ratio)
        and (phase in question.settings.truces or phase in question.settings.offensives)
    }
    rows = []
    for phase, count in known.items():
        spread = math.hypot(
            question.errors.ratio, count.error if math.isfinite(count.error) else 0.0
        )
        if phase in question.settings.truces:
            values, mass = _without_counts(question, weighed, runs, question.settings.truces[phase])
        else:
            own = logs[
                logs["agreement"].isin(question.settings.offensives[phase])
                & logs["ended"].astype(bool)
            ]
            if own.empty:
                continue
            ratio = (own["count_one"].astype(float) + HALF) / (
                own["count_other"].astype(float) + HALF
            )
            values = np.log(ratio.to_numpy())
            mass = np.full(len(values), 1 / len(values))
        others = [one.ratio for name, one in known.items() if name != phase]
        for predictor, centre, weights in (
            (MODEL, values, mass),
            (RIVALS[0], np.array(others), np.full(len(others), 1 / max(len(others), 1))),
            (RIVALS[1], np.zeros(1), np.ones(1)),
        ):
            if not len(centre):
                continue
            away = (centre - count.ratio) / spread
            density = np.exp(-0.5 * away**2) / (spread * math.sqrt(2 * math.pi))
            rows.append(
                {
                    "phase": phase,
                    "predictor": predictor,
                    "record": math.exp(count.ratio),
                    "predicted": float(np.exp(quantile(centre, weights, (0.5,))[0])),
                    "score": math.log(float(density @ weights)),
                }
            )
    return pd.DataFrame(rows, columns=["phase", "predictor", "record", "predicted", "score"])


def _without_counts(
    question: Question, weighed: Weighed, runs: dict[str, Runs], name: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Ratios of all runs of an agreement, weighed by all evidence but these counts."""
    own = runs[name]
    bare = replace(question.data[name], ratio=math.nan)
    chance = {**weighed.chance, name: chances(own, bare, question.errors)}
    draws = replace(weighed, chance=chance).weights()
    # Within a draw, runs that agree better with days and kind count for more.
    each = agreement(own, bare, question.errors)
    each = np.where(np.isnan(each), 0.0, each)
    total = each.sum(axis=1, keepdims=True)
    mass = draws[:, None] * np.divide(each, total, out=np.zeros_like(each), where=total > 0)
    known = ~np.isnan(own["end_day"])
    return log_ratio(own)[known], mass[known] / mass[known].sum()
