"""From what was folded out of runs to the columns of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.day.batch import Batch, Columns
from sim.day.codes import CLAUSE_ENDS, FORMS_OF_TEXT
from sim.day.events import FORMS
from sim.day.measures import COUNTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.day.build import Built

ENDS = np.array(FORMS["end"], dtype=object)


def words(names: Sequence[str], numbers: NDArray[Any]) -> NDArray[Any]:
    """Look up names by number, as an array of objects."""
    return np.array(list(names) or [""], dtype=object)[numbers]


def labels(built: Built, texts: NDArray[Any], ordinals: NDArray[Any]) -> NDArray[Any]:
    """Labels of agreements: the text, and which signing of it."""
    found = words(built.names.texts, texts)
    for place in np.nonzero(ordinals > 1)[0]:
        found[place] = f"{found[place]}#{ordinals[place]}"
    return found


def figures_of(built: Built) -> int:
    """Whole numbers that are folded out of a run, besides those of its outcome."""
    return len(COUNTED) + len(built.names.parties) + 2 * len(built.names.alternatives)


def batch_of(
    built: Built,
    points: NDArray[Any],
    replicates: NDArray[Any],
    outcomes: NDArray[Any],
    figures: NDArray[Any],
    agreed: NDArray[Any],
    clauses: NDArray[Any],
) -> Batch:
    """Make the tables of what was folded out of runs; those that failed are left out.

    Parameters
    ----------
    built : Built
        The tables of the scenario.
    points, replicates : array of int
        Which runs they are, in the order of rows.
    outcomes, figures, agreed, clauses : array
        What `sim.day.replicates` wrote, with more room than was used.

    Returns
    -------
    Batch
        Its columns.
    """
    good = outcomes["failed"] == 0
    agreed = agreed[: int(outcomes["agreements"][good].sum())]
    clauses = clauses[: int(outcomes["clauses"][good].sum())] if len(clauses) else clauses
    return Batch(
        run_columns(built, points[good], replicates[good], outcomes[good], figures[good]),
        agreement_columns(built, points, replicates, agreed),
        clause_columns(built, points, replicates, clauses),
    )


def row_of(built: Built, outcome: NDArray[Any], figures: NDArray[Any]) -> dict[str, Any]:
    """Give the row of one run that was carried out, as plain numbers and texts."""
    zero = np.zeros(1, np.int64)
    columns = run_columns(built, zero, zero, outcome, figures.reshape(1, -1))
    return {name: column.tolist()[0] for name, column in list(columns.items())[2:]}


def run_columns(
    built: Built,
    points: NDArray[Any],
    replicates: NDArray[Any],
    outcomes: NDArray[Any],
    figures: NDArray[Any],
) -> Columns:
    """Columns of the table of runs."""
    if not len(outcomes):
        return {}
    found: Columns = {
        "point": points,
        "replicate": replicates,
        "end_kind": ENDS[outcomes["end_kind"]],
        "end_also": _also(built, outcomes["end_also"]),
        "end_day": outcomes["end_day"].copy(),
        "ended": outcomes["ended"].astype(bool),
    }
    found |= {name: figures[:, place].copy() for place, name in enumerate(COUNTED)}
    found["trust_mean_end"] = outcomes["trust"].copy()
    names = built.names
    for name, party in built.scenario.scenario.parties.items():
        if party.publishes_counts:
            at = len(COUNTED) + names.parties.index(name)
            found[f"published_{name}"] = figures[:, at].copy()
    for place, name in enumerate(names.alternatives):
        at = len(COUNTED) + len(names.parties) + 2 * place
        kinds = ENDS[figures[:, at + 1]]
        found[f"end_kind_{name}"] = kinds
        found[f"end_day_{name}"] = figures[:, at].copy()
        found[f"ended_{name}"] = (kinds != "held").astype(bool)
    return found


def _also(built: Built, kinds: NDArray[Any]) -> NDArray[Any]:
    found = np.full(len(kinds), "", dtype=object)
    for place in np.nonzero(kinds)[0]:
        found[place] = " ".join(
            kind
            for kind in built.scenario.measurement.precedence
            if (int(kinds[place]) >> FORMS["end"].index(kind)) & 1
        )
    return found


def agreement_columns(
    built: Built, points: NDArray[Any], replicates: NDArray[Any], rows: NDArray[Any]
) -> Columns:
    """Columns of the table of agreements."""
    if not len(rows):
        return {}
    forms = [FORMS_OF_TEXT[number] for number in built.tables["texts"]["form"]]
    held = rows["end_kind"] == FORMS["end"].index("held")
    return {
        "point": points[rows["replicate"]],
        "replicate": replicates[rows["replicate"]],
        "ordinal": rows["ordinal"].copy(),
        "agreement": labels(built, rows["text"], rows["label_ordinal"]),
        "form": words(built.names.texts, rows["text"]),
        "class": words(forms, rows["text"]),
        "start": rows["start"].copy(),
        "end_day": rows["end_day"].copy(),
        "end_kind": ENDS[rows["end_kind"]],
        "days": rows["end_day"] - rows["start"] + held,
    }


def clause_columns(
    built: Built, points: NDArray[Any], replicates: NDArray[Any], rows: NDArray[Any]
) -> Columns:
    """Columns of the table of clauses."""
    if not len(rows):
        return {}
    terms = built.scenario.scenario.obligations
    clauses = [terms[name].clause for name in built.names.obligations]
    kinds = [terms[name].kind for name in built.names.obligations]
    return {
        "point": points[rows["replicate"]],
        "replicate": replicates[rows["replicate"]],
        "ordinal": rows["ordinal"].copy(),
        "agreement": labels(built, rows["text"], rows["ordinal"]),
        "obligation": words(built.names.obligations, rows["obligation"]),
        "clause": words(clauses, rows["obligation"]),
        "kind": words(kinds, rows["obligation"]),
        "start": rows["start"].copy(),
        "end_day": rows["end_day"].copy(),
        "end_kind": words(CLAUSE_ENDS, rows["end_kind"]),
        "progress": rows["progress"].copy(),
        "breaches": rows["breaches"].copy(),
        "first_breach": rows["first_breach"].copy(),
        "extensions": rows["extensions"].copy(),
    }


def _column(table: Columns, name: str) -> NDArray[Any]:
    # Points may differ in what they count, such as the parties that publish violations.
    return table[name] if name in table else np.full(len(table["point"]), None, dtype=object)


def united(parts: Sequence[Batch]) -> Batch:
    """Put batches one after another.

    Parameters
    ----------
    parts : sequence of Batch
        Batches of one scenario.

    Returns
    -------
    Batch
        All rows, in order.
    """
    if len(parts) == 1:
        return parts[0]

    def joined(tables: list[Columns]) -> Columns:
        full = [table for table in tables if table]
        if not full:
            return {}
        names = dict.fromkeys(name for table in full for name in table)
        return {name: np.concatenate([_column(table, name) for table in full]) for name in names}

    return Batch(
        joined([part.runs for part in parts]),
        joined([part.agreements for part in parts]),
        joined([part.clauses for part in parts]),
        [row for part in parts for row in part.failures],
    )
