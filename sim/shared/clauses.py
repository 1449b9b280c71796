"""How long each clause of an agreement was kept: clause by clause, day by day.

A clause lives as long as its agreement. It is *breached* on the first day on which it
was, *met* when it was delivered without a breach before, and *lapsed* when the
agreement ended and neither had happened. What lies after the end of the agreement is
not looked at: the runs go on for a while, but not all equally long.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.shared.intervals import share_of
from sim.shared.lifetimes import HELD, MAIN, Lifetimes, lifetimes_of
from sim.shared.survival import first_from_half, incidence_of

_BREACHED = "breached"
_MET = "met"
_LAPSED = "lapsed"
_OPEN = "open"
_WAYS = (_BREACHED, _MET, _LAPSED)


def clause_lifetimes(
    clauses: pd.DataFrame,
    runs: pd.DataFrame,
    horizon: int,
    agreement: str,
    definition: str = MAIN,
) -> dict[str, Lifetimes]:
    """Lifetimes of the clauses of the first agreement.

    Parameters
    ----------
    clauses, runs : pandas.DataFrame
        Rows of ``clauses.parquet`` and ``runs.parquet``.
    horizon : int
        Days simulated.
    agreement : str
        Id of the agreement that the rows of `runs` are about, ``scenario.main``.
    definition : str
        Definition of the end of the agreement.

    Returns
    -------
    dict of Lifetimes
        By obligation, in the order of the table; kinds ``breached``, ``met`` and
        ``lapsed``, and ``held`` where the clause was still untouched at the horizon.

    Notes
    -----
    What came first counts, so that a clause which was breached and delivered late counts as
    breached from the day of the breach. A delivery that is overdue and that nobody owed in
    fact is breached by nobody, and counts as untouched.
    """
    whole = lifetimes_of(runs, horizon, definition)
    ends = pd.DataFrame(
        {
            "replicate": runs["replicate"].to_numpy(),
            "last": whole.days,
            "over": whole.ended,
        }
    )
    rows = clauses[clauses["agreement"] == agreement].merge(ends, on="replicate", how="inner")
    clause_rows = rows.groupby("obligation", sort=False, observed=True)
    return {str(name): _lifetimes(part, horizon) for name, part in clause_rows}


def _lifetimes(rows: pd.DataFrame, horizon: int) -> Lifetimes:
    last, over = rows["last"].to_numpy(dtype=np.int64), rows["over"].to_numpy(dtype=bool)
    breached = rows["breaches"].to_numpy() > 0
    met = rows["end_kind"].to_numpy(dtype=object) == _MET
    day = rows["first_breach"].where(breached, rows["end_day"]).to_numpy(dtype=np.int64)
    touched = (breached | met) & (day >= 1) & (day <= last)
    kinds = np.select([touched & breached, touched, over], [_BREACHED, _MET, _LAPSED], HELD)
    return Lifetimes(np.where(touched, day, last), touched | over, kinds.astype(object), horizon)


def clause_shares(lifetimes: dict[str, Lifetimes]) -> pd.DataFrame:
    """Share of runs in which each clause had not been breached, day by day.

    Parameters
    ----------
    lifetimes : dict of Lifetimes
        As `clause_lifetimes` gives them.

    Returns
    -------
    pandas.DataFrame
        Index ``obligation`` and ``day``, from 0 to the horizon; ``share`` not breached
        so far, whether the agreement still stands or not, with its pointwise 95 % band
        ``low`` to ``high``; and what the runs are made up of: ``open``, ``met``,
        ``lapsed`` and ``breached``, which add up to one.

    Notes
    -----
    A breach is one of several ways in which an untouched clause can change, so the
    share is one minus the cumulative incidence of breaches (see
    `sim.shared.survival.cumulative_incidence`).
    """
    names = ["share", "low", "high", _OPEN, *_WAYS]
    if not lifetimes:
        nothing = pd.MultiIndex.from_arrays([[], []], names=["obligation", "day"])
        return pd.DataFrame(columns=names, index=nothing, dtype=float)
    blocks = []
    for one in lifetimes.values():
        found = incidence_of(one, _WAYS)
        breach, ways = found[0], found[:, :, 0]
        still = np.clip(1.0 - ways.sum(axis=0), 0.0, 1.0)
        blocks.append(np.column_stack([1.0 - breach[:, [0, 2, 1]], still, ways.T]))
    days = range(next(iter(lifetimes.values())).horizon + 1)
    index = pd.MultiIndex.from_product([lifetimes, days], names=["obligation", "day"])
    return pd.DataFrame(np.concatenate(blocks), columns=names, index=index)


def clause_table(lifetimes: dict[str, Lifetimes]) -> pd.DataFrame:
    """Tell in one row a clause what became of it.

    Parameters
    ----------
    lifetimes : dict of Lifetimes
        As `clause_lifetimes` gives them.

    Returns
    -------
    pandas.DataFrame
        Index ``obligation``; ``runs``; ``breached`` with ``breached_low`` and
        ``breached_high``, share of runs in which it was breached while the agreement
        stood; ``met``, ``lapsed`` and ``open``, the other shares; ``median``,
        ``median_low`` and ``median_high``, the first day by which it had been breached
        in half of the runs, missing where it never was.
    """
    rows = {}
    for obligation, one in lifetimes.items():
        breached = one.kinds == _BREACHED
        share = share_of(int(breached.sum()), len(one))
        # Half of the runs, and the days on which the band of that share covers a half.
        half, latest, earliest = (first_from_half(each) for each in incidence_of(one, _WAYS)[0].T)
        rows[obligation] = {
            "runs": len(one),
            "breached": share.value,
            "breached_low": share.low,
            "breached_high": share.high,
            "met": float((one.kinds == _MET).mean()),
            "lapsed": float((one.kinds == _LAPSED).mean()),
            "open": float((one.kinds == HELD).mean()),
            "median": half,
            "median_low": earliest,
            "median_high": latest,
        }
    columns = ["runs", "breached", "breached_low", "breached_high", "met", "lapsed", "open"]
    columns += ["median", "median_low", "median_high"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    table.index.name = "obligation"
    return table.astype(dict.fromkeys(columns[1:], float))
