"""Why a run ended: its chain of causes, and what the end depended on.

What a change does is found in pairs of runs on the same random stream. A draw has an address, so
that a replicate with a change differs from the same replicate without it by what the change brought
about, and by nothing else. What is reported is but-for: had this been otherwise, and all else as it
was.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import stats

from sim.day.batch import Task
from sim.day.events import event_columns
from sim.questions.run.run import manifest_of
from sim.questions.why.causes import Graph, causes_of_end
from sim.questions.why.questions import Question, questions_of
from sim.runs.engines import DEFAULT_ENGINE, ENGINES, check_settings
from sim.runs.executors import executor_named
from sim.runs.jobs import Job, run_tasks
from sim.runs.tables import frame_of
from sim.runs.versions import versions
from sim.scenario.errors import InputError, shown
from sim.scenario.load import scenario_of
from sim.scenario.tree import Tree, changed, tree_of
from sim.shared import intervals
from sim.shared.intervals import ALPHA, holm_adjusted, mean_of
from sim.shared.names import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from sim.day.batch import Columns
    from sim.day.events import Event
    from sim.day.trace import Column, Trace
    from sim.runs.jobs import Progress
    from sim.scenario.scenario import Scenario

LONGER, SHORTER, NEITHER = "longer", "shorter", "neither"
# What is judged is how the first agreement ends, so that runs may stop there. The end is the same.
ONLY_THE_END: dict[str, Any] = {"measurement.aftermath_days": 0, "scenario.series": False}
_MOST_PAIRED = 12
_LARGEST_REPLICATE = 2**31 - 1


# What one change does, in pairs of runs


@dataclass(frozen=True)
class Course:
    """How the first agreement of some replicates fared, by replicate.

    Parameters
    ----------
    replicates : numpy.ndarray
        Numbers of the replicates that were carried through, rising.
    days : numpy.ndarray
        Day of the end; the horizon where it held.
    ended : numpy.ndarray
        Whether it ended within the horizon.
    kinds : numpy.ndarray
        Kind of end, as text.
    """

    replicates: NDArray[np.int64]
    days: NDArray[np.float64]
    ended: NDArray[np.bool_]
    kinds: NDArray[np.object_]

    def among(self, replicates: NDArray[np.int64]) -> Course:
        """Give the course of some of the replicates."""
        on = np.isin(self.replicates, replicates)
        return Course(self.replicates[on], self.days[on], self.ended[on], self.kinds[on])


def course_of(runs: Columns) -> Course:
    """Read the course of replicates off the columns of a table of runs.

    Parameters
    ----------
    runs : dict of numpy.ndarray
        Columns of ``runs.parquet``, of one point; none where no run succeeded.

    Returns
    -------
    Course
        In the order of replicates.
    """
    kinds = {"replicate": np.int64, "end_day": float, "ended": bool, "end_kind": object}
    columns: list[Any] = [np.asarray(runs.get(name, ()), kind) for name, kind in kinds.items()]
    order = np.argsort(columns[0], kind="stable")
    return Course(*(column[order] for column in columns))


@dataclass(frozen=True)
class Share:
    """A share of runs.

    Parameters
    ----------
    count, total : int
        How many of how many.
    low, high : float
        Its 95 % interval, by Wilson (1927); 0 and 1 where there was no run.
    """

    count: int
    total: int
    low: float = 0.0
    high: float = 1.0

    @property
    def value(self) -> float:
        """The share, 0 where there was no run."""
        return self.count / self.total if self.total else 0.0


def share_of(flags: NDArray[np.bool_]) -> Share:
    """Give a share with the score interval of `sim.shared.intervals`.

    Parameters
    ----------
    flags : numpy.ndarray
        Of each run, whether it counts.

    Returns
    -------
    Share
        From 0 to 1 without any run.
    """
    if not len(flags):
        return Share(0, 0)
    count = int(flags.sum())
    found = intervals.share_of(count, len(flags))
    return Share(count, len(flags), *(b for b in (found.low, found.high) if b is not None))


@dataclass(frozen=True)
class Effect:
    """What one change does, in pairs of runs on the same random stream.

    Parameters
    ----------
    question : Question
        What was asked.
    pairs : int
        Replicates carried through both with and without the change.
    moved : int
        Of them, those that ended on another day or in another way.
    prevented : Share
        Of the runs that ended, those in which the end would not have come within the horizon.
    brought : Share
        Of the runs that held, those that would have ended.
    days, low, high : float
        Mean gain in days in force up to the horizon, and its 95 % interval (paired t).
    p : float
        Chance of so large a gain or loss if the change did nothing on average (paired t).
    adjusted : float
        The same, adjusted for the number of questions by Holm (1979): the chance to call anything
        clear that is not is at most 0.05, whatever the dependence between the questions.
    rank : int
        Place among the changes of its `direction`, the first being 1; equal figures share one.
    told : tuple or None
        Day, kind and ``ended`` of the traced run with the change; None if that run failed.
    """

    question: Question
    pairs: int
    moved: int
    prevented: Share
    brought: Share
    days: float
    low: float
    high: float
    p: float
    adjusted: float = 1.0
    rank: int = 0
    told: tuple[int, str, bool] | None = None

    @property
    def direction(self) -> str:
        """Whether the agreement would have stood `LONGER` or `SHORTER` on average."""
        if self.moved == 0 or self.days == 0.0:
            return NEITHER
        return LONGER if self.days > 0.0 else SHORTER

    @property
    def clear(self) -> bool:
        """Whether the gain or loss is more than chance, with all questions judged together."""
        return self.adjusted < ALPHA

    @property
    def main(self) -> Share:
        """The share that it is ranked by: ends that it prevents, or brings about."""
        return self.brought if self.direction == SHORTER else self.prevented

    @property
    def figures(self) -> tuple[float, float]:
        """What it is ranked by: its main share, then its days. Larger comes first."""
        return self.main.value, abs(self.days)

    def row(self) -> dict[str, Any]:
        """Lay it out as a row of ``but_for.parquet``."""
        row: dict[str, Any] = {
            "question": self.question.subject,
            "way": self.question.way,
            "group": self.question.group,
            "changes": json.dumps(dict(self.question.changes)),
            "direction": self.direction,
            "rank": self.rank,
            "pairs": self.pairs,
            "moved": self.moved,
        }
        for name, share in (("prevented", self.prevented), ("brought", self.brought)):
            row |= {f"{name}_count": share.count, f"{name}_of": share.total, name: share.value}
            row |= {f"{name}_low": share.low, f"{name}_high": share.high}
        day, kind, ended = self.told or (0, "", False)
        return row | {
            "days": self.days,
            "days_low": self.low,
            "days_high": self.high,
            "p": self.p,
            "p_adjusted": self.adjusted,
            "clear": self.clear,
            "told_end_day": day,
            "told_end_kind": kind,
            "told_ended": ended,
        }


def effect_of(question: Question, base: Course, other: Course) -> Effect:
    """Compare runs with and without a change, replicate by replicate.

    Parameters
    ----------
    question : Question
        The change.
    base, other : Course
        Runs without it and with it. Replicates that only one of them has are left out.

    Returns
    -------
    Effect
        Not yet ranked, nor adjusted for the number of questions.
    """
    base, other = base.among(other.replicates), other.among(base.replicates)
    difference = other.days - base.days
    moved = (difference != 0.0) | (other.kinds != base.kinds)
    prevented = share_of(~other.ended[base.ended])
    brought = share_of(other.ended[~base.ended])
    gain = paired(difference)
    return Effect(question, len(difference), int(moved.sum()), prevented, brought, *gain)


def paired(difference: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Mean of paired differences with its interval and test.

    Parameters
    ----------
    difference : numpy.ndarray
        A difference for each pair.

    Returns
    -------
    tuple of float
        Mean, ends of its 95 % interval, and the chance of a mean so far from zero if the true
        one is zero: 1 where all differences are zero.

    References
    ----------
    Student (1908), The probable error of a mean.
    """
    if not difference.any():
        return 0.0, 0.0, 0.0, 1.0
    found = mean_of(difference)
    mean, low, high = float(found.value or 0.0), found.low, found.high
    if low is None or high is None:
        return mean, -np.inf, np.inf, 1.0
    if low == high:
        return mean, mean, mean, 0.0
    return mean, low, high, float(stats.ttest_1samp(difference, 0.0).pvalue)


