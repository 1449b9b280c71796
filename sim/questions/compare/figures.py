"""The figures of a comparison, as SVG: the same figures give the same bytes.

Curves, ends, effects, clauses and definitions, fit for a slide of 16 to 9. Two of them are also
drawn of one set of runs alone, by whoever has its curves.
"""

from __future__ import annotations

import math
import re
from functools import wraps
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec

import matplotlib as mpl
import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sim.shared.lifetimes import MAIN
from sim.shared.look import (
    BLACK,
    BLUE,
    DASHES,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SETTINGS,
    SKY,
    VERMILION,
    WIDE,
    new_figure,
    spread,
    svg_text,
)
from sim.shared.wording import ratio_text, signed_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

    from sim.questions.compare.findings import Findings
    from sim.shared.intervals import Estimate

    Incidence = Mapping[str, NDArray[np.float64]]
    Dots = Mapping[str, Mapping[str, Estimate]]

_P = ParamSpec("_P")


class ArmLook(NamedTuple):
    """How one arm looks: its colour, dashes of its lines, shape of its points."""

    colour: str
    dash: Any
    mark: str


class EndLook(NamedTuple):
    """How the areas of one kind of end look: their colour and hatching."""

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
# Black for the first, which the others are set against. Yellow is lost on white paper.
_COLOURS = (BLACK, BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, GREY)
_MARKS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h", "*")
_DEFINITION_LOOKS = ((BLACK, "o"), (BLUE, "s"), (VERMILION, "^"), (GREY, "D"), (ORANGE, "v"))
_LARGE, _MIDDLE, _SMALL = 16, 12, 11
_SOFT = "#444444"
_GRID: dict[str, Any] = {"visible": True, "color": "#dddddd", "linewidth": 0.7}
# A label that ends with a year is the name of an episode.
_EPISODE = re.compile(r" \d{4}$")
_NUMBER = re.compile(r"([A-Za-z])(\d)")

# The first days have a panel of their own where a curve has lost half by their end.
_FIRST_DAYS = 30
_WORTH_A_PANEL = 90
_HALF = 0.5
# Bands of more curves than these lie over each other, and are left to the table.
_MOST_BANDS = 4
# Shares below this one have no room for a figure of their own.
_WORTH_A_NUMBER = 0.05
# Panels, and arms named in a legend, beside each other.
_MOST_ABREAST = 4
_RATIOS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
# Of clauses, more arms than these have a panel each, but not where few of them share clauses.
_MOST_TOGETHER = 4
_SELDOM_SHARED = 2.0
# Inches: of what stands above and below rows, of rows, and of a dot in a row.
_AROUND_ROWS = 2.1
_AROUND_EFFECTS = 2.6
_EFFECT_ROW = 0.62
_LEAST_ROW = 0.27
_DOT = 0.17
_ARM_ROW = 0.75


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
    return _NUMBER.sub(r"\1 \2", words.title()) if _EPISODE.search(words) else words


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
        label: ArmLook(*(kind[place % len(kind)] for kind in (_COLOURS, DASHES, _MARKS)))
        for place, label in enumerate(labels)
    }


def figures(found: Findings) -> dict[str, str]:
    """Draw all figures of a comparison.

    Parameters
    ----------
    found : Findings
        The comparison.

    Returns
    -------
    dict
        SVG by name: ``survival``, ``effects``, ``ends``, ``clauses``, ``definitions``;
        without those that have nothing to show. The same comparison gives the same
        bytes.
    """
    of = found.runs_text
    drawn = {
        "survival": survival_svg(_curves(found), "How long the agreements held", of),
        "ends": ends_svg(_incidence(found), "How the agreements ended", of),
        "definitions": _definitions_svg(found, "Ends under each definition of an offensive", of),
    }
    if found.others:
        title = f"What changes against {arm_text(found.base)}"
        drawn["effects"] = _effects_svg(found, title, of)
    if found.clauses:
        title = "Clauses that were kept while the agreement stood"
        what = "Share of the runs in which a clause was not breached, 95 % intervals"
        drawn["clauses"] = _clauses_svg(found, title, f"{what}; {of}")
    return drawn


