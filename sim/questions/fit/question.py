"""What a fit asks: which agreements, which record, which parameters, by which tolerances.

Nothing is tuned for one episode. So a number is a candidate only if nobody has measured it and it
has the same value in all of them: all of ``behaviour``, and of the parties and ties what no
scenario states anew.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.questions.fit.likelihood import Datum, Errors
from sim.questions.fit.record import Lifetime, record_named
from sim.questions.fit.settings import VARY
from sim.runs.engines import DEFAULT_ENGINE, check_settings
from sim.runs.versions import installed_version, source_hash
from sim.scenario.errors import InputError, did_you_mean
from sim.scenario.load import load_scenario, scenario_from_tree
from sim.scenario.tree import changed, fingerprint, tree_of
from sim.shared.parameters import STATED, Parameter, chosen_parameters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.questions.fit.record import Counts, Record
    from sim.questions.fit.settings import Settings
    from sim.scenario.scenario import Scenario

_LAYOUT = 1
_CANDIDATES = ("behaviour", "scenario.parties.*", "scenario.ties.*")


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
    def keys(self) -> list[str]:
        """Keys of the free ones."""
        return [one.key for one in self.free]

    @property
    def others(self) -> tuple[Parameter, ...]:
        """Candidates that are not free."""
        return tuple(one for one in self.candidates if one.key not in self.keys)

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
    """Write the prior of a parameter that is not free as a scenario file states it."""
    low, high = parameter.levels
    return ["triangular", low, min(max(float(parameter.value), low), high), high]


def candidates_of(scenarios: Iterable[Scenario]) -> tuple[Parameter, ...]:
    """Find the assumed numbers that all episodes share, in the order of the first."""
    found: list[dict[str, Parameter]] = []
    for scenario in scenarios:
        chosen = chosen_parameters(tree_of(scenario), only=_CANDIDATES).parameters
        # Distributions are priors that somebody has stated already.
        found.append({one.key: one for one in chosen if isinstance(one.value, int | float)})
    first, *rest = found

    def known(parameters: Mapping[str, Parameter], key: str) -> object:
        one = parameters.get(key)
        return None if one is None else (one.value, one.levels)

    return tuple(
        one
        for key, one in first.items()
        if all(known(other, key) == known(first, key) for other in rest)
    )


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
    ranges, before = ranges or {}, before or {}
    by_key = {one.key: one for one in candidates_of(scenarios.values())}
    for key in (*free, *ranges):
        if key not in by_key:
            raise InputError(
                f"{key} cannot be fitted: it is documented, switched off, or not the same in all"
                " episodes",
                key="fit.free" if key in free else "fit.ranges",
                mend=did_you_mean(key, list(by_key))
                or "`ceasefire check --keys behaviour` lists keys",
            )
    for key, levels in ranges.items():
        value = before.get(key, by_key[key].value)
        by_key[key] = replace(by_key[key], levels=levels, basis=STATED, value=value)
    return Prior(tuple(by_key.values()), tuple(by_key[key] for key in free), rest)


@dataclass(frozen=True)
class Question:
    """What a fit asks.

    Parameters
    ----------
    settings : Settings
        Agreements, tolerances and sizes.
    record : Record
        The tables.
    scenarios, held_out : mapping of Scenario
        By agreement.
    seed, replicates : int
        Seed of the runs, and runs of each draw and agreement.
    engine : str
        What carries them out.
    """

    settings: Settings
    record: Record
    scenarios: Mapping[str, Scenario]
    held_out: Mapping[str, Scenario]
    seed: int
    replicates: int
    engine: str

    @cached_property
    def lifetimes(self) -> dict[str, Lifetime]:
        """The record of every agreement, those that are held out among them."""
        names = (*self.settings.episodes, *self.settings.held_out)
        return {name: self.record.lifetime(name) for name in names}

    @cached_property
    def counts(self) -> dict[str, Counts]:
        """Published counts by phase whose ratio is known, up to the last day that enters."""
        if not self.settings.counts:
            return {}
        found = self.record.counts(self.settings.counts, self.settings.until)
        return {phase: one for phase, one in found.items() if not math.isnan(one.ratio)}

    @cached_property
    def data(self) -> dict[str, Datum]:
        """What the fit sees of each agreement, and by which errors it compares."""
        phases = {agreement: phase for phase, agreement in self.settings.truces.items()}
        found = {}
        for name in self.settings.episodes:
            one, count = self.lifetimes[name], self.counts.get(phases.get(name, ""))
            known = (math.nan, 0.0) if count is None else (count.ratio, count.error)
            found[name] = Datum(one.low, one.high, one.kinds, *known, errors=self.errors)
        return found

    @cached_property
    def errors(self) -> Errors:
        """Errors of the model, as stated."""
        own = self.settings
        return Errors(math.log(own.days_factor), own.kind_error, math.log(own.counts_factor))

    def prior(self, free: tuple[str, ...]) -> Prior:
        """Lay out the prior with some parameters free."""
        own = self.settings
        return prior_of(self.scenarios, free, own.rest, own.ranges, own.before)

    def horizon(self, agreement: str) -> int:
        """Days simulated: those of the scenario, or as long as what is held out lasted."""
        if agreement in self.scenarios:
            return self.scenarios[agreement].scenario.horizon
        return self.lifetimes[agreement].days + 1

    @cached_property
    def identity(self) -> dict[str, Any]:
        """All that the findings depend on."""
        scenarios = {**self.scenarios, **self.held_out}
        data = {name: asdict(one) | {"kinds": sorted(one.kinds)} for name, one in self.data.items()}
        for own in data.values():
            # They stand among the settings.
            del own["errors"]
        found: dict[str, Any] = _plain(
            {
                "layout": _LAYOUT,
                "version": installed_version(),
                "source": source_hash(),
                # They draw designs and weigh draws.
                "salib": installed_version("SALib"),
                "scipy": installed_version("scipy"),
                "settings": asdict(self.settings) | {"until": self.settings.until.isoformat()},
                "data": data,
                "scenarios": {name: fingerprint(tree_of(one)) for name, one in scenarios.items()},
                "seed": self.seed,
                "replicates": self.replicates,
                "engine": self.engine,
            }
        )
        return found

    @property
    def digest(self) -> str:
        """Hash of the identity."""
        return fingerprint(self.identity)


def _plain(value: Any) -> Any:  # noqa: ANN401 - plain data of any kind
    """As JSON has it: no number that is none, no tuples."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def question_of(
    settings: Settings,
    behaviour: Mapping[str, Any] | None = None,
    *,
    seed: int = 1,
    replicates: int = 16,
    engine: str = DEFAULT_ENGINE,
) -> Question:
    """Check what a fit asks, before anything is run.

    Parameters
    ----------
    settings : Settings
        Agreements, tolerances and sizes.
    behaviour : mapping, optional
        Behaviour of all scenarios, in place of the one that their files name.
    seed, replicates : int
        Seed of the runs, and runs of each draw and agreement.
    engine : str
        What carries them out.

    Returns
    -------
    Question
        The question.

    Raises
    ------
    InputError
        If a scenario, the record or a setting is at fault, or a scenario does not begin
        on the day of the record.
    """
    check_settings(seed=seed, replicates=replicates, engine=engine)
    record = record_named(settings.record)
    scenarios, held_out = (
        {name: _with(load_scenario(scenario), behaviour) for name, scenario in group.items()}
        for group in (settings.episodes, settings.held_out)
    )
    question = Question(settings, record, scenarios, held_out, seed, replicates, engine)
    for name, scenario in {**scenarios, **held_out}.items():
        start = question.lifetimes[name].start
        if scenario.scenario.start != start:
            raise InputError(
                f"{scenario.name} begins on {scenario.scenario.start}, and agreement {name} of the"
                f" record on {start}",
                key=f"fit.episodes.{name}",
            )
        for party in settings.counts:
            if party not in scenario.scenario.parties:
                raise InputError(f"{scenario.name} has no party {party}", key="fit.counts")
    for name in scenarios:
        if question.lifetimes[name].start > settings.until:
            raise InputError(
                f"agreement {name} begins after {settings.until}",
                key="fit.until",
                mend="Leave it out of fit.episodes, or name a later day",
            )
    question.prior(settings.free)
    return question


def _with(scenario: Scenario, behaviour: Mapping[str, Any] | None) -> Scenario:
    if behaviour is None:
        return scenario
    return scenario_from_tree(tree_of(scenario) | {"behaviour": dict(behaviour)})
