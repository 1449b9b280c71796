"""One replicate traced in full: its log, its daily table, and its outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.day import codes
from sim.day.build import MOST_AGREEMENTS, OF_SECTORS, PER_EVENT, Built, build, daily_width
from sim.day.codes import NONE
from sim.day.compile import entry_point
from sim.day.events import FORMS, Event, EventLog
from sim.day.memory import Memory, memory_of, packed, rows_of
from sim.day.outcome import outcome_of
from sim.day.record import OF_MAP, OF_PAIR, OF_PARTY
from sim.day.replicates import Agreed, Clause, Outcome, run_batch
from sim.day.state import array_of, dtype_of
from sim.day.tables import figures_of, row_of
from sim.scenario.load import scenario_from_tree
from sim.scenario.uncertainty import drawn, has_distributions

if TYPE_CHECKING:
    import mesa

    from sim.day.outcome import Outcome as OutcomeOfRun
    from sim.scenario.scenario import Scenario


Column = Sequence[Any] | NDArray[Any]
Daily = Mapping[str, Column]


@dataclass(frozen=True)
class Trace:
    """One run with all that happened in it.

    Parameters
    ----------
    scenario : Scenario
        What was run, its uncertain numbers drawn for this replicate.
    log : EventLog
        What happened.
    daily : mapping
        Columns of the daily table by name, of equal length; the first is ``day``.
    outcome : Outcome
        How the first agreement fared.
    model : mesa.Model, optional
        The model that ran, where Mesa ran it.
    """

    scenario: Scenario
    log: EventLog
    daily: Daily
    outcome: OutcomeOfRun
    model: mesa.Model | None = None


def trace(
    tree: Mapping[str, Any],
    seed: int,
    replicate: int,
    horizon: int | None = None,
    *,
    compiled: bool = True,
) -> Trace:
    """Run one replicate, keeping all that happened.

    Parameters
    ----------
    tree : mapping
        The composed scenario, behaviour and measurement.
    seed, replicate : int
        Key of all random streams.
    horizon : int, optional
        Last day; by default the scenario's.
    compiled : bool
        Whether to run compiled code; without it, the same functions run as they are, with the
        same result.

    Returns
    -------
    Trace
        The run. One that finds too little room is run again with twice as much.
    """
    if has_distributions(tree):
        tree = drawn(tree, seed, replicate)
    scenario = scenario_from_tree(tree)
    days = horizon or scenario.scenario.horizon
    scale = 1
    while True:
        built = build(scenario, MOST_AGREEMENTS * scale)
        memory = memory_of(built, days, traced=True, scale=scale)
        w, row = (_compiled if compiled else _plain)(built, memory, seed, replicate, days)
        if w.run.overflow == 0:
            reader = Reader(built, w)
            outcome = outcome_of(reader.label(int(w.run.end_agreement)), row)
            return Trace(scenario, reader.log(), reader.daily(), outcome)
        scale *= 2


Done = tuple[Any, dict[str, Any]]


def _compiled(built: Built, memory: Memory, seed: int, replicate: int, days: int) -> Done:
    outputs = _outputs(built)
    entry_point()(
        memory.pointers(),
        memory.block,
        packed(built),
        np.zeros(0, np.int64),
        np.zeros(0),
        seed,
        np.array([replicate], np.int64),
        days,
        1,
        *outputs,
    )
    run = rows_of(memory.arrays["run"])[0]
    used = {"log": run.events, "agreements": run.agreements}
    used |= {name: getattr(run, name) for name in PER_EVENT}
    rows = {name: rows_of(memory.arrays[name][:count]) for name, count in used.items()}
    w = SimpleNamespace(run=run, daily=memory.arrays["daily"], **rows)
    return w, {} if run.overflow else row_of(built, outputs[0], outputs[1])


def _plain(built: Built, memory: Memory, seed: int, replicate: int, days: int) -> Done:
    memory.block[:] = packed(built)
    w = memory.plain()
    outcomes, figures, *others = (rows_of(table) for table in _outputs(built))
    run_batch(w, [], [], [], [], seed, [replicate], days, 1, outcomes, figures, *others)
    if w.run.overflow:
        return w, {}
    return w, row_of(built, array_of(Outcome, outcomes), np.array(figures))


def _outputs(built: Built) -> tuple[Any, ...]:
    """Room for the figures of one run."""
    return (
        np.zeros(1, dtype_of(Outcome)),
        np.zeros(figures_of(built), np.int64),
        np.zeros(built.agreements, dtype_of(Agreed)),
        np.zeros(0, dtype_of(Clause)),
    )


class Reader:
    """Reads the numbers of one run back into words.

    Parameters
    ----------
    built : Built
        The tables of the scenario.
    w : World
        The state of the run, at its end or on the way.
    """

    def __init__(self, built: Built, w: Any) -> None:
        self.built = built
        self.names = built.names
        self.w = w
        self._log = EventLog()
        self._settled = self._witnesses = 0

    def label(self, number: int) -> str:
        """Label of an agreement: its text, and which signing of it."""
        agreement = self.w.agreements[number]
        name = self.names.texts[int(agreement.text)]
        return name if agreement.ordinal == 1 else f"{name}#{int(agreement.ordinal)}"

    def who(self, number: int) -> str:
        """Name of a party or monitor; empty for nobody."""
        if number == NONE:
            return ""
        if number >= codes.MONITOR_WITNESS:
            return self.names.monitors[number - codes.MONITOR_WITNESS]
        return self.names.parties[number]

    def log(self) -> EventLog:
        """Read the log as far as it is written; what was settled before is not read again."""
        run = self.w.run
        seen: dict[int, list[str]] = {}
        for number in range(self._witnesses, int(run.witnesses)):
            entry = self.w.witnesses[number]
            who = "public" if entry.who == codes.PUBLIC else self.who(int(entry.who))
            seen.setdefault(int(entry.event), []).append(who)
        self._log.cut(self._settled)
        for number in range(self._settled, int(run.events)):
            self._log.add(self.event(number, seen.get(number, [])))
        return self._log

    def settle(self) -> None:
        """Take what is written for final: nothing is added to an event after its day."""
        self.log()
        self._settled, self._witnesses = int(self.w.run.events), int(self.w.run.witnesses)

    def event(self, number: int, seen_by: list[str]) -> Event:
        """Read one event."""
        row = self.w.log[number]
        kind = codes.KINDS[int(row.kind)]
        at, causes_at = int(row.weights_at), int(row.causes_at)
        sector = "" if row.sector == NONE else self.names.sectors[int(row.sector)]
        target = self.who(int(row.target))
        outcome = int(row.outcome)
        if int(row.kind) == codes.SHOCK:
            name = self.names.shocks[outcome - codes.OF_SHOCK]
            shock = self.built.scenario.scenario.shocks[name]
            in_sector = shock.variable in OF_SECTORS
            sector, target = (shock.subject, "") if in_sector else ("", shock.subject)
        obligation = int(row.obligation)
        return Event(
            id=number,
            day=int(row.day),
            kind=kind,
            form=FORMS[kind][int(row.form)],
            actor=self.who(int(row.actor)),
            target=target,
            sector=sector,
            obligation="" if obligation == NONE else self.names.obligations[obligation],
            agreement="" if row.agreement == NONE else self.label(int(row.agreement)),
            severity=float(row.severity),
            outcome=self._outcome(outcome),
            true_author=self.who(int(row.author)),
            blamed=self.who(int(row.blamed)),
            seen_by=seen_by,
            causes=tuple(
                int(self.w.causes[place]) for place in range(causes_at, causes_at + int(row.causes))
            ),
            terms={
                name: float(self.w.weights[at + n])
                for n, name in enumerate(codes.LAYOUTS[int(row.layout)])
            },
        )

    def _outcome(self, code: int) -> str:
        if code >= codes.OF_SHOCK:
            return self.names.shocks[code - codes.OF_SHOCK]
        if code < codes.ALSO:
            return codes.OUTCOMES[code]
        return " ".join(
            kind
            for kind in self.built.scenario.measurement.precedence
            if ((code - codes.ALSO) >> FORMS["end"].index(kind)) & 1
        )

    def in_force(self, day: int) -> str:
        """Label of the measured agreement that stood at the end of a day."""
        for number in range(int(self.w.run.agreements) - 1, -1, -1):
            agreement = self.w.agreements[number]
            if agreement.framework == 0 and agreement.start <= max(day, 1):
                closed = agreement.closed != NONE and agreement.closed <= day
                return "" if agreement.start > day or closed else self.label(number)
        return ""

    def columns(self) -> list[tuple[str, int, type]]:
        """Columns of the daily table: name, place in its row, and type; see `sim.day.record`."""
        names = self.names
        parties = len(names.parties)
        hostile = self.built.tables["pairs"]["hostile"].reshape(parties, parties)
        found: list[tuple[str, int, type]] = [
            (name, at, int if at < 2 else float) for at, name in enumerate(OF_MAP)
        ]
        at = len(OF_MAP)
        for who, name in enumerate(names.parties):
            row = self.built.tables["parties"][who]
            pairs = at + len(OF_PARTY)
            for other, other_name in enumerate(names.parties):
                if hostile[who, other]:
                    found += [
                        (f"{column}.{name}.{other_name}", pairs + 2 * other + place, float)
                        for place, column in enumerate(OF_PAIR)
                    ]
            shown = {"pressure": "guarantor", "published": "publishes", "held": "fights"}
            found += [
                (f"{column}.{name}", at + place, float if place < 3 else int)
                for place, column in enumerate(OF_PARTY)
                if column not in shown or row[shown[column]]
            ]
            at = pairs + 2 * parties
        return found + [(f"effort.{tie}", at + n, float) for n, tie in enumerate(names.ties)]

    def daily(self) -> dict[str, list[Any]]:
        """Read the daily table."""
        run = self.w.run
        width = daily_width(len(self.names.parties), len(self.names.ties))
        days = list(range(1 - int(run.run_in), int(run.day) + 1))
        found: dict[str, list[Any]] = {
            "day": days,
            "date": [self.built.scenario.date(day).isoformat() for day in days],
            "agreement": [self.in_force(day) for day in days],
        }
        for name, at, kind in self.columns():
            cells = self.w.daily[at : len(days) * width : width]
            found[name] = [kind(value) for value in cells]
        return found

    def today(self) -> dict[str, Any]:
        """Read the newest row of the daily table."""
        run = self.w.run
        width = daily_width(len(self.names.parties), len(self.names.ties))
        base = (int(run.day) + int(run.run_in) - 1) * width
        return {
            "day": int(run.day),
            "date": self.built.scenario.date(int(run.day)).isoformat(),
            "agreement": self.in_force(int(run.day)),
        } | {name: kind(self.w.daily[base + at]) for name, at, kind in self.columns()}
