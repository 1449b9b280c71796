"""A fit as a page, failures first, and as tables and figures: what its folder holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.questions.fit.pictures import pictures
from sim.questions.fit.words import (
    CLOSING,
    PAGE,
    fit_text,
    held_out_sentence,
    missed_sentence,
    number,
    parameters_sentence,
    readings,
    recovery_sentence,
    region_sentence,
    rivals_sentence,
    unseen_sentence,
)
from sim.questions.sensitivity.page import plain_figures
from sim.runs.stages import finish_study
from sim.shared.page import Page, Section, Table, page_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from sim.questions.fit.study import FitResult

    Row = Mapping[Any, Any]

_DAYS = (7, 30, 90, 365)
_CAVEATS = (
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
_LEFT_OUT = (
    "Each agreement is predicted from the others alone, and scored by the logarithm of the chance"
    " given to the class of days that happened: up to 7, 30, 90, 365 days, or longer. The rivals"
    " are a constant hazard and a Weibull fitted to the days of the other agreements, the shares"
    " of the others by class, and the shares of the literature, which know nothing of Idlib."
)
_RECOVERY = (
    "A draw of the first wave is taken for the truth, one of its runs of each agreement, with the"
    " stated errors on top, for the record; all other draws are weighed by it. Where few draws"
    " carry a fit, its region is rough."
)
_UNSEEN = (
    "Read from logs of runs under draws of the fitted region, up to 30 days after an end. The"
    " record is a sample, and its counts are partisan. Of the side that attacks the share of the"
    " government's side is given; it is met if the side of the record has at least one half."
)
_CENTRE = (
    "All other numbers as the files have them. The centre is a point of reference, not a best"
    " guess: the region is what the record leaves."
)
_SHORT = {
    "the model": "model",
    "constant hazard": "constant",
    "share of the other agreements": "others",
    "shares of the literature": "literature",
}


def write_report(result: FitResult, folder: Path, command: str = "") -> str:
    """Write tables, pictures and the page into the folder of a fit.

    Parameters
    ----------
    result : FitResult
        What was found.
    folder : pathlib.Path
        The folder, as `sim.questions.fit.study.fitted` has made it.
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
    return fit_text(result)


def tables_of(found: FitResult) -> dict[str, pd.DataFrame]:
    """Gather the tables of the result folder by name."""
    weighed = found.weighed
    columns: dict[str, object] = {
        "wave": [wave for wave, size in enumerate(found.wave_sizes, 1) for _ in range(size)]
    }
    for one, places in zip(found.prior.free, weighed.places.T, strict=True):
        columns[one.key] = one.levels[0] + (one.levels[1] - one.levels[0]) * places
    columns |= {f"chance_{name}": chance for name, chance in weighed.chance.items()}
    columns |= {"weight": weighed.weights(), "not_ruled_out": found.plausible}
    tables = {
        "draws": pd.DataFrame(columns),
        "parameters": found.posterior,
        "predictions": found.predictive,
        "centre": found.centre,
        "left_out": found.left_out,
        "failures": found.failures,
    }
    if found.screening is not None:
        tables["screening"] = found.screening
    if len(found.unseen):
        tables |= {"unseen": found.unseen, "counts_left_out": found.counts_left_out}
    if (recovery := found.recovery) is not None:
        ranks = pd.DataFrame(recovery.ranks, columns=found.prior.keys)
        tables["recovery"] = ranks.assign(effective=recovery.effective, power=recovery.powers)
    return tables | {f"held_out_{name}": own.reset_index() for name, own in found.bands.items()}


def summary_of(found: FitResult) -> dict[str, Any]:
    """Gather the figures of ``summary.json``.

    Parameters
    ----------
    found : FitResult
        What was found.

    Returns
    -------
    dict
        Plain data; None where there is no figure.
    """
    tables = {
        "parameters": found.posterior,
        "predictions": found.predictive,
        "centre": found.centre,
        "left_out": found.left_out,
        "unseen": found.unseen,
        "counts_left_out": found.counts_left_out,
    }
    gains = {"gain_days": found.differences, "gain_days_and_kinds": found.differences_both}
    held_out = {}
    for name, table in found.bands.items():
        last = found.question.lifetimes[name].days
        days = sorted({one for one in _DAYS if one in table.index} | {last})
        shares = [{"day": day} | dict(table.loc[day]) for day in days]
        held_out[name] = {"days": last, "share": shares, "kinds": found.bands_kinds[name]}
    figures: dict[str, Any] = plain_figures(
        {
            "record": found.question.settings.record,
            "seed": found.question.seed,
            "runs": found.runs,
            "failed": len(found.failures),
            "draws": found.wave_sizes,
            "effective": found.effective,
            "not_ruled_out": found.share_not_ruled_out,
            "central": found.central,
            **{name: table.to_dict("records") for name, table in tables.items()},
            **{name: [vars(one) for one in group] for name, group in gains.items()},
            "held_out": held_out,
            "recovery": found.recovery.table.to_dict("records") if found.recovery else [],
            "reading": readings(found),
        }
    )
    return figures


