"""The tables of a comparison as cells of text, for the terminal and for the page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.day.measures import BY_NAME
from sim.questions.compare.figures import arm_text
from sim.questions.compare.findings import COUNTED
from sim.shared.intervals import ALPHA, Estimate
from sim.shared.lifetimes import MAIN
from sim.shared.page import Table
from sim.shared.wording import days_text, mean_text, ratio_text, signed_text, with_interval

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from sim.questions.compare.findings import Findings

_IN_BRACKETS = "In brackets 95 % intervals."
# The share of a kind of end that an arm never had.
_NEVER = Estimate(0.0, None, None)


def _table(
    labels: Iterable[str],
    heads: Iterable[str],
    cells: Callable[[str], Iterable[str]],
    caption: str,
) -> Table:
    """Lay out a row for each arm."""
    rows = tuple((arm_text(label), *cells(label)) for label in labels)
    return Table(("", *heads), rows, caption)


def held_table(found: Findings) -> Table:
    """Shares still in force, and mean days held."""
    return _table(
        found.labels,
        [*(f"{day} days" for day in found.days), "days held", "half by day"],
        lambda label: [
            *(_percent(found.held(label, day)) for day in found.days),
            _days(found.mean(label)),
            _whole(found.median(label).value),
        ],
        "Still in force after so many days, in percent of the runs; mean days held, counted up to"
        f" day {found.horizon}; day by which half had ended. {_IN_BRACKETS}",
    )


def ends_table(found: Findings) -> Table:
    """How the agreements ended."""
    kinds = (*found.kinds, "held")
    return _table(
        found.labels,
        kinds,
        lambda label: (_percent(found.ends(label).get(kind, _NEVER)) for kind in kinds),
        f"How it ended, in percent of the runs. {_IN_BRACKETS}",
    )


def effects_table(found: Findings) -> Table:
    """What each arm changes against the first."""
    effects = {one.label: one for one in found.against()}
    corrected = ", corrected for the number of arms (Holm)" if len(effects) > 1 else ""
    # Only pairs on common random streams make an interval tighter.
    heads, tighter = ["days held", "p", "hazard ratio", "same ratio"], ""
    if found.of_one:
        heads.insert(2, "tighter by")
        tighter = " how many times narrower the common random streams make its interval;"

    def cells(label: str) -> Iterator[str]:
        one = effects[label]
        yield signed_text(one.days)
        yield _chance(one.p)
        if found.of_one:
            yield _times(one.tighter)
        yield ratio_text(one.ratio)
        yield _same(one.proportional_p)

    return _table(
        effects,
        heads,
        cells,
        f"Against {arm_text(found.base)}: difference in mean days held up to day {found.horizon},"
        f" with the probability of one so large by chance alone{corrected};{tighter} ratio of the"
        " hazards of ending, over 1 where it ends sooner; and whether one ratio fits all days (p of"
        f" the check of proportional hazards). {_IN_BRACKETS}",
    )


def shares_table(found: Findings) -> Table:
    """Differences in shares still in force against the first arm."""
    table = found.result.differences([f"held_{day}" for day in found.days]).to_dict("index")

    def points(label: str, day: int) -> str:
        row = table[label, f"held_{day}", MAIN]
        value, low, high = (100 * float(row[part]) for part in ("value", "low", "high"))
        return f"{value:+.1f} ({low:+.1f} to {high:+.1f})"

    return _table(
        found.others,
        (f"{day} days" for day in found.days),
        lambda label: (points(label, day) for day in found.days),
        f"Against {arm_text(found.base)}: difference in the share still in force, in percentage"
        f" points. In brackets 95 % intervals{' of pairs' if found.of_one else ''}.",
    )


def definitions_in_short(found: Findings) -> Table:
    """Ends under each definition, in few columns."""

    def ended(label: str, name: str) -> str:
        held = found.held(label, found.horizon, name).value or 0
        return f"{100 * (1 - held):.0f} %, {_days(found.mean(label, name))}"

    caption = f"Ended by day {found.horizon}, and days held, under each definition of an offensive"
    return _by_definition(found, ended, caption)


def definitions_tables(found: Findings) -> tuple[Table, Table]:
    """Ends under each definition: how many, and after how many days."""
    return (
        _by_definition(
            found,
            lambda label, name: _percent(found.held(label, found.horizon, name).complement),
            f"Ended by day {found.horizon}, in percent of the runs. {_IN_BRACKETS}",
        ),
        _by_definition(
            found,
            lambda label, name: _days(found.mean(label, name)),
            f"Mean days held, counted up to day {found.horizon}. {_IN_BRACKETS}",
        ),
    )


def _by_definition(found: Findings, write: Callable[[str, str], str], caption: str) -> Table:
    names = found.definitions
    heads = (arm_text(name) for name in names)
    return _table(found.labels, heads, lambda label: (write(label, n) for n in names), caption)


def counts_in_short(found: Findings) -> Table:
    """Means of what was counted up to the end, without intervals."""
    caption = "On average up to the end, a run had (of the accusations, what the log knows of them)"
    return _counts(found, COUNTED, caption, intervals=False)


def counts_tables(found: Findings) -> tuple[Table, Table]:
    """Means of what was counted up to the end: acts, and accusations."""
    acts = [name for name in COUNTED if not name.startswith("accusations")]
    charges = [name for name in COUNTED if name not in acts]
    return (
        _counts(found, acts, f"On average up to the end, a run had. {_IN_BRACKETS}"),
        _counts(found, charges, f"Accusations, and what the log knows of them. {_IN_BRACKETS}"),
    )


def _counts(
    found: Findings, names: Iterable[str], caption: str, *, intervals: bool = True
) -> Table:
    known = [name for name in names if found.count(found.base, name) is not None]

    def write(label: str, name: str) -> str:
        one = found.count(label, name)
        if one is not None and not intervals:
            one = Estimate(one.value, None, None)
        return with_interval(one, lambda value: mean_text(max(0.0, value)))

    heads = (BY_NAME[name].head for name in known)
    return _table(found.labels, heads, lambda label: (write(label, n) for n in known), caption)


def clauses_table(found: Findings) -> Table:
    """What became of every clause."""
    rows = []
    for (label, obligation), row in found.clauses.items():
        breached, low, high = (100 * row[f"breached{end}"] for end in ("", "_low", "_high"))
        rows.append(
            (
                arm_text(obligation),
                arm_text(label),
                f"{breached:.0f} ({low:.0f}-{high:.0f})",
                *(f"{100 * row[way]:.0f}" for way in ("met", "lapsed", "open")),
                _whole(row["median"]),
            )
        )
    first = list(dict.fromkeys(row[0] for row in rows))
    rows.sort(key=lambda row: first.index(row[0]))
    caption = (
        "What became of each clause while the agreement stood, in percent of the runs; and the day"
        f" by which it had been breached in half of them. {_IN_BRACKETS}"
    )
    heads = ("clause", "arm", "breached", "met", "lapsed", "open", "half by day")
    return Table(heads, tuple(rows), caption, names=2)


def changes_table(found: Findings) -> Table | None:
    """What the arms change, and whether it is a lever or an uncertainty."""
    kinds = {"behaviour": "uncertainty", "measurement": "definition"}
    rows = []
    for arm in found.result.comparison.arms:
        for key, value in arm.changes.items():
            shown = str(value).lower() if isinstance(value, bool) else str(value)
            shown = shown if "." in key else "as in another file"
            kind = kinds.get(key.partition(".")[0], "lever")
            rows.append((arm_text(arm.label), key, shown, kind))
    if not rows:
        return None
    caption = (
        "What the arms change. A lever is a term of the agreement or of what it meets, an"
        " uncertainty is what nobody chooses."
    )
    return Table(("arm", "parameter", "value", "kind"), tuple(rows), caption, names=4)


def _percent(one: Estimate) -> str:
    return with_interval(one, lambda value: f"{100 * value:.0f}")


def _days(one: Estimate) -> str:
    return with_interval(one, days_text)


def _whole(value: float | None) -> str:
    return "-" if value is None or math.isnan(value) else f"{value:.0f}"


def _times(value: float) -> str:
    if math.isnan(value):
        return "-"
    return "all" if math.isinf(value) else f"{value:.1f} times"


def _chance(p: float) -> str:
    """Write a chance: to two figures, and below a thousandth as such."""
    if math.isnan(p):
        return "-"
    if p < 0.001:  # noqa: PLR2004 - smaller chances than this are not to be told apart
        return "< 0.001"
    return f"{p:.3f}" if p < 0.1 else f"{p:.2f}"  # noqa: PLR2004 - two figures


def _same(p: float) -> str:
    if math.isnan(p):
        return "-"
    text = _chance(p)
    return f"{'no' if p < ALPHA else 'yes'} (p {text if text.startswith('<') else f'= {text}'})"
