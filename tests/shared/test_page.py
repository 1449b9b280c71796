"""A study as one HTML page."""

from __future__ import annotations

import re

import pytest

from sim.shared.look import new_figure, svg_text
from sim.shared.page import Page, Section, Table, page_text


def picture() -> str:
    figure = new_figure((4.0, 3.0))
    figure.add_subplot().plot([0, 1], [1, 0])
    return svg_text(figure)


def section(**changes: object) -> Section:
    parts = {"heading": "How long", "sentence": "They held for long.", "figure": picture()}
    return Section(**(parts | changes))  # type: ignore[arg-type]


def page(*sections: Section, **changes: object) -> Page:
    parts = {"title": "Do they hold?", "lead": "Some do.", "settings": {"seed": 1}}
    return Page(sections=sections, **(parts | changes))  # type: ignore[arg-type]


def test_a_page_holds_what_was_found_and_what_was_run() -> None:
    table = Table(("scenario", "days"), (("sochi", "12"),), caption="Mean days")
    text = page_text(page(section(tables=(table,), notes=("Read it so.",)), command="ceasefire x"))
    for part in ("Do they hold?", "Some do.", "They held for long.", "Mean days", "Read it so."):
        assert part in text
    assert '<th scope="row" class="name">sochi</th>' in text
    assert "<td>12</td>" in text
    assert "<pre>ceasefire x</pre>" in text


def test_a_page_loads_nothing() -> None:
    text = page_text(page(section(), section()))
    assert "default-src 'none'" in text
    assert "<script" not in text
    links = re.findall(r'(?:href|src)="([^"]*)"', text)
    assert links
    assert all(link.startswith("#") for link in links)


def test_names_of_one_picture_do_not_reach_into_another() -> None:
    text = page_text(page(section(), section()))
    names = re.findall(r'\sid="([^"]+)"', text)
    assert len(names) == len(set(names))
    used = re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', text)
    assert {one or other for one, other in used} <= set(names)


def test_what_a_scenario_says_is_text_and_no_markup() -> None:
    text = page_text(
        page(
            section(heading="<script>alert(1)</script>", figure="", notes=("a < b & c",)),
            title="<b>",
            settings={"note": "<i>"},
            config={"title": "</pre><script>"},
        )
    )
    assert "<script" not in text
    assert "<b>" not in text
    assert "<i>" not in text
    assert "a &lt; b &amp; c" in text


def test_the_same_study_gives_the_same_bytes() -> None:
    assert page_text(page(section())) == page_text(page(section()))


def test_a_row_with_too_few_cells_is_refused() -> None:
    with pytest.raises(ValueError, match="cells"):
        Table(("a", "b"), (("1",),))
