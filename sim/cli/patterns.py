"""`ceasefire patterns`: whether a scenario shows the general patterns of the literature."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.cli.compose import Request, composed, requested
from sim.cli.options import SETTINGS, Options
from sim.cli.owned import take_own
from sim.cli.progress import bars
from sim.cli.results import new_folder, say_where
from sim.cli.words import complain, say, say_config, take_cfg, warn_of_waiting
from sim.runs.store import MANIFEST, write_json, written_whole
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from sim.scenario.tree import Tree

VERB = "patterns"
COMMAND = f"ceasefire {VERB}"
DEFAULT = "textbook/standard"
OWN: dict[str, Any] = {"vary": True, "logs": 200}
OPTIONS = Options(settings=SETTINGS | {"replicates": 2000, VERB: OWN})
MOST_LOGS = 100_000


@dataclass(frozen=True)
class PatternsRequest:
    """A validated request.

    Parameters
    ----------
    request : Request
        Scenario and settings.
    vary : bool
        Whether circumstances differ between replicates.
    logs : int
        Runs whose log is read.
    """

    request: Request
    vary: bool
    logs: int


def main(arguments: list[str]) -> int:
    """Carry out `ceasefire patterns`.

    Parameters
    ----------
    arguments : list of str
        Overrides in Hydra's grammar, and ``--cfg job``.

    Returns
    -------
    int
        0, or 1 if some runs failed.
    """
    shown, arguments = take_cfg(arguments)
    asked = composed(with_scenario(arguments), VERB, OPTIONS)
    if shown:
        return say_config(asked.config)
    wanted = patterns_requested(asked.tree, asked.name)
    request = wanted.request
    target = new_folder(VERB, request)
    # Numbers and tables take a while to import, which a slip in a key should not cost.
    from sim.questions.patterns.patterns import patterns

    warn_of_waiting(COMMAND, request.engine)
    with bars() as progress:
        result = patterns(
            request.scenario,
            vary=wanted.vary,
            seed=request.seed,
            replicates=request.replicates,
            logs=wanted.logs,
            horizon=request.horizon,
            engine=request.engine,
            workers=request.workers,
            progress=progress,
        )
    from sim.questions.patterns.report import patterns_text, write_patterns

    with written_whole(target) as folder:
        write_patterns(result, folder, shlex.join(["ceasefire", VERB, *arguments]))
        write_json(folder / MANIFEST, result.manifest)
    say(patterns_text(result))
    say_where(target)
    if result.failed:
        complain(COMMAND, f"{result.failed} runs failed.")
        return 1
    return 0


def with_scenario(arguments: list[str]) -> list[str]:
    """Choose the textbook scenario where none is named: the patterns are judged on it."""
    named = any(argument.partition("=")[0] == "scenario" for argument in arguments)
    return arguments if named else [f"scenario={DEFAULT}", *arguments]


def patterns_requested(tree: Tree, name: str) -> PatternsRequest:
    """Validate a composed configuration.

    Parameters
    ----------
    tree : dict
        What was composed.
    name : str
        Name of the scenario.

    Returns
    -------
    PatternsRequest
        What to do.

    Raises
    ------
    InputError
        If a setting is at fault.
    """
    rest = dict(tree)
    own = take_own(rest, VERB, OWN, "patterns.logs=200")
    vary, logs = own["vary"], own["logs"]
    if not isinstance(vary, bool):
        raise InputError(f"{vary!r} does not fit", key=f"{VERB}.vary", mend="Write true or false")
    if isinstance(logs, bool) or not isinstance(logs, int) or not 1 <= logs <= MOST_LOGS:
        mend = f"Write a whole number from 1 to {MOST_LOGS}"
        raise InputError(f"{logs!r} does not fit", key=f"{VERB}.logs", mend=mend)
    return PatternsRequest(requested(rest, name), vary, logs)
