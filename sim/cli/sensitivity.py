"""`ceasefire sensitivity`: which parameters matter, how much is luck, where agreements fail."""

from __future__ import annotations

import shlex

from sim.cli.progress import bars
from sim.cli.results import kept_folder, say_where, status_of
from sim.cli.sensitivity_request import VERB, config_of, sensitivity_requested
from sim.cli.settings_file import with_file
from sim.cli.words import goes_on, say, say_config, take_cfg, warn_of_waiting
from sim.questions.sensitivity.settings import Settings

COMMAND = f"ceasefire {VERB}"
STAGES = {
    "ends": "Ends of ranges",
    "one_at_a_time": "One at a time",
    "morris": "Elementary effects",
    "sobol": "Sobol indices",
    "discovery": "Where it fails",
}


def main(arguments: list[str]) -> int:
    """Carry out `ceasefire sensitivity`.

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
    asked = sensitivity_requested(config, name)
    settings = Settings(**asked.settings)
    # Numbers and tables take a while to import, which a slip in a key should not cost.
    from sim.questions.sensitivity.study import question_of, studied
    from sim.runs.executors import executor_named

    request = asked.request
    question = question_of(
        request.scenario,
        asked.space,
        asked.only,
        settings=settings,
        seed=request.seed,
        horizon=request.horizon,
        engine=request.engine,
    )
    folder = request.out or kept_folder(VERB, question.scenario.name, question.digest)
    warn_of_waiting(COMMAND, request.engine)
    executor = executor_named(asked.executor, request.engine, request.workers, asked.address)
    try:
        with bars() as show:
            result = studied(
                question,
                folder,
                executor,
                None if show is None else lambda stage, *runs: show(STAGES[stage], *runs),
            )
    except KeyboardInterrupt:
        return goes_on(COMMAND, folder)
    # Pictures take as long to import as a thousand runs.
    from sim.questions.sensitivity.page import write_report

    say(write_report(result, folder, shlex.join(["ceasefire", VERB, *arguments])))
    say_where(folder)
    return status_of(COMMAND, folder, result.failed, f"{result.runs} runs")
