"""How quickly the lab answers, alone and with a room of browsers. Figures, and no verdict.

Each browser is a thread that asks over HTTP as a page does: the page, then time and again a changed
knob, the run told anew, and 500 runs. All ask for different set-ups, unless --same is given.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path

KNOB = "scenario.ties.{tie}.leverage"
TIES = {"textbook/standard": "sponsor_a_party_a", "idlib/sochi_2018": "russia_government"}
SECONDS = 120.0


class Lab:
    """A lab in a process of its own."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "sim", "lab", "port=0", "open=false"]
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        begun = time.perf_counter()
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)  # noqa: S603
        assert self.process.stdout is not None  # noqa: S101
        found = re.search(r":(\d+)/", self.process.stdout.readline())
        if found is None:
            message = "the lab did not start"
            raise SystemExit(message)
        self.port = int(found.group(1))
        self.up = time.perf_counter() - begun

    def ask(self, target: str, *, first_event: bool = False) -> tuple[float, float]:
        """Ask once; seconds to the first figures and to the end of the answer."""
        begun = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        connection.request("GET", target)
        answer = connection.getresponse()
        first = 0.0
        if first_event:
            while line := answer.readline():
                if line.startswith(b"event: figures") and not first:
                    first = time.perf_counter() - begun
        else:
            answer.read()
        connection.close()
        if answer.status != 200:  # noqa: PLR2004
            message = f"{target}: {answer.status}"
            raise SystemExit(message)
        return first, time.perf_counter() - begun

    def memory(self) -> float:
        """Memory in use by the lab and its processes together, in MB; only where there is /proc."""
        if not Path("/proc/self/smaps_rollup").exists():
            return float("nan")
        return sum(map(memory_of, family(self.process.pid)))

    def close(self) -> None:
        """Stop it."""
        self.process.terminate()
        self.process.wait()


def family(process: int) -> list[int]:
    """Give a process and those that it started, with theirs."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found = [process]
    for each in found:
        found += [child for child, parent in parents.items() if parent == each]
    return found


def memory_of(process: int) -> float:
    """Memory of a process in MB; what several share is divided among them."""
    with suppress(OSError):
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
        line = next(line for line in text.splitlines() if line.startswith("Pss:"))
        return int(line.split()[1]) / 1024
    return 0.0


def browser(
    lab: Lab, number: int, options: argparse.Namespace, found: dict[str, list[float]]
) -> None:
    """Ask as one browser does, with a pause before each change."""
    luck = random.Random(number)  # noqa: S311 - it decides who asks when
    scenario = options.scenario
    key = KNOB.format(tie=TIES[scenario])
    time.sleep(luck.uniform(0, options.pause))
    found["page"].append(lab.ask(f"/lab?scenario={scenario}&seed={number}")[1])
    for turn in range(options.turns):
        time.sleep(luck.uniform(0.5, 1.5) * options.pause)
        value = round(luck.uniform(0, 1), 3)
        seed = 1 if options.same else number
        query = f"scenario={scenario}&seed={seed}&{key}={0.1 * turn if options.same else value:g}"
        found["knob answered"].append(lab.ask(f"/lab/parts?{query}")[1])
        found["run told"].append(lab.ask(f"/lab/trace?{query}")[1])
        first, whole = lab.ask(f"/lab/runs?{query}&runs={options.runs}", first_event=True)
        found["first figures"].append(first)
        found["all runs"].append(whole)


def shown(found: dict[str, list[float]]) -> str:
    """Lay the times out as a table."""
    lines = [f"{'seconds':<16}{'median':>8}{'95 %':>8}{'worst':>8}{'n':>6}"]
    for name, times in found.items():
        ordered = sorted(times)
        high = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
        middle = statistics.median(ordered)
        lines.append(f"{name:<16}{middle:>8.2f}{high:>8.2f}{ordered[-1]:>8.2f}{len(ordered):>6}")
    return "\n".join(lines)


def main() -> None:
    """Measure one browser, then a room."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--browsers", type=int, default=30)
    parser.add_argument("--turns", type=int, default=3, help="changes that each browser makes")
    parser.add_argument("--pause", type=float, default=10.0, help="mean seconds between changes")
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--scenario", choices=sorted(TIES), default="idlib/sochi_2018")
    parser.add_argument("--same", action="store_true", help="all make the same changes")
    options = parser.parse_args()
    lab = Lab()
    try:
        page = lab.ask("/")[1]
        print(f"up after {lab.up:.2f} s, first page {page:.2f} s later")  # noqa: T201
        query = f"scenario={options.scenario}"
        lab.ask(f"/lab/trace?{query}")
        lab.ask(f"/lab/runs?{query}&runs=20")
        alone: dict[str, list[float]] = defaultdict(list)
        browser(lab, 1000, argparse.Namespace(**vars(options) | {"pause": 0.0}), alone)
        print(f"\none browser, {options.scenario}, {lab.memory():.0f} MB\n{shown(alone)}")  # noqa: T201
        room: dict[str, list[float]] = defaultdict(list)
        threads = [
            threading.Thread(target=browser, args=(lab, number, options, room))
            for number in range(options.browsers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        kind = "the same" if options.same else "different"
        print(  # noqa: T201
            f"\n{options.browsers} browsers, a change each {options.pause:g} s, {kind} set-ups,"
            f" {lab.memory():.0f} MB\n{shown(room)}"
        )
    finally:
        lab.close()


if __name__ == "__main__":
    main()
