"""`ceasefire compare`: sets scenarios, or one scenario under several changes, side by side."""

from __future__ import annotations

import shlex
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from omegaconf import OmegaConf

from sim.cli.comparing import VERB, compare_requested
from sim.cli.progress import bar
from sim.cli.words import complain, say, say_config, take_cfg, warn_of_waiting
from sim.study.store import check_target, default_folder, written_whole

if TYPE_CHECKING:
    from pathlib import Path

    from sim.cli.comparing import CompareRequest
    from sim.study.comparison import Comparison

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
    target = requests[0].out or default_folder(
        VERB, _name(asked), comparison.seed, datetime.now(UTC)
    )
    check_target(target)
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
    from sim.analysis.compare import compared
    from sim.report.comparison_report import comparison_text, write_report

    warn_of_waiting(COMMAND, comparison.engine)
    with bar("Running") as progress:
        result = compared(comparison, workers, progress)
    with written_whole(target) as folder:
        write_report(result, folder, shlex.join(["ceasefire", VERB, *arguments]))
    say(comparison_text(result))
    say(f"\nResults: {target}")
    failed = len(result.failures)
    if failed:
        total = comparison.replicates * len(comparison.arms)
        complain(
            COMMAND,
            f"{failed} of {total} runs failed, the first with"
            f" {result.failures['error'].iloc[0]}."
            f" {target / 'failures.parquet'} lists them.",
        )
        return 1
    return 0
