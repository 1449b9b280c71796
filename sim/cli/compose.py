"""From arguments in Hydra's override grammar to a question: a verb's settings, and a scenario.

Hydra's grammar is used whole, its loader of files is not: files are read by the strict reader and
handed to Hydra as plain maps. Of a scenario it is handed the parts that an override addresses,
because it copies whatever it holds many times; the rest is put beside them afterwards. What comes
out is validated once, as a whole; only where that fails are the files judged by themselves, so
that a fault of a file names it.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from hydra import compose, initialize
from hydra.core.config_store import ConfigStore
from hydra.core.override_parser.overrides_parser import OverridesParser
from hydra.errors import HydraException
from omegaconf import OmegaConf
from omegaconf.errors import OmegaConfBaseException

from sim.cli.verbs import GROUPS, Verb, declared, defaults
from sim.scenario.errors import InputError, Problem
from sim.scenario.fields import Place, place_at, places, validated
from sim.scenario.load import Parts, read_parts, scenario_from_tree
from sim.scenario.names import locate
from sim.scenario.read import read_file
from sim.scenario.scenario import Scenario
from sim.scenario.tree import Tree, complete, unknown_key

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from hydra.core.override_parser.types import Override
    from omegaconf import DictConfig

ROOT = "ceasefire"
# What stands in place of a name where a scenario names no behaviour or measurement.
_UNNAMED = "unnamed"

_Kind = TypeVar("_Kind", bound=Verb)


@dataclass(frozen=True)
class Question(Generic[_Kind]):
    """What arguments ask for, validated.

    Parameters
    ----------
    settings : Verb
        Settings of the verb, an instance of its class.
    scenario : Scenario
        What it is about.
    """

    settings: _Kind
    scenario: Scenario


@dataclass(frozen=True)
class Composed(Generic[_Kind]):
    """What arguments ask for, every default written out, not yet validated.

    Parameters
    ----------
    kind : type
        Class of the verb.
    parts : Parts
        What the files of the scenario state.
    tree : dict
        Settings, scenario, behaviour and measurement.
    arguments : list of str
        The overrides.
    """

    kind: type[_Kind]
    parts: Parts
    tree: Tree
    arguments: list[str]

    @property
    def name(self) -> str:
        """Name of the scenario."""
        name: str = self.parts.tree["name"]
        return name

    def question(self) -> Question[_Kind]:
        """Validate it.

        Returns
        -------
        Question
            Settings and scenario.

        Raises
        ------
        InputError
            One error that names every fault of the settings, or every one of the scenario.
        """
        with _files_first(self.parts):
            return question_of(self.kind, self.tree, self.name)

    def printed(self) -> Tree:
        """Give the configuration as `--cfg job` prints it: the files are sound, if no more.

        Returns
        -------
        dict
            Settings, and the parts of a scenario that the verb takes.

        Raises
        ------
        InputError
            If a file is at fault.
        """
        self.parts.scenario()
        unseen = set(GROUPS) - set(self.kind.groups)
        return {key: value for key, value in self.tree.items() if key not in unseen}


def question_of(kind: type[_Kind], tree: Tree, name: str) -> Question[_Kind]:
    """Validate what was composed.

    Parameters
    ----------
    kind : type
        Class of the verb.
    tree : dict
        Settings, scenario, behaviour and measurement.
    name : str
        Name of the scenario.

    Returns
    -------
    Question
        Settings and scenario.

    Raises
    ------
    InputError
        One error that names every fault of the settings, or every one of the scenario.
    """
    own = {key: value for key, value in tree.items() if key not in GROUPS}
    settings = validated(kind, own)
    stated = {"name": name} | {group: tree.get(group, {}) for group in GROUPS}
    return Question(settings, scenario_from_tree(stated))


def asked(kind: type[_Kind], arguments: list[str]) -> Composed[_Kind]:
    """Compose what the arguments of a verb ask for.

    Parameters
    ----------
    kind : type
        Class of the verb.
    arguments : list of str
        Overrides in Hydra's grammar, ``config=FILE`` among them, and several values of a
        parameter where the verb takes them.

    Returns
    -------
    Composed
        The configuration, not yet validated.

    Raises
    ------
    InputError
        If an argument cannot be read, addresses nothing, or asks for too much.
    """
    stated = with_file(arguments)
    if kind.space:
        from sim.cli.several import varied

        return varied(kind, stated)
    return composed(kind, stated)


@contextmanager
def _files_first(parts: Parts) -> Iterator[None]:
    """Where something is at fault, tell the faults of the files by themselves first.

    Parameters
    ----------
    parts : Parts
        What the files state.
    """
    try:
        yield
    except InputError:
        parts.scenario()
        raise


def composed(kind: type[_Kind], arguments: list[str]) -> Composed[_Kind]:
    """Compose what arguments ask for.

    Parameters
    ----------
    kind : type
        Class of the verb.
    arguments : list of str
        Overrides in Hydra's grammar.

    Returns
    -------
    Composed
        The configuration, not yet validated.

    Raises
    ------
    InputError
        If an override cannot be read, addresses nothing, or asks for several values.
    """
    verb = f"ceasefire {kind.verb()}"
    overrides = [parsed(argument) for argument in arguments]
    for override in overrides:
        if override.is_sweep_override():
            raise InputError(
                f"{override.input_line} names several values, and `{verb}` takes one",
                key=override.key_or_group,
                mend="Name one; a list is written in brackets, as in [a,b]",
            )
        group = override.key_or_group.partition(".")[0]
        if group in GROUPS and group not in kind.groups:
            raise InputError(
                f"a {kind.verb()} has several scenarios",
                key=override.key_or_group,
                mend="Name them in fit.episodes, as in fit.episodes.A1=idlib/sochi_2018",
            )
    folder = last_text(overrides, "scenario_dir")
    parts = read_parts(last_text(overrides, "scenario") or kind.default_scenario, folder)
    for part in ("behaviour", "measurement"):
        asked = last_text(overrides, part)
        if asked is not None:
            parts = parts.with_part(part, asked, folder)
    with _files_first(parts):
        tree = _composed(kind, parts, arguments, overrides)
    return Composed(kind, parts, tree, arguments)


def _composed(
    kind: type[Verb], parts: Parts, arguments: list[str], overrides: list[Override]
) -> Tree:
    tree = complete(_make_way(overrides, parts.tree))
    addressed = {".".join(one.key_or_group.split(".")[:2]) for one in overrides}
    base = defaults(kind) | {group: tree[group] for group in GROUPS}
    store_root(kind, parts.tree["name"])
    store_scenario(parts, tree, addressed)
    chosen = {one.key: one.choice.default for one in declared(kind) if one.choice}
    for group, default in chosen.items():
        name = last_text(overrides, group) or default
        base[group] = read_file(locate(group, name))
        store_part(group, name, base[group])
    refuse_unknown(overrides, base, (*GROUPS, *chosen))
    try:
        with initialize(version_base="1.3", config_path=None):
            config = compose(ROOT, overrides=arguments)
    except (HydraException, OmegaConfBaseException, ValueError) as error:
        mend = f"`ceasefire {kind.verb()} --help` lists the keys"
        raise InputError(_first_line(error), mend=mend) from None
    return _whole(plain_tree(config), base, addressed)


def plain_tree(config: DictConfig) -> Tree:
    """Give what Hydra composed as plain data.

    Parameters
    ----------
    config : DictConfig
        What Hydra composed.

    Returns
    -------
    dict
        The same as maps and lists.
    """
    tree: Any = OmegaConf.to_container(config, resolve=False)
    return {str(key): value for key, value in tree.items()}


# Arguments


def with_file(arguments: list[str]) -> list[str]:
    """Put the settings of a file, named by ``config=FILE``, before those of the command line.

    Parameters
    ----------
    arguments : list of str
        Arguments, perhaps with ``config=FILE``. The file has one key, ``settings``:
        a list of arguments.

    Returns
    -------
    list of str
        Arguments without it; those of the command line replace those of the file
        that have the same key.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    files = [a.partition("=")[2] for a in arguments if a.startswith("config=")]
    rest = [a for a in arguments if not a.startswith("config=")]
    stated = {argument.partition("=")[0].lstrip("+") for argument in rest}
    found = [one for file in files for one in _settings_in(Path(file).expanduser())]
    return [one for one in found if one.partition("=")[0].lstrip("+") not in stated] + rest


