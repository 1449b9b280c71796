"""The pictures of a fit: parameters, predictions, what was held out, rivals, recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import ScalarFormatter

from sim.questions.fit.unseen_picture import unseen_picture
from sim.questions.sensitivity.words import rows_of
from sim.shared.look import (
    BLACK,
    BLUE,
    GREY,
    ORANGE,
    PALE,
    SKY,
    VERMILION,
    drawn,
    new_figure,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.questions.fit.study import FitResult

SMALL = 8.5
MOST_SCREENED = 20
WIDE, NARROW = 9.0, 4.0


def pictures(result: FitResult) -> dict[str, str]:
    """Draw all pictures.

    Parameters
    ----------
    result : FitResult
        What a fit found.

    Returns
    -------
    dict of str
        Text of SVG by name of the file, without those for which there is nothing to show.
        The same findings give the same bytes.
    """
    draws: dict[str, Callable[[FitResult], Figure | None]] = {
        "screening": _screening,
        "parameters": _parameters,
        "days": _days,
        "kinds": _kinds,
        "counts": _counts,
        "held_out": _held_out,
        "unseen": lambda found: unseen_picture(found.findings.unseen),
        "rivals": _rivals,
        "recovery": _recovery,
    }
    return drawn(draws, result)


def _rows(count: int, height: float = 0.42, top: float = 1.3) -> tuple[Figure, Axes]:
    figure = new_figure((WIDE, height * count + top))
    return figure, figure.add_subplot()


def _named(axes: Axes, names: list[str]) -> None:
    axes.set_yticks(range(len(names)), names, fontsize=SMALL)
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)


def _screening(result: FitResult) -> Figure | None:
    table = result.findings.screening
    if table is None:
        return None
    table = table.head(MOST_SCREENED)
    free = {one.key for one in result.findings.prior.free}
    figure, axes = _rows(len(table), 0.3)
    place = np.arange(len(table))
    axes.barh(place, table["days"], color=BLUE, height=0.6, label="on days")
    axes.barh(place, table["kinds"], left=table["days"], color=ORANGE, height=0.6, hatch="///",
              edgecolor="white", label="on kinds of end")  # fmt: skip
    _named(axes, [f"{key} *" if key in free else str(key) for key in table["key"]])
    axes.set_xlabel("effect of the whole prior range, mean over agreements (standard deviations)")
    axes.set_title("What each shared number does in all agreements together; * free")
    axes.legend(frameon=False, loc="lower right", fontsize=SMALL)
    figure.tight_layout()
    return figure


def _parameters(result: FitResult) -> Figure:
    table = result.findings.posterior
    figure, axes = _rows(len(table))
    for row, one in enumerate(rows_of(table)):
        width = one.high - one.low

        def share(value: float, low: float = one.low, width: float = width) -> float:
            return (value - low) / width

        axes.plot([0, 1], [row, row], color=PALE, linewidth=9, solid_capstyle="butt", zorder=0)
        axes.plot([share(one.q05), share(one.q95)], [row, row], color=SKY, linewidth=9,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot([share(one.q25), share(one.q75)], [row, row], color=BLUE, linewidth=9,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot([share(one.q50)], [row], marker="|", color="white", markersize=9)
        axes.plot([share(one.value)], [row], marker="D", color=BLACK, markersize=4.5)
        axes.text(-0.01, row + 0.33, f"{one.low:.3g}", fontsize=7, color=GREY, ha="left")
        axes.text(1.01, row + 0.33, f"{one.high:.3g}", fontsize=7, color=GREY, ha="right")
        axes.text(1.03, row, one.says, fontsize=SMALL, va="center")
    _named(axes, [str(label) for label in table["label"]])
    axes.set_xlim(-0.02, 1.02)
    axes.set_xticks([])
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_title("Pale: prior. Blue: after the record (90, 50 %). Diamond: the file")
    figure.tight_layout()
    return figure


def _of(result: FitResult, figure: str) -> pd.DataFrame:
    table = result.findings.predictive
    return table[table["figure"] == figure]


def _bars(axes: Axes, table: pd.DataFrame) -> None:
    for row, one in enumerate(rows_of(table)):
        axes.plot([one.prior_q05, one.prior_q95], [row + 0.22] * 2, color=PALE, linewidth=5,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot([one.q05, one.q95], [row] * 2, color=SKY, linewidth=8, solid_capstyle="butt")
        axes.plot([one.q25, one.q75], [row] * 2, color=BLUE, linewidth=8, solid_capstyle="butt")
        axes.plot([one.low, one.high], [row - 0.25] * 2, color=VERMILION, linewidth=3,
                  solid_capstyle="butt")  # fmt: skip
        axes.plot([one.main], [row - 0.25], marker="v", color=VERMILION, markersize=6)
    _named(axes, [str(name) for name in table["name"]])


def _days(result: FitResult) -> Figure:
    table = _of(result, "days").copy()
    for column in table.columns:
        if column.startswith(("q", "prior_q")) or column in ("low", "main", "high"):
            table[column] = np.maximum(table[column].astype(float), 0.5)
    figure, axes = _rows(len(table), 0.55)
    _bars(axes, table)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(ScalarFormatter())
    axes.set_xticks([1, 3, 7, 30, 90, 365])
    axes.minorticks_off()
    axes.set_xlabel("days held (simulated up to the last day of the scenario)")
    axes.set_title("Red: the record. Blue: fitted (90, 50 %). Pale: prior (90 %)")
    figure.tight_layout()
    return figure


def _kinds(result: FitResult) -> Figure:
    table = _of(result, "kind")
    figure, axes = _rows(len(table))
    for row, one in enumerate(rows_of(table)):
        axes.plot([one.prior_q50, one.q50], [row, row], color=GREY, linewidth=1)
        axes.plot([one.prior_q50], [row], marker="o", color="white", markeredgecolor=GREY)
        axes.plot([one.q50], [row], marker="o", color=BLUE)
    _named(axes, [f"{name}: {kinds}" for name, kinds in zip(table["name"], table["kinds"],
                                                            strict=True)])  # fmt: skip
    axes.set_xlim(-0.02, 1.02)
    axes.set_xlabel("chance of a documented kind of end")
    axes.set_title("Blue: fitted. White: prior")
    figure.tight_layout()
    return figure


def _counts(result: FitResult) -> Figure | None:
    table = _of(result, "ratio")
    if table.empty:
        return None
    figure, axes = _rows(len(table), 0.55)
    _bars(axes, table)
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(ScalarFormatter())
    ticks = [0.25, 0.5, 1, 2, 4]
    axes.set_xticks(ticks, [f"{one:g}" for one in ticks])
    axes.minorticks_off()
    axes.axvline(1.0, color=GREY, linewidth=0.8)
    one, other = result.question.settings.counts
    axes.set_xlabel(f"violations published by {one} over those published by {other}")
    axes.set_title("Red: the record. Blue: fitted (90, 50 %). Pale: prior (90 %)")
    figure.tight_layout()
    return figure


def _held_out(result: FitResult) -> Figure | None:
    bands = result.findings.bands
    if not bands:
        return None
    figure = new_figure((WIDE, NARROW * len(bands)))
    for number, (name, table) in enumerate(bands.items(), start=1):
        axes = figure.add_subplot(len(bands), 1, number)
        day = table.index.to_numpy()
        before = result.findings.bands_prior[name]
        axes.fill_between(day, before["low_90"], before["high_90"], color=PALE, linewidth=0,
                          label="prior, 90 % of draws")  # fmt: skip
        axes.fill_between(day, table["least"], table["most"], color=SKY, alpha=0.35, linewidth=0,
                          label="fitted region, all draws")  # fmt: skip
        axes.fill_between(day, table["low_90"], table["high_90"], color=SKY, linewidth=0,
                          label="fitted region, 90 % of draws")  # fmt: skip
        axes.plot(day, table["mean"], color=BLUE, label="their mean")
        record = result.question.lifetimes[name]
        axes.plot([0, record.days, record.days], [1, 1, 0], color=VERMILION, linewidth=2,
                  linestyle=(0, (6, 2)), label="what happened")  # fmt: skip
        axes.set_ylim(-0.02, 1.05)
        axes.set_xlim(0, day[-1])
        axes.set_xlabel("days since entry into force")
        axes.set_title(f"{record.name}: share still in force; the fit never saw it")
        axes.legend(frameon=False, fontsize=SMALL, loc="upper right", bbox_to_anchor=(0.98, 0.93))
    figure.tight_layout()
    return figure


def _rivals(result: FitResult) -> Figure:
    found = result.findings
    figure, axes = _rows(len(found.differences), 0.6)
    for shift, colour, marker, label, group in (
        (-0.13, BLUE, "o", "days", found.differences),
        (0.13, ORANGE, "s", "days and kinds of end", found.differences_both),
    ):
        for row, one in enumerate(group):
            axes.plot([one.low, one.high], [row + shift] * 2, color=colour, linewidth=1.5)
            axes.plot([one.mean], [row + shift], marker=marker, color=colour, linestyle="none",
                      label=label if row == 0 else None)  # fmt: skip
    axes.axvline(0.0, color=GREY, linewidth=0.8)
    _named(axes, [one.rival for one in found.differences])
    axes.set_xlabel("gain of the model in log score per agreement left out, with 95 % interval")
    axes.set_title("Left of the line the rival predicts better")
    axes.legend(frameon=False, fontsize=SMALL, loc="best")
    figure.tight_layout()
    return figure


def _recovery(result: FitResult) -> Figure | None:
    recovery = result.findings.recovery
    if recovery is None:
        return None
    table = recovery.table
    figure = new_figure((WIDE, 0.36 * len(table) + 1.4))
    left, right = figure.subplots(1, 2, width_ratios=(1.4, 1))
    for row, one in enumerate(rows_of(table)):
        left.plot([one.low, one.high], [row, row], color=BLUE)
        left.plot([one.inside], [row], marker="o", color=BLUE)
    left.axvline(0.9, color=GREY, linestyle=(0, (6, 2)), linewidth=0.9)
    labels = {one.key: one.label for one in result.findings.prior.free}
    _named(left, [labels.get(key, key) for key in table["key"]])
    left.set_xlim(0, 1.02)
    left.set_xlabel("share of planted truths inside the 90 % region")
    left.set_title(f"{len(recovery.ranks)} synthetic records")
    right.hist(recovery.ranks.ravel(), bins=np.linspace(0, 1, 11), color=SKY, edgecolor="white")
    right.axhline(recovery.ranks.size / 10, color=GREY, linestyle=(0, (6, 2)), linewidth=0.9)
    right.set_xlabel("rank of the truth")
    right.set_title("Even if calibrated")
    figure.tight_layout()
    return figure
