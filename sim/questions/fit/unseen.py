"""What the fit did not see, as logs tell it: offensives, sectors, flight, talks; counts left out.

Logs of runs under draws of the fitted region are set beside figures of the record that did not
enter it. Published counts are also predicted phase by phase, each from all the others.
"""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from sim.questions.fit.draws import quantile
from sim.questions.fit.findings import BETWEEN, MET, MISSED, MODEL, verdict_of
from sim.questions.fit.likelihood import HALF, agreement, chances, density, log_ratio
from sim.runs.engines import ENGINES
from sim.runs.jobs import read_runs
from sim.scenario.tree import changed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sim.day.trace import Trace
    from sim.questions.fit.draws import Weighed
    from sim.questions.fit.likelihood import Numbers, Runs
    from sim.questions.fit.question import Question
    from sim.scenario.tree import Tree

    # Number of the draw, number of the run, and values of the draw by dotted key.
    Ask = tuple[int, int, Mapping[str, float]]
    Row = dict[str, Any]

_MEETINGS = ("delegation", "summit")
COLUMNS = (
    "agreement", "draw", "replicate", "end_day", "ended", "kind", "attacker", "count_one",
    "count_other", "sectors", "displaced", "to_talks", "to_text", "failed_rounds",
    "from_missed",
)  # fmt: skip
# Days after an end over which a run goes on, and over which the record is read.
_AFTER = 30
_RIVALS = ("mean of the other phases", "equal counts")
_FORWARD = {"government": 1, "opposition": -1}
_day = date.fromisoformat


