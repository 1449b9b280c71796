"""The text of a scenario for a page: its clauses, and who owes what in whose reading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.lab.parameters import parameter_at
from sim.shared.names import Names
from sim.shared.wording import date_text, number, start_case

if TYPE_CHECKING:
    from sim.scenario.agreements import Obligation
    from sim.scenario.scenario import Scenario
    from sim.scenario.tree import Tree

KINDS = {
    "refrain": "not to do",
    "deliver": "to be delivered",
    "repeat": "to be done again and again",
    "keep": "to be kept",
}


@dataclass(frozen=True)
class Cell:
    """Who owes a clause, as somebody reads it.

    Parameters
    ----------
    reader : str
        Who reads it so.
    owners : tuple of str
        Who owes it in this reading; nobody where there is none.
    differs : bool
        Whether this is another answer than that of the letter.
    """

    reader: str
    owners: tuple[str, ...]
    differs: bool


@dataclass(frozen=True)
class Clause:
    """One clause.

    Parameters
    ----------
    key : str
        Dotted key of its switch.
    name : str
        Such as ``Clause 5``.
    gloss : str
        What it is about, in two or three words.
    text : str
        What it says.
    kind : str
        What sort of duty it is.
    due : str
        Its deadline; empty where there is none.
    letter : tuple of str
        Who owes it by the letter.
    cells : tuple of Cell
        Who owes it in each reading, in the order of `Text.readers`.
    active : bool
        Whether it is in force in this set-up.
    changed : bool
        Whether the scenario has it otherwise.
    """

    key: str
    name: str
    gloss: str
    text: str
    kind: str
    due: str
    letter: tuple[str, ...]
    cells: tuple[Cell, ...]
    active: bool
    changed: bool

    @property
    def disputed(self) -> bool:
        """Whether somebody reads it otherwise than another."""
        return len({cell.owners for cell in self.cells}) > 1


@dataclass(frozen=True)
class Switch:
    """A part of the agreement that can be left out.

    Parameters
    ----------
    key : str
        Dotted key of its switch.
    label : str
        What it is.
    note : str
        A few words on what it does.
    active, changed : bool
        Whether it is in force, and whether the scenario has it otherwise.
    """

    key: str
    label: str
    note: str
    active: bool
    changed: bool


@dataclass(frozen=True)
class Text:
    """An agreement.

    Parameters
    ----------
    title : str
        Its name.
    facts : str
        When it entered into force, who signed, who is bound.
    abbreviations : str
        What the initials in the table stand for.
    readers : tuple of str
        Whose readings are told.
    clauses : tuple of Clause
        Its clauses.
    """

    title: str
    facts: str
    abbreviations: str
    readers: tuple[str, ...]
    clauses: tuple[Clause, ...]


def texts_of(scenario: Scenario, base: Tree) -> list[Text]:
    """Lay out the agreements that are in force on the first day, the main one first.

    Parameters
    ----------
    scenario : Scenario
        The scenario as it is set up.
    base : dict
        Completed tree of the scenario without changes.

    Returns
    -------
    list of Text
        Agreements with clauses.
    """
    described = scenario.scenario
    signed = [
        key
        for key, text in described.agreements.items()
        if text.starts is not None and text.active and key != described.main
    ]
    found = [_text(scenario, base, key) for key in [described.main, *signed]]
    return [text for text in found if text.clauses]


def _text(scenario: Scenario, base: Tree, agreement: str) -> Text:
    names = Names(scenario)
    described = scenario.scenario
    duties = {k: d for k, d in described.obligations.items() if d.agreement == agreement}
    readers = [
        key
        for key in described.parties
        if key in names.guarantors or any(key in duty.readings for duty in duties.values())
    ]
    clauses = tuple(_clause(names, base, key, duty, readers) for key, duty in duties.items())
    labels = tuple(names.label(key) for key in readers)
    title = start_case(names.agreement(agreement))
    return Text(title, _facts(names, agreement), names.abbreviations(), labels, clauses)


def _facts(names: Names, agreement: str) -> str:
    text = names.scenario.scenario.agreements[agreement]
    parts = []
    if text.starts is not None:
        parts.append(f"In force from {date_text(text.starts)}.")
    if text.signatories:
        parts.append(f"Signed by {names.parties(text.signatories)}.")
    if bound := [key for key in text.bound if key not in text.signatories]:
        parts.append(f"Bound without signing: {names.parties(bound)}.")
    return " ".join(parts)


def _clause(names: Names, base: Tree, key: str, duty: Obligation, readers: list[str]) -> Clause:
    def owners(keys: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names.label(owner) for owner in keys)

    letter = owners(duty.owed_by)
    cells = []
    for reader in readers:
        read = owners(duty.readings.get(reader, duty.owed_by))
        cells.append(Cell(names.label(reader), read, set(read) != set(letter)))
    due = date_text(names.scenario.date(names.scenario.day(duty.due))) if duty.due else ""
    switch = f"scenario.obligations.{key}.active"
    return Clause(
        key=switch,
        name=f"Clause {duty.clause}" if duty.clause[:1].isdigit() else "The only clause",
        gloss=names.gloss(key),
        text=duty.text.strip(),
        kind=KINDS[duty.kind],
        due=due,
        letter=letter,
        cells=tuple(cells),
        active=duty.active,
        changed=_changed(base, switch, active=duty.active),
    )


def _changed(base: Tree, key: str, *, active: bool) -> bool:
    parameter = parameter_at(base, key)
    return parameter is None or parameter.value is not active


def switches_of(scenario: Scenario, base: Tree) -> list[Switch]:
    """List what else can be left out: provisions, monitors, ties, spoilers.

    Parameters
    ----------
    scenario : Scenario
        The scenario as it is set up.
    base : dict
        Completed tree of the scenario without changes.

    Returns
    -------
    list of Switch
        In the order of the scenario.
    """
    names = Names(scenario)
    described = scenario.scenario
    found: list[tuple[str, str, str, bool]] = []
    for key, part in described.provisions.items():
        if part.agreement == described.main:
            kind = start_case(part.kind.replace("_", " "))
            of = f" of {names.party(part.holder)}" if part.holder else ""
            found.append((f"provisions.{key}", f"{kind}{of}", _strength(part.kind), part.active))
    for key, monitor in described.monitors.items():
        seen = f"Sees {number(monitor.detection):.0%} of attacks"
        public = "reports in public" if monitor.public else "reports to those who run it"
        found.append((f"monitors.{key}", monitor.name, f"{seen}, {public}.", monitor.active))
    for key, spoiler in described.spoilers.items():
        who = start_case(names.party(spoiler.party))
        found.append(
            (f"spoilers.{key}", f"Sabotage by {who}", "Gains from failure.", spoiler.active)
        )
    for key, tie in described.ties.items():
        label = f"Tie of {names.party(tie.sponsor)} to {names.party(tie.client)}"
        found.append((f"ties.{key}", label, "Hold, arms and help.", tie.active))
    switches = [
        (f"scenario.{path}.active", label, note, active) for path, label, note, active in found
    ]
    return [
        Switch(key, start_case(label), note, active, _changed(base, key, active=active))
        for key, label, note, active in switches
    ]


def _strength(kind: str) -> str:
    return {
        "commission": "Meets, and may settle a claim.",
        "guarantee": "Makes the guarantor try harder.",
        "escape_clause": "Makes it cheaper to cancel.",
        "mediation": "Makes parties more willing to agree at talks.",
    }[kind]
