"""How the agreements of every arm ended: cumulative incidence by kind of end, a panel an arm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np
from matplotlib.patches import Patch

from sim.questions.compare.look import (
    ENDS,
    MIDDLE,
    SLIDE,
    SMALL,
    arm_text,
    day_axis,
    head,
    percent_axis,
)
from sim.shared.look import SETTINGS, new_figure, svg_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

MOST_ABREAST = 4
# Shares below this one have no room for a figure of their own.
WORTH_A_NUMBER = 0.05

Incidence = dict[str, "NDArray[np.float64]"]


def ends_svg(found: Mapping[str, Incidence], title: str, subtitle: str = "") -> str:
    """Draw how much had ended by each day, and how.

    Parameters
    ----------
    found : mapping
        For each arm the cumulative incidence of each kind of end, a value for each day
        from 0 to the horizon.
    title, subtitle : str
        What is seen.

    Returns
    -------
    str
        SVG; the same figures give the same bytes.
    """
    kinds = [kind for kind in ENDS if any(arm.get(kind, _NONE).any() for arm in found.values())]
    abreast = min(len(found), MOST_ABREAST if len(found) > MOST_ABREAST else 3)
    rows = -(-len(found) // abreast)
    with mpl.rc_context(SETTINGS):
        figure = new_figure(SLIDE)
        head(figure, title, subtitle)
        for place, (label, incidence) in enumerate(found.items()):
            axes = figure.add_subplot(rows, abreast, place + 1)
            _panel(axes, incidence, kinds)
            axes.set_title(arm_text(label), fontsize=MIDDLE)
            if place % abreast:
                axes.set_yticklabels([])
            else:
                axes.set_ylabel("agreements ended", fontsize=MIDDLE)
            if place + abreast >= len(found):
                axes.set_xlabel("days since entry into force", fontsize=SMALL)
        patches = [
            Patch(
                facecolor=ENDS[kind].colour, hatch=ENDS[kind].hatch, edgecolor="white", label=kind
            )
            for kind in kinds
        ]
        patches.append(Patch(facecolor="white", edgecolor="#999999", label="still in force"))
        figure.legend(
            handles=patches,
            loc="lower center",
            ncols=len(patches),
            frameon=False,
            fontsize=MIDDLE,
            handlelength=2.4,
            handleheight=1.4,
        )
        figure.subplots_adjust(
            left=0.065, right=0.97, top=0.82, bottom=0.17, wspace=0.22, hspace=0.45
        )
        return svg_text(figure)


_NONE = np.zeros(1)


def _panel(axes: Axes, incidence: Incidence, kinds: list[str]) -> None:
    length = max(len(values) for values in incidence.values())
    days, below = np.arange(length), np.zeros(length)
    for kind in kinds:
        share = incidence.get(kind)
        if share is None:
            continue
        above = below + share
        # Steps that are no steps would make the file many times as large.
        kept = _steps(below) | _steps(above)
        axes.fill_between(
            days[kept],
            below[kept],
            above[kept],
            step="post",
            facecolor=ENDS[kind].colour,
            hatch=ENDS[kind].hatch,
            edgecolor="white",
            linewidth=0.3,
        )
        if share[-1] >= WORTH_A_NUMBER:
            axes.annotate(
                f"{100 * share[-1]:.0f} %",
                (1.0, float(below[-1] + above[-1]) / 2),
                xycoords=("axes fraction", "data"),
                xytext=(3, 0),
                textcoords="offset points",
                va="center",
                fontsize=SMALL - 1,
                annotation_clip=False,
            )
        below = above
    axes.plot(days, below, drawstyle="steps-post", color="black", linewidth=1.2)
    percent_axis(axes, "")
    day_axis(axes, length - 1, few=True)


def _steps(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """First and last place, and every place at which the values change."""
    found: NDArray[np.bool_] = np.diff(values, prepend=np.nan) != 0.0
    found[-1] = True
    return found
