"""What an end hung on, as plain data for a part of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.questions.why.words import CLEAR, HEADS, NOT_BLAME, cells, heading, opening, reading

if TYPE_CHECKING:
    from sim.questions.why.why import WhyResult

MOST_ROWS = 10


def hung(result: WhyResult) -> dict[str, Any]:
    """Put what an end hung on into sentences and tables.

    Parameters
    ----------
    result : WhyResult
        The answers.

    Returns
    -------
    dict
        What the template ``_hung_on.html`` shows.
    """
    tables: list[dict[str, Any]] = []
    for direction, effects in result.groups.items():
        if effects:
            tables.append(
                {
                    "heading": heading(direction),
                    "opening": opening(result, direction),
                    "rows": [cells(one, effects, result) for one in effects[:MOST_ROWS]],
                    "more": max(0, len(effects) - MOST_ROWS),
                }
            )
    return {
        "reading": reading(result),
        "tables": tables,
        "heads": HEADS,
        "clear": CLEAR,
        "questions": len(result.effects),
        "not_blame": NOT_BLAME,
    }
