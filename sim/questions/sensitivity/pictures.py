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

    from sim.questions.sensitivity.discovery import Region, Restriction
    from sim.questions.sensitivity.luck import Shares
    from sim.questions.sensitivity.sensitivity import Findings
    from sim.shared.parameters import Parameter

ABREAST = 4
PANEL = (2.9, 2.45)
MOST_NAMED = 12
SMALL = 8.5
CLOSE = 0.12


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


def _panels(count: int) -> tuple[Figure, list[Axes]]:
    abreast = min(count, ABREAST)
    rows = -(-count // abreast)
    figure = new_figure((max(PANEL[0] * abreast, 4.5), PANEL[1] * rows + 0.5))
    return figure, [figure.add_subplot(rows, abreast, n + 1) for n in range(count)]


def _one_at_a_time(findings: Findings) -> Figure | None:
    """A panel for each of the strongest, all with the same scale upward."""
    table = findings.one_at_a_time
    closer = table[table["replicates"] == table["replicates"].max()]
    keys = [key for key in findings.screening["key"] if key in set(closer["key"])]
    if not keys:
        return None
    figure, panels = _panels(len(keys))
    ends = findings.base + closer[["low", "high"]].to_numpy()
    ends = np.clip(ends[np.isfinite(ends)], *findings.outcome.bounds)
    low, high = ends.min(initial=findings.base), ends.max(initial=findings.base)
    room = 0.06 * (high - low or 1.0)
    for place, (axes, key) in enumerate(zip(panels, keys, strict=True)):
        one = findings.parameter(key)
        own = closer[closer["key"] == key].sort_values("at")
        upward = findings.base + own["effect"]
        # The interval of a difference may leave the range that the outcome has.
        between = [
            np.clip(findings.base + own[end], *findings.outcome.bounds) for end in ("low", "high")
        ]
        axes.axhline(findings.base, color=GREY, linewidth=0.8, linestyle=(0, (1.5, 1.5)))
        if one.is_interval:
            axes.fill_between(own["at"], *between, color=SKY, alpha=0.35, linewidth=0)
            axes.plot(own["at"], upward, color=BLUE, marker="o", markersize=3.5)
            if isinstance(one.value, int | float):
                axes.plot(
                    [float(one.value)], [findings.base], marker="D", color=BLACK, markersize=5
                )
            axes.xaxis.set_major_locator(MaxNLocator(4))
        else:
            ends_ = [upward - between[0], between[1] - upward]
            axes.errorbar(own["at"], upward, yerr=ends_, color=BLUE, marker="o", linestyle="none")
            axes.set_xticks(own["at"], own["value"])
            axes.set_xlim(-0.5, len(own) - 0.5)
        axes.set_title(one.label, fontsize=SMALL + 0.5)
        axes.set_xlabel(one.unit or one.role, fontsize=SMALL)
        axes.tick_params(labelsize=SMALL)
        axes.set_ylim(low - room, high + room)
        if place % ABREAST == 0:
            axes.set_ylabel(_mean(findings), fontsize=SMALL)
        else:
            axes.set_yticklabels([])
    figure.tight_layout(rect=(0, 0, 1, 0.955 if len(panels) > ABREAST else 0.92))
    figure.text(
        0.01, 0.985,
        "One at a time: mean and 95 % interval; the diamond is the scenario as it is",
        fontsize=10, fontweight="bold", va="top",
    )  # fmt: skip
    return figure


def _mean(findings: Findings) -> str:
    title = findings.outcome.title
    return title if findings.outcome.day is not None else f"mean {title}"


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
    named = table[(table["mu_star"] > 0)].head(MOST_NAMED)
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
            fontsize=SMALL, va="center", annotation_clip=False,
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
        transform=axes.transAxes, fontsize=SMALL, color=GREY, ha="right",
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
    axes.set_yticks(place, labels, fontsize=SMALL + 0.5)
    axes.axvline(0, color=BLACK, linewidth=0.8)
    axes.set_xlabel("share of the variance of the mean outcome between points")
    axes.legend(frameon=False, fontsize=SMALL, loc="lower right")
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
    figure, panels = _panels(len(keys))
    known = table[["first_low", "total_high"]].to_numpy()
    low, high = np.nanmin([np.nanmin(known), 0.0]), min(float(np.nanmax(known)), 1.6)
    for place, (axes, key) in enumerate(zip(panels, keys, strict=True)):
        own = table[table["key"] == key]
        for name, colour, dash, mark in (
            ("first", BLUE, "-", "o"),
            ("total", VERMILION, (0, (6, 2)), "s"),
        ):
            axes.fill_between(
                own["samples"], own[f"{name}_low"], own[f"{name}_high"],
                color=colour, alpha=0.15, linewidth=0,
            )  # fmt: skip
            axes.plot(
                own["samples"], own[name], color=colour, linestyle=dash, marker=mark,
                markersize=3.5, label=name,
            )  # fmt: skip
        axes.axhline(0, color=GREY, linewidth=0.8)
        axes.set_xscale("log", base=2)
        axes.set_xticks(sorted(set(own["samples"])))
        axes.xaxis.set_major_formatter(ScalarFormatter())
        axes.minorticks_off()
        axes.set_ylim(low - 0.05, high + 0.05)
        axes.tick_params(labelsize=SMALL)
        axes.set_title(findings.parameter(key).label, fontsize=SMALL + 0.5)
        if place == 0:
            axes.legend(frameon=False, fontsize=SMALL, loc="best")
        if place % ABREAST == 0:
            axes.set_ylabel("index", fontsize=SMALL)
        else:
            axes.set_yticklabels([])
        if place >= len(keys) - ABREAST:
            axes.set_xlabel("base samples", fontsize=SMALL)
    figure.tight_layout(rect=(0, 0, 1, 0.955 if len(panels) > ABREAST else 0.92))
    figure.text(
        0.01, 0.985, "Convergence: indices from ever more points, with 95 % intervals",
        fontsize=10, fontweight="bold", va="top",
    )  # fmt: skip
    return figure


def _noise(findings: Findings) -> Figure | None:
    """One bar: where the variance of single runs comes from."""
    luck: Shares | None = findings.luck
    if luck is None or not luck.luck + luck.parameters:
        return None
    figure = new_figure((8.6, 1.9))
    axes = figure.add_axes((0.03, 0.50, 0.94, 0.26))
    left = 0.0
    for place, (label, colour, hatch, share, low, high) in enumerate(
        (
            ("the parameters", BLUE, "", 1 - luck.share, 1 - luck.high, 1 - luck.low),
            ("luck", ORANGE, "///", luck.share, luck.low, luck.high),
        )
    ):
        look: Any = {"color": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0.5}
        axes.barh([0], [share], left=left, height=0.8, **look)
        # Names stand apart from the bar, where a narrow piece would have no room for its own.
        across = place * 0.36
        axes.barh([-0.95], [0.02], left=across, height=0.34, clip_on=False, **look)
        axes.text(
            across + 0.028, -0.8,
            f"{label}\n{100 * share:.0f} % ({100 * low:.0f} to {100 * high:.0f})",
            va="top", fontsize=SMALL,
        )  # fmt: skip
        left += share
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
                xytext=(5, -12), textcoords="offset points", fontsize=SMALL, color=GREY,
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
        fontsize=SMALL, color=GREY, ha="right",
    )  # fmt: skip


