"""The report on `ceasefire patterns`: a table, a picture, and a page."""

from __future__ import annotations

import math
import textwrap
from collections import Counter
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.ticker import MaxNLocator

from sim.questions.patterns.figures import CHANCE, MET, MISSED, SURVIVAL, Pattern
from sim.questions.run.summary import CAVEAT
from sim.runs.store import write_json
from sim.shared.look import BLACK, BLUE, GREY, ORANGE, PALE, SETTINGS, SKY, new_figure, svg_text
from sim.shared.page import Page, Section, Table, page_text
from sim.shared.wording import start_case

if TYPE_CHECKING:
    from pathlib import Path

    from matplotlib.axes import Axes

    from sim.questions.patterns.patterns import PatternsResult
    from sim.shared.intervals import Estimate

_WIDTH = 88
_REPORTED = (
    "The ranges of the literature rest on ceasefires that were declared and reported, of many"
    " kinds. The textbook scenario is one kind."
)
_UNMEASURED = (
    "Over what circumstances differ in the world nobody has measured; the ranges were taken by"
    " rule."
)
_CAVEATS = (
    "A pattern that is met is no evidence that the reason is right: other rules may give it too.",
    _REPORTED,
    _UNMEASURED,
    CAVEAT,
)


def range_text(pattern: Pattern) -> str:
    """Write the range aimed at.

    Parameters
    ----------
    pattern : Pattern
        The pattern.

    Returns
    -------
    str
        Such as ``.83 to .90``, or ``above 1``.
    """
    if math.isinf(pattern.high) or pattern.high == 1.0:
        return f"above {pattern.low:g}"
    if pattern.low == 0.0:
        return f"below {pattern.high:g}"
    return f"{pattern.low:g} to {pattern.high:g}"


def found_text(found: Estimate, digits: int) -> str:
    """Write a figure with its interval.

    Parameters
    ----------
    found : Estimate
        The figure.
    digits : int
        Digits after the point.

    Returns
    -------
    str
        Such as ``0.74 (0.70 to 0.77)``; a dash where there is none.
    """
    if found.value is None or math.isnan(found.value):
        return "-"
    text = f"{found.value:.{digits}f}"
    if found.low is None or found.high is None or math.isnan(found.low):
        return text
    return f"{text} ({found.low:.{digits}f} to {found.high:.{digits}f})"


def reading(result: PatternsResult) -> str:
    """Say in a sentence how many patterns are met.

    Parameters
    ----------
    result : PatternsResult
        What was found.

    Returns
    -------
    str
        The sentence.
    """
    counts = Counter(one.verdict for one in result.patterns)
    missed = dict.fromkeys(one.name for one in result.patterns if one.verdict == MISSED)
    text = (
        f"Of {len(result.patterns)} figures {counts[MET]} lie in the range of the literature and"
        f" {counts[MISSED]} outside it"
    )
    if counts[CHANCE]:
        text += f"; for {counts[CHANCE]} the runs are too few to tell"
    return text + (f". Missed: {'; '.join(missed)}." if missed else ".")


def how(result: PatternsResult) -> str:
    """Say in a sentence what was run.

    Parameters
    ----------
    result : PatternsResult
        What was found.

    Returns
    -------
    str
        The sentence.
    """
    differ = (
        f"{result.circumstances} assumed circumstances drawn anew in each"
        if result.circumstances
        else "circumstances alike in all"
    )
    return (
        f"{result.scenario.name}, {result.replicates:,} runs of {result.horizon} days for each"
        f" variant, {result.logs} logs, seed {result.seed}, {differ}."
    )


def alike(result: PatternsResult) -> str:
    """Say what the curve is where circumstances are alike.

    Parameters
    ----------
    result : PatternsResult
        What was found.

    Returns
    -------
    str
        The sentence; empty where they were alike anyway.
    """
    if not result.circumstances:
        return ""
    held = result.survival["alike"]
    shares = ", ".join(
        f"{float(held[day]):.2f} after {day} days" for day in SURVIVAL if day in held.index
    )
    return f"With circumstances as the file has them the shares in force are {shares}."


def patterns_text(result: PatternsResult) -> str:
    """Write the table for a terminal.

    Parameters
    ----------
    result : PatternsResult
        What was found.

    Returns
    -------
    str
        A table and sentences.
    """
    rows = [("verdict", "aimed at", "found (95 %)", "figure")]
    rows += [(one.verdict, *_cells(one), one.figure) for one in result.patterns]
    sizes = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [textwrap.fill(how(result), _WIDTH), ""]
    names = ["", *(one.name for one in result.patterns)]
    for before, name, row in zip(["", *names], names, rows, strict=False):
        if name != before:
            lines.append(start_case(name))
        cells = (f"{text:<{size}}" for text, size in zip(row, sizes, strict=True))
        lines.append(f"  {'  '.join(cells)}".rstrip())
    sentences = (alike(result), reading(result), CAVEAT)
    return "\n".join([*lines, "", *(textwrap.fill(one, _WIDTH) for one in sentences if one)])


def _cells(pattern: Pattern) -> tuple[str, str]:
    return range_text(pattern), found_text(pattern.found, pattern.digits)


