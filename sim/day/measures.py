"""The catalogue of measures: what is counted day by day and summed up to the end of an agreement.

One entry here and one `tally` where it happens make a column of ``runs.parquet``, and of every
table, label and page that is derived from it.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.day.events import FORMS


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


_MEASURES: list[Measure] = []


def _counted(name: str, label: str, event: str, unit: str, part_of: str = "") -> int:
    """Enter a measure; give the number by which it is counted."""
    _MEASURES.append(Measure(name, label, event, unit, part_of))
    return len(_MEASURES) - 1


BREACHES = _counted("breaches", "breaches of the text", "breach", "breaches")
BREACHES_SEEN = _counted("breaches_seen", "seen by anybody", "breach", "breaches", "breaches")
ATTACKS = _counted("attacks", "attacks", "attack", "attacks")
ACCUSATIONS = _counted("accusations", "accusations", "accusation", "accusations")
# As many standings of a charge as `sim.law.accusation` has, in its order.
ACCUSATIONS_TRUE, _, _, ACCUSATIONS_PRETEXT = (
    _counted(f"accusations_{standing}", standing, "accusation", "accusations", "accusations")
    for standing in FORMS["accusation"]
)
MEETINGS = _counted("talks", "talks", "talks", "meetings")
PATROLS_DONE = _counted("patrols_done", "patrols done", "patrol", "patrols")
DISPLACED = _counted("displaced", "people displaced", "displacement", "people")
SECTORS_CHANGED = _counted("sectors_changed", "sectors taken", "sector", "sectors")

MEASURES = tuple(_MEASURES)
BY_NAME = {measure.name: measure for measure in MEASURES}
COUNTED = tuple(BY_NAME)
# Counted by day and not summed over a run.
BREACHES_BY_FIRE = len(COUNTED)
TALLIED = BREACHES_BY_FIRE + 1
