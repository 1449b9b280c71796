"""`ceasefire run`: tells one run of a scenario, and counts over many."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from omegaconf import OmegaConf

from sim.cli.compose import Request, composed, requested
from sim.cli.words import complain, say, take_option
from sim.study.store import check_target, default_folder, write_json, written_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sim.study.replicates import Progress
    from sim.study.run import RunResult

VERB = "run"


def main(arguments: list[str]) -> int:
    """Carry out `ceasefire run`.

    Parameters
    ----------
    arguments : list of str
        Overrides in Hydra's grammar, and ``--cfg job``.

    Returns
    -------
    int
        0, or 1 if some replicates failed.
    """
    shown, arguments = take_option(arguments, ("--cfg", "-c"), ("job",))
    asked = composed(arguments, VERB)
    if shown:
        say(OmegaConf.to_yaml(asked.config).rstrip())
        return 0
    request = requested(asked.config, asked.name)
    target = request.out or default_folder(
        VERB, request.scenario.name, request.seed, datetime.now(UTC)
    )
    return carry_out(request, target)


def carry_out(request: Request, target: Path) -> int:
    """Run what is asked for, store the results, and print the summary.

    Parameters
    ----------
    request : Request
        What to run.
    target : pathlib.Path
        The result folder.

    Returns
    -------
    int
        0, or 1 if some replicates failed.
    """
    check_target(target)
    # Data frames take a second to import, which a slip in a key should not cost.
    from sim.study.run import run

    with _progress() as progress:
        result = run(
            request.scenario,
            seed=request.seed,
            replicates=request.replicates,
            horizon=request.horizon,
            engine=request.engine,
            workers=request.workers,
            progress=progress,
        )
    say(_stored(result, target))
    say(f"\nResults: {target}")
    if len(result.failures):
        complain(
            "ceasefire run",
            f"{len(result.failures)} of {request.replicates} replicates failed,"
            f" the first with {result.failures['error'].iloc[0]}."
            f" {target / 'failures.parquet'} lists them.",
        )
        return 1
    return 0


def _stored(result: RunResult, target: Path) -> str:
    """Write the result folder; give the text to print."""
    from sim.study.run import write_manifest, write_tables

    with written_whole(target) as folder:
        write_tables(result, folder)
        if result.told is None:
            write_json(folder / "summary.json", {"failed": len(result.failures)})
            text = "The told run failed, so there is no story."
        else:
            from sim.report import run_report

            write_json(folder / "summary.json", run_report.summary(result))
            run_report.write(result, folder)
            text = run_report.summary_text(result)
        write_manifest(result, folder)
    return text


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Show a bar on the terminal; nothing where the output goes elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Running", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
