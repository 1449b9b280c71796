"""What a study of sensitivity found, in sentences and rows of text, and as it is printed."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, Any

from sim.questions.run.summary import CAVEAT
from sim.shared.intervals import ALPHA
from sim.shared.parameters import LEVER
from sim.shared.wording import count_text, listed, plural, share_text, start_case

if TYPE_CHECKING:
    import pandas as pd

    from sim.questions.sensitivity.findings import Findings
    from sim.questions.sensitivity.region import Restriction
    from sim.questions.sensitivity.study import SensitivityResult

    Row = tuple[str, ...]

PAGE = "report.html"
_WIDTH, _MOST_PRINTED = 88, 12
# An index whose interval is wider than all it can be says nothing.
_WIDEST = 1.0
_NOTHING = "Nothing moved the outcome by more than chance in these runs can explain."
# Units that help in a sentence; others, such as share or ratio, are the nature of the number.
_SAID = ("utils", "days", "people", "utils/day", "1/day", "unit")


def rows_of(table: pd.DataFrame) -> list[Any]:
    """Give the rows of a table, its columns as attributes.

    Parameters
    ----------
    table : pandas.DataFrame
        The table.

    Returns
    -------
    list
        A named tuple for each row.
    """
    return list(table.itertuples(index=False))


def _number_text(value: float, digits: int = 0) -> str:
    """Write a number with so many digits after the point; a dash where there is none."""
    return "-" if not math.isfinite(value) else f"{value:,.{digits}f}"


def chance_text(chance: float) -> str:
    """Write a chance to three digits, without claiming none."""
    return "< 0.001" if chance < 0.001 else f"{chance:.3f}"  # noqa: PLR2004 - less is not told apart


def _index_text(value: float, low: float, high: float) -> str:
    """Write an index with its interval."""
    if not math.isfinite(value):
        return "-"
    return f"{value:.2f} ({low:.2f} to {high:.2f})"


def range_text(findings: Findings, key: str) -> str:
    """Write over what a parameter varied."""
    one = findings.parameter(key)
    if one.is_interval:
        return f"{float(one.levels[0]):.3g} to {float(one.levels[-1]):.3g}"
    return " or ".join(str(value).lower() for value in one.levels)


def reading(findings: Findings) -> str:
    """Say in a sentence or two which parameters matter.

    Parameters
    ----------
    findings : Findings
        What was found.

    Returns
    -------
    str
        Sentences.
    """
    table = findings.sobol
    what = findings.outcome.title
    if table.empty:
        return _NOTHING
    if table["total"].isna().all():
        return f"Chance drowns what the parameters do to {what}: more replicates are needed."
    first = table.iloc[0]
    if not first["total_high"] - first["total_low"] <= _WIDEST:
        label = findings.parameter(first["key"]).label
        return (
            f"The indices of {what} are too uncertain to read: that of {label} may lie anywhere"
            f" from {first['total_low']:.1f} to {first['total_high']:.1f}. Where chance is most of"
            " the variance, only more replicates or base samples help."
        )
    clear = table[table["total_low"] > 0]
    if clear.empty:
        return f"No parameter has a share of the variance of {what} that is clear of zero."
    parts = [
        f"{_named(findings, row.key)} with {share_text(max(row.total, 0.0))}"
        f" ({_percents(row.total_low, row.total_high)})"
        for row in rows_of(clear.head(3))
    ]
    return (
        f"Over these ranges the mean of {what} depends most on {listed(parts)} of its variance,"
        " all that each does together with others counted in."
    )


def _named(findings: Findings, key: str) -> str:
    one = findings.parameter(key)
    return f"{one.label}, a lever," if one.role == LEVER else one.label


def _percents(low: float, high: float) -> str:
    return f"{100 * low:.0f} to {100 * high:.0f}"


def together_sentence(findings: Findings) -> str:
    """Say how much parameters do together.

    Parameters
    ----------
    findings : Findings
        What was found.

    Returns
    -------
    str
        A sentence; empty where there are no indices.
    """
    table = findings.sobol
    if table.empty or not (table["first_high"] - table["first_low"] <= _WIDEST).all():
        return ""
    first = float(table["first"].sum())
    count = len(table)
    if count == 1:
        return ""
    if first > 0.9:  # noqa: PLR2004 - next to nothing is left to interactions
        return (
            f"What these {count_text(count)} do adds up: little depends on what they do together."
        )
    return (
        f"By themselves these {count_text(count)} explain"
        f" {share_text(min(max(first, 0.0), 1.0))}; the rest is what they do together."
    )


def chance_sentence(findings: Findings) -> str:
    """Say how much of what happens is chance.

    Parameters
    ----------
    findings : Findings
        What was found.

    Returns
    -------
    str
        A sentence; empty where nothing was chosen.
    """
    found = findings.chance
    if found is None or not found.chance + found.parameters:
        return ""
    return (
        f"Of the variance of {findings.outcome.title} between single runs over these ranges,"
        f" chance makes {share_text(found.share)} (95 % interval"
        f" {_percents(found.low, found.high)}) and the parameters the rest."
    )


def limit_text(one: Restriction) -> str:
    """Say one limit of a region, such as ``leverage is below 0.3``."""
    parameter = one.parameter
    if not parameter.is_interval:
        inside = [
            str(value).lower()
            for place, value in enumerate(parameter.levels)
            if one.low <= place <= one.high
        ]
        return f"{parameter.label} is {' or '.join(inside)}"
    unit = f" {parameter.unit}" if parameter.unit in _SAID else ""
    if math.isfinite(one.low) and math.isfinite(one.high):
        return f"{parameter.label} lies between {one.low:.3g} and {one.high:.3g}{unit}"
    if math.isfinite(one.low):
        return f"{parameter.label} is above {one.low:.3g}{unit}"
    return f"{parameter.label} is below {one.high:.3g}{unit}"


def region_sentence(findings: Findings) -> str:
    """Say in which region of the inputs agreements fail.

    Parameters
    ----------
    findings : Findings
        What was found.

    Returns
    -------
    str
        A sentence or two; empty where nothing was chosen.
    """
    region = findings.region
    if region is None:
        return ""
    within = f"within {plural(findings.fails_within, 'day')}"
    judged = region.judged
    if not region.restrictions or judged is None:
        return (
            f"No region stands out: {share_text(region.base)} of the runs ended {within}, and no"
            " limit on any input makes that clearly more frequent."
        )
    where = listed([limit_text(one) for one in region.restrictions])
    inside = _percents(judged["density_low"], judged["density_high"])
    outside = _percents(judged["elsewhere_low"], judged["elsewhere_high"])
    found = (
        f"Where {where}, {share_text(judged['density'])} of the runs ended {within} (95 % interval"
        f" {inside}), against {share_text(judged['elsewhere'])} elsewhere ({outside}); the region"
        f" is {share_text(judged['inside'] / judged['cases'])} of the space and holds"
        f" {share_text(judged['coverage'])} of all such ends."
    )
    if not region.stands_out:
        return (
            f"{found} On the half of the cases that judges it, chance can explain the difference."
        )
    weak = [one.parameter.label for one in region.restrictions if one.quasi_p > ALPHA]
    if weak:
        limits = f"limit on {listed(weak)}"
        return f"{found} Cases that had no part in finding it do not bear out the {limits}."
    return found


def screening_sentence(findings: Findings) -> str:
    """Say how many parameters were tried, and how many did anything.

    Parameters
    ----------
    findings : Findings
        What was found.

    Returns
    -------
    str
        A sentence.
    """
    table = findings.screening
    moved = int((table["moved"] > 0).sum())
    clear = findings.one_at_a_time
    sure = clear.loc[clear["p_adjusted"] < ALPHA, "key"].nunique()
    return (
        f"Of {plural(len(table), 'parameter')}, {moved} changed at least one run when varied"
        f" alone, and {sure} moved the mean by more than chance can explain."
    )


def ranked_rows(findings: Findings, most: int) -> tuple[Row, list[Row]]:
    """Rank the strongest parameters.

    Parameters
    ----------
    findings : Findings
        What was found.
    most : int
        How many rows at most.

    Returns
    -------
    tuple
        Heads, and rows of text: the parameter, its range, how far it moves the mean
        alone, its elementary effects, and its Sobol indices.
    """
    digits = findings.outcome.digits
    morris = {row.key: row for row in rows_of(findings.morris)}
    sobol = {row.key: row for row in rows_of(findings.sobol)}
    table = findings.screening
    # Those with indices first, by total index; the others follow by strength.
    rank = {key: place for place, key in enumerate(sobol)}
    table = table.assign(rank=[rank.get(key, len(rank)) for key in table["key"]])
    table = table.sort_values("rank", kind="stable")
    rows: list[Row] = []
    for row in rows_of(table.head(most)):
        effect, own = morris.get(row.key), sobol.get(row.key)
        star = math.nan if effect is None else effect.mu_star
        first = total = "-"
        if own is not None:
            first = _index_text(own.first, own.first_low, own.first_high)
            total = _index_text(own.total, own.total_low, own.total_high)
        alone, anywhere = (_number_text(number, digits) for number in (row.span, star))
        label = f"{row.label} *" if row.role == LEVER else row.label
        rows.append((label, range_text(findings, row.key), alone, anywhere, first, total))
    return ("parameter", "range", "alone", "mu*", "first order", "total"), rows


def closing(findings: Findings) -> str:
    """Say what the study rests on, in one sentence, and the caveat of all results."""
    outcome = findings.outcome.title
    return (
        f"These shares of {outcome} hold for the ranges that were taken, which nobody has"
        f" measured; other ranges give other shares. {CAVEAT}"
    )


def sensitivity_text(result: SensitivityResult) -> str:
    """Say on a terminal what a study found.

    Parameters
    ----------
    result : SensitivityResult
        What was found.

    Returns
    -------
    str
        A table, and sentences.
    """
    question = result.question
    head = (
        f"{plural(len(result.parameters), 'parameter')} of {question.scenario.name},"
        f" {result.runs:,} runs of {plural(question.horizon, 'day')}, seed {question.seed}"
    )
    sentences = (
        screening_sentence(result),
        f"{reading(result)} {together_sentence(result)}".strip(),
        chance_sentence(result),
        region_sentence(result),
        closing(result),
    )
    parts = [start_case(head), "\n".join(_ranked(result))]
    parts += [textwrap.fill(one, _WIDTH, break_on_hyphens=False) for one in sentences if one]
    parts.append(f"{PAGE} shows it with pictures; parameters.parquet has every range.")
    return "\n\n".join(parts)


def _ranked(findings: Findings) -> list[str]:
    heads, rows = ranked_rows(findings, _MOST_PRINTED)
    sizes = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    base = _number_text(findings.base, findings.outcome.digits)
    lines = [f"What moves {findings.outcome.title}, {base} in the scenario as it is"]
    for row in (heads, *rows):
        cells = [
            text.ljust(size) if place < 2 else text.rjust(size)  # noqa: PLR2004 - names stand left
            for place, (text, size) in enumerate(zip(row, sizes, strict=True))
        ]
        lines.append(f"  {'  '.join(cells)}".rstrip())
    lines += [
        "  alone: largest change of the mean, the others as they are; mu*: mean size of the",
        "  effect of the whole range, the others anywhere; indices with 95 % intervals",
    ]
    if any(row[0].endswith("*") for row in rows):
        lines.append("  * a lever: a term of an agreement")
    return lines
