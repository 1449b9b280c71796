"""The report on `ceasefire why`: figures, why.md, two pictures and one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.questions.run.summary import CAVEAT
from sim.questions.why import words
from sim.questions.why.pictures import but_for_svg, causes_svg
from sim.questions.why.questions import asked
from sim.shared.page import Page, Section, Table, page_text

if TYPE_CHECKING:
    from pathlib import Path

    from sim.questions.why.why import WhyResult

_FULL_HEADS = (
    *words.HEADS[:2],
    "what it is",
    "ends averted",
    "ends brought about",
    *words.HEADS[3:],
)
_FIGURES = ("direction", "rank", "moved", "prevented", "brought", "days", "clear")
_STREAM = (
    "All else is on the same random stream: a draw has an address, so that a run with a change"
    " differs from the run without it only by what the change brought about."
)
_MANY = (
    "Many changes are compared. Each interval is at 95 percent and stands for itself, so that among"
    " many some miss. A star marks a gain or loss of days that is clear with all of them judged"
    " together (paired t test, adjusted by Holm 1979)."
)
_MECHANISMS = (
    "A mechanism is a part of the model, not something that anybody chose. That no offensive ends"
    " an agreement where there are none says little."
)
_KEPT = (
    "A duty to deliver is taken as kept by setting its progress at entry to 1, a repeated one by"
    " setting its difficulty to 0. For duties to refrain or to keep posts no number says so; asked"
    " instead is what if a party's orders were always to hold fire, which leaves its offensives,"
    " its answers to fire, and units that do not obey."
)
CAVEATS = (words.NOT_BLAME, _MANY, _MECHANISMS, _KEPT, CAVEAT)


def summary(result: WhyResult) -> dict[str, Any]:
    """Gather the figures that the command prints.

    Parameters
    ----------
    result : WhyResult
        What was asked.

    Returns
    -------
    dict
        Figures by name; shares lie in [0, 1].
    """
    told = None
    if result.told is not None:
        names = ("ended", "end_day", "end_kind")
        told = {name: getattr(result.told.outcome, name) for name in names}
    return {
        "scenario": result.scenario.name,
        **{name: getattr(result, name) for name in ("seed", "replicate", "replicates", "horizon")},
        "failed": len(result.failures),
        "told": told,
        "chain": [text.replace("**", "") for text in words.chain_sentences(result)],
        "ended": result.runs_ended,
        "held": result.runs_held,
        "questions": len(result.effects),
        "effects": [
            {
                "asked": asked(effect.question, result.names),
                "group": effect.question.group,
                "changes": dict(effect.question.changes),
                **{name: row[name] for name in _FIGURES},
            }
            for effect in result.effects
            for row in [effect.row()]
        ],
        "pairs": [
            {
                "both": words.both(pair, result),
                "prevented": pair.prevented.value,
                "either_alone": pair.either.value,
            }
            for pair in result.pairs
        ],
        "level_with_the_first": [asked(question, result.names) for question in result.level],
        "reading": words.reading(result),
        "caveat": f"{words.NOT_BLAME} {CAVEAT}",
    }


def written(result: WhyResult) -> str:
    """Write why.md: the chain in full, and every change in a table."""
    lines = [f"# {words.title(result)}", "", words.end_text(result), ""]
    steps = words.chain_sentences(result, short=True)
    lines += [f"{place}. {text}" for place, text in enumerate(steps, start=1) if text]
    lines += ["", words.behind(result), "", words.reading(result), ""]
    for section in _sections(result):
        lines += [f"## {section.heading}", "", section.sentence, ""]
        for table in section.tables:
            rows = (table.heads, ("---" for _ in table.heads), *table.rows)
            lines += [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in rows]
            lines.append("")
        lines += [line for note in section.notes for line in (note, "")]
    lines += ["## What this cannot say", "", *(f"- {text}" for text in CAVEATS), ""]
    return "\n".join(lines)


def _whole(text: str) -> str:
    """Keep a date or a figure on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _chain_section(result: WhyResult) -> Section:
    steps = words.chain_sentences(result, short=True)
    dated = [text.removeprefix("**").partition("**: ") for text in steps if text.startswith("**")]
    rows = tuple((_whole(date), text) for date, _, text in dated)
    # On a run that held there are sentences without a date of their own.
    plain = [text for text in words.chain_sentences(result) if not text.startswith("**")]
    return Section(
        "The chain of causes",
        words.end_text(result),
        figure=causes_svg(result.graph, result.names) if result.graph is not None else "",
        figure_name="why",
        alternative="Events that led to the end, from left to right, with arrows from cause"
        " to effect; the sentences below say the same.",
        tables=(Table(("date", "what happened"), rows, names=2),) if rows else (),
        notes=(*plain, words.behind(result)),
    )


def _sections(result: WhyResult, figure: str = "") -> list[Section]:
    """Lay out what was found on changes; one picture shows both directions."""
    found: list[Section] = []
    for direction, effects in result.groups.items():
        if not effects:
            continue
        rows = []
        for effect in effects:
            rank, what, _, *others = words.cells(effect, effects, result)
            shares = (words.interval(effect.prevented), words.interval(effect.brought))
            rows.append((rank, what, effect.question.sort, *map(_whole, (*shares, *others))))
        level = words.level_text(result) if direction == "longer" else ""
        found.append(
            Section(
                words.heading(direction),
                words.opening(result, direction),
                figure="" if found else figure,
                figure_name="but_for",
                alternative="Dots with intervals for each change: share of ends, and days.",
                tables=(Table(_FULL_HEADS, tuple(rows), names=3),),
                notes=(level,) if level else (),
            )
        )
    if result.pairs:
        heads = ("both at once", "the end would not have come", "one of them alone would do")
        together = Table(
            heads,
            tuple(
                (
                    words.both(pair, result),
                    words.interval(pair.prevented),
                    words.interval(pair.either),
                )
                for pair in result.pairs
            ),
        )
        sentence = "Where both do more than either alone, each stood in for the other."
        found.append(Section("Two changes at once", sentence, tables=(together,)))
    if idle := words.idle_text(result):
        found.append(Section("What changed nothing", "", notes=(idle,)))
    return found


def page(result: WhyResult, command: str = "") -> Page:
    """Lay the report out as one page.

    Parameters
    ----------
    result : WhyResult
        What was asked.
    command : str
        The command that makes it again.

    Returns
    -------
    Page
        The chain, what the end depended on, what carried it.
    """
    return Page(
        title=words.title(result),
        lead=words.reading(result),
        sections=(_chain_section(result), *_sections(result, but_for_svg(result))),
        settings={
            "scenario": result.scenario.name,
            "seed": result.seed,
            "run": result.replicate,
            "runs for each question": result.replicates,
            "days": result.horizon,
            "questions": len(result.effects),
            "engine": result.engine,
            **result.versions,
        },
        command=command,
        config=result.config,
        caveats=(_STREAM, *CAVEATS),
    )


def write_report(result: WhyResult, folder: Path, command: str = "") -> None:
    """Write the words and pictures into a result folder.

    Parameters
    ----------
    result : WhyResult
        What was asked.
    folder : pathlib.Path
        A folder given by `written_whole`.
    command : str
        The command that makes it again.
    """
    found = page(result, command)
    files = {"why.md": written(result), "report.html": page_text(found)}
    files |= {f"{one.figure_name}.svg": one.figure for one in found.sections if one.figure}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
