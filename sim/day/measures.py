"""The catalogue of measures: what is counted day by day and summed up to the end of an agreement.

One entry here and one `tally` where it happens make a column of ``runs.parquet``, and of every
table, label and page that is derived from it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """Something that is counted in a run.

    Parameters
    ----------
    name : str
        Column of ``runs.parquet``.
    label : str
        In a table, after "a run had"; a part follows "of them".
    event : str
        Kind of event that it counts.
    unit : str
        What it counts, in the plural.
    part_of : str
        Name of the measure of which it is a part, if any.
    """

    name: str
    label: str
    event: str
    unit: str
    part_of: str = ""

    @property
    def head(self) -> str:
        """Word or two above a column."""
        return self.label if self.part_of else self.name.replace("_", " ")


MEASURES = (
    Measure("breaches", "breaches of the text", "breach", "breaches"),
    Measure("breaches_seen", "seen by anybody", "breach", "breaches", "breaches"),
    Measure("attacks", "attacks", "attack", "attacks"),
    Measure("accusations", "accusations", "accusation", "accusations"),
    Measure("accusations_true", "true", "accusation", "accusations", "accusations"),
    Measure("accusations_false", "false", "accusation", "accusations", "accusations"),
    Measure("accusations_contested", "contested", "accusation", "accusations", "accusations"),
    Measure("accusations_pretext", "pretext", "accusation", "accusations", "accusations"),
    Measure("talks", "talks", "talks", "meetings"),
    Measure("patrols_done", "patrols done", "patrol", "patrols"),
    Measure("displaced", "people displaced", "displacement", "people"),
    Measure("sectors_changed", "sectors taken", "sector", "sectors"),
)
BY_NAME = {measure.name: measure for measure in MEASURES}
COUNTED = tuple(BY_NAME)
# Counted by day and not summed over a run.
DAILY_ONLY = ("breaches_by_fire",)
TALLIED = len(COUNTED) + len(DAILY_ONLY)
# fmt: off
(
    BREACHES, BREACHES_SEEN, ATTACKS, ACCUSATIONS, ACCUSATIONS_TRUE, ACCUSATIONS_FALSE,
    ACCUSATIONS_CONTESTED, ACCUSATIONS_PRETEXT, MEETINGS, PATROLS_DONE, DISPLACED, SECTORS_CHANGED,
    BREACHES_BY_FIRE,
) = range(TALLIED)
# fmt: on
