"""Pictures and tables to take along. Imports what draws them when it is asked."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.record.batch import Batch
    from sim.record.told import Told


def _map(told: Told) -> str:
    from sim.questions.run.map import map_svg

    return map_svg(told.scenario, told.log, max(int(day) for day in told.daily["day"]))


def _timeline(told: Told) -> str:
    from sim.questions.run.timeline import timeline_svg

    return timeline_svg(told.scenario, told.log, told.daily, told.outcome)


def _causes(told: Told) -> str:
    from sim.questions.why.causes import causes_of_end
    from sim.questions.why.pictures import causes_svg
    from sim.shared.names import Names

    end = next(iter(told.log.of("end")))
    return causes_svg(causes_of_end(told.log, end), Names(told.scenario))


def _survival(batch: Batch, title: str, label: str, horizon: int) -> str | None:
    from sim.lab.tally import lives_of, reading
    from sim.questions.compare.figures import survival_svg
    from sim.shared.survival import kaplan_meier

    lives = lives_of(batch, horizon)
    if lives is None:
        return None
    above = f"{title}: agreements still in force"
    below = f"{reading(lives)} A model, not a forecast"
    return survival_svg({label: kaplan_meier(lives)}, above, below)


def _ends(batch: Batch, title: str, label: str, horizon: int) -> str | None:
    from sim.lab.tally import lives_of
    from sim.questions.compare.figures import ends_svg
    from sim.shared.lifetimes import KINDS
    from sim.shared.survival import incidence_of

    lives = lives_of(batch, horizon)
    if lives is None:
        return None
    shares = incidence_of(lives, KINDS)[:, :, 0]
    found = dict(zip(KINDS, shares, strict=True))
    below = f"{len(lives)} runs of {lives.horizon} days. A model, not a forecast"
    return ends_svg({label: found}, f"{title}: how the agreements ended", below)


def told_columns(told: Told, table: str) -> Mapping[str, Any]:
    """Give the columns of a table of a told run.

    Parameters
    ----------
    told : Told
        The run.
    table : str
        One of `TOLD_TABLES`.

    Returns
    -------
    mapping
        Columns by name.
    """
    from sim.record.events import event_columns

    if table == "daily":
        return told.daily
    return event_columns(told.log, told.scenario.scenario.start)


def written(name: str, kind: str, columns: Mapping[str, Any]) -> bytes:
    """Write a table as a file.

    Parameters
    ----------
    name : str
        The table.
    kind : str
        ``csv`` or ``parquet``.
    columns : mapping
        Its columns by name.

    Returns
    -------
    bytes
        The file.
    """
    from sim.runs.tables import frame_of

    frame = frame_of(name, columns)
    if kind == "csv":
        return frame.to_csv(index=False).encode()
    stream = io.BytesIO()
    frame.to_parquet(stream, index=False)
    return stream.getvalue()


OF_TOLD: dict[str, Callable[[Told], str]] = {
    "map.svg": _map,
    "timeline.svg": _timeline,
    "causes.svg": _causes,
}
OF_RUNS: dict[str, Callable[[Batch, str, str, int], str | None]] = {
    "survival.svg": _survival,
    "ends.svg": _ends,
}
