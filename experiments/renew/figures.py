"""Reading the figures of a kept file: a name, a value, and an interval where one is stated.

CSV, JSON and the tables of Markdown are read. A name says where a figure stands by words, such as
"idlib/sochi_2018, talks: days", so that a row which moves within its table stays the same figure.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NUMBER = r"[-+]?\d(?:[\d,]*\d)?(?:\.\d+)?(?:e[-+]?\d+)?"
# 12.3 (4 to 5), 12.3 ± 4: the first number of a cell, and what is said of it.
CELL = re.compile(
    rf"(?P<value>{NUMBER})(?: ?%)?(?: ± (?P<half>{NUMBER}))?"
    rf"(?: \((?P<low>{NUMBER}) to (?P<high>{NUMBER})\))?"
)
# A date, an id or a clause is no figure, though it holds a number.
FIGURE = re.compile(rf"^[^\w]*{NUMBER}(?![\w/.-])")
# Centre, lower and upper end of an interval, as the parts of a name; `*` is what they share.
INTERVALS = (
    ("*", "*_low", "*_high"),
    ("value", "low", "high"),
    ("main", "low", "high"),
    ("record", "low", "high"),
    ("share", "low", "high"),
    ("inside", "low", "high"),
    ("mean", "low", "high"),
    ("mean", "low_90", "high_90"),
    ("q50", "q05", "q95"),
    ("prior_q50", "prior_q05", "prior_q95"),
    ("median", "q25", "q75"),
)
HALF_WIDTH = "half_width"
# These say how sure another figure is, and move with it.
ASIDE = frozenset(
    {"p", "p_holm", "quasi_p", "tightening", "tighter", "unpaired_low", "unpaired_high", "point"}
)
TAKEN_BEFORE = "replicates"


@dataclass(frozen=True)
class Figure:
    """A number as a file states it.

    Parameters
    ----------
    value : float
        The number.
    low, high : float, optional
        Its interval, where the file states one.
    """

    value: float
    low: float | None = None
    high: float | None = None

    @property
    def half_width(self) -> float | None:
        """Half of its interval; None where there is none."""
        if self.low is None or self.high is None:
            return None
        return (self.high - self.low) / 2


Content = dict[str, "Figure | str"]


def content_of(path: str, text: str) -> Content:
    """Read the figures and words of a file.

    Parameters
    ----------
    path : str
        Its path, of which the ending says how to read it.
    text : str
        What it holds.

    Returns
    -------
    dict
        Figures and texts by name; nothing for a file of another kind.
    """
    if path.endswith(".csv"):
        return of_csv(text)
    if path.endswith(".json"):
        return of_json(json.loads(text))
    if path.endswith(".md"):
        return of_markdown(text)
    return {}


def of_csv(text: str) -> Content:
    """Read a table of which the first columns say what a row is about."""
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows:
        return {}
    columns = list(rows[0])
    about = _about(rows, columns)
    found: Content = {}
    for row in rows:
        named = dict(zip(columns, map(_number, row.values()), strict=True))
        place = _words(row[column] for column in about if column not in ASIDE)
        for column, value in _figures({c: v for c, v in named.items() if c not in about}).items():
            found[f"{place}: {column}"] = value
    return found


def _about(rows: Sequence[Mapping[str, Any]], columns: list[str]) -> list[str]:
    """Choose the first columns that tell all rows apart."""
    for size in range(1, len(columns) + 1):
        if len({tuple(row[column] for column in columns[:size]) for row in rows}) == len(rows):
            break
    before = columns.index(TAKEN_BEFORE) if TAKEN_BEFORE in columns else 0
    return columns[: max(size, before)]


def of_json(tree: Any, place: str = "") -> Content:  # noqa: ANN401 - whatever JSON can hold
    """Read a tree; the items of a list are named by the words in them."""
    found: Content = {}
    if isinstance(tree, dict):
        leaves = {key: value for key, value in tree.items() if not isinstance(value, dict | list)}
        for key, value in _figures(leaves).items():
            found[_joined(place, key)] = value
        for key, value in tree.items():
            if isinstance(value, dict | list):
                found |= of_json(value, _joined(place, key))
    elif isinstance(tree, list):
        for name, item in zip(_names(tree), tree, strict=True):
            found |= of_json(item, _joined(place, name))
    else:
        for value in _figures({place: tree}).values():
            found[place] = value
    return found


def _words(cells: Iterable[str]) -> str:
    """Name a row by the cells that are about it."""
    return ", ".join(cell for cell in cells if cell) or "in all"


def _joined(place: str, key: str) -> str:
    """Add a name; the value of what has a name needs none of its own."""
    return place if place and key == "value" else f"{place} > {key}" if place else key


def _names(items: list[Any]) -> list[str]:
    """Name the items of a list by as few of their first words as tell them apart."""
    if items and all(isinstance(item, dict) for item in items):
        words = [key for key, value in items[0].items() if isinstance(value, str)] + ["day"]
        for size in range(1, len(words) + 1):
            names = [", ".join(str(item.get(word, "")) for word in words[:size]) for item in items]
            if len(set(names)) == len(items):
                return names
    return [str(place) for place in range(1, len(items) + 1)]


def of_markdown(text: str) -> Content:
    """Read the tables of a page; each is named by its heading, each row by its first cells."""
    found: Content = {}
    heading, lines = "", text.splitlines()
    numbers = count()
    for place, line in enumerate(lines):
        if line.startswith("#"):
            heading, numbers = line.lstrip("#").strip(), count()
        if line.startswith("|") and (place == 0 or not lines[place - 1].startswith("|")):
            number = next(numbers)
            name = heading if number == 0 else f"{heading} ({number + 1})"
            for key, value in _table(_block(lines[place:])).items():
                found[_joined(name, key)] = value
    return found


def _block(lines: list[str]) -> list[list[str]]:
    """Cells of the table that begins here."""
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:-1]])
    return rows


def _table(rows: list[list[str]]) -> Content:
    heads, *body = [row for row in rows if not all(re.fullmatch(r":?-+:?", one) for one in row)]
    columns = [head or f"column {place}" for place, head in enumerate(heads, start=1)]
    # A head that comes twice would hide a column.
    columns = [f"{c} ({p})" if columns.count(c) > 1 else c for p, c in enumerate(columns, start=1)]
    named = [dict(zip(columns, row, strict=False)) for row in body]
    if not named:
        return {}
    about = _about(named, columns)
    found: Content = {}
    for row in named:
        place = _words(row[column] for column in about)
        for column in columns:
            if column not in about and row.get(column):
                found[f"{place}: {column}"] = _cell(row[column])
    return found


def _cell(text: str) -> Figure | str:
    match = CELL.search(text)
    if match is None or not FIGURE.match(text):
        return text
    value = _plain(match["value"])
    if match["half"]:
        half = _plain(match["half"])
        return Figure(value, value - half, value + half)
    if match["low"]:
        return Figure(value, _plain(match["low"]), _plain(match["high"]))
    return Figure(value)


def _plain(text: str) -> float:
    return float(text.replace(",", ""))


def _number(text: str | None) -> Any:  # noqa: ANN401 - a number or a text
    try:
        return float(text) if text else ""
    except ValueError:
        return text


def _figures(values: Mapping[str, Any]) -> Content:
    """Put values, and what is stated of their intervals, together."""
    found: Content = {}
    taken: set[str] = set(ASIDE)
    for key, value in values.items():
        if not _is_number(value):
            if value is not None and value != "" and key not in ASIDE:
                found[key] = str(value)
            continue
        if key in taken:
            continue
        low, high = _interval(key, values)
        taken |= {low, high}
        if low and _is_number(values[low]) and _is_number(values[high]):
            found[key] = Figure(value, values[low], values[high])
        else:
            found[key] = Figure(value)
    halves = values.get(HALF_WIDTH)
    if _is_number(halves):
        # It belongs to the column before it.
        keys = list(values)
        of = keys[keys.index(HALF_WIDTH) - 1]
        centre = values[of]
        if _is_number(centre):
            found[of] = Figure(centre, centre - halves, centre + halves)
            found.pop(HALF_WIDTH, None)
    ends = {end for key in found for end in _interval(key, values) if end}
    return {key: value for key, value in found.items() if key not in ends}


def _interval(key: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """Names of the ends of an interval of a value; empty where there are none."""
    for centre, low, high in INTERVALS:
        if centre not in ("*", key):
            continue
        ends = low.replace("*", key), high.replace("*", key)
        if ends[0] in values and ends[1] in values and key not in ends:
            return ends
    return "", ""


def _is_number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value)
