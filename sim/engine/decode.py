"""From the buffers of a told run back to an event log and a daily table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.engine.codes import (
    ALSO,
    KINDS,
    LAYOUTS,
    MONITOR_WITNESS,
    NONE,
    OF_SHOCK,
    OUTCOMES,
    PUBLIC,
    SHOCK,
)
from sim.record.events import FORMS, Event, EventLog

if TYPE_CHECKING:
    from sim.engine.layout import Layout
    from sim.engine.tables import Diary, Rows, Treaty

OF_SECTORS = ("tension", "people", "forces", "posts")


class Decoder:
    """Reads the numbers of one run back into words.

    Parameters
    ----------
    layout : Layout
        The tables of the scenario.
    run : record
        Row of the run.
    treaty : Treaty
        Agreements as they stood at the end.
    """

    def __init__(self, layout: Layout, run: Rows, treaty: Treaty) -> None:
        self.layout = layout
        self.names = layout.names
        self.run = run
        self.labels = [self._label(treaty.pacts[n]) for n in range(int(run.pacts))]

    def _label(self, pact: Rows) -> str:
        name = self.names.texts[int(pact.text)]
        return name if pact.ordinal == 1 else f"{name}#{int(pact.ordinal)}"

    def who(self, number: int) -> str:
        """Name of a party or monitor; empty for nobody."""
        if number == NONE:
            return ""
        if number >= MONITOR_WITNESS:
            return self.names.monitors[number - MONITOR_WITNESS]
        return self.names.parties[number]

    def log(self, diary: Diary) -> EventLog:
        """Read the whole log.

        Parameters
        ----------
        diary : Diary
            The buffers.

        Returns
        -------
        EventLog
            What the Mesa model would have written.
        """
        seen: dict[int, list[str]] = {}
        for number in range(int(self.run.witnesses)):
            entry = diary.witnesses[number]
            who = "public" if entry.who == PUBLIC else self.who(int(entry.who))
            seen.setdefault(int(entry.event), []).append(who)
        found = EventLog()
        for number in range(int(self.run.events)):
            found.add(self._event(diary, number, seen.get(number, [])))
        return found

    def _event(self, diary: Diary, number: int, seen_by: list[str]) -> Event:
        row = diary.log[number]
        kind = KINDS[int(row.kind)]
        names = LAYOUTS[int(row.layout)]
        at = int(row.weights_at)
        sector = "" if row.sector == NONE else self.names.sectors[int(row.sector)]
        target = self.who(int(row.target))
        outcome = int(row.outcome)
        if int(row.kind) == SHOCK:
            name = self.names.shocks[outcome - OF_SHOCK]
            shock = self.layout.scenario.scenario.shocks[name]
            in_sector = shock.variable in OF_SECTORS
            sector, target = (shock.subject, "") if in_sector else ("", shock.subject)
        causes_at = int(row.causes_at)
        return Event(
            id=number,
            day=int(row.day),
            kind=kind,
            form=FORMS[kind][int(row.form)],
            actor=self.who(int(row.actor)),
            target=target,
            sector=sector,
            obligation="" if row.obligation == NONE else self._obligation(int(row.obligation)),
            agreement="" if row.pact == NONE else self.labels[int(row.pact)],
            severity=float(row.severity),
            outcome=self._outcome(outcome),
            true_author=self.who(int(row.author)),
            blamed=self.who(int(row.blamed)),
            seen_by=seen_by,
            causes=tuple(
                int(diary.causes[place]) for place in range(causes_at, causes_at + int(row.causes))
            ),
            terms={name: float(diary.weights[at + n]) for n, name in enumerate(names)},
        )

    def _obligation(self, number: int) -> str:
        return self.names.obligations[number]

    def _outcome(self, code: int) -> str:
        if code >= OF_SHOCK:
            return self.names.shocks[code - OF_SHOCK]
        if code >= ALSO:
            return " ".join(self.also(code - ALSO))
        return OUTCOMES[code]

    def also(self, kinds: int) -> list[str]:
        """Names of further kinds of end, in the order of precedence."""
        return [
            kind
            for kind in self.layout.scenario.measurement.precedence
            if (kinds >> FORMS["end"].index(kind)) & 1
        ]

    def daily(self, cells: Any, first: int, last: int) -> dict[str, list[Any]]:  # noqa: ANN401
        """Read the daily table.

        Parameters
        ----------
        cells : array of float
            What `sim.engine.day.write_day` wrote.
        first, last : int
            First and last day written.

        Returns
        -------
        dict
            Columns as `sim.model.daily` makes them, but for ``date`` and ``agreement``.
        """
        parties, ties = len(self.names.parties), len(self.names.ties)
        width = 4 + parties * (2 * parties + 5) + ties
        terms = self.layout.scenario.scenario.parties
        rows = [cells[n * width : (n + 1) * width] for n in range(last - first + 1)]

        def column(at: int) -> list[float]:
            return [float(row[at]) for row in rows]

        def whole(at: int) -> list[int]:
            return [int(row[at]) for row in rows]

        found: dict[str, list[Any]] = {
            "day": list(range(first, last + 1)),
            "attacks": whole(0),
            "breaches": whole(1),
            "tension": column(2),
            "displaced": column(3),
        }
        pairs = self.layout.tables["pairs"]
        rowed = self.layout.tables["parties"]
        for who, name in enumerate(self.names.parties):
            at = 4 + who * (2 * parties + 5)
            for other, other_name in enumerate(self.names.parties):
                if pairs["hostile"][who * parties + other]:
                    found[f"belief.{name}.{other_name}"] = column(at + 5 + 2 * other)
                    found[f"overdue.{name}.{other_name}"] = column(at + 6 + 2 * other)
            found[f"weariness.{name}"] = column(at)
            found[f"strength.{name}"] = column(at + 1)
            if rowed["guarantor"][who]:
                found[f"pressure.{name}"] = column(at + 2)
            if terms[name].publishes_counts:
                found[f"published.{name}"] = whole(at + 3)
            if rowed["fights"][who]:
                found[f"held.{name}"] = whole(at + 4)
        for number, name in enumerate(self.names.ties):
            found[f"effort.{name}"] = column(width - ties + number)
        return found
