"""Translates the functions of the engine, once for each machine."""

from __future__ import annotations

import gc
import threading
from contextlib import contextmanager
from dis import get_instructions
from functools import cache
from types import CellType, FunctionType
from typing import TYPE_CHECKING, Any

from sim.day.cache import alone, has_numba, made_ready
from sim.day.decide import IN_COMPILED_CODE
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

OWN = ("sim.law.", "sim.day.")
# Small functions of the innermost loops, besides the laws.
SMALL = frozenset(
    {
        "share_at",
        "chosen",
        "aims_there",
        "strength_of",
        "cost_if_found",
        "troops_against",
        "duty_against_fire",
        "forbids_fire",
        "misreading_uniform",
        "answer_uniform",
        "ask",
        "lay_shared",
        "attack",
        "breach_of",
        "await_draw",
        "word_of",
        "note",
        "because",
        "witness",
        "lay_blame",
        "weigh",
        "came_out",
        "in_list",
        "tells",
        "covers",
        "overdue",
        "against_fire",
        "take_note",
        "conduct",
        "live",
        "lay",
        "pressed",
        "better",
        "sooner",
        "as_the_rule",
        "is_never_asked",
        "tally",
        "draw",
        "draw_on",
    }
)
# Functions of these loops that are called from one place or two.
ONCE = frozenset(
    {
        "order_party",
        "sponsors_order",
        "misread_fronts",
        "observe",
        "see",
        "perceive",
        "blame",
        "look_around",
        "look_at_all",
        "inspect",
        "imagine_finding",
        "execute",
        "retaliate",
        "hit_troops",
        "blame_for_fire",
        "blame_as_reported",
        "blame_for_acts",
        "news_item",
        "list_news",
        "laid_on",
        "blamed_before",
        "reaches",
        "answer_rate",
        "record_finding",
        "list_looks",
        "find_guards",
        "news_count",
        "update",
        "keep_ledger",
        "reckon_beliefs",
    }
)
INLINED = SMALL | ONCE


def translated(function: Callable[..., Any], known: dict[Any, Any]) -> Any:
    """Translate a function of the engine or the law, and all that it calls.

    Parameters
    ----------
    function : callable
        A plain function.
    known : dict
        Functions translated so far; None for one whose parts are under way.

    Returns
    -------
    callable
        Its compiled twin; the plain function is left as it is.

    Raises
    ------
    TypeError
        If it calls itself, also by way of others, which the compiled engine does not do.
    """
    from numba import njit

    if function in known and known[function] is None:
        message = (
            f"{function.__name__} calls itself; write it as a loop, so that it can be compiled"
        )
        raise TypeError(message)
    if function not in known:
        known[function] = None
        # Only the entry is called from Python; the others need no way in.
        known[function] = _once(
            njit(
                error_model="numpy",
                no_cpython_wrapper=True,
                no_cfunc_wrapper=True,
                forceinline=function.__module__.startswith(OWN[0]) or function.__name__ in INLINED,
                # The day would otherwise be linked and optimized once more for itself.
                inline="always" if function.__name__ == "live_a_day" else "never",
            )(_rebound(function, known))
        )
    return known[function]


def _once(dispatcher: Any) -> Any:
    """Have a function compiled once for numbers, not anew for every constant it is given."""
    from numba import types

    find = dispatcher.get_call_template

    def found(arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
        return find(tuple(types.unliteral(each) for each in arguments), named)

    dispatcher.get_call_template = found
    return dispatcher


def _rebound(function: Callable[..., Any], known: dict[Any, Any]) -> FunctionType:
    if not isinstance(function, FunctionType):
        message = f"{function} is not a plain function"
        raise TypeError(message)
    names = dict(function.__globals__)
    # A cell of a row may bear the name of a function; only what is read from the module counts.
    read = {each.argval for each in get_instructions(function) if each.opname == "LOAD_GLOBAL"}
    for called in sorted(read):
        value = names.get(called)
        if isinstance(value, FunctionType):
            value = IN_COMPILED_CODE.get(value, value)  # type: ignore[call-overload]
        if isinstance(value, FunctionType) and value.__module__.startswith(OWN):
            names[called] = translated(value, known)
    closed_over = []
    for each in function.__closure__ or ():
        value = each.cell_contents
        own = isinstance(value, FunctionType) and value.__module__.startswith(OWN)
        closed_over.append(CellType(translated(value, known) if own else value))
    twin = FunctionType(
        function.__code__,
        names,
        function.__name__,
        function.__defaults__,
        tuple(closed_over) or None,
    )
    twin.__qualname__ = function.__qualname__
    twin.__module__ = function.__module__
    return twin


@cache
def entry_point() -> Callable[..., None]:
    """Give the compiled loop over replicates.

    Returns
    -------
    callable
        `sim.day.replicates.run_batch`, compiled: the first call on a machine takes
        about a minute, later processes load it.

    Raises
    ------
    InputError
        If numba is not installed.
    """
    from sim.day.replicates import run_batch

    return _kept(run_batch)


@cache
def uniforms_point() -> Callable[..., None]:
    """Give `sim.day.replicates.parameter_uniforms`, compiled."""
    from sim.day.replicates import parameter_uniforms

    return _kept(parameter_uniforms)


_making = threading.Lock()
_placing = threading.Lock()


def _kept(function: Callable[..., None]) -> Callable[..., None]:
    if not has_numba():
        raise InputError(
            "the compiled engine needs numba, which is not installed",
            key="engine",
            mend="Install numba, or write engine=mesa",
        )
    from numba import config, njit

    sources = made_ready()
    twin = _rebound(function, {})
    twin.__code__ = twin.__code__.replace(co_filename=str(sources))
    # The compiler looks at its setting more than once. Were another thread to put it back in
    # between, compiled code would land in the folder somebody happens to work in.
    with _placing:
        before = config.CACHE_DIR
        config.CACHE_DIR = str(sources.parent)
        try:
            entry = njit(nogil=True, cache=True, error_model="numpy")(twin)
        finally:
            config.CACHE_DIR = before

    def called(*arguments: Any) -> None:
        if not entry.signatures:
            with _making, alone(), _parts_left_plain():
                entry(*arguments)
        else:
            entry(*arguments)

    return called


@contextmanager
def _parts_left_plain() -> Iterator[None]:
    """Have the compiler optimize the entry hard, and what it is made of only a little.

    All of the engine ends up in the entry, where the compiler sees the whole; it would
    otherwise optimize every function again in each one that calls it.
    """
    from numba import config
    from numba.core import event

    full = config.OPT
    little = type(full)(1)
    depth = [0]

    class Listener(event.Listener):
        def on_start(self, _: Any) -> None:
            depth[0] += 1
            config.OPT = full if depth[0] <= 1 else little

        def on_end(self, _: Any) -> None:
            depth[0] -= 1
            config.OPT = full if depth[0] <= 1 else little

    collecting = gc.isenabled()
    gc.disable()
    try:
        with event.install_listener("numba:compile", Listener()):
            yield
    finally:
        config.OPT = full
        if collecting:
            gc.enable()
