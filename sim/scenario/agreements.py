"""What was agreed: agreements, provisions, obligations; and dated shocks."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.entities import (
    Active,
    AgreementId,
    Id,
    LuckKey,
    PartyId,
    SectorId,
    Source,
    ZoneId,
)
from sim.scenario.quantity import Entity, Moment, number, said, share, whole


class Agreement(Entity):
    """A text, signed before the run or waiting as a form for talks to sign."""

    name: str = said("Name of the agreement")
    form: Literal["unilateral_pause", "cessation", "preliminary", "definitive"] = said(
        "Class of agreement"
    )
    active: Active = True
    luck_key: LuckKey = None
    starts: Annotated[
        date | None,
        Moment("First day in force; none for a form that talks may sign", optional=True),
    ] = None
    under: AgreementId | None = said("Wider agreement that it lives under", None)
    term_days: Annotated[int, Field(ge=1, le=40000)] | None = said(
        "Days that it runs; none if open-ended", None
    )
    signatories: tuple[PartyId, ...] = said("Parties that signed", ())
    bound: tuple[PartyId, ...] = said("Parties bound without signing", ())
    announced_for: tuple[PartyId, ...] = said(
        "Parties in whose name it was announced, although they did not sign", ()
    )
    worth: float = number(2.0, "Worth of the text to a party that trusts the other", "utils", 0, 20)
    ambiguity: float = share(0.0, "Ambiguity of the text")
    demand: float = share(0.5, "Result of talks that it takes to sign this form")
    earlier_failures: int = whole(0, "Earlier agreements of this conflict that failed", 0, 100)
    source: Source = "assumed"


class Provision(Entity):
    """A part of an agreement that gives it teeth, ears or a way out."""

    agreement: AgreementId = said("Agreement that it is part of")
    kind: Literal["commission", "guarantee", "escape_clause", "mediation"] = said("What it is")
    active: Active = True
    luck_key: LuckKey = None
    holder: PartyId | None = said("Who may use it, or who gives it", None)
    every_days: int = whole(7, "Days between meetings", 1, 365)
    strength: float = number(
        0.5,
        "Chance that a commission settles a claim; logit units that a guarantee adds to a"
        " guarantor's will, that mediation adds to willingness; share of the cost of"
        " cancelling that an escape clause takes away",
        "by kind",
        0,
        10,
    )
    until_days: Annotated[int, Field(ge=1, le=40000)] | None = said(
        "Days after entry on which it ends; none if it lasts", None
    )
    source: Source = "assumed"


class Obligation(Entity):
    """A duty, and who owes it as each party reads the text."""

    agreement: AgreementId = said("Agreement that it is part of")
    clause: str = said("Number of the clause")
    text: str = said("Wording of the clause")
    kind: Literal["refrain", "deliver", "repeat", "keep"] = said(
        "Refrain from an act, deliver by a day, repeat, or keep"
    )
    act: Literal["attack", "supply", "deployment"] = said(
        "What a refraining party does not do", "attack"
    )
    active: Active = True
    luck_key: LuckKey = None
    wording: Literal["named", "passive", "condition"] = said(
        "Whether the text names who owes it", "named"
    )
    owed_by: tuple[PartyId, ...] = said(
        "Parties that owe it by the letter; none if the clause is passive", ()
    )
    readings: dict[PartyId, tuple[PartyId, ...]] = said(
        "Who owes it, as that party reads the text", {}
    )
    zone: ZoneId | None = said("Where it applies; everywhere where none is named", None)
    route: tuple[SectorId, ...] = said("Sectors that a patrol passes, in order", ())
    about: PartyId | None = said("Party that has to leave or comply", None)
    begins: Annotated[
        date | int | None, Moment("First occasion: a date, or days after entry", 1, optional=True)
    ] = None
    due: Annotated[
        date | int | None, Moment("Deadline: a date, or days after entry", 1, optional=True)
    ] = None
    every_days: int = whole(7, "Days between occasions", 1, 365)
    settled_by_talks: bool = said("Whether a successful meeting completes it", default=False)
    difficulty: float = share(0.0, "How hard it is to deliver; 1 cannot be done")
    visibility: float = share(1.0, "How visible its neglect is")
    importance: float = number(1.0, "Weight among the duties", "ratio", 0, 10)
    progress: float = share(0.0, "Progress at the start")
    source: Source = "assumed"


class Shock(Entity):
    """A dated change of a state variable from outside the model."""

    on: Annotated[date | int, Moment("Day of the change: a date, or a day of the run", 1)]
    variable: Literal[
        "strength",
        "weariness",
        "leverage",
        "air_power",
        "tension",
        "people",
        "forces",
        "posts",
        "control",
        "relations",
        "worth_of_land",
    ] = said("State variable that changes")
    subject: Id = said("Party, tie or sector that it concerns")
    other: Id | None = said("Party at the other end, for relations, posts and forces", None)
    change: Literal["set", "add", "multiply"] = said("How it changes")
    value: float = number(..., "Size of the change", "by variable", -1e8, 1e8)
    active: Active = True
    text: str = said("What happened", "")
    source: Source = "assumed"
