"""The pictures of a study of sensitivity: what each parameter does, and how sure that is."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
import numpy as np
from matplotlib.ticker import MaxNLocator, ScalarFormatter

from sim.questions.sensitivity.words import chance_text, rows_of
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
    spread,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.questions.sensitivity.findings import Findings
    from sim.questions.sensitivity.region import Region, Restriction
    from sim.shared.parameters import Parameter

_ABREAST = 4
_PANEL = (2.9, 2.45)
_MOST_NAMED = 12
_SMALL = 8.5
_CLOSE = 0.12


def pictures(findings: Findings) -> dict[str, str]:
    """Draw all pictures.

    Parameters
    ----------
    findings : Findings
        What a study found.

    Returns
    -------
    dict of str
        Text of SVG by name of the file, without those for which there is nothing to
        show. The same findings give the same bytes.
    """
    draws: dict[str, Callable[[Findings], Figure | None]] = {
        "one_at_a_time": _one_at_a_time,
        "morris": _morris,
        "sobol": _sobol,
        "convergence": _convergence,
        "noise": _noise,
        "discovery": _discovery,
    }
    return drawn(draws, findings)


def _panels(
    findings: Findings, keys: list[str], upward: str, title: str
) -> tuple[Figure, list[Axes]]:
    """A panel for each parameter, with one scale upward that the first of each row names."""
    abreast = min(len(keys), _ABREAST)
    rows = -(-len(keys) // abreast)
    figure = new_figure((max(_PANEL[0] * abreast, 4.5), _PANEL[1] * rows + 0.5))
    panels = [figure.add_subplot(rows, abreast, n + 1) for n in range(len(keys))]
    for place, (axes, key) in enumerate(zip(panels, keys, strict=True)):
        axes.set_title(findings.parameter(key).label, fontsize=_SMALL + 0.5)
        axes.tick_params(labelsize=_SMALL)
        if place % _ABREAST == 0:
            axes.set_ylabel(upward, fontsize=_SMALL)
    figure.text(0.01, 0.985, title, fontsize=10, fontweight="bold", va="top")
    return figure, panels


def _laid_out(figure: Figure, panels: list[Axes]) -> Figure:
    for place, axes in enumerate(panels):
        if place % _ABREAST:
            axes.set_yticklabels([])
    figure.tight_layout(rect=(0, 0, 1, 0.955 if len(panels) > _ABREAST else 0.92))
    return figure


def _one_at_a_time(findings: Findings) -> Figure | None:
    table, base, bounds = findings.one_at_a_time, findings.base, findings.outcome.bounds
    closer = table[table["replicates"] == table["replicates"].max()]
    keys = [key for key in findings.screening["key"] if key in set(closer["key"])]
    if not keys:
        return None
    title = findings.outcome.title if findings.outcome.day is not None else (
        f"mean {findings.outcome.title}"
    )  # fmt: skip
    figure, panels = _panels(
        findings, keys, title,
        "One at a time: mean and 95 % interval; the diamond is the scenario as it is",
    )  # fmt: skip
    # The interval of a difference may leave the range that the outcome has.
    ends = np.clip(base + closer[["low", "high"]].to_numpy(), *bounds)
    ends = ends[np.isfinite(ends)]
    low, high = ends.min(initial=base), ends.max(initial=base)
    room = 0.06 * (high - low or 1.0)
    for axes, key in zip(panels, keys, strict=True):
        one = findings.parameter(key)
        own = closer[closer["key"] == key].sort_values("at")
        upward = base + own["effect"]
        between = [np.clip(base + own[end], *bounds) for end in ("low", "high")]
        axes.axhline(base, color=GREY, linewidth=0.8, linestyle=(0, (1.5, 1.5)))
        if one.is_interval:
            axes.fill_between(own["at"], *between, color=SKY, alpha=0.35, linewidth=0)
            axes.plot(own["at"], upward, color=BLUE, marker="o", markersize=3.5)
            if isinstance(one.value, int | float):
                axes.plot([float(one.value)], [base], marker="D", color=BLACK, markersize=5)
            axes.xaxis.set_major_locator(MaxNLocator(4))
        else:
            errors = [upward - between[0], between[1] - upward]
            axes.errorbar(own["at"], upward, yerr=errors, color=BLUE, marker="o", linestyle="none")
            axes.set_xticks(own["at"], own["value"])
            axes.set_xlim(-0.5, len(own) - 0.5)
        axes.set_xlabel(one.unit or one.role, fontsize=_SMALL)
        axes.set_ylim(low - room, high + room)
    return _laid_out(figure, panels)


def _morris(findings: Findings) -> Figure | None:
    """Size of the effects against their spread, the strongest named."""
    table = findings.morris
    if "mu_star" not in table or table.empty:
        return None
    table = table.sort_values("mu_star", ascending=False)
    few = {one.key for one in findings.chosen}
    figure = new_figure((8.6, 5.4))
    axes = figure.add_axes((0.09, 0.12, 0.60, 0.78))
    top = float(max(table["mu_star"].max(), table["sigma"].max())) or 1.0
    named = table[(table["mu_star"] > 0)].head(_MOST_NAMED)
    for row in rows_of(table):
        strong = row.key in few
        if row.key in set(named["key"]):
            axes.plot(
                [row.mu_star_low, row.mu_star_high], [row.sigma] * 2, color=SKY, linewidth=2.5,
                alpha=0.7, solid_capstyle="butt",
            )  # fmt: skip
        axes.plot(
            [row.mu_star], [row.sigma],
            marker="o" if strong else "s", markersize=7 if strong else 4.5,
            color=BLUE if strong else "white", markeredgecolor=BLUE if strong else GREY, zorder=3,
        )  # fmt: skip
    reach = max(float(named["mu_star_high"].max()) if len(named) else top, top) * 1.05
    axes.set_xlim(-0.02 * reach, reach)
    axes.set_ylim(-0.03 * top, 1.08 * top)
    axes.plot([0, min(reach, 1.08 * top)], [0, min(reach, 1.08 * top)], color=GREY, linewidth=0.8,
              linestyle=(0, (6, 2)), zorder=0)  # fmt: skip
    heights = spread(list(named["sigma"]), 0.075 * top, 0.0, 1.05 * top)
    for row, height in zip(rows_of(named), heights, strict=True):
        axes.annotate(
            findings.parameter(row.key).label,
            (row.mu_star, row.sigma), xytext=(1.03 * reach, height), textcoords="data",
            fontsize=_SMALL, va="center", annotation_clip=False,
            fontweight="bold" if row.key in few else "normal",
            arrowprops={"arrowstyle": "-", "color": GREY, "linewidth": 0.5, "shrinkB": 4},
        )  # fmt: skip
    unit = findings.outcome.title
    axes.set_xlabel(
        f"mean size of the effect over the whole range, mu* ({unit}; line: 95 % interval)"
    )
    axes.set_ylabel(f"spread of the effect, sigma ({unit})")
    axes.set_title("Elementary effects; filled: goes on to Sobol indices")
    axes.text(
        0.98, 0.03, "above the dashed line an effect\ndepends on where the others stand",
        transform=axes.transAxes, fontsize=_SMALL, color=GREY, ha="right",
    )  # fmt: skip
    return figure


def _sobol(findings: Findings) -> Figure | None:
    """First and total index of each parameter, with intervals."""
    table = findings.sobol
    if table.empty or table["total"].isna().all():
        return None
    figure = new_figure((8.6, 0.52 * len(table) + 1.5))
    axes = figure.add_subplot()
    place = np.arange(len(table))[::-1]
    for name, colour, hatch, shift, label in (
        ("first", BLUE, "", 0.19, "first order: by itself"),
        ("total", ORANGE, "///", -0.19, "total: with all it does together with others"),
    ):
        value = table[name].to_numpy()
        low, high = (table[f"{name}_{end}"].to_numpy() for end in ("low", "high"))
        axes.barh(
            place + shift, value, height=0.36, color=colour, hatch=hatch, edgecolor="white",
            linewidth=0.5, label=label,
        )  # fmt: skip
        axes.hlines(place + shift, low, high, color=BLACK, linewidth=1.1)
        axes.plot(low, place + shift, "|", color=BLACK, markersize=5)
        axes.plot(high, place + shift, "|", color=BLACK, markersize=5)
    labels = [_with_role(findings.parameter(key)) for key in table["key"]]
    axes.set_yticks(place, labels, fontsize=_SMALL + 0.5)
    axes.axvline(0, color=BLACK, linewidth=0.8)
    axes.set_xlabel("share of the variance of the mean outcome between points")
    axes.legend(frameon=False, fontsize=_SMALL, loc="lower right")
    axes.set_title(f"Sobol indices of {findings.outcome.title}, with 95 % intervals")
    figure.tight_layout()
    return figure


def _with_role(one: Parameter) -> str:
    return f"{one.label} (lever)" if one.role == "lever" else one.label


def _convergence(findings: Findings) -> Figure | None:
    """Indices from ever more points, a panel for each parameter."""
    table = findings.convergence
    if table.empty or table["total"].isna().all():
        return None
    keys = list(findings.sobol["key"])
    figure, panels = _panels(
        findings, keys, "index", "Convergence: indices from ever more points, with 95 % intervals"
    )
    known = table[["first_low", "total_high"]].to_numpy()
    low, high = np.nanmin([np.nanmin(known), 0.0]), min(float(np.nanmax(known)), 1.6)
    for place, (axes, key) in enumerate(zip(panels, keys, strict=True)):
        own = table[table["key"] == key]
        points = own["samples"]
        for name, colour, dash, mark in (
            ("first", BLUE, "-", "o"),
            ("total", VERMILION, (0, (6, 2)), "s"),
        ):
            look: Any = {"linestyle": dash, "marker": mark, "markersize": 3.5, "label": name}
            ends = (own[f"{name}_low"], own[f"{name}_high"])
            axes.fill_between(points, *ends, color=colour, alpha=0.15, linewidth=0)
            axes.plot(points, own[name], color=colour, **look)
        axes.axhline(0, color=GREY, linewidth=0.8)
        axes.set_xscale("log", base=2)
        axes.set_xticks(sorted(set(points)))
        axes.xaxis.set_major_formatter(ScalarFormatter())
        axes.minorticks_off()
        axes.set_ylim(low - 0.05, high + 0.05)
        if place == 0:
            axes.legend(frameon=False, fontsize=_SMALL, loc="best")
        if place >= len(keys) - _ABREAST:
            axes.set_xlabel("base samples", fontsize=_SMALL)
    return _laid_out(figure, panels)


def _noise(findings: Findings) -> Figure | None:
    """One bar: where the variance of single runs comes from."""
    if findings.chance is None or not findings.noise["variance"].sum():
        return None
    figure = new_figure((8.6, 1.9))
    axes = figure.add_axes((0.03, 0.50, 0.94, 0.26))
    left = 0.0
    looks = ((0.0, "the parameters", BLUE, ""), (0.36, "chance", ORANGE, "///"))
    for (across, label, colour, hatch), one in zip(looks, rows_of(findings.noise), strict=True):
        look: Any = {"color": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0.5}
        axes.barh([0], [one.share], left=left, height=0.8, **look)
        # Names stand apart from the bar, where a narrow piece would have no room for its own.
        axes.barh([-0.95], [0.02], left=across, height=0.34, clip_on=False, **look)
        text = f"{label}\n{100 * one.share:.0f} % ({100 * one.low:.0f} to {100 * one.high:.0f})"
        axes.text(across + 0.028, -0.8, text, va="top", fontsize=_SMALL)
        left += one.share
    axes.set_xlim(0, 1)
    axes.set_ylim(-0.45, 0.45)
    axes.axis("off")
    axes.set_title(f"Where the variance of {findings.outcome.title} between single runs comes from")
    return figure


def _discovery(findings: Findings) -> Figure | None:
    """The path of the search, and the region as intervals."""
    region: Region | None = findings.region
    if region is None or region.path.empty:
        return None
    lines = max(len(region.restrictions), 1)
    figure = new_figure((10.4, max(3.9, 1.6 + 0.75 * lines)))
    _trajectory(figure.add_axes((0.07, 0.16, 0.36, 0.70)), region)
    axes = figure.add_axes((0.52, 0.16, 0.45, 0.70))
    axes.set_title("The region, within the range of each input")
    axes.axis("off")
    axes.set_xlim(0, 1)
    top = max(lines, 3)
    axes.set_ylim(0, top + 0.1)
    if not region.restrictions:
        axes.text(0.0, top - 0.5, "No limit is borne out: no region.", fontsize=10, va="center")
    for place, one in enumerate(region.restrictions):
        _interval(axes, one, top - 1 - place)
    return figure


def _trajectory(axes: Axes, region: Region) -> None:
    steps: pd.DataFrame = region.path
    axes.plot(100 * steps["coverage"], 100 * steps["density"], color=GREY, linewidth=0.8)
    most = int(steps["inputs"].max()) or 1
    for number in range(most + 1):
        own = steps[steps["inputs"] == number]
        axes.scatter(
            100 * own["coverage"], 100 * own["density"],
            s=18, color=mpl.colormaps["Blues"](0.25 + 0.75 * number / most), edgecolor=BLACK,
            linewidth=0.3, zorder=3,
        )  # fmt: skip
        if len(own) and number:
            last = own.iloc[0]
            axes.annotate(
                str(number), (100 * last["coverage"], 100 * last["density"]),
                xytext=(5, -12), textcoords="offset points", fontsize=_SMALL, color=GREY,
            )  # fmt: skip
    taken = steps[steps["taken"]].iloc[0]
    axes.plot(
        [100 * taken["coverage"]], [100 * taken["density"]], marker="o", markersize=13,
        markerfacecolor="none", markeredgecolor=VERMILION, markeredgewidth=1.8, zorder=4,
    )  # fmt: skip
    axes.set_xlim(104, -4)
    axes.set_xlabel("coverage: share of all failures inside (%)")
    axes.set_ylabel("density: share inside that fails (%)")
    axes.set_title("Peeling; ringed: the box taken")
    axes.text(
        0.98, 0.04, "figures: inputs restricted\nfrom there on", transform=axes.transAxes,
        fontsize=_SMALL, color=GREY, ha="right",
    )  # fmt: skip


def _interval(axes: Axes, one: Restriction, height: float) -> None:
    parameter, levels = one.parameter, one.parameter.levels
    axes.text(0, height + 0.46, parameter.label, fontsize=9.5, fontweight="bold", va="bottom")
    firm: Any = {"fontsize": _SMALL, "color": GREY, "ha": "right", "va": "bottom"}
    axes.text(1, height + 0.46, f"quasi-p {chance_text(one.quasi_p)}", **firm)
    low, high = parameter.number(levels[0]), parameter.number(levels[-1])
    if not parameter.is_interval:
        low, high = low - 0.5, high + 0.5
    left = (max(one.low, low) - low) / (high - low)
    right = (min(one.high, high) - low) / (high - low)
    look: Any = {"color": VERMILION, "hatch": "///", "edgecolor": "white", "linewidth": 0.5}
    axes.barh([height + 0.25], [1], height=0.24, color=PALE)
    axes.barh([height + 0.25], [right - left], left=left, height=0.24, **look)
    under: Any = {"va": "top", "fontsize": _SMALL}
    if not parameter.is_interval:
        for number, value in enumerate(levels):
            text = str(value).lower() if isinstance(value, bool) else str(value)
            axes.text((number + 0.5) / len(levels), height + 0.09, text, ha="center", **under)
        return
    ends = {0.0: low, 1.0: high}
    if math.isfinite(one.low):
        ends[left] = one.low
    if math.isfinite(one.high):
        ends[right] = one.high
    # An end of the range gives way to a limit close by.
    inner = [place for place in ends if 0 < place < 1]
    for place, value in ends.items():
        if place in (0.0, 1.0) and any(abs(place - other) < _CLOSE for other in inner):
            continue
        text = f"{value:.3g} {parameter.unit}" if place == 1 else f"{value:.3g}"
        side = {0.0: "left", 1.0: "right"}.get(place, "center")
        weight = "bold" if 0 < place < 1 else "normal"
        axes.text(place, height + 0.09, text, ha=side, fontweight=weight, **under)