def _settings_in(file: Path) -> list[str]:
    tree = read_file(file)
    settings = tree.get("settings")
    sound = isinstance(settings, list) and all(isinstance(one, str) for one in settings)
    if not sound or len(tree) > 1:
        raise InputError(
            "it is no list of settings",
            file=file,
            key="settings",
            mend="Write `settings:`, and below it lines such as `- replicates=1000`",
        )
    return [str(one) for one in settings or ()]


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


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0].rstrip(".")


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


# What overrides address


def _make_way(overrides: list[Override], tree: Tree) -> Tree:
    """Take a path in time away where a distribution replaces it.

    Hydra merges a value into what stands there, and a list does not fit into a map.

    Parameters
    ----------
    overrides : list of Override
        All overrides.
    tree : dict
        What files state; it is not changed.

    Returns
    -------
    dict
        The tree, or a changed copy.
    """
    for override in overrides:
        if isinstance(override.value(), list):
            tree = _without_path(tree, Place(Scenario), override.key_or_group.split("."))
    return tree


def _without_path(here: Tree, place: Place, keys: list[str]) -> Tree:
    first, *rest = keys
    below = dict(places(place.model)).get(first) if place.model is not None else place.entry
    stated = here.get(first)
    if below is None or not isinstance(stated, dict):
        return here
    if rest:
        return here | {first: _without_path(stated, below, rest)}
    return here if below.quantity is None else here | {first: 0.0}


