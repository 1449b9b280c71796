"""What may be fitted: numbers that nobody has measured and that are the same in every episode.

Nothing is tuned for one episode. So a number is a candidate only if it is assumed and has the same
value in all of them: all of ``behaviour``, and of the parties and ties what no scenario states
anew.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.questions.fit.settings import VARY
from sim.scenario.errors import InputError, did_you_mean
from sim.scenario.load import scenario_from_tree
from sim.scenario.tree import changed, tree_of
from sim.shared.parameters import STATED, Parameter, chosen_parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.scenario.scenario import Scenario

CANDIDATES = ("behaviour", "scenario.parties.*", "scenario.ties.*")


@dataclass(frozen=True)
class Prior:
    """The candidates, and which of them are free.

    Parameters
    ----------
    candidates : tuple of Parameter
        Assumed numbers that all episodes share, with their prior ranges.
    free : tuple of Parameter
        Those that are fitted; the prior is even between the ends of the range.
    rest : str
        Whether the others ``vary`` or are ``fixed``.
    """

    candidates: tuple[Parameter, ...]
    free: tuple[Parameter, ...]
    rest: str

    @property
    def others(self) -> tuple[Parameter, ...]:
        """Candidates that are not free."""
        keys = {one.key for one in self.free}
        return tuple(one for one in self.candidates if one.key not in keys)

    def spread(self, scenario: Scenario) -> Scenario:
        """Let the parameters that are not free vary from run to run.

        Parameters
        ----------
        scenario : Scenario
            An episode.

        Returns
        -------
        Scenario
            With triangular distributions in their place: from the low to the high end of
            the prior range, most likely at the value of the file. As it is, if the rest is
            fixed.
        """
        if self.rest != VARY:
            return scenario
        changes = {one.key: distribution_of(one) for one in self.others}
        return scenario_from_tree(changed(tree_of(scenario), changes))


def distribution_of(parameter: Parameter) -> list[object]:
    """Write the prior of a parameter that is not free as a distribution.

    Parameters
    ----------
    parameter : Parameter
        With its range.

    Returns
    -------
    list
        As a scenario file states it.
    """
    low, high = parameter.levels
    return ["triangular", low, min(max(float(parameter.value), low), high), high]


def candidates_of(scenarios: Iterable[Scenario]) -> tuple[Parameter, ...]:
    """Find the assumed numbers that all episodes share.

    Parameters
    ----------
    scenarios : iterable of Scenario
        The episodes.

    Returns
    -------
    tuple of Parameter
        In the order of the first.
    """
    found: list[dict[str, Parameter]] = []
    for scenario in scenarios:
        chosen = chosen_parameters(tree_of(scenario), only=CANDIDATES).parameters
        # Distributions are priors that somebody has stated already.
        found.append({one.key: one for one in chosen if isinstance(one.value, int | float)})
    first, *rest = found
    return tuple(
        one
        for key, one in first.items()
        if all(key in other and _same(other[key], one) for other in rest)
    )


def _same(one: Parameter, other: Parameter) -> bool:
    return (one.value, one.levels) == (other.value, other.levels)


def prior_of(
    scenarios: Mapping[str, Scenario],
    free: Sequence[str],
    rest: str,
    ranges: Mapping[str, tuple[float, float]] | None = None,
    before: Mapping[str, float] | None = None,
) -> Prior:
    """Lay out what is free and what is not.

    Parameters
    ----------
    scenarios : mapping of Scenario
        The episodes.
    free : sequence of str
        Keys of free parameters.
    rest : str
        Whether the others ``vary`` or are ``fixed``.
    ranges : mapping, optional
        Prior ranges by key, in place of those by rule.
    before : mapping, optional
        Values by key, in place of those of the files: what was assumed before a fit moved them.

    Returns
    -------
    Prior
        The prior.

    Raises
    ------
    InputError
        If a free parameter, or one with a range, is no candidate.
    """
    stated = ranges or {}
    candidates = tuple(
        replace(
            one,
            levels=stated[one.key],
            basis=STATED,
            value=(before or {}).get(one.key, one.value),
        )
        if one.key in stated
        else one
        for one in candidates_of(scenarios.values())
    )
    by_key = {one.key: one for one in candidates}
    for key in (*free, *stated):
        if key not in by_key:
            mend = did_you_mean(key, list(by_key))
            raise InputError(
                f"{key} cannot be fitted: it is documented, switched off, or not the same in all"
                " episodes",
                key="fit.free" if key in free else "fit.ranges",
                mend=mend or "`ceasefire check --keys behaviour` lists keys",
            )
    return Prior(candidates, tuple(by_key[key] for key in free), rest)
