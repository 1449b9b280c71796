"""The same runs by every contestant: our Mesa model, plain ones, the engine, its draws alone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np
from floor import bare_draws, record
from ours import batch_model
from plain import PlainCeasefire
from table import Bar, Figure, Report
from timing import DAYS, SEED, alternated, heading, ratios

from sim.day.batch import Task

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.day.prepare import Compiled

# Uniforms in a block.
WORDS = 4
# Replicates that all contestants run, and how often the quick ones repeat them.
SAME = {"as it is": 6, "to day 365": 2}
AGAIN = 60
AGAIN_DRAWS = 400


def same_runs(
    report: Report, name: str, tree: dict[str, Any], engine: Compiled, rounds: int
) -> None:
    """Have all contestants do the same runs, and compare."""
    part = f"The same runs, {name}"
    heading(part)
    count = SAME[name]
    runs = [record(tree, SEED, each, DAYS) for each in range(count)]
    days = float(np.mean([one.days for one in runs]))
    fronts = float(np.mean([one.fronts for one in runs]))
    blocks = float(np.mean([len(one.addresses) for one in runs]))
    report.note(
        f"{part}: replicates 0 to {count - 1}, on average {days:.0f} days simulated with"
        f" the run-in, {fronts:.0f} fronts, {blocks:,.0f} blocks of four uniforms drawn a run,"
        f" {blocks / days:.0f} a day."
    )
    model = batch_model(tree, SEED, DAYS)
    draw = bare_draws()
    plain = {
        "replicate": range(count),
        "units": round(fronts),
        "decisions": round(blocks / days),
        "days": round(days),
    }
    plenty = plain | {"decisions": round(WORDS * blocks / days)}
    thrifty = plain | {"thrifty": True}
    tasks = [Task(count=count)] * AGAIN

    def ours() -> None:
        _batch_run(model, {"replicate": range(count)}, DAYS + round(days))

    def draws() -> None:
        for _ in range(AGAIN_DRAWS):
            for one in runs:
                draw(one.seed, one.replicate, one.addresses)

    found = alternated(
        {
            "ours": ours,
            "plain": partial(_batch_run, PlainCeasefire, plain, round(days)),
            "plenty": partial(_batch_run, PlainCeasefire, plenty, round(days)),
            "thrifty": partial(_batch_run, PlainCeasefire, thrifty, round(days)),
            "engine": lambda: engine.run(SEED, tasks, clauses=False),
            "draws": draws,
        },
        rounds,
    )
    each = {
        "ours": [one / count for one in found["ours"]],
        "plain": [one / count for one in found["plain"]],
        "plenty": [one / count for one in found["plenty"]],
        "thrifty": [one / count for one in found["thrifty"]],
        "engine": [one / count / AGAIN for one in found["engine"]],
        "draws": [one / count / AGAIN_DRAWS for one in found["draws"]],
    }
    full = name != "as it is"
    words = {
        "ours": "our Mesa model by batch_run",
        "plain": "plain Mesa model, as many decisions",
        "plenty": "plain Mesa model, as many uniforms",
        "thrifty": "bare loop in Mesa, as many decisions",
        "engine": "engine on one core",
        "draws": "its draws alone",
    }
    for key, what in words.items():
        report.add(Figure(part, what, [1e3 * one for one in each[key]], "ms a run"))
    for key in ("ours", "engine"):
        micro = [1e6 * one / days for one in each[key]]
        report.add(Figure(part, f"{words[key]}, a day", micro, "us"))
    bare = [1e9 * one / blocks for one in each["draws"]]
    report.add(Figure(part, "a block of four uniforms", bare, "ns"))
    report.add(
        Figure(
            part,
            "our Mesa model over the engine",
            ratios(each["ours"], each["engine"]),
            "",
            Bar(200),
        ),
        Figure(
            part,
            "plain Mesa model, as many decisions, over the engine",
            ratios(each["plain"], each["engine"]),
            "",
            Bar(100),
        ),
        Figure(
            part,
            "plain Mesa model, as many uniforms, over the engine",
            ratios(each["plenty"], each["engine"]),
        ),
        Figure(
            part,
            "bare loop in Mesa, as many decisions, over the engine",
            ratios(each["thrifty"], each["engine"]),
        ),
        Figure(
            part,
            "engine over its draws alone",
            ratios(each["engine"], each["draws"]),
            "",
            Bar(5, upper=True),
        ),
    )
    if full:
        rate = [1 / one for one in each["engine"]]
        report.add(Figure(part, "engine on one core, these runs", rate, "runs/s", Bar(500)))


def _batch_run(model: type[mesa.Model], parameters: Mapping[str, Any], steps: int) -> None:
    mesa.batch_run(model, parameters, number_processes=1, max_steps=steps, display_progress=False)
