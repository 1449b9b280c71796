"""From what the engine folded to the columns of tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.batch import CLAUSE_ENDS
from sim.engine.layout_texts import FORMS_OF_TEXT
from sim.record.batch import Batch, Columns
from sim.record.events import FORMS
from sim.record.outcome import COUNTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.engine.layout import Layout

ENDS = np.array(FORMS["end"], dtype=object)


def words(names: Sequence[str], numbers: NDArray[Any]) -> NDArray[Any]:
    """Look up names by number, as an array of objects."""
    return np.array(list(names) or [""], dtype=object)[numbers]


def labels(layout: Layout, texts: NDArray[Any], ordinals: NDArray[Any]) -> NDArray[Any]:
    """Labels of agreements: the text, and which signing of it."""
    found = words(layout.names.texts, texts)
    for place in np.nonzero(ordinals > 1)[0]:
        found[place] = f"{found[place]}#{ordinals[place]}"
    return found


def run_columns(
    layout: Layout,
    points: NDArray[Any],
    replicates: NDArray[Any],
    outcomes: NDArray[Any],
    extras: NDArray[Any],
) -> Columns:
    """Columns of the table of runs, as `sim.record.outcome.Outcome.row` orders them."""
    if not len(outcomes):
        return {}
    found: Columns = {
        "point": points,
        "replicate": replicates,
        "end_kind": ENDS[outcomes["end_kind"]],
        "end_also": _also(layout, outcomes["end_also"]),
        "end_day": outcomes["end_day"].copy(),
        "ended": outcomes["ended"].astype(bool),
    }
    for name in COUNTED:
        found[name] = outcomes[name].copy()
    found["trust_mean_end"] = outcomes["trust"].copy()
    alternatives = layout.names.alternatives
    for name, party in layout.scenario.scenario.parties.items():
        if party.publishes_counts:
            at = 2 * len(alternatives) + layout.names.parties.index(name)
            found[f"published_{name}"] = extras[:, at].copy()
    for place, name in enumerate(alternatives):
        kinds = ENDS[extras[:, 2 * place + 1]]
        found[f"end_kind_{name}"] = kinds
        found[f"end_day_{name}"] = extras[:, 2 * place].copy()
        found[f"ended_{name}"] = (kinds != "held").astype(bool)
    return found


def _also(layout: Layout, kinds: NDArray[Any]) -> NDArray[Any]:
    found = np.full(len(kinds), "", dtype=object)
    for place in np.nonzero(kinds)[0]:
        found[place] = " ".join(
            kind
            for kind in layout.scenario.measurement.precedence
            if (int(kinds[place]) >> FORMS["end"].index(kind)) & 1
        )
    return found


def agreement_columns(
    layout: Layout, points: NDArray[Any], replicates: NDArray[Any], rows: NDArray[Any]
) -> Columns:
    """Columns of the table of agreements, as the Mesa model's rows have them."""
    if not len(rows):
        return {}
    forms = [FORMS_OF_TEXT[number] for number in layout.tables["texts"]["form"]]
    held = rows["end_kind"] == FORMS["end"].index("held")
    return {
        "point": points[rows["replicate"]],
        "replicate": replicates[rows["replicate"]],
        "ordinal": rows["ordinal"].copy(),
        "agreement": labels(layout, rows["text"], rows["label_ordinal"]),
        "form": words(layout.names.texts, rows["text"]),
        "class": words(forms, rows["text"]),
        "start": rows["start"].copy(),
        "end_day": rows["end_day"].copy(),
        "end_kind": ENDS[rows["end_kind"]],
        "days": rows["end_day"] - rows["start"] + held,
    }


def clause_columns(
    layout: Layout, points: NDArray[Any], replicates: NDArray[Any], rows: NDArray[Any]
) -> Columns:
    """Columns of the table of clauses, as the Mesa model's rows have them."""
    if not len(rows):
        return {}
    terms = layout.scenario.scenario.obligations
    clauses = [terms[name].clause for name in layout.names.obligations]
    kinds = [terms[name].kind for name in layout.names.obligations]
    return {
        "point": points[rows["replicate"]],
        "replicate": replicates[rows["replicate"]],
        "ordinal": rows["ordinal"].copy(),
        "agreement": labels(layout, rows["text"], rows["ordinal"]),
        "obligation": words(layout.names.obligations, rows["obligation"]),
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