def ranks(effects: Sequence[Effect]) -> list[int]:
    """Rank the effects of each direction; equal figures share a rank.

    Parameters
    ----------
    effects : sequence of Effect
        All of them.

    Returns
    -------
    list of int
        1 for the first; with two first ones, the next has 3. 0 for what changed nothing.
    """
    found: list[int] = []
    for effect in effects:
        rivals = [one.figures for one in effects if one.direction == effect.direction]
        above = sum(one > effect.figures for one in rivals)
        found.append(0 if effect.direction == NEITHER else 1 + above)
    return found


def not_apart(first: NDArray[np.bool_], others: Sequence[NDArray[np.bool_]]) -> list[bool]:
    """Say which shares cannot be told from the first one, on the same runs.

    Parameters
    ----------
    first : numpy.ndarray
        Of each run, whether the first change made the difference.
    others : sequence of numpy.ndarray
        The same of each other change, over the same runs.

    Returns
    -------
    list of bool
        True where the exact test of McNemar (1947), adjusted by Holm (1979), sees no difference.
    """
    chances: list[float] = []
    for other in others:
        only_first, apart = int((first & ~other).sum()), int((first ^ other).sum())
        test: Any = stats.binomtest(only_first, apart) if apart else None
        chances.append(1.0 if test is None else float(test.pvalue))
    return [value >= ALPHA for value in holm_adjusted(chances)]


