"""What each part of a comparison shows, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.questions.compare.look import arm_text
from sim.questions.compare.reading import PAIR, number, order_of, under_each
from sim.questions.run.ending import rule_text
from sim.shared.lifetimes import MAIN
from sim.shared.wording import listed, share_text, start_case

if TYPE_CHECKING:
    from sim.questions.compare.findings import Findings

ENDED = {
    "offensive": "an offensive",
    "cancelled": "a cancellation",
    "disowned": "a disavowal",
    "erosion": "erosion",
    "expired": "the end of its term",
    "superseded": "a new agreement",
    "held": "none within the days simulated",
}


def effects_sentence(found: Findings) -> str:
    """Say which arms differ from the first by more than luck may explain."""
    effects = found.against()
    clear = [
        f"{arm_text(one.label)} ({number(one.days.value, signed=True)} days)"
        for one in effects
        if one.clear
    ]
    rest = [arm_text(one.label) for one in effects if not one.clear]
    against = f"from {arm_text(found.base)}"
    if not clear:
        return f"By days held, luck may explain how far {listed(rest, most=12)} differ {against}."
    verb = "differs" if len(clear) == 1 else "differ"
    text = f"By days held, {listed(clear, most=12)} {verb} {against} by more than luck may explain"
    if not rest:
        return f"{text}."
    return f"{text}; {listed(rest, most=12)} {'does' if len(rest) == 1 else 'do'} not."


def held_sentence(found: Findings) -> str:
    """Say how many were still in force at the end."""
    shares = {label: found.held(label, found.horizon).value or 0 for label in found.labels}
    order = sorted(found.labels, key=lambda label: -shares[label])
    after = f"After {found.horizon} days"
    if len(order) <= PAIR + 1:
        first, *rest = [f"{share_text(shares[one])} with {arm_text(one)}" for one in order]
        share, _, label = first.partition(" with ")
        return (
            f"{after}, {share} of the runs were still in force {listed([f'with {label}', *rest])}."
        )
    least, most = (
        f"{share_text(shares[one])} with {arm_text(one)}" for one in (order[-1], order[0])
    )
    return f"{after}, from {least} to {most} of the runs were still in force."


def ends_sentence(found: Findings) -> str:
    """Say what the most frequent end of each arm was."""
    groups: dict[str, list[str]] = {}
    for label in found.labels:
        ends = {kind: one.value or 0 for kind, one in found.ends(label).items() if kind != "held"}
        kind = max(ends, key=lambda one: ends[one]) if ends else "held"
        groups.setdefault(kind, []).append(arm_text(label))
    if len(groups) == 1:
        return f"The most frequent end of all was {ENDED[next(iter(groups))]}."
    parts = [f"{ENDED[kind]} with {listed(labels)}" for kind, labels in groups.items()]
    return f"The most frequent end was {'; '.join(parts)}."


def clauses_sentence(found: Findings) -> str:
    """Say which clause changed most, or which was breached most."""
    table = found.clauses
    if not table:
        return "No clause was recorded."
    if not found.of_one:
        whole = {label for (label, _), row in table.items() if row["breached"] >= 1.0}
        if not whole:
            return "No clause was breached in every run."
        shown = listed([arm_text(label) for label in found.labels if label in whole])
        return f"At least one clause was breached in every run with {shown}."
    changes = [
        (row["breached"] - table[found.base, name]["breached"], label, name)
        for (label, name), row in table.items()
        if label != found.base and (found.base, name) in table
    ]
    change, label, name = max(changes, key=lambda one: abs(one[0]), default=(0.0, "", ""))
    if not change:
        return "No clause was breached more often, or less, than without the changes."
    now, before = (table[one, name]["breached"] for one in (label, found.base))
    return (
        f"The clause that changed most was {arm_text(name)}: with {arm_text(label)} it was breached"
        f" in {share_text(now)} of the runs while the agreement stood, against"
        f" {share_text(before)} with {arm_text(found.base)}."
    )


def definitions_sentence(found: Findings) -> str:
    """Say whether the order of the arms hangs on the definition of an end."""
    orders = {name: order_of(found, name) for name in found.definitions}
    turned = [arm_text(name) for name in orders if orders[name] != orders[MAIN]]
    if not turned:
        return f"By days held the arms stand in the same order {under_each(found, 'under')}."
    return (
        f"By days held the arms stand in another order under {listed(turned)} than under the main"
        " definition; where intervals overlap that may be luck."
    )


def definitions_in_words(found: Findings) -> str:
    """Say what each definition counts as an offensive."""
    measurement = found.result[found.base].arm.scenario.measurement
    rules = {MAIN: measurement.offensive} | dict(measurement.alternatives)
    parts = [
        f"{arm_text(name)}: {rule_text(rules[name])}" for name in found.definitions if name in rules
    ]
    rules_text = start_case("; ".join(parts))
    return (
        f"What counts as an offensive, dated to the first act of it. {rules_text}. Other kinds of"
        " end are the same under each."
    )


def counts_sentence(found: Findings) -> str:
    """Say how much violence there was for each day in force."""
    rates = {}
    for label in found.labels:
        counted, days = found.count(label, "breaches"), found.mean(label)
        same_days = found.result[label].arm.horizon == found.horizon
        if counted is not None and counted.value is not None and days.value and same_days:
            rates[label] = counted.value / days.value
    if len(rates) < PAIR:
        return "Counts go up to the end of the agreement."
    most, least = (choose(rates, key=lambda label: rates[label]) for choose in (max, min))
    if number(rates[most]) == number(rates[least]):
        return f"For each day in force there were {number(rates[most])} breaches with every arm."
    return (
        f"For each day in force there were {number(rates[most])} breaches with {arm_text(most)}"
        f" and {number(rates[least])} with {arm_text(least)}."
    )
