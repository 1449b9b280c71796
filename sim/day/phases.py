"""The day: one list of phases, from which the compiled loop and the Mesa model are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.day.accusations import accuse_all
from sim.day.beliefs import update_beliefs
from sim.day.codes import NONE
from sim.day.endings import end_day
from sim.day.execution import carry_out
from sim.day.guarantors import guarantors_act
from sim.day.observation import watch
from sim.day.offensives import consider_offensives
from sim.day.orders import give_orders
from sim.day.record import record
from sim.day.responses import respond_all
from sim.day.talks import hold_talks
from sim.day.world import move_world

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.day.state import World

    Act = Callable[[World], None]


class Phase(NamedTuple):
    """A phase of the day.

    Parameters
    ----------
    name : str
        As the ODD names it.
    act : callable
        What happens in it.
    in_run_in : bool
        Whether it happens on the days before day 1, too.
    """

    name: str
    act: Act
    in_run_in: bool = False


PHASES = (
    Phase("world", move_world, in_run_in=True),
    Phase("guarantors_act", guarantors_act),
    Phase("orders", give_orders, in_run_in=True),
    Phase("offensives", consider_offensives),
    Phase("execution", carry_out, in_run_in=True),
    Phase("observation", watch, in_run_in=True),
    Phase("accusations", accuse_all),
    Phase("beliefs", update_beliefs),
    Phase("responses", respond_all, in_run_in=True),
    Phase("talks", hold_talks),
    Phase("endings", end_day),
    Phase("record", record, in_run_in=True),
)


def begin_day(w: World) -> None:
    """Let the next day begin."""
    w.run.day += 1


def day_of(phases: tuple[Phase, ...]) -> Act:
    """Make one function of twelve phases; a loop over functions cannot be compiled."""
    a, b, c, d, e, f, g, h, i, j, k, l = (phase.act for phase in phases)  # noqa: E741
    in_a, in_b, in_c, in_d, in_e, in_f, in_g, in_h, in_i, in_j, in_k, in_l = (
        phase.in_run_in for phase in phases
    )

    def live_a_day(w: World) -> None:
        begin_day(w)
        in_force = w.run.day >= 1
        if in_a or in_force:
            a(w)
        if in_b or in_force:
            b(w)
        if in_c or in_force:
            c(w)
        if in_d or in_force:
            d(w)
        if in_e or in_force:
            e(w)
        if in_f or in_force:
            f(w)
        if in_g or in_force:
            g(w)
        if in_h or in_force:
            h(w)
        if in_i or in_force:
            i(w)
        if in_j or in_force:
            j(w)
        if in_k or in_force:
            k(w)
        if in_l or in_force:
            l(w)

    return live_a_day


live_a_day = day_of(PHASES)


def over(w: World) -> bool:
    """Whether the horizon or the end of the aftermath has been reached."""
    run = w.run
    if run.day >= run.horizon or run.overflow == 1:
        return True
    if run.series == 1 or run.first_ended_on == NONE:
        return False
    return bool(run.day >= run.first_ended_on + run.aftermath)
