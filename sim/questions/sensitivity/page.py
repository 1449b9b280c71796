"""A study of sensitivity as a page, and as tables and figures: what its folder holds."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.questions.sensitivity.pictures import pictures
from sim.questions.sensitivity.words import (
    PAGE,
    chance_sentence,
    chance_text,
    closing,
    limit_text,
    range_text,
    ranked_rows,
    reading,
    region_sentence,
    rows_of,
    screening_sentence,
    sensitivity_text,
    together_sentence,
)
from sim.runs.stages import finish_study
from sim.shared.page import Page, Section, Table, page_text

if TYPE_CHECKING:
    from pathlib import Path

    from sim.questions.sensitivity.findings import Findings
    from sim.questions.sensitivity.study import SensitivityResult

_MOST = 30
_INDICES = (
    "The first-order index is the share of the variance of the mean outcome that a parameter"
    " explains by itself; the total index adds all that it does together with others. An index"
    " that comes out below zero is zero within its error."
)
_ALONE = (
    "Each panel varies one parameter and leaves the others as the scenario has them. The interval"
    " is that of the difference from the scenario on the same random streams. What two parameters"
    " do together cannot be seen here."
)
_ANYWHERE = (
    "An elementary effect is the change of the mean when one parameter moves by two thirds of its"
    " range, from a place where the others stand anywhere, carried to the whole range (Morris"
    " 1991). A large spread says that it depends on the others, or bends. The mean size is never"
    " below zero, so a part of it is chance; the column luck of morris.parquet says how much."
)
_SETTLED = (
    "Where a line still slopes, or an interval is wide, more base samples are needed;"
    " sensitivity.samples says how many."
)
_CHANCE = (
    "Between single runs an outcome varies because the parameters differ, and by chance. The two"
    " are told apart by running each point several times, with other random streams at every point."
    " Effects and indices are those of the mean. What chance a mean over few runs still holds is"
    " taken off the Sobol indices."
)
_PEELING = (
    "The patient rule induction method (Friedman and Fisher 1999) peels thin slices off the space"
    " of inputs. Of its boxes the one with the most failures above those of as many cases anywhere"
    " is taken, and limits that a test does not bear out are dropped. One half of the cases found"
    " the region; the figures are those of the other half. The quasi-p value of a limit (Bryant"
    " and Lempert 2010) is the chance of as many failures, were this limit beside the point."
)
_CAVEATS = (
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
_TABLE = (
    "Alone: largest change of the mean, the others as the scenario has them. mu*: mean size of the"
    " effect of the whole range, the others anywhere. Indices are shares of variance, with 95 %"
    " intervals. * a lever: a term of an agreement."
)


def write_report(result: SensitivityResult, folder: Path, command: str = "") -> str:
    """Write tables, pictures and the page into the folder of a study.

    Parameters
    ----------
    result : SensitivityResult
        What was found.
    folder : pathlib.Path
        The folder, as `sim.questions.sensitivity.study.studied` has made it.
    command : str
        The command that makes it again, for the page.

    Returns
    -------
    str
        What is to be printed.
    """
    drawn = pictures(result)
    texts = {f"{name}.svg": text for name, text in drawn.items()}
    texts[PAGE] = page_text(page_of(result, drawn, command))
    finish_study(folder, summary_of(result), tables_of(result), texts)
    return sensitivity_text(result)


def tables_of(found: SensitivityResult) -> dict[str, pd.DataFrame]:
    """Gather the tables of the result folder by name."""
    limits = [] if found.region is None else [
        (one.parameter.key, one.low, one.high, one.quasi_p) for one in found.region.restrictions
    ]  # fmt: skip
    names = ("one_at_a_time", "morris", "sobol", "convergence", "noise", "discovery", "failures")
    tables: dict[str, pd.DataFrame] = {name: getattr(found, name) for name in names}
    region = pd.DataFrame(limits, columns=["key", "low", "high", "quasi_p"])
    return {"parameters": found.screening} | tables | {"region": region}


def summary_of(found: SensitivityResult) -> dict[str, Any]:
    """Gather the figures of ``summary.json``.

    Parameters
    ----------
    found : SensitivityResult
        What was found.

    Returns
    -------
    dict
        Plain data; None where there is no figure.
    """
    question, region = found.question, found.region
    columns = ["key", "first", "first_low", "first_high", "total", "total_low", "total_high"]
    limits = () if region is None else region.restrictions
    figures: dict[str, Any] = plain_figures(
        {
            "scenario": question.scenario.name,
            "outcome": found.outcome.name,
            "seed": question.seed,
            "replicates": found.settings.replicates,
            "horizon": question.horizon,
            "runs": found.runs,
            "failed": found.failed,
            "parameters": len(found.parameters),
            "moved": int((found.screening["moved"] > 0).sum()),
            "base": found.base,
            "sobol": found.sobol[columns].to_dict("records") if len(found.sobol) else [],
            "noise": found.noise.set_index("part").to_dict("index"),
            "fails_within": found.fails_within,
            "region": None
            if region is None
            else {
                "limits": [
                    {"key": one.parameter.key, "says": limit_text(one), "quasi_p": one.quasi_p}
                    for one in limits
                ],
                "judged": region.judged,
                "stands_out": region.stands_out,
                "base": region.base,
            },
            "reading": reading(found),
            "luck": chance_sentence(found),
            "fails": region_sentence(found),
            "caveat": closing(found),
        }
    )
    return figures


def plain_figures(value: Any) -> Any:  # noqa: ANN401 - plain data of any kind
    """Give numbers as JSON has them: those that are none become None."""
    if isinstance(value, dict):
        return {str(key): plain_figures(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_figures(item) for item in value]
    if isinstance(value, str | bool | int) or value is None:
        return value
    number = float(value)
    return number if abs(number) < float("inf") else None


def page_of(found: SensitivityResult, drawn: dict[str, str], command: str = "") -> Page:
    """Lay a study out as a page.

    Parameters
    ----------
    found : SensitivityResult
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
    question, what = found.question, found.outcome.title
    heads, rows = ranked_rows(found, _MOST)
    limits = _limits(found)
    said = (
        ("Which parameters matter", together_sentence(found), "sobol",
         "First and total Sobol index of each parameter.",
         _INDICES, (Table(heads, tuple(rows), _TABLE, names=2),)),
        ("One parameter at a time", screening_sentence(found), "one_at_a_time",
         f"Mean of {what} over values of each of the strongest parameters.", _ALONE, ()),
        ("Effects anywhere in the space", "", "morris",
         "Mean size and spread of elementary effects.", _ANYWHERE, ()),
        ("How settled the indices are", "", "convergence",
         "Sobol indices from few base samples up to all.", _SETTLED, ()),
        ("How much is chance", chance_sentence(found), "noise",
         "Shares of variance of parameters and of chance.", _CHANCE, ()),
        ("Where agreements fail", region_sentence(found), "discovery",
         "Coverage and density along the search, and the limits of the region.", _PEELING,
         (limits,) if limits.rows else ()),
    )  # fmt: skip
    sections = [
        Section(heading, sentence, drawn.get(name, ""), name if name in drawn else "",
                alternative, tables, (note,))
        for heading, sentence, name, alternative, note, tables in said
        if name in drawn or name == "sobol"
    ]  # fmt: skip
    own = asdict(found.settings)
    stated = ("most", "values", "trajectories", "samples", "cases", "replicates")
    return Page(
        title=f"What matters in {question.scenario.name}",
        lead=f"{reading(found)} {region_sentence(found)}".strip(),
        sections=(*sections, _ranges(found)),
        settings={
            "scenario": question.scenario.name,
            "outcome": f"{what} ({found.outcome.name})",
            "parameters": len(found.parameters),
            "runs": f"{found.runs:,}",
            "runs that failed": found.failed,
            "seed of the runs": question.seed,
            "seed of the designs": found.settings.design_seed,
            "horizon": f"{question.horizon} days",
            "engine": question.engine,
            **{name: own[name] for name in stated},
            "an agreement fails": f"that ends within {found.fails_within} days",
        },
        command=command,
        config=question.identity,
        caveats=(closing(found), *_CAVEATS),
    )


def _limits(found: Findings) -> Table:
    rows = () if found.region is None else tuple(
        (limit_text(one), range_text(found, one.parameter.key), chance_text(one.quasi_p))
        for one in found.region.restrictions
    )  # fmt: skip
    return Table(("limit", "range searched", "quasi-p"), rows)


def _ranges(found: Findings) -> Section:
    heads = ("parameter", "role", "unit", "value", "range", "how the range was got")
    rows = tuple(
        (row.label, row.role, row.unit, row.value, range_text(found, row.key), row.basis)
        for row in rows_of(found.screening.head(_MOST))
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