def refuse_unknown(overrides: list[Override], base: Tree, groups: tuple[str, ...]) -> None:
    """Refuse keys that address nothing, with better words than Hydra's.

    Parameters
    ----------
    overrides : list of Override
        All overrides.
    base : dict
        All that may be addressed, defaults written out.
    groups : tuple of str
        Groups of which one is chosen by name.

    Raises
    ------
    InputError
        If a key addresses nothing.
    """
    added: list[str] = []
    for override in overrides:
        key = override.key_or_group
        sets = not override.is_add() and not override.is_delete()
        if override.package is not None or (key in groups and not sets):
            raise InputError(f"{override.input_line} is not understood", mend=f"Write {key}=NAME")
        if key in groups or any(key == k or key.startswith(f"{k}.") for k in added):
            continue
        if override.is_add() or isinstance(override.value(), dict):
            added.append(key)
        problem = unknown_key(base, key.split(".")[0] if override.is_add() else key)
        if problem is not None:
            raise InputError.of([_may_be_added(problem)])


def _may_be_added(problem: Problem) -> Problem:
    before = tuple(problem.key.split(".")[:-1])
    place = place_at(Scenario, before) if before else None
    if place is None or place.entry is None or problem.mend.startswith("Did"):
        return problem
    return replace(problem, mend="To add it, put + before the key")


def _whole(tree: Tree, base: Tree, addressed: AbstractSet[str]) -> Tree:
    """Put what Hydra was not handed beside what it composed, in the order of the files."""
    for group in GROUPS:
        changed = tree.get(group)
        if not isinstance(changed, dict):
            continue
        kept: Tree = {}
        for key, value in base[group].items():
            if f"{group}.{key}" not in addressed:
                kept[key] = value
            elif key in changed:
                kept[key] = changed[key]
        tree[group] = kept | changed
    return tree


# What Hydra is handed


def store_root(kind: type[Verb], scenario: str) -> None:
    """Hand Hydra the settings of a verb, and the scenario to start from.

    Parameters
    ----------
    kind : type
        Class of the verb.
    scenario : str
        Name of the scenario.
    """
    groups = {"scenario": scenario}
    groups |= {one.key: one.choice.default for one in declared(kind) if one.choice}
    node = {"defaults": ["_self_", *({group: name} for group, name in groups.items())]}
    ConfigStore.instance().store(name=ROOT, node=node | defaults(kind))


def store_scenario(parts: Parts, tree: Tree, addressed: AbstractSet[str] | None = None) -> None:
    """Hand Hydra a scenario, and with it its behaviour and measurement.

    Parameters
    ----------
    parts : Parts
        What its files state.
    tree : dict
        The same, every default written out.
    addressed : set of str, optional
        Keys of the parts handed over, such as ``scenario.ties``; by default all are.
    """
    needed = {
        group: {
            key: value
            for key, value in tree[group].items()
            if addressed is None or f"{group}.{key}" in addressed
        }
        for group in GROUPS
    }
    chosen: list[Any] = []
    for kind in ("behaviour", "measurement"):
        name = parts.chosen.get(kind, _UNNAMED)
        store_part(kind, name, needed[kind])
        chosen.append({f"/{kind}@_global_.{kind}": name})
    node = {"defaults": [*chosen, "_self_"], **needed["scenario"]}
    store_part("scenario", parts.tree["name"], node)


def store_part(kind: str, name: str, node: Tree) -> None:
    """Hand Hydra one file of a group.

    Parameters
    ----------
    kind : str
        The group.
    name : str
        Name of the file.
    node : dict
        What it states.
    """
    *folders, last = name.split("/")
    ConfigStore.instance().store(group="/".join([kind, *folders]), name=last, node=node)