# What the question gives


@dataclass(frozen=True)
class Pair:
    """Two changes at once, beside each of them alone.

    Parameters
    ----------
    one, other : Effect
        The two alone.
    prevented : Share
        Of the runs that ended, those in which the end would not have come without both.
    either : Share
        Those in which leaving out at least one of the two alone would have done.
    """

    one: Effect
    other: Effect
    prevented: Share
    either: Share


@dataclass(frozen=True)
class WhyResult:
    """Why a run ended, and what the end depended on.

    Its tables are pandas data frames, made when they are first asked for.

    Parameters
    ----------
    scenario : Scenario
        What was run; its uncertain numbers are drawn in each replicate.
    seed, replicate, replicates, horizon : int
        Seed, number of the traced run, how many runs each question was put to, and days.
    engine : str
        What carried them out.
    told : Trace or None
        The trace of that run; None if it failed.
    base : Course
        The runs as they were.
    effects : tuple of Effect
        One for each question, those that prolong the agreement first, each by rank.
    level : tuple of Question
        Questions that the runs cannot tell from the first of those that prolong it.
    pairs : tuple of Pair
        What two changes at once do; empty unless asked for.
    failures : list of dict
        Runs that failed: ``point`` (0 as it was, then by question), ``replicate``, ``error``.
    begun, ended : datetime
        When the work began and ended.
    """

    scenario: Scenario
    seed: int
    replicate: int
    replicates: int
    horizon: int
    engine: str
    told: Trace | None
    base: Course
    effects: tuple[Effect, ...]
    level: tuple[Question, ...]
    pairs: tuple[Pair, ...]
    failures: list[dict[str, Any]]
    begun: datetime
    ended: datetime
    versions: dict[str, str] = field(default_factory=versions)

    @cached_property
    def names(self) -> Names:
        """Names of what was run."""
        return Names(self.scenario if self.told is None else self.told.scenario)

    @cached_property
    def end(self) -> Event | None:
        """The event by which the first agreement ended or held; None if the run failed."""
        return None if self.told is None else next(iter(self.told.log.of("end")), None)

    @cached_property
    def graph(self) -> Graph | None:
        """What led to the end; None if the run failed."""
        if self.told is None or self.end is None:
            return None
        return causes_of_end(self.told.log, self.end)

    @cached_property
    def runs_ended(self) -> int:
        """Of the runs as they were, those that ended."""
        return int(self.base.ended.sum())

    @cached_property
    def runs_held(self) -> int:
        """Of the runs as they were, those that held."""
        return len(self.base.replicates) - self.runs_ended

    @cached_property
    def groups(self) -> dict[str, list[Effect]]:
        """Effects by direction and rank, first those that would have made the other outcome."""
        held = self.told is not None and not self.told.outcome.ended
        return {
            direction: [effect for effect in self.effects if effect.direction == direction]
            for direction in ((SHORTER, LONGER) if held else (LONGER, SHORTER))
        }

    def columns(self, table: str) -> Mapping[str, Column]:
        """Give the columns of a table, without pandas.

        Parameters
        ----------
        table : str
            ``causes``, ``but_for`` or ``failures``.

        Returns
        -------
        mapping
            Columns by name; none where the table has no rows.
        """
        if table == "causes":
            return self._causes()
        if table == "failures":
            names = ("point", "replicate", "error", "traceback")
            return {key: [row[key] for row in self.failures] for key in names}
        rows = [effect.row() for effect in self.effects]
        return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}

    @cached_property
    def causes(self) -> pd.DataFrame:
        """The whole chain behind the end: a row per event."""
        return frame_of("causes", self.columns("causes"))

    @cached_property
    def but_for(self) -> pd.DataFrame:
        """A row per question."""
        return frame_of("but_for", self.columns("but_for"))

    def _causes(self) -> dict[str, Any]:
        if self.told is None or self.end is None or self.graph is None:
            return {}
        chain = {event.id for event in self.told.log.chain(self.end.id)}
        columns = event_columns(self.told.log, self.told.scenario.scenario.start)
        kept = [place for place, key in enumerate(columns["id"]) if key in chain]
        drawn = {key for node in self.graph.nodes for key in node.ids}
        found = {name: [column[place] for place in kept] for name, column in columns.items()}
        return found | {"drawn": [key in drawn for key in found["id"]]}

    @property
    def config(self) -> Tree:
        """The whole configuration, as far as results depend on it."""
        names = ("seed", "replicate", "replicates", "horizon", "engine")
        return tree_of(self.scenario) | {name: getattr(self, name) for name in names}

    def manifest(self) -> dict[str, Any]:
        """Say what was run, with what, and when."""
        more = {"questions": len(self.effects), "failed": len(self.failures)}
        return manifest_of("why", self, replicate=self.replicate, **more)


