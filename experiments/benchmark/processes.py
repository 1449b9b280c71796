"""What is measured in a process of its own: the command, the first compilation, memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = "idlib/moscow_2020"
PARAMETER = "scenario.parties.government.weariness"
POINTS = 20
KIBIBYTES = 1024
EVERY = 0.25

COMPILE = f"""
import time
began = time.perf_counter()
from sim.day.prepare import prepare
from sim.day.batch import Task
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of
scenario = load_scenario("{SCENARIO}")
prepare(tree_of(scenario), 365).run(1, [Task(count=1)])
print(time.perf_counter() - began)
"""
SWEEP = f"""
import sys
from sim.questions.sweep.sweep import sweep
points, runs, out = {POINTS}, int(sys.argv[1]), sys.argv[2]
values = [0.9 * number / points for number in range(points)]
sweep("{SCENARIO}", {{"{PARAMETER}": values}}, replicates=runs // points, out=out)
"""


def command_seconds(replicates: int, rounds: int) -> list[float]:
    """Time `ceasefire run` from its start to its end, after a first time that does not count.

    Parameters
    ----------
    replicates : int
        How many.
    rounds : int
        How often.

    Returns
    -------
    list of float
        Seconds of each round.
    """
    found = []
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "sim", "run", f"scenario={SCENARIO}"]
        for number in range(rounds + 1):
            asked = [*command, f"replicates={replicates}", f"out={folder}/run_{number}"]
            began = time.perf_counter()
            subprocess.run(  # noqa: S603 - our own words
                asked,
                cwd=ROOT,
                check=True,
                env=_usual(Path(folder) / "bytecode"),
                stdout=subprocess.DEVNULL,
            )
            found.append(time.perf_counter() - began)
    return found[1:]


def _usual(folder: Path) -> dict[str, str]:
    """Environment in which Python keeps its bytecode, as it does unless told otherwise."""
    found = dict(os.environ)
    if found.pop("PYTHONDONTWRITEBYTECODE", ""):
        found["PYTHONPYCACHEPREFIX"] = str(folder)
    return found


def compile_seconds() -> float:
    """Time the first run of the engine on a machine that has compiled nothing yet.

    Returns
    -------
    float
        Seconds, from the first import to the end of the run.
    """
    with tempfile.TemporaryDirectory() as folder:
        answer = subprocess.run(  # noqa: S603 - our own words
            [sys.executable, "-c", COMPILE],
            cwd=ROOT,
            check=True,
            env=os.environ | {"CEASEFIRE_CACHE": folder},
            capture_output=True,
            text=True,
        )
    return float(answer.stdout)


def can_weigh() -> bool:
    """Whether this system tells the memory of a process in proportion to who shares it."""
    return Path("/proc/self/smaps_rollup").is_file()


def peak_memory(runs: int) -> float:
    """Weigh a sweep while it runs.

    Parameters
    ----------
    runs : int
        How many runs it has.

    Returns
    -------
    float
        Most memory of its whole process tree at any time, in MB: proportional set size,
        looked at four times a second.
    """
    peak = 0
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-c", SWEEP, str(runs), f"{folder}/store"]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL) as process:  # noqa: S603
            while process.poll() is None:
                peak = max(peak, sum(_weight(pid) for pid in family(process.pid)))
                time.sleep(EVERY)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, command[:1])
    return peak * KIBIBYTES / 1e6


def family(pid: int) -> list[int]:
    """List a process and all that came from it.

    Parameters
    ----------
    pid : int
        Number of the process.

    Returns
    -------
    list of int
        Numbers of processes; itself first.
    """
    found = [pid]
    for one in found:
        try:
            for thread in Path(f"/proc/{one}/task").iterdir():
                found += [int(child) for child in (thread / "children").read_text().split()]
        except OSError:
            # It ended while we looked.
            continue
    return found


def _weight(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
