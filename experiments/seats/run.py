"""Measure what plain policies in a seat do, against the party's own rule on the same luck.

    python experiments/seats/run.py       # as configured: some 500 whole games, 20 to 40 minutes
    python experiments/seats/run.py 1     # a quick look, one replicate

Only a run with the configured number of replicates replaces the reference tables.
"""

from __future__ import annotations

import csv
import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from rich.console import Console
from scipy import stats

from sim import load_scenario
from sim.play.courses import AS_RULE, POLICIES, Course, course_under
from sim.play.game import Game
from sim.scenario.tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HERE = Path(__file__).parent
REFERENCE = HERE.parent.parent / "results" / "reference"
COLUMNS = ("end_kind", "days", "attacks", "fled", "sectors", "trust")


@dataclass(frozen=True)
class Row:
    """One game: a scenario, a seat, a replicate, a policy, and how it went."""

    scenario: str
    seat: str
    replicate: int
    policy: str
    values: tuple[Any, ...]


def main() -> None:
    """Play all games and write the tables."""
    config = yaml.safe_load((HERE / "config.yaml").read_text())
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else config["replicates"]
    console = Console()
    rows = []
    for row in games(config["seats"], config["seed"], replicates):
        rows.append(row)
        console.print(row.scenario, row.seat, row.replicate, row.policy, *row.values[:2])
    console.print(table(rows))
    if replicates == config["replicates"]:
        write(rows)
        console.print(f"Written to {REFERENCE}/seats.csv and seats.md")


def games(seats: dict[str, list[str]], seed: int, replicates: int) -> Iterator[Row]:
    """Play every seat under every policy that concerns it."""
    for replicate in range(replicates):
        for scenario, names in seats.items():
            tree = tree_of(load_scenario(scenario))
            for seat in names:
                game = Game(tree, [seat], seed=seed, replicate=replicate)
                menu = game.menu(seat)
                for policy in (AS_RULE, *(p for p in POLICIES if p.applies_to(menu))):
                    course: Course = course_under(game, seat, policy)
                    values = tuple(getattr(course, name) for name in COLUMNS)
                    yield Row(scenario, seat, replicate, policy.key, values)


def write(rows: list[Row]) -> None:
    """Write every game as CSV, and the table as Markdown."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    with (REFERENCE / "seats.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("scenario", "seat", "replicate", "policy", *COLUMNS))
        for row in sorted(rows, key=lambda r: (r.scenario, r.seat, r.policy, r.replicate)):
            numbers = [f"{v:.6f}" if isinstance(v, float) else v for v in row.values]
            writer.writerow((row.scenario, row.seat, row.replicate, row.policy, *numbers))
    head = "Made by `python experiments/seats/run.py`; see experiments/seats/README.md.\n\n"
    (REFERENCE / "seats.md").write_text(head + table(rows) + "\n")


def table(rows: Iterable[Row]) -> str:
    """Set each policy beside the rule, in pairs of the same luck."""
    found: dict[tuple[str, str], dict[str, dict[int, tuple[Any, ...]]]] = {}
    for row in rows:
        seat = found.setdefault((row.scenario, row.seat), {})
        seat.setdefault(row.policy, {})[row.replicate] = row.values
    heads = ("scenario", "seat", "policy", "days", "differ in", "attacks a day", "trust")
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for (scenario, seat), policies in found.items():
        rule = policies[AS_RULE.key]
        for policy, games_of in policies.items():
            lines.append(f"| {scenario} | {seat} | {policy} | {_against(games_of, rule)} |")
    return "\n".join(lines)


def _against(games_of: dict[int, tuple[Any, ...]], rule: dict[int, tuple[Any, ...]]) -> str:
    days = [values[1] - rule[replicate][1] for replicate, values in games_of.items()]
    trust = [values[5] - rule[replicate][5] for replicate, values in games_of.items()]
    attacks = sum(v[2] for v in games_of.values()) / sum(v[1] for v in games_of.values())
    moved = sum(day != 0 for day in days)
    half = _half_width(days)
    within = f" ± {half:.0f}" if moved and half is not None else ""
    return (
        f"{statistics.fmean(days):+.0f}{within} | {moved} of {len(days)} | {attacks:.1f}"
        f" | {statistics.fmean(trust):+.2f}"
    )


def _half_width(values: list[float]) -> float | None:
    """Half of a 95 percent interval of a mean, by Student; None for a single value."""
    if len(values) < 2:  # noqa: PLR2004 - one value has no spread
        return None
    quantile = float(stats.t.ppf(0.975, len(values) - 1))
    return quantile * statistics.stdev(values) / len(values) ** 0.5


if __name__ == "__main__":
    main()
