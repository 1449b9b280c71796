"""What each arm changes against the first: a forest plot of days held and of hazard ratios."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import matplotlib as mpl

from sim.report.comparison_look import MIDDLE, SLIDE, SMALL, arm_looks, arm_text, head
from sim.report.look import GREY, SETTINGS, new_figure, svg_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from sim.report.comparison_look import ArmLook

TALLEST_ROW = 0.6
RATIOS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class Interval:
    """An estimate and its 95 % interval.

    Parameters
    ----------
    value, low, high : float
        The estimate, and the ends of the interval.
    """

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Effect:
    """One arm against the first.

    Parameters
    ----------
    label : str
        The arm.
    days : Interval
        Difference in restricted mean days.
    unpaired : Interval or None
        The same without use of the common luck; None where there is none in common.
    ratio : Interval or None
        Hazard ratio; None where there are too few ends.
    proportional : bool
        Whether one ratio describes all days.
    """

    label: str
    days: Interval
    unpaired: Interval | None
    ratio: Interval | None
    proportional: bool


def effects_svg(
    effects: Sequence[Effect], base: str, horizon: int, title: str, subtitle: str = ""
) -> str:
    """Draw what each arm changes.

    Parameters
    ----------
    effects : sequence of Effect
        The arms but the first.
    base : str
        Label of the first.
    horizon : int
        Days up to which days held are counted.
    title, subtitle : str
        What is seen.

    Returns
    -------
    str
        SVG; the same figures give the same bytes.
    """
    looks = arm_looks([base, *(effect.label for effect in effects)])
    with mpl.rc_context(SETTINGS):
        figure = new_figure(SLIDE)
        head(figure, title, subtitle)
        # Few arms do not fill the slide, so that a row stays a row.
        height = min(0.66, (0.06 + 0.1 * len(effects)))
        bottom = 0.82 - height
        days = figure.add_axes((0.2, bottom, 0.29, height))
        ratios = figure.add_axes((0.645, bottom, 0.21, height))
        _days(days, effects, looks, base, horizon)
        _ratios(ratios, effects, looks)
        notes = []
        if any(effect.unpaired for effect in effects):
            notes.append("Thin lines: the interval without the luck in common.")
        if any(effect.ratio and not effect.proportional for effect in effects):
            notes.append(
                "Hollow: the ratio changes over the days, so that one number does not describe it."
            )
        figure.text(0.02, 0.03, "  ".join(notes), fontsize=SMALL, color="#444444")
        return svg_text(figure)


def _rows(axes: Axes, count: int, title: str) -> None:
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(visible=True, axis="x", color="#dddddd", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.set_title(title, fontsize=MIDDLE)
    axes.tick_params(labelsize=SMALL)


def _days(
    axes: Axes, effects: Sequence[Effect], looks: dict[str, ArmLook], base: str, horizon: int
) -> None:
    _rows(axes, len(effects), f"Days held up to day {horizon}, more or less than {arm_text(base)}")
    axes.axvline(0, color="black", linewidth=1)
    for place, effect in enumerate(effects):
        look = looks[effect.label]
        if effect.unpaired is not None:
            axes.plot([effect.unpaired.low, effect.unpaired.high], [place] * 2, color=GREY, lw=1)
        _interval(axes, place, effect.days, look)
        axes.text(
            -0.04,
            place,
            arm_text(effect.label),
            transform=axes.get_yaxis_transform(),
            ha="right",
            va="center",
            fontsize=MIDDLE,
            weight="bold",
        )
        text = f"{effect.days.value:+.1f} ({effect.days.low:+.1f} to {effect.days.high:+.1f})"
        _value(axes, place, text)
    low, high = axes.get_xlim()
    # Zero is always seen, and no difference looks larger for want of scale.
    axes.set_xlim(min(low, -1.0), max(high, 1.0))
    axes.set_xlabel("days", fontsize=SMALL)


def _ratios(axes: Axes, effects: Sequence[Effect], looks: dict[str, ArmLook]) -> None:
    _rows(axes, len(effects), "Hazard ratio: over 1 ends sooner")
    axes.set_xscale("log")
    axes.axvline(1, color="black", linewidth=1)
    bounds = [0.5, 2.0]
    for place, effect in enumerate(effects):
        if effect.ratio is None:
            _value(axes, place, "too few ends to tell")
            continue
        bounds += [effect.ratio.low, effect.ratio.high]
        _interval(axes, place, effect.ratio, looks[effect.label], hollow=not effect.proportional)
        ratio = effect.ratio
        _value(axes, place, f"{ratio.value:.2f} ({ratio.low:.2f} to {ratio.high:.2f})")
    low, high = max(min(bounds), RATIOS[0]) / 1.15, min(max(bounds), RATIOS[-1]) * 1.15
    axes.set_xlim(low, high)
    ticks = [one for one in RATIOS if low <= one <= high]
    axes.set_xticks(ticks, [f"{one:g}" for one in ticks])
    axes.set_xticks([], minor=True)


def _interval(
    axes: Axes, place: float, one: Interval, look: ArmLook, *, hollow: bool = False
) -> None:
    axes.plot(
        [one.low, one.high], [place] * 2, color=look.colour, linewidth=3, solid_capstyle="butt"
    )
    axes.plot(
        [one.value],
        [place],
        color=look.colour,
        marker=look.mark,
        markersize=10,
        markerfacecolor="white" if hollow else look.colour,
        markeredgewidth=1.8,
    )


def _value(axes: Axes, place: float, text: str) -> None:
    axes.text(1.03, place, text, transform=axes.get_yaxis_transform(), va="center", fontsize=SMALL)
