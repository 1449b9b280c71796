"""Arguments that name several: values of a parameter, scenarios, variants of one scenario."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from hydra.core.override_parser.types import Glob, QuotedString, Transformer
from hydra.errors import HydraException

from sim.cli.compose import composed, last_text, parsed, refuse_unknown, with_file
from sim.cli.verbs import GROUPS, MOST_POINTS, Compare, Verb, declared
from sim.questions.compare.comparison import Comparison, comparison_of, of_variant
from sim.runs.designs import OF_VALUES
from sim.scenario.behaviour import Behaviour
from sim.scenario.errors import InputError, Problem, shown
from sim.scenario.fields import place_at, validated
from sim.scenario.measurement import Measurement
from sim.scenario.names import locate, scenario_names
from sim.scenario.quantity import plain
from sim.scenario.read import read_file
from sim.scenario.scenario import Scenario
from sim.scenario.tree import Tree, merge, tree_of

if TYPE_CHECKING:
    from hydra.core.override_parser.types import Override

    from sim.cli.compose import Composed, Question

_VARIANTS = "compare.variants"
_LIST = "'+compare.variants.no_patrols=[\"scenario.obligations.patrols.active=false\"]'"

_Kind = TypeVar("_Kind", bound=Verb)


# Values of a parameter


@dataclass
class _Parted:
    """Arguments, and what among them varies."""

    plain: list[str] = field(default_factory=list)
    space: dict[str, list[Any]] = field(default_factory=dict)
    intervals: list[str] = field(default_factory=list)


def varied(kind: type[_Kind], arguments: list[str]) -> Composed[_Kind]:
    """Compose arguments of which some give a parameter several values.

    Parameters
    ----------
    kind : type
        Class of the verb, which names the key under whose `space` what varies is put.
    arguments : list of str
        Overrides in Hydra's grammar, those with several values among them.

    Returns
    -------
    Composed
        The configuration, with values, or low and high, by dotted key in the space.

    Raises
    ------
    InputError
        If an override cannot be read, addresses nothing, or something varies that may not.
    """
    part = kind.space
    parted = _parted(kind, arguments, f"{part}.space")
    asked = composed(kind, parted.plain)
    own = asked.tree[part]
    if not isinstance(own, dict):
        raise InputError(f"{own!r} is none", key=part, mend=f"Write {part}.KEY=VALUE")
    if parted.intervals and own.get("name") in OF_VALUES:
        raise InputError(
            f"an interval has no single values, and design={own['name']} needs them",
            key=parted.intervals[0],
            mend="Write range(LOW,HIGH,STEP), or take design=sobol or design=latin_hypercube",
        )
    stated = own.get("space") or {}
    if not isinstance(stated, dict):
        mend = "Write {KEY: [VALUE, VALUE]}"
        raise InputError(f"{stated!r} does not fit", key=f"{part}.space", mend=mend)
    own["space"] = stated | parted.space
    return asked


def _parted(kind: type[Verb], arguments: list[str], space: str) -> _Parted:
    found = _Parted()
    for argument in arguments:
        override = parsed(argument)
        if override.is_sweep_override():
            key = _key_that_varies(kind, override)
            if override.is_interval_sweep():
                found.intervals.append(key)
            found.space[key] = _values(override)
        else:
            found.plain.append(_added(argument, override, space))
    return found


def _added(argument: str, override: Override, key: str) -> str:
    """Put a plus before a map of one's own, which is not needed."""
    mine = override.key_or_group == key or override.key_or_group.startswith(f"{key}.")
    bare = mine and not override.is_add() and not override.is_delete()
    return f"+{argument}" if bare else argument


def _key_that_varies(kind: type[Verb], override: Override) -> str:
    key: str = override.key_or_group
    choices = [one.key for one in declared(kind) if one.choice]
    if key in GROUPS or key in choices or override.package is not None:
        raise InputError(
            f"{override.input_line} names several, and a {kind.verb()} has one {key}",
            key=key,
            mend="Name one, or use `python -m sim.cli.hydra_main --multirun`",
        )
    if key.partition(".")[0] not in GROUPS:
        raise InputError(
            f"{override.input_line} names several values, and only parameters may vary",
            key=key,
            mend="Name one value"
            + ("; replicates=N gives N runs of other draws" if key == "seed" else ""),
        )
    return key


