"""What was agreed: agreements, provisions, obligations; and dated shocks."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.entities import Active, Id, LuckKey, Source
from sim.scenario.quantity import Entity, Moment, Quantity


class Agreement(Entity):
    """A text, signed before the run or waiting as a form for talks to sign."""

    name: Annotated[str, Field(description="Name of the agreement")]
    form: Annotated[
        Literal["unilateral_pause", "cessation", "preliminary", "definitive"],
        Field(description="Class of agreement"),
    ]
    active: Active = True
    luck_key: LuckKey = None
    starts: Annotated[
        date | None,
        Moment("First day in force; none for a form that talks may sign", optional=True),
    ] = None
    under: Annotated[Id | None, Field(description="Wider agreement that it lives under")] = None
    term_days: Annotated[
        Annotated[int, Field(ge=1, le=40000)] | None,
        Field(description="Days that it runs; none if open-ended"),
    ] = None
    signatories: Annotated[tuple[Id, ...], Field(description="Parties that signed")] = ()
    bound: Annotated[tuple[Id, ...], Field(description="Parties bound without signing")] = ()
    announced_for: Annotated[
        tuple[Id, ...],
        Field(description="Parties in whose name it was announced, although they did not sign"),
    ] = ()
    worth: Annotated[
        float, Quantity("Worth of the text to a party that trusts the other", "utils", 0, 20)
    ] = 2.0
    ambiguity: Annotated[float, Quantity("Ambiguity of the text", "share", 0, 1)] = 0.0
    demand: Annotated[
        float, Quantity("Result of talks that it takes to sign this form", "share", 0, 1)
    ] = 0.5
    earlier_failures: Annotated[
        int, Field(ge=0, le=100, description="Earlier agreements of this conflict that failed")
    ] = 0
    source: Source = "assumed"


class Provision(Entity):
    """A part of an agreement that gives it teeth, ears or a way out."""

    agreement: Annotated[Id, Field(description="Agreement that it is part of")]
    kind: Annotated[
        Literal["commission", "guarantee", "escape_clause", "mediation"],
        Field(description="What it is"),
    ]
    active: Active = True
    luck_key: LuckKey = None
    holder: Annotated[Id | None, Field(description="Who may use it, or who gives it")] = None
    every_days: Annotated[int, Field(ge=1, le=365, description="Days between meetings")] = 7
    strength: Annotated[
        float,
        Quantity(
            "Chance that a commission settles a claim; logit units that a guarantee adds to a"
            " guarantor's will, that mediation adds to willingness; share of the cost of"
            " cancelling that an escape clause takes away",
            "by kind",
            0,
            10,
        ),
    ] = 0.5
    until_days: Annotated[
        Annotated[int, Field(ge=1, le=40000)] | None,
        Field(description="Days after entry on which it ends; none if it lasts"),
    ] = None
    source: Source = "assumed"


class Obligation(Entity):
    """A duty, and who owes it as each party reads the text."""

    agreement: Annotated[Id, Field(description="Agreement that it is part of")]
    clause: Annotated[str, Field(description="Number of the clause")]
    text: Annotated[str, Field(description="Wording of the clause")]
    kind: Annotated[
        Literal["refrain", "deliver", "repeat", "keep"],
        Field(description="Refrain from an act, deliver by a day, repeat, or keep"),
    ]
    act: Annotated[
        Literal["attack", "supply", "deployment"],
        Field(description="What a refraining party does not do"),
    ] = "attack"
    active: Active = True
    luck_key: LuckKey = None
    wording: Annotated[
        Literal["named", "passive", "condition"],
        Field(description="Whether the text names who owes it"),
    ] = "named"
    owed_by: Annotated[
        tuple[Id, ...],
        Field(description="Parties that owe it by the letter; none if the clause is passive"),
    ] = ()
    readings: Annotated[
        dict[Id, tuple[Id, ...]], Field(description="Who owes it, as that party reads the text")
    ] = {}
    zone: Annotated[
        Id | None, Field(description="Where it applies; everywhere where none is named")
    ] = None
    route: Annotated[
        tuple[Id, ...], Field(description="Sectors that a patrol passes, in order")
    ] = ()
    about: Annotated[Id | None, Field(description="Party that has to leave or comply")] = None
    begins: Annotated[
        date | int | None, Moment("First occasion: a date, or days after entry", 1, optional=True)
    ] = None
    due: Annotated[
        date | int | None, Moment("Deadline: a date, or days after entry", 1, optional=True)
    ] = None
    every_days: Annotated[int, Field(ge=1, le=365, description="Days between occasions")] = 7
    settled_by_talks: Annotated[
        bool, Field(description="Whether a successful meeting completes it")
    ] = False
    difficulty: Annotated[
        float, Quantity("How hard it is to deliver; 1 cannot be done", "share", 0, 1)
    ] = 0.0
    visibility: Annotated[float, Quantity("How visible its neglect is", "share", 0, 1)] = 1.0
    importance: Annotated[float, Quantity("Weight among the duties", "ratio", 0, 10)] = 1.0
    progress: Annotated[float, Quantity("Progress at the start", "share", 0, 1)] = 0.0
    source: Source = "assumed"


class Shock(Entity):
    """A dated change of a state variable from outside the model."""

    on: Annotated[date | int, Moment("Day of the change: a date, or a day of the run", 1)]
    variable: Annotated[
        Literal[
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
        ],
        Field(description="State variable that changes"),
    ]
    subject: Annotated[Id, Field(description="Party, tie or sector that it concerns")]
    other: Annotated[
        Id | None, Field(description="Party at the other end, for relations, posts and forces")
    ] = None
    change: Annotated[Literal["set", "add", "multiply"], Field(description="How it changes")]
    value: Annotated[float, Quantity("Size of the change", "by variable", -1e8, 1e8)]
    active: Active = True
    text: Annotated[str, Field(description="What happened")] = ""
    source: Source = "assumed"
