"""Why a run ended: its chain of causes, and what the end hung on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.questions.why.asking import check_own
from sim.questions.why.but_for import (
    LONGER,
    NEITHER,
    SHORTER,
    Course,
    Effect,
    adjusted,
    course_of,
    effect_of,
    not_apart,
    ranks,
    share_of,
)
from sim.questions.why.points import Points
from sim.questions.why.questions import Question, questions_of
from sim.questions.why.result import Pair, WhyResult
from sim.runs.engines import DEFAULT_ENGINE, ENGINES, check_settings
from sim.scenario.load import scenario_of
from sim.scenario.tree import Tree, changed, tree_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sim.record.told import Told
    from sim.runs.jobs import Progress
    from sim.scenario.scenario import Scenario

# What is judged is how the first agreement ends, so that runs may stop there. The end is the same.
ONLY_THE_END: dict[str, Any] = {"measurement.aftermath_days": 0, "scenario.series": False}


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
        Told how many runs are done, and how many there are.

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
    check_own(replicate, pairs)
    check_settings(seed=seed, replicates=replicates, horizon=days, engine=engine, workers=workers)
    check_own(replicate, pairs)
    tree = tree_of(scenario)
    questions = questions_of(tree)
    told = _told(tree, seed, replicate, days, engine)
    work = Points(changed(tree, ONLY_THE_END), seed, days, engine, workers, progress)
    single = [{}, *(dict(question.changes) for question in questions)]
    batches = work.of(single, replicates, replicate)
    courses = [course_of(batch.runs) for batch in batches]
    base, others = _within(courses[0], replicates), [_within(c, replicates) for c in courses[1:]]
    effects = _judged(questions, base, others, courses[1:], replicate)
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
        pairs=_pairs(effects[:pairs], base, by_question, work),
        failures=[row for batch in batches for row in batch.failures],
        begun=begun,
        ended=datetime.now(UTC),
    )


def _told(tree: Tree, seed: int, replicate: int, horizon: int, engine: str) -> Told | None:
    try:
        return ENGINES[engine].tell()(tree, seed, replicate, horizon)
    except Exception:  # noqa: BLE001 - a run that fails is among the failures
        return None


def _within(course: Course, replicates: int) -> Course:
    return course.among(np.arange(replicates))


def _judged(
    questions: Sequence[Question],
    base: Course,
    others: Sequence[Course],
    whole: Sequence[Course],
    replicate: int,
) -> tuple[Effect, ...]:
    """Give every effect its rank, in the order in which they are told."""
    found = [effect_of(q, base, other) for q, other in zip(questions, others, strict=True)]
    found = [
        replace(effect, adjusted=chance, rank=rank, told=_one(course, replicate))
        for effect, chance, rank, course in zip(
            found, adjusted(found), ranks(found), whole, strict=True
        )
    ]
    order = {LONGER: 0, SHORTER: 1, NEITHER: 2}
    return tuple(sorted(found, key=lambda e: (order[e.direction], e.rank)))


def _one(course: Course, replicate: int) -> tuple[int, str, bool] | None:
    place = np.flatnonzero(course.replicates == replicate)
    if not len(place):
        return None
    at = int(place[0])
    return int(course.days[at]), str(course.kinds[at]), bool(course.ended[at])


def _prevented(base: Course, other: Course) -> NDArray[np.bool_]:
    """Of each run that ended, whether it would not have; over runs that both have."""
    base, other = base.among(other.replicates), other.among(base.replicates)
    return (base.ended & ~other.ended)[base.ended]


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
    first: Sequence[Effect], base: Course, courses: Mapping[Question, Course], work: Points
) -> tuple[Pair, ...]:
    """Put two questions together; those about one and the same part are alternatives."""
    asked = [
        (one, other)
        for one, other in combinations(first, 2)
        if one.question.subject != other.question.subject
    ]
    if not asked:
        return ()
    points = [dict((*one.question.changes, *other.question.changes)) for one, other in asked]
    replicates = int(base.replicates.max(initial=-1)) + 1
    found: list[Pair] = []
    for (one, other), batch in zip(asked, work.of(points, replicates), strict=True):
        both = course_of(batch.runs)
        alone = [courses[effect.question] for effect in (one, other)]
        if any(len(course.replicates) != len(base.replicates) for course in (both, *alone)):
            continue
        without_both = _prevented(base, both)
        either = _prevented(base, alone[0]) | _prevented(base, alone[1])
        total = len(without_both)
        shares = (share_of(int(flags.sum()), total) for flags in (without_both, either))
        found.append(Pair(one, other, *shares))
    return tuple(found)
