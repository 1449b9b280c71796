"""The tables of a comparison as cells of text, for the terminal and for the page."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.questions.compare.findings import COUNTED
from sim.questions.compare.look import arm_text
from sim.questions.compare.reading import number, ratio_text, signed
from sim.shared.lifetimes import MAIN
from sim.shared.page import Table

if TYPE_CHECKING:
    from sim.questions.compare.findings import Findings
    from sim.shared.intervals import Estimate

THOUSAND = 1000


def held_table(found: Findings) -> Table:
    """Shares still in force, and mean days held."""
    heads = ("", *(f"{day} days" for day in found.days), "days held", "half by day")
    rows = tuple(
        (
            arm_text(label),
            *(_percent(found.held(label, day)) for day in found.days),
            _days(found.mean(label)),
            _median(found.median(label)),
        )
        for label in found.labels
    )
    caption = (
        "Still in force after so many days, in percent of the runs; mean days held, counted up to"
        f" day {found.horizon}; day by which half had ended. In brackets 95 % intervals."
    )
    return Table(heads, rows, caption)


def ends_table(found: Findings) -> Table:
    """How the agreements ended."""
    kinds = [*found.kinds, "held"]
    rows = []
    for label in found.labels:
        ends = found.ends(label)
        rows.append((arm_text(label), *(_percent(ends.get(kind)) for kind in kinds)))
    caption = "How it ended, in percent of the runs. In brackets 95 % intervals."
    return Table(("", *kinds), tuple(rows), caption)


def effects_table(found: Findings) -> Table:
    """What each arm changes against the first."""
    pairs = found.of_one
    heads = ("", "days held", "p", *(["tighter by"] if pairs else []), "hazard ratio", "same ratio")
    rows = tuple(
        (
            arm_text(one.label),
            signed(one.days),
            chance(one.p),
            *([_times(one.tighter)] if pairs else []),
            ratio_text(one.ratio),
            _same(one.proportional_p),
        )
        for one in found.against()
    )
    many = len(rows) > 1
    caption = (
        f"Against {arm_text(found.base)}: difference in mean days held up to day {found.horizon},"
        f" with the chance of one so large by luck alone{_corrected(many=many)};"
        + (" how many times narrower the common luck makes its interval;" if pairs else "")
        + " ratio of the hazards of ending, over 1 where it ends sooner; and whether one ratio fits"
        " all days (p of the check of proportional hazards). In brackets 95 % intervals."
    )
    return Table(heads, rows, caption)


def _corrected(*, many: bool) -> str:
    return ", corrected for the number of arms (Holm)" if many else ""


def shares_table(found: Findings) -> Table:
    """Differences in shares still in force against the first arm."""
    table = found.result.differences([f"held_{day}" for day in found.days]).to_dict("index")
    rows = []
    for label in found.others:
        cells = []
        for day in found.days:
            row = table[label, f"held_{day}", MAIN]
            low, high = (100 * float(row[end]) for end in ("low", "high"))
            cells.append(f"{100 * float(row['value']):+.1f} ({low:+.1f} to {high:+.1f})")
        rows.append((arm_text(label), *cells))
    caption = (
        f"Against {arm_text(found.base)}: difference in the share still in force, in percentage"
        " points. In brackets 95 % intervals" + (" of pairs." if found.of_one else ".")
    )
    return Table(("", *(f"{day} days" for day in found.days)), tuple(rows), caption)


def definitions_in_short(found: Findings) -> Table:
    """Ends under each definition, in few columns."""
    rows = [
        (
            arm_text(label),
            *(
                f"{100 * (1 - (found.held(label, found.horizon, name).value or 0)):.0f} %,"
                f" {_days(found.mean(label, name))}"
                for name in found.definitions
            ),
        )
        for label in found.labels
    ]
    caption = f"Ended by day {found.horizon}, and days held, under each definition of an offensive"
    return Table(("", *(arm_text(name) for name in found.definitions)), tuple(rows), caption)


def definitions_tables(found: Findings) -> tuple[Table, Table]:
    """Ends under each definition: how many, and after how many days."""
    heads = ("", *(arm_text(name) for name in found.definitions))
    ended = [
        (
            arm_text(label),
            *(_percent(_rest(found.held(label, found.horizon, n))) for n in found.definitions),
        )
        for label in found.labels
    ]
    days = [
        (arm_text(label), *(_days(found.mean(label, name)) for name in found.definitions))
        for label in found.labels
    ]
    return (
        Table(
            heads,
            tuple(ended),
            f"Ended by day {found.horizon}, in percent of the runs. In brackets 95 % intervals.",
        ),
        Table(
            heads,
            tuple(days),
            f"Mean days held, counted up to day {found.horizon}. In brackets 95 % intervals.",
        ),
    )


def counts_in_short(found: Findings) -> Table:
    """Means of what was counted up to the end, without intervals."""
    known = [name for name in COUNTED if found.count(found.base, name) is not None]
    rows = []
    for label in found.labels:
        means = [found.count(label, name) for name in known]
        cells = ("-" if one is None or one.value is None else _figure(one.value) for one in means)
        rows.append((arm_text(label), *cells))
    caption = "On average up to the end, a run had (of the accusations, what the log knows of them)"
    return Table(("", *(COUNTED[name] for name in known)), tuple(rows), caption)


def counts_tables(found: Findings) -> tuple[Table, Table]:
    """Means of what was counted up to the end: deeds, and accusations."""

    def table(names: list[str], caption: str) -> Table:
        known = [name for name in names if found.count(found.base, name) is not None]
        rows = [
            (arm_text(label), *(_count(found.count(label, name)) for name in known))
            for label in found.labels
        ]
        heads = ("", *(COUNTED[name] for name in known))
        return Table(heads, tuple(rows), f"{caption} In brackets 95 % intervals.")

    accusations = [name for name in COUNTED if name.startswith("accusations")]
    return (
        table(
            [name for name in COUNTED if name not in accusations],
            "On average up to the end, a run had.",
        ),
        table(accusations, "Accusations, and what the log knows of them."),
    )


def clauses_table(found: Findings) -> Table:
    """What became of every clause."""
    rows = []
    for (label, obligation), row in found.clauses.items():
        shares = (row["breached"], row["breached_low"], row["breached_high"])
        breached, low, high = (100 * float(one) for one in shares)
        median = row["median"]
        rows.append(
            (
                arm_text(obligation),
                arm_text(label),
                f"{breached:.0f} ({low:.0f}-{high:.0f})",
                *(f"{100 * float(row[way]):.0f}" for way in ("met", "lapsed", "open")),
                "-" if median is None or math.isnan(median) else f"{median:.0f}",
            )
        )
    order = {row[0]: place for place, row in reversed(list(enumerate(rows)))}
    rows.sort(key=lambda row: order[row[0]])
    caption = (
        "What became of each clause while the agreement stood, in percent of the runs; and the day"
        " by which it had been breached in half of them. In brackets 95 % intervals."
    )
    heads = ("clause", "arm", "breached", "met", "lapsed", "open", "half by day")
    return Table(heads, tuple(rows), caption, names=2)


def changes_table(found: Findings) -> Table | None:
    """What the arms change, and whether it is a lever or an uncertainty."""
    rows = []
    for arm in found.result.comparison.arms:
        for key, value in arm.changes.items():
            kind = "uncertainty" if key.partition(".")[0] == "behaviour" else "lever"
            if key.partition(".")[0] == "measurement":
                kind = "definition"
            shown = "as in another file" if "." not in key else _value(value)
            rows.append((arm_text(arm.label), key, shown, kind))
    if not rows:
        return None
    caption = (
        "What the arms change. A lever is a term of the agreement or of what it meets, an"
        " uncertainty is what nobody chooses."
    )
    return Table(("arm", "parameter", "value", "kind"), tuple(rows), caption, names=4)


def _value(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _rest(one: Estimate) -> Estimate:
    known = (None if part is None else 1 - part for part in (one.value, one.high, one.low))
    return type(one)(*known)


def _percent(one: Estimate | None) -> str:
    if one is None or one.value is None:
        return "0" if one is None else "-"
    if one.low is None or one.high is None:
        return f"{100 * one.value:.0f}"
    return f"{100 * one.value:.0f} ({100 * one.low:.0f}-{100 * one.high:.0f})"


def _days(one: Estimate) -> str:
    if one.low is None or one.high is None:
        return number(one.value)
    return f"{number(one.value)} ({number(one.low)}-{number(one.high)})"


def _median(one: Estimate) -> str:
    return "-" if one.value is None else f"{one.value:.0f}"


def _times(value: float) -> str:
    if math.isnan(value):
        return "-"
    return "all" if math.isinf(value) else f"{value:.1f} times"


def chance(p: float) -> str:
    """Write a chance: to two figures, and below a thousandth as such.

    Parameters
    ----------
    p : float
        In [0, 1]; NaN where it cannot be told.

    Returns
    -------
    str
        Such as ``0.012``.
    """
    if math.isnan(p):
        return "-"
    if p < 0.001:  # noqa: PLR2004 - smaller chances than this are not to be told apart
        return "< 0.001"
    return f"{p:.3f}" if p < 0.1 else f"{p:.2f}"  # noqa: PLR2004 - two figures


def _same(p: float) -> str:
    if math.isnan(p):
        return "-"
    return f"{'no' if p < 0.05 else 'yes'} ({_p(p)})"  # noqa: PLR2004 - the usual level


def _p(p: float) -> str:
    text = chance(p)
    return f"p {text}" if text.startswith("<") else f"p = {text}"


def _count(one: Estimate | None) -> str:
    if one is None or one.value is None:
        return "-"
    if one.low is None or one.high is None:
        return _figure(one.value)
    return f"{_figure(one.value)} ({_figure(max(0.0, one.low))}-{_figure(one.high)})"


def _figure(value: float) -> str:
    if value >= THOUSAND:
        return f"{round(value, 3 - len(str(int(value)))):,.0f}"
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"  # noqa: PLR2004 - two figures
