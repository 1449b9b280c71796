"""The look that all pictures share: colours, shapes, fonts, and bytes that do not change.

Colours are those of Okabe and Ito (2008), which the colour-blind tell apart. Nothing is told by
colour alone: lines differ in dashes, areas in hatching, marks in shape.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.shared.names import Names
from sim.shared.wording import initials, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.scenario.scenario import Scenario

_T = TypeVar("_T")

BLACK = "#000000"
ORANGE = "#E69F00"
SKY = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILION = "#D55E00"
PURPLE = "#CC79A7"
GREY = "#777777"
PALE = "#E8E8E8"

# Cold colours for the first camp, warm ones for the second, the rest for those of no camp.
CAMP_COLOURS = ((BLUE, SKY, PURPLE), (VERMILION, ORANGE, YELLOW), (GREEN, BLACK, GREY))
DASHES: tuple[Any, ...] = (
    "-",
    (0, (6, 2)),
    (0, (1.5, 1.5)),
    (0, (6, 2, 1.5, 2)),
    (0, (3, 1, 1, 1, 1, 1)),
)
_HATCHES = ("", "///", "...", "xxx", "\\\\\\", "ooo", "+++", "---")

_LAST_ODD = 31

WIDE = (13.33, 7.5)
SETTINGS: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.titleweight": "bold",
    # Stated, so that no title looks for room above whatever is drawn.
    "axes.titley": 1.0,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "path",
    "svg.hashsalt": "ceasefire-sim",
}


@dataclass(frozen=True)
class PartyLook:
    """How one party looks in every picture.

    Parameters
    ----------
    colour : str
        Its colour.
    dash : object
        Dashes of its lines, in matplotlib's terms.
    hatch : str
        Hatching of its areas.
    letters : str
        One to three letters that stand for it.
    """

    colour: str
    dash: Any
    hatch: str
    letters: str


def party_looks(scenario: Scenario) -> dict[str, PartyLook]:
    """Choose a look for every party.

    Parameters
    ----------
    scenario : Scenario
        Whose parties they are.

    Returns
    -------
    dict
        Looks by party id; no two parties share hatching and colour, or letters.
    """
    parties = scenario.scenario.parties
    camps = sorted({party.camp for party in parties.values() if party.camp is not None})
    # The camp of the first party in the file is the cold one.
    first = next((party.camp for party in parties.values() if party.camp is not None), None)
    camps.sort(key=lambda camp: camp != first)
    seen: dict[int, int] = {}
    letters: set[str] = set()
    looks: dict[str, PartyLook] = {}
    for key in _leaders_first(scenario):
        camp = parties[key].camp
        group = camps.index(camp) if camp in camps[:2] else 2
        colours = CAMP_COLOURS[group]
        place = seen.get(group, 0)
        seen[group] = place + 1
        looks[key] = PartyLook(
            colour=colours[place % len(colours)],
            dash=DASHES[len(looks) % len(DASHES)],
            hatch=_HATCHES[len(looks) % len(_HATCHES)],
            letters=_letters(plain(parties[key].name), letters),
        )
    return looks


def _leaders_first(scenario: Scenario) -> list[str]:
    guarantors = Names(scenario).guarantors
    others = [key for key in scenario.scenario.parties if key not in guarantors]
    return [*guarantors, *others]


def _letters(name: str, taken: set[str]) -> str:
    words = [word for word in name.split() if word.lower() != "the"] or [name]
    first = initials(" ".join(words))
    choices = [first[:3], words[0][:2], words[0][:3]]
    choices += [f"{first[0]}{number}" for number in range(2, 100)]
    chosen = next(choice for choice in choices if choice not in taken)
    taken.add(chosen)
    return chosen


def pale(colour: str) -> tuple[float, float, float]:
    """Mix a colour with white, so that hatching, letters and names stand out."""
    red, green, blue = mpl.colors.to_rgb(colour)
    return (0.55 + 0.45 * red, 0.55 + 0.45 * green, 0.55 + 0.45 * blue)


def moment(when: date) -> float:
    """Place of the first hour of a date on an axis, in days."""
    return float(when.toordinal())


def date_ticks(first: date, last: date, most: int = 12) -> list[date]:
    """Choose the dates that an axis names: days, weeks, months or years.

    Parameters
    ----------
    first, last : date
        Ends of the axis.
    most : int
        Dates named at most.

    Returns
    -------
    list of date
        At least one date.
    """
    days = [first + timedelta(days=step) for step in range((last - first).days + 1)]
    choices: list[list[date]] = [
        days,
        [day for day in days if day.day % 2 == 1 and day.day < _LAST_ODD],
        [day for day in days if day.day in (1, 8, 15, 22)],
        *(
            [day for day in days if day.day == 1 and (day.month - 1) % months == 0]
            for months in (1, 2, 3, 6, 12)
        ),
    ]
    for choice in choices:
        if choice and len(choice) <= most:
            return choice
    years = [day for day in days if (day.month, day.day) == (1, 1)]
    return years[:: -(-len(years) // most)]


def new_figure(size: tuple[float, float] = WIDE) -> Figure:
    """Make an empty figure that no window owns."""
    figure = Figure(figsize=size, facecolor="white")
    FigureCanvasAgg(figure)
    return figure


def drawn(draws: Mapping[str, Callable[[_T], Figure | None]], subject: _T) -> dict[str, str]:
    """Draw several pictures of one subject.

    Parameters
    ----------
    draws : mapping
        What draws each, by name of the file; it may find that there is nothing to show.
    subject : object
        What they are of.

    Returns
    -------
    dict of str
        Text of SVG by name, without those for which there is nothing to show.
    """
    found = {}
    for name, draw in draws.items():
        with mpl.rc_context(SETTINGS):
            figure = draw(subject)
            if figure is not None:
                found[name] = svg_text(figure)
    return found


def svg_text(figure: Figure) -> str:
    """Write a figure as SVG; the same figure gives the same bytes on every day."""
    buffer = io.BytesIO()
    with mpl.rc_context(SETTINGS):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue().decode("utf-8")


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Move labels apart so that neighbours keep a gap, each near to where it wants to be.

    Parameters
    ----------
    wanted : list of float
        Wanted heights, in any order.
    gap : float
        Least distance between two labels.
    low, high : float
        Bounds; they yield where there are too many labels.

    Returns
    -------
    list of float
        Heights, in the order of `wanted`.
    """
    order = sorted(range(len(wanted)), key=lambda index: (wanted[index], index))
    placed = list(wanted)
    floor = low
    for index in order:
        placed[index] = max(placed[index], floor)
        floor = placed[index] + gap
    ceiling = max(high, low + gap * (len(wanted) - 1))
    for index in reversed(order):
        placed[index] = min(placed[index], ceiling)
        ceiling = placed[index] - gap
    return placed
