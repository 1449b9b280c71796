"""The verbs that ask a question of many runs: each carried out, told, and written.

Numbers, tables and pictures take a while to import, which a slip in a key should not cost; so
each verb imports what it needs when its arguments are sound.
"""

from __future__ import annotations

import gc
import shlex
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sim.cli.compose import asked
from sim.cli.terminal import (
    bar,
    bars,
    complain,
    ended,
    kept,
    kept_folder,
    new_folder,
    say,
    warn_of_waiting,
)
from sim.cli.verbs import Fit, Patterns, Run, Sensitivity, Sweep, Why
from sim.runs.store import MANIFEST, check_target, write_json, written_whole

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sim.cli.compose import Composed, Question
    from sim.day.trace import Trace
    from sim.questions.run.report import Report
    from sim.questions.run.run import RunResult
    from sim.scenario.tree import Tree

# New objects between two searches for rings among them. Python's own choice of 700 costs an
# eighth of a short run, for rings that the end of the process removes anyway.
_OBJECTS_BETWEEN_SEARCHES = 100_000
# A folder names so many scenarios; of more, the first and how many others.
_MOST_NAMED = 2
_STAGES = {
    "ends": "Ends of ranges",
    "one_at_a_time": "One at a time",
    "morris": "Elementary effects",
    "sobol": "Sobol indices",
    "discovery": "Where it fails",
}


# run


def run(arguments: list[str]) -> int:
    """Carry out `ceasefire run`.

    Parameters
    ----------
    arguments : list of str
        What stands after the verb.

    Returns
    -------
    int
        0, or 1 if some replicates failed.
    """
    with _seldom_searched():
        question = asked(Run, arguments).question()
        own = question.settings
        return carry_out(question, new_folder("run", own.out, question.scenario.name, own.seed))


def carry_out(question: Question[Run], target: Path) -> int:
    """Run what is asked for, store the results, and print the summary.

    Parameters
    ----------
    question : Question
        What to run.
    target : pathlib.Path
        The result folder.

    Returns
    -------
    int
        0, or 1 if some replicates failed.
    """
    check_target(target)
    from sim.questions.run.run import run as carried_out

    own = question.settings
    warn_of_waiting("ceasefire run", own.engine)
    reports: list[Report] = []

    def tell(told: Trace) -> None:
        from sim.questions.run.report import report_on

        reports.append(report_on(told))

    with bar("Running") as progress:
        result = carried_out(
            question.scenario,
            **own.carried(),
            progress=progress,
            when_told=tell,
        )
    say(_stored(result, target, reports[0] if reports else None))
    failures = result.batch.failures
    first = failures[0]["error"] if failures else None
    return ended("ceasefire run", target, len(failures), f"{own.replicates} replicates", first)


def _stored(result: RunResult, target: Path, report: Report | None) -> str:
    """Write the result folder; give the text to print."""
    from sim.questions.run.run import write_tables

    with written_whole(target) as folder:
        write_tables(result, folder)
        if report is None:
            write_json(folder / "summary.json", {"failed": len(result.batch.failures)})
            text = "Replicate 0 failed, so there is no story."
        else:
            from sim.questions.run.report import summary_text
            from sim.questions.run.summary import summary

            figures = summary(result)
            write_json(folder / "summary.json", figures)
            report.write(folder)
            text = summary_text(figures, report)
        write_json(folder / MANIFEST, result.manifest())
    return text


@contextmanager
def _seldom_searched() -> Iterator[None]:
    """Have Python look less often for rings of objects that nothing else refers to."""
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS_BETWEEN_SEARCHES, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


# sweep


