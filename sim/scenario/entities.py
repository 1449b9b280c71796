"""Who takes part: parties, their ties, sectors, monitors, spoilers, operations."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.quantity import FIRST_DAY, Entity, Quantity, Step, TimePath

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
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

DoctrineKind = Literal[
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


def constant(value: float) -> TimePath:
    """Make a path that never changes."""
    return TimePath((Step(FIRST_DAY, value),))


class Doctrine(Entity):
    """A rule of answer, in general or towards one opponent or sector."""

    kind: Annotated[
        DoctrineKind, Field(description="Rule by which it answers; logit weighs gain against cost")
    ] = "logit"
    against: Annotated[
        Id | None, Field(description="Opponent to whom the rule applies; all where none is named")
    ] = None
    sector: Annotated[
        Id | None, Field(description="Sector in which the rule applies; all where none is named")
    ] = None
    generosity: Annotated[
        float, Quantity("Chance of forgiving a breach seen", "probability", 0, 1)
    ] = 0.0
    threshold: Annotated[
        int, Field(ge=1, le=1000, description="Alarms that start a punishment")
    ] = 1
    punishment_days: Annotated[int, Field(ge=0, le=10000, description="Length of a punishment")] = 7
    public_alarm: Annotated[
        bool, Field(description="Whether an alarm of either side starts the punishment of both")
    ] = False
    daily_chance: Annotated[
        float, Quantity("Chance a day of cancelling the agreement", "probability", 0, 1)
    ] = 0.0
    reward: Annotated[float, Quantity("Payoff R of mutual compliance", "utils", -100, 100)] = 3.0
    temptation: Annotated[float, Quantity("Payoff T of a lone breach", "utils", -100, 100)] = 5.0
    punishment: Annotated[float, Quantity("Payoff P of mutual breach", "utils", -100, 100)] = 1.0
    sucker: Annotated[float, Quantity("Payoff S of lone compliance", "utils", -100, 100)] = 0.0
    source: Source = "assumed"


class Party(Entity):
    """A state, an armed group or an observer."""

    name: Annotated[str, Field(description="Name in texts")]
    kind: Annotated[Literal["state", "armed_group", "observer"], Field(description="What it is")]
    camp: Annotated[
        Id | None, Field(description="Side it is on; parties of different camps are hostile")
    ] = None
    luck_key: LuckKey = None
    fights: Annotated[bool, Field(description="Whether it takes orders at fronts")] = True
    publishes_counts: Annotated[
        bool, Field(description="Whether it publishes daily counts of breaches")
    ] = False
    accuses: Annotated[bool, Field(description="Whether it brings public charges")] = True
    strength: Annotated[
        float, Quantity("Fighting strength relative to the other parties", "strength", 0.001, 1000)
    ] = 1.0
    strength_drift: Annotated[
        TimePath, Quantity("Change of strength per day", "share/day", -0.05, 0.05, path=True)
    ] = constant(0.0)
    weariness: Annotated[float, Quantity("War weariness at the start", "share", 0, 1)] = 0.0
    worth_of_land: Annotated[
        float, Quantity("Worth of a sector of worth 1 that it does not hold", "utils", 0, 20)
    ] = 1.0
    aims: Annotated[tuple[Id, ...], Field(description="Sectors that it wants")] = ()
    beyond_aims: Annotated[
        float, Quantity("Worth of a sector outside the aims against one inside", "share", 0, 1)
    ] = 0.3
    relations: dict[
        Id, Annotated[float, Quantity("Worth of good relations with that party", "utils", 0, 5)]
    ] = {}
    loss_sensitivity: Annotated[
        float, Quantity("Pressure per attack that hits its own troops", "pressure", 0, 20)
    ] = 1.0
    displacement_sensitivity: Annotated[
        float, Quantity("Pressure per 100,000 people displaced in its camp", "pressure", 0, 20)
    ] = 0.0
    control: Annotated[float, Quantity("Share of its orders that units obey", "share", 0, 1)] = 1.0
    doctrine: Doctrine = Doctrine()
    doctrines: dict[Id, Doctrine] = {}
    choice_noise: Annotated[
        float, Quantity("Noise of its choices; 0 takes the best always", "utils", 0, 10)
    ] = 1.0
    tolerance: Annotated[
        float, Quantity("Severity per front and day that it lets pass", "severity", 0, 100)
    ] = 0.1
    attribution_bias: Annotated[
        float, Quantity("Share of doubt turned against the main opponent", "share", 0, 1)
    ] = 0.0
    false_alarm: Annotated[
        float, Quantity("Chance of reading a quiet front as a breach", "probability/day", 0, 1)
    ] = 0.0
    missed: Annotated[
        float, Quantity("Chance of missing a breach at its front", "probability", 0, 1)
    ] = 0.0
    confusion: Annotated[
        float, Quantity("Chance of taking the author for another", "probability", 0, 1)
    ] = 0.0
    proportion: Annotated[
        float, Quantity("Answers to a hit, as a multiple of the common ratio", "ratio", 0, 10)
    ] = 1.0
    belief_law: Annotated[
        Literal["reputation", "bayesian"], Field(description="How its belief in others moves")
    ] = "reputation"
    initial_belief: Annotated[
        float, Quantity("Belief in every other party at the start", "probability", 0, 1)
    ] = 0.5
    beliefs: dict[
        Id, Annotated[float, Quantity("Belief in that party at the start", "probability", 0, 1)]
    ] = {}
    prior_weight: Annotated[
        float, Quantity("Weight of the initial belief, in days of record", "days", 0.01, 10000)
    ] = 20.0
    source: Source = "assumed"


class Tie(Entity):
    """A sponsor's hold on a client."""

    sponsor: Annotated[Id, Field(description="Who holds")]
    client: Annotated[Id, Field(description="Who is held")]
    active: Active = True
    luck_key: LuckKey = None
    leverage: Annotated[
        TimePath,
        Quantity(
            "Share of the client's decisions that are the sponsor's", "share", 0, 1, path=True
        ),
    ]
    stake: Annotated[
        float, Quantity("Share of the client's gains that the sponsor counts", "share", 0, 1)
    ] = 0.5
    supplies: Annotated[bool, Field(description="Whether the sponsor may send arms")] = True
    supply: Annotated[
        float, Quantity("Strength that one delivery of arms adds", "strength", 0, 10)
    ] = 0.0
    air_power: Annotated[
        float, Quantity("Strength that the sponsor adds where it joins", "strength", 0, 100)
    ] = 0.0
    source: Source = "assumed"


