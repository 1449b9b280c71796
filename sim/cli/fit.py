"""`ceasefire fit`: parameters that several agreements share, fitted to their record."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from omegaconf import OmegaConf

from sim.cli.fit_request import VERB, config_of, fit_requested
from sim.cli.progress import bars
from sim.cli.settings_file import with_file
from sim.cli.words import complain, goes_on, say, say_config, take_cfg, warn_of_waiting

if TYPE_CHECKING:
    from sim.analysis.fit.question import Question

COMMAND = f"ceasefire {VERB}"
UNSEEN = ("name", "scenario", "measurement")


def main(arguments: list[str]) -> int:
    """Carry out `ceasefire fit`.

    Parameters
    ----------
    arguments : list of str
        Overrides in Hydra's grammar, and ``--cfg job``.

    Returns
    -------
    int
        0; 1 if some runs failed; 130 if interrupted.
    """
    shown, arguments = take_cfg(arguments)
    stated = with_file(arguments)
    asked = config_of(stated)
    if shown:
        # The scenario that Hydra is handed only carries the behaviour.
        own = {key: value for key, value in asked.tree.items() if key not in UNSEEN}
        return say_config(OmegaConf.create(own))
    wanted = fit_requested(asked, stated)
    # Numbers and tables take a while to import, which a slip in a key should not cost.
    from sim.analysis.fit.question import question_of
    from sim.analysis.fit.settings import settings_from
    from sim.analysis.fit.study import fitted
    from sim.study.executors import executor_named

    request = wanted.request
    question = question_of(
        settings_from(wanted.settings),
        wanted.behaviour,
        seed=request.seed,
        replicates=request.replicates,
        engine=request.engine,
    )
    folder = request.out or default_folder(question)
    warn_of_waiting(COMMAND, request.engine)
    executor = executor_named(wanted.executor, request.engine, request.workers, wanted.address)
    try:
        with bars() as progress:
            result = fitted(question, folder, executor, progress)
    except KeyboardInterrupt:
        return goes_on(COMMAND, folder)
    # Pictures take as long to import as a thousand runs.
    from sim.report.fit_report import write_report

    say(write_report(result, folder, " ".join(["ceasefire", VERB, *map(shlex.quote, arguments)])))
    say(f"\nResults: {folder}")
    if len(result.failures):
        complain(
            COMMAND,
            f"{len(result.failures)} of {result.runs} runs failed;"
            f" {folder / 'failures.parquet'} lists them.",
        )
        return 1
    return 0


def default_folder(question: Question) -> Path:
    """Name the folder of a fit that names none.

    Parameters
    ----------
    question : Question
        What is asked.

    Returns
    -------
    pathlib.Path
        A folder under `results/`; the same for the same question, so that the command
        given again goes on.
    """
    return Path("results") / VERB / question.settings.record / question.digest[:12]
