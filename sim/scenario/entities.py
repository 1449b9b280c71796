"""Who takes part: parties, their ties, sectors, monitors, spoilers, operations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.quantity import (
    FIRST_DAY,
    Entity,
    Names,
    Quantity,
    Step,
    TimePath,
    number,
    probability,
    said,
    share,
    whole,
)

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
PartyId = Annotated[Id, Names("parties")]
_CampId = Annotated[Id, Names("camps")]
SectorId = Annotated[Id, Names("sectors")]
ZoneId = Annotated[Id, Names("zones")]
AgreementId = Annotated[Id, Names("agreements")]
_ObligationId = Annotated[Id, Names("obligations")]
Source = Annotated[
    str | dict[str, str],
    Field(description="Codes from sources, or assumed; of all numbers, or by number"),
]
Active = Annotated[
    bool, Field(description="Whether it takes part; without it, all other luck stays as it was")
]
LuckKey = Annotated[
    str | None, Field(description="Word that its luck hangs on; its id where none is stated")
]

_DoctrineKind = Literal[
    "logit",
    "always_hold",
    "tit_for_tat",
    "generous_tit_for_tat",
    "contrite_tit_for_tat",
    "win_stay_lose_shift",
    "grim",
    "tolerant_trigger",
    "stage_game",
    "cancel_by_chance",
]


def _constant(value: float) -> TimePath:
    """Make a path that never changes."""
    return TimePath((Step(FIRST_DAY, value),))


class Doctrine(Entity):
    """A rule of answer, in general or towards one opponent or sector."""

    kind: _DoctrineKind = said("Rule by which it answers; logit weighs gain against cost", "logit")
    against: PartyId | None = said(
        "Opponent to whom the rule applies; all where none is named", None
    )
    sector: SectorId | None = said(
        "Sector in which the rule applies; all where none is named", None
    )
    generosity: float = probability(0.0, "Chance of forgiving a breach seen")
    threshold: int = whole(1, "Alarms that start a punishment", 1, 1000)
    punishment_days: int = whole(7, "Length of a punishment", 0, 10000)
    public_alarm: bool = said(
        "Whether an alarm of either side starts the punishment of both", default=False
    )
    daily_chance: float = probability(0.0, "Chance a day of cancelling the agreement")
    reward: float = number(3.0, "Payoff R of mutual compliance", "utils", -100, 100)
    temptation: float = number(5.0, "Payoff T of a lone breach", "utils", -100, 100)
    punishment: float = number(1.0, "Payoff P of mutual breach", "utils", -100, 100)
    sucker: float = number(0.0, "Payoff S of lone compliance", "utils", -100, 100)
    source: Source = "assumed"


class Party(Entity):
    """A state, an armed group or an observer."""

    name: str = said("Name in texts")
    kind: Literal["state", "armed_group", "observer"] = said("What it is")
    camp: _CampId | None = said("Side it is on; parties of different camps are hostile", None)
    luck_key: LuckKey = None
    fights: bool = said("Whether it takes orders at fronts", default=True)
    publishes_counts: bool = said("Whether it publishes daily counts of breaches", default=False)
    accuses: bool = said("Whether it brings public charges", default=True)
    strength: float = number(
        1.0, "Fighting strength relative to the other parties", "strength", 0.001, 1000
    )
    strength_drift: TimePath = number(
        _constant(0.0), "Change of strength per day", "share/day", -0.05, 0.05, path=True
    )
    weariness: float = share(0.0, "War weariness at the start")
    worth_of_land: float = number(
        1.0, "Worth of a sector of worth 1 that it does not hold", "utils", 0, 20
    )
    aims: tuple[SectorId, ...] = said("Sectors that it wants", ())
    beyond_aims: float = share(0.3, "Worth of a sector outside the aims against one inside")
    relations: dict[
        PartyId,
        Annotated[float, Quantity("Worth of good relations with that party", "utils", 0, 5)],
    ] = {}
    loss_sensitivity: float = number(
        1.0, "Pressure per attack that hits its own troops", "pressure", 0, 20
    )
    displacement_sensitivity: float = number(
        0.0, "Pressure per 100,000 people displaced in its camp", "pressure", 0, 20
    )
    control: float = share(1.0, "Share of its orders that units obey")
    doctrine: Doctrine = Doctrine()
    doctrines: dict[Id, Doctrine] = {}
    choice_noise: float = number(
        1.0, "Noise of its choices; 0 takes the best always", "utils", 0, 10
    )
    tolerance: float = number(
        0.1, "Severity per front and day that it lets pass", "severity", 0, 100
    )
    attribution_bias: float = share(0.0, "Share of doubt turned against the main opponent")
    false_alarm: float = number(
        0.0, "Chance of reading a quiet front as a breach", "probability/day", 0, 1
    )
    missed: float = probability(0.0, "Chance of missing a breach at its front")
    confusion: float = probability(0.0, "Chance of taking the author for another")
    proportion: float = number(
        1.0, "Answers to a hit, as a multiple of the common ratio", "ratio", 0, 10
    )
    belief_law: Literal["reputation", "bayesian"] = said(
        "How its belief in others moves", "reputation"
    )
    initial_belief: float = probability(0.5, "Belief in every other party at the start")
    beliefs: dict[
        PartyId,
        Annotated[float, Quantity("Belief in that party at the start", "probability", 0, 1)],
    ] = {}
    prior_weight: float = number(
        20.0, "Weight of the initial belief, in days of record", "days", 0.01, 10000
    )
    source: Source = "assumed"


class Tie(Entity):
    """A sponsor's hold on a client."""

    sponsor: PartyId = said("Who holds")
    client: PartyId = said("Who is held")
    active: Active = True
    luck_key: LuckKey = None
    leverage: TimePath = number(
        ..., "Share of the client's decisions that are the sponsor's", "share", 0, 1, path=True
    )
    stake: float = share(0.5, "Share of the client's gains that the sponsor counts")
    supplies: bool = said("Whether the sponsor may send arms", default=True)
    supply: float = number(0.0, "Strength that one delivery of arms adds", "strength", 0, 10)
    air_power: float = number(
        0.0, "Strength that the sponsor adds where it joins", "strength", 0, 100
    )
    source: Source = "assumed"