def _as_svg(draw: Callable[_P, Figure]) -> Callable[_P, str]:
    """Draw with the settings that all pictures share, and write the figure as SVG."""

    @wraps(draw)
    def drawn(*arguments: _P.args, **named: _P.kwargs) -> str:
        with mpl.rc_context(SETTINGS):
            return svg_text(draw(*arguments, **named))

    return drawn


def _slide(title: str, subtitle: str, height: float = WIDE[1]) -> Figure:
    """Begin a figure as wide as a slide, with its title and a smaller line below it."""
    figure = new_figure((WIDE[0], height))
    rise = WIDE[1] / height
    figure.text(0.02, 1 - 0.05 * rise, title, fontsize=_LARGE, weight="bold", va="center")
    figure.text(0.02, 1 - 0.095 * rise, subtitle, fontsize=_MIDDLE, va="center", color=_SOFT)
    return figure


def _legend(figure: Figure, handles: Sequence[Any], abreast: int, **more: float) -> None:
    figure.legend(
        handles=handles, loc="lower center", ncols=abreast, frameon=False, fontsize=_MIDDLE, **more
    )


def _dot_legend(figure: Figure, looks: Mapping[str, tuple[str, str]]) -> None:
    """Name what dots stand for, by their colour and mark."""
    handles = [
        Line2D([], [], color=colour, marker=mark, lw=2, label=arm_text(name))
        for name, (colour, mark) in looks.items()
    ]
    _legend(figure, handles, min(len(handles), _MOST_ABREAST), handlelength=3)


def _percent_axis(axes: Axes, label: str) -> None:
    """Let an upright axis run from 0 to 100 percent."""
    axes.set_ylim(0, 1)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100 %"], fontsize=_SMALL)
    axes.set_ylabel(label, fontsize=_MIDDLE)
    axes.grid(axis="y", **_GRID)
    axes.set_axisbelow(True)


def _day_axis(axes: Axes, horizon: int, most: int = 7) -> None:
    """Let a level axis run over the days of a run, with so many steps at most."""
    steps = (1, 2, 5, 7, 10, 14, 30, 60, 90, 180, 365, 730)
    step = next((step for step in steps if horizon / step <= most), steps[-1])
    ticks = list(range(0, horizon + 1, step))
    if horizon - ticks[-1] < step / 2 and len(ticks) > 1:
        ticks.pop()
    axes.set_xlim(0, horizon)
    axes.set_xticks([*ticks, horizon], [str(day) for day in (*ticks, horizon)], fontsize=_SMALL)


# How long the agreements held


def _curves(found: Findings) -> dict[str, pd.DataFrame]:
    table = found.table("survival")
    return {label: table.loc[(label, MAIN), :].iloc[: found.horizon + 1] for label in found.labels}


@_as_svg
def survival_svg(curves: Mapping[str, pd.DataFrame], title: str, subtitle: str = "") -> Figure:
    """Draw Kaplan-Meier curves of the share still in force, with their bands.

    Parameters
    ----------
    curves : mapping of pandas.DataFrame
        By label, of equal length: ``share``, ``low`` and ``high`` for each day from 0 to the
        horizon.
    title, subtitle : str
        What is seen.

    Returns
    -------
    str
        SVG; the same curves give the same bytes.
    """
    horizon = min(len(curve) for curve in curves.values()) - 1
    early = horizon >= _WORTH_A_PANEL and any(
        curve["share"].iloc[_FIRST_DAYS] < _HALF for curve in curves.values()
    )
    if len(curves) <= _MOST_BANDS:
        subtitle = f"{subtitle}; bands: 95 % intervals"
    figure = _slide(title, subtitle)
    left, right, bottom, top = 0.075, 0.76, 0.11, 0.84
    width = right - left
    if early:
        first = figure.add_axes((left, bottom, 0.34 * width, top - bottom))
        _draw_curves(first, curves, _FIRST_DAYS)
        first.set_title(f"The first {_FIRST_DAYS} days", fontsize=_MIDDLE)
        left += 0.41 * width
    axes = figure.add_axes((left, bottom, right - left, top - bottom))
    _draw_curves(axes, curves, horizon)
    if early:
        axes.set_ylabel("")
        axes.set_title("All days", fontsize=_MIDDLE)
    _name_curves(axes, curves, horizon)
    return figure


def _line(look: ArmLook) -> dict[str, Any]:
    """Style of the curve of an arm."""
    colour, dash, mark = look
    return {"color": colour, "linestyle": dash, "linewidth": 2.0, "marker": mark, "markersize": 6}