def sweep(arguments: list[str]) -> int:
    """Carry out `ceasefire sweep`.

    Parameters
    ----------
    arguments : list of str
        What stands after the verb.

    Returns
    -------
    int
        0; 1 if some replicates failed.
    """
    question = asked(Sweep, arguments).question()
    own = question.settings
    from sim.questions.sweep.sweep import carried_out, sweep_of, write_picture
    from sim.questions.sweep.words import sweep_text
    from sim.runs.designs import Design
    from sim.runs.executors import executor_named

    laid_out = sweep_of(
        question.scenario,
        Design(**vars(own.design)),
        seed=own.seed,
        replicates=own.replicates,
        horizon=own.horizon,
        engine=own.engine,
        clauses=own.clauses,
    )
    folder = own.out or kept_folder("sweep", question.scenario.name, laid_out.digest)
    warn_of_waiting("ceasefire sweep", own.engine)
    executor = executor_named(own.executor.name, own.engine, own.workers, own.executor.address)
    with kept(folder), bar("Running") as progress:
        result = carried_out(laid_out, folder, executor, own.chunk, progress)
    write_picture(result)
    say(sweep_text(result.findings))
    if result.mended:
        complain("ceasefire sweep", f"{result.mended} damaged blocks of the store were made again.")
    if result.lost:
        complain(
            "ceasefire sweep",
            f"{result.lost} runs were lost with the workers that had them;"
            " the same command tries them again.",
        )
    of = f"{result.sweep.question.runs} runs"
    return ended("ceasefire sweep", result.folder, result.failed, of)


# compare


def compare(arguments: list[str]) -> int:
    """Carry out `ceasefire compare`.

    Parameters
    ----------
    arguments : list of str
        What stands after the verb.

    Returns
    -------
    int
        0, or 1 if some replicates failed.
    """
    from sim.cli.several import sides_of

    sides = sides_of(arguments)
    comparison, own = sides.comparison()
    names = [one.name.replace("/", "-") for one in sides.scenarios]
    name = "-".join([names[0], *(one.name.rpartition("/")[2] for one in sides.scenarios[1:])])
    if len(names) > _MOST_NAMED:
        name = f"{names[0]}-and-{len(names) - 1}-others"
    target = new_folder("compare", own.out, name, own.seed)
    from sim.questions.compare.compare import compared
    from sim.questions.compare.report import comparison_text, write_report

    warn_of_waiting("ceasefire compare", comparison.engine)
    with bar("Running") as progress:
        result = compared(comparison, own.workers, progress)
    with written_whole(target) as folder:
        write_report(result, folder, shlex.join(["ceasefire", "compare", *arguments]))
    say(comparison_text(result))
    failed = len(result.failures)
    first = result.failures["error"].iloc[0] if failed else None
    of = f"{comparison.replicates * len(comparison.arms)} runs"
    return ended("ceasefire compare", target, failed, of, first)


# why


def why(arguments: list[str]) -> int:
    """Carry out `ceasefire why`.

    Parameters
    ----------
    arguments : list of str
        What stands after the verb.

    Returns
    -------
    int
        0, or 1 if some runs failed.
    """
    question = asked(Why, arguments).question()
    own = question.settings
    target = new_folder("why", own.out, question.scenario.name, own.seed)
    from sim.questions.why.report import summary, write_report
    from sim.questions.why.why import why as answered
    from sim.questions.why.words import why_text
    from sim.runs.tables import write_table

    warn_of_waiting("ceasefire why", own.engine)
    with bar("Asking") as progress:
        result = answered(
            question.scenario,
            **own.carried(),
            replicate=own.replicate,
            pairs=own.why.pairs,
            progress=progress,
        )
    with written_whole(target) as folder:
        for table in ("causes", "but_for", "failures"):
            write_table(table, result.columns(table), folder)
        write_json(folder / "summary.json", summary(result))
        write_report(result, folder, shlex.join(["ceasefire", "why", *arguments]))
        write_json(folder / MANIFEST, result.manifest())
    say(why_text(result))
    first = result.failures[0]["error"] if result.failures else None
    return ended("ceasefire why", target, len(result.failures), first=first)


# sensitivity


