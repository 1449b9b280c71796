"""The pictures of a fit: parameters, predictions, what it did not see, rivals, recovery."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.ticker import MaxNLocator, NullLocator, ScalarFormatter, StrMethodFormatter

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
    from collections.abc import Callable, Iterable, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.questions.fit.study import FitResult

_SMALL = 8.5
_MOST_SCREENED = 20
_WIDE, _NARROW = 9.0, 4.0
_DASHED = (0, (6, 2))
_BESIDE = "Red: the record. Blue: fitted (90, 50 %). Pale: prior (90 %)"
_RATIOS = (0.25, 0.5, 1.0, 2.0, 4.0)
_ROUNDS = "rounds that failed before "
_SHARE = "share of attacks"


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
        "unseen": lambda found: unseen_picture(found.unseen),
        "rivals": _rivals,
        "recovery": _recovery,
    }
    return drawn(draws, result)


def _rows(count: int, height: float = 0.42, top: float = 1.3) -> tuple[Figure, Axes]:
    figure = new_figure((_WIDE, height * count + top))
    return figure, figure.add_subplot()


def _finished(figure: Figure, axes: Axes, title: str, across: str = "") -> Figure:
    axes.set_title(title)
    axes.set_xlabel(across)
    figure.tight_layout()
    return figure


def _named(axes: Axes, names: Iterable[str], low: float = 0.4, high: float = 0.6) -> None:
    names = list(names)
    axes.set_yticks(range(len(names)), names, fontsize=_SMALL)
    axes.set_ylim(len(names) - low, -high)
    axes.tick_params(axis="y", length=0)


def _bar(axes: Axes, ends: Sequence[float], row: float, colour: str, width: float) -> None:
    axes.plot(ends, [row] * 2, color=colour, linewidth=width, solid_capstyle="butt")


def _mark(axes: Axes, at: float, row: float, mark: str, colour: str, **look: Any) -> None:  # noqa: ANN401
    axes.plot([at], [row], marker=mark, color=colour, **look)


def _log_scale(axes: Axes, ticks: Sequence[float], names: Sequence[str] | None = None) -> None:
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter(ScalarFormatter())
    axes.set_xticks(ticks, names)
    axes.minorticks_off()


def _screening(result: FitResult) -> Figure | None:
    if result.screening is None:
        return None
    table = result.screening.head(_MOST_SCREENED)
    figure, axes = _rows(len(table), 0.3)
    place = np.arange(len(table))
    axes.barh(place, table["days"], color=BLUE, height=0.6, label="on days")
    axes.barh(place, table["kinds"], left=table["days"], color=ORANGE, height=0.6, hatch="///",
              edgecolor="white", label="on kinds of end")  # fmt: skip
    _named(axes, (f"{key} *" if key in result.prior.keys else str(key) for key in table["key"]))
    axes.legend(frameon=False, loc="lower right", fontsize=_SMALL)
    across = "effect of the whole prior range, mean over agreements (standard deviations)"
    title = "What each shared number does in all agreements together; * free"
    return _finished(figure, axes, title, across)


def _parameters(result: FitResult) -> Figure:
    table = result.posterior
    figure, axes = _rows(len(table))
    axes.spines[["left", "bottom"]].set_visible(False)
    for row, one in enumerate(rows_of(table)):
        names = ("q05", "q95", "q25", "q75", "q50", "value")
        shares = [(getattr(one, name) - one.low) / (one.high - one.low) for name in names]
        axes.plot([0, 1], [row, row], color=PALE, linewidth=9, solid_capstyle="butt", zorder=0)
        _bar(axes, shares[0:2], row, SKY, 9)
        _bar(axes, shares[2:4], row, BLUE, 9)
        _mark(axes, shares[4], row, "|", "white", markersize=9)
        _mark(axes, shares[5], row, "D", BLACK, markersize=4.5)
        axes.text(-0.01, row + 0.33, f"{one.low:.3g}", fontsize=7, color=GREY, ha="left")
        axes.text(1.01, row + 0.33, f"{one.high:.3g}", fontsize=7, color=GREY, ha="right")
        axes.text(1.03, row, one.says, fontsize=_SMALL, va="center")
    _named(axes, map(str, table["label"]))
    axes.set_xlim(-0.02, 1.02)
    axes.set_xticks([])
    title = "Pale: prior. Blue: after the record (90, 50 %). Diamond: the file"
    return _finished(figure, axes, title)


def _predicted(result: FitResult, figure: str, least: float) -> tuple[Figure, Axes] | None:
    """Record, fitted region and prior of a figure, a row for each agreement that has it."""
    table = result.predictive[result.predictive["figure"] == figure]
    if table.empty:
        return None
    drawing, axes = _rows(len(table), 0.55)
    numbers = table.select_dtypes("number").clip(lower=least)
    for row, one in enumerate(rows_of(numbers)):
        _bar(axes, [one.prior_q05, one.prior_q95], row + 0.22, PALE, 5)
        _bar(axes, [one.q05, one.q95], row, SKY, 8)
        _bar(axes, [one.q25, one.q75], row, BLUE, 8)
        _bar(axes, [one.low, one.high], row - 0.25, VERMILION, 3)
        _mark(axes, one.main, row - 0.25, "v", VERMILION, markersize=6)
    _named(axes, map(str, table["name"]))
    return drawing, axes


def _days(result: FitResult) -> Figure | None:
    if (begun := _predicted(result, "days", 0.5)) is None:
        return None
    _log_scale(begun[1], [1, 3, 7, 30, 90, 365])
    return _finished(*begun, _BESIDE, "days held (simulated up to the last day of the scenario)")


def _counts(result: FitResult) -> Figure | None:
    if (begun := _predicted(result, "ratio", -np.inf)) is None:
        return None
    _log_scale(begun[1], _RATIOS, [f"{one:g}" for one in _RATIOS])
    begun[1].axvline(1.0, color=GREY, linewidth=0.8)
    one, other = result.question.settings.counts
    across = f"violations published by {one} over those published by {other}"
    return _finished(*begun, _BESIDE, across)


def _kinds(result: FitResult) -> Figure:
    table = result.predictive[result.predictive["figure"] == "kind"]
    figure, axes = _rows(len(table))
    for row, one in enumerate(rows_of(table)):
        axes.plot([one.prior_q50, one.q50], [row, row], color=GREY, linewidth=1)
        _mark(axes, one.prior_q50, row, "o", "white", markeredgecolor=GREY)
        _mark(axes, one.q50, row, "o", BLUE)
    _named(axes, (f"{one.name}: {one.kinds}" for one in rows_of(table)))
    axes.set_xlim(-0.02, 1.02)
    title = "Blue: fitted. White: prior"
    return _finished(figure, axes, title, "chance of a documented kind of end")


def _held_out(result: FitResult) -> Figure | None:
    bands = result.bands
    if not bands:
        return None
    figure = new_figure((_WIDE, _NARROW * len(bands)))
    for number, (name, table) in enumerate(bands.items(), start=1):
        axes, record = figure.add_subplot(len(bands), 1, number), result.question.lifetimes[name]
        day, before = table.index.to_numpy(), result.bands_prior[name]
        for low, high, colour, alpha, label in (
            (before["low_90"], before["high_90"], PALE, None, "prior, 90 % of draws"),
            (table["least"], table["most"], SKY, 0.35, "fitted region, all draws"),
            (table["low_90"], table["high_90"], SKY, None, "fitted region, 90 % of draws"),
        ):
            look: Any = {"color": colour, "alpha": alpha, "linewidth": 0, "label": label}
            axes.fill_between(day, low, high, **look)
        axes.plot(day, table["mean"], color=BLUE, label="their mean")
        axes.plot([0, record.days, record.days], [1, 1, 0], color=VERMILION, linewidth=2,
                  linestyle=_DASHED, label="what happened")  # fmt: skip
        axes.set_ylim(-0.02, 1.05)
        axes.set_xlim(0, day[-1])
        axes.set_xlabel("days since entry into force")
        axes.set_title(f"{record.name}: share still in force; the fit never saw it")
        axes.legend(frameon=False, fontsize=_SMALL, loc="upper right", bbox_to_anchor=(0.98, 0.93))
    figure.tight_layout()
    return figure


def _rivals(result: FitResult) -> Figure:
    figure, axes = _rows(len(result.differences), 0.6)
    for shift, colour, marker, label, group in (
        (-0.13, BLUE, "o", "days", result.differences),
        (0.13, ORANGE, "s", "days and kinds of end", result.differences_both),
    ):
        for row, one in enumerate(group):
            axes.plot([one.low, one.high], [row + shift] * 2, color=colour, linewidth=1.5)
            named = {"label": label} if row == 0 else {}
            _mark(axes, one.mean, row + shift, marker, colour, linestyle="none", **named)
    axes.axvline(0.0, color=GREY, linewidth=0.8)
    _named(axes, (one.rival for one in result.differences))
    axes.legend(frameon=False, fontsize=_SMALL, loc="best")
    across = "gain of the model in log score per agreement left out, with 95 % interval"
    return _finished(figure, axes, "Left of the line the rival predicts better", across)


def _recovery(result: FitResult) -> Figure | None:
    recovery = result.recovery
    if recovery is None:
        return None
    table = recovery.table
    figure = new_figure((_WIDE, 0.36 * len(table) + 1.4))
    left, right = figure.subplots(1, 2, width_ratios=(1.4, 1))
    for row, one in enumerate(rows_of(table)):
        left.plot([one.low, one.high], [row, row], color=BLUE)
        _mark(left, one.inside, row, "o", BLUE)
    left.axvline(0.9, color=GREY, linestyle=_DASHED, linewidth=0.9)
    labels = {one.key: one.label for one in result.prior.free}
    _named(left, (labels.get(key, key) for key in table["key"]))
    left.set_xlim(0, 1.02)
    left.set_xlabel("share of planted truths inside the 90 % region")
    left.set_title(f"{len(recovery.ranks)} synthetic records")
    right.hist(recovery.ranks.ravel(), bins=np.linspace(0, 1, 11), color=SKY, edgecolor="white")
    right.axhline(recovery.ranks.size / 10, color=GREY, linestyle=_DASHED, linewidth=0.9)
    return _finished(figure, right, "Even if calibrated", "rank of the truth")


def unseen_picture(table: pd.DataFrame) -> Figure | None:
    """Draw what the fitted region gives for figures that did not enter the fit.

    Parameters
    ----------
    table : pandas.DataFrame
        As given by `sim.questions.fit.unseen.unseen`.

    Returns
    -------
    matplotlib.figure.Figure or None
        A panel for each kind of figure, with a row for each agreement or phase; None where
        nothing can be shown.
    """
    shown = table.dropna(subset=["q05", "q50", "q95"]) if len(table) else table
    if not len(shown):
        return None
    panels = [group for _, group in shown.groupby(shown["figure"].map(_panel), sort=False)]
    sizes = [len(group) + 1.6 for group in panels]
    figure = new_figure((_WIDE, 0.34 * sum(sizes) + 0.62))
    axes = figure.subplots(len(panels), 1, squeeze=False, height_ratios=sizes)[:, 0]
    for one, group in zip(axes, panels, strict=True):
        _unseen_panel(one, group)
    figure.suptitle(
        "Red: the record. Blue: the fitted region (90 % of runs, and the middle)",
        x=0.01, ha="left", fontsize=11, fontweight="bold",
    )  # fmt: skip
    figure.tight_layout()
    return figure


def _panel(figure: str) -> str:
    """Name the panel of a figure: figures of one scale share one."""
    if figure.startswith(_ROUNDS):
        return f"{_ROUNDS}a text"
    return "days" if figure.startswith("days from ") else figure


def _row_name(figure: str, where: str) -> str:
    if figure.startswith(_ROUNDS):
        return f"before {figure.removeprefix(_ROUNDS)}"
    return figure.removeprefix("days ") if figure.startswith("days from ") else where


def _unseen_panel(axes: Axes, group: pd.DataFrame) -> None:
    kind = _panel(str(group["figure"].iloc[0]))
    share = kind.startswith(_SHARE)
    for row, one in enumerate(rows_of(group)):
        if not share:
            _bar(axes, [one.q05, one.q95], row, SKY, 8)
        _mark(axes, one.q50, row, "o" if share else "|", BLUE, markersize=8, markeredgewidth=2)
        _bar(axes, [one.low, one.high], row - 0.3, VERMILION, 3)
        _mark(axes, one.record, row - 0.3, "v", VERMILION, markersize=6)
    _named(axes, (_row_name(one.figure, one.where) for one in rows_of(group)), 0.5, 0.7)
    axes.set_xlabel(kind, fontsize=_SMALL)
    axes.tick_params(axis="x", labelsize=_SMALL)
    if share:
        axes.set_xlim(-0.03, 1.03)
    elif kind.startswith("ratio of counts"):
        axes.set_xscale("log")
        axes.set_xticks(_RATIOS, [f"{one:g}" for one in _RATIOS])
        axes.xaxis.set_minor_locator(NullLocator())
        axes.axvline(1.0, color=GREY, linewidth=0.8)
    elif kind.startswith(("sectors taken", _ROUNDS)):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    elif np.nanmax(group[["high", "q95"]].to_numpy(float)) >= 1000:  # noqa: PLR2004 - digits
        axes.xaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))