def why(  # noqa: PLR0913 - the settings of the command, by name
    scenario: str | Scenario | Mapping[str, Any],
    *,
    seed: int = 1,
    replicate: int = 0,
    replicates: int = 200,
    horizon: int | None = None,
    engine: str = DEFAULT_ENGINE,
    workers: int | None = None,
    pairs: int = 0,
    progress: Progress | None = None,
) -> WhyResult:
    """Say why a run ended, and what would have changed the end.

    Parameters
    ----------
    scenario : str, Scenario or mapping
        Name of a scenario, a loaded scenario, or its tree.
    seed : int
        Seed of the runs.
    replicate : int
        The run whose end is told.
    replicates : int
        How many runs each question is put to, from replicate 0.
    horizon : int, optional
        Days simulated; by default those of the scenario.
    engine : str
        What carries the runs out: one of `sim.runs.engines.ENGINES`.
    workers : int, optional
        Number of threads or processes; by default one for each processor.
    pairs : int
        Put each two of so many of the first questions together too, up to 12.
    progress : callable, optional
        Trace how many runs are done, and how many there are.

    Returns
    -------
    WhyResult
        The chain of causes, and a row for each question.

    Raises
    ------
    InputError
        If the scenario or a setting is at fault.
    """
    begun = datetime.now(UTC)
    scenario = scenario_of(scenario)
    days = scenario.scenario.horizon if horizon is None else horizon
    _check_own(replicate, pairs)
    check_settings(seed=seed, replicates=replicates, horizon=days, engine=engine, workers=workers)
    tree = tree_of(scenario)
    questions = questions_of(tree)
    told: Trace | None = None
    with suppress(Exception):  # a run that fails is among the failures
        told = ENGINES[engine].tell()(tree, seed, replicate, days)
    job = Job(ENGINES[engine], changed(tree, ONLY_THE_END), days, seed)
    failures: list[dict[str, Any]] = []

    def courses(points: Sequence[Mapping[str, Any]], *, further: bool = True) -> list[Course]:
        """Run the scenario under each of some changes."""
        tasks = [Task(n, changes, count=replicates) for n, changes in enumerate(points)]
        if further and replicate >= replicates:
            tasks += [Task(n, changes, replicate) for n, changes in enumerate(points)]
        found = run_tasks(job, tasks, executor_named("auto", engine, workers), progress)
        batches = [found[n] for n in range(len(points))]
        failures.extend(row for batch in batches for row in batch.failures if further)
        return [course_of(batch.runs) for batch in batches]

    whole = courses([{}, *(dict(question.changes) for question in questions)])
    base, *others = (course.among(np.arange(replicates)) for course in whole)
    effects = _judged(questions, base, others, [_one(course, replicate) for course in whole[1:]])
    by_question = dict(zip(questions, others, strict=True))
    return WhyResult(
        scenario=scenario,
        seed=seed,
        replicate=replicate,
        replicates=replicates,
        horizon=days,
        engine=engine,
        told=told,
        base=base,
        effects=effects,
        level=_level(effects, base, by_question),
        pairs=_pairs(effects[:pairs], base, by_question, courses),
        failures=failures,
        begun=begun,
        ended=datetime.now(UTC),
    )


