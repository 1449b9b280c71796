"""What the compiler is handed: a function of the day and all that it calls."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from sim.day.compile import translated

ROW = np.zeros(1, np.dtype([("strength", "f8"), ("halved", "f8")]))


def of_the_day(source: str, *names: str) -> dict[str, Callable[..., Any]]:
    """Write functions as a module of the day would hold them."""
    module: dict[str, Any] = {"__name__": "sim.day.made_up"}
    exec(source, module)  # noqa: S102 - our own lines
    return {name: module[name] for name in names}


def test_a_cell_may_bear_the_name_of_a_function() -> None:
    made = of_the_day(
        "def strength(row): return row.strength + halved(row)\n"
        "def halved(row): return 0.5 * row.halved\n",
        "strength",
    )
    row = ROW[0].copy()
    row["strength"], row["halved"] = 3.0, 1.0

    def entry(rows: Any) -> float:  # noqa: ANN401 - a table
        return compiled(rows[0])

    njit = pytest.importorskip("numba").njit
    compiled = translated(made["strength"], {})
    assert njit(entry)(np.array([row], ROW.dtype)) == 3.5


@pytest.mark.parametrize(
    "source",
    [
        "def begun(day): return begun(day - 1)\n",
        "def begun(day): return ended(day)\ndef ended(day): return begun(day - 1)\n",
    ],
    ids=["at once", "by way of another"],
)
def test_a_function_that_calls_itself_is_refused(source: str) -> None:
    made = of_the_day(source, "begun")
    with pytest.raises(TypeError, match="begun calls itself; write it as"):
        translated(made["begun"], {})
