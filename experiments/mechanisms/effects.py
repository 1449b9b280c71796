"""Measure what each mechanism does to how long an agreement holds, over many paired runs.

    python experiments/mechanisms/effects.py              # as configured, about a minute
    python experiments/mechanisms/effects.py 100          # a quick look, 100 replicates

It asks only for days held, which the compiled engine gives without a log, so that it can
afford more runs than `run.py`. Only a run with the configured number of replicates replaces
the reference tables.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import yaml
from rich.console import Console

from sim.questions.patterns.mechanisms import Effect, effects

HERE = Path(__file__).parent
REFERENCE = HERE.parent.parent / "results" / "reference"


def main() -> None:
    """Measure every mechanism in every scenario, and write the tables."""
    config = yaml.safe_load((HERE / "config.yaml").read_text())
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else config["effects"]["replicates"]
    console = Console()
    found: dict[tuple[str, str], Effect] = {}
    for scenario in config["effects"]["scenarios"]:
        measured = effects(scenario, config["mechanisms"], replicates, config["seed"])
        for mechanism, effect in measured.items():
            found[scenario, mechanism] = effect
            console.print(
                f"{scenario} without {mechanism}: {effect.days:+.1f} ± {effect.half_width:.1f} days"
            )
    if replicates == config["effects"]["replicates"]:
        write(found, replicates)
        console.print(f"Written to {REFERENCE}/effects.csv and effects.md")


def write(found: dict[tuple[str, str], Effect], replicates: int) -> None:
    """Write the tables, as CSV and as Markdown."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    with (REFERENCE / "effects.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("scenario", "without", "replicates", "days", "half_width", "moved"))
        for (scenario, mechanism), effect in found.items():
            figures = (round(effect.days, 1), round(effect.half_width, 1), round(effect.moved, 3))
            writer.writerow((scenario, mechanism, replicates, *figures))
    scenarios = list(dict.fromkeys(scenario for scenario, _ in found))
    mechanisms = list(dict.fromkeys(mechanism for _, mechanism in found))
    lines = [
        "# Days gained or lost without each mechanism",
        "",
        f"Made by `python experiments/mechanisms/effects.py`: {replicates:,} paired runs of 365",
        "days on the same luck, with the mechanism and without it. The mean difference in days",
        "held, with its 95 % interval. An interval that holds 0 shows no effect.",
        "",
        "| without | " + " | ".join(scenarios) + " |",
        "|---" * (len(scenarios) + 1) + "|",
    ]
    for mechanism in mechanisms:
        cells = [found[scenario, mechanism] for scenario in scenarios]
        shown = [f"{cell.days:+.1f} ± {cell.half_width:.1f}" for cell in cells]
        lines.append(f"| {mechanism} | " + " | ".join(shown) + " |")
    (REFERENCE / "effects.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
