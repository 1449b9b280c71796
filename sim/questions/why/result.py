"""What `why` gives: the told run and its chain, the effects, and both as tables."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from sim.questions.why.causes import Graph, causes_of_end
from sim.record.events import event_columns
from sim.runs.tables import frame_of
from sim.runs.versions import PROGRAM, versions
from sim.scenario.tree import Tree, fingerprint, tree_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import pandas as pd

    from sim.questions.why.but_for import Course, Effect, Share
    from sim.questions.why.questions import Question
    from sim.record.events import Event
    from sim.record.told import Column, Told
    from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Pair:
    """Two changes at once, beside each of them alone.

    Parameters
    ----------
    one, other : Effect
        The two alone.
    prevented : Share
        Of the runs that ended, those in which the end would not have come without both.
    either : Share
        Those in which leaving out at least one of the two alone would have done.
    """

    one: Effect
    other: Effect
    prevented: Share
    either: Share


@dataclass(frozen=True)
class WhyResult:
    """Why a run ended, and what the end hung on.

    Its tables are pandas data frames, made when they are first asked for.

    Parameters
    ----------
    scenario : Scenario
        What was run; its uncertain numbers are drawn in each replicate.
    seed, replicate, replicates, horizon : int
        Seed, number of the told run, how many runs each question was put to, and days.
    engine : str
        What carried them out.
    told : Told or None
        The told run; None if it failed.
    base : Course
        The runs as they were.
    effects : tuple of Effect
        One for each question, those that prolong the agreement first, each by rank.
    level : tuple of Question
        Questions that the runs cannot tell from the first of those that prolong it.
    pairs : tuple of Pair
        What two changes at once do; empty unless asked for.
    failures : list of dict
        Runs that failed: ``point`` (0 as it was, then by question), ``replicate``, ``error``.
    begun, ended : datetime
        When the work began and ended.
    """

    scenario: Scenario
    seed: int
    replicate: int
    replicates: int
    horizon: int
    engine: str
    told: Told | None
    base: Course
    effects: tuple[Effect, ...]
    level: tuple[Question, ...]
    pairs: tuple[Pair, ...]
    failures: list[dict[str, Any]]
    begun: datetime
    ended: datetime
    versions: dict[str, str] = field(default_factory=versions)

    @cached_property
    def end(self) -> Event | None:
        """The event by which the first agreement ended or held; None if the run failed."""
        return None if self.told is None else next(iter(self.told.log.of("end")), None)

    @cached_property
    def graph(self) -> Graph | None:
        """What led to the end; None if the run failed."""
        if self.told is None or self.end is None:
            return None
        return causes_of_end(self.told.log, self.end)

    def columns(self, table: str) -> Mapping[str, Column]:
        """Give the columns of a table, without pandas.

        Parameters
        ----------
        table : str
            ``causes``, ``but_for`` or ``failures``.

        Returns
        -------
        mapping
            Columns by name; none where the table has no rows.
        """
        if table == "causes":
            return self._causes()
        if table == "failures":
            names = ("point", "replicate", "error", "traceback")
            return {key: [row[key] for row in self.failures] for key in names}
        return _but_for(self.effects)

    @cached_property
    def causes(self) -> pd.DataFrame:
        """The whole chain behind the end: a row per event."""
        return frame_of("causes", self.columns("causes"))

    @cached_property
    def but_for(self) -> pd.DataFrame:
        """A row per question."""
        return frame_of("but_for", self.columns("but_for"))

    def _causes(self) -> dict[str, Any]:
        if self.told is None or self.end is None or self.graph is None:
            return {}
        chain = {event.id for event in self.told.log.chain(self.end.id)}
        columns = event_columns(self.told.log, self.told.scenario.scenario.start)
        kept = [place for place, key in enumerate(columns["id"]) if key in chain]
        drawn = {key for node in self.graph.nodes for key in node.ids}
        found = {name: [column[place] for place in kept] for name, column in columns.items()}
        return found | {"drawn": [key in drawn for key in found["id"]]}

    @property
    def config(self) -> Tree:
        """The whole configuration, as far as results depend on it."""
        settings = {
            "seed": self.seed,
            "replicate": self.replicate,
            "replicates": self.replicates,
            "horizon": self.horizon,
            "engine": self.engine,
        }
        return tree_of(self.scenario) | settings

    def manifest(self) -> dict[str, Any]:
        """Say what was run, with what, and when."""
        return {
            "program": PROGRAM,
            "verb": "why",
            "scenario": self.scenario.name,
            "config": self.config,
            "config_sha256": fingerprint(self.config),
            "seed": self.seed,
            "replicate": self.replicate,
            "replicates": self.replicates,
            "questions": len(self.effects),
            "failed": len(self.failures),
            "engine": self.engine,
            "versions": self.versions,
            "begun": self.begun.isoformat(timespec="seconds"),
            "ended": self.ended.isoformat(timespec="seconds"),
            "complete": True,
        }


def _but_for(effects: Sequence[Effect]) -> dict[str, Any]:
    """Lay the effects out in columns."""
    columns: dict[str, Any] = {
        "question": [effect.question.subject for effect in effects],
        "way": [effect.question.way for effect in effects],
        "group": [effect.question.group for effect in effects],
        "changes": [json.dumps(dict(effect.question.changes)) for effect in effects],
        "direction": [effect.direction for effect in effects],
        "rank": [effect.rank for effect in effects],
        "pairs": [effect.pairs for effect in effects],
        "moved": [effect.moved for effect in effects],
    }
    for name in ("prevented", "brought"):
        shares = [getattr(effect, name) for effect in effects]
        columns |= {
            f"{name}_count": [share.count for share in shares],
            f"{name}_of": [share.total for share in shares],
            name: [share.value for share in shares],
            f"{name}_low": [share.low for share in shares],
            f"{name}_high": [share.high for share in shares],
        }
    for name, key in (("days", "days"), ("days_low", "low"), ("days_high", "high")):
        columns[name] = [getattr(effect, key) for effect in effects]
    told = [effect.told or (0, "", False) for effect in effects]
    return columns | {
        "p": [effect.p for effect in effects],
        "p_adjusted": [effect.adjusted for effect in effects],
        "clear": [effect.clear for effect in effects],
        "told_end_day": [day for day, _, _ in told],
        "told_end_kind": [kind for _, kind, _ in told],
        "told_ended": [ended for _, _, ended in told],
    }
