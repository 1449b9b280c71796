"""`ceasefire fit`: parameters that several agreements share, fitted to their record."""

from __future__ import annotations

import shlex

from omegaconf import OmegaConf

from sim.cli.fit_request import VERB, config_of, fit_requested
from sim.cli.progress import bars
from sim.cli.results import kept_folder, say_where, status_of
from sim.cli.settings_file import with_file
from sim.cli.words import goes_on, say, say_config, take_cfg, warn_of_waiting

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
    from sim.questions.fit.question import question_of
    from sim.questions.fit.settings import settings_from
    from sim.questions.fit.study import fitted
    from sim.runs.executors import executor_named

    request = wanted.request
    question = question_of(
        settings_from(wanted.settings),
        wanted.behaviour,
        seed=request.seed,
        replicates=request.replicates,
        engine=request.engine,
    )
    folder = request.out or kept_folder(VERB, question.settings.record, question.digest)
    warn_of_waiting(COMMAND, request.engine)
    executor = executor_named(wanted.executor, request.engine, request.workers, wanted.address)
    try:
        with bars() as progress:
            result = fitted(question, folder, executor, progress)
    except KeyboardInterrupt:
        return goes_on(COMMAND, folder)
    # Pictures take as long to import as a thousand runs.
    from sim.questions.fit.report import write_report

    say(write_report(result, folder, shlex.join(["ceasefire", VERB, *arguments])))
    say_where(folder)
    return status_of(COMMAND, folder, len(result.failures), f"{result.runs} runs")
