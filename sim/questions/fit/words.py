"""What a fit found, in sentences: failures first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.questions.fit.beyond import MODEL, difference_of
from sim.questions.fit.findings import MISSED, REACHED
from sim.shared.intervals import mean_of
from sim.shared.wording import plural, start_case

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sim.questions.fit.beyond import Difference
    from sim.questions.fit.recovery import Recovery
    from sim.questions.fit.study import FitResult

CLOSING = "This is a model, not a forecast."
# A share below which a course counts as one that the region hardly gives.
FEW = 0.05
ALPHA = 0.05
FIGURES = {"days": "days", "kind": "kind of end", "ratio": "ratio of counts"}


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
    beaten = [one for one in differences if one.low > 0.0 and one.p < ALPHA]
    unbeaten = [one for one in differences if one not in beaten]
    count = differences[0].agreements
    parts = []
    if unbeaten:
        listed = "; ".join(
            f"{one.rival}, {one.mean:+.2f} ({one.low:+.2f} to {one.high:+.2f})"
            + (f", p = {one.p:.2f} by signs" if one.low > 0.0 else "")
            for one in unbeaten
        )
        parts.append(
            f"On {what} of the agreement left out, in log score per agreement with 95 % interval,"
            f" the model does not clearly beat: {listed}."
        )
    if beaten:
        listed = "; ".join(
            f"{one.rival}, {one.mean:+.2f} ({one.low:+.2f} to {one.high:+.2f})" for one in beaten
        )
        parts.append(f"On {what} it beats: {listed}.")
    least = max(one.detectable for one in differences)
    parts.append(
        f"{start_case(plural(count, 'agreement'))} can show differences of about"
        f" {min(one.detectable for one in differences):.1f} to {least:.1f} and no smaller ones."
    )
    return " ".join(parts)


def missed_sentence(result: FitResult) -> str:
    """Say which figures of the record the fitted region misses, and how many it meets."""
    table = result.findings.predictive
    missed = table[table["verdict"] == MISSED]
    met = len(table) - len(missed) - int((table["verdict"] == REACHED).sum())
    listed = "; ".join(
        f"{FIGURES[str(figure)]} of {name}"
        for figure, name in zip(missed["figure"], missed["name"], strict=True)
    )
    text = f"Of {len(table)} figures of the record the fitted region meets {met}"
    if met == len(table):
        return f"{text}, all of them."
    text += f" and misses {len(missed)}: {listed}." if len(missed) else " and misses none."
    return text + _by_reach(table, "name")


def unseen_sentence(result: FitResult) -> str:
    """Say which figures that the fit did not see lie outside what it gives."""
    table, counts = result.findings.unseen, result.findings.counts_left_out
    if table.empty:
        return ""
    told = table[table["verdict"] != ""]
    missed = told[told["verdict"] == MISSED]
    listed = "; ".join(
        f"{figure} ({where})"
        for figure, where in zip(missed["figure"], missed["where"], strict=True)
    )
    met = len(told) - len(missed) - int((told["verdict"] == REACHED).sum())
    text = f"Of {len(told)} figures that the fit did not see {met} are met"
    text += f"; missed: {listed}." if len(missed) else "."
    text += _by_reach(told, "where")
    scores = counts.pivot_table(index="phase", columns="predictor", values="score")
    if MODEL in scores and len(scores) > 1:
        for rival in [name for name in scores if name != MODEL]:
            gap = difference_of(str(rival), scores[MODEL].tolist(), scores[rival].tolist())
            text += (
                f" On the ratio of counts of a phase left out its gain over {rival} is"
                f" {gap.mean:+.2f} ({gap.low:+.2f} to {gap.high:+.2f}) in log score."
            )
    return text


def _by_reach(table: pd.DataFrame, where: str) -> str:
    """Name the figures whose value lies outside the region, while their interval reaches it."""
    reached = table[table["verdict"] == REACHED]
    if not len(reached):
        return ""
    listed = "; ".join(
        f"{figure} ({place})"
        for figure, place in zip(reached["figure"], reached[where], strict=True)
    )
    return (
        f" Of {len(reached)} more only the interval of the record reaches the region, and its one"
        f" value does not: {listed}."
    )


def region_sentence(result: FitResult) -> str:
    """Say how much of the prior the record leaves, and how many draws carry the rest."""
    found = result.findings
    return (
        f"The record rules out {1 - found.share_not_ruled_out:.0%} of the prior of"
        f" {len(found.prior.free)} free parameters. {plural(len(found.weighed.places), 'draw')}"
        f" weigh as much as {found.effective[-1]:.0f} independent ones."
        f"{_tempering(result)}"
    )


def _tempering(result: FitResult) -> str:
    """Say where the chance of the record had to be tempered."""
    weighed = result.findings.weighed
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
    table = result.findings.posterior

    def named(says: str) -> str:
        return ", ".join(str(label) for label in table.loc[table["says"] == says, "label"])

    texts = []
    for says, words in (
        ("nothing", "The record says nothing of"),
        ("little", "It says little of"),
        ("narrowed", "It narrows"),
    ):
        listed = named(says)
        if listed:
            texts.append(f"{words} {listed}.")
    return " ".join(texts)


def held_out_sentence(result: FitResult) -> str:
    """Say what the region gives for what was held out, as a band."""
    texts = []
    for name, table in result.findings.bands.items():
        record = result.question.lifetimes[name]
        last = table.loc[record.days]
        year = table.loc[min(365, record.days)]
        outside = last["high_90"] < FEW
        verdict = (
            "What happened lies outside what the region leaves."
            if last["most"] <= 0.0
            else "What happened lies outside the band."
            if outside
            else "What happened lies within the band."
        )
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
    recovery = result.findings.recovery
    if recovery is None:
        return ""
    overall = recovery.table.iloc[-1]
    middle = sorted(recovery.effective)[len(recovery.effective) // 2]
    return (
        f"Of {len(recovery.ranks)} synthetic records, each made of one draw, regions of 90 percent"
        f" held the planted value in {overall['inside']:.1%} of the cases (95 % interval"
        f" {overall['low']:.1%} to {overall['high']:.1%}, over all parameters, by records)."
        f" Half of these fits would have rested on fewer than {middle:.0f}"
        f" effective draws, the fit to the record rests on {result.findings.effective[-1]:.0f}."
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
