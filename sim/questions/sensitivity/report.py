"""The report on `ceasefire sensitivity`: what is printed, what is written, and the page."""

from __future__ import annotations

import textwrap
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.questions.sensitivity.page import page_of
from sim.questions.sensitivity.pictures import pictures
from sim.questions.sensitivity.words import (
    closing,
    limit_text,
    luck_sentence,
    number_text,
    ranked_rows,
    reading,
    region_sentence,
    screening_sentence,
    together_sentence,
)
from sim.runs.study_folder import finished
from sim.shared.page import page_text
from sim.shared.wording import plural, start_case

if TYPE_CHECKING:
    from pathlib import Path

    from sim.questions.sensitivity.sensitivity import Findings
    from sim.questions.sensitivity.study import SensitivityResult

WIDTH = 88
PAGE = "report.html"
MOST_PRINTED = 12


def write_report(result: SensitivityResult, folder: Path, command: str = "") -> str:
    """Write tables, pictures and the page into the folder of a study.

    Parameters
    ----------
    result : SensitivityResult
        What was found.
    folder : pathlib.Path
        The folder, as `sim.questions.sensitivity.study.studied` has made it.
    command : str
        The command that makes it again, for the page.

    Returns
    -------
    str
        What is to be printed.
    """
    drawn = pictures(result.findings)
    texts = {f"{name}.svg": text for name, text in drawn.items()}
    texts[PAGE] = page_text(page_of(result, drawn, command))
    finished(folder, summary_of(result), tables_of(result), texts)
    return sensitivity_text(result)


def tables_of(result: SensitivityResult) -> dict[str, pd.DataFrame]:
    """Gather the tables of the result folder.

    Parameters
    ----------
    result : SensitivityResult
        What was found.

    Returns
    -------
    dict of pandas.DataFrame
        Tables by name.
    """
    region = result.region
    limits = [] if region is None else [
        {"key": one.parameter.key, "low": one.low, "high": one.high, "quasi_p": one.quasi_p}
        for one in region.restrictions
    ]  # fmt: skip
    return {
        "parameters": result.screening,
        "one_at_a_time": result.one_at_a_time,
        "morris": result.morris,
        "sobol": result.sobol,
        "convergence": result.convergence,
        "noise": result.noise,
        "discovery": result.discovery,
        "failures": result.failures,
        "region": pd.DataFrame(limits, columns=["key", "low", "high", "quasi_p"]),
    }


def summary_of(result: SensitivityResult) -> dict[str, Any]:
    """Gather the figures of ``summary.json``.

    Parameters
    ----------
    result : SensitivityResult
        What was found.

    Returns
    -------
    dict
        Plain data; None where there is no figure.
    """
    found, question = result.findings, result.question
    region = found.region
    columns = ["key", "first", "first_low", "first_high", "total", "total_low", "total_high"]
    indices = found.sobol[columns].to_dict("records") if len(found.sobol) else []
    judged = None if region is None or region.judged is None else asdict(region.judged)
    figures: dict[str, Any] = _plain(
        {
            "scenario": question.scenario.name,
            "outcome": found.outcome.name,
            "seed": question.seed,
            "replicates": found.settings.replicates,
            "horizon": question.horizon,
            "runs": result.runs,
            "failed": result.failed,
            "parameters": len(found.parameters),
            "moved": int((found.screening["moved"] > 0).sum()),
            "base": found.base,
            "sobol": indices,
            "noise": result.noise.set_index("part").to_dict("index"),
            "fails_within": found.fails_within,
            "region": None
            if region is None
            else {
                "limits": [
                    {"key": one.parameter.key, "says": limit_text(one), "quasi_p": one.quasi_p}
                    for one in region.restrictions
                ],
                "judged": judged,
                "stands_out": region.stands_out,
                "base": region.base,
            },
            "reading": reading(found),
            "luck": luck_sentence(found),
            "fails": region_sentence(found),
            "caveat": closing(found),
        }
    )
    return figures


def _plain(value: Any) -> Any:  # noqa: ANN401 - plain data of any kind
    """Numbers as JSON has them: those that are none become None."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, str | bool | int) or value is None:
        return value
    number = float(value)
    return number if abs(number) < float("inf") else None


def sensitivity_text(result: SensitivityResult, width: int = WIDTH) -> str:
    """Say on a terminal what a study found.

    Parameters
    ----------
    result : SensitivityResult
        What was found.
    width : int
        Columns of the terminal.

    Returns
    -------
    str
        A table, and sentences.
    """
    found, question = result.findings, result.question
    head = (
        f"{plural(len(found.parameters), 'parameter')} of {question.scenario.name},"
        f" {result.runs:,} runs of {plural(question.horizon, 'day')}, seed {question.seed}"
    )
    parts = [start_case(head), "\n".join(_ranked(found))]
    parts += [
        textwrap.fill(text, width, break_on_hyphens=False)
        for text in (
            screening_sentence(found),
            f"{reading(found)} {together_sentence(found)}".strip(),
            luck_sentence(found),
            region_sentence(found),
            closing(found),
        )
        if text
    ]
    parts.append(f"{PAGE} shows it with pictures; parameters.parquet has every range.")
    return "\n\n".join(parts)


def _ranked(found: Findings) -> list[str]:
    heads, rows = ranked_rows(found, MOST_PRINTED)
    sizes = [max(map(len, column)) for column in zip(heads, *rows, strict=True)]
    lines = [(f"What moves {found.outcome.title}, {number_text(found.base, found.outcome.digits)}"
             " in the scenario as it is")]  # fmt: skip
    for row in (heads, *rows):
        left = "  ".join(f"{text:<{size}}" for text, size in zip(row[:2], sizes[:2], strict=True))
        right = "".join(f"  {text:>{size}}" for text, size in zip(row[2:], sizes[2:], strict=True))
        lines.append(f"  {left}{right}".rstrip())
    lines.append(
        "  alone: largest change of the mean, the others as they are; mu*: mean size of the"
    )
    lines.append("  effect of the whole range, the others anywhere; indices with 95 % intervals")
    if any(row[0].endswith("*") for row in rows):
        lines.append("  * a lever: a term of an agreement")
    return lines