def _check_own(replicate: object, pairs: object) -> None:
    """Refuse a number of a replicate, or of pairs, that cannot be."""
    for key, value, most in (
        ("replicate", replicate, _LARGEST_REPLICATE),
        ("why.pairs", pairs, _MOST_PAIRED),
    ):
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            mend = f"Write a whole number from 0 to {most}"
            raise InputError(f"{shown(value)} does not fit", key=key, mend=mend)


def _judged(
    questions: Sequence[Question],
    base: Course,
    others: Sequence[Course],
    told: Sequence[tuple[int, str, bool] | None],
) -> tuple[Effect, ...]:
    """Give every effect its rank, in the order in which they are told."""
    found = [effect_of(q, base, other) for q, other in zip(questions, others, strict=True)]
    chances = holm_adjusted([effect.p for effect in found])
    found = [
        replace(effect, adjusted=chance, rank=rank, told=one)
        for effect, chance, rank, one in zip(found, chances, ranks(found), told, strict=True)
    ]
    order = (LONGER, SHORTER, NEITHER)
    return tuple(sorted(found, key=lambda e: (order.index(e.direction), e.rank)))


def _one(course: Course, replicate: int) -> tuple[int, str, bool] | None:
    one = course.among(np.array([replicate]))
    if not len(one.replicates):
        return None
    return int(one.days[0]), str(one.kinds[0]), bool(one.ended[0])


def _prevented(base: Course, other: Course) -> NDArray[np.bool_]:
    """Of each run that ended, whether it would not have; over runs that both have."""
    base, other = base.among(other.replicates), other.among(base.replicates)
    return ~other.ended[base.ended]


def _level(
    effects: Sequence[Effect], base: Course, courses: Mapping[Question, Course]
) -> tuple[Question, ...]:
    longer = [effect.question for effect in effects if effect.direction == LONGER]
    complete = all(len(one.replicates) == len(base.replicates) for one in courses.values())
    if not longer or not complete:
        return ()
    first, *rest = [_prevented(base, courses[question]) for question in longer]
    flags = not_apart(first, rest)
    return tuple(one for one, level in zip(longer[1:], flags, strict=True) if level)


def _pairs(
    first: Sequence[Effect],
    base: Course,
    courses: Mapping[Question, Course],
    run: Callable[..., list[Course]],
) -> tuple[Pair, ...]:
    """Put two questions together; those about one and the same part are alternatives."""
    asked = [
        (one, other)
        for one, other in combinations(first, 2)
        if one.question.subject != other.question.subject
    ]
    points = [dict((*one.question.changes, *other.question.changes)) for one, other in asked]
    found: list[Pair] = []
    for (one, other), both in zip(asked, run(points, further=False) if asked else (), strict=True):
        parts = (both, courses[one.question], courses[other.question])
        if any(len(course.replicates) != len(base.replicates) for course in parts):
            continue
        together, *alone = (_prevented(base, course) for course in parts)
        found.append(Pair(one, other, share_of(together), share_of(alone[0] | alone[1])))
    return tuple(found)
