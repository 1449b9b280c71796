"""What each mechanism does, and the loop at the heart of the model as it can be found in a log.

A guarantor does not deliver; the other says so in public; its hold on its own
client slackens; the client fires; the first guarantor accuses in turn; they talk.
A step counts only if an edge of the log, or a chain of edges, ties it to the steps
before it.
"""

from __future__ import annotations

import math
import os
from dataclasses import dataclass
from functools import partial
from itertools import permutations, takewhile
from typing import TYPE_CHECKING

import numpy as np

from sim.day.batch import Task
from sim.runs.engines import DEFAULT_ENGINE, ENGINES
from sim.runs.executors import executor_named
from sim.runs.jobs import Job, read_runs, run_tasks
from sim.scenario.load import load_scenario, read_tree
from sim.scenario.tree import Tree, changed, tree_of
from sim.shared.intervals import NORMAL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from sim.day.events import Event, EventLog
    from sim.scenario.scenario import Scenario

STEPS = (
    "undelivered duty",
    "charge",
    "restraint slackened",
    "fire by the client",
    "counter-charge",
    "talks",
)


def loop_steps(log: EventLog, scenario: Scenario) -> int:
    """Count how many steps of the loop a run shows, in order and tied together.

    Parameters
    ----------
    log : EventLog
        The log of a run.
    scenario : Scenario
        What was run.

    Returns
    -------
    int
        0 to 6; the best over all ordered pairs of opposed guarantors.
    """
    parties = scenario.scenario.parties
    ties = [tie for tie in scenario.scenario.ties.values() if tie.active]
    sponsors = sorted({tie.sponsor for tie in ties})
    return max(
        (
            _steps(log, scenario, one, other, {tie.client for tie in ties if tie.sponsor == one})
            for one, other in permutations(sponsors, 2)
            if parties[one].camp != parties[other].camp
        ),
        default=0,
    )


def _steps(log: EventLog, scenario: Scenario, accuser: str, debtor: str, clients: set[str]) -> int:
    duties = scenario.scenario.obligations

    def found(kind: str, fits: Callable[[Event, set[int]], object]) -> set[int]:
        return {event.id for event in log.of(kind) if fits(event, set(event.causes))}

    def owes(event: Event) -> bool:
        duty = duties[event.obligation]
        return debtor in duty.readings.get(accuser, duty.owed_by)

    def follows(event: Event, earlier: set[int]) -> bool:
        return bool(earlier) and min(earlier) < event.id

    undelivered = found("deadline", lambda event, _: event.form == "missed" and owes(event))
    charges = found(
        "accusation",
        lambda event, causes: (
            (event.actor, event.target) == (accuser, debtor) and undelivered & causes
        ),
    )
    slackened = found(
        "restraint",
        lambda event, causes: (
            (event.form, event.actor) == ("slackened", accuser)
            and (undelivered | charges) & causes
            and follows(event, charges)
        ),
    )
    # Fire, or what it is because of, is caused by less restraint.
    fire = found(
        "attack",
        lambda event, causes: (
            event.actor in clients
            and slackened & causes.union(*(log[cause].causes for cause in causes))
        ),
    )
    counter = found(
        "accusation",
        lambda event, causes: (
            event.actor == debtor
            and event.target in {accuser, *clients}
            and follows(event, fire)
            and any(log[cause].actor in clients for cause in causes)
        ),
    )
    talks = found(
        "talks",
        lambda event, causes: (
            {event.actor, event.target} == {accuser, debtor}
            and (counter | charges) & causes
            and follows(event, counter)
        ),
    )
    steps = (undelivered, charges, slackened, fire, counter, talks)
    return sum(1 for _ in takewhile(bool, steps))


@dataclass(frozen=True)
class Sample:
    """Outcomes of one scenario under one change.

    Parameters
    ----------
    days : numpy.ndarray
        Days that the first agreement stood, by replicate.
    ended : numpy.ndarray
        Whether it ended within the horizon, by replicate.
    steps : numpy.ndarray
        Steps of the loop that the log shows, 0 to 6, by replicate.
    horizon : int
        Days simulated.
    """

    days: NDArray[np.float64]
    ended: NDArray[np.bool_]
    steps: NDArray[np.int64]
    horizon: int