def page_of(found: FitResult, drawn: Mapping[str, str], command: str = "") -> Page:
    """Lay a fit out as a page.

    Parameters
    ----------
    found : FitResult
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
    question = found.question
    settings = question.settings
    rivals = rivals_sentence(found.differences, "days")
    # Heading, sentence, picture without which there is no section, what it shows, tables, notes.
    said: list[tuple[str, str, str, str, tuple[Table, ...], tuple[str, ...]]] = [
        ("What it cannot do", rivals, "rivals",
         "Differences of log scores between the model and rivals, with intervals.",
         (_differences(found), _left_out(found)),
         (_LEFT_OUT, rivals_sentence(found.differences_both, "days and kind of end together"))),
        ("The record beside the fitted region", missed_sentence(found), "days",
         "Days of each agreement: the record, the fitted region, the prior.",
         (_predictive(found),), ()),
        ("Kinds of end", "", "kinds", "Chance of documented kinds of end.", (), ()),
        ("Published counts", "", "counts", "Ratio of the two counts.", (), ()),
        ("What was held out", held_out_sentence(found), "held_out",
         "Share in force by day over the fitted region, beside what happened.", (), ()),
    ]  # fmt: skip
    if len(found.unseen):
        said.append(
            ("What the fit did not see", unseen_sentence(found),
             "unseen" if "unseen" in drawn else "",
             "What the fitted region gives for figures of the record that it did not see.",
             (_unseen(found), _counts_left_out(found)), (_UNSEEN,))
        )  # fmt: skip
    said += [
        ("Parameters before and after", parameters_sentence(found), "parameters",
         "Prior range and what the record leaves of each free parameter.",
         (_posterior(found), _correlation(found)), (region_sentence(found),)),
        ("Is what was planted found?", recovery_sentence(found), "recovery",
         "Share of planted truths inside regions of 90 percent; ranks.",
         (_recovery(found),), (_RECOVERY,)),
        ("The centre of the region", "", "", "", (_centre(found),), (_CENTRE,)),
        ("Why these are free", "", "screening",
         "Effects of the prior range of each shared number, mean over agreements.", (), ()),
    ]  # fmt: skip
    return Page(
        title=f"The fit to {settings.record}",
        lead=f"{rivals} {missed_sentence(found)} {CLOSING}",
        sections=tuple(
            Section(heading, sentence, drawn.get(name, ""), name, shows, tables, notes)
            for heading, sentence, name, shows, tables, notes in said
            if not name or name in drawn
        ),
        settings={
            "agreements": ", ".join(settings.episodes.values()),
            "held out": ", ".join(settings.held_out.values()) or "none",
            "runs": f"{found.runs:,}",
            "runs that failed": len(found.failures),
            "draws": " + ".join(f"{size:,}" for size in found.wave_sizes),
            "runs of each draw and agreement": question.replicates,
            "free parameters": len(found.prior.free),
            "other parameters": f"{len(found.prior.others)}, {found.prior.rest}",
            "seed of the runs": question.seed,
            "seed of designs": settings.design_seed,
            "error in days": f"a factor of {settings.days_factor}",
            "error in kinds of end": settings.kind_error,
            "error in counts": f"a factor of {settings.counts_factor}",
        },
        command=command,
        config=question.identity,
        caveats=_CAVEATS,
    )


def _table(heads: str, rows: Iterable[tuple[str, ...]], caption: str = "", names: int = 1) -> Table:
    """A table; its heads are parted by bars."""
    return Table(tuple(heads.split("|")), tuple(rows), caption, names=names)


def _between(row: Row, low: str, middle: str, high: str) -> str:
    """A figure with its interval."""
    return f"{number(row[middle])} ({number(row[low])} to {number(row[high])})"


def _signed(low: float, high: float) -> str:
    return f"{low:+.2f} to {high:+.2f}"


def _differences(found: FitResult) -> Table:
    rows = [
        (one.rival, what, f"{one.mean:+.2f}", _signed(one.low, one.high), f"{one.p:.2f}",
         f"{one.detectable:.1f}")
        for what, group in (
            ("days", found.differences), ("days and kind", found.differences_both)
        )
        for one in group
    ]  # fmt: skip
    heads = "rival|scored|gain|95 % interval|p by signs|could show"
    return _table(heads, rows, "Gain of the model in log score per agreement left out.", 2)


def _left_out(found: FitResult) -> Table:
    table, rows = found.left_out, []
    predictors = list(dict.fromkeys(table["predictor"]))
    for agreement, group in table.groupby("agreement", sort=False):
        chance = group.set_index("predictor")["chance"]
        own = group.iloc[0]
        rows.append(
            (found.question.lifetimes[str(agreement)].name, str(own["class"]),
             *(f"{chance[one]:.2f}" for one in predictors),
             f"{own['place']:.2f}", f"{own['effective']:.0f}")
        )  # fmt: skip
    heads = "|".join(_SHORT.get(one, one) for one in predictors)
    note = "Chance given to what happened; place of it in the model's prediction; effective draws."
    return _table(f"agreement|days|{heads}|place|draws", rows, note, 2)


def _predictive(found: FitResult) -> Table:
    rows = []
    for one in found.predictive.to_dict("records"):
        if one["figure"] == "kind":
            cells = [one["kinds"], number(one["q50"], 2), number(one["prior_q50"], 2)]
        else:
            after, before = (("q05", "q50", "q95"), ("prior_q05", "prior_q50", "prior_q95"))
            cells = [_between(one, *each) for each in (("low", "main", "high"), after, before)]
        rows.append((one["name"], one["figure"], one["verdict"], *cells))
    note = "Medians with quantiles at 5 and 95 percent; of kinds the chance of a documented one."
    return _table("agreement|figure|verdict|record|fitted|prior", rows, note, 2)


def _unseen(found: FitResult) -> Table:
    def cell(one: Row, low: str, middle: str, high: str) -> str:
        alone = one[low] == one[high]
        return number(one[middle]) if alone else _between(one, low, middle, high)

    rows = [
        (one["figure"], one["where"], cell(one, "low", "record", "high"),
         cell(one, "q05", "q50", "q95"), str(one["runs"]), one["verdict"])
        for one in found.unseen.to_dict("records")
    ]  # fmt: skip
    note = "Medians with quantiles at 5 and 95 percent over runs."
    return _table("figure|where|record|fitted region|runs|verdict", rows, note, 2)


def _counts_left_out(found: FitResult) -> Table:
    rows = [
        (one["phase"], one["predictor"], number(one["record"], 2), number(one["predicted"], 2),
         f"{one['score']:.2f}")
        for one in found.counts_left_out.to_dict("records")
    ]  # fmt: skip
    note = "Ratio of published counts, each phase predicted from all other evidence; log score."
    return _table("phase|predictor|record|predicted|score", rows, note, 2)


def _posterior(found: FitResult) -> Table:
    rows = [
        (one["key"], number(one["value"]), f"{number(one['low'])} to {number(one['high'])}",
         number(one["q50"]), f"{number(one['q05'])} to {number(one['q95'])}",
         f"{one['shrinkage']:.2f} ({one['shrinkage_low']:.2f} to {one['shrinkage_high']:.2f})",
         one["says"])
        for one in found.posterior.to_dict("records")
    ]  # fmt: skip
    note = "Shrinkage: share of the prior variance that the record takes away."
    return _table("parameter|before|prior|median|90 %|shrinkage|the record", rows, note)


def _correlation(found: FitResult) -> Table:
    rows = [
        (str(one.Index), *(f"{value:+.2f}" for value in one[1:]))
        for one in found.correlation.itertuples()
    ]
    heads = "|".join(["correlation", *(str(place) for place in range(1, len(rows) + 1))])
    return _table(heads, rows, "Correlations after the record, in the order of the rows.")


def _recovery(found: FitResult) -> Table:
    labels = {one.key: one.label for one in found.prior.free}
    rows = [] if found.recovery is None else [
        (labels.get(one["key"], "all"), f"{one['inside']:.2f}",
         f"{one['low']:.2f} to {one['high']:.2f}", f"{one['shrinkage']:.2f}")
        for one in found.recovery.table.to_dict("records")
    ]  # fmt: skip
    return _table("parameter|inside|95 % interval|shrinkage", rows)


def _centre(found: FitResult) -> Table:
    rows = [
        (found.question.lifetimes[one["agreement"]].name, one["values"], f"{one['record']:,}",
         _between(one, "q25", "median", "q75"), f"{one['documented_kind']:.2f}")
        for one in found.centre.to_dict("records")
    ]  # fmt: skip
    central = ", ".join(f"{key} = {value:g}" for key, value in found.central.items())
    heads = "agreement|values|record|days, half of the runs|documented kind"
    return _table(heads, rows, f"Centre: {central}.", 2)