def _draw_curves(axes: Axes, curves: Mapping[str, pd.DataFrame], horizon: int) -> None:
    days, gap = np.arange(horizon + 1), max(1, horizon // 6)
    for place, (label, look) in enumerate(arm_looks(list(curves)).items()):
        share, low, high = (
            curves[label][name].to_numpy()[: horizon + 1] for name in ("share", "low", "high")
        )
        if len(curves) <= _MOST_BANDS:
            axes.fill_between(
                days, low, high, step="post", color=look.colour, alpha=0.15, linewidth=0
            )
        # Marks of different curves stand on different days.
        marked = (gap * (place + 1) // (len(curves) + 1), gap)
        axes.plot(days, share, drawstyle="steps-post", markevery=marked, **_line(look))
    _percent_axis(axes, "agreements still in force")
    _day_axis(axes, horizon)
    axes.set_xlabel("days since entry into force", fontsize=_MIDDLE)


def _name_curves(axes: Axes, curves: Mapping[str, pd.DataFrame], horizon: int) -> None:
    """Name every curve beside its end, with a piece of its line."""
    shares = [curve["share"].to_numpy() for curve in curves.values()]
    # Where curves end together, the one that held longer is named above.
    wanted = [float(share[horizon]) + 1e-6 * float(share.mean()) for share in shares]
    heights = spread(wanted, 0.072, 0.02, 0.98)
    across: dict[str, Any] = {"transform": axes.get_yaxis_transform()}
    looks = arm_looks(list(curves)).items()
    for (label, look), share, height in zip(looks, shares, heights, strict=True):
        end = float(share[horizon])
        axes.plot([1.0, 1.025], [end, height], color=GREY, lw=0.8, clip_on=False, **across)
        piece = [1.03, 1.055, 1.08]
        axes.plot(piece, [height] * 3, markevery=[1], clip_on=False, **_line(look), **across)
        name: dict[str, Any] = {"fontsize": _MIDDLE, "va": "bottom", "weight": "bold"} | across
        axes.text(1.09, height + 0.004, arm_text(label), **name)
        note = f"{100 * end:.0f} % at day {horizon}"
        if end <= _HALF:
            note = f"{100 * end:.0f} %; half by day {int(np.argmax(share <= _HALF))}"
        small: dict[str, Any] = {"fontsize": _SMALL - 1, "va": "top", "color": _SOFT} | across
        axes.text(1.09, height - 0.004, note, **small)


# How they ended


def _incidence(found: Findings) -> dict[str, dict[str, NDArray[np.float64]]]:
    shares = found.table("incidence")["share"]
    days = found.horizon + 1
    return {
        label: {
            kind: shares.loc[label, MAIN, kind].to_numpy(dtype=float)[:days]
            for kind in found.kinds
            if kind in found.ends(label)
        }
        # Where all runs held, the table has no row of this definition.
        or {"held": np.zeros(days)}
        for label in found.labels
    }


@_as_svg
def ends_svg(found: Mapping[str, Incidence], title: str, subtitle: str = "") -> Figure:
    """Draw how much had ended by each day, and how, a panel an arm.

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
    none = np.zeros(1)
    kinds = [kind for kind in ENDS if any(arm.get(kind, none).any() for arm in found.values())]
    abreast = min(len(found), _MOST_ABREAST if len(found) > _MOST_ABREAST else 3)
    rows = -(-len(found) // abreast)
    figure = _slide(title, subtitle)
    for place, (label, incidence) in enumerate(found.items()):
        axes = figure.add_subplot(rows, abreast, place + 1)
        _draw_ends(axes, incidence, kinds)
        axes.set_title(arm_text(label), fontsize=_MIDDLE)
        if place % abreast:
            axes.set_yticklabels([])
        else:
            axes.set_ylabel("agreements ended", fontsize=_MIDDLE)
        if place + abreast >= len(found):
            axes.set_xlabel("days since entry into force", fontsize=_SMALL)
    patches = [
        Patch(facecolor=ENDS[kind].colour, hatch=ENDS[kind].hatch, edgecolor="white", label=kind)
        for kind in kinds
    ]
    patches.append(Patch(facecolor="white", edgecolor="#999999", label="still in force"))
    _legend(figure, patches, len(patches), handlelength=2.4, handleheight=1.4)
    figure.subplots_adjust(left=0.065, right=0.97, top=0.82, bottom=0.17, wspace=0.22, hspace=0.45)
    return figure


def _draw_ends(axes: Axes, incidence: Incidence, kinds: list[str]) -> None:
    length = max(len(values) for values in incidence.values())
    days, below = np.arange(length), np.zeros(length)
    for kind in kinds:
        share = incidence.get(kind)
        if share is None:
            continue
        above = below + share
        # Steps that are no steps would make the file many times as large.
        kept = _steps(below) | _steps(above)
        colour, hatch = ENDS[kind]
        style: dict[str, Any] = {"facecolor": colour, "hatch": hatch, "edgecolor": "white"}
        axes.fill_between(days[kept], below[kept], above[kept], step="post", linewidth=0.3, **style)
        if share[-1] >= _WORTH_A_NUMBER:
            axes.annotate(
                f"{100 * share[-1]:.0f} %",
                (1.0, float(below[-1] + above[-1]) / 2),
                xycoords=("axes fraction", "data"),
                xytext=(3, 0),
                textcoords="offset points",
                va="center",
                fontsize=_SMALL - 1,
                annotation_clip=False,
            )
        below = above
    axes.plot(days, below, drawstyle="steps-post", color="black", linewidth=1.2)
    _percent_axis(axes, "")
    _day_axis(axes, length - 1, most=4)


def _steps(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """First and last place, and every place at which the values change."""
    found: NDArray[np.bool_] = np.diff(values, prepend=np.nan) != 0.0
    found[-1] = True
    return found


# What each arm changes against the first


@_as_svg
def _effects_svg(found: Findings, title: str, subtitle: str) -> Figure:
    """Draw a forest plot of days held and of hazard ratios."""
    effects = found.against()
    height = min(WIDE[1], _AROUND_EFFECTS + _EFFECT_ROW * len(effects))
    figure = _slide(title, subtitle, height)
    bottom, top = 1.05 / height, 1 - 1.5 / height
    left = max(0.12, 0.04 + 0.0085 * max(len(effect.label) for effect in effects))
    _draw_days(figure.add_axes((left, bottom, 0.49 - left, top - bottom)), found)
    _draw_ratios(figure.add_axes((0.66, bottom, 0.19, top - bottom)), found)
    notes = []
    if any(effect.unpaired for effect in effects):
        notes.append("Thin lines: intervals without the random streams in common.")
    if any(effect.ratio.value is not None and not effect.proportional for effect in effects):
        notes.append("Hollow: the ratio changes over the days; one number does not describe it.")
    figure.text(0.02, 0.22 / height, "  ".join(notes), fontsize=_SMALL, color=_SOFT)
    return figure


def _effect_rows(axes: Axes, count: int, title: str) -> dict[str, Any]:
    """Lay rows out from above; give what places a text beside a row."""
    axes.set_ylim(count - 0.4, -0.6)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.grid(axis="x", **_GRID)
    axes.set_axisbelow(True)
    axes.set_title(title, fontsize=_MIDDLE)
    axes.tick_params(labelsize=_SMALL)
    return {"transform": axes.get_yaxis_transform(), "va": "center"}


def _draw_days(axes: Axes, found: Findings) -> None:
    effects, looks = found.against(), arm_looks(found.labels)
    title = f"Days held, more or less than {arm_text(found.base)}"
    beside = _effect_rows(axes, len(effects), title)
    axes.axvline(0, color="black", linewidth=1)
    for place, effect in enumerate(effects):
        apart = effect.unpaired
        if apart is not None and apart.low is not None and apart.high is not None:
            axes.plot([apart.low, apart.high], [place] * 2, color=GREY, linewidth=1)
        _interval(axes, place, effect.days, looks[effect.label])
        name: dict[str, Any] = {"ha": "right", "fontsize": _MIDDLE, "weight": "bold"} | beside
        axes.text(-0.04, place, arm_text(effect.label), **name)
        value = signed_text(effect.days).replace("-", "\N{MINUS SIGN}")
        axes.text(1.03, place, value, fontsize=_SMALL, **beside)
    low, high = axes.get_xlim()
    # Zero is always seen, and no difference looks larger for want of scale.
    axes.set_xlim(min(low, -1.0), max(high, 1.0))
    axes.set_xlabel(f"days, counted up to day {found.horizon}", fontsize=_SMALL)


def _draw_ratios(axes: Axes, found: Findings) -> None:
    effects, looks = found.against(), arm_looks(found.labels)
    beside = _effect_rows(axes, len(effects), "Hazard ratio: over 1, ends sooner")
    axes.set_xscale("log")
    axes.axvline(1, color="black", linewidth=1)
    ends = [end for each in effects for end in (each.ratio.low, each.ratio.high)]
    known = [end for end in ends if end is not None and 0.0 < end < math.inf]
    low = max(min([0.5, *known]) / 1.15, _RATIOS[0])
    high = min(max([2.0, *known]) * 1.15, _RATIOS[-1])
    axes.set_xlim(low, high)
    for place, effect in enumerate(effects):
        one = effect.ratio
        if one.value is None or one.low is None or one.high is None:
            axes.text(1.03, place, "no ends to tell by", fontsize=_SMALL, **beside)
            continue
        face = None if effect.proportional else "white"
        _interval(axes, place, one, looks[effect.label], face)
        axes.text(1.03, place, ratio_text(one), fontsize=_SMALL, **beside)
        if effect.warning:
            small: dict[str, Any] = {"fontsize": _SMALL - 2, "color": _SOFT} | beside
            axes.text(1.03, place + 0.3, "too few ends to tell", **small)
    ticks = [one for one in _RATIOS if low <= one <= high]
    axes.set_xticks(ticks, [f"{one:g}" for one in ticks])
    axes.set_xticks([], minor=True)


def _interval(
    axes: Axes, place: float, one: Estimate, look: ArmLook, face: str | None = None
) -> None:
    """Draw a dot with its interval, as far as the axis goes."""
    first, last = axes.get_xlim() if axes.get_xscale() == "log" else (-math.inf, math.inf)
    if one.low is not None and one.high is not None:
        ends = [min(max(end, first), last) for end in (one.low, one.high)]
        axes.plot(ends, [place] * 2, color=look.colour, linewidth=3, solid_capstyle="butt")
    if one.value is not None and first <= one.value <= last:
        style: dict[str, Any] = {"color": look.colour, "marker": look.mark, "markersize": 10}
        style |= {"markerfacecolor": face or look.colour, "markeredgewidth": 1.8}
        axes.plot([one.value], [place], **style)


# Clause by clause, and under each definition of an end


@_as_svg
def _clauses_svg(found: Findings, title: str, subtitle: str) -> Figure:
    """Draw as dots with intervals how every clause fared in every arm."""
    labels = list(found.labels)
    kept = {label: found.clauses_kept(label) for label in labels}
    names = {obligation: arm_text(obligation) for _, obligation in found.clauses}
    sharing = [sum(name in kept[label] for label in labels) for name in names]
    together = len(labels) <= _MOST_TOGETHER or sum(sharing) <= _SELDOM_SHARED * len(names)
    panels = [labels] if together else [[label] for label in labels]
    rows = [max(_LEAST_ROW, _DOT * many) if together else _LEAST_ROW for many in sharing]
    legend = 0.3 * ((len(labels) - 1) // _MOST_ABREAST) * together
    height = _AROUND_ROWS + legend + sum(rows)
    figure = _slide(title, subtitle, height)
    bottom, top = (0.85 + legend) / height, 1 - (1.15 if together else 1.45) / height
    left = min(0.33, 0.03 + 0.0078 * max((len(name) for name in names.values()), default=0))
    width = (0.985 - left) / len(panels)
    for number, shown in enumerate(panels):
        axes = figure.add_axes((left + number * width, bottom, width * 0.9, top - bottom))
        places = _rows(axes, names, rows, numbered=number == 0)
        _share_axis(axes, narrow=not together)
        if not together:
            head = arm_text(shown[0]).replace(" ", "\n", 1)
            axes.set_title(head, fontsize=_SMALL - 1, loc="left", pad=6)
        _clause_dots(axes, kept, places, shown)
    looks = arm_looks(labels)
    if together:
        _dot_legend(figure, {label: (look.colour, look.mark) for label, look in looks.items()})
    else:
        strokes = f"Upright strokes: {arm_text(labels[0])}"
        figure.text(left, 0.2 / height, strokes, fontsize=_SMALL, color=_SOFT)
    return figure


def _clause_dots(axes: Axes, kept: Dots, places: Mapping[str, float], shown: list[str]) -> None:
    looks, first = arm_looks(list(kept)), next(iter(kept))
    for obligation, place in places.items():
        base = kept[first].get(obligation)
        having = [label for label in shown if obligation in kept[label]]
        if having and first not in shown and base is not None and base.value is not None:
            axes.plot([base.value], [place], "|", color=GREY, markersize=10, markeredgewidth=1.3)
        for position, label in enumerate(having):
            shift = _DOT * (position - (len(having) - 1) / 2)
            look = looks[label]
            _dot(axes, place + shift, kept[label][obligation], look.colour, look.mark)


def _rows(
    axes: Axes, names: Mapping[str, str], heights: Sequence[float], *, numbered: bool
) -> dict[str, float]:
    """Lay rows out from above; give the middle of each."""
    places: dict[str, float] = {}
    above = 0.0
    for number, (name, height) in enumerate(zip(names, heights, strict=True)):
        places[name] = above + height / 2
        if number % 2 == 0:
            axes.axhspan(above, above + height, color="#f2f2f2", linewidth=0, zorder=0)
        above += height
    axes.set_ylim(max(above, _LEAST_ROW), 0.0)
    shown = list(names.values()) if numbered else [""] * len(names)
    axes.set_yticks(list(places.values()), shown, fontsize=_SMALL)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    return places


def _share_axis(axes: Axes, *, narrow: bool = False) -> None:
    axes.set_xlim(-0.03, 1.03)
    if narrow:
        axes.set_xticks([0, 1], ["0", "100"], fontsize=_SMALL - 1)
        # The last figure of one panel and the first of the next would touch.
        first, last = axes.get_xticklabels()
        first.set_horizontalalignment("left")
        last.set_horizontalalignment("right")
    else:
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25", "50", "75", "100 %"], fontsize=_SMALL)
        axes.grid(axis="x", **_GRID)


def _dot(axes: Axes, place: float, one: Estimate, colour: str, mark: str) -> None:
    if one.value is None:
        return
    if one.low is not None and one.high is not None:
        axes.plot([one.low, one.high], [place] * 2, color=colour, linewidth=2)
    axes.plot([one.value], [place], color=colour, marker=mark, markersize=7, clip_on=False)


@_as_svg
def _definitions_svg(found: Findings, title: str, subtitle: str) -> Figure:
    """Draw days held and the share that held, under each definition of an end."""
    labels, horizon = {label: arm_text(label) for label in found.labels}, found.horizon
    looks = dict(zip(found.definitions, _DEFINITION_LOOKS, strict=False))
    row = min(_ARM_ROW, (WIDE[1] - _AROUND_ROWS - 0.3) / len(labels))
    height = _AROUND_ROWS + 0.3 + row * len(labels)
    figure = _slide(title, subtitle, height)
    bottom, top = 1.05 / height, 1 - 1.35 / height
    left = min(0.3, 0.03 + 0.0095 * max(len(name) for name in labels.values()))
    width = (0.985 - left) / 2
    for number, by_days in enumerate((True, False)):
        axes = figure.add_axes((left + number * width, bottom, width * 0.92, top - bottom))
        places = _rows(axes, labels, [row] * len(labels), numbered=number == 0)
        for text in axes.get_yticklabels():
            text.set_fontsize(_MIDDLE)
        for label, place in places.items():
            for position, (name, look) in enumerate(looks.items()):
                one = found.mean(label, name) if by_days else found.held(label, horizon, name)
                shift = 0.64 * row * ((position + 0.5) / len(looks) - 0.5)
                _dot(axes, place + shift, one, *look)
        if by_days:
            _day_axis(axes, horizon)
            axes.set_xlim(-0.02 * horizon, 1.02 * horizon)
            axes.grid(axis="x", **_GRID)
            axes.set_title(f"Mean days held, counted up to day {horizon}", fontsize=_MIDDLE)
        else:
            _share_axis(axes)
            axes.set_title(f"Share still in force after {horizon} days", fontsize=_MIDDLE)
    _dot_legend(figure, looks)
    return figure
