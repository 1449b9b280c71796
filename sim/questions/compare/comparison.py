"""A comparison: several scenarios, or one under several changes, run on the same replicates.

Here it is asked. `sim.questions.compare.compare` carries it out; `sim.shared` computes what the
runs say.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.runs.engines import DEFAULT_ENGINE, check_settings
from sim.scenario.errors import InputError, Problem
from sim.scenario.load import scenario_from_tree, scenario_of
from sim.scenario.names import NAME
from sim.scenario.tree import Tree, changed, tree_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.scenario.scenario import Scenario


BASE = "base"
# More arms than these no picture can tell apart.
MOST_ARMS = 12


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

    def shares_streams(self, other: Arm) -> bool:
        """Whether replicates of equal number have the same random streams in both.

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
        each arm, and so the same random streams where arms are changes of one scenario.
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
    loaded = [scenario_of(one) for one in scenarios]
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