@dataclass(frozen=True)
class Effect:
    """Effect of leaving one mechanism out, paired replicate by replicate.

    Parameters
    ----------
    days : float
        Mean difference in days held, without minus with the mechanism.
    half_width : float
        Half the width of its 95 % interval (normal, paired).
    moved : float
        Share of replicates whose length changed.
    """

    days: float
    half_width: float
    moved: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return abs(self.days) > self.half_width


def sample(
    scenario: str,
    mechanism: str | None,
    replicates: int,
    seed: int = 1,
    horizon: int | None = None,
) -> Sample:
    """Run a scenario with or without one mechanism.

    Parameters
    ----------
    scenario : str
        Name of a scenario.
    mechanism : str or None
        Block of ``behaviour`` to switch off; None leaves all on.
    replicates : int
        Number of replicates, from 0.
    seed : int
        Seed of the runs.
    horizon : int, optional
        Days simulated; by default the scenario's.

    Returns
    -------
    Sample
        The outcomes, in order of replicates.
    """
    tree = changed(read_tree(scenario), _without(mechanism))
    one = partial(_one, tree, seed, horizon)
    rows = read_runs(one, range(replicates), ENGINES[DEFAULT_ENGINE], os.cpu_count() or 1)
    days, ended, steps = (np.array(column) for column in zip(*rows, strict=True))
    horizon = horizon or int(tree["scenario"].get("horizon", 365))
    return Sample(days.astype(float), ended.astype(bool), steps.astype(np.int64), horizon)


def _without(mechanism: str | None) -> dict[str, object]:
    return {f"behaviour.{mechanism}.active": False} if mechanism else {}


def _one(tree: Tree, seed: int, horizon: int | None, replicate: int) -> tuple[int, bool, int]:
    told = ENGINES[DEFAULT_ENGINE].tell()(tree, seed, replicate, horizon)
    steps = loop_steps(told.log, told.scenario)
    return told.outcome.end_day, told.outcome.ended, steps


def effects(
    scenario: str, mechanisms: Sequence[str], replicates: int, seed: int = 1
) -> dict[str, Effect]:
    """Measure what leaving each mechanism out does to the days that an agreement holds.

    Parameters
    ----------
    scenario : str
        Name of a scenario.
    mechanisms : sequence of str
        Blocks of ``behaviour`` to switch off, one at a time.
    replicates : int
        Number of replicates, from 0; the same random streams with and without.
    seed : int
        Seed of the runs.

    Returns
    -------
    dict of Effect
        By mechanism, over the horizon of the scenario.
    """
    loaded = load_scenario(scenario)
    job = Job(ENGINES[DEFAULT_ENGINE], tree_of(loaded), loaded.scenario.horizon, seed)
    changes = [_without(mechanism) for mechanism in (None, *mechanisms)]
    tasks = [Task(point, change, 0, replicates) for point, change in enumerate(changes)]
    runs = run_tasks(job, tasks, executor_named("auto", DEFAULT_ENGINE))
    base, *others = (runs[task.point].runs["end_day"].astype(float) for task in tasks)
    return {
        mechanism: _effect(days - base) for mechanism, days in zip(mechanisms, others, strict=True)
    }


def paired_effect(without: Sample, base: Sample) -> Effect:
    """Compare two samples replicate by replicate.

    Parameters
    ----------
    without, base : Sample
        Samples of equal length on the same random streams.

    Returns
    -------
    Effect
        Mean paired difference with its 95 % interval.
    """
    return _effect(without.days - base.days)


def _effect(difference: NDArray[np.float64]) -> Effect:
    spread = float(difference.std(ddof=1)) if len(difference) > 1 else 0.0
    return Effect(
        days=float(difference.mean()),
        half_width=NORMAL * spread / math.sqrt(len(difference)),
        moved=float((difference != 0.0).mean()),
    )


def loop_share(found: Sample, step: int = len(STEPS)) -> float:
    """Share of replicates whose log shows the loop up to a step."""
    return float((found.steps >= step).mean())


def survival(found: Sample, days: Sequence[int]) -> list[float]:
    """Share of replicates still held after each number of days."""
    return [float(1.0 - (found.ended & (found.days <= day)).mean()) for day in days]
