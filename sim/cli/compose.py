"""Turns arguments in Hydra's override grammar into a configuration.

Hydra's grammar is used whole, its loader of files is not: files are read by the
strict reader and handed to Hydra as plain maps, and what it composes is validated
again. Of a scenario it is handed the parts that an override addresses, because it
copies whatever it holds many times; the rest is put beside them afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hydra import compose, initialize
from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException
from omegaconf import DictConfig, OmegaConf
from omegaconf.errors import OmegaConfBaseException

from sim.cli.addressing import addressed_by, make_way, only, refuse_unknown, whole
from sim.cli.options import GROUPS, SETTINGS, Options
from sim.runs.engines import check_settings
from sim.scenario.behaviour import Behaviour
from sim.scenario.errors import InputError, did_you_mean
from sim.scenario.load import Parts, read_parts, scenario_from_tree, scenario_of_parts
from sim.scenario.measurement import Measurement
from sim.scenario.names import locate
from sim.scenario.read import read_file
from sim.scenario.tree import Tree, complete, plain
from sim.scenario.validate import validated

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from hydra.core.override_parser.types import Override

    from sim.scenario.quantity import Entity
    from sim.scenario.scenario import Scenario

ROOT = "ceasefire"
DEFAULT_SCENARIO = "idlib/sochi_2018"
# What stands in place of a name where a scenario names no behaviour or measurement.
UNNAMED = "unnamed"


@dataclass(frozen=True)
class Composed:
    """What arguments ask for.

    Parameters
    ----------
    name : str
        Name of the scenario.
    tree : dict
        Settings, scenario, behaviour and measurement, every default written out.
    """

    name: str
    tree: Tree

    @cached_property
    def config(self) -> DictConfig:
        """The tree as Hydra gives it."""
        return OmegaConf.create(self.tree)


@dataclass(frozen=True)
class Request:
    """A validated configuration.

    Parameters
    ----------
    scenario : Scenario
        What to run.
    seed, replicates, horizon : int
        Seed of the runs, how many, and days simulated; None for the scenario's own.
    engine : str
        What carries the runs out.
    workers : int or None
        Number of processes; None for one for each processor.
    out : Path or None
        Where results go; None for a new folder.
    """

    scenario: Scenario
    seed: int
    replicates: int
    horizon: int | None
    engine: str
    workers: int | None
    out: Path | None


def composed(arguments: list[str], verb: str, options: Options | None = None) -> Composed:
    """Compose the configuration that arguments ask for.

    Parameters
    ----------
    arguments : list of str
        Overrides in Hydra's grammar.
    verb : str
        The verb, for messages.
    options : Options, optional
        What the verb takes; by default what `ceasefire run` does.

    Returns
    -------
    Composed
        The configuration, not yet validated.

    Raises
    ------
    InputError
        If an override cannot be read, addresses nothing, or asks for several values.
    """
    options = options or Options()
    overrides = [parsed(argument) for argument in arguments]
    for override in overrides:
        if override.is_sweep_override():
            raise InputError(
                f"{override.input_line} names several values, and `ceasefire {verb}` takes one",
                key=override.key_or_group,
                mend="Name one; a list is written in brackets, as in [a,b]",
            )
    folder = last_text(overrides, "scenario_dir")
    parts = read_parts(last_text(overrides, "scenario") or DEFAULT_SCENARIO, folder)
    scenario_of_parts(parts)
    make_way(overrides, parts.tree)
    store_root(parts.tree["name"], options)
    addressed = addressed_by(overrides)
    base = options.settings | store_scenario(parts, addressed)
    for group, default in options.groups.items():
        name = last_text(overrides, group) or default
        base[group] = read_file(locate(group, name))
        _store(group, name, base[group])
    for kind in ("behaviour", "measurement"):
        asked = last_text(overrides, kind)
        if asked is not None:
            base[kind] = store_part(kind, asked, folder, addressed)
    refuse_unknown(overrides, base, (*GROUPS, *options.groups))
    try:
        with initialize(version_base="1.3", config_path=None):
            config = compose(ROOT, overrides=arguments)
    except (HydraException, OmegaConfBaseException, ValueError) as error:
        raise InputError(
            _first_line(error), mend=f"`ceasefire {verb} --help` lists the keys"
        ) from None
    return Composed(parts.tree["name"], whole(_plain(config), base, addressed))


def parsed(argument: str) -> Override:
    """Read one override.

    Parameters
    ----------
    argument : str
        Such as ``seed=2``, ``+scenario.shocks.x={...}`` or ``~scenario.monitors.posts``.

    Returns
    -------
    Override
        What it says.

    Raises
    ------
    InputError
        If it is none, or holds what is refused.
    """
    if argument.startswith("-"):
        raise InputError(
            f"there is no option {argument}", mend="Settings are written key=value, as in seed=2"
        )
    if "${" in argument:
        raise InputError(
            "an interpolation ${...} is refused", key=argument, mend="Write the value out"
        )
    try:
        override = OverridesParser.create().parse_override(argument)
    except HydraException as error:
        raise InputError(
            f"{argument} cannot be read ({_first_line(error)})",
            mend="Write key=value; put quotation marks around texts with spaces or commas",
        ) from None
    if override.key_or_group.partition(".")[0].partition("/")[0] == "hydra":
        raise InputError(
            "settings of Hydra itself are not taken here",
            key=override.key_or_group,
            mend="`python -m sim.cli.hydra_main` takes them",
        )
    return override


def last_text(overrides: list[Override], key: str) -> str | None:
    """Find the text that a key is set to.

    Parameters
    ----------
    overrides : list of Override
        All overrides; the last one counts.
    key : str
        The key.

    Returns
    -------
    str or None
        None if nothing sets it.

    Raises
    ------
    InputError
        If it is set to something that is no text.
    """
    found: str | None = None
    for override in overrides:
        if override.key_or_group == key:
            value = None if override.is_delete() else override.value()
            if isinstance(value, bool) or not isinstance(value, str | int):
                raise InputError(f"{override.input_line} names nothing", key=key, mend="Name one")
            found = str(value)
    return found


def store_root(scenario: str, options: Options | None = None) -> None:
    """Hand Hydra the settings, and the scenario to start from.

    Parameters
    ----------
    scenario : str
        Name of the scenario.
    options : Options, optional
        What the verb takes.
    """
    options = options or Options()
    groups = {"scenario": scenario} | options.groups
    defaults = ["_self_", *({group: name} for group, name in groups.items())]
    node = {"defaults": defaults, **options.settings}
    ConfigStore.instance().store(name=ROOT, node=node)


def store_scenario(parts: Parts, addressed: AbstractSet[str] | None = None) -> Tree:
    """Hand Hydra a scenario, and with it the behaviour and measurement that it names.

    Parameters
    ----------
    parts : Parts
        What its files state.
    addressed : set of str, optional
        Keys of the parts handed over, such as ``scenario.ties``; by default all are.

    Returns
    -------
    dict
        Scenario, behaviour and measurement, every default written out.
    """
    completed = complete(parts.tree)
    defaults: list[Any] = []
    for kind in ("behaviour", "measurement"):
        name = parts.chosen.get(kind, UNNAMED)
        _store(kind, name, only(kind, completed[kind], addressed))
        defaults.append({f"/{kind}@_global_.{kind}": name})
    own = only("scenario", completed["scenario"], addressed)
    node = {"defaults": [*defaults, "_self_"], **own}
    _store("scenario", parts.tree["name"], node)
    return {group: completed[group] for group in GROUPS}


def store_part(
    kind: str, name: str, scenario_dir: str | None, addressed: AbstractSet[str] | None = None
) -> Tree:
    """Hand Hydra a behaviour or a measurement.

    Parameters
    ----------
    kind : str
        ``behaviour`` or ``measurement``.
    name : str
        Its name.
    scenario_dir : str or None
        A folder of one's own files, looked into first.
    addressed : set of str, optional
        Keys of the parts handed over; by default all are.

    Returns
    -------
    dict
        What it states, every default written out.
    """
    file = locate(kind, name, scenario_dir)
    model: type[Entity] = Behaviour if kind == "behaviour" else Measurement
    tree: Tree = plain(validated(model, read_file(file), file))
    _store(kind, name, only(kind, tree, addressed))
    return tree


def _plain(config: DictConfig) -> Tree:
    tree = OmegaConf.to_container(config, resolve=False)
    if not isinstance(tree, dict):
        message = "Hydra composed no map"
        raise TypeError(message)
    return {str(key): value for key, value in tree.items()}


def _store(kind: str, name: str, node: Tree) -> None:
    *folders, last = name.split("/")
    ConfigStore.instance().store(group="/".join([kind, *folders]), name=last, node=node)


def requested(config: DictConfig | Tree, name: str) -> Request:
    """Validate a composed configuration.

    Parameters
    ----------
    config : DictConfig or dict
        What was composed.
    name : str
        Name of the scenario.

    Returns
    -------
    Request
        What to do.

    Raises
    ------
    InputError
        One error that names every fault.
    """
    tree = _plain(config) if isinstance(config, DictConfig) else config
    settings = {key: value for key, value in tree.items() if key not in GROUPS}
    for key in settings:
        if key not in SETTINGS:
            mend = did_you_mean(key, [*SETTINGS, *GROUPS])
            raise InputError("this key is not known", key=key, mend=mend)
    settings = SETTINGS | settings
    stated = {"name": name} | {group: tree.get(group, {}) for group in GROUPS}
    scenario = scenario_from_tree(stated)
    checked = {key: settings[key] for key in ("seed", "replicates", "engine", "workers")}
    if settings["horizon"] is not None:
        checked["horizon"] = settings["horizon"]
    check_settings(**checked)
    out = settings["out"]
    if isinstance(out, dict | list | bool):
        raise InputError("it names no folder", key="out", mend="Write out=FOLDER")
    return Request(
        scenario=scenario,
        seed=settings["seed"],
        replicates=settings["replicates"],
        horizon=settings["horizon"],
        engine=settings["engine"],
        workers=settings["workers"],
        out=None if out is None else Path(str(out)).expanduser(),
    )


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".")
