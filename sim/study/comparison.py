"""A comparison: several scenarios, or one under several changes, run on the same replicates.

Here it is asked and carried out. What the runs say is reckoned in `sim.analysis`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.record.batch import Batch, Task
from sim.scenario.errors import InputError, Problem
from sim.scenario.load import load_scenario, scenario_from_tree
from sim.scenario.names import NAME
from sim.scenario.scenario import Scenario
from sim.scenario.tree import Tree, changed, fingerprint, tree_of
from sim.study.engines import DEFAULT_ENGINE, ENGINES
from sim.study.executors import Job, executor_named
from sim.study.settings import check_settings
from sim.study.tables import frame_of
from sim.study.threads import joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd

    from sim.study.replicates import Progress

BASE = "base"
# More arms than these no picture can tell apart.
MOST_ARMS = 12
# Chunks for each worker and arm, so that no worker waits long for the last one.
CHUNKS_EACH = 2
LOST = "the worker that had this run was ended from outside, again and again"


@dataclass(frozen=True)
class Arm:
    """One side of a comparison: a scenario, under changes of it or none.

    Parameters
    ----------
    label : str
        What it is called: small letters, digits and underscores.
    origin : Scenario
        The scenario without the changes.
    changes : mapping
        Values by dotted key, in place of those of the origin.
    horizon : int
        Days simulated.
    """

    label: str
    origin: Scenario = field(repr=False)
    changes: Mapping[str, Any]
    horizon: int

    @cached_property
    def scenario(self) -> Scenario:
        """The scenario with the changes."""
        if not self.changes:
            return self.origin
        return scenario_from_tree(changed(tree_of(self.origin), self.changes))

    def shares_luck(self, other: Arm) -> bool:
        """Whether replicates of equal number have the same luck in both.

        Parameters
        ----------
        other : Arm
            Another side.

        Returns
        -------
        bool
            True for one scenario under several changes. Two scenarios that happen to use
            the same ids draw the same numbers too, but for other sectors, days and
            duties, so that a pair of their runs has nothing in common worth the name.
        """
        return self.origin.name == other.origin.name


@dataclass(frozen=True)
class Comparison:
    """What is asked.

    Parameters
    ----------
    arms : tuple of Arm
        At least two; the others are set against the first.
    seed, replicates : int
        Seed of the runs, and how many of each arm. Replicates have the same numbers in
        each arm, and so the same luck where arms are changes of one scenario.
    engine : str
        What carries the runs out.
    """

    arms: tuple[Arm, ...]
    seed: int = 1
    replicates: int = 500
    engine: str = DEFAULT_ENGINE

    @property
    def base(self) -> Arm:
        """The arm that the others are set against."""
        return self.arms[0]

    @property
    def labels(self) -> tuple[str, ...]:
        """What the arms are called, in their order."""
        return tuple(arm.label for arm in self.arms)

    @property
    def horizon(self) -> int:
        """Days that every arm simulates: as far as they can be compared."""
        return min(arm.horizon for arm in self.arms)

    def arm(self, label: str) -> Arm:
        """Find an arm.

        Parameters
        ----------
        label : str
            What it is called.

        Returns
        -------
        Arm
            The arm.

        Raises
        ------
        KeyError
            If there is none.
        """
        return next((arm for arm in self.arms if arm.label == label), None) or _missing(label)

    @property
    def config(self) -> Tree:
        """The whole configuration, as far as results depend on it."""
        return {
            "seed": self.seed,
            "replicates": self.replicates,
            "engine": self.engine,
            "scenarios": {arm.origin.name: tree_of(arm.origin) for arm in self.arms},
            "arms": {
                arm.label: {
                    "scenario": arm.origin.name,
                    "changes": dict(arm.changes),
                    "horizon": arm.horizon,
                }
                for arm in self.arms
            },
        }


def _missing(label: str) -> Arm:
    raise KeyError(label)


def comparison_of(  # noqa: PLR0913 - the settings of the command, by name
    scenarios: Sequence[str | Scenario | Mapping[str, Any]],
    *,
    labels: Sequence[str] | None = None,
    variants: Mapping[str, Mapping[str, Any]] | None = None,
    base: bool = True,
    seed: int = 1,
    replicates: int = 500,
    horizon: int | None = None,
    engine: str = DEFAULT_ENGINE,
) -> Comparison:
    """Lay a comparison out, and check every part of it before anything is run.

    Parameters
    ----------
    scenarios : sequence of str, Scenario or mapping
        Names, loaded scenarios or trees: two or more, or one with variants.
    labels : sequence of str, optional
        What the scenarios are called; by default the last word of each name, or the
        whole name where two end alike.
    variants : mapping of mapping, optional
        Changes of one scenario by name: each a map of values by dotted key.
    base : bool
        Whether the scenario without changes is compared too, as the first.
    seed, replicates, horizon, engine
        See `sim.compare`.

    Returns
    -------
    Comparison
        What is to be run.

    Raises
    ------
    InputError
        If any part is at fault; a fault of a variant names it.
    """
    loaded = [_loaded(one) for one in scenarios]
    if variants:
        if len(loaded) != 1:
            raise InputError(
                "variants are changes of one scenario, and several are named",
                key="compare.variants",
                mend="Name one scenario, or leave the variants out",
            )
        _check_labels(variants, base=base)
        sides: list[tuple[str, Scenario, Mapping[str, Any]]] = (
            [(BASE, loaded[0], {})] if base else []
        )
        sides += [(label, loaded[0], dict(changes)) for label, changes in variants.items()]
    else:
        names = list(labels) if labels is not None else labels_of([one.name for one in loaded])
        if len(names) != len(loaded) or len(set(names)) != len(names):
            raise InputError(
                "there must be one label for each scenario, and no two alike", key="labels"
            )
        sides = [(name, one, {}) for name, one in zip(names, loaded, strict=True)]
    if not 2 <= len(sides) <= MOST_ARMS:  # noqa: PLR2004 - one has nothing to be compared with
        raise InputError(
            f"a comparison sets 2 to {MOST_ARMS} things side by side, and this one has"
            f" {len(sides)}",
            key="compare.variants" if variants else "scenario",
            mend="Name two scenarios, as in scenario=idlib/sochi_2018,idlib/moscow_2020, or give"
            " one scenario variants"
            if len(sides) < 2  # noqa: PLR2004 - as above
            else "`ceasefire sweep` takes more",
        )
    arms = tuple(_arm(label, origin, changes, horizon) for label, origin, changes in sides)
    for arm in arms:
        check_settings(seed=seed, replicates=replicates, horizon=arm.horizon, engine=engine)
    return Comparison(arms, seed, replicates, engine)


def labels_of(names: Sequence[str]) -> list[str]:
    """Call scenarios by the last word of their names where that tells them apart.

    Parameters
    ----------
    names : sequence of str
        Names of scenarios, such as ``idlib/sochi_2018``.

    Returns
    -------
    list of str
        Such as ``sochi_2018``.
    """
    last = [name.rpartition("/")[2] for name in names]
    return [
        short if last.count(short) == 1 else name for short, name in zip(last, names, strict=True)
    ]


def _loaded(scenario: str | Scenario | Mapping[str, Any]) -> Scenario:
    if isinstance(scenario, str):
        return load_scenario(scenario)
    return scenario if isinstance(scenario, Scenario) else scenario_from_tree(scenario)


def _check_labels(variants: Mapping[str, Mapping[str, Any]], *, base: bool) -> None:
    for label in variants:
        if not isinstance(label, str) or not NAME.fullmatch(label) or "/" in label:
            raise InputError(
                f"{label!r} is no name of a variant",
                key="compare.variants",
                mend="A name has small letters, digits and underscores",
            )
        if base and label == BASE:
            raise InputError(
                f"{BASE} is the scenario without changes",
                key=f"compare.variants.{label}",
                mend="Choose another name, or write compare.base=false",
            )


def _arm(label: str, origin: Scenario, changes: Mapping[str, Any], horizon: int | None) -> Arm:
    arm = Arm(label, origin, changes, 0)
    try:
        own = arm.scenario.scenario.horizon
    except InputError as error:
        raise of_variant(label, error) from None
    return replace(arm, horizon=own if horizon is None else horizon)


def of_variant(label: str, error: InputError) -> InputError:
    """Say in which variant a fault lies.

    Parameters
    ----------
    label : str
        Name of the variant.
    error : InputError
        The fault.

    Returns
    -------
    InputError
        The same, with the name of the variant before each key.
    """
    found = [
        Problem(f"compare.variants.{label}", f"{one.key}: {one.problem}", one.mend)
        if one.key
        else Problem(f"compare.variants.{label}", one.problem, one.mend)
        for one in error.problems
    ]
    return InputError.of(found, error.file)


@dataclass(frozen=True)
class ArmRuns:
    """What the runs of one arm gave: the tables of a run, without a told one.

    Parameters
    ----------
    arm : Arm
        What was run.
    batch : Batch
        Columns of the tables.
    """

    arm: Arm
    batch: Batch = field(repr=False)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """A row per replicate."""
        return self._frame("runs")

    @cached_property
    def agreements(self) -> pd.DataFrame:
        """A row per replicate and agreement."""
        return self._frame("agreements")

    @cached_property
    def clauses(self) -> pd.DataFrame:
        """A row per replicate, agreement and obligation."""
        return self._frame("clauses")

    @cached_property
    def failures(self) -> pd.DataFrame:
        """A row per failed replicate."""
        # pandas takes half a second to import, which a slip in a key should not cost.
        import pandas as pd  # noqa: PLC0415

        names = ("point", "replicate", "error", "traceback")
        return pd.DataFrame(self.batch.failures, columns=list(names))

    def _frame(self, table: str) -> pd.DataFrame:
        return frame_of(table, getattr(self.batch, table))


def carried_out(
    asked: Comparison, workers: int | None = None, progress: Progress | None = None
) -> dict[str, ArmRuns]:
    """Run every arm.

    Parameters
    ----------
    asked : Comparison
        What is to be run.
    workers : int, optional
        Number of threads, or of processes where the engine cannot use threads; by
        default one for each processor. Results do not depend on it.
    progress : callable, optional
        Told how many runs are done, and how many there are.

    Returns
    -------
    dict of ArmRuns
        By label, in the order of the arms. A replicate that fails is a row of its
        failures.
    """
    check_settings(workers=workers)
    executor = executor_named("auto", asked.engine, workers)
    total, done = asked.replicates * len(asked.arms), 0
    size = max(1, -(-asked.replicates // (executor.workers * CHUNKS_EACH)))
    found: dict[int, dict[int, Batch]] = {place: {} for place in range(len(asked.arms))}
    for places in _groups(asked.arms):
        first = asked.arms[places[0]]
        job = Job(
            ENGINES[asked.engine], tree_of(first.origin), first.horizon, asked.seed, clauses=True
        )
        chunks = _chunks(asked, places, size)
        for chunk, batch in executor.results(job, chunks):
            (task,) = chunk
            found[task.point][task.first] = batch or _lost(task)
            done += task.count
            if progress is not None:
                progress(done, total)
    return {
        arm.label: ArmRuns(arm, joined([found[place][n] for n in sorted(found[place])]))
        for place, arm in enumerate(asked.arms)
    }


def _groups(arms: Sequence[Arm]) -> list[list[int]]:
    """Put arms together that one prepared engine can run."""
    groups: dict[tuple[str, int], list[int]] = {}
    for place, arm in enumerate(arms):
        key = fingerprint(tree_of(arm.origin)), arm.horizon
        groups.setdefault(key, []).append(place)
    return list(groups.values())


def _chunks(asked: Comparison, places: Sequence[int], size: int) -> Iterator[tuple[Task]]:
    for place in places:
        for first in range(0, asked.replicates, size):
            count = min(size, asked.replicates - first)
            yield (Task(place, asked.arms[place].changes, first, count),)


def _lost(task: Task) -> Batch:
    rows = range(task.first, task.first + task.count)
    return Batch(
        failures=[
            {"point": task.point, "replicate": row, "error": LOST, "traceback": ""} for row in rows
        ]
    )
