"""Inputs of made-up models, and functions that stand in for an engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.shared.parameters import STATED, UNCERTAINTY, Chosen, Parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.float64]


def an_input(name: str, *levels: Any, value: Any = None) -> Parameter:  # noqa: ANN401
    """An input of a made-up model."""
    middle = value if value is not None else (levels[0] + levels[-1]) / 2
    key = f"behaviour.model.{name}"
    return Parameter(key, name, "unit", "", UNCERTAINTY, middle, levels, STATED)


def unit_inputs(count: int) -> tuple[Parameter, ...]:
    """Inputs from 0 to 1: x1, x2 and so on."""
    return tuple(an_input(f"x{number}", 0.0, 1.0) for number in range(1, count + 1))


def chosen(*parameters: Parameter) -> Chosen:
    """All of them, nothing left out."""
    return Chosen(parameters, {})


def ishigami(x: Numbers) -> Numbers:
    """The function of Ishigami and Homma (1990), a column per input."""
    first, second, third = x.T
    return np.sin(first) + 7 * np.sin(second) ** 2 + 0.1 * third**4 * np.sin(first)


ISHIGAMI = tuple(an_input(f"x{number}", -np.pi, np.pi, value=0.5) for number in (1, 2, 3))
# Analytic indices for a = 7 and b = 0.1.
ISHIGAMI_FIRST = (0.3139, 0.4424, 0.0)
ISHIGAMI_TOTAL = (0.5576, 0.4424, 0.2437)


def answering(
    function: Callable[[Numbers], Numbers], luck: float = 0.0, shared: float = 0.0
) -> Callable[..., dict[str, Numbers]]:
    """Make a function answer like an engine.

    ``luck`` is the deviation of luck that differs from point to point, ``shared`` of luck that
    strikes all points alike; a replicate has the same shared luck wherever it is run.
    """
    alike = shared * np.random.default_rng(8).standard_normal(100_000)

    def respond(
        stage: str,
        keys: Sequence[str],
        rows: Sequence[Sequence[Any]],
        replicates: int,
        firsts: Sequence[int],
    ) -> dict[str, Numbers]:
        # A study orders its inputs by strength; the function takes them by name.
        order = sorted(range(len(keys)), key=lambda place: keys[place])
        x = np.array(rows, dtype=float)[:, order]
        rng = np.random.default_rng([len(stage), len(rows)])
        apart = luck * rng.standard_normal((len(x), replicates))
        which = np.array(firsts)[:, None] + np.arange(replicates)
        number = function(x)[:, None] + apart + alike[which]
        return {"end_day": number, "ended": np.ones_like(number), "attacks": number}

    return respond
