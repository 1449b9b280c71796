"""Figures of the keys that no command prints: each function is given the answers of its sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from answers import Answer

    from sim.questions.compare.compare import ComparisonResult
    from sim.scenario.entities import Party

PARTIES = 2


def tit_for_tat(answers: list[Answer]) -> str:
    """Set the share of days held that is known exactly beside the share that was seen."""
    result = answers[1].result
    heads = ("arm", "a", "b", "b / (a + b)", "held, expected", "held, seen", "attacks", "seen")
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for label in result:
        runs, world = result[label].runs, result[label].arm.scenario
        party = world.scenario.parties["party_a"]
        days = world.scenario.horizon
        level, per_day = level_of(party)
        expected = attacks_until(days, level, per_day)
        seen = float(runs["attacks"].mean())
        a, b = chances(party)
        lines.append(
            f"| {label.replace('_', ' ')} | {a:.3g} | {b:.3g} | {level:.3f}"
            f" | {1 - expected / (PARTIES * days):.3f} | {1 - seen / (PARTIES * days):.3f}"
            f" | {expected:.1f} | {seen:.1f} |"
        )
    return "\n".join(lines)


def chances(party: Party) -> tuple[float, float]:
    """Chance to fire after the other held, and to hold after the other fired."""
    false_alarm, missed = float(party.false_alarm), float(party.missed)
    forgiven = float(party.doctrine.generosity) if "generous" in party.doctrine.kind else 0.0
    return false_alarm * (1 - forgiven), missed + (1 - missed) * forgiven


def level_of(party: Party) -> tuple[float, float]:
    """Share of days held in the long run, and the share of the way left to it after a day."""
    a, b = chances(party)
    return b / (a + b), 1 - a - b


def attacks_until(days: int, level: float, per_day: float) -> float:
    """Attacks of both parties over days, when both hold on the first."""
    fired = sum((1 - level) * (1 - per_day**day) for day in range(days))
    return PARTIES * fired


def ways_of_watching(answers: list[Answer]) -> str:
    """Say what a mission does by its price, by its voice and as a whole, and what a duty does."""
    effects = answers[0].result.effects.xs("main", level="definition")
    ways = {
        "the price of being found": "costs_nothing",
        "the voice of the mission": "tells_nobody",
        "the mission as a whole": "no_mission",
        "a duty to patrol that is kept": "no_patrols",
        "a duty to patrol that is mostly missed, against one that is kept": "patrols_missed",
    }
    lines = ["| what it does | days held | 95 % interval |", "|---|---|---|"]
    for what, arm in ways.items():
        row = effects.loc[arm]
        # What is there counts as gained, and was taken away in the arm; the last was added.
        value, low, high = row["value"], row["low"], row["high"]
        if arm != "patrols_missed":
            value, low, high = -value, -high, -low
        lines.append(f"| {what} | {value:+.1f} | {low:+.1f} to {high:+.1f} |")
    return "\n".join(lines)


def selection(answers: list[Answer]) -> str:
    """Set what an observer would say of missions beside what they do."""
    seen, hard, easy = (one.result for one in answers[:3])
    rows = [
        ("watched hard cases against unwatched easy ones", _change(seen)),
        ("the same hard cases, with against without", _change(hard)),
        ("the same easy cases, with against without", _change(easy)),
    ]
    lines = ["| compared | days held, difference | 95 % interval |", "|---|---|---|"]
    lines += [f"| {what} | {v:+.1f} | {low:+.1f} to {high:+.1f} |" for what, (v, low, high) in rows]
    return "\n".join(lines)


def _change(result: ComparisonResult) -> tuple[float, float, float]:
    """Difference in days held of the second arm from the first."""
    row = result.effects.xs("main", level="definition").iloc[0]
    return float(row["value"]), float(row["low"]), float(row["high"])
