"""What the arguments of `ceasefire sweep` say: what varies, and what holds throughout."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from hydra.core.override_parser.types import QuotedString, Transformer
from hydra.errors import HydraException
from omegaconf import OmegaConf

from sim.cli.compose import composed, parsed, requested
from sim.cli.options import GROUPS, SETTINGS, Options
from sim.cli.owned import take_executor, take_group
from sim.runs.designs import MOST_POINTS, OF_VALUES, Design
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from hydra.core.override_parser.types import Override
    from omegaconf import DictConfig

    from sim.cli.compose import Request

VERB = "sweep"
OPTIONS = Options(
    settings=SETTINGS | {"clauses": False, "chunk": None},
    groups={"design": "grid", "executor": "auto"},
)
SPACE = "design.space"


@dataclass(frozen=True)
class SweepRequest:
    """A validated request for a sweep.

    Parameters
    ----------
    request : Request
        Scenario and settings.
    design : Design
        What points are wanted.
    executor : str
        Where the runs are carried out.
    address : str or None
        Address of a scheduler of Dask.
    clauses : bool
        Whether the table of clauses is kept.
    chunk : int or None
        Runs that a worker is handed at once, at most.
    """

    request: Request
    design: Design
    executor: str
    address: str | None
    clauses: bool
    chunk: int | None


@dataclass
class Parted:
    """Arguments, and what among them varies.

    Parameters
    ----------
    plain : list of str
        Arguments that hold throughout.
    space : dict of list
        Values, or low and high, by dotted key.
    intervals : list of str
        Keys that were given an interval.
    """

    plain: list[str] = field(default_factory=list)
    space: dict[str, list[Any]] = field(default_factory=dict)
    intervals: list[str] = field(default_factory=list)


def config_of(arguments: list[str]) -> tuple[str, DictConfig]:
    """Compose the configuration of a sweep.

    Parameters
    ----------
    arguments : list of str
        Overrides in Hydra's grammar, those with several values among them.

    Returns
    -------
    tuple
        Name of the scenario, and the configuration; what varies stands in
        ``design.space``.

    Raises
    ------
    InputError
        If an override cannot be read, or addresses nothing.
    """
    parted = parted_arguments(arguments, SPACE)
    asked = composed(parted.plain, VERB, OPTIONS)
    design = asked.config.design
    if parted.intervals and design.name in OF_VALUES:
        raise InputError(
            f"an interval has no single values, and design={design.name} needs them",
            key=parted.intervals[0],
            mend="Write range(LOW,HIGH,STEP), or take design=sobol or design=latin_hypercube",
        )
    lay_in(asked.config, "design", parted.space)
    return asked.name, asked.config


def lay_in(config: DictConfig, part: str, space: dict[str, list[Any]]) -> None:
    """Lay what varies into a part of a configuration, beside what stands in its `space`.

    Parameters
    ----------
    config : DictConfig
        What was composed.
    part : str
        Key of the part, such as ``design``.
    space : dict of list
        Values, or low and high, by dotted key.

    Raises
    ------
    InputError
        If its `space` is no map.
    """
    stated = config[part].get("space")
    if stated is not None and not OmegaConf.is_dict(stated):
        raise InputError(
            f"{stated!r} does not fit", key=f"{part}.space", mend="Write {KEY: [VALUE, VALUE]}"
        )
    before = {} if stated is None else dict(cast("Any", OmegaConf.to_container(stated)))
    OmegaConf.set_struct(config, False)  # noqa: FBT003 - a name that Hydra gives
    # Keys have dots, which must not be taken for levels.
    config[part].space = OmegaConf.create(before | space)


def parted_arguments(arguments: list[str], space: str) -> Parted:
    """Part what varies from what holds throughout.

    Parameters
    ----------
    arguments : list of str
        Overrides in Hydra's grammar.
    space : str
        Key of a map of ranges, such as ``design.space``; a plus before it is not needed.

    Returns
    -------
    Parted
        The two.

    Raises
    ------
    InputError
        If something varies that may not.
    """
    found = Parted()
    for argument in arguments:
        override = parsed(argument)
        if override.is_sweep_override():
            key = _varied(override)
            if override.is_interval_sweep():
                found.intervals.append(key)
            found.space[key] = _values(override)
        elif override.key_or_group == space and not override.is_add():
            found.plain.append(f"+{argument}")
        else:
            found.plain.append(argument)
    return found


def _varied(override: Override) -> str:
    key: str = override.key_or_group
    if key in GROUPS or key in OPTIONS.groups or override.package is not None:
        raise InputError(
            f"{override.input_line} names several, and a sweep has one {key}",
            key=key,
            mend="Name one, or use `python -m sim.cli.hydra_main --multirun`",
        )
    if key.partition(".")[0] not in GROUPS:
        raise InputError(
            f"{override.input_line} names several values, and only parameters may vary",
            key=key,
            mend="Name one value"
            + ("; replicates=N gives N runs of other luck" if key == "seed" else ""),
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


def sweep_requested(config: DictConfig, name: str) -> SweepRequest:
    """Validate the configuration of a sweep.

    Parameters
    ----------
    config : DictConfig
        As given by `config_of`.
    name : str
        Name of the scenario.

    Returns
    -------
    SweepRequest
        What to do.

    Raises
    ------
    InputError
        If a setting is at fault.
    """
    tree: Any = OmegaConf.to_container(config, resolve=False)
    design = take_group(tree, "design")
    executor, address = take_executor(tree)
    clauses, chunk = tree.pop("clauses"), tree.pop("chunk")
    if not isinstance(clauses, bool):
        raise InputError(f"{clauses!r} does not fit", key="clauses", mend="Write true or false")
    known = Design.__dataclass_fields__
    for key in design:
        if key not in known:
            raise InputError("this key is not known", key=f"design.{key}")
    return SweepRequest(
        requested(OmegaConf.create(tree), name),
        Design(**design),
        executor,
        address,
        clauses,
        chunk,
    )
