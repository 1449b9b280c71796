"""The settings of a fit, as ``configs/fit`` states them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from sim.scenario.errors import InputError, did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Mapping

VARY, FIXED = "vary", "fixed"
WHOLE = {
    "most": (1, 8),
    "trajectories": (2, 1000),
    "screening_replicates": (2, 10_000),
    "draws": (16, 1_048_576),
    "waves": (1, 10),
    "effective": (0, 100_000),
    "region": (8, 100_000),
    "logs": (0, 1000),
    "planted": (0, 10_000),
    "design_seed": (0, 2**32 - 1),
}
REAL = {"days_factor": (1.01, 10.0), "kind_error": (0.001, 0.5), "counts_factor": (1.01, 100.0)}


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
        Runs of each of them that are told in full.
    days_factor, kind_error, counts_factor : float
        Standard error of the model in days and in the ratio of counts, as factors; chance
        that record and model name a kind of end differently.
    planted : int
        Synthetic records that are fitted in turn.
    design_seed : int
        Seed of designs.
    """

    record: str
    episodes: Mapping[str, str]
    held_out: Mapping[str, str]
    until: date
    counts: Mapping[str, str]
    truces: Mapping[str, str]
    offensives: Mapping[str, tuple[str, ...]]
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    before: Mapping[str, float] = field(default_factory=dict)
    free: tuple[str, ...] = ()
    most: int = 8
    rest: str = VARY
    trajectories: int = 8
    screening_replicates: int = 16
    draws: int = 2048
    waves: int = 3
    effective: int = 30
    region: int = 256
    logs: int = 2
    days_factor: float = 1.5
    kind_error: float = 0.1
    counts_factor: float = 2.0
    planted: int = 200
    design_seed: int = 1

    def __post_init__(self) -> None:
        self._check_numbers()
        self._check_agreements()

    def _check_numbers(self) -> None:
        for name, (low, high) in WHOLE.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise _unfit(name, value, f"Write a whole number from {low} to {high}")
        for name, (least, largest) in REAL.items():
            value = getattr(self, name)
            number = isinstance(value, int | float) and not isinstance(value, bool)
            if not number or not least <= value <= largest:
                raise _unfit(name, value, f"Write a number from {least:g} to {largest:g}")
        if self.draws & (self.draws - 1):
            raise _unfit("draws", self.draws, "Write a power of two")
        if self.rest not in (VARY, FIXED):
            raise _unfit("rest", self.rest, f"Write {VARY} or {FIXED}")
        if len(self.free) > self.most:
            raise _unfit("free", list(self.free), f"Name {self.most} at most")
        if len(set(self.free)) < len(self.free):
            raise _unfit("free", list(self.free), "Name each once")

    def _check_agreements(self) -> None:
        if len(self.episodes) < 2:  # noqa: PLR2004 - one cannot be left out
            raise _unfit("episodes", dict(self.episodes), "Name two agreements at least")
        if set(self.episodes) & set(self.held_out):
            raise _unfit("held_out", dict(self.held_out), "Leave out what is fitted")
        for phase, agreement in self.truces.items():
            if agreement not in self.episodes:
                raise _unfit(f"truces.{phase}", agreement, "Name an agreement of fit.episodes")
        if len(self.counts) not in (0, 2):
            raise _unfit("counts", dict(self.counts), "Name two parties that publish, or none")


def _unfit(name: str, value: object, mend: str) -> InputError:
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
    known = Settings.__dataclass_fields__
    for key in tree:
        if key not in known:
            mend = did_you_mean(key, known)
            raise InputError("this key is not known", key=f"fit.{key}", mend=mend)
    values = dict(tree)
    for name in ("record", "episodes", "held_out", "until", "counts", "truces", "offensives"):
        if name not in values:
            raise InputError("it is missing", key=f"fit.{name}", mend="State it")
    for name in ("episodes", "held_out", "counts", "truces"):
        values[name] = _texts(name, values[name])
    raw = values["offensives"]
    if not isinstance(raw, dict) or not all(isinstance(one, list) for one in raw.values()):
        raise _unfit("offensives", raw, "Write a map of lists of agreements")
    values["offensives"] = {str(key): tuple(map(str, one)) for key, one in raw.items()}
    try:
        values["until"] = date.fromisoformat(str(values["until"]))
    except ValueError:
        raise _unfit("until", values["until"], "Write a date, such as 2020-01-31") from None
    values["ranges"], values["before"] = _ranges(values.get("ranges", []))
    free = values.get("free", [])
    if not isinstance(free, list) or not all(isinstance(one, str) for one in free):
        raise _unfit("free", free, "Write a list of keys")
    values["free"] = tuple(free)
    return Settings(**values)


def _ranges(stated: object) -> tuple[dict[str, tuple[float, float]], dict[str, float]]:
    """Read rows of key, low, high and perhaps a value: a file takes no keys with dots."""
    found = {}
    before = {}
    for row in stated if isinstance(stated, list | tuple) else [stated]:
        match row:
            case [str(key), int() | float() as low, int() | float() as high] if low < high:
                found[key] = (float(low), float(high))
            case [
                str(key), int() | float() as low, int() | float() as high, int() | float() as value
            ] if low < high and low <= value <= high:  # fmt: skip
                found[key] = (float(low), float(high))
                before[key] = float(value)
            case _:
                mend = "Write rows of [KEY,LOW,HIGH] or [KEY,LOW,HIGH,VALUE], the value between"
                raise _unfit("ranges", row, mend)
    return found, before


def _texts(name: str, value: object) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise _unfit(name, value, "Write a map of names")
    return {str(key): str(one) for key, one in value.items()}
