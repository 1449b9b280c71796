"""The figures of ``summary.json`` of a fit, and the sentences that read them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.questions.fit.words import (
    CLOSING,
    held_out_sentence,
    missed_sentence,
    parameters_sentence,
    recovery_sentence,
    region_sentence,
    rivals_sentence,
    unseen_sentence,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from sim.questions.fit.beyond import Difference
    from sim.questions.fit.study import FitResult


def summary_of(result: FitResult) -> dict[str, Any]:
    """Gather the figures of ``summary.json``.

    Parameters
    ----------
    result : FitResult
        What was found.

    Returns
    -------
    dict
        Plain data; None where there is no figure.
    """
    found = result.findings

    def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
        return [
            {str(key): _figure(value) for key, value in row.items()}
            for row in table.to_dict("records")
        ]

    def differences(group: Sequence[Difference]) -> list[dict[str, Any]]:
        return [{name: _figure(value) for name, value in vars(one).items()} for one in group]

    return {
        "record": result.question.settings.record,
        "seed": result.question.seed,
        "runs": result.runs,
        "failed": len(result.failures),
        "draws": list(found.wave_sizes),
        "effective": [_figure(one) for one in found.effective],
        "not_ruled_out": found.share_not_ruled_out,
        "central": found.central,
        "parameters": rows(found.posterior),
        "predictions": rows(found.predictive),
        "centre": rows(found.centre),
        "left_out": rows(found.left_out),
        "unseen": rows(found.unseen),
        "counts_left_out": rows(found.counts_left_out),
        "gain_days": differences(found.differences),
        "gain_days_and_kinds": differences(found.differences_both),
        "held_out": {
            name: {
                "days": result.question.lifetimes[name].days,
                "share": [
                    {"day": day} | {key: _figure(value) for key, value in table.loc[day].items()}
                    for day in sorted(
                        {one for one in (7, 30, 90, 365) if one in table.index}
                        | {result.question.lifetimes[name].days}
                    )
                ],
                "kinds": found.bands_kinds[name],
            }
            for name, table in found.bands.items()
        },
        "recovery": [] if found.recovery is None else rows(found.recovery.table),
        "reading": [
            rivals_sentence(found.differences, "days"),
            rivals_sentence(found.differences_both, "days and kind of end together"),
            missed_sentence(result),
            unseen_sentence(result),
            held_out_sentence(result),
            parameters_sentence(result),
            region_sentence(result),
            recovery_sentence(result),
            CLOSING,
        ],
    }


def _figure(value: Any) -> Any:  # noqa: ANN401 - plain data of any kind
    if isinstance(value, str | bool | int) or value is None:
        return value
    single = float(value)
    return single if abs(single) < float("inf") else None
