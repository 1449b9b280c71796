"""The report on a comparison: text for a terminal, the page, and the files of a result folder."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from sim.questions.compare import tables, words
from sim.questions.compare.compare import TABLES
from sim.questions.compare.figures import arm_text, figures
from sim.questions.compare.findings import BY_DAY, COUNTED, OF_ARMS, OF_DIFFERENCES, Findings
from sim.questions.run.summary import CAVEAT
from sim.runs.store import MANIFEST, write_json
from sim.runs.tables import write_table
from sim.shared.lifetimes import MAIN
from sim.shared.page import Page, Section, page_text
from sim.shared.wording import listed, plural

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from sim.questions.compare.compare import ComparisonResult
    from sim.shared.intervals import Estimate
    from sim.shared.page import Table

_WIDTH = 88
_NOTHING = "No run was carried through."
_EXPLAINED = (
    "In brackets 95 % intervals. p: probability of a difference so large by chance alone, corrected"
    " for the number of arms. Hazard ratio: over 1 where it ends sooner; same ratio: whether one"
    " number fits all days."
)
_WHERE = (
    "report.html has all figures and tables in one page; the figures are also SVG files, and the"
    " tables lie in statistics/."
)
_CAVEATS = (
    (
        "Intervals cover chance in the draws of these runs and nothing else: not doubt about"
        " parameters, rules or circumstances, which is far larger."
    ),
    "Parameters of behaviour are assumed, or fitted loosely. Another set may give another answer.",
    (
        "A difference says what a change does in the model, not what it would have done to a real"
        " agreement."
    ),
    (
        "Scenarios differ in more than one thing. That one holds longer does not say why;"
        " variants of one scenario do."
    ),
)
# How to read each figure, and what it does not say.
_NOTES = {
    "survival": (
        "Each curve is the share of runs whose agreement was still in force (Kaplan and Meier"
        " 1958). Mean days held are counted up to the last day that all arms simulate, so that"
        " an agreement that would have held for years counts with that day."
    ),
    "effects": (
        "The difference in days held says how much; it needs no assumption. The hazard ratio"
        " (Cox 1972) compares the daily risk of an end. It is one number only where that risk"
        " stands in the same ratio on every day; where the check speaks against it, read the"
        " curves. It does not use the random streams in common."
    ),
    "ends": (
        "Areas add up to the share that had ended by each day (Aalen and Johansen 1978): an"
        " agreement that ends in one way can no longer end in another."
    ),
    "clauses": (
        "A clause of an agreement that soon ended had less time to be breached: what lapsed"
        " with its agreement is not among those breached. A clause that an arm does not have"
        " has no dot."
    ),
}


def comparison_text(result: ComparisonResult, width: int = _WIDTH) -> str:
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
    head = f"{words.title(result)}, {plural(asked.replicates, 'run')} of each, seed {asked.seed}"
    if not result.told:
        return f"{head}\n\n{_NOTHING}"
    found = Findings(result)
    days = f"up to day {found.horizon}"
    against = f"Against {arm_text(found.base)}: days held {days}, and hazard of ending"
    short = (tables.definitions_in_short(found), tables.counts_in_short(found))
    shown = {
        f"Still in force after, in percent; mean days held {days}": tables.held_table(found),
        "How it ended, in percent": tables.ends_table(found),
        **({against: tables.effects_table(found)} if found.others else {}),
        **{table.caption: table for table in short},
    }
    blocks = [_EXPLAINED]
    if found.others:
        blocks.append(words.streams_sentence(found))
    blocks.append(f"{words.reading(found)} {CAVEAT}")
    blocks += [f"Warning: {note}" for note in words.warnings(found)]
    return "\n\n".join(
        [
            _filled(head, width),
            *(_table_text(caption, table, width) for caption, table in shown.items()),
            *(_filled(block, width) for block in (*blocks, _WHERE)),
        ]
    )


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


def report_page(found: Findings, drawn: Mapping[str, str], command: str = "") -> str:
    """Write the page of a comparison.

    Parameters
    ----------
    found : Findings
        What it found.
    drawn : mapping
        SVG by name, as given by `sim.questions.compare.figures.figures`.
    command : str
        The command that makes the page again.

    Returns
    -------
    str
        The text of the file.
    """
    result, asked = found.result, found.result.comparison

    def section(  # noqa: PLR0913, PLR0917 - the parts of a section, in their order
        heading: str,
        sentence: str,
        shown: tuple[Table, ...],
        figure: str = "",
        alternative: str = "",
        notes: tuple[str, ...] = (),
    ) -> Section:
        notes = (*notes, _NOTES[figure]) if figure in _NOTES else notes
        name = figure if figure in drawn else ""
        return Section(heading, sentence, drawn.get(figure, ""), name, alternative, shown, notes)

    sections = [
        section(
            "How long they held",
            words.held_sentence(found),
            (tables.held_table(found),),
            "survival",
            "Curves of the share still in force, day by day, for every arm.",
        )
    ]
    if found.others:
        changes = tables.changes_table(found)
        parts = (tables.effects_table(found), tables.shares_table(found))
        sections.append(
            section(
                f"What changes against {arm_text(found.base)}",
                words.effects_sentence(found),
                parts if changes is None else (changes, *parts),
                "effects",
                "For every arm the difference in days held, and the hazard ratio, with intervals.",
                (words.streams_sentence(found),),
            )
        )
    sections += [
        section(
            "How they ended",
            words.ends_sentence(found),
            (tables.ends_table(found),),
            "ends",
            "For every arm the share that had ended by each day, by kind of end.",
        ),
        section(
            "Under each definition of an end",
            words.definitions_sentence(found),
            tables.definitions_tables(found),
            "definitions",
            "For every arm days held and the share that held, under each definition.",
            (words.definitions_in_words(found),),
        ),
        section(
            "Clause by clause",
            words.clauses_sentence(found),
            (tables.clauses_table(found),) if found.clauses else (),
            "clauses",
            "For every clause and arm the share of runs in which it was not breached.",
        ),
        section(
            "Violence, accusations, flight",
            words.counts_sentence(found),
            tables.counts_tables(found),
            notes=(
                "Counts go up to the end, so that what holds longer has more of everything.",
                "Contested accusations are true in the accuser's reading only.",
            ),
        ),
    ]
    settings = {
        "scenario": listed(list(dict.fromkeys(arm.origin.name for arm in asked.arms)), most=12),
        "arms": listed([arm_text(label) for label in asked.labels], most=12),
        "seed": asked.seed,
        "replicates": f"{asked.replicates} of each arm, numbered from 0",
        "failed": len(result.failures),
        "horizon": f"{asked.horizon} days",
        "engine": asked.engine,
        "version": result.versions.get("ceasefire-sim", ""),
        "hash of the configuration": result.manifest()["config_sha256"],
    }
    page = Page(
        title=words.title(result),
        lead=" ".join([words.reading(found), *words.warnings(found), CAVEAT]),
        sections=tuple(sections),
        settings=settings,
        command=command,
        config=result.config,
        caveats=_CAVEATS,
    )
    return page_text(page)


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
    for kind in TABLES:
        frame = getattr(result, kind)
        write_table(kind, {str(name): frame[name] for name in frame}, folder)
    if result.told:
        found = Findings(result)
        statistics = folder / "statistics"
        statistics.mkdir()
        for name in BY_DAY:
            table = found.table(name).reset_index()
            table.to_parquet(statistics / f"{name}.parquet", index=False)
        for name in OF_ARMS | (OF_DIFFERENCES if found.others else {}):
            found.table(name).to_csv(statistics / f"{name}.csv", lineterminator="\n")
        drawn = figures(found)
        texts = {f"{name}.svg": svg for name, svg in drawn.items()}
        texts["report.html"] = report_page(found, drawn, command)
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8", newline="\n")
        write_json(folder / "summary.json", summary(found))
    else:
        write_json(folder / "summary.json", {"failed": len(result.failures), "reading": _NOTHING})
    # Last: it says that the folder is complete.
    write_json(folder / MANIFEST, result.manifest())


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
        "same_streams": found.of_one,
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
        "reading": words.reading(found),
        "streams": words.streams_sentence(found),
        "warnings": words.warnings(found),
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