def sensitivity(arguments: list[str]) -> int:
    """Carry out `ceasefire sensitivity`.

    Parameters
    ----------
    arguments : list of str
        What stands after the verb.

    Returns
    -------
    int
        0; 1 if some replicates failed.
    """
    question = asked(Sensitivity, arguments).question()
    own = question.settings
    from sim.questions.sensitivity.settings import Settings

    study = dict(vars(own.sensitivity))
    space, only = study.pop("space"), study.pop("only")
    settings = Settings(**study, replicates=own.replicates)
    from sim.questions.sensitivity.study import question_of, studied
    from sim.runs.executors import executor_named

    laid_out = question_of(
        question.scenario,
        space,
        only,
        settings=settings,
        seed=own.seed,
        horizon=own.horizon,
        engine=own.engine,
    )
    folder = own.out or kept_folder("sensitivity", question.scenario.name, laid_out.digest)
    warn_of_waiting("ceasefire sensitivity", own.engine)
    executor = executor_named(own.executor.name, own.engine, own.workers, own.executor.address)
    with kept(folder), bars() as show:
        progress = None if show is None else lambda stage, *runs: show(_STAGES[stage], *runs)
        result = studied(laid_out, folder, executor, progress)
    from sim.questions.sensitivity.page import write_report

    say(write_report(result, folder, shlex.join(["ceasefire", "sensitivity", *arguments])))
    return ended("ceasefire sensitivity", folder, result.failed, f"{result.runs} runs")


# fit


def fit(arguments: list[str]) -> int:
    """Carry out `ceasefire fit`.

    Parameters
    ----------
    arguments : list of str
        What stands after the verb.

    Returns
    -------
    int
        0; 1 if some runs failed.
    """
    composed = asked(Fit, arguments)
    own = composed.question().settings
    from sim.questions.fit.question import question_of
    from sim.questions.fit.settings import settings_from
    from sim.questions.fit.study import fitted
    from sim.runs.executors import executor_named

    laid_out = question_of(
        settings_from(own.fit),
        behaviour_of(composed),
        seed=own.seed,
        replicates=own.replicates,
        engine=own.engine,
    )
    folder = own.out or kept_folder("fit", laid_out.settings.record, laid_out.digest)
    warn_of_waiting("ceasefire fit", own.engine)
    executor = executor_named(own.executor.name, own.engine, own.workers, own.executor.address)
    with kept(folder), bars() as progress:
        result = fitted(laid_out, folder, executor, progress)
    from sim.questions.fit.page import write_report

    say(write_report(result, folder, shlex.join(["ceasefire", "fit", *arguments])))
    return ended("ceasefire fit", folder, len(result.failures), f"{result.runs} runs")


def behaviour_of(composed: Composed[Fit]) -> Tree | None:
    """Give the behaviour in place of the one that the scenarios name, where one is asked for.

    Parameters
    ----------
    composed : Composed
        What the arguments ask for; its scenario only carries the behaviour.

    Returns
    -------
    dict or None
        None for the behaviour of the scenarios.
    """
    stated = any(one.lstrip("+~").startswith("behaviour") for one in composed.arguments)
    return composed.tree["behaviour"] if stated else None


# patterns


def patterns(arguments: list[str]) -> int:
    """Carry out `ceasefire patterns`.

    Parameters
    ----------
    arguments : list of str
        What stands after the verb.

    Returns
    -------
    int
        0, or 1 if some runs failed.
    """
    question = asked(Patterns, arguments).question()
    own = question.settings
    target = new_folder("patterns", own.out, question.scenario.name, own.seed)
    from sim.questions.patterns.patterns import patterns as judged
    from sim.questions.patterns.report import patterns_text, write_patterns

    warn_of_waiting("ceasefire patterns", own.engine)
    with bars() as progress:
        result = judged(
            question.scenario,
            **own.carried(),
            vary=own.patterns.vary,
            logs=own.patterns.logs,
            progress=progress,
        )
    with written_whole(target) as folder:
        write_patterns(result, folder, shlex.join(["ceasefire", "patterns", *arguments]))
        write_json(folder / MANIFEST, result.manifest)
    say(patterns_text(result))
    ended("ceasefire patterns", target, 0)
    if result.failed:
        complain("ceasefire patterns", f"{result.failed} runs failed.")
    return 1 if result.failed else 0
