"""What the arguments of `ceasefire compare` say: which scenarios, or which changes of one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from hydra.core.override_parser.types import Glob
from hydra.errors import HydraException

from sim.cli.addressing import refuse_unknown
from sim.cli.compose import DEFAULT_SCENARIO, composed, last_text, parsed, requested
from sim.cli.options import GROUPS, SETTINGS
from sim.cli.settings_file import with_file
from sim.questions.compare.comparison import Comparison, comparison_of, of_variant
from sim.scenario.behaviour import Behaviour
from sim.scenario.errors import InputError, Problem, did_you_mean
from sim.scenario.fields import place_at
from sim.scenario.measurement import Measurement
from sim.scenario.names import locate, scenario_names
from sim.scenario.quantity import shown
from sim.scenario.read import read_file
from sim.scenario.scenario import Scenario
from sim.scenario.tree import Tree, merge, plain, tree_of
from sim.scenario.validate import validated

if TYPE_CHECKING:
    from pathlib import Path

    from hydra.core.override_parser.types import Override

    from sim.cli.compose import Composed, Request
    from sim.scenario.quantity import Entity

VERB = "compare"
OWN = "compare"
VARIANTS = f"{OWN}.variants"
WITH_BASE = f"{OWN}.base"
LIST = "'+compare.variants.no_patrols=[\"scenario.obligations.patrols.active=false\"]'"


@dataclass(frozen=True)
class CompareRequest:
    """What arguments ask for.

    Parameters
    ----------
    composed : tuple of Composed
        Each scenario with its settings.
    variants : dict
        Lists of overrides by the name of a variant.
    base : bool or None
        Whether the scenario without changes is compared too; None where nothing is said.
    folder : str or None
        A folder of one's own scenario files.
    """

    composed: tuple[Composed, ...]
    variants: dict[str, list[str]]
    base: bool | None
    folder: str | None

    @property
    def tree(self) -> Tree:
        """The configuration as `--cfg job` prints it."""
        first = self.composed[0].tree
        found: Tree = {key: value for key, value in first.items() if key not in GROUPS}
        if self.variants:
            found[OWN] = {"base": self.base is not False, "variants": self.variants}
            return found | {group: first[group] for group in GROUPS}
        scenarios = {
            one.name: {group: one.tree[group] for group in GROUPS} for one in self.composed
        }
        return found | {"scenarios": scenarios}

    def requests(self) -> list[Request]:
        """Validate each scenario and the settings.

        Returns
        -------
        list of Request
            One for each scenario; the settings are the same.

        Raises
        ------
        InputError
            If a setting or a scenario is at fault.
        """
        return [requested(one.tree, one.name) for one in self.composed]

    def comparison(self, requests: list[Request]) -> Comparison:
        """Lay the comparison out.

        Parameters
        ----------
        requests : list of Request
            As given by `requests`.

        Returns
        -------
        Comparison
            What is to be run, each part of it checked.

        Raises
        ------
        InputError
            If a variant is at fault; the message names it, and the key.
        """
        settings = requests[0]
        if self.base is not None and not self.variants:
            raise InputError(
                "it says whether the scenario without changes is compared too, and there are no"
                " variants",
                key=WITH_BASE,
                mend=f"Give variants, as in {LIST}",
            )
        origin = settings.scenario
        tree = tree_of(origin) if self.variants else {}
        changes: dict[str, dict[str, Any]] = {}
        for label, overrides in self.variants.items():
            try:
                changes[label] = changes_of(overrides, tree, self.folder)
            except InputError as error:
                raise of_variant(label, error) from None
        return comparison_of(
            [request.scenario for request in requests],
            variants=changes,
            base=self.base is not False,
            seed=settings.seed,
            replicates=settings.replicates,
            horizon=settings.horizon,
            engine=settings.engine,
        )


@dataclass
class _Parted:
    plain: list[str] = field(default_factory=list)
    scenarios: list[str] = field(default_factory=list)
    variants: dict[str, Any] = field(default_factory=dict)
    base: bool | None = None


def compare_requested(arguments: list[str]) -> CompareRequest:
    """Compose what arguments ask for.

    Parameters
    ----------
    arguments : list of str
        Overrides in Hydra's grammar, ``config=FILE`` among them.

    Returns
    -------
    CompareRequest
        Scenarios, variants and settings, not yet validated.

    Raises
    ------
    InputError
        If an override cannot be read, or addresses nothing.
    """
    arguments = with_file(arguments)
    overrides = [parsed(argument) for argument in arguments]
    folder = last_text([one for one in overrides if not one.is_sweep_override()], "scenario_dir")
    parted = _Parted()
    for argument, override in zip(arguments, overrides, strict=True):
        key = override.key_or_group
        if key == OWN or key.startswith(f"{OWN}."):
            _take_own(override, parted)
        elif key == "scenario" and not override.is_delete():
            parted.scenarios = _names(override, folder)
        else:
            parted.plain.append(argument)
    names = parted.scenarios or [DEFAULT_SCENARIO]
    return CompareRequest(
        tuple(_composed(name, parted.plain, alone=len(names) == 1) for name in names),
        _checked(parted.variants),
        parted.base,
        folder,
    )


def _composed(name: str, arguments: list[str], *, alone: bool) -> Composed:
    try:
        return composed([f"scenario={name}", *arguments], VERB)
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
            mend="To compare a scenario with itself under changes, give variants, as in " + LIST,
        )
    return found


def _take_own(override: Override, parted: _Parted) -> None:
    key = override.key_or_group
    if override.is_delete() or override.is_sweep_override() or override.package is not None:
        raise InputError(f"{override.input_line} is not understood", key=key, mend=f"Write {LIST}")
    value = override.value()
    if key == WITH_BASE:
        if not isinstance(value, bool):
            raise InputError(f"{shown(value)} does not fit", key=key, mend="Write true or false")
        parted.base = value
    elif key == VARIANTS:
        if not isinstance(value, dict):
            raise InputError(f"{shown(value)} is no map of variants", key=key, mend=f"Write {LIST}")
        parted.variants |= value
    elif key.startswith(f"{VARIANTS}."):
        parted.variants[key.removeprefix(f"{VARIANTS}.")] = value
    else:
        raise InputError(
            "this key is not known", key=key, mend=did_you_mean(key, [VARIANTS, WITH_BASE])
        )


def _checked(variants: dict[str, Any]) -> dict[str, list[str]]:
    for label, changes in variants.items():
        sound = isinstance(changes, list) and all(isinstance(one, str) for one in changes)
        if not sound or not changes:
            raise InputError(
                f"{shown(changes)} is no list of changes",
                key=f"{VARIANTS}.{label}",
                mend=f"Write each change in quotation marks, as in {LIST}",
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
            name = last_text([override], key) or ""
            found[key] = _group(key, name, folder)
            continue
        refuse_unknown([override], tree, GROUPS)
        found[key] = _merged(tree, key, override.value())
    return found


def _refuse(override: Override) -> None:
    key = override.key_or_group
    room = key.partition(".")[0]
    problem, mend = "", ""
    if override.is_sweep_override():
        problem = f"{override.input_line} names several values"
        mend = "Name one, and give each value a variant of its own"
    elif override.is_delete():
        problem, mend = f"{override.input_line} takes away", "Write KEY.active=false"
    elif key == "scenario":
        problem = "a variant is a change of one scenario"
        mend = "Compare scenarios with scenario=NAME,NAME"
    elif room not in GROUPS or override.package is not None:
        settings = key in SETTINGS or key in {"config", OWN}
        problem = "this is a setting of all" if settings else "this key is not known"
        mend = "A variant changes parameters of scenario, behaviour or measurement"
    if problem:
        raise InputError(problem, key=key, mend=mend)


def _group(kind: str, name: str, folder: str | None) -> Tree:
    file: Path = locate(kind, name, folder)
    model: type[Entity] = Behaviour if kind == "behaviour" else Measurement
    tree: Tree = plain(validated(model, read_file(file), file))
    return tree


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
