"""How the arms of a comparison, and kinds of end, look in every picture."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.shared.look import (
    BLACK,
    BLUE,
    DASHES,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Black for the first, which the others are set against. Yellow is lost on white paper.
COLOURS = (BLACK, BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, GREY)
MARKS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h", "*")
# Fit for a slide of 16 to 9.
EPISODE = re.compile(r" \d{4}$")
NUMBER = re.compile(r"([A-Za-z])(\d)")

SLIDE = (13.33, 7.5)
LARGE = 14
MIDDLE = 12
SMALL = 11


@dataclass(frozen=True)
class ArmLook:
    """How one arm looks.

    Parameters
    ----------
    colour : str
        Its colour.
    dash : object
        Dashes of its lines, in matplotlib's terms.
    mark : str
        Shape of its points.
    """

    colour: str
    dash: Any
    mark: str


@dataclass(frozen=True)
class EndLook:
    """How one kind of end looks.

    Parameters
    ----------
    colour : str
        Colour of its areas.
    hatch : str
        Hatching of its areas.
    """

    colour: str
    hatch: str


# Every kind of end, in the order in which areas lie on each other.
ENDS: dict[str, EndLook] = {
    "offensive": EndLook(VERMILION, ""),
    "erosion": EndLook(ORANGE, "xxx"),
    "cancelled": EndLook(BLUE, "///"),
    "disowned": EndLook(SKY, "|||"),
    "expired": EndLook(GREEN, "\\\\\\"),
    "superseded": EndLook(PURPLE, "---"),
}


def arm_looks(labels: Sequence[str]) -> dict[str, ArmLook]:
    """Choose a look for every arm.

    Parameters
    ----------
    labels : sequence of str
        The arms, the one first that the others are set against.

    Returns
    -------
    dict
        Looks by label; no two share their mark, nor colour and dashes together.
    """
    return {
        label: ArmLook(
            COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)], MARKS[place % len(MARKS)]
        )
        for place, label in enumerate(labels)
    }


def arm_text(label: str) -> str:
    """Write the label of an arm as words.

    Parameters
    ----------
    label : str
        Such as ``no_patrols``.

    Returns
    -------
    str
        Such as ``no patrols``. A label that ends with a year is the name of an episode, and is
        written with capitals, as in ``Truce August 31 2019``.
    """
    words = label.replace("_", " ")
    if not EPISODE.search(words):
        return words
    return NUMBER.sub(r"\1 \2", words.title())


def head(figure: Figure, title: str, subtitle: str, rise: float = 1.0) -> None:
    """Write the title of a slide, and a smaller line below it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        The slide.
    title, subtitle : str
        What is seen, and of what.
    rise : float
        Height of a slide as a share of that of the figure.
    """
    figure.text(0.02, 1 - 0.05 * rise, title, fontsize=LARGE + 2, weight="bold", va="center")
    figure.text(0.02, 1 - 0.095 * rise, subtitle, fontsize=MIDDLE, va="center", color="#444444")


def percent_axis(axes: Axes, label: str) -> None:
    """Let an upright axis run from 0 to 100 percent.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The panel.
    label : str
        What it measures.
    """
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100 %"], fontsize=SMALL)
    axes.set_ylabel(label, fontsize=MIDDLE)
    axes.grid(visible=True, axis="y", color="#dddddd", linewidth=0.7)
    axes.set_axisbelow(True)


def day_axis(axes: Axes, horizon: int, *, few: bool = False) -> None:
    """Let a level axis run over the days of a run.

    Parameters
    ----------
    axes : matplotlib.axes.Axes
        The panel.
    horizon : int
        Last day.
    few : bool
        Whether the panel is narrow.
    """
    steps = (1, 2, 5, 7, 10, 14, 30, 60, 90, 180, 365, 730)
    most = 4 if few else 7
    step = next((step for step in steps if horizon / step <= most), steps[-1])
    ticks = list(range(0, horizon + 1, step))
    if horizon - ticks[-1] < step / 2 and len(ticks) > 1:
        ticks.pop()
    axes.set_xlim(0, horizon)
    axes.set_xticks([*ticks, horizon], [str(day) for day in (*ticks, horizon)], fontsize=SMALL)
