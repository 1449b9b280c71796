"""The entry for Hydra's own tools, such as `--multirun` with a launcher.

It takes the same keys as `ceasefire run`::

    python -m sim.cli.hydra_main --multirun seed=1,2,3 scenario=textbook/dyad

Each job puts its results into the folder `result` of its Hydra output folder. For
many points use this only where you need one of Hydra's launchers: composing a
configuration for every job costs a tenth of a second each time.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import hydra
from hydra.core.hydra_config import HydraConfig

from sim.cli.compose import ROOT, plain_tree, question_of, store_part, store_root, store_scenario
from sim.cli.questions import carry_out
from sim.cli.terminal import complain
from sim.cli.verbs import GROUPS, Run
from sim.scenario.errors import InputError
from sim.scenario.load import read_parts
from sim.scenario.names import locate, names
from sim.scenario.read import read_file
from sim.scenario.tree import complete

if TYPE_CHECKING:
    from omegaconf import DictConfig


def _store_named(arguments: list[str]) -> None:
    """Hand Hydra every scenario, behaviour and measurement that arguments name.

    Parameters
    ----------
    arguments : list of str
        Arguments of the process. With ``scenario_dir=FOLDER`` among them one's own
        files count too; with ``glob(...)`` among them all files do.

    Raises
    ------
    InputError
        If one of these files is at fault.
    """
    folders = [a.partition("=")[2] for a in arguments if a.startswith("scenario_dir=")]
    folder = folders[-1] if folders else None
    everything = any("glob(" in argument for argument in arguments)
    store_root(Run, Run.default_scenario)
    for kind in GROUPS:
        stated = [argument for argument in arguments if argument.startswith(f"{kind}=")]
        if kind == "scenario" and not stated:
            stated = [Run.default_scenario]
        for name in names(kind, folder):
            if not everything and not any(name in argument for argument in stated):
                continue
            if kind == "scenario":
                parts = read_parts(name, folder)
                parts.scenario()
                store_scenario(parts, complete(parts.tree))
            else:
                own = read_file(locate(kind, name, folder))
                store_part(kind, name, complete({kind: own})[kind])


@hydra.main(version_base="1.3", config_path=None, config_name=ROOT)
def job(config: DictConfig) -> None:
    """Carry out one job.

    Parameters
    ----------
    config : DictConfig
        What Hydra composed.
    """
    settings = HydraConfig.get()
    try:
        question = question_of(Run, plain_tree(config), str(settings.runtime.choices["scenario"]))
        out = question.settings.out or Path(settings.runtime.output_dir) / "result"
        carry_out(question, out)
    except InputError as error:
        # Hydra would show it with a traceback.
        complain("ceasefire", error)
        sys.exit(2)


def main() -> int:
    """Start Hydra with the arguments of the process.

    Returns
    -------
    int
        Exit status, as that of `ceasefire`.
    """
    try:
        _store_named(sys.argv[1:])
        job()
    except InputError as error:
        complain("ceasefire", error)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
