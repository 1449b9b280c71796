"""The share still in force, day by day, of every arm: Kaplan-Meier curves with bands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np

from sim.questions.compare.look import (
    MIDDLE,
    SLIDE,
    SMALL,
    arm_looks,
    arm_text,
    day_axis,
    head,
    percent_axis,
)
from sim.shared.look import GREY, SETTINGS, new_figure, spread, svg_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from sim.questions.compare.look import ArmLook

# The first days have a panel of their own where a curve has lost half by their end.
FIRST_DAYS = 30
WORTH_A_PANEL = 90
HALF = 0.5
# Bands of more curves than these lie over each other, and are left to the table.
MOST_BANDS = 4


@dataclass(frozen=True)
class Curve:
    """Share still in force after each day, with its band.

    Parameters
    ----------
    share, low, high : numpy.ndarray
        One value for each day from 0 to the horizon.
    """

    share: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def survival_svg(curves: Mapping[str, Curve], title: str, subtitle: str = "") -> str:
    """Draw the curves of all arms.

    Parameters
    ----------
    curves : mapping
        Curves by label, of equal length.
    title : str
        What is seen.
    subtitle : str
        Smaller, below it.

    Returns
    -------
    str
        SVG; the same curves give the same bytes.
    """
    horizon = min(len(curve.share) for curve in curves.values()) - 1
    looks = arm_looks(list(curves))
    early = horizon >= WORTH_A_PANEL and any(
        curve.share[FIRST_DAYS] < HALF for curve in curves.values()
    )
    with mpl.rc_context(SETTINGS):
        figure = new_figure(SLIDE)
        if len(curves) <= MOST_BANDS:
            subtitle = f"{subtitle}; bands: 95 % intervals"
        head(figure, title, subtitle)
        left, right, bottom, top = 0.075, 0.76, 0.11, 0.84
        width = right - left
        if early:
            first = figure.add_axes((left, bottom, 0.34 * width, top - bottom))
            _panel(first, curves, looks, FIRST_DAYS)
            first.set_title(f"The first {FIRST_DAYS} days", fontsize=MIDDLE)
            left += 0.41 * width
        axes = figure.add_axes((left, bottom, right - left, top - bottom))
        _panel(axes, curves, looks, horizon)
        if early:
            axes.set_ylabel("")
            axes.set_title("All days", fontsize=MIDDLE)
        _labels(axes, curves, looks, horizon)
        return svg_text(figure)


def _panel(
    axes: Axes, curves: Mapping[str, Curve], looks: Mapping[str, ArmLook], horizon: int
) -> None:
    days = np.arange(horizon + 1)
    for place, (label, curve) in enumerate(curves.items()):
        look = looks[label]
        if len(curves) <= MOST_BANDS:
            axes.fill_between(
                days,
                curve.low[: horizon + 1],
                curve.high[: horizon + 1],
                step="post",
                color=look.colour,
                alpha=0.15,
                linewidth=0,
            )
        gap = max(1, horizon // 6)
        axes.plot(
            days,
            curve.share[: horizon + 1],
            drawstyle="steps-post",
            color=look.colour,
            linestyle=look.dash,
            linewidth=2.0,
            marker=look.mark,
            markersize=6,
            # Marks of different curves stand on different days.
            markevery=(gap * (place + 1) // (len(curves) + 1), gap),
        )
    percent_axis(axes, "agreements still in force")
    day_axis(axes, horizon)
    axes.set_xlabel("days since entry into force", fontsize=MIDDLE)


def _labels(
    axes: Axes, curves: Mapping[str, Curve], looks: Mapping[str, ArmLook], horizon: int
) -> None:
    """Name every curve beside its end, with a piece of its line."""
    ends = [float(curve.share[horizon]) for curve in curves.values()]
    # Where curves end together, the one that held longer is named above.
    mean = [float(curve.share.mean()) for curve in curves.values()]
    heights = spread([e + 1e-6 * m for e, m in zip(ends, mean, strict=True)], 0.072, 0.02, 0.98)
    for (label, look), end, height in zip(looks.items(), ends, heights, strict=True):
        across = axes.get_yaxis_transform()
        axes.plot([1.0, 1.025], [end, height], transform=across, color=GREY, lw=0.8, clip_on=False)
        axes.plot(
            [1.03, 1.055, 1.08],
            [height] * 3,
            transform=across,
            color=look.colour,
            linestyle=look.dash,
            linewidth=2.0,
            marker=look.mark,
            markersize=6,
            markevery=[1],
            clip_on=False,
        )
        axes.text(
            1.09,
            height + 0.004,
            arm_text(label),
            transform=across,
            fontsize=MIDDLE,
            va="bottom",
            weight="bold",
        )
        axes.text(
            1.09,
            height - 0.004,
            _note(curves[label], horizon),
            transform=across,
            fontsize=SMALL - 1,
            va="top",
            color="#444444",
        )


def _note(curve: Curve, horizon: int) -> str:
    end = float(curve.share[horizon])
    if end > HALF:
        return f"{100 * end:.0f} % at day {horizon}"
    return f"{100 * end:.0f} %; half by day {int(np.argmax(curve.share <= HALF))}"
