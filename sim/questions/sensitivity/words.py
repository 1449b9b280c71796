"""What a study of sensitivity found, in sentences and rows of text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.questions.run.summary import CAVEAT
from sim.shared.intervals import ALPHA
from sim.shared.parameters import LEVER
from sim.shared.wording import count_text, listed, plural, share_text

if TYPE_CHECKING:
    import pandas as pd

    from sim.questions.sensitivity.discovery import Restriction
    from sim.questions.sensitivity.sensitivity import Findings

# An index whose interval is wider than all it can be says nothing.
WIDEST = 1.0
NOTHING = "Nothing moved the outcome by more than the luck of these runs can explain."
Row = tuple[str, ...]


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


def number_text(value: float, digits: int = 0) -> str:
    """Write a number with so many digits after the point; a dash where there is none."""
    return "-" if not math.isfinite(value) else f"{value:,.{digits}f}"


def chance_text(chance: float) -> str:
    """Write a chance to three digits, without claiming none."""
    return "< 0.001" if chance < 0.001 else f"{chance:.3f}"  # noqa: PLR2004 - less is not told apart


def index_text(value: float, low: float, high: float) -> str:
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
        return NOTHING
    if table["total"].isna().all():
        return f"Luck drowns what the parameters do to {what}: more replicates are needed."
    first = table.iloc[0]
    if not first["total_high"] - first["total_low"] <= WIDEST:
        return (
            f"The indices of {what} are too uncertain to read: that of {first_label(findings)} may"
            f" lie anywhere from {first['total_low']:.1f} to {first['total_high']:.1f}. Where luck"
            " is most of the variance, only more replicates or base samples help."
        )
    clear = table[table["total_low"] > 0]
    if clear.empty:
        return f"No parameter has a share of the variance of {what} that is clear of zero."
    parts = [
        f"{_named(findings, row.key)} with {share_text(max(row.total, 0.0))}"
        f" ({_percent(row.total_low)} to {_percent(row.total_high)})"
        for row in rows_of(clear.head(3))
    ]
    return (
        f"Over these ranges the mean of {what} hangs most on {listed(parts)} of its variance,"
        " all that each does together with others counted in."
    )


def first_label(findings: Findings) -> str:
    """Give the label of the parameter with the highest total index."""
    return findings.parameter(str(findings.sobol["key"].iloc[0])).label


def _named(findings: Findings, key: str) -> str:
    one = findings.parameter(key)
    return f"{one.label}, a lever," if one.role == LEVER else one.label


def _percent(share: float) -> str:
    return f"{100 * share:.0f}"


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
    if table.empty or not (table["first_high"] - table["first_low"] <= WIDEST).all():
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


def luck_sentence(findings: Findings) -> str:
    """Say how much of what happens is luck.

    Parameters
    ----------
    findings : Findings
        What was found.

    Returns
    -------
    str
        A sentence; empty where nothing was chosen.
    """
    luck = findings.luck
    if luck is None or not luck.luck + luck.parameters:
        return ""
    return (
        f"Of the variance of {findings.outcome.title} between single runs over these ranges,"
        f" luck makes {share_text(luck.share)} (95 % interval {_percent(luck.low)} to"
        f" {_percent(luck.high)}) and the parameters the rest."
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
    unit = f" {parameter.unit}" if parameter.unit in SAID else ""
    if math.isfinite(one.low) and math.isfinite(one.high):
        return f"{parameter.label} lies between {one.low:.3g} and {one.high:.3g}{unit}"
    if math.isfinite(one.low):
        return f"{parameter.label} is above {one.low:.3g}{unit}"
    return f"{parameter.label} is below {one.high:.3g}{unit}"


# Units that help in a sentence; others, such as share or ratio, are the nature of the number.
SAID = ("utils", "days", "people", "utils/day", "1/day", "unit")


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
    found = (
        f"Where {where}, {share_text(judged.density)} of the runs ended {within}"
        f" (95 % interval {_percent(judged.density_low)} to {_percent(judged.density_high)}),"
        f" against {share_text(judged.elsewhere)} elsewhere ({_percent(judged.elsewhere_low)} to"
        f" {_percent(judged.elsewhere_high)}); the region is {share_text(judged.mass)} of the"
        f" space and holds {share_text(judged.coverage)} of all such ends."
    )
    if not region.stands_out:
        return f"{found} On the half of the cases that judges it, luck can explain the difference."
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
        f" alone, and {sure} moved the mean by more than luck can explain."
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
        star = "-" if effect is None else number_text(effect.mu_star, digits)
        indices = (
            ("-", "-")
            if own is None
            else (
                index_text(own.first, own.first_low, own.first_high),
                index_text(own.total, own.total_low, own.total_high),
            )
        )
        label = f"{row.label} *" if row.role == LEVER else row.label
        rows.append(
            (label, range_text(findings, row.key), number_text(row.span, digits), star, *indices)
        )
    return ("parameter", "range", "alone", "mu*", "first order", "total"), rows


def closing(findings: Findings) -> str:
    """Say what the study rests on, in one sentence, and the caveat of all results."""
    outcome = findings.outcome.title
    return (
        f"These shares of {outcome} hold for the ranges that were taken, which nobody has"
        f" measured; other ranges give other shares. {CAVEAT}"
    )
