"""How a study of sensitivity is done. Light, so that a slip in a setting costs no import."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import ConfigDict, SkipValidation, ValidationError, WrapValidator
from pydantic.dataclasses import dataclass

from sim.scenario.errors import InputError, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import ValidationInfo, ValidatorFunctionWrapHandler


def stated(
    mend: str, fits: Callable[[object], bool] = lambda _: True, room: str = "fit."
) -> WrapValidator:
    """Refuse what does not fit with a message that names key and mend.

    Parameters
    ----------
    mend : str
        What to write instead.
    fits : callable, optional
        Whether a value fits that is of the right type.
    room : str
        What stands before the name of the field in its key.

    Returns
    -------
    pydantic.WrapValidator
        To be put beside the type of a field.
    """

    def judged(value: object, read: ValidatorFunctionWrapHandler, info: ValidationInfo) -> object:
        try:
            if fits(value):
                return read(value)
        except ValidationError:
            pass
        key = f"{room}{info.field_name}"
        raise InputError(f"{shown(value)} does not fit", key=key, mend=mend)

    return WrapValidator(judged)


def whole(low: int, high: int, room: str = "fit.") -> WrapValidator:
    """Take whole numbers between two limits; see `stated`."""

    def fits(value: object) -> bool:
        return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high

    return stated(f"Write a whole number from {low} to {high}", fits, room)


_ROOM = "sensitivity."


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Settings:
    """How a study is done.

    Parameters
    ----------
    outcome : str
        What is asked of each run; see `sim.day.measures.Outcome`.
    most : int
        Parameters that go on to Sobol indices and to the search for a region.
    values : int
        Values of each of the strongest, one at a time.
    trajectories : int
        Trajectories of elementary effects.
    samples : int
        Base samples of the Sobol indices, a power of two.
    cases : int
        Points among which the region is searched, a power of two.
    fails_within : int or None
        An agreement fails that ends within so many days; by default 30, 90, 365 or the
        horizon, whichever parts the runs most evenly.
    replicates : int
        Runs at each point where every parameter is tried at its ends; four times as
        many for the strongest, one at a time; a quarter for elementary effects and
        Sobol indices, and half for the search for a region.
    design_seed : int
        Seed of designs, resampling and halves. It has nothing to do with the random
        streams of the runs.

    Raises
    ------
    InputError
        If a setting does not fit.
    """

    # `Outcome` judges it, which knows the horizon.
    outcome: SkipValidation[str] = "days_held"
    most: Annotated[int, whole(1, 64, _ROOM)] = 8
    values: Annotated[int, whole(2, 101, _ROOM)] = 7
    trajectories: Annotated[int, whole(2, 10_000, _ROOM)] = 16
    samples: Annotated[int, whole(2, 2**20, _ROOM)] = 512
    cases: Annotated[int, whole(2, 2**20, _ROOM)] = 1024
    fails_within: Annotated[int, whole(1, 20_000, _ROOM)] | None = None
    replicates: Annotated[int, whole(2, 1_000_000, "")] = 16
    design_seed: Annotated[int, whole(1, 2**31, _ROOM)] = 1

    def __post_init__(self) -> None:
        for name in ("samples", "cases"):
            count = getattr(self, name)
            if count & (count - 1):
                below = 1 << (count.bit_length() - 1)
                raise InputError(
                    f"a Sobol sequence is balanced only at powers of two, and {count} is none",
                    key=f"sensitivity.{name}",
                    mend=f"Write {below} or {2 * below}",
                )
