"""The settings of a fit, as ``configs/fit`` states them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, field, fields
from datetime import date
from typing import Annotated, Any, Literal

from pydantic.dataclasses import dataclass

from sim.questions.sensitivity.settings import stated, whole
from sim.scenario.errors import InputError, did_you_mean, shown

VARY, FIXED = "vary", "fixed"
Texts = Annotated[Mapping[str, str], stated("Write a map of names")]


def _real(low: float, high: float) -> Any:  # noqa: ANN401 - what stands beside a type
    def fits(value: object) -> bool:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return number and low <= value <= high  # type: ignore[operator]

    return stated(f"Write a number from {low:g} to {high:g}", fits)


@dataclass(frozen=True)
class Settings:
    """What a fit asks, and by which tolerances.

    Parameters
    ----------
    record : str
        Name of the record.
    episodes, held_out : mapping
        Scenario by agreement of the record: fitted, and predicted without being seen.
    until : date
        Last day of the record that enters.
    counts : mapping
        Column of published counts by party; the first over the second, or empty.
    truces : mapping
        Agreement in whose runs the counts of a phase are read, by phase.
    offensives : mapping
        Agreements after whose end the counts of a phase are read, by phase.
    ranges : mapping
        Prior ranges by key, low and high, that do not go by the values of the files. Where a
        file holds what a fit has found, they keep the prior from following it.
    before : mapping
        Values by key that stood in the files when the ranges were stated.
    free : tuple of str
        Free parameters; empty where the screening chooses.
    most : int
        How many it chooses, eight at most.
    rest : str
        ``vary`` where the other parameters vary over their prior ranges, or ``fixed``.
    trajectories, screening_replicates : int
        Walks of the screening, and runs at each point.
    draws, waves : int
        Draws of each wave, a power of two; and waves.
    effective : int
        Effective draws that are to carry a fit, and each fit with something left out; where
        there are fewer, the chance of the record is tempered.
    region : int
        Draws of the fitted region that are carried on.
    logs : int
        Runs of each of them whose logs are read.
    days_factor, kind_error, counts_factor : float
        Standard error of the model in days and in the ratio of counts, as factors; chance
        that record and model name a kind of end differently.
    planted : int
        Synthetic records that are fitted in turn.
    design_seed : int
        Seed of designs.
    """

    record: str
    episodes: Texts
    held_out: Texts
    until: Annotated[date, stated("Write a date, such as 2020-01-31")]
    counts: Texts
    truces: Texts
    offensives: Annotated[
        Mapping[str, tuple[str, ...]], stated("Write a map of lists of agreements")
    ]
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    before: Mapping[str, float] = field(default_factory=dict)
    free: Annotated[tuple[str, ...], stated("Write a list of keys")] = ()
    most: Annotated[int, whole(1, 8)] = 8
    rest: Annotated[Literal["vary", "fixed"], stated(f"Write {VARY} or {FIXED}")] = "vary"
    trajectories: Annotated[int, whole(2, 1000)] = 8
    screening_replicates: Annotated[int, whole(2, 10_000)] = 16
    draws: Annotated[int, whole(16, 1_048_576)] = 2048
    waves: Annotated[int, whole(1, 10)] = 3
    effective: Annotated[int, whole(0, 100_000)] = 30
    region: Annotated[int, whole(8, 100_000)] = 256
    logs: Annotated[int, whole(0, 1000)] = 2
    days_factor: Annotated[float, _real(1.01, 10.0)] = 1.5
    kind_error: Annotated[float, _real(0.001, 0.5)] = 0.1
    counts_factor: Annotated[float, _real(1.01, 100.0)] = 2.0
    planted: Annotated[int, whole(0, 10_000)] = 200
    design_seed: Annotated[int, whole(0, 2**32 - 1)] = 1

    def __post_init__(self) -> None:
        both = set(self.episodes) & set(self.held_out)
        unknown = {
            f"truces.{phase}": name
            for phase, name in self.truces.items()
            if name not in self.episodes
        }
        for name, fits, mend in (
            ("draws", not self.draws & (self.draws - 1), "Write a power of two"),
            ("free", len(self.free) <= self.most, f"Name {self.most} at most"),
            ("free", len(set(self.free)) == len(self.free), "Name each once"),
            ("episodes", len(self.episodes) > 1, "Name two agreements at least"),
            ("held_out", not both, "Leave out what is fitted"),
            ("counts", len(self.counts) in (0, 2), "Name two parties that publish, or none"),
        ):
            if not fits:
                raise _unfit(name, getattr(self, name), mend)
        for name, agreement in unknown.items():
            raise _unfit(name, agreement, "Name an agreement of fit.episodes")


def _unfit(name: str, value: object, mend: str) -> InputError:
    value = list(value) if isinstance(value, tuple) else value
    return InputError(f"{shown(value)} does not fit", key=f"fit.{name}", mend=mend)


def settings_from(tree: Mapping[str, Any]) -> Settings:
    """Read settings from plain data.

    Parameters
    ----------
    tree : mapping
        As a file of ``configs/fit`` states them.

    Returns
    -------
    Settings
        Checked settings.

    Raises
    ------
    InputError
        If a setting is missing, unknown or does not fit.
    """
    known = {one.name: one for one in fields(Settings)}
    for key in tree:
        if key not in known:
            mend = did_you_mean(key, known)
            raise InputError("this key is not known", key=f"fit.{key}", mend=mend)
    for name, one in known.items():
        if name not in tree and one.default is MISSING and one.default_factory is MISSING:
            raise InputError("it is missing", key=f"fit.{name}", mend="State it")
    ranges, before = _ranges(tree.get("ranges", []))
    return Settings(**{**tree, "ranges": ranges, "before": before})


def _ranges(listed: object) -> tuple[dict[str, tuple[float, float]], dict[str, float]]:
    """Read rows of key, low, high and perhaps a value: a file takes no keys with dots."""
    found, before = {}, {}
    for row in listed if isinstance(listed, list | tuple) else [listed]:
        match row:
            case [str(key), int() | float() as low, int() | float() as high, *rest] if low < high:
                found[key] = (float(low), float(high))
                match rest:
                    case []:
                        continue
                    case [int() | float() as value] if low <= value <= high:
                        before[key] = float(value)
                        continue
        mend = "Write rows of [KEY,LOW,HIGH] or [KEY,LOW,HIGH,VALUE], the value between"
        raise _unfit("ranges", row, mend)
    return found, before
