"""How kinds of end look in the lab: the colours and hatchings of the other pictures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class EndSwatch:
    """How one kind of end looks.

    Parameters
    ----------
    kind : str
        The kind.
    words : str
        What it means.
    colour : str
        Colour of its areas.
    pattern : str
        Hatching of its areas, as the template of the map draws it.
    """

    kind: str
    words: str
    colour: str
    pattern: str


# Stated again, because the look of the reports needs matplotlib, which the first page does not wait
# for. A test holds the two together.
ENDS = (
    EndSwatch("offensive", "assaults on several places within some days", "#D55E00", "plain"),
    EndSwatch("erosion", "as many attacks again as before it", "#E69F00", "crossed"),
    EndSwatch("cancelled", "a party that is bound by it cancels it", "#0072B2", "rising"),
    EndSwatch("disowned", "a guarantor no longer stands by it", "#56B4E9", "upright"),
    EndSwatch("expired", "its term is over", "#009E73", "falling"),
    EndSwatch("superseded", "a new agreement takes its place", "#CC79A7", "level"),
)