class Sector(Entity):
    """A named place on the map."""

    name: Annotated[str, Field(description="Name of the place")]
    luck_key: LuckKey = None
    lat: Annotated[float, Quantity("Latitude", "degrees", -90, 90)] = 0.0
    lon: Annotated[float, Quantity("Longitude", "degrees", -180, 180)] = 0.0
    holder: Annotated[Id, Field(description="Party that holds it on the first day")]
    neighbours: Annotated[
        tuple[Id, ...], Field(description="Sectors beside it; a pair stated once counts for both")
    ] = ()
    faces: Annotated[tuple[Id, ...], Field(description="Hostile parties it faces off the map")] = ()
    people: Annotated[float, Quantity("People living there", "people", 0, 1e8)] = 0.0
    worth: Annotated[float, Quantity("Worth relative to other sectors", "ratio", 0, 100)] = 1.0
    terrain: Annotated[
        float, Quantity("Advantage of the ground to its defender", "ratio", 0.1, 20)
    ] = 1.0
    tension: Annotated[float, Quantity("Tension at the start", "tension", 0, 10)] = 0.0
    posts: dict[Id, Annotated[float, Quantity("Observation posts", "posts", 0, 100)]] = {}
    forces: dict[
        Id, Annotated[float, Quantity("Fighting troops of a guarantor", "strength", 0, 100)]
    ] = {}
    source: Source = "assumed"


