"""A study of sensitivity as a page: a section for each stage, and what can be said of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING

from sim.questions.sensitivity.words import (
    chance_text,
    closing,
    limit_text,
    luck_sentence,
    range_text,
    ranked_rows,
    reading,
    region_sentence,
    rows_of,
    screening_sentence,
    together_sentence,
)
from sim.shared.page import Page, Section, Table

if TYPE_CHECKING:
    from sim.questions.sensitivity.sensitivity import Findings
    from sim.questions.sensitivity.study import SensitivityResult

MOST = 30

INDICES = (
    "The first-order index is the share of the variance of the mean outcome that a parameter"
    " explains by itself; the total index adds all that it does together with others. An index"
    " that comes out below zero is zero within its error."
)
ALONE = (
    "Each panel varies one parameter and leaves the others as the scenario has them. The interval"
    " is that of the difference from the scenario on the same luck. What two parameters do"
    " together cannot be seen here."
)
ANYWHERE = (
    "An elementary effect is the change of the mean when one parameter moves by two thirds of its"
    " range, from a place where the others stand anywhere, carried to the whole range (Morris"
    " 1991). A large spread says that it depends on the others, or bends. The mean size is never"
    " below zero, so a part of it is luck; the column luck of morris.parquet says how much."
)
SETTLED = (
    "Where a line still slopes, or an interval is wide, more base samples are needed;"
    " sensitivity.samples says how many."
)
LUCK = (
    "Between single runs an outcome varies because the parameters differ, and because luck does."
    " The two are told apart by running each point several times, with other luck at every point."
    " Effects and indices are those of the mean. The luck that a mean over few runs still holds is"
    " taken off the Sobol indices."
)
PEELING = (
    "The patient rule induction method (Friedman and Fisher 1999) peels thin slices off the space"
    " of inputs. Of its boxes the one with the most failures above those of as many cases anywhere"
    " is taken, and limits that a test does not bear out are dropped. One half of the cases found"
    " the region; the figures are those of the other half. The quasi-p value of a limit (Bryant"
    " and Lempert 2010) is the chance of as many failures, were this limit beside the point."
)
CAVEATS = (
    (
        "A range says over what a number was varied, not what it is in the world. A parameter with"
        " a narrow range can look idle, and one with a wide range decisive."
    ),
    (
        "Parameters are drawn apart from each other, and evenly over their ranges. Where two"
        " belong together in the world, places are counted that do not exist there."
    ),
    "A share of variance speaks of spread, not of the direction or the worth of a change.",
    "A parameter that moved no run when varied alone was not tried together with others.",
)
TABLE = (
    "Alone: largest change of the mean, the others as the scenario has them. mu*: mean size of the"
    " effect of the whole range, the others anywhere. Indices are shares of variance, with 95 %"
    " intervals. * a lever: a term of an agreement."
)


def page_of(result: SensitivityResult, drawn: dict[str, str], command: str = "") -> Page:
    """Lay a study out as a page.

    Parameters
    ----------
    result : SensitivityResult
        What was found.
    drawn : dict of str
        Pictures by name.
    command : str
        The command that makes it again.

    Returns
    -------
    Page
        The page.
    """
    found, question = result.findings, result.question
    what = found.outcome.title
    settings = {
        name: value
        for name, value in asdict(found.settings).items()
        if name not in ("outcome", "design_seed", "fails_within")
    }
    sections = (
        _strongest(found, drawn),
        _section(
            "One parameter at a time",
            screening_sentence(found),
            "one_at_a_time",
            drawn,
            f"Mean of {what} over values of each of the strongest parameters.",
            (ALONE,),
        ),
        _section(
            "Effects anywhere in the space",
            "",
            "morris",
            drawn,
            "Mean size and spread of elementary effects.",
            (ANYWHERE,),
        ),
        _section(
            "How settled the indices are",
            "",
            "convergence",
            drawn,
            "Sobol indices from few base samples up to all.",
            (SETTLED,),
        ),
        _section(
            "How much is luck",
            luck_sentence(found),
            "noise",
            drawn,
            "Shares of variance of parameters and of luck.",
            (LUCK,),
        ),
        _failing(found, drawn),
        _ranges(found),
    )
    return Page(
        title=f"What matters in {question.scenario.name}",
        lead=f"{reading(found)} {region_sentence(found)}".strip(),
        sections=tuple(one for one in sections if one is not None),
        settings={
            "scenario": question.scenario.name,
            "outcome": f"{what} ({found.outcome.name})",
            "parameters": len(found.parameters),
            "runs": f"{result.runs:,}",
            "runs that failed": result.failed,
            "seed of the runs": question.seed,
            "seed of the designs": found.settings.design_seed,
            "horizon": f"{question.horizon} days",
            "engine": question.engine,
            **settings,
            "an agreement fails": f"that ends within {found.fails_within} days",
        },
        command=command,
        config=question.identity,
        caveats=(closing(found), *CAVEATS),
    )


def _section(  # noqa: PLR0913, PLR0917 - the parts of a section
    heading: str,
    sentence: str,
    picture: str,
    drawn: dict[str, str],
    alternative: str,
    notes: tuple[str, ...],
    tables: tuple[Table, ...] = (),
) -> Section | None:
    if picture not in drawn:
        return None
    return Section(heading, sentence, drawn[picture], picture, alternative, tables, notes)


def _strongest(found: Findings, drawn: dict[str, str]) -> Section:
    heads, rows = ranked_rows(found, MOST)
    return Section(
        "Which parameters matter",
        together_sentence(found),
        drawn.get("sobol", ""),
        "sobol" if "sobol" in drawn else "",
        "First and total Sobol index of each parameter.",
        (Table(heads, tuple(rows), TABLE, names=2),),
        (INDICES,),
    )


def _failing(found: Findings, drawn: dict[str, str]) -> Section | None:
    region = found.region
    if region is None:
        return None
    rows = tuple(
        (limit_text(one), range_text(found, one.parameter.key), chance_text(one.quasi_p))
        for one in region.restrictions
    )
    table = Table(("limit", "range searched", "quasi-p"), rows)
    return _section(
        "Where agreements fail",
        region_sentence(found),
        "discovery",
        drawn,
        "Coverage and density along the search, and the limits of the region.",
        (PEELING,),
        (table,) if rows else (),
    )


def _ranges(found: Findings) -> Section:
    heads = ("parameter", "role", "unit", "value", "range", "how the range was got")
    rows = tuple(
        (row.label, row.role, row.unit, row.value, range_text(found, row.key), row.basis)
        for row in rows_of(found.screening.head(MOST))
    )
    rest = len(found.screening) - len(rows)
    caption = f"The strongest; parameters.parquet has {rest} more." if rest else ""
    reasons = Counter(found.left_out.values())
    return Section(
        "Over what they varied",
        "Nobody has measured these ranges; they were taken by rule unless they were stated.",
        tables=(Table(heads, rows, caption, names=len(heads)),),
        notes=tuple(f"Left out, {count}: {reason}." for reason, count in reasons.items()),
    )
