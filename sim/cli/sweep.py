"""`ceasefire sweep`: runs a design over parameters into a store, and says what changed most."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from sim.cli.progress import bars
from sim.cli.results import kept_folder, say_where, status_of
from sim.cli.settings_file import with_file
from sim.cli.sweep_request import VERB, config_of, sweep_requested
from sim.cli.words import complain, goes_on, say, say_config, take_cfg, warn_of_waiting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.questions.sweep.result import SweepResult
    from sim.runs.jobs import Progress

COMMAND = f"ceasefire {VERB}"


def main(arguments: list[str]) -> int:
    """Carry out `ceasefire sweep`.

    Parameters
    ----------
    arguments : list of str
        Overrides in Hydra's grammar, and ``--cfg job``.

    Returns
    -------
    int
        0; 1 if some replicates failed; 130 if interrupted.
    """
    shown, arguments = take_cfg(arguments)
    name, config = config_of(with_file(arguments))
    if shown:
        return say_config(config)
    asked = sweep_requested(config, name)
    # Numbers and tables take a while to import, which a slip in a key should not cost.
    from sim.questions.sweep.sweep import carried_out, sweep_of
    from sim.runs.executors import executor_named

    request = asked.request
    sweep = sweep_of(
        request.scenario,
        asked.design,
        seed=request.seed,
        replicates=request.replicates,
        horizon=request.horizon,
        engine=request.engine,
        clauses=asked.clauses,
    )
    folder = request.out or kept_folder(VERB, sweep.scenario.name, sweep.digest)
    warn_of_waiting(COMMAND, request.engine)
    executor = executor_named(asked.executor, request.engine, request.workers, asked.address)
    try:
        with _progress() as progress:
            result = carried_out(sweep, folder, executor, asked.chunk, progress)
    except KeyboardInterrupt:
        return goes_on(COMMAND, folder)
    return _told(result)


def _told(result: SweepResult) -> int:
    from sim.questions.sweep.report import sweep_text, write_report

    write_report(result)
    say(sweep_text(result))
    say_where(result.folder)
    if result.mended:
        complain(COMMAND, f"{result.mended} damaged blocks of the store were made again.")
    if result.lost:
        complain(
            COMMAND,
            f"{result.lost} runs were lost with the workers that had them;"
            " the same command tries them again.",
        )
    of = f"{result.sweep.question.runs} runs"
    return status_of(COMMAND, result.folder, result.failed, of)


@contextmanager
def _progress() -> Iterator[Progress | None]:
    with bars() as show:
        yield None if show is None else partial(show, "Running")
