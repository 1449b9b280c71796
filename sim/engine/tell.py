"""One replicate told in full by the engine: its log and daily table."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.batch import AGREED, CLAUSE, OUTCOME, run_batch
from sim.engine.codes import NONE
from sim.engine.compile import entry_point
from sim.engine.decode import Decoder
from sim.engine.layout import MOST_PACTS, lay_out
from sim.engine.state import PER_EVENT, State, interpreted, packed, rows_of, state_of
from sim.record.outcome import outcome_of
from sim.record.told import Told
from sim.scenario.load import scenario_from_tree
from sim.scenario.uncertainty import drawn, has_distributions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.engine.layout import Layout
    from sim.scenario.scenario import Scenario


def tell(
    tree: Mapping[str, Any],
    seed: int,
    replicate: int,
    horizon: int | None = None,
    *,
    compiled: bool = True,
) -> Told:
    """Run one replicate, keeping all that happened.

    Parameters
    ----------
    tree : mapping
        The composed scenario, behaviour and measurement.
    seed, replicate : int
        Key of all luck.
    horizon : int, optional
        Last day; by default the scenario's.
    compiled : bool
        Whether to run compiled code; without it, the same functions run as they
        are, with the same result.

    Returns
    -------
    Told
        The run. A run that finds too little room is run again with twice as much.
    """
    if has_distributions(tree):
        tree = drawn(tree, seed, replicate)
    scenario = scenario_from_tree(tree)
    days = horizon or scenario.scenario.horizon
    scale = 1
    while True:
        layout = lay_out(scenario, MOST_PACTS * scale)
        state = state_of(layout, days, told=True, scale=scale)
        run_told = _compiled if compiled else _interpreted
        group = run_told(layout, state, seed, replicate, days)
        if group.world.run[0].overflow == 0:
            return _told(layout, scenario, group)
        scale *= 2


def _compiled(layout: Layout, state: State, seed: int, replicate: int, days: int) -> Any:  # noqa: ANN401
    entry_point()(
        *state.bundles(),
        state.daily,
        state.block,
        packed(layout),
        np.zeros(0, np.int64),
        np.zeros(0),
        seed,
        np.array([replicate], np.int64),
        days,
        1,
        *_nowhere(layout),
    )
    run = rows_of(state.world.run)[0]
    used = {"log": run.events} | {name: getattr(run, name) for name in PER_EVENT}
    diary = {name: rows_of(getattr(state.diary, name)[:count]) for name, count in used.items()}
    return SimpleNamespace(
        world=SimpleNamespace(run=[run]),
        treaty=SimpleNamespace(pacts=rows_of(state.treaty.pacts)),
        diary=SimpleNamespace(**diary),
        daily=state.daily,
    )


def _interpreted(layout: Layout, state: State, seed: int, replicate: int, days: int) -> Any:  # noqa: ANN401
    state.block[:] = packed(layout)
    found = interpreted(state)
    groups = (found.world, found.treaty, found.today, found.diary, found.field)
    outputs = (rows_of(table) for table in _nowhere(layout))
    run_batch(*groups, found.daily, [], [], [], [], seed, [replicate], days, 1, *outputs)
    return found


def _nowhere(layout: Layout) -> tuple[Any, ...]:
    """Room for figures that a told run derives from its log instead."""
    width = 2 * len(layout.names.alternatives) + len(layout.names.parties)
    return (
        np.zeros(1, OUTCOME),
        np.zeros(width, np.int64),
        np.zeros(layout.sizes["pacts"], AGREED),
        np.zeros(0, CLAUSE),
    )


def _told(layout: Layout, scenario: Scenario, group: Any) -> Told:  # noqa: ANN401
    run = group.world.run[0]
    decoder = Decoder(layout, run, group.treaty)
    log = decoder.log(group.diary)
    first = 1 - int(run.run_in)
    cells = decoder.daily(group.daily, first, int(run.day))
    daily: dict[str, list[Any]] = {
        "day": cells.pop("day"),
        "date": [scenario.date(day).isoformat() for day in range(first, int(run.day) + 1)],
        "agreement": [_in_force(decoder, group, day) for day in range(first, int(run.day) + 1)],
    }
    return Told(scenario, log, daily | cells, outcome_of(log, scenario, int(run.day)))


def _in_force(decoder: Decoder, group: Any, day: int) -> str:  # noqa: ANN401
    """Label of the measured agreement that stood at the end of a day."""
    for number in range(int(group.world.run[0].pacts) - 1, -1, -1):
        pact = group.treaty.pacts[number]
        if pact.framework == 0 and pact.start <= max(day, 1):
            stands = pact.start <= day and (pact.closed == NONE or pact.closed > day)
            return decoder.labels[number] if stands else ""
    return ""
