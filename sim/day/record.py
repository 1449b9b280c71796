"""Phase 12: the fronts where ground changed hands, and the row of the daily table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day import measures
from sim.day.fronts import rebuild_fronts

if TYPE_CHECKING:
    from sim.day.state import World

# Columns of the daily table for the map, each party and each pair, in the order of `write_day`.
OF_MAP = ("attacks", "breaches", "tension", "displaced")
OF_PARTY = ("weariness", "strength", "pressure", "published", "held")
OF_PAIR = ("belief", "overdue")


def record(w: World) -> None:
    """Rebuild the fronts where ground changed hands, and write the day down."""
    run = w.run
    if run.fronts_changed == 1:
        rebuild_fronts(w)
        run.fronts_changed = 0
    if run.traced == 1:
        write_day(w)


def write_day(w: World) -> None:
    """Write a row of the daily table of a trace."""
    run = w.run
    page = run.day + run.run_in - 1
    at = page * (4 + run.parties * (2 * run.parties + 5) + len(w.ties))
    tension = 0.0
    for number in range(run.sectors):
        tension += w.sectors[number].tension
    w.daily[at] = float(w.tallies[page][measures.ATTACKS])
    w.daily[at + 1] = float(w.tallies[page][measures.BREACHES_BY_FIRE])
    w.daily[at + 2] = tension / run.sectors
    w.daily[at + 3] = run.displaced - run.people_before
    at += 4
    for who in range(run.parties):
        party = w.parties[who]
        held = 0
        for number in range(run.sectors):
            held += int(w.sectors[number].holder == who)
        w.daily[at] = party.weariness
        w.daily[at + 1] = party.strength
        w.daily[at + 2] = party.pressure
        w.daily[at + 3] = float(party.published)
        w.daily[at + 4] = float(held)
        at += 5
        for other in range(run.parties):
            pair = w.pairs[who][other]
            w.daily[at] = pair.level
            w.daily[at + 1] = pair.overdue
            at += 2
    for number in range(len(w.ties)):
        w.daily[at] = w.parties[w.ties[number].sponsor].effort
        at += 1
