"""What an end hung on, as a ranked picture: a row for each change, with intervals."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np

from sim.questions.why.asked import asked, group_text
from sim.questions.why.but_for import NEITHER
from sim.questions.why.but_for_text import CLEAR, directions, heading, of_direction
from sim.shared.look import BLACK, BLUE, GREY, SETTINGS, VERMILION, new_figure, svg_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from sim.questions.why.but_for import Effect
    from sim.questions.why.result import WhyResult
    from sim.shared.names import Names

MOST_ROWS = 14
LETTERS = 48
LINES = 2
ROW = 0.34


def rows_of(result: WhyResult) -> list[tuple[str, list[Effect]]]:
    """Choose what is drawn: the first changes of each direction.

    Parameters
    ----------
    result : WhyResult
        What was asked.

    Returns
    -------
    list of tuple
        A heading, and effects by rank; none that moved nothing.
    """
    found = [(heading(one), of_direction(result, one)) for one in directions(result)]
    return [(head, effects[:MOST_ROWS]) for head, effects in found if effects]


def but_for_svg(result: WhyResult, names: Names) -> str:
    """Draw what an end hung on.

    Parameters
    ----------
    result : WhyResult
        What was asked.
    names : Names
        Names of the scenario.

    Returns
    -------
    str
        SVG; the same result gives the same bytes. Empty where no change moved anything.
    """
    groups = rows_of(result)
    if not groups:
        return ""
    lines = sum(len(effects) + 1 for _, effects in groups)
    high = ROW * lines + 1.5
    with mpl.rc_context(SETTINGS):
        figure = new_figure((12.0, high))
        bottom, tall = 0.95 / high, ROW * lines / high
        shares = figure.add_axes((0.41, bottom, 0.29, tall))
        days = figure.add_axes((0.74, bottom, 0.235, tall), sharey=shares)
        place = 0.0
        for head, effects in groups:
            shares.text(-1.38, place, head, transform=shares.get_yaxis_transform(), fontsize=10.5,
                        fontweight="bold", va="center")  # fmt: skip
            for number, effect in enumerate(effects, start=1):
                _row(shares, days, effect, place + number, names)
            place += len(effects) + 1
        _frame(shares, days, lines)
        figure.text(0.012, 0.012, _note(result, groups), fontsize=8.5, color="#333333",
                    va="bottom")  # fmt: skip
        return svg_text(figure)


def _row(shares: Axes, days: Axes, effect: Effect, place: float, names: Names) -> None:
    text = asked(effect.question, names)
    what = "\n".join(textwrap.wrap(text, LETTERS, max_lines=LINES, placeholder="..."))
    left = shares.get_yaxis_transform()
    shares.text(-0.02, place, what, transform=left, fontsize=8.8, ha="right", va="center",
                linespacing=1.05)  # fmt: skip
    shares.text(-1.38, place, group_text(effect.question), transform=left, fontsize=8,
                color="#444444", va="center")  # fmt: skip
    for axes in (shares, days):
        axes.axhline(place, color="#E3E3E3", linewidth=0.7, zorder=0)
    for shift, share in ((-0.14, effect.prevented), (0.14, effect.brought)):
        # What is none, and not what the row is ranked by, would only fill the picture.
        if not share.total or (share is not effect.main and not share.count):
            continue
        filled = share is effect.prevented
        spot = (100 * share.value, 100 * share.low, 100 * share.high, place + shift)
        _dot(shares, spot, BLUE if filled else VERMILION, "o" if filled else "s", filled=filled)
    gain = (effect.days, effect.low, effect.high, place)
    _dot(days, gain, BLACK, "D", filled=effect.clear)
    if effect.clear:
        days.text(1.01, place, CLEAR, transform=days.get_yaxis_transform(), fontsize=11,
                  va="center", fontweight="bold")  # fmt: skip


def _dot(
    axes: Axes, spot: tuple[float, float, float, float], colour: str, mark: str, *, filled: bool
) -> None:
    """Draw value and interval, given as value, low, high and height of the row."""
    value, low, high, place = spot
    if np.isfinite(low) and np.isfinite(high):
        axes.plot([low, high], [place, place], color=colour, linewidth=1.4, zorder=2,
                  linestyle="-" if filled else (0, (3, 1.5)))  # fmt: skip
    axes.plot([value], [place], marker=mark, markersize=5.5, color=colour, zorder=3,
              markerfacecolor=colour if filled else "white", linestyle="none")  # fmt: skip


def _frame(shares: Axes, days: Axes, lines: int) -> None:
    shares.set_ylim(lines - 0.4, -0.6)
    shares.set_xlim(-3, 103)
    shares.set_xlabel("share of runs (%)")
    shares.set_title("Ends averted (dots), brought about (squares)", fontsize=9)
    days.axvline(0.0, color=GREY, linewidth=1.0)
    days.set_xlabel("mean gain of days in force")
    days.set_title("Days gained or lost", fontsize=9)
    shares.set_yticks([])
    for axes in (shares, days):
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="y", left=False, labelleft=False)


def _note(result: WhyResult, groups: Sequence[tuple[str, list[Effect]]]) -> str:
    ended = int(result.base.ended.sum())
    held = len(result.base.replicates) - ended
    drawn = sum(len(effects) for _, effects in groups)
    moving = sum(effect.direction != NEITHER for effect in result.effects)
    rest = f" {moving - drawn} further ones are in report.html." if moving > drawn else ""
    return (
        f"Dots: of the {ended} runs that ended, those that would have held. Squares: of the {held}"
        f" that held, those that would have ended. 95 % intervals.\n{CLEAR} and a filled diamond:"
        f" days clear with all {len(result.effects)} changes judged together (Holm 1979).{rest}"
    )
