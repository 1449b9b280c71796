"""The report on `ceasefire compare`: text for the terminal, and the files of the result folder."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from sim.questions.compare import reading as say
from sim.questions.compare import tables
from sim.questions.compare.compare import TABLES
from sim.questions.compare.figures import figures
from sim.questions.compare.findings import COUNTED, Findings
from sim.questions.compare.look import arm_text
from sim.questions.compare.page import report_page, title
from sim.questions.run.summary import CAVEAT
from sim.runs.store import MANIFEST, write_json
from sim.runs.tables import write_table
from sim.shared.lifetimes import MAIN
from sim.shared.wording import plural

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from sim.questions.compare.compare import ComparisonResult
    from sim.shared.intervals import Estimate
    from sim.shared.page import Table

WIDTH = 88
NOTHING = "No run was carried through."
EXPLAINED = (
    "In brackets 95 % intervals. p: chance of a difference so large by luck alone, corrected for"
    " the number of arms. Hazard ratio: over 1 where it ends sooner; same ratio: whether one"
    " number fits all days."
)
WHERE = (
    "report.html has all figures and tables in one page; the figures are also SVG files, and the"
    " tables lie in statistics/."
)


def comparison_text(result: ComparisonResult, width: int = WIDTH) -> str:
    """Say on a terminal what a comparison found.

    Parameters
    ----------
    result : ComparisonResult
        The comparison.
    width : int
        Columns of the terminal; tables of many arms or kinds may be wider.

    Returns
    -------
    str
        Tables, one sentence with the answer, warnings, and where to look.
    """
    asked = result.comparison
    head = f"{title(result)}, {plural(asked.replicates, 'run')} of each, seed {asked.seed}"
    if not result.told:
        return f"{head}\n\n{NOTHING}"
    found = Findings(result)
    days = f"up to day {found.horizon}"
    shown = [
        (f"Still in force after, in percent; mean days held {days}", tables.held_table(found)),
        ("How it ended, in percent", tables.ends_table(found)),
    ]
    if found.others:
        against = f"Against {arm_text(found.base)}: days held {days}, and hazard of ending"
        shown.append((against, tables.effects_table(found)))
    short = (tables.definitions_in_short(found), tables.counts_in_short(found))
    shown += [(table.caption, table) for table in short]
    blocks = [_filled(head, width)]
    blocks += [_table_text(caption, table, width) for caption, table in shown]
    blocks.append(_filled(EXPLAINED, width))
    if found.others:
        blocks.append(_filled(say.luck(found), width))
    blocks += [_filled(f"{say.reading(found)} {CAVEAT}", width)]
    blocks += [_filled(f"Warning: {note}", width) for note in say.warnings(found)]
    return "\n\n".join([*blocks, _filled(WHERE, width)])


def _filled(text: str, width: int) -> str:
    return textwrap.fill(text, width, break_on_hyphens=False)


def _table_text(caption: str, table: Table, width: int) -> str:
    """Lay a table out in columns, with its caption above."""
    lines = [list(table.heads), *(list(row) for row in table.rows)]
    sizes = [max(len(line[place]) for line in lines) for place in range(len(table.heads))]
    rows = []
    for line in lines:
        cells = [
            f"{cell:<{size}}" if place < table.names else f"{cell:>{size}}"
            for place, (cell, size) in enumerate(zip(line, sizes, strict=True))
        ]
        rows.append(f"  {'  '.join(cells)}".rstrip())
    return "\n".join([_filled(caption, width), *rows])


def write_report(result: ComparisonResult, folder: Path, command: str = "") -> None:
    """Write the files of a comparison.

    Parameters
    ----------
    result : ComparisonResult
        The comparison.
    folder : pathlib.Path
        A folder given by `sim.runs.store.written_whole`.
    command : str
        The command that makes the folder again.
    """
    for table in TABLES:
        frame = getattr(result, table)
        write_table(table, {str(name): frame[name] for name in frame}, folder)
    if result.told:
        found = Findings(result)
        _write_statistics(found, folder / "statistics")
        drawn = figures(found)
        for name, svg in drawn.items():
            (folder / f"{name}.svg").write_text(svg, encoding="utf-8", newline="\n")
        page = report_page(result, found, drawn, command)
        (folder / "report.html").write_text(page, encoding="utf-8", newline="\n")
        write_json(folder / "summary.json", summary(found))
    else:
        write_json(folder / "summary.json", {"failed": len(result.failures), "reading": NOTHING})
    # Last: it says that the folder is complete.
    write_json(folder / MANIFEST, result.manifest())


def _write_statistics(found: Findings, folder: Path) -> None:
    """Write every table of figures: day by day as Parquet, the others as CSV."""
    folder.mkdir()
    statistics = found.result.statistics
    by_day = {
        "survival": found.survival,
        "incidence": found.incidence,
        "clause_shares": statistics.clause_shares(),
    }
    for name, table in by_day.items():
        table.reset_index().to_parquet(folder / f"{name}.parquet", index=False)
    others: dict[str, pd.DataFrame] = {
        "held_after": statistics.held_after(found.days),
        "days_held": statistics.restricted_mean(),
        "median_days": statistics.median_days(),
        "ends": statistics.ends(),
        "means": statistics.means(),
        "clauses": statistics.clause_table(),
    }
    if found.others:
        others |= {
            "differences": found.result.differences(),
            "effects": found.result.effects,
            "hazard_ratios": found.result.hazard_ratios,
            "log_rank": statistics.log_rank(),
        }
    for name, table in others.items():
        table.to_csv(folder / f"{name}.csv", lineterminator="\n")


def summary(found: Findings) -> dict[str, Any]:
    """Gather the figures that the command prints.

    Parameters
    ----------
    found : Findings
        The comparison.

    Returns
    -------
    dict
        Figures by name; shares lie in [0, 1], and None stands for what the runs cannot
        tell.
    """
    asked = found.result.comparison
    return {
        "variants": list(asked.labels),
        "base": found.base,
        "scenarios": {arm.label: arm.origin.name for arm in asked.arms},
        "changes": {arm.label: dict(arm.changes) for arm in asked.arms if arm.changes},
        "same_luck": found.of_one,
        "seed": asked.seed,
        "replicates": asked.replicates,
        "failed": len(found.result.failures),
        "horizon": found.horizon,
        "arms": {label: _arm(found, label) for label in found.labels},
        "against": {
            one.label: {
                "days_held": _figures(one.days),
                "days_held_unpaired": None if one.unpaired is None else _figures(one.unpaired),
                "tighter": _finite(one.tighter),
                "p_holm": _finite(one.p),
                "hazard_ratio": _figures(one.ratio),
                "proportional_p": _finite(one.proportional_p),
                "warning": one.warning,
            }
            for one in found.against()
        },
        "reading": say.reading(found),
        "luck": say.luck(found),
        "warnings": say.warnings(found),
        "caveat": CAVEAT,
    }


def _arm(found: Findings, label: str) -> dict[str, Any]:
    counted = {name: found.count(label, name) for name in COUNTED}
    return {
        "runs": len(found.result[label].runs),
        "held": {str(day): _figures(found.held(label, day)) for day in found.days},
        "days_held": _figures(found.mean(label)),
        "median_end_day": found.median(label).value,
        "end_kinds": {kind: _figures(one) for kind, one in found.ends(label).items()},
        "alternatives": {
            name: {
                "held": _figures(found.held(label, found.horizon, name)),
                "days_held": _figures(found.mean(label, name)),
                "median_end_day": found.median(label, name).value,
            }
            for name in found.definitions
            if name != MAIN
        },
        "means": {name: _figures(one) for name, one in counted.items() if one is not None},
    }


def _figures(one: Estimate) -> dict[str, float | None]:
    return {"value": _finite(one.value), "low": _finite(one.low), "high": _finite(one.high)}


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
