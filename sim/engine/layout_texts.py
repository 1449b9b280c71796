"""From the agreements of a scenario to their tables: texts, provisions, obligations."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.engine.codes import ACTS, DUTY_KINDS, NONE, PROVISIONS
from sim.engine.tables import ROWS
from sim.scenario.luck import signed_key
from sim.scenario.scenario import in_order, key_of

if TYPE_CHECKING:
    from sim.engine.layout_names import Links, Names
    from sim.scenario.agreements import Obligation
    from sim.scenario.scenario import Scenario

FORMS_OF_TEXT = ("unilateral_pause", "cessation", "preliminary", "definitive")


def fill_texts(
    scenario: Scenario, names: Names, tables: dict[str, Any], links: Links, pacts: int
) -> int:
    """Fill the tables of texts, provisions and obligations.

    Parameters
    ----------
    scenario : Scenario
        What to run.
    names : Names
        Its names; those of obligations are added.
    tables : dict
        The tables, to be added to.
    links : Links
        The table of lists, to be added to.
    pacts : int
        Signings of one text for which luck keys are wanted.

    Returns
    -------
    int
        Most duties that one text has.
    """
    terms = scenario.scenario
    obligations: list[tuple[str, Obligation]] = []
    provisions: list[tuple[str, Any]] = []
    rows = tables["texts"] = np.zeros(len(names.texts), ROWS["texts"])
    most = 1
    for number, name in enumerate(names.texts):
        text = terms.agreements[name]
        row = rows[number]
        row["active"] = text.active
        row["form"] = FORMS_OF_TEXT.index(text.form)
        row["is_form"] = text.starts is None
        row["starts"] = 0 if text.starts is None else scenario.day(text.starts)
        row["term"] = NONE if text.term_days is None else text.term_days
        row["signatories"] = links.listed([names.parties.index(p) for p in text.signatories])
        parties = names.parties
        row["takes_at"] = links.section(
            int(p in text.signatories or p in text.bound) for p in parties
        )
        row["signs_at"] = links.section(int(p in text.signatories) for p in parties)
        row["announced_at"] = links.section(int(p in text.announced_for) for p in parties)
        row["keys_at"] = links.section(_keys(text.luck_key or name, pacts))
        row["earlier_failures"] = text.earlier_failures
        for real in ("worth", "ambiguity", "demand"):
            row[real] = getattr(text, real)
        own = [
            (key, duty)
            for key, duty in in_order(terms.obligations)
            if duty.agreement == name and duty.active
        ]
        row["obligations_at"], row["obligations_count"] = len(obligations), len(own)
        obligations += own
        most = max(most, len(own))
        parts = [
            (key, part)
            for key, part in in_order(terms.provisions)
            if part.agreement == name and part.active
        ]
        row["provisions_at"], row["provisions_count"] = len(provisions), len(parts)
        provisions += parts
    _provisions(names, tables, provisions)
    names.obligations = [name for name, _ in obligations]
    _obligations(scenario, names, tables, links, obligations, pacts)
    return most


def _keys(stated: str, pacts: int) -> list[int]:
    return [signed_key(stated, ordinal) for ordinal in range(1, pacts + 1)]


def _provisions(names: Names, tables: dict[str, Any], provisions: list[tuple[str, Any]]) -> None:
    rows = tables["provisions"] = np.zeros(len(provisions), ROWS["provisions"])
    for row, (name, part) in zip(rows, provisions, strict=True):
        row["kind"] = PROVISIONS.index(part.kind)
        row["holder"] = NONE if part.holder is None else names.parties.index(part.holder)
        row["key"] = key_of(name, part)
        row["every_days"] = part.every_days
        row["until"] = NONE if part.until_days is None else part.until_days
        row["strength"] = part.strength


def _obligations(
    scenario: Scenario,
    names: Names,
    tables: dict[str, Any],
    links: Links,
    obligations: list[tuple[str, Obligation]],
    pacts: int,
) -> None:
    terms = scenario.scenario
    rows = tables["obligations"] = np.zeros(len(obligations), ROWS["obligations"])
    for row, (name, duty) in zip(rows, obligations, strict=True):
        row["text"] = names.texts.index(duty.agreement)
        row["kind"] = DUTY_KINDS.index(duty.kind)
        row["act"] = ACTS.index(duty.act)
        row["about"] = NONE if duty.about is None else names.parties.index(duty.about)
        zone = set(terms.zones[duty.zone].sectors if duty.zone else duty.route)
        row["zoned"] = bool(zone)
        row["covers_at"] = links.section(int(sector in zone) for sector in names.sectors)
        row["every_days"] = duty.every_days
        row["settled"] = duty.settled_by_talks
        row["owed"] = links.listed([names.parties.index(p) for p in duty.owed_by])
        readings = [
            links.listed([names.parties.index(p) for p in duty.readings.get(who, duty.owed_by)])
            for who in names.parties
        ]
        row["readings_at"] = links.section(readings)
        row["keys_at"] = links.section(_keys(duty.luck_key or name, pacts))
        for label in ("begins", "due"):
            when = getattr(duty, label)
            row[f"{label}_stated"] = when is not None
            row[f"{label}_date"] = isinstance(when, date)
            row[label] = 0 if when is None else scenario.day(when)
        for real in ("difficulty", "visibility", "importance", "progress"):
            row[real] = getattr(duty, real)