def _values(override: Override) -> list[Any]:
    value: Any = override.value()
    if override.is_interval_sweep():
        return [value.start, value.end]
    try:
        # Hydra reads each value as it would read one alone.
        iterator = override.sweep_iterator(Transformer.identity)
        values = [_unquoted(one) for one in islice(iterator, MOST_POINTS + 1)]
    except HydraException:
        raise InputError(
            f"{override.input_line} cannot be enumerated",
            key=override.key_or_group,
            mend="Write the values out, as in KEY=0.1,0.5",
        ) from None
    if len(values) > MOST_POINTS:
        raise InputError(
            f"it has more than {MOST_POINTS:,} values",
            key=override.key_or_group,
            mend="Take larger steps, or a design of samples",
        )
    return values


def _unquoted(value: Any) -> Any:  # noqa: ANN401 - plain data of any kind
    match value:
        case QuotedString():
            return value.text
        case list():
            return [_unquoted(item) for item in value]
        case dict():
            return {_unquoted(key): _unquoted(item) for key, item in value.items()}
        case _:
            return value


# Scenarios, and variants of one


@dataclass(frozen=True)
class Sides:
    """What a comparison sets side by side: a configuration for each scenario.

    Parameters
    ----------
    scenarios : tuple of Composed
        Each scenario with its settings; the settings are the same.
    """

    scenarios: tuple[Composed[Compare], ...]

    def printed(self) -> Tree:
        """Give the configuration as `--cfg job` prints it.

        Returns
        -------
        dict
            Settings, and the scenarios or the variants.

        Raises
        ------
        InputError
            If a file is at fault.
        """
        first = self.scenarios[0].printed()
        own = first["compare"]
        found: Tree = {key: value for key, value in first.items() if key not in GROUPS}
        del found["compare"]
        if isinstance(own, dict) and own.get("variants"):
            found["compare"] = {"base": own["base"] is not False, "variants": own["variants"]}
            return found | {group: first[group] for group in GROUPS}
        sides = {
            one.name: {group: one.printed()[group] for group in GROUPS} for one in self.scenarios
        }
        return found | {"scenarios": sides}

    def comparison(self) -> tuple[Comparison, Compare]:
        """Validate each side, and lay the comparison out.

        Returns
        -------
        tuple
            What is to be run, each part of it checked; and the settings.

        Raises
        ------
        InputError
            If a setting, a scenario or a variant is at fault; the message of a variant names
            it, and the key.
        """
        questions: list[Question[Compare]] = [one.question() for one in self.scenarios]
        settings = questions[0].settings
        variants, base = _checked(settings.compare.variants), settings.compare.base
        if base is not None and not variants:
            raise InputError(
                "it says whether the scenario without changes is compared too, and there are no"
                " variants",
                key="compare.base",
                mend=f"Give variants, as in {_LIST}",
            )
        tree = tree_of(questions[0].scenario) if variants else {}
        folder = None if settings.scenario_dir is None else str(settings.scenario_dir)
        changes: dict[str, dict[str, Any]] = {}
        for label, overrides in variants.items():
            try:
                changes[label] = changes_of(overrides, tree, folder)
            except InputError as error:
                raise of_variant(label, error) from None
        comparison = comparison_of(
            [one.scenario for one in questions],
            variants=changes,
            base=base is not False,
            seed=settings.seed,
            replicates=settings.replicates,
            horizon=settings.horizon,
            engine=settings.engine,
        )
        return comparison, settings


def sides_of(arguments: list[str]) -> Sides:
    """Compose what arguments of `ceasefire compare` ask for.

    Parameters
    ----------
    arguments : list of str
        Overrides in Hydra's grammar, ``config=FILE`` among them; `scenario` may name several.

    Returns
    -------
    Sides
        A configuration for each scenario, not yet validated.

    Raises
    ------
    InputError
        If an override cannot be read, or addresses nothing.
    """
    arguments = with_file(arguments)
    overrides = [parsed(argument) for argument in arguments]
    folder = last_text([one for one in overrides if not one.is_sweep_override()], "scenario_dir")
    others: list[str] = []
    names: list[str] = []
    for argument, override in zip(arguments, overrides, strict=True):
        key = override.key_or_group
        if key == _VARIANTS and not override.is_delete() and not isinstance(override.value(), dict):
            said = f"{shown(override.value())} is no map of variants"
            raise InputError(said, key=key, mend=f"Write {_LIST}")
        if key == "scenario" and not override.is_delete():
            names = _names(override, folder)
        else:
            others.append(_added(argument, override, _VARIANTS))
    names = names or [Compare.default_scenario]
    return Sides(tuple(_side(name, others, alone=len(names) == 1) for name in names))


