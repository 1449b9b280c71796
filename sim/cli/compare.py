"""`ceasefire compare`: sets scenarios, or one scenario under several changes, side by side."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from omegaconf import OmegaConf

from sim.cli.compare_request import VERB, compare_requested
from sim.cli.progress import bar
from sim.cli.results import new_folder, say_where, status_of
from sim.cli.words import say, say_config, take_cfg, warn_of_waiting
from sim.runs.store import written_whole

if TYPE_CHECKING:
    from pathlib import Path

    from sim.cli.compare_request import CompareRequest
    from sim.questions.compare.comparison import Comparison

COMMAND = f"ceasefire {VERB}"
# A folder names so many scenarios; of more, the first and how many others.
MOST_NAMED = 2


def main(arguments: list[str]) -> int:
    """Carry out `ceasefire compare`.

    Parameters
    ----------
    arguments : list of str
        Overrides in Hydra's grammar, and ``--cfg job``.

    Returns
    -------
    int
        0, or 1 if some replicates failed.
    """
    shown, rest = take_cfg(arguments)
    asked = compare_requested(rest)
    if shown:
        return say_config(OmegaConf.create(asked.tree))
    requests = asked.requests()
    comparison = asked.comparison(requests)
    target = new_folder(VERB, requests[0], _name(asked))
    return _carried_out(comparison, requests[0].workers, target, rest)


def _name(asked: CompareRequest) -> str:
    names = [one.name.replace("/", "-") for one in asked.composed]
    if len(names) > MOST_NAMED:
        return f"{names[0]}-and-{len(names) - 1}-others"
    return "-".join([names[0], *(one.name.rpartition("/")[2] for one in asked.composed[1:])])


def _carried_out(
    comparison: Comparison, workers: int | None, target: Path, arguments: list[str]
) -> int:
    # Numbers and tables take a while to import, which a slip in a key should not cost.
    from sim.questions.compare.compare import compared
    from sim.questions.compare.report import comparison_text, write_report

    warn_of_waiting(COMMAND, comparison.engine)
    with bar("Running") as progress:
        result = compared(comparison, workers, progress)
    with written_whole(target) as folder:
        write_report(result, folder, shlex.join(["ceasefire", VERB, *arguments]))
    say(comparison_text(result))
    say_where(target)
    failed = len(result.failures)
    first = result.failures["error"].iloc[0] if failed else None
    of = f"{comparison.replicates * len(comparison.arms)} runs"
    return status_of(COMMAND, target, failed, of, first)
