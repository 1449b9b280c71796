"""What a fit found, in sentences, failures first, and as it is printed."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd

from sim.questions.fit.findings import MISSED, MODEL, REACHED, difference_of
from sim.shared.intervals import mean_of
from sim.shared.wording import plural, start_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.questions.fit.draws import Recovery
    from sim.questions.fit.findings import Difference
    from sim.questions.fit.study import FitResult

CLOSING = "This is a model, not a forecast."
PAGE = "report.html"
_WIDTH = 88
# A share below which a course counts as one that the region hardly gives.
_FEW = 0.05
_ALPHA = 0.05
_FIGURES = {"days": "days", "kind": "kind of end", "ratio": "ratio of counts"}


def rivals_sentence(differences: Sequence[Difference], what: str) -> str:
    """Say whether the model predicts better than rivals.

    Parameters
    ----------
    differences : sequence of Difference
        The differences.
    what : str
        What was scored.

    Returns
    -------
    str
        The sentence; rivals that it does not beat stand first.
    """
    # An interval over so few agreements is not enough: the signs must speak for it too.
    beaten = [one for one in differences if one.low > 0.0 and one.p < _ALPHA]
    unbeaten = [one for one in differences if one not in beaten]

    def said(group: Sequence[Difference]) -> str:
        return "; ".join(
            f"{one.rival}, {one.mean:+.2f} ({one.low:+.2f} to {one.high:+.2f})"
            + (f", p = {one.p:.2f} by signs" if one.low > 0.0 and one not in beaten else "")
            for one in group
        )

    parts = []
    if unbeaten:
        parts.append(
            f"On {what} of the agreement left out, in log score per agreement with 95 % interval,"
            f" the model does not clearly beat: {said(unbeaten)}."
        )
    if beaten:
        parts.append(f"On {what} it beats: {said(beaten)}.")
    seen = [one.detectable for one in differences]
    parts.append(
        f"{start_case(plural(differences[0].agreements, 'agreement'))} can show differences of"
        f" about {min(seen):.1f} to {max(seen):.1f} and no smaller ones."
    )
    return " ".join(parts)


def _judged(table: pd.DataFrame, where: str) -> tuple[int, str, str]:
    """How many figures are met, which are missed, and a sentence on what only an interval meets."""
    missed, reached = (table[table["verdict"] == one] for one in (MISSED, REACHED))
    texts = [
        "; ".join(
            f"{figure} ({place})" for figure, place in zip(own["figure"], own[where], strict=True)
        )
        for own in (missed, reached)
    ]
    said = (
        f" Of {len(reached)} more only the interval of the record reaches the region, and its one"
        f" value does not: {texts[1]}."
    )
    met = len(table) - len(missed) - len(reached)
    return met, texts[0], said if len(reached) else ""


def missed_sentence(result: FitResult) -> str:
    """Say which figures of the record the fitted region misses, and how many it meets."""
    table = result.predictive
    met, _, reached = _judged(table, "name")
    missed = table[table["verdict"] == MISSED]
    listed = "; ".join(
        f"{_FIGURES[str(figure)]} of {name}"
        for figure, name in zip(missed["figure"], missed["name"], strict=True)
    )
    text = f"Of {len(table)} figures of the record the fitted region meets {met}"
    if met == len(table):
        return f"{text}, all of them."
    text += f" and misses {len(missed)}: {listed}." if len(missed) else " and misses none."
    return text + reached


def unseen_sentence(result: FitResult) -> str:
    """Say which figures that the fit did not see lie outside what it gives."""
    if result.unseen.empty:
        return ""
    told = result.unseen[result.unseen["verdict"] != ""]
    met, missed, reached = _judged(told, "where")
    text = f"Of {len(told)} figures that the fit did not see {met} are met"
    text += f"; missed: {missed}." if missed else "."
    text += reached
    scores = result.counts_left_out.pivot_table(index="phase", columns="predictor", values="score")
    if MODEL in scores and len(scores) > 1:
        for rival in [name for name in scores if name != MODEL]:
            gap = difference_of(str(rival), scores[MODEL].tolist(), scores[rival].tolist())
            text += (
                f" On the ratio of counts of a phase left out its gain over {rival} is"
                f" {gap.mean:+.2f} ({gap.low:+.2f} to {gap.high:+.2f}) in log score."
            )
    return text


def region_sentence(result: FitResult) -> str:
    """Say how much of the prior the record leaves, and how many draws carry the rest."""
    return (
        f"The record rules out {1 - result.share_not_ruled_out:.0%} of the prior of"
        f" {len(result.prior.free)} free parameters. {plural(len(result.weighed.places), 'draw')}"
        f" weigh as much as {result.effective[-1]:.0f} independent ones."
        f"{_tempering(result)}"
    )


def _tempering(result: FitResult) -> str:
    """Say where the chance of the record had to be tempered."""
    weighed = result.weighed
    cases = {"": weighed.power()}
    cases |= {name: weighed.power((name,)) for name in weighed.chance}
    texts = [
        f"{f'without {name}' if name else 'of the whole record'} {power:.2f}"
        for name, power in cases.items()
        if power < 1.0
    ]
    if not texts:
        return ""
    return (
        f" So that {result.question.settings.effective} carry each fit, chances were raised to a"
        f" power below one: {', '.join(texts)}."
    )


def parameters_sentence(result: FitResult) -> str:
    """Say which parameters the record narrows, and of which it says nothing."""
    table, texts = result.posterior, []
    for says, words in (
        ("nothing", "The record says nothing of"),
        ("little", "It says little of"),
        ("narrowed", "It narrows"),
    ):
        labels = table.loc[table["says"] == says, "label"]
        if len(labels):
            texts.append(f"{words} {', '.join(map(str, labels))}.")
    return " ".join(texts)


def held_out_sentence(result: FitResult) -> str:
    """Say what the region gives for what was held out, as a band."""
    texts = []
    for name, table in result.bands.items():
        record = result.question.lifetimes[name]
        last = table.loc[record.days]
        year = table.loc[min(365, record.days)]
        verdict = "What happened lies within the band."
        if last["most"] <= 0.0:
            verdict = "What happened lies outside what the region leaves."
        elif last["high_90"] < _FEW:
            verdict = "What happened lies outside the band."
        texts.append(
            f"{verdict} {record.name}, which the fit never saw, stood for {record.days:,} days."
            f" Over the fitted region the share still in force after a year is between"
            f" {year['low_90']:.2f} and {year['high_90']:.2f} (90 % of draws; all draws"
            f" {year['least']:.2f} to {year['most']:.2f}), and after {record.days:,} days between"
            f" {last['low_90']:.2f} and {last['high_90']:.2f} (all draws {last['least']:.2f} to"
            f" {last['most']:.2f})."
        )
    return " ".join(texts)


def recovery_sentence(result: FitResult) -> str:
    """Say whether planted truths are found."""
    recovery = result.recovery
    if recovery is None:
        return ""
    overall = recovery.table.iloc[-1]
    middle = sorted(recovery.effective)[len(recovery.effective) // 2]
    return (
        f"Of {len(recovery.ranks)} synthetic records, each made of one draw, regions of 90 percent"
        f" held the planted value in {overall['inside']:.1%} of the cases (95 % interval"
        f" {overall['low']:.1%} to {overall['high']:.1%}, over all parameters, by records)."
        f" Half of these fits would have rested on fewer than {middle:.0f}"
        f" effective draws, the fit to the record rests on {result.effective[-1]:.0f}."
        f"{_as_stated(recovery)}"
    )


def _as_stated(recovery: Recovery) -> str:
    """Say how the rate is where nothing was tempered."""
    plain = recovery.powers >= 1.0
    tempered = len(plain) - int(plain.sum())
    if not tempered:
        return ""
    text = f" {plural(tempered, 'record was', 'records were')} tempered."
    if plain.sum() < 2:  # noqa: PLR2004 - of one record there is no spread
        return text
    found = mean_of(recovery.inside[plain].mean(axis=1))
    return (
        f"{text} Among the others the rate is {found.value:.1%} ({found.low:.1%} to"
        f" {found.high:.1%})."
    )


def readings(result: FitResult) -> list[str]:
    """Give all sentences, failures first; some may be empty."""
    return [
        rivals_sentence(result.differences, "days"),
        rivals_sentence(result.differences_both, "days and kind of end together"),
        missed_sentence(result),
        unseen_sentence(result),
        held_out_sentence(result),
        parameters_sentence(result),
        region_sentence(result),
        recovery_sentence(result),
        CLOSING,
    ]


def number(value: object, digits: int = 3) -> str:
    """Write a number for a table; a dash where there is none."""
    if not isinstance(value, int | float) or pd.isna(value):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.{digits}g}"  # noqa: PLR2004 - digits


def fit_text(result: FitResult) -> str:
    """Say on a terminal what a fit found.

    Parameters
    ----------
    result : FitResult
        What was found.

    Returns
    -------
    str
        Sentences and a table.
    """
    question = result.question
    head = (
        f"{plural(len(question.scenarios), 'agreement')} of {question.settings.record},"
        f" {plural(len(result.prior.free), 'free parameter')}, {result.runs:,} runs,"
        f" seed {question.seed}"
    )
    rows = [("free parameter", "before", "prior", "90 % after", "shrinkage")]
    for one in result.posterior.to_dict("records"):
        value, low, high, q05, q95 = (
            number(one[name]) for name in ("value", "low", "high", "q05", "q95")
        )
        ends = (f"{low} to {high}", f"{q05} to {q95}")
        rows.append((str(one["key"]), value, *ends, f"{one['shrinkage']:.2f}"))
    sizes = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  " + "  ".join(text.ljust(size) for text, size in zip(row, sizes, strict=True)).rstrip()
        for row in rows
    ]
    *sentences, last = (
        textwrap.fill(one, _WIDTH, break_on_hyphens=False) for one in readings(result) if one
    )
    return "\n\n".join(
        [head, *sentences, "\n".join(lines), last, f"{PAGE} shows it with pictures."]
    )