def _side(name: str, arguments: list[str], *, alone: bool) -> Composed[Compare]:
    try:
        return composed(Compare, [f"scenario={name}", *arguments])
    except InputError as error:
        if alone:
            raise
        # What one scenario knows, another may not.
        found = [
            Problem(one.key, f"{one.problem}, in {name}", one.mend, one.file)
            if one.key.startswith(tuple(f"{group}." for group in GROUPS))
            else one
            for one in error.problems
        ]
        raise InputError.of(found, error.file) from None


def _names(override: Override, folder: str | None) -> list[str]:
    """List the scenarios that an override names, each once."""
    if not override.is_sweep_override():
        name = last_text([override], "scenario")
        return [] if name is None else [name]
    value = override.value()
    try:
        found = (
            value.filter(scenario_names(folder))
            if isinstance(value, Glob)
            else [str(one) for one in override.sweep_string_iterator()]
        )
    except HydraException:
        raise InputError(
            f"{override.input_line} names no scenarios",
            key="scenario",
            mend="Write their names with commas between",
        ) from None
    if not found:
        raise InputError(
            f"no scenario fits {override.input_line}",
            key="scenario",
            mend="`ceasefire scenarios` lists them",
        )
    if len(set(found)) < len(found):
        raise InputError(
            f"{override.input_line} names one twice",
            key="scenario",
            mend="To compare a scenario with itself under changes, give variants, as in " + _LIST,
        )
    return found


def _checked(variants: dict[str, Any]) -> dict[str, list[str]]:
    for label, changes in variants.items():
        sound = isinstance(changes, list) and all(isinstance(one, str) for one in changes)
        if not sound or not changes:
            raise InputError(
                f"{shown(changes)} is no list of changes",
                key=f"{_VARIANTS}.{label}",
                mend=f"Write each change in quotation marks, as in {_LIST}",
            )
    return variants


def changes_of(overrides: list[str], tree: Tree, folder: str | None) -> dict[str, Any]:
    """Read the changes of one variant.

    Parameters
    ----------
    overrides : list of str
        Overrides of parameters, and of whole groups such as ``behaviour=standard``.
    tree : dict
        The scenario without changes, every default written out.
    folder : str or None
        A folder of one's own files.

    Returns
    -------
    dict
        Values by dotted key.

    Raises
    ------
    InputError
        If one cannot be read, addresses nothing, or is no parameter.
    """
    found: dict[str, Any] = {}
    for text in overrides:
        override = parsed(text)
        key = override.key_or_group
        _refuse(override)
        if key in GROUPS:
            file = locate(key, last_text([override], key) or "", folder)
            model = Behaviour if key == "behaviour" else Measurement
            found[key] = plain(validated(model, read_file(file), file))
            continue
        refuse_unknown([override], tree, GROUPS)
        found[key] = _merged(tree, key, override.value())
    return found


def _refuse(override: Override) -> None:
    key = override.key_or_group
    group = key.partition(".")[0]
    problem, mend = "", ""
    if override.is_sweep_override():
        problem = f"{override.input_line} names several values"
        mend = "Name one, and give each value a variant of its own"
    elif override.is_delete():
        problem, mend = f"{override.input_line} takes away", "Write KEY.active=false"
    elif key == "scenario":
        problem = "a variant is a change of one scenario"
        mend = "Compare scenarios with scenario=NAME,NAME"
    elif group not in GROUPS or override.package is not None:
        settings = group == "config" or group in Compare.__dataclass_fields__
        problem = "this is a setting of all" if settings else "this key is not known"
        mend = "A variant changes parameters of scenario, behaviour or measurement"
    if problem:
        raise InputError(problem, key=key, mend=mend)


def _merged(tree: Tree, key: str, value: Any) -> Any:  # noqa: ANN401 - plain data of any kind
    """Lay a map over the part that stands there, as Hydra does; but not one path over another."""
    place = place_at(Scenario, tuple(key.split(".")))
    if not isinstance(value, dict) or place is None or place.quantity is not None:
        return value
    here: Any = tree
    for part in key.split("."):
        here = here.get(part) if isinstance(here, dict) else None
    if value == {} and here:
        raise InputError(
            f"{key}={{}} changes nothing: an empty map is laid over the one that stands there",
            key=key,
            mend=f"State its parts, such as {key}.{next(iter(here))}",
        )
    return merge(here, value) if isinstance(here, dict) else value
