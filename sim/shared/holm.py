"""Correcting chances for the number of tests that are shown together."""

from __future__ import annotations

import gc
import math
from typing import TYPE_CHECKING

import numpy as np
from statsmodels.stats.multitest import multipletests

if TYPE_CHECKING:
    from collections.abc import Sequence


def adjusted(p_values: Sequence[float]) -> list[float]:
    """Correct p-values for the number of tests shown together.

    Parameters
    ----------
    p_values : sequence of float
        In [0, 1]; NaN where a test could not be made, which is not counted.

    Returns
    -------
    list of float
        Holm's, in the order given: rejecting those below 5 % errs anywhere among them
        in at most 5 % of studies, whatever depends on what.

    References
    ----------
    Holm (1979), A simple sequentially rejective multiple test procedure.
    """
    given = np.asarray(p_values, dtype=float)
    known = ~np.isnan(given)
    found = np.full(len(given), math.nan)
    if known.sum() == 1:
        found[known] = given[known]
    elif known.any():
        # The function tidies all of the memory each time, which in a large process takes longer
        # than anything else in a comparison. What is frozen it passes over.
        gc.freeze()
        try:
            found[known] = multipletests(given[known], method="holm")[1]
        finally:
            gc.unfreeze()
    return [float(each) for each in found]
