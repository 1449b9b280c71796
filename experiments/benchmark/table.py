"""Figures with their spread and their bar, and the tables that are written of them."""

from __future__ import annotations

import csv
import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from sim.runs.versions import installed_version, source_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PACKAGES = ("mesa", "numba", "llvmlite", "numpy", "pandas", "pyarrow")
COLUMNS = ("part", "figure", "median", "lowest", "highest", "rounds", "unit", "bar", "verdict")
LARGE = 100.0
# The marks of the table in docs/performance.md.
BEGINS = "<!-- figures of the benchmark: made by experiments/benchmark/run.py --reference -->"
ENDS = "<!-- end of the figures -->"


@dataclass(frozen=True)
class Bar:
    """What a figure is held against.

    Parameters
    ----------
    value : float
        The bar.
    upper : bool
        Whether the figure should be at most so much; otherwise at least.
    """

    value: float
    upper: bool = False

    def verdict(self, found: float) -> str:
        """Say on which side of the bar a figure lies.

        Parameters
        ----------
        found : float
            The figure.

        Returns
        -------
        str
            ``met`` or ``missed``.
        """
        return "met" if (found <= self.value if self.upper else found >= self.value) else "missed"

    def __str__(self) -> str:
        return f"{'at most' if self.upper else 'at least'} {self.value:g}"


@dataclass(frozen=True)
class Figure:
    """One figure, measured in several rounds.

    Parameters
    ----------
    part : str
        What was run.
    name : str
        What was measured.
    values : sequence of float
        Its value in each round.
    unit : str
        Its unit; none for a ratio.
    bar : Bar, optional
        What it is held against.
    """

    part: str
    name: str
    values: Sequence[float]
    unit: str = ""
    bar: Bar | None = None

    @property
    def middle(self) -> float:
        """Median over the rounds."""
        return median(self.values)

    @property
    def verdict(self) -> str:
        """On which side of its bar the median lies; empty where there is none."""
        return "" if self.bar is None else self.bar.verdict(self.middle)

    @property
    def spread(self) -> str:
        """The median with the lowest and the highest, or the only value."""
        text = written(self.middle)
        if len(self.values) > 1:
            text += f" ({written(min(self.values))} to {written(max(self.values))})"
        return text

    def row(self) -> dict[str, str]:
        """Give the row of the table."""
        return {
            "part": self.part,
            "figure": self.name,
            "median": f"{self.middle:.6g}",
            "lowest": f"{min(self.values):.6g}",
            "highest": f"{max(self.values):.6g}",
            "rounds": str(len(self.values)),
            "unit": self.unit,
            "bar": "" if self.bar is None else str(self.bar),
            "verdict": self.verdict,
        }

    def line(self) -> str:
        """Give the line that is printed when it is measured."""
        unit = f" {self.unit}" if self.unit else ""
        bar = f"   [{self.bar}: {self.verdict}]" if self.bar is not None else ""
        return f"  {self.name}: {self.spread}{unit}{bar}"


@dataclass
class Report:
    """All figures of one benchmark, printed as they come.

    Parameters
    ----------
    facts : dict
        Machine, versions and load, as they were at the start.
    figures : list of Figure
        The figures so far.
    notes : list of str
        What has to be known to read them.
    """

    facts: dict[str, str]
    figures: list[Figure] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *figures: Figure) -> None:
        """Take figures in, and print them."""
        for figure in figures:
            self.figures.append(figure)
            print(figure.line(), flush=True)  # noqa: T201 - the terminal is the point

    def note(self, text: str) -> None:
        """Take a note in, and print it."""
        self.notes.append(text)
        print(f"  {text}", flush=True)  # noqa: T201 - as above

    def write(self, folder: Path, command: str) -> None:
        """Write the tables.

        Parameters
        ----------
        folder : pathlib.Path
            Where ``benchmark.csv`` and ``benchmark.md`` go.
        command : str
            The command that gave the figures.
        """
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "benchmark.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(figure.row() for figure in self.figures)
        (folder / "benchmark.md").write_text(self.page(command), encoding="utf-8")

    def page(self, command: str) -> str:
        """Give the table as a page.

        Parameters
        ----------
        command : str
            The command that gave the figures.

        Returns
        -------
        str
            Markdown.
        """
        facts = self.facts | {"load at the end": load()}
        lines = [
            "# Benchmark",
            "",
            f"Made by `{command}`.",
            "Median over the rounds, lowest and highest in brackets. Each round has its own ratio.",
            "A bar is what was aimed at; a figure that misses it is a figure, and fails nothing.",
            "What each figure means stands in `experiments/benchmark/README.md`. A load well above",
            "0 at the start says that something else was running, and that times are too long.",
            "",
            "| | |",
            "|---|---|",
            *(f"| {name} | {value} |" for name, value in facts.items()),
        ]
        part = None
        for figure in self.figures:
            if figure.part != part:
                part = figure.part
                lines += ["", f"## {part}", "", "| figure | value | unit | bar | |"]
                lines += ["|---|---|---|---|---|"]
            lines.append(
                f"| {figure.name} | {figure.spread} | {figure.unit} | {figure.bar or ''}"
                f" | {figure.verdict} |"
            )
        lines += ["", "## Notes", "", *(f"- {note}" for note in self.notes)]
        return "\n".join(lines) + "\n"


def in_short(rows: Iterable[Mapping[str, str]]) -> str:
    """Give the figures that have a bar as one table.

    Parameters
    ----------
    rows : iterable of mapping
        Rows of ``benchmark.csv``.

    Returns
    -------
    str
        Markdown.
    """
    lines = ["| figure | of | aimed at | found | |", "|---|---|---|---|---|"]
    for row in rows:
        if not row["bar"]:
            continue
        low, middle, high = (written(float(row[key])) for key in ("lowest", "median", "highest"))
        found = middle if row["rounds"] == "1" else f"{middle} ({low} to {high})"
        unit = f" {row['unit']}" if row["unit"] else ""
        lines.append(
            f"| {row['figure']} | {row['part']} | {row['bar']}{unit} | {found}{unit}"
            f" | {row['verdict']} |"
        )
    return "\n".join(lines)


def shown_in(page: str, table: str) -> str:
    """Put a table into a page, between its two marks.

    Parameters
    ----------
    page : str
        The page.
    table : str
        What stands between the marks from now on.

    Returns
    -------
    str
        The page with the table.
    """
    before, _, rest = page.partition(BEGINS)
    _, _, after = rest.partition(ENDS)
    return f"{before}{BEGINS}\n\n{table}\n\n{ENDS}{after}"


def written(value: float) -> str:
    """Write a figure with three digits, or whole if it has more before the point.

    Parameters
    ----------
    value : float
        The figure.

    Returns
    -------
    str
        As a reader wants it.
    """
    return f"{value:,.0f}" if abs(value) >= LARGE else f"{value:.3g}"


def machine() -> dict[str, str]:
    """Say on what the figures were measured.

    Returns
    -------
    dict
        Processor, cores, system, versions, date and load.
    """
    facts = {
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }
    facts |= {name: installed_version(name) for name in PACKAGES}
    facts["source of the results"] = source_hash()[:12]
    return facts | {"load at the start": load()}


def load() -> str:
    """Say how many processes wanted to run, over one, five and fifteen minutes.

    Returns
    -------
    str
        Three numbers, where the system tells them.
    """
    if not hasattr(os, "getloadavg"):
        return "unknown"
    return ", ".join(f"{value:.2f}" for value in os.getloadavg())


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown"