def read_logs(  # noqa: PLR0913, PLR0917 - what is run, by what, and how often
    question: Question,
    name: str,
    tree: Tree,
    asks: Sequence[Ask],
    workers: int,
    progress: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Make runs of an agreement with their logs, and read what these alone hold.

    Parameters
    ----------
    question : Question
        Who publishes, by which seed and engine.
    name : str
        The agreement.
    tree : dict
        Completed tree of its scenario.
    asks : sequence of tuple
        The runs: number of the draw, number of the run, and values by dotted key.
    workers : int
        Processes.
    progress : callable, optional
        Trace how many are done, and how many there are.

    Returns
    -------
    pandas.DataFrame
        A row per run: ``end_day``, ``ended``, ``kind``; ``attacker``, the camp that began
        the offensive by which it ended; and, from the day of the end to the last day of the
        run, violations that each published, sectors taken by the first publisher's camp
        less those it lost, people displaced, and talks that failed before a text was
        signed. ``from_missed`` is the days from the first missed deadline of the agreement to
        its end. ``to_talks`` and ``to_text`` are the mean days from a charge to the next
        meeting, and from there to the next text. None where there is none.
    """
    counts, engine = tuple(question.settings.counts), question.engine
    one = partial(_log_row, tree, counts, question.seed, engine)
    rows = read_runs(one, asks, ENGINES[engine], workers, progress)
    return pd.DataFrame([{"agreement": name} | row for row in rows], columns=list(COLUMNS))


def _log_row(tree: Tree, counts: tuple[str, ...], seed: int, engine: str, ask: Ask) -> Row:
    draw, replicate, values = ask
    tree = changed(tree, dict(values))
    told = ENGINES[engine].tell()(tree, seed, replicate, int(tree["scenario"]["horizon"]))
    return {"draw": draw, "replicate": replicate} | log_row(told, counts)


def log_row(told: Trace, counts: Sequence[str]) -> dict[str, Any]:
    """Read one log; see `read_logs`.

    Parameters
    ----------
    told : Trace
        A run with its log.
    counts : sequence of str
        The two parties that publish; may be empty.

    Returns
    -------
    dict
        The columns but for those that say which run it is.
    """
    parties = told.scenario.scenario.parties
    end, ended = told.outcome.end_day, told.outcome.ended
    camp = parties[counts[0]].camp if counts else None
    after = [event for event in told.log if event.day >= end] if ended else []
    published = dict.fromkeys(counts, 0)
    sectors = displaced = 0
    for event in after:
        if event.kind == "publication" and event.actor in published:
            published[event.actor] += int(event.severity)
        elif event.kind == "sector" and event.form == "captured":
            sectors += 1 if parties[event.actor].camp == camp else -1
        elif event.kind == "displacement":
            displaced += int(event.severity)
    begun = [
        event
        for event in told.log.of("attack")
        if event.form == "assault" and event.day >= max(end, 1)
    ]
    offensive = ended and told.outcome.end_kind == "offensive"
    waits, texts = _lags(told)
    return {
        "end_day": end,
        "ended": ended,
        "kind": told.outcome.end_kind,
        "attacker": parties[begun[0].actor].camp if offensive and begun else None,
        "count_one": published[counts[0]] if counts and ended else None,
        "count_other": published[counts[1]] if counts and ended else None,
        "sectors": sectors if ended else None,
        "displaced": displaced if ended else None,
        "to_talks": _mean(waits),
        "to_text": _mean(texts),
        "failed_rounds": _failed_rounds(told, end) if ended else None,
        "from_missed": _from_missed(told, end) if ended else None,
    }


def _from_missed(told: Trace, end: int) -> int | None:
    """Days from the first missed deadline to an end; None where none was missed by then.

    What was overdue before the first day belongs to agreements of earlier times.
    """
    missed = _first(
        (
            event.day
            for event in told.log.of("deadline")
            if event.form == "missed" and event.agreement == told.outcome.agreement
        ),
        1,
    )
    return None if missed is None or missed > end else end - missed


def _mean(values: Sequence[int]) -> float | None:
    return sum(values) / len(values) if values else None


def _lags(told: Trace) -> tuple[list[int], list[int]]:
    """Days from each charge to the next meeting, and from that to the next text signed."""
    meetings = [event.day for event in told.log.of("talks") if event.form in _MEETINGS]
    signed = [event.day for event in told.log.of("renewal")]
    waits, texts = [], []
    for charge in told.log.of("accusation"):
        meeting = _first(meetings, charge.day)
        if meeting is not None:
            waits.append(meeting - charge.day)
            text = _first(signed, meeting)
            if text is not None:
                texts.append(text - meeting)
    return waits, texts


def _first(days: Iterable[int], from_day: int) -> int | None:
    return next((day for day in days if day >= from_day), None)


def _failed_rounds(told: Trace, end: int) -> int | None:
    """Meetings that failed between an end and the next text; None where none was signed."""
    signed = _first((event.day for event in told.log.of("renewal")), end)
    if signed is None:
        return None
    return sum(
        event.outcome == "failure"
        for event in told.log.of("talks")
        if event.form in _MEETINGS and end <= event.day <= signed
    )


def unseen(question: Question, logs: pd.DataFrame) -> pd.DataFrame:
    """Set what logs of the fitted region give beside figures that the fit did not see.

    Parameters
    ----------
    question : Question
        What was asked.
    logs : pandas.DataFrame
        As given by `read_logs`, for draws of the region.

    Returns
    -------
    pandas.DataFrame
        A row per figure: ``figure``, ``where``, ``record`` with ``low`` and ``high``,
        ``q05``, ``q50``, ``q95`` over runs of the region, ``runs``, ``verdict``; none for
        what a table of the record would have to say that is not there.
    """
    rows: list[Row] = []
    for part in (_attackers, _missed_deadlines, _counts, _sectors, _flight, _talks):
        rows += part(question, logs)
    return pd.DataFrame(rows)


def _row(figure: str, where: str, record: Sequence[float], values: pd.Series) -> Row:
    low, value, high = record
    known = values.dropna().to_numpy(np.float64)
    own: Row = {"figure": figure, "where": where, "low": low, "record": value, "high": high}
    if not len(known):
        return own | {"q05": math.nan, "q50": math.nan, "q95": math.nan, "runs": 0, "verdict": ""}
    q05, q50, q95 = quantile(known, None, (BETWEEN[0], 0.5, BETWEEN[1]))
    verdict = verdict_of((low, value, high), q05, q95)
    return own | {"q05": q05, "q50": q50, "q95": q95, "runs": len(known), "verdict": verdict}


def _of(logs: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Logs of some agreements, of runs in which they ended."""
    found: pd.DataFrame = logs[logs["agreement"].isin(list(names)) & logs["ended"].astype(bool)]
    return found


def _ratios(logs: pd.DataFrame) -> pd.Series:
    one, other = (logs[name].astype(float) + HALF for name in ("count_one", "count_other"))
    return pd.Series(np.log(one / other))


def _captures(question: Question, name: str) -> list[int]:
    """Places taken from the day of an end on: 1 by the government, -1 by the other side."""
    one = question.lifetimes[name]
    start = one.start + timedelta(days=one.days)
    last = min(start + timedelta(days=_AFTER), question.settings.until)
    rows = sorted(question.record.rows("captures", needed=False), key=lambda row: row["date"])
    return [_FORWARD[row["side"]] for row in rows if start <= _day(row["date"]) <= last]


def _attackers(question: Question, logs: pd.DataFrame) -> list[Row]:
    """Side that took the first place after an end, where it ended with an offensive."""
    publisher = next(iter(question.settings.counts), None)
    rows: list[Row] = []
    for name, scenario in question.scenarios.items():
        own = logs[(logs["agreement"] == name) & logs["attacker"].notna()]
        captures = _captures(question, name)
        if publisher is None or not captures or "offensive" not in question.data[name].kinds:
            continue
        camp = scenario.scenario.parties[publisher].camp
        share = float((own["attacker"] == camp).mean()) if len(own) else math.nan
        side = 1.0 if captures[0] == 1 else 0.0
        row: Row = {"figure": "share of attacks by the government's side", "where": name}
        row |= dict.fromkeys(("low", "record", "high"), side)
        row |= dict.fromkeys(("q05", "q50", "q95"), share)
        met = (share if side == 1.0 else 1 - share) >= HALF
        rows.append(row | {"runs": len(own), "verdict": MET if met else MISSED})
    return rows


def _missed_deadlines(question: Question, logs: pd.DataFrame) -> list[Row]:
    """Days from the first deadline that was missed to the end, where the record dates both."""
    rows = []
    for name in question.scenarios:
        first = question.record.first_missed(name)
        if first is None or first > question.settings.until:
            continue
        one = question.lifetimes[name]
        begun = (first - one.start).days
        known = (one.low - begun, float(one.days - begun), one.high - begun)
        values = _of(logs, [name])["from_missed"]
        rows.append(_row("days from the first missed deadline to the end", name, known, values))
    return rows


def _counts(question: Question, logs: pd.DataFrame) -> list[Row]:
    rows = []
    for phase, names in question.settings.offensives.items():
        if (count := question.counts.get(phase)) is None:
            continue
        spread = 2 * count.error
        known = [math.exp(count.ratio + step) for step in (-spread, 0.0, spread)]
        values = np.exp(_ratios(_of(logs, names)))
        rows.append(_row("ratio of counts while an offensive runs", phase, known, values))
    return rows


def _sectors(question: Question, logs: pd.DataFrame) -> list[Row]:
    if not question.record.rows("captures", needed=False):
        return []
    rows = []
    for name in question.scenarios:
        net = float(sum(_captures(question, name)))
        values = _of(logs, [name])["sectors"]
        rows.append(_row("sectors taken within 30 days of the end", name, (net, net, net), values))
    return rows


def _flight(question: Question, logs: pd.DataFrame) -> list[Row]:
    """People displaced in a month of offensive, from the first period documented in a phase."""
    rows = []
    for phase, names in question.settings.offensives.items():
        rates = [
            _AFTER * int(row["people"]) / ((_day(row["end"]) - _day(row["start"])).days + 1)
            for row in question.record.rows("displaced", needed=False)
            if row["phase"] == phase and _day(row["end"]) <= question.settings.until
        ]
        if rates:
            known = (min(rates), float(np.mean(rates)), max(rates))
            values = _of(logs, names)["displaced"]
            rows.append(_row("people displaced in 30 days of offensive", phase, known, values))
    return rows


def _talks(question: Question, logs: pd.DataFrame) -> list[Row]:
    """Lags from charge to meeting to text, and rounds that failed before a text."""
    lags = [days for day, *days in question.record.lags() if day <= question.settings.until]
    rows = []
    for place, (figure, column) in enumerate((
        ("days from a charge to the next meeting", "to_talks"),
        ("days from there to the next text", "to_text"),
    )):  # fmt: skip
        if lags:
            days = np.array(lags, float)[:, place]
            known = np.quantile(days, (0.25, 0.5, 0.75)).tolist()
            rows.append(_row(figure, "all", known, logs[column]))
    order = list(question.lifetimes)
    for row in question.record.rows("rounds", needed=False):
        name = row["agreement"]
        if name in question.scenarios and order.index(name):
            before = order[order.index(name) - 1]
            values = logs.loc[logs["agreement"] == before, "failed_rounds"]
            known = [float(row[one]) for one in ("low", "failed", "high")]
            rows.append(_row(f"rounds that failed before {name}", before, known, values))
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
    truces, offensives = question.settings.truces, question.settings.offensives
    known = {
        phase: count
        for phase, count in question.counts.items()
        if phase in truces or phase in offensives
    }
    rows = []
    for phase, count in known.items():
        if phase in truces:
            values, mass = _without_counts(question, weighed, runs, truces[phase])
        else:
            values = _ratios(_of(logs, offensives[phase])).to_numpy()
            mass = np.full(len(values), 1 / max(len(values), 1))
        if not len(values):
            continue
        others = np.array([one.ratio for name, one in known.items() if name != phase])
        alike = np.full(len(others), 1 / max(len(others), 1))
        spread = math.hypot(question.errors.ratio, count.error)
        for predictor, centre, weights in (
            (MODEL, values, mass),
            (_RIVALS[0], others, alike),
            (_RIVALS[1], np.zeros(1), np.ones(1)),
        ):
            if len(centre):
                predicted = float(np.exp(quantile(centre, weights, (0.5,))[0]))
                score = math.log(float(density(centre - count.ratio, spread) @ weights))
                rows.append((phase, predictor, math.exp(count.ratio), predicted, score))
    return pd.DataFrame(rows, columns=["phase", "predictor", "record", "predicted", "score"])


def _without_counts(
    question: Question, weighed: Weighed, runs: dict[str, Runs], name: str
) -> tuple[Numbers, Numbers]:
    """Ratios of all runs of an agreement, weighed by all evidence but these counts."""
    own, bare = runs[name], replace(question.data[name], ratio=math.nan)
    draws = replace(weighed, chance={**weighed.chance, name: chances(own, bare)}).weights()
    # Within a draw, runs that agree better with days and kind count for more.
    each = np.nan_to_num(agreement(own, bare), nan=0.0)
    total = each.sum(axis=1, keepdims=True)
    mass = draws[:, None] * np.divide(each, total, out=np.zeros_like(each), where=total > 0)
    known = ~np.isnan(own["end_day"])
    return log_ratio(own)[known], mass[known] / mass[known].sum()
