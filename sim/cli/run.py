"""`ceasefire run`: tells one run of a scenario, and counts over many."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.cli.compose import Request, composed, requested
from sim.cli.progress import bar
from sim.cli.results import new_folder, say_where, status_of
from sim.cli.settings_file import with_file
from sim.cli.words import say, say_config, take_cfg, warn_of_waiting
from sim.runs.store import check_target, write_json, written_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sim.questions.run.report import Report
    from sim.questions.run.run import RunResult
    from sim.record.told import Told

VERB = "run"
COMMAND = f"ceasefire {VERB}"
# New objects between two searches for rings among them. Python's own choice of 700 costs an
# eighth of a short run, for rings that the end of the process removes anyway.
OBJECTS_BETWEEN_SEARCHES = 100_000


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
    shown, arguments = take_cfg(arguments)
    with _seldom_searched():
        return _carried_out(arguments, shown=shown)


def _carried_out(arguments: list[str], *, shown: bool) -> int:
    asked = composed(with_file(arguments), VERB)
    if shown:
        return say_config(asked.config)
    request = requested(asked.tree, asked.name)
    return carry_out(request, new_folder(VERB, request))


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
    # Numbers and tables take a while to import, which a slip in a key should not cost.
    from sim.questions.run.run import run

    warn_of_waiting(COMMAND, request.engine)
    reports: list[Report] = []

    def tell(told: Told) -> None:
        from sim.questions.run.report import report_on

        reports.append(report_on(told))

    with bar("Running") as progress:
        result = run(
            request.scenario,
            seed=request.seed,
            replicates=request.replicates,
            horizon=request.horizon,
            engine=request.engine,
            workers=request.workers,
            progress=progress,
            when_told=tell,
        )
    say(_stored(result, target, reports[0] if reports else None))
    say_where(target)
    failures = result.batch.failures
    first = failures[0]["error"] if failures else None
    return status_of(COMMAND, target, len(failures), f"{request.replicates} replicates", first)


def _stored(result: RunResult, target: Path, report: Report | None) -> str:
    """Write the result folder; give the text to print."""
    from sim.questions.run.run import write_manifest, write_tables

    with written_whole(target) as folder:
        write_tables(result, folder)
        if report is None:
            write_json(folder / "summary.json", {"failed": len(result.batch.failures)})
            text = "The told run failed, so there is no story."
        else:
            from sim.questions.run.report import summary_text
            from sim.questions.run.summary import summary

            figures = summary(result)
            write_json(folder / "summary.json", figures)
            report.write(folder)
            text = summary_text(figures, report)
        write_manifest(result, folder)
    return text


@contextmanager
def _seldom_searched() -> Iterator[None]:
    """Have Python look less often for rings of objects that nothing else refers to."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_SEARCHES, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
