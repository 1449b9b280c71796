"""A study of sensitivity with an engine: what it asks, what it gives, and `sensitivity` itself."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.questions.sensitivity.findings import Findings, findings
from sim.questions.sensitivity.settings import Settings
from sim.runs.engines import DEFAULT_ENGINE, check_settings
from sim.runs.executors import executor_named
from sim.runs.stages import Stages, opened_study
from sim.runs.versions import installed_version, source_hash
from sim.scenario.load import load_scenario, scenario_from_tree
from sim.scenario.scenario import Scenario
from sim.scenario.tree import fingerprint, tree_of
from sim.shared.lifetimes import KIND_NUMBERS
from sim.shared.outcomes import Outcome
from sim.shared.parameters import Chosen, chosen_parameters

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.runs.executors import Executor
    from sim.runs.stages import StageProgress

_LAYOUT = 1


@dataclass(frozen=True)
class Question:
    """What a study asks.

    Parameters
    ----------
    scenario : Scenario
        What is run.
    chosen : Chosen
        What varies.
    settings : Settings
        How it is done.
    seed, horizon : int
        Seed of the runs, and days simulated.
    engine : str
        What carries them out.
    """

    scenario: Scenario
    chosen: Chosen
    settings: Settings
    seed: int
    horizon: int
    engine: str

    @property
    def identity(self) -> dict[str, Any]:
        """All that the findings depend on."""
        return {
            "layout": _LAYOUT,
            "version": installed_version(),
            "source": source_hash(),
            # They draw the designs.
            "salib": installed_version("SALib"),
            "scipy": installed_version("scipy"),
            "config": tree_of(self.scenario),
            "seed": self.seed,
            "horizon": self.horizon,
            "engine": self.engine,
            "sensitivity": asdict(self.settings),
            "ranges": {one.key: list(one.levels) for one in self.chosen.parameters},
        }

    @property
    def digest(self) -> str:
        """Hash of the identity."""
        return fingerprint(self.identity)


@dataclass(frozen=True)
class SensitivityResult(Findings):
    """What a study gave: findings, and what they come from.

    Parameters
    ----------
    question : Question
        What was asked.
    runs : int
        How many runs.
    failures : pandas.DataFrame
        A row per run that failed: ``stage``, ``row``, ``replicate``, ``error``.
    folder : pathlib.Path or None
        The result folder; None where none was kept.
    """

    question: Question
    runs: int
    failures: pd.DataFrame
    folder: Path | None

    @property
    def failed(self) -> int:
        """How many runs failed."""
        return len(self.failures)


def question_of(  # noqa: PLR0913 - the settings of the command, by name
    scenario: str | Scenario | Mapping[str, Any],
    space: Mapping[str, Sequence[Any]] | None = None,
    only: Sequence[str] = (),
    *,
    settings: Settings | None = None,
    seed: int = 1,
    horizon: int | None = None,
    engine: str | None = None,
) -> Question:
    """Check what a study asks, before anything is run.

    Parameters
    ----------
    scenario, space, only, seed, horizon, engine
        See `sensitivity`.
    settings : Settings, optional
        How the study is done.

    Returns
    -------
    Question
        The question.

    Raises
    ------
    InputError
        If any part is at fault.
    """
    if isinstance(scenario, str):
        scenario = load_scenario(scenario)
    elif not isinstance(scenario, Scenario):
        scenario = scenario_from_tree(scenario)
    settings = settings or Settings()
    days = scenario.scenario.horizon if horizon is None else horizon
    name = engine or DEFAULT_ENGINE
    check_settings(seed=seed, horizon=days, engine=name)
    Outcome(settings.outcome, days)
    chosen = chosen_parameters(tree_of(scenario), space, only)
    return Question(scenario, chosen, settings, seed, days, name)


def sensitivity(  # noqa: PLR0913 - the settings of the command, by name
    scenario: str | Scenario | Mapping[str, Any],
    space: Mapping[str, Sequence[Any]] | None = None,
    only: Sequence[str] = (),
    *,
    seed: int = 1,
    horizon: int | None = None,
    engine: str | None = None,
    executor: str | Executor = "auto",
    address: str | None = None,
    workers: int | None = None,
    out: Path | str | None = None,
    progress: StageProgress | None = None,
    **settings: Any,  # noqa: ANN401 - `Settings` declares and checks them
) -> SensitivityResult:
    """Say which parameters of a scenario matter, and where its agreements fail.

    Parameters
    ----------
    scenario : str, Scenario or mapping
        Name of a scenario, a loaded scenario, or its tree.
    space : mapping, optional
        Low and high, or flags or texts to choose from, by dotted key.
    only : sequence of str
        Keys, beginnings of keys, or patterns with ``*``, of numbers that vary over a
        range taken by rule. Where neither is given, every assumed number does.
    seed : int
        Seed of the runs. A replicate has the same random streams at every point.
    horizon : int, optional
        Days simulated; by default those of the scenario.
    engine : str, optional
        What carries the runs out; by default the compiled one.
    executor, address, workers
        Where the runs are carried out; see `sim.questions.sweep.sweep.sweep`.
    out : path or str, optional
        Folder of the runs. If they are there, the study goes on where it stopped. By
        default they go with the function.
    progress : callable, optional
        Trace the stage, how many of its runs are done, and how many there are.
    **settings
        ``outcome``, ``most``, ``values``, ``trajectories``, ``samples``, ``cases``,
        ``fails_within``, ``replicates``, ``design_seed``; see
        `sim.questions.sensitivity.settings.Settings`.

    Returns
    -------
    SensitivityResult
        Data frames.

    Raises
    ------
    InputError
        If the scenario, a key, a range or a setting is at fault, or the folder is that
        of another question.
    """
    question = question_of(
        scenario,
        space,
        only,
        settings=Settings(**settings),
        seed=seed,
        horizon=horizon,
        engine=engine,
    )
    check_settings(workers=workers)
    if isinstance(executor, str):
        executor = executor_named(executor, question.engine, workers, address)
    if out is not None:
        return studied(question, Path(out), executor, progress)
    with tempfile.TemporaryDirectory(prefix="sensitivity-") as folder:
        result = studied(question, Path(folder) / "study", executor, progress)
    return replace(result, folder=None)


def studied(
    question: Question,
    folder: Path,
    executor: Executor,
    progress: StageProgress | None = None,
) -> SensitivityResult:
    """Carry a study out, as far as its folder has not got it yet.

    Parameters
    ----------
    question : Question
        What is asked.
    folder : pathlib.Path
        The result folder.
    executor : Executor
        Where the runs are carried out.
    progress : callable, optional
        As `sensitivity` takes it.

    Returns
    -------
    SensitivityResult
        What was found.

    Raises
    ------
    InputError
        If the folder cannot be used, or points cannot be run.
    """
    with opened_study(folder, "sensitivity", question.identity, question.scenario.name):
        stages = Stages(
            question.scenario,
            question.seed,
            question.horizon,
            question.engine,
            executor,
            folder,
            Outcome(question.settings.outcome, question.horizon).columns,
            KIND_NUMBERS,
            progress,
        )
        found = findings(question.chosen, stages, question.settings, question.horizon)
    failures = pd.DataFrame(stages.failures, columns=["stage", "row", "replicate", "error"])
    return SensitivityResult(
        **vars(found), question=question, runs=stages.runs, failures=failures, folder=folder
    )