def picture(result: PatternsResult) -> str:
    """Draw the curve with the bands aimed at, and the correlation by lag.

    Parameters
    ----------
    result : PatternsResult
        What was found.

    Returns
    -------
    str
        Text of SVG; the same result gives the same bytes.
    """
    with mpl.rc_context(SETTINGS):
        figure = new_figure((11.0, 4.2))
        left, right = figure.subplots(1, 2)
        _curve(left, result)
        _lags(right, result)
        figure.tight_layout()
        return svg_text(figure)


def _curve(axes: Axes, result: PatternsResult) -> None:
    curve = result.survival
    day = curve.index.to_numpy()
    axes.fill_between(day, curve["run_low"], curve["run_high"], color=SKY, alpha=0.35, linewidth=0)
    label = "circumstances vary" if result.circumstances else "the scenario"
    axes.plot(day, curve["run"], color=BLUE, label=label)
    if result.circumstances:
        axes.plot(day, curve["alike"], color=ORANGE, linestyle=(0, (6, 2)), label="alike in all")
    bands = {at: list(band) for at, band in SURVIVAL.items() if at <= day[-1]}
    for place, (at, band) in enumerate(bands.items()):
        axes.plot([at, at], band, color=BLACK, linewidth=4, solid_capstyle="butt",
                  label=None if place else "aimed at")  # fmt: skip
    axes.set_ylim(0, 1.02)
    axes.set_xscale("log")
    axes.set_xlim(1, day[-1] * 1.05)
    ticks = [1, *bands]
    axes.set_xticks(ticks, [f"{at}" for at in ticks])
    axes.minorticks_off()
    axes.set_xlabel("days since entry into force")
    axes.set_title("Share still in force")
    axes.legend(frameon=False, loc="lower left")


def _lags(axes: Axes, result: PatternsResult) -> None:
    lags = result.lags.dropna()
    axes.axhline(0.0, color=GREY, linewidth=0.8)
    if len(lags):
        axes.bar(lags["lag"], lags["correlation"], color=PALE, edgecolor=GREY, width=0.7)
        axes.errorbar(
            lags["lag"], lags["correlation"],
            yerr=[lags["correlation"] - lags["low"], lags["high"] - lags["correlation"]],
            color=BLUE, linestyle="none", capsize=2,
        )  # fmt: skip
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_xlabel("days between one side's fire and the other's")
    axes.set_title("Correlation of fire, trends taken out")


def page(result: PatternsResult, drawn: str, command: str = "") -> Page:
    """Lay the study out as a page.

    Parameters
    ----------
    result : PatternsResult
        What was found.
    drawn : str
        The picture.
    command : str
        The command that makes it again.

    Returns
    -------
    Page
        The page.
    """
    table = Table(
        ("figure", "aimed at", "found (95 %)", "verdict"),
        tuple((one.figure, *_cells(one), one.verdict) for one in result.patterns),
        "Intervals cover chance between runs and nothing else.",
    )
    sources = {one.name: one.source for one in result.patterns}
    origins = Table(
        ("pattern", "source of the range aimed at"),
        tuple((start_case(name), source) for name, source in sources.items()),
        names=2,
    )
    return Page(
        title=f"General patterns in {result.scenario.name}",
        lead=reading(result),
        sections=(
            Section("Met and missed", how(result), tables=(table, origins)),
            Section(
                "How long they hold, and whether fire answers fire",
                alike(result),
                drawn,
                "patterns",
                "Share in force by day with ranges aimed at; correlation of fire by lag.",
            ),
        ),
        settings={
            "scenario": result.scenario.name,
            "seed": result.seed,
            "runs of each variant": f"{result.replicates:,}",
            "logs read": result.logs,
            "days": result.horizon,
            "circumstances that vary": result.circumstances,
            "runs that failed": result.failed,
        },
        command=command,
        caveats=_CAVEATS,
    )


def write_patterns(result: PatternsResult, folder: Path, command: str = "") -> None:
    """Write tables, picture and page.

    Parameters
    ----------
    result : PatternsResult
        What was found.
    folder : pathlib.Path
        A folder that is there.
    command : str
        The command that makes it again.
    """
    drawn = picture(result)
    for name, table in (("patterns", result.table), ("lags", result.lags)):
        file = folder / f"{name}.csv"
        table.to_csv(file, index=False, float_format="%.6g", lineterminator="\n")
    result.survival.to_parquet(folder / "survival.parquet")
    (folder / "patterns.svg").write_text(drawn, encoding="utf-8")
    (folder / "report.html").write_text(page_text(page(result, drawn, command)), encoding="utf-8")
    write_json(folder / "summary.json", summary(result))


def summary(result: PatternsResult) -> dict[str, Any]:
    """Gather the figures of ``summary.json``.

    Parameters
    ----------
    result : PatternsResult
        What was found.

    Returns
    -------
    dict
        Plain data.
    """
    return {
        **result.settings,
        "failed": result.failed,
        "reading": reading(result),
        "patterns": [
            {
                "pattern": one.name,
                "figure": one.figure,
                "aimed_at": range_text(one),
                "value": _number(one.found.value),
                "low": _number(one.found.low),
                "high": _number(one.found.high),
                "verdict": one.verdict,
            }
            for one in result.patterns
        ],
    }


def _number(value: float | None) -> float | None:
    """JSON knows no number that is none."""
    return None if value is None or not math.isfinite(value) else value