class Sector(Entity):
    """A named place on the map."""

    name: str = said("Name of the place")
    luck_key: LuckKey = None
    lat: float = number(0.0, "Latitude", "degrees", -90, 90)
    lon: float = number(0.0, "Longitude", "degrees", -180, 180)
    holder: PartyId = said("Party that holds it on the first day")
    neighbours: tuple[SectorId, ...] = said(
        "Sectors beside it; a pair stated once counts for both", ()
    )
    faces: tuple[PartyId, ...] = said("Hostile parties it faces off the map", ())
    people: float = number(0.0, "People living there", "people", 0, 1e8)
    worth: float = number(1.0, "Worth relative to other sectors", "ratio", 0, 100)
    terrain: float = number(1.0, "Advantage of the ground to its defender", "ratio", 0.1, 20)
    tension: float = number(0.0, "Tension at the start", "tension", 0, 10)
    posts: dict[PartyId, Annotated[float, Quantity("Observation posts", "posts", 0, 100)]] = {}
    forces: dict[
        PartyId, Annotated[float, Quantity("Fighting troops of a guarantor", "strength", 0, 100)]
    ] = {}
    source: Source = "assumed"


class Road(Entity):
    """A road through sectors, in the order of travel."""

    name: str = said("Name of the road")
    course: tuple[SectorId, ...] = Field(min_length=2, description="Sectors in the order of travel")
    source: Source = "assumed"


class Zone(Entity):
    """A set of sectors that a clause speaks of."""

    name: str = said("Name of the zone")
    sectors: tuple[SectorId, ...] = Field(min_length=1, description="Sectors in it")
    source: Source = "assumed"


class Monitor(Entity):
    """Somebody who watches: posts, patrols, drones, a commission, a mission."""

    name: str = said("Name in texts")
    kind: Literal["posts", "patrols", "drones", "commission", "mission"] = said("What it is")
    active: Active = True
    luck_key: LuckKey = None
    operated_by: tuple[PartyId, ...] = said("Parties that run it; they share what it finds", ())
    zone: ZoneId | None = said("Where it watches; everywhere where none is named", None)
    rides_on: _ObligationId | None = said("Duty whose doing it depends on, such as patrols", None)
    detection: float = probability(0.5, "Chance to detect an attack")
    attribution: float = probability(0.8, "Chance to name the author rightly")
    false_alarm: float = number(
        0.0, "Chance of a finding at a quiet front", "probability/day", 0, 1
    )
    delay_days: int = whole(1, "Days until a finding is out", 0, 365)
    public: bool = said("Whether its findings are published", default=True)
    consequence: float = number(1.0, "What a finding costs the culprit", "utils", 0, 50)
    source: Source = "assumed"


class Spoiler(Entity):
    """A party outside the agreement that gains from its failure."""

    party: PartyId = said("Who strikes to wreck the agreement")
    host: PartyId | None = said("Party that others believe able to control it", None)
    active: Active = True
    luck_key: LuckKey = None
    rate: float = probability(0.05, "Chance a day to strike, at strength 1 and no goodwill")
    gain: float = number(
        1.0, "How much more it strikes when the parties trust each other", "ratio", 0, 20
    )
    severity: float = number(3.0, "Severity of a strike against a probe", "ratio", 0.1, 50)
    believed_control: float = probability(
        0.5, "Chance that others believe its host could have stopped it"
    )
    source: Source = "assumed"


class Rivalry(Entity):
    """Two groups of one camp that contest sectors with each other."""

    first: PartyId = said("One group")
    second: PartyId = said("The other group, of the same camp")
    active: Active = True
    luck_key: LuckKey = None
    rate: float = probability(0.02, "Chance a day that a group without rival takes a sector")
    source: Source = "assumed"


class Operation(Entity):
    """An operation begun before the first day, running or stopped."""

    owner: PartyId = said("Whose operation it is")
    targets: tuple[SectorId, ...] = Field(min_length=1, description="Sectors it is after")
    active: Active = True
    days_fought: int = whole(..., "Days fought so far", 0, 10000)
    days_stopped: int = whole(0, "Days between its stop and day 1; 0 while it runs", 0, 10000)
    running: bool = said("Whether it runs on day 1", default=False)
    source: Source = "assumed"
