"""The report on `ceasefire why`: figures, why.md, two pictures and one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.questions.run.summary import CAVEAT
from sim.questions.why.asked import asked, group_text
from sim.questions.why.but_for_picture import but_for_svg
from sim.questions.why.but_for_text import (
    directions,
    end_text,
    heading,
    idle_text,
    interval,
    level_text,
    of_direction,
    opening,
    reading,
)
from sim.questions.why.causes_picture import causes_svg
from sim.questions.why.text import (
    HEADS,
    NOT_BLAME,
    behind,
    both,
    cells,
    chain_sentences,
    names_of,
    title,
)
from sim.shared.page import Page, Section, Table, page_text

if TYPE_CHECKING:
    from pathlib import Path

    from sim.questions.why.but_for import Effect
    from sim.questions.why.result import WhyResult
    from sim.shared.names import Names

FULL_HEADS = (
    *HEADS[:2],
    "what it is",
    "ends averted",
    "ends brought about",
    *HEADS[3:],
)
LUCK = (
    "All else has the same luck: a draw has an address, so that a run with a change differs from"
    " the run without it only by what the change brought about."
)
MANY = (
    "Many changes are compared. Each interval is at 95 percent and stands for itself, so that among"
    " many some miss. A star marks a gain or loss of days that is clear with all of them judged"
    " together (paired t test, adjusted by Holm 1979)."
)
MECHANISMS = (
    "A mechanism is a part of the model, not something that anybody chose. That no offensive ends"
    " an agreement where there are none says little."
)
KEPT_NOTE = (
    "A duty to deliver is taken as kept by setting its progress at entry to 1, a repeated one by"
    " setting its difficulty to 0. For duties to refrain or to keep posts no number says so; asked"
    " instead is what if a party's orders were always to hold fire, which leaves its offensives,"
    " its answers to fire, and units that do not obey."
)
CAVEATS = (NOT_BLAME, MANY, MECHANISMS, KEPT_NOTE, CAVEAT)


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
    names = names_of(result)
    told = None
    if result.told is not None:
        outcome = result.told.outcome
        told = {"ended": outcome.ended, "end_day": outcome.end_day, "end_kind": outcome.end_kind}
    return {
        "scenario": result.scenario.name,
        "seed": result.seed,
        "replicate": result.replicate,
        "replicates": result.replicates,
        "horizon": result.horizon,
        "failed": len(result.failures),
        "told": told,
        "chain": [text.replace("**", "") for text in chain_sentences(result, names)],
        "ended": int(result.base.ended.sum()),
        "held": int((~result.base.ended).sum()),
        "questions": len(result.effects),
        "effects": [_figures(effect, names) for effect in result.effects],
        "pairs": [
            {"both": both(pair, names), "prevented": pair.prevented.value,
             "either_alone": pair.either.value}
            for pair in result.pairs
        ],
        "level_with_the_first": [asked(question, names) for question in result.level],
        "reading": reading(result, names),
        "caveat": f"{NOT_BLAME} {CAVEAT}",
    }  # fmt: skip


def _figures(effect: Effect, names: Names) -> dict[str, Any]:
    return {
        "asked": asked(effect.question, names),
        "group": effect.question.group,
        "changes": dict(effect.question.changes),
        "direction": effect.direction,
        "rank": effect.rank,
        "moved": effect.moved,
        "prevented": effect.prevented.value,
        "brought": effect.brought.value,
        "days": effect.days,
        "clear": effect.clear,
    }


def written(result: WhyResult) -> str:
    """Write why.md: the chain in full, and every change in a table."""
    names = names_of(result)
    lines = [f"# {title(result, names)}", "", end_text(result, names), ""]
    steps = names.shortened("\n".join(chain_sentences(result, names)))
    lines += [f"{place}. {text}" for place, text in enumerate(steps.split("\n"), start=1) if text]
    lines += ["", behind(result), "", reading(result, names), ""]
    for section in _sections(result, names, drawn=False)[1:]:
        lines += [f"## {section.heading}", "", section.sentence, ""]
        for table in section.tables:
            lines += [_markdown(table), ""]
        lines += [line for note in section.notes for line in (note, "")]
    lines += ["## What this cannot say", "", *(f"- {text}" for text in CAVEATS), ""]
    return "\n".join(lines)


def _markdown(table: Table) -> str:
    rows = [table.heads, tuple("---" for _ in table.heads), *table.rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in rows
    )


def _told_plainly(result: WhyResult, names: Names) -> list[str]:
    """Sentences that have no date of their own, as those on a run that held."""
    return [text for text in chain_sentences(result, names) if not text.startswith("**")]


def _chain_table(result: WhyResult, names: Names) -> tuple[Table, ...]:
    """Lay the steps of the chain out as rows of date and sentence."""
    steps = names.shortened("\n".join(chain_sentences(result, names))).split("\n")
    rows = [text.removeprefix("**").partition("**: ") for text in steps if text.startswith("**")]
    if not rows:
        return ()
    told = tuple((whole(date), text) for date, _, text in rows)
    return (Table(("date", "what happened"), told, names=2),)


def whole(text: str) -> str:
    """Keep a date or a figure on one line."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def _sections(result: WhyResult, names: Names, *, drawn: bool = True) -> list[Section]:
    chain = causes_svg(result.graph, names) if drawn and result.graph is not None else ""
    found = [
        Section(
            "The chain of causes",
            end_text(result, names),
            figure=chain,
            figure_name="why",
            alternative="Events that led to the end, from left to right, with arrows from cause"
            " to effect; the sentences below say the same.",
            tables=_chain_table(result, names),
            notes=(*_told_plainly(result, names), behind(result)),
        )
    ]
    figure = but_for_svg(result, names) if drawn else ""
    for direction in directions(result):
        effects = of_direction(result, direction)
        if not effects:
            continue
        rows = tuple(
            (
                *row[:2],
                group_text(effect.question),
                whole(interval(effect.prevented)),
                whole(interval(effect.brought)),
                *map(whole, row[3:]),
            )
            for effect in effects
            for row in [cells(effect, effects, result, names)]
        )
        level = level_text(result, names) if direction == "longer" else ""
        found.append(
            Section(
                heading(direction),
                opening(result, direction),
                figure=figure,
                figure_name="but_for",
                alternative="Dots with intervals for each change: share of ends, and days.",
                tables=(Table(FULL_HEADS, rows, names=3),),
                notes=(level,) if level else (),
            )
        )
        # One picture shows both directions.
        figure = ""
    if result.pairs:
        rows = tuple((both(p, names), interval(p.prevented), interval(p.either))
                     for p in result.pairs)  # fmt: skip
        heads = ("both at once", "the end would not have come", "one of them alone would do")
        sentence = "Where both do more than either alone, each stood in for the other."
        found.append(Section("Two changes at once", sentence, tables=(Table(heads, rows),)))
    if idle := idle_text(result, names):
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
        The chain, what the end hung on, what carried it.
    """
    names = names_of(result)
    return Page(
        title=title(result, names),
        lead=reading(result, names),
        sections=tuple(_sections(result, names)),
        settings={
            "scenario": result.scenario.name,
            "seed": result.seed,
            "told run": result.replicate,
            "runs for each question": result.replicates,
            "days": result.horizon,
            "questions": len(result.effects),
            "engine": result.engine,
            **result.versions,
        },
        command=command,
        config=result.config,
        caveats=(LUCK, *CAVEATS),
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
