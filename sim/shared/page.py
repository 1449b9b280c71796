"""A study as one HTML page: sections of sentence, picture and table, and what was run.

The page is one file. It loads nothing, so that it reads the same without a network and in ten
years; a strict content policy in its head sees to that. It prints on white paper.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Table:
    """A table of text.

    Parameters
    ----------
    heads : tuple of str
        What stands above the columns.
    rows : tuple of tuple of str
        Cells, as they are read.
    caption : str
        What the table shows, with units.
    names : int
        How many of the first columns name a row, and stand left; the others are figures.
    """

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    names: int = 1

    def __post_init__(self) -> None:
        if any(len(row) != len(self.heads) for row in self.rows):
            message = "a row has not as many cells as the table has heads"
            raise ValueError(message)


@dataclass(frozen=True)
class Section:
    """One finding: a sentence, and what it rests on.

    Parameters
    ----------
    heading : str
        What it is about.
    sentence : str
        What was found, for somebody who reads nothing else.
    figure : str
        A picture as text of SVG, as `sim.shared.look.svg_text` writes it; may be empty.
    figure_name : str
        Name of the file that holds the same picture, without ``.svg``.
    alternative : str
        What the picture shows, for those who cannot see it.
    tables : tuple of Table
        Tables under the picture.
    notes : tuple of str
        How to read it, and what it does not say; a paragraph each.
    """

    heading: str
    sentence: str
    figure: str = field(default="", repr=False)
    figure_name: str = ""
    alternative: str = ""
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Page:
    """A study.

    Parameters
    ----------
    title : str
        What was asked.
    lead : str
        The answer, in a sentence or two.
    sections : tuple of Section
        Findings, the most important first.
    settings : mapping
        What was run: names and values, seeds among them.
    command : str
        The command that makes this page again; may be empty.
    config : mapping
        The whole configuration, folded away at the end.
    caveats : tuple of str
        What the study cannot say.
    """

    title: str
    lead: str
    sections: tuple[Section, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)
    command: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    caveats: tuple[str, ...] = ()


def page_text(page: Page) -> str:
    """Write a study as one HTML file that needs no other.

    Parameters
    ----------
    page : Page
        The study.

    Returns
    -------
    str
        The text of the file. The same study gives the same text.
    """
    sections = [
        {"section": section, "picture": Markup(_inline(section.figure, place))}  # noqa: S704
        for place, section in enumerate(page.sections)
    ]
    config = json.dumps(page.config, indent=1, default=str) if page.config else ""
    return (
        _environment().get_template("page.html").render(page=page, sections=sections, config=config)
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("sim.shared"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _inline(svg: str, place: int) -> str:
    """Cut a picture down to its element, with names of its own.

    Names of clip paths and glyphs hold for the whole page, and pictures use the same ones.
    """
    if not svg:
        return ""
    element = svg[svg.index("<svg") :]
    for before, after in (
        (' id="', f' id="f{place}-'),
        ("url(#", f"url(#f{place}-"),
        ('href="#', f'href="#f{place}-'),
    ):
        element = element.replace(before, after)
    return element
