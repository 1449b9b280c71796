"""The picture of what a fit did not see puts every figure at its place."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from sim.questions.fit.pictures import unseen_picture
from sim.shared.look import SKY, VERMILION

HEADS = ["figure", "where", "low", "record", "high", "q05", "q50", "q95", "runs", "verdict"]
ROWS = [
    ("share of attacks by the government's side", "A0", 1, 1, 1, 0.7, 0.7, 0.7, 9, "met"),
    ("ratio of counts while an offensive runs", "P2", 0.9, 1.8, 3.5, 0.7, 0.9, 1.2, 9, "met"),
    ("sectors taken within 30 days of the end", "A0", 1, 1, 1, 0, 2, 12, 9, "met"),
    ("sectors taken within 30 days of the end", "A1", 2, 2, 2, -1, 3, 16, 9, "met"),
    ("people displaced in 30 days of offensive", "P2", 5e4, 6e4, 7e4, 0, 4e4, 2e5, 9, "met"),
    ("days from a charge to the next meeting", "all", 8, 27, 71, 2, 7, 28, 9, "met"),
    ("days from there to the next text", "all", 4, 5, 93, 0, 6, 81, 9, "met"),
    ("rounds that failed before A6", "A5", 1, 2, 2, 0, 0, 3, 9, "met"),
]


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame(ROWS, columns=HEADS)


def test_every_figure_stands_in_the_panel_of_its_scale(table: pd.DataFrame) -> None:
    figure = unseen_picture(table)
    assert figure is not None
    shown = [[label.get_text() for label in axes.get_yticklabels()] for axes in figure.axes]
    assert shown == [
        ["A0"], ["P2"], ["A0", "A1"], ["P2"],
        ["from a charge to the next meeting", "from there to the next text"], ["before A6"],
    ]  # fmt: skip
    assert [axes.get_xscale() for axes in figure.axes].index("log") == 1


def test_record_and_region_lie_where_the_table_says(table: pd.DataFrame) -> None:
    figure = unseen_picture(table)
    assert figure is not None
    sectors = figure.axes[2].lines
    bands = [line.get_xdata() for line in sectors if line.get_color() == SKY]
    assert np.array(bands).tolist() == [[0, 12], [-1, 16]]
    marks = [line for line in sectors if line.get_color() == VERMILION and line.get_marker() == "v"]
    assert [float(np.asarray(line.get_xdata())[0]) for line in marks] == [1, 2]
    # A share of runs has no band of its own.
    assert not [line for line in figure.axes[0].lines if line.get_color() == SKY]


def test_what_no_run_tells_is_left_out(table: pd.DataFrame) -> None:
    table.loc[table["where"] == "A1", ["q05", "q50", "q95"]] = math.nan
    figure = unseen_picture(table)
    assert figure is not None
    assert [label.get_text() for label in figure.axes[2].get_yticklabels()] == ["A0"]
    assert unseen_picture(table.assign(q50=math.nan)) is None
    assert unseen_picture(pd.DataFrame()) is None
