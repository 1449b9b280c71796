"""What a fit asks: which agreements, which record, which parameters, by which tolerances."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.questions.fit.kernel import Datum, Errors
from sim.questions.fit.prior import Prior, prior_of
from sim.questions.fit.record import Lifetime, record_named
from sim.runs.engines import DEFAULT_ENGINE, check_settings
from sim.runs.versions import installed_version, source_hash
from sim.scenario.errors import InputError
from sim.scenario.load import load_scenario, scenario_from_tree
from sim.scenario.tree import fingerprint, tree_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.questions.fit.record import Counts, Record
    from sim.questions.fit.settings import Settings
    from sim.scenario.scenario import Scenario

LAYOUT = 1


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
        """Published counts by phase, up to the last day that enters."""
        if not self.settings.counts:
            return {}
        return self.record.counts(self.settings.counts, self.settings.until)

    @cached_property
    def data(self) -> dict[str, Datum]:
        """What the fit sees of each agreement."""
        phases = {agreement: phase for phase, agreement in self.settings.truces.items()}
        found = {}
        for name in self.settings.episodes:
            one = self.lifetimes[name]
            count = self.counts.get(phases.get(name, ""))
            known = count is not None and not math.isnan(count.ratio)
            found[name] = Datum(
                one.low,
                one.high,
                one.kinds,
                count.ratio if known and count is not None else math.nan,
                _finite(count.error) if known and count is not None else 0.0,
            )
        return found

    @cached_property
    def errors(self) -> Errors:
        """Errors of the model, as stated."""
        return Errors.of(self.settings)

    def prior(self, free: tuple[str, ...]) -> Prior:
        """Lay out the prior with some parameters free."""
        return prior_of(
            self.scenarios, free, self.settings.rest, self.settings.ranges, self.settings.before
        )

    def horizon(self, agreement: str) -> int:
        """Days simulated: those of the scenario, or as long as what is held out lasted."""
        if agreement in self.scenarios:
            return self.scenarios[agreement].scenario.horizon
        return self.lifetimes[agreement].days + 1

    @cached_property
    def identity(self) -> dict[str, Any]:
        """All that the findings depend on."""
        trees = {name: fingerprint(tree_of(one)) for name, one in self.scenarios.items()}
        trees |= {name: fingerprint(tree_of(one)) for name, one in self.held_out.items()}
        data = {name: asdict(one) | {"kinds": sorted(one.kinds)} for name, one in self.data.items()}
        settings = asdict(self.settings) | {"until": self.settings.until.isoformat()}
        found: dict[str, Any] = _plain(
            {
                "layout": LAYOUT,
                "version": installed_version(),
                "source": source_hash(),
                # They draw designs and weigh draws.
                "salib": installed_version("SALib"),
                "scipy": installed_version("scipy"),
                "settings": settings,
                "data": data,
                "scenarios": trees,
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


def _finite(error: float) -> float:
    return error if math.isfinite(error) else 0.0


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
    late = [name for name in scenarios if question.lifetimes[name].start > settings.until]
    if late:
        raise InputError(
            f"agreement {late[0]} begins after {settings.until}", key="fit.until",
            mend="Leave it out of fit.episodes, or name a later day",
        )  # fmt: skip
    question.prior(settings.free)
    return question


def _with(scenario: Scenario, behaviour: Mapping[str, Any] | None) -> Scenario:
    if behaviour is None:
        return scenario
    return scenario_from_tree(tree_of(scenario) | {"behaviour": dict(behaviour)})
