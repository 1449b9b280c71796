"""What the arguments of `ceasefire fit` say: agreements and tolerances, and how it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from omegaconf import OmegaConf

from sim.cli.compose import composed, requested
from sim.cli.options import SETTINGS, Options
from sim.cli.owned import take_executor
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from sim.cli.compose import Composed, Request
    from sim.scenario.tree import Tree

VERB = "fit"
DEFAULT = "idlib"
TAKEN = ("seed", "replicates", "engine", "workers", "out")
OPTIONS = Options(
    settings={key: value for key, value in SETTINGS.items() if key in TAKEN} | {"replicates": 16},
    groups={VERB: DEFAULT, "executor": "auto"},
)


@dataclass(frozen=True)
class FitRequest:
    """A validated request for a fit.

    Parameters
    ----------
    request : Request
        Settings; its scenario only carries the behaviour.
    settings : dict
        Settings of the fit, as plain data.
    behaviour : dict or None
        Behaviour in place of the one that the scenarios name; None for theirs.
    executor : str
        Where the runs are carried out.
    address : str or None
        Address of a scheduler of Dask.
    """

    request: Request
    settings: Tree
    behaviour: Tree | None
    executor: str
    address: str | None


def config_of(arguments: list[str]) -> Composed:
    """Compose the configuration of a fit.

    Parameters
    ----------
    arguments : list of str
        Overrides in Hydra's grammar.

    Returns
    -------
    Composed
        The configuration.

    Raises
    ------
    InputError
        If an override cannot be read, or addresses what a fit does not take.
    """
    for argument in arguments:
        key = argument.lstrip("+~").partition("=")[0]
        if key.partition(".")[0] in ("scenario", "measurement"):
            raise InputError(
                "a fit has several scenarios",
                key=key,
                mend="Name them in fit.episodes, as in fit.episodes.A1=idlib/sochi_2018",
            )
    return composed(arguments, VERB, OPTIONS)


def fit_requested(asked: Composed, arguments: list[str]) -> FitRequest:
    """Validate the configuration of a fit.

    Parameters
    ----------
    asked : Composed
        As given by `config_of`.
    arguments : list of str
        The overrides, which say whether a behaviour is asked for.

    Returns
    -------
    FitRequest
        What to do.

    Raises
    ------
    InputError
        If a setting is at fault.
    """
    tree: Any = OmegaConf.to_container(asked.config, resolve=False)
    executor, address = take_executor(tree)
    own = tree.pop(VERB)
    if not isinstance(own, dict):
        raise InputError(f"{own!r} is none", key=VERB, mend=f"Write {VERB}={DEFAULT}")
    stated = any(one.lstrip("+~").startswith("behaviour") for one in arguments)
    return FitRequest(
        requested(OmegaConf.create(tree), asked.name),
        own,
        tree["behaviour"] if stated else None,
        executor,
        address,
    )
