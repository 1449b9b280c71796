"""A fit as a page: failures first, then what was found, then how."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from sim.questions.fit.words import (
    CLOSING,
    held_out_sentence,
    missed_sentence,
    parameters_sentence,
    recovery_sentence,
    region_sentence,
    rivals_sentence,
    unseen_sentence,
)
from sim.shared.page import Page, Section, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.questions.fit.beyond import Difference
    from sim.questions.fit.study import FitResult

MOST_SCREENED = 20
CAVEATS = (
    (
        "Seven agreements of one conflict, coded by the same hands that made the model. The rules"
        " of the model took shape while some of these scenarios were looked at, so that a good fit"
        " is weak evidence; a bad one is strong."
    ),
    (
        "The errors of the model are assumed. With smaller ones the region would be smaller, and"
        " not more right."
    ),
    "A region holds for the prior ranges that were taken, and these were taken by rule.",
    "The published counts are a sample of the days that were easy to find, and partisan.",
    CLOSING,
)
LEFT_OUT = (
    "Each agreement is predicted from the others alone, and scored by the logarithm of the chance"
    " given to the class of days that happened: up to 7, 30, 90, 365 days, or longer. The rivals"
    " are a constant hazard and a Weibull fitted to the days of the other agreements, the shares"
    " of the others by class, and the shares of the literature, which know nothing of Idlib."
)
RECOVERY = (
    "A draw of the first wave is taken for the truth, one of its runs of each agreement, with the"
    " stated errors on top, for the record; all other draws are weighed by it. Where few draws"
    " carry a fit, its region is rough."
)


UNSEEN = (
    "Read from logs of runs under draws of the fitted region, up to 30 days after an end. The"
    " record is a sample, and its counts are partisan. Of the side that attacks the share of the"
    " government's side is given; it is met if the side of the record has at least one half."
)
SHORT = {
    "the model": "model",
    "constant hazard": "constant",
    "share of the other agreements": "others",
    "shares of the literature": "literature",
}
CENTRE = (
    "All other numbers as the files have them. The centre is a point of reference, not a best"
    " guess: the region is what the record leaves."
)


def number(value: object, digits: int = 3) -> str:
    """Write a number for a table; a dash where there is none."""
    if not isinstance(value, int | float) or pd.isna(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.{digits}g}"  # noqa: PLR2004 - digits


def page_of(result: FitResult, drawn: Mapping[str, str], command: str = "") -> Page:
    """Lay a fit out as a page.

    Parameters
    ----------
    result : FitResult
        What was found.
    drawn : mapping of str
        Pictures by name.
    command : str
        The command that makes it again.

    Returns
    -------
    Page
        The page.
    """
    found, question = result.findings, result.question
    sections = (
        _section(
            "What it cannot do",
            rivals_sentence(found.differences, "days"),
            drawn,
            "rivals",
            "Differences of log scores between the model and rivals, with intervals.",
            (_differences(found.differences, found.differences_both), _left_out(result)),
            (LEFT_OUT, rivals_sentence(found.differences_both, "days and kind of end together")),
        ),
        _section(
            "The record beside the fitted region",
            missed_sentence(result),
            drawn,
            "days",
            "Days of each agreement: the record, the fitted region, the prior.",
            (_predictive(result),),
        ),
        _section("Kinds of end", "", drawn, "kinds", "Chance of documented kinds of end.", ()),
        _section("Published counts", "", drawn, "counts", "Ratio of the two counts.", ()),
        _section(
            "What was held out",
            held_out_sentence(result),
            drawn,
            "held_out",
            "Share in force by day over the fitted region, beside what happened.",
            (),
        ),
        _section(
            "What the fit did not see",
            unseen_sentence(result),
            drawn,
            "unseen" if "unseen" in drawn else "",
            "What the fitted region gives for figures of the record that it did not see.",
            (_unseen(result), _counts_left_out(result)),
            (UNSEEN,),
        )
        if len(found.unseen)
        else None,
        _section(
            "Parameters before and after",
            parameters_sentence(result),
            drawn,
            "parameters",
            "Prior range and what the record leaves of each free parameter.",
            (_posterior(result), _correlation(result)),
            (region_sentence(result),),
        ),
        _section(
            "Is what was planted found?",
            recovery_sentence(result),
            drawn,
            "recovery",
            "Share of planted truths inside regions of 90 percent; ranks.",
            (_recovery(result),) if found.recovery is not None else (),
            (RECOVERY,),
        ),
        _section(
            "The centre of the region",
            "",
            drawn,
            "",
            "",
            (_centre(result),),
            (CENTRE,),
        ),
        _section(
            "Why these are free",
            "",
            drawn,
            "screening",
            "Effects of the prior range of each shared number, mean over agreements.",
            (),
        )
        if found.screening is not None
        else None,
    )
    settings = question.identity["settings"]
    return Page(
        title=f"The fit to {question.settings.record}",
        lead=f"{rivals_sentence(found.differences, 'days')} {missed_sentence(result)} {CLOSING}",
        sections=tuple(one for one in sections if one is not None),
        settings={
            "agreements": ", ".join(question.settings.episodes.values()),
            "held out": ", ".join(question.settings.held_out.values()) or "none",
            "runs": f"{result.runs:,}",
            "runs that failed": len(result.failures),
            "draws": " + ".join(f"{size:,}" for size in found.wave_sizes),
            "runs of each draw and agreement": question.replicates,
            "free parameters": len(found.prior.free),
            "other parameters": f"{len(found.prior.others)}, {found.prior.rest}",
            "seed of the runs": question.seed,
            "seed of designs": settings["design_seed"],
            "error in days": f"a factor of {settings['days_factor']}",
            "error in kinds of end": settings["kind_error"],
            "error in counts": f"a factor of {settings['counts_factor']}",
        },
        command=command,
        config=question.identity,
        caveats=CAVEATS,
    )


def _section(  # noqa: PLR0913, PLR0917 - the parts of a section
    heading: str,
    sentence: str,
    drawn: Mapping[str, str],
    picture: str,
    alternative: str,
    tables: tuple[Table, ...],
    notes: tuple[str, ...] = (),
) -> Section | None:
    if picture and picture not in drawn:
        return None
    return Section(heading, sentence, drawn.get(picture, ""), picture, alternative, tables, notes)


def _differences(days: Sequence[Difference], both: Sequence[Difference]) -> Table:
    rows = tuple(
        (one.rival, what, f"{one.mean:+.2f}", f"{one.low:+.2f} to {one.high:+.2f}", f"{one.p:.2f}",
         f"{one.detectable:.1f}")
        for what, group in (("days", days), ("days and kind", both))
        for one in group
    )  # fmt: skip
    heads = ("rival", "scored", "gain", "95 % interval", "p by signs", "could show")
    return Table(heads, rows, "Gain of the model in log score per agreement left out.", names=2)


def _left_out(result: FitResult) -> Table:
    table = result.findings.left_out
    names = {name: one.name for name, one in result.question.lifetimes.items()}
    predictors = list(dict.fromkeys(table["predictor"]))
    rows = []
    for agreement, group in table.groupby("agreement", sort=False):
        chance = dict(zip(group["predictor"], group["chance"], strict=True))
        own = group.iloc[0]
        rows.append(
            (
                names[str(agreement)],
                str(own["class"]),
                *(f"{chance[one]:.2f}" for one in predictors),
                f"{own['place']:.2f}",
                f"{own['effective']:.0f}",
            )
        )
    return Table(
        ("agreement", "days", *(SHORT.get(one, one) for one in predictors), "place", "draws"),
        tuple(rows),
        "Chance given to what happened; place of it in the model's prediction; effective draws.",
        names=2,
    )


def _predictive(result: FitResult) -> Table:
    rows = []
    for one in result.findings.predictive.to_dict("records"):
        if one["figure"] == "kind":
            cells = (one["kinds"], number(one["q50"], 2), number(one["prior_q50"], 2))
        else:
            record = f"{number(one['main'])} ({number(one['low'])} to {number(one['high'])})"
            after = f"{number(one['q50'])} ({number(one['q05'])} to {number(one['q95'])})"
            before = f"{number(one['prior_q50'])} ({number(one['prior_q05'])} to"
            cells = (record, after, f"{before} {number(one['prior_q95'])})")
        rows.append((one["name"], str(one["figure"]), one["verdict"], *cells))
    return Table(
        ("agreement", "figure", "verdict", "record", "fitted", "prior"),
        tuple(rows),
        "Medians with quantiles at 5 and 95 percent; of kinds the chance of a documented one.",
        names=2,
    )


def _unseen(result: FitResult) -> Table:
    rows = tuple(
        (one["figure"], one["where"],
         number(one["record"]) if one["low"] == one["high"]
         else f"{number(one['record'])} ({number(one['low'])} to {number(one['high'])})",
         number(one["q50"]) if one["q05"] == one["q95"]
         else f"{number(one['q50'])} ({number(one['q05'])} to {number(one['q95'])})",
         str(one["runs"]), one["verdict"])
        for one in result.findings.unseen.to_dict("records")
    )  # fmt: skip
    heads = ("figure", "where", "record", "fitted region", "runs", "verdict")
    return Table(heads, rows, "Medians with quantiles at 5 and 95 percent over runs.", names=2)


def _counts_left_out(result: FitResult) -> Table:
    rows = tuple(
        (one["phase"], one["predictor"], number(one["record"], 2), number(one["predicted"], 2),
         f"{one['score']:.2f}")
        for one in result.findings.counts_left_out.to_dict("records")
    )  # fmt: skip
    note = "Ratio of published counts, each phase predicted from all other evidence; log score."
    return Table(("phase", "predictor", "record", "predicted", "score"), rows, note, names=2)


def _posterior(result: FitResult) -> Table:
    rows = tuple(
        (one["key"], number(one["value"]), f"{number(one['low'])} to {number(one['high'])}",
         number(one["q50"]), f"{number(one['q05'])} to {number(one['q95'])}",
         f"{one['shrinkage']:.2f} ({one['shrinkage_low']:.2f} to {one['shrinkage_high']:.2f})",
         one["says"])
        for one in result.findings.posterior.to_dict("records")
    )  # fmt: skip
    heads = ("parameter", "before", "prior", "median", "90 %", "shrinkage", "the record")
    note = "Shrinkage: share of the prior variance that the record takes away."
    return Table(heads, rows, note)


def _correlation(result: FitResult) -> Table:
    table = result.findings.correlation
    rows = tuple((str(name), *(f"{value:+.2f}" for value in row))
                 for name, row in zip(table.index, table.to_numpy(), strict=True))  # fmt: skip
    heads = ("correlation", *(str(place) for place in range(1, len(table) + 1)))
    return Table(heads, rows, "Correlations after the record, in the order of the rows.")


def _recovery(result: FitResult) -> Table:
    recovery = result.findings.recovery
    labels = {one.key: one.label for one in result.findings.prior.free}
    rows = () if recovery is None else tuple(
        (labels.get(one["key"], "all"), f"{one['inside']:.2f}",
         f"{one['low']:.2f} to {one['high']:.2f}", f"{one['shrinkage']:.2f}")
        for one in recovery.table.to_dict("records")
    )  # fmt: skip
    return Table(("parameter", "inside", "95 % interval", "shrinkage"), rows)


def _centre(result: FitResult) -> Table:
    rows = tuple(
        (result.question.lifetimes[one["agreement"]].name, one["values"], f"{one['record']:,}",
         f"{number(one['median'])} ({number(one['q25'])} to {number(one['q75'])})",
         f"{one['documented_kind']:.2f}")
        for one in result.findings.centre.to_dict("records")
    )  # fmt: skip
    heads = ("agreement", "values", "record", "days, half of the runs", "documented kind")
    central = ", ".join(f"{key} = {value:g}" for key, value in result.findings.central.items())
    return Table(heads, rows, f"Centre: {central}.", names=2)
