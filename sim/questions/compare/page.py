"""The page of a comparison: what was found, figure by figure, and what was run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.questions.compare import reading as say
from sim.questions.compare import sections as parts_say
from sim.questions.compare import tables
from sim.questions.compare.look import arm_text
from sim.questions.run.summary import CAVEAT
from sim.shared.page import Page, Section, page_text
from sim.shared.wording import listed, start_case

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.questions.compare.compare import ComparisonResult
    from sim.questions.compare.findings import Findings
    from sim.shared.page import Table

CAVEATS = (
    (
        "Intervals cover the luck of these runs and nothing else: not doubt about parameters,"
        " rules or circumstances, which is far larger."
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
NOTES = {
    "survival": (
        (
            "Each curve is the share of runs whose agreement was still in force (Kaplan and Meier"
            " 1958). Mean days held are counted up to the last day that all arms simulate, so that"
            " an agreement that would have held for years counts with that day."
        ),
    ),
    "effects": (
        (
            "The difference in days held says how much; it needs no assumption. The hazard ratio"
            " (Cox 1972) compares the daily risk of an end. It is one number only where that risk"
            " stands in the same ratio on every day; where the check speaks against it, read the"
            " curves. It does not use the luck in common."
        ),
    ),
    "ends": (
        (
            "Areas add up to the share that had ended by each day (Aalen and Johansen 1978): an"
            " agreement that ends in one way can no longer end in another."
        ),
    ),
    "clauses": (
        (
            "A clause of an agreement that soon ended had less time to be breached: what lapsed"
            " with its agreement is not among those breached. A clause that an arm does not have"
            " has no dot."
        ),
    ),
}


def report_page(
    result: ComparisonResult, found: Findings, figures: Mapping[str, str], command: str = ""
) -> str:
    """Write the page of a comparison.

    Parameters
    ----------
    result : ComparisonResult
        The comparison.
    found : Findings
        What it found.
    figures : mapping
        SVG by name, as given by `sim.questions.compare.figures.figures`.
    command : str
        The command that makes the page again.

    Returns
    -------
    str
        The text of the file.
    """
    asked = result.comparison
    sections = [
        _section(
            "How long they held",
            parts_say.held_sentence(found),
            figures,
            "survival",
            (tables.held_table(found),),
            "Curves of the share still in force, day by day, for every arm.",
        )
    ]
    if found.others:
        changes = tables.changes_table(found)
        parts = (tables.effects_table(found), tables.shares_table(found))
        sections.append(
            _section(
                f"What changes against {arm_text(found.base)}",
                parts_say.effects_sentence(found),
                figures,
                "effects",
                parts if changes is None else (changes, *parts),
                "For every arm the difference in days held, and the hazard ratio, with intervals.",
                (say.luck(found),),
            )
        )
    sections += [
        _section(
            "How they ended",
            parts_say.ends_sentence(found),
            figures,
            "ends",
            (tables.ends_table(found),),
            "For every arm the share that had ended by each day, by kind of end.",
        ),
        _section(
            "Under each definition of an end",
            parts_say.definitions_sentence(found),
            figures,
            "definitions",
            tables.definitions_tables(found),
            "For every arm days held and the share that held, under each definition.",
            (parts_say.definitions_in_words(found),),
        ),
        _section(
            "Clause by clause",
            parts_say.clauses_sentence(found),
            figures,
            "clauses",
            (tables.clauses_table(found),) if found.clauses else (),
            "For every clause and arm the share of runs in which it was not breached.",
        ),
        Section(
            "Violence, accusations, flight",
            parts_say.counts_sentence(found),
            tables=tables.counts_tables(found),
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
    lead = " ".join([say.reading(found), *say.warnings(found), CAVEAT])
    page = Page(
        title=title(result),
        lead=lead,
        sections=tuple(sections),
        settings=settings,
        command=command,
        config=result.config,
        caveats=CAVEATS,
    )
    return page_text(page)


def title(result: ComparisonResult) -> str:
    """Say what is compared.

    Parameters
    ----------
    result : ComparisonResult
        The comparison.

    Returns
    -------
    str
        A heading.
    """
    asked = result.comparison
    names = list(dict.fromkeys(arm.origin.name for arm in asked.arms))
    if len(names) > 1:
        return start_case(f"{listed([arm_text(label) for label in asked.labels], 12)} side by side")
    changed = listed([arm_text(arm.label) for arm in asked.arms if arm.changes], most=12)
    as_it_is = any(not arm.changes for arm in asked.arms)
    return f"{names[0]}{': as it is, and' if as_it_is else ''} with {changed}"


def _section(  # noqa: PLR0913, PLR0917 - the parts of a section, in their order
    heading: str,
    sentence: str,
    figures: Mapping[str, str],
    name: str,
    shown: tuple[Table, ...],
    alternative: str,
    notes: tuple[str, ...] = (),
) -> Section:
    return Section(
        heading,
        sentence,
        figure=figures.get(name, ""),
        figure_name=name if name in figures else "",
        alternative=alternative,
        tables=shown,
        notes=(*notes, *NOTES.get(name, ())),
    )