def _interval(axes: Axes, one: Restriction, height: float) -> None:
    parameter = one.parameter
    axes.text(0, height + 0.46, f"{parameter.label}", fontsize=9.5, fontweight="bold", va="bottom")
    axes.text(
        1,
        height + 0.46,
        f"quasi-p {chance_text(one.quasi_p)}",
        fontsize=SMALL,
        color=GREY,
        ha="right",
        va="bottom",
    )
    low, high = parameter.number(parameter.levels[0]), parameter.number(parameter.levels[-1])
    if not parameter.is_interval:
        low, high = low - 0.5, high + 0.5
    left = (max(one.low, low) - low) / (high - low)
    right = (min(one.high, high) - low) / (high - low)
    axes.barh([height + 0.25], [1], height=0.24, color=PALE)
    axes.barh([height + 0.25], [right - left], left=left, height=0.24, color=VERMILION, hatch="///",
              edgecolor="white", linewidth=0.5)  # fmt: skip
    if parameter.is_interval:
        ends = {0.0: low, 1.0: high}
        if math.isfinite(one.low):
            ends[left] = one.low
        if math.isfinite(one.high):
            ends[right] = one.high
        # An end of the range gives way to a limit close by.
        inner = [place for place in ends if 0 < place < 1]
        for place, value in ends.items():
            if place in (0.0, 1.0) and any(abs(place - other) < CLOSE for other in inner):
                continue
            inside = 0 < place < 1
            axes.text(
                place, height + 0.09, f"{value:.3g}" + (f" {parameter.unit}" if place == 1 else ""),
                ha="left" if place == 0 else "right" if place == 1 else "center",
                va="top", fontsize=SMALL, fontweight="bold" if inside else "normal",
            )  # fmt: skip
    else:
        count = len(parameter.levels)
        for number, value in enumerate(parameter.levels):
            text = str(value).lower() if isinstance(value, bool) else str(value)
            axes.text(
                (number + 0.5) / count, height + 0.09, text, ha="center", va="top", fontsize=SMALL
            )