class Road(Entity):
    """A road through sectors, in the order of travel."""

    name: Annotated[str, Field(description="Name of the road")]
    course: Annotated[
        tuple[Id, ...], Field(min_length=2, description="Sectors in the order of travel")
    ]
    source: Source = "assumed"


class Zone(Entity):
    """A set of sectors that a clause speaks of."""

    name: Annotated[str, Field(description="Name of the zone")]
    sectors: Annotated[tuple[Id, ...], Field(min_length=1, description="Sectors in it")]
    source: Source = "assumed"


class Monitor(Entity):
    """Somebody who watches: posts, patrols, drones, a commission, a mission."""

    name: Annotated[str, Field(description="Name in texts")]
    kind: Annotated[
        Literal["posts", "patrols", "drones", "commission", "mission"],
        Field(description="What it is"),
    ]
    active: Active = True
    luck_key: LuckKey = None
    operated_by: Annotated[
        tuple[Id, ...], Field(description="Parties that run it; they share what it finds")
    ] = ()
    zone: Annotated[
        Id | None, Field(description="Where it watches; everywhere where none is named")
    ] = None
    rides_on: Annotated[
        Id | None, Field(description="Duty whose doing it depends on, such as patrols")
    ] = None
    detection: Annotated[float, Quantity("Chance to detect an attack", "probability", 0, 1)] = 0.5
    attribution: Annotated[
        float, Quantity("Chance to name the author rightly", "probability", 0, 1)
    ] = 0.8
    false_alarm: Annotated[
        float, Quantity("Chance of a finding at a quiet front", "probability/day", 0, 1)
    ] = 0.0
    delay_days: Annotated[int, Field(ge=0, le=365, description="Days until a finding is out")] = 1
    public: Annotated[bool, Field(description="Whether its findings are published")] = True
    consequence: Annotated[float, Quantity("What a finding costs the culprit", "utils", 0, 50)] = (
        1.0
    )
    source: Source = "assumed"


class Spoiler(Entity):
    """A party outside the agreement that gains from its failure."""

    party: Annotated[Id, Field(description="Who strikes to wreck the agreement")]
    host: Annotated[
        Id | None, Field(description="Party that others believe able to control it")
    ] = None
    active: Active = True
    luck_key: LuckKey = None
    rate: Annotated[
        float,
        Quantity("Chance a day to strike, at strength 1 and no goodwill", "probability", 0, 1),
    ] = 0.05
    gain: Annotated[
        float,
        Quantity("How much more it strikes when the parties trust each other", "ratio", 0, 20),
    ] = 1.0
    severity: Annotated[
        float, Quantity("Severity of a strike against a probe", "ratio", 0.1, 50)
    ] = 3.0
    believed_control: Annotated[
        float,
        Quantity("Chance that others believe its host could have stopped it", "probability", 0, 1),
    ] = 0.5
    source: Source = "assumed"


class Rivalry(Entity):
    """Two groups of one camp that contest sectors with each other."""

    first: Annotated[Id, Field(description="One group")]
    second: Annotated[Id, Field(description="The other group, of the same camp")]
    active: Active = True
    luck_key: LuckKey = None
    rate: Annotated[
        float,
        Quantity("Chance a day that a group without rival takes a sector", "probability", 0, 1),
    ] = 0.02
    source: Source = "assumed"


class Operation(Entity):
    """An operation begun before the first day, running or stopped."""

    owner: Annotated[Id, Field(description="Whose operation it is")]
    targets: Annotated[tuple[Id, ...], Field(min_length=1, description="Sectors it is after")]
    active: Active = True
    days_fought: Annotated[int, Field(ge=0, le=10000, description="Days fought so far")]
    days_stopped: Annotated[
        int, Field(ge=0, le=10000, description="Days between its stop and day 1; 0 while it runs")
    ] = 0
    running: Annotated[bool, Field(description="Whether it runs on day 1")] = False
    source: Source = "assumed"
