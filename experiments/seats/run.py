"""Measure what plain policies in a seat do, against the party's own rule on the same luck.

    python experiments/seats/run.py                      # as configured: some 400 whole games
    python experiments/seats/run.py 1                    # a quick look, one replicate
    python experiments/seats/run.py textbook/standard    # the games of one scenario

Only a run with the configured number of replicates replaces the reference tables; one of some
scenarios replaces their rows and leaves the others. Games are played on all processors; `taskset`
holds it to some.
"""

from __future__ import annotations

import csv
import multiprocessing
import os
import statistics
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from rich.console import Console
from scipy import stats

from sim import load_scenario
from sim.game.courses import AS_RULE, POLICIES, Course, course_under
from sim.game.game import Game
from sim.scenario.tree import tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HERE = Path(__file__).parent
REFERENCE = HERE.parent.parent / "results" / "reference"
COLUMNS: dict[str, type[str | int | float]] = {
    "end_kind": str,
    "days": int,
    "attacks": int,
    "fled": int,
    "sectors": int,
    "trust": float,
}
DIGITS = 6


@dataclass(frozen=True)
class Row:
    """One game: a scenario, a seat, a replicate, a policy, and how it went."""

    scenario: str
    seat: str
    replicate: int
    policy: str
    values: tuple[Any, ...]


def main() -> None:
    """Play the games and write the tables."""
    config = yaml.safe_load((HERE / "config.yaml").read_text())
    numbers = [word for word in sys.argv[1:] if word.isdigit()]
    named = [word for word in sys.argv[1:] if not word.isdigit()]
    replicates = int(numbers[0]) if numbers else config["replicates"]
    seats = {name: config["seats"][name] for name in named or config["seats"]}
    console = Console()
    rows = []
    for played in games(seats, config["seed"], replicates):
        for row in played:
            console.print(row.scenario, row.seat, row.replicate, row.policy, *row.values[:2])
        rows += played
    console.print(table(rows))
    if replicates == config["replicates"]:
        kept = [row for row in reference() if row.scenario not in seats]
        seated = [(name, seat) for name, taken in config["seats"].items() for seat in taken]
        write(sorted([*kept, *rows], key=lambda row: place_of(row, seated)))
        console.print(f"Written to {REFERENCE}/seats.csv and seats.md")


def games(seats: dict[str, list[str]], seed: int, replicates: int) -> Iterator[list[Row]]:
    """Play every seat under every policy that concerns it, a list for each luck of a seat."""
    asked = [
        (scenario, seat, seed, replicate)
        for scenario, names in seats.items()
        for seat in names
        for replicate in range(replicates)
    ]
    processors = len(os.sched_getaffinity(0))
    # A process that was begun afresh holds no lock of a thread that it does not have.
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processors, mp_context=fresh) as pool:
        yield from pool.map(games_of, *zip(*asked, strict=True))


def games_of(scenario: str, seat: str, seed: int, replicate: int) -> list[Row]:
    """Play one luck of one seat under every policy that concerns it."""
    game = Game(tree_of(load_scenario(scenario)), [seat], seed=seed, replicate=replicate)
    menu = game.menu(seat)
    rows = []
    for policy in (AS_RULE, *(one for one in POLICIES if one.applies_to(menu))):
        course: Course = course_under(game, seat, policy)
        values = tuple(rounded(getattr(course, name)) for name in COLUMNS)
        rows.append(Row(scenario, seat, replicate, policy.key, values))
    return rows


def place_of(row: Row, seated: list[tuple[str, str]]) -> tuple[int, int, int]:
    """Place of a game among all: seats as configured, policies as in the program."""
    policies = [AS_RULE.key, *(policy.key for policy in POLICIES)]
    return seated.index((row.scenario, row.seat)), policies.index(row.policy), row.replicate


def rounded(value: object) -> object:
    """Give a number as the file keeps it, so that a game read again is the game that was played."""
    return round(value, DIGITS) if isinstance(value, float) else value


def reference() -> list[Row]:
    """Give the games that are kept, as they stand in the file."""
    file = REFERENCE / "seats.csv"
    if not file.exists():
        return []
    with file.open(newline="") as lines:
        return [
            Row(
                *(line["scenario"], line["seat"], int(line["replicate"]), line["policy"]),
                tuple(kind(line[name]) for name, kind in COLUMNS.items()),
            )
            for line in csv.DictReader(lines)
        ]


def write(rows: list[Row]) -> None:
    """Write every game as CSV, and the table as Markdown."""
    REFERENCE.mkdir(parents=True, exist_ok=True)
    with (REFERENCE / "seats.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("scenario", "seat", "replicate", "policy", *COLUMNS))
        for row in rows:
            numbers = [f"{v:.{DIGITS}f}" if isinstance(v, float) else v for v in row.values]
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
        for policy, lucks in policies.items():
            lines.append(f"| {scenario} | {seat} | {policy} | {_against(lucks, rule)} |")
    return "\n".join(lines)


def _against(lucks: dict[int, tuple[Any, ...]], rule: dict[int, tuple[Any, ...]]) -> str:
    days = [values[1] - rule[replicate][1] for replicate, values in lucks.items()]
    trust = [values[5] - rule[replicate][5] for replicate, values in lucks.items()]
    attacks = sum(v[2] for v in lucks.values()) / sum(v[1] for v in lucks.values())
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
