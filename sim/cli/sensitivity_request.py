"""What the arguments of `ceasefire sensitivity` say: what varies, and how it is studied."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from omegaconf import OmegaConf

from sim.cli.compose import composed, requested
from sim.cli.options import SETTINGS, Options
from sim.cli.owned import take_executor, take_own
from sim.cli.sweep_request import lay_in, parted_arguments
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from omegaconf import DictConfig

    from sim.cli.compose import Request

VERB = "sensitivity"
SPACE = f"{VERB}.space"
# With those of `sim.questions.sensitivity.settings.Settings`; a test holds the two together.
OWN: dict[str, Any] = {
    "outcome": "days_held",
    "only": [],
    "space": {},
    "most": 8,
    "values": 7,
    "trajectories": 16,
    "samples": 512,
    "cases": 1024,
    "fails_within": None,
    "design_seed": 1,
}
OPTIONS = Options(settings=SETTINGS | {"replicates": 16, VERB: OWN}, groups={"executor": "auto"})


@dataclass(frozen=True)
class SensitivityRequest:
    """A validated request for a study.

    Parameters
    ----------
    request : Request
        Scenario and settings.
    settings : dict
        Settings of the study, by the names of `sim.questions.sensitivity.settings.Settings`.
    space : dict
        Ranges by dotted key.
    only : tuple of str
        Keys, beginnings of keys, or patterns.
    executor : str
        Where the runs are carried out.
    address : str or None
        Address of a scheduler of Dask.
    """

    request: Request
    settings: dict[str, Any]
    space: dict[str, Any]
    only: tuple[str, ...]
    executor: str
    address: str | None


def config_of(arguments: list[str]) -> tuple[str, DictConfig]:
    """Compose the configuration of a study.

    Parameters
    ----------
    arguments : list of str
        Overrides in Hydra's grammar, those with several values among them.

    Returns
    -------
    tuple
        Name of the scenario, and the configuration; what varies stands in
        ``sensitivity.space``.

    Raises
    ------
    InputError
        If an override cannot be read, or addresses nothing.
    """
    parted = parted_arguments(arguments, SPACE)
    asked = composed(parted.plain, VERB, OPTIONS)
    own = asked.config[VERB]
    if not OmegaConf.is_dict(own):
        raise InputError(f"{own!r} is none", key=VERB, mend=f"Write {VERB}.KEY=VALUE")
    lay_in(asked.config, VERB, parted.space)
    return asked.name, asked.config


def sensitivity_requested(config: DictConfig, name: str) -> SensitivityRequest:
    """Validate the configuration of a study.

    Parameters
    ----------
    config : DictConfig
        As given by `config_of`.
    name : str
        Name of the scenario.

    Returns
    -------
    SensitivityRequest
        What to do.

    Raises
    ------
    InputError
        If a setting is at fault.
    """
    tree: Any = OmegaConf.to_container(config, resolve=False)
    executor, address = take_executor(tree)
    own = take_own(tree, VERB, OWN, f"{VERB}.KEY=VALUE")
    only = own.pop("only")
    only = [only] if isinstance(only, str) else only
    if not isinstance(only, list) or not all(isinstance(one, str) for one in only):
        raise InputError(
            f"{only!r} is no list of keys",
            key=f"{VERB}.only",
            mend="Write [behaviour.offensive,behaviour.talks], or a pattern with *",
        )
    space = own.pop("space")
    request = requested(OmegaConf.create(tree), name)
    return SensitivityRequest(
        request,
        own | {"replicates": request.replicates},
        space,
        tuple(only),
        executor,
        address,
    )
