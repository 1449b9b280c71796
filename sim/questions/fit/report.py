"""The report on `ceasefire fit`: what is printed, what is written, and the page."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import pandas as pd

from sim.questions.fit.page import number, page_of
from sim.questions.fit.pictures import pictures
from sim.questions.fit.summary import summary_of
from sim.runs.stages import finish_study
from sim.shared.page import page_text
from sim.shared.wording import plural

if TYPE_CHECKING:
    from pathlib import Path

    from sim.questions.fit.study import FitResult

WIDTH = 88
PAGE = "report.html"
VERB = "fit"


def write_report(result: FitResult, folder: Path, command: str = "") -> str:
    """Write tables, pictures and the page into the folder of a fit.

    Parameters
    ----------
    result : FitResult
        What was found.
    folder : pathlib.Path
        The folder, as `sim.questions.fit.study.fitted` has made it.
    command : str
        The command that makes it again, for the page.

    Returns
    -------
    str
        What is to be printed.
    """
    drawn = pictures(result)
    texts = {f"{name}.svg": text for name, text in drawn.items()}
    texts[PAGE] = page_text(page_of(result, drawn, command))
    summary = summary_of(result)
    finish_study(folder, summary, tables_of(result), texts)
    return fit_text(result, summary["reading"])


def tables_of(result: FitResult) -> dict[str, pd.DataFrame]:
    """Gather the tables of the result folder.

    Parameters
    ----------
    result : FitResult
        What was found.

    Returns
    -------
    dict of pandas.DataFrame
        Tables by name.
    """
    found = result.findings
    keys = [one.key for one in found.prior.free]
    places = found.weighed.places
    values = {
        one.key: one.levels[0] + (one.levels[1] - one.levels[0]) * places[:, number_]
        for number_, one in enumerate(found.prior.free)
    }
    waves = [wave + 1 for wave, size in enumerate(found.wave_sizes) for _ in range(size)]
    draws = pd.DataFrame(
        {"wave": waves}
        | values
        | {f"chance_{name}": chance for name, chance in found.weighed.chance.items()}
        | {"weight": found.weighed.weights(), "not_ruled_out": found.plausible}
    )
    tables = {
        "draws": draws,
        "parameters": found.posterior,
        "predictions": found.predictive,
        "centre": found.centre,
        "left_out": found.left_out,
        "failures": result.failures,
    }
    if found.screening is not None:
        tables["screening"] = found.screening
    if len(found.unseen):
        tables["unseen"] = found.unseen
        tables["counts_left_out"] = found.counts_left_out
    if found.recovery is not None:
        tables["recovery"] = pd.DataFrame(found.recovery.ranks, columns=keys).assign(
            effective=found.recovery.effective, power=found.recovery.powers
        )
    for name, table in found.bands.items():
        tables[f"held_out_{name}"] = table.reset_index()
    return tables


def fit_text(result: FitResult, reading: list[str], width: int = WIDTH) -> str:
    """Say on a terminal what a fit found.

    Parameters
    ----------
    result : FitResult
        What was found.
    reading : list of str
        Sentences, failures first.
    width : int
        Columns of the terminal.

    Returns
    -------
    str
        Sentences and a table.
    """
    found = result.findings
    agreements = plural(len(result.question.scenarios), "agreement")
    head = (
        f"{agreements} of {result.question.settings.record},"
        f" {plural(len(found.prior.free), 'free parameter')}, {result.runs:,} runs,"
        f" seed {result.question.seed}"
    )
    rows = [
        (str(one["key"]), number(one["value"]), f"{number(one['low'])} to {number(one['high'])}",
         f"{number(one['q05'])} to {number(one['q95'])}", f"{one['shrinkage']:.2f}")
        for one in found.posterior.to_dict("records")
    ]  # fmt: skip
    heads = ("free parameter", "before", "prior", "90 % after", "shrinkage")
    sizes = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [
        "  " + "  ".join(f"{text:<{size}}" for text, size in zip(row, sizes, strict=True)).rstrip()
        for row in (heads, *rows)
    ]
    parts = [head, *(textwrap.fill(one, width, break_on_hyphens=False) for one in reading if one)]
    return "\n\n".join(
        [*parts[:-1], "\n".join(lines), parts[-1], f"{PAGE} shows it with pictures."]
    )
