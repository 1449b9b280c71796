"""What each arm changes against the first: a forest plot of days held and of hazard ratios."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import matplotlib as mpl

from sim.questions.compare.look import MIDDLE, SLIDE, SMALL, arm_looks, arm_text, head
from sim.questions.compare.reading import ratio_text, signed
from sim.shared.look import GREY, SETTINGS, new_figure, svg_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from sim.questions.compare.findings import Against
    from sim.questions.compare.look import ArmLook
    from sim.shared.intervals import Estimate

# Inches: of a row, and of what stands above and below the rows.
ROW = 0.62
AROUND = 2.6
RATIOS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)


def effects_svg(
    effects: Sequence[Against], base: str, horizon: int, title: str, subtitle: str = ""
) -> str:
    """Draw what each arm changes.

    Parameters
    ----------
    effects : sequence of Against
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
        size = SLIDE[0], min(SLIDE[1], AROUND + ROW * len(effects))
        figure = new_figure(size)
        head(figure, title, subtitle, SLIDE[1] / size[1])
        bottom, top = 1.05 / size[1], 1 - 1.5 / size[1]
        wide = max((len(effect.label) for effect in effects), default=0)
        left = max(0.12, 0.04 + 0.0085 * wide)
        days = figure.add_axes((left, bottom, 0.49 - left, top - bottom))
        ratios = figure.add_axes((0.66, bottom, 0.19, top - bottom))
        _days(days, effects, looks, base, horizon)
        _ratios(ratios, effects, looks)
        notes = []
        if any(effect.unpaired for effect in effects):
            notes.append("Thin lines: intervals without the luck in common.")
        if any(effect.ratio.value is not None and not effect.proportional for effect in effects):
            notes.append(
                "Hollow: the ratio changes over the days; one number does not describe it."
            )
        figure.text(0.02, 0.22 / size[1], "  ".join(notes), fontsize=SMALL, color="#444444")
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
    axes: Axes, effects: Sequence[Against], looks: dict[str, ArmLook], base: str, horizon: int
) -> None:
    _rows(axes, len(effects), f"Days held, more or less than {arm_text(base)}")
    axes.axvline(0, color="black", linewidth=1)
    for place, effect in enumerate(effects):
        apart = effect.unpaired
        if apart is not None and apart.low is not None and apart.high is not None:
            axes.plot([apart.low, apart.high], [place] * 2, color=GREY, linewidth=1)
        _interval(axes, place, effect.days, looks[effect.label])
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
        _value(axes, place, signed(effect.days).replace("-", "\N{MINUS SIGN}"))
    low, high = axes.get_xlim()
    # Zero is always seen, and no difference looks larger for want of scale.
    axes.set_xlim(min(low, -1.0), max(high, 1.0))
    axes.set_xlabel(f"days, counted up to day {horizon}", fontsize=SMALL)


def _ratios(axes: Axes, effects: Sequence[Against], looks: dict[str, ArmLook]) -> None:
    _rows(axes, len(effects), "Hazard ratio: over 1, ends sooner")
    axes.set_xscale("log")
    axes.axvline(1, color="black", linewidth=1)
    ends = [end for each in effects for end in (each.ratio.low, each.ratio.high)]
    known = [end for end in ends if end is not None and 0.0 < end < math.inf]
    low = max(min([0.5, *known]) / 1.15, RATIOS[0])
    high = min(max([2.0, *known]) * 1.15, RATIOS[-1])
    axes.set_xlim(low, high)
    for place, effect in enumerate(effects):
        one = effect.ratio
        if one.value is None or one.low is None or one.high is None:
            _value(axes, place, "no ends to tell by")
            continue
        hollow = not effect.proportional
        _interval(axes, place, one, looks[effect.label], hollow=hollow, within=(low, high))
        _value(axes, place, ratio_text(one))
        if effect.warning:
            axes.text(
                1.03,
                place + 0.3,
                "too few ends to tell",
                transform=axes.get_yaxis_transform(),
                va="center",
                fontsize=SMALL - 2,
                color="#444444",
            )
    ticks = [one for one in RATIOS if low <= one <= high]
    axes.set_xticks(ticks, [f"{one:g}" for one in ticks])
    axes.set_xticks([], minor=True)


def _interval(  # noqa: PLR0913 - what is drawn, where, and how
    axes: Axes,
    place: float,
    one: Estimate,
    look: ArmLook,
    *,
    hollow: bool = False,
    within: tuple[float, float] = (-math.inf, math.inf),
) -> None:
    if one.low is not None and one.high is not None:
        ends = [min(max(end, within[0]), within[1]) for end in (one.low, one.high)]
        axes.plot(ends, [place] * 2, color=look.colour, linewidth=3, solid_capstyle="butt")
    if one.value is None or not within[0] <= one.value <= within[1]:
        return
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
