"""`ceasefire why`: why a run ended, and which single provisions or decisions the end hung on."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.cli.compose import Request, composed, requested
from sim.cli.options import SETTINGS, Options
from sim.cli.owned import take_own
from sim.cli.progress import bar
from sim.cli.results import new_folder, say_where, status_of
from sim.cli.settings_file import with_file
from sim.cli.words import say, say_config, take_cfg, warn_of_waiting
from sim.runs.store import write_json, written_whole

if TYPE_CHECKING:
    from pathlib import Path

    from sim.questions.why.result import WhyResult
    from sim.scenario.tree import Tree

VERB = "why"
COMMAND = f"ceasefire {VERB}"
OWN: dict[str, Any] = {"pairs": 0}
OPTIONS = Options(settings=SETTINGS | {"replicates": 200, "replicate": 0, VERB: OWN})


@dataclass(frozen=True)
class WhyRequest:
    """A validated request.

    Parameters
    ----------
    request : Request
        Scenario and settings.
    replicate : int
        The run whose end is told.
    pairs : int
        Of how many of the first changes each two are put together.
    """

    request: Request
    replicate: int
    pairs: int


def main(arguments: list[str]) -> int:
    """Carry out `ceasefire why`.

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
    asked = composed(with_file(arguments), VERB, OPTIONS)
    if shown:
        return say_config(asked.config)
    wanted = why_requested(asked.tree, asked.name)
    request = wanted.request
    target = new_folder(VERB, request)
    # Numbers and tables take a while to import, which a slip in a key should not cost.
    from sim.questions.why.why import why

    warn_of_waiting(COMMAND, request.engine)
    with bar("Asking") as progress:
        result = why(
            request.scenario,
            seed=request.seed,
            replicate=wanted.replicate,
            replicates=request.replicates,
            horizon=request.horizon,
            engine=request.engine,
            workers=request.workers,
            pairs=wanted.pairs,
            progress=progress,
        )
    say(_stored(result, target, shlex.join(["ceasefire", VERB, *arguments])))
    say_where(target)
    first = result.failures[0]["error"] if result.failures else None
    return status_of(COMMAND, target, len(result.failures), first=first)


def why_requested(tree: Tree, name: str) -> WhyRequest:
    """Validate a composed configuration.

    Parameters
    ----------
    tree : dict
        What was composed.
    name : str
        Name of the scenario.

    Returns
    -------
    WhyRequest
        What to do.

    Raises
    ------
    InputError
        If a setting is at fault.
    """
    from sim.questions.why.asking import check_own

    rest = dict(tree)
    replicate = rest.pop("replicate")
    pairs = take_own(rest, VERB, OWN, "why.pairs=3")["pairs"]
    check_own(replicate, pairs)
    return WhyRequest(requested(rest, name), replicate, pairs)


def _stored(result: WhyResult, target: Path, command: str) -> str:
    """Write the result folder; give the text to print."""
    from sim.questions.why.report import summary, write_report
    from sim.questions.why.text import why_text
    from sim.runs.store import MANIFEST
    from sim.runs.tables import write_table

    with written_whole(target) as folder:
        for table in ("causes", "but_for", "failures"):
            write_table(table, result.columns(table), folder)
        write_json(folder / "summary.json", summary(result))
        write_report(result, folder, command)
        write_json(folder / MANIFEST, result.manifest())
    return why_text(result)
