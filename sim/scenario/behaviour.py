"""How parties behave: the parameters of every law, one block per mechanism.

Each block can be switched off by ``active: false``; the law then has no effect
and the draws of the others stay as they were.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.conduct import (
    Belief,
    Deterrence,
    Friction,
    Momentum,
    Order,
    Overdue,
    Retaliation,
    Switch,
    Weariness,
)
from sim.scenario.quantity import Entity, Quantity


class Will(Entity):
    """Will to restrain and deliver; reciprocity between guarantors."""

    base: Annotated[
        float, Quantity("Will at no stake and even confidence", "logit", -10, 10)
    ] = -0.5
    relations: Annotated[float, Quantity("Effect of worth of relations", "logit/utils", 0, 10)] = (
        0.7
    )
    reciprocity: Annotated[
        float, Quantity("Effect of confidence, from none to full", "logit", 0, 20)
    ] = 6.0
    neutral: Annotated[
        float, Quantity("Confidence that neither raises nor lowers the will", "share", 0, 1)
    ] = 0.6
    speed: Annotated[
        float, Quantity("Share of the gap to the wanted effort closed a day", "share", 0, 1)
    ] = 0.1
    notice: Annotated[float, Quantity("Change of effort that others notice", "share", 0.01, 1)] = (
        0.1
    )
    remedy: Annotated[
        float, Quantity("Effort added by a charge one answers by mending", "share", 0, 1)
    ] = 0.05


class Consent(Entity):
    """A sponsor's say over its client."""

    active: Switch = True
    fire_share: Annotated[
        float, Quantity("Share of leverage that carries to daily fire", "share", 0, 1)
    ] = 0.35
    restraint: Annotated[
        float, Quantity("Weight of full effort against a client's fire", "utils", 0, 20)
    ] = 4.0
    relations: Annotated[
        float, Quantity("Weight of relations at risk in an offensive", "utils/utils", 0, 20)
    ] = 4.0
    effort: Annotated[float, Quantity("Weight of effort against an offensive", "utils", 0, 20)] = (
        2.0
    )
    join: Annotated[float, Quantity("Position above which it joins", "utils", -20, 20)] = 1.0
    refuse: Annotated[float, Quantity("Position below which it refuses", "utils", -20, 20)] = 0.0
    tolerated: Annotated[
        float, Quantity("Share of strength brought to bear without the sponsor", "share", 0, 1)
    ] = 0.8


class Supply(Entity):
    """Arms for clients."""

    active: Switch = True
    base: Annotated[float, Quantity("Chance a week under full confidence", "probability", 0, 1)] = (
        0.05
    )
    weight: Annotated[
        float, Quantity("How lost confidence and pressure raise it", "ratio", 0, 10)
    ] = 0.4
    every_days: Annotated[int, Field(ge=1, le=365, description="Days between occasions")] = 7


class Deployment(Entity):
    """Troops of guarantors."""

    active: Switch = True
    threshold: Annotated[
        float, Quantity("Pressure at which troops are sent on even odds", "pressure", 0.1, 1000)
    ] = 6.0
    steepness: Annotated[float, Quantity("Logit units per unit of pressure", "logit", 0.01, 10)] = (
        0.8
    )
    size: Annotated[float, Quantity("Troops sent at a time", "strength", 0, 10)] = 0.25
    delay_days: Annotated[int, Field(ge=0, le=100, description="Days until they stand")] = 3
    exposure: Annotated[
        float,
        Quantity("Chance that an attack hits troops, per unit of troops", "1/strength", 0, 10),
    ] = 0.005
    relief: Annotated[
        float, Quantity("Share of pressure that a deployment relieves", "share", 0, 1)
    ] = 0.4
    persistence: Annotated[
        float, Quantity("Share of pressure that survives a day", "share", 0, 1)
    ] = 0.95


class Sighting(Entity):
    """How an unclear text clouds what is seen."""

    ambiguity: Annotated[
        float, Quantity("Added false alarms under a wholly ambiguous text", "probability", 0, 1)
    ] = 0.5


class Accusation(Entity):
    """Public charges."""

    active: Switch = True
    breach_rate: Annotated[
        float, Quantity("Charges per day and unit of severity per front", "1/severity", 0, 10)
    ] = 0.02
    overdue_rate: Annotated[
        float, Quantity("Charges per day and overdue share", "1/day", 0, 10)
    ] = 0.02
    pretext: Annotated[
        float, Quantity("Chance of a charge before an offensive", "probability", 0, 1)
    ] = 0.5
    refractory_days: Annotated[
        float, Quantity("Days until a repeated charge is fresh again", "days", 0, 365)
    ] = 30.0


class Response(Entity):
    """The ladder of responses to perceived breaches."""

    distrust: Annotated[
        float, Quantity("How low belief multiplies the pressure", "ratio", 0, 20)
    ] = 1.0
    protest: Annotated[float, Quantity("Pressure for a protest", "severity", -1e9, 1e9)] = 1.3
    refer: Annotated[float, Quantity("Pressure for a referral", "severity", -1e9, 1e9)] = 1.7
    answer: Annotated[float, Quantity("Pressure for an answer", "severity", -1e9, 1e9)] = 2.0
    escalate: Annotated[float, Quantity("Pressure to escalate", "severity", -1e9, 1e9)] = 6.0
    escalation: Annotated[
        float, Quantity("Hits that an escalation answers per hit", "ratio", 1, 10)
    ] = 1.5
    noise: Annotated[float, Quantity("Scale of the disturbance", "severity", 0, 20)] = 0.5


class Offensive(Entity):
    """Offensives."""

    active: Switch = True
    threshold: Annotated[float, Quantity("Own cost of an offensive", "utils", -50, 50)] = 9.5
    risk: Annotated[
        float, Quantity("How much that cost rises for the weaker side", "share", 0, 1)
    ] = 0.25
    breadth: Annotated[
        int, Field(ge=1, le=20, description="Sectors that one offensive assaults in a day")
    ] = 2
    preparation_days: Annotated[
        int, Field(ge=0, le=365, description="Days from the decision to the first assault")
    ] = 3
    axis: Annotated[int, Field(ge=1, le=20, description="Sectors that one offensive aims at")] = 4
    distrust: Annotated[
        float, Quantity("Pull of lost belief in the other side", "utils", 0, 20)
    ] = 5.0
    agreement_share: Annotated[
        float, Quantity("Share of an agreement's worth that bears on offensives", "share", 0, 1)
    ] = 1.0
    assaults: Annotated[
        float, Quantity("Severity of an assault against a probe", "ratio", 1, 50)
    ] = 4.0
    pace: Annotated[
        float,
        Quantity("Twice the chance a day of taking a sector between equals", "probability", 0, 1),
    ] = 0.25
    exponent: Annotated[
        float, Quantity("How decisive the ratio of forces is", "exponent", 0, 10)
    ] = 2.0
    inertia: Annotated[float, Quantity("Pull to go on with what has begun", "utils", -20, 20)] = 3.0
    tiring: Annotated[float, Quantity("Loss per day of fighting", "utils/day", 0, 5)] = 0.03
    displaced: Annotated[
        float, Quantity("Share of people who flee a day of assault", "share/day", 0, 1)
    ] = 0.05


class Talks(Entity):
    """Talks between guarantors, and what they change."""

    active: Switch = True
    rate: Annotated[float, Quantity("Calls per day and unit of matter", "1/day", 0, 5)] = 0.02
    overdue: Annotated[
        float, Quantity("Weight of overdue duties against lost confidence", "ratio", 0, 10)
    ] = 0.7
    pressure: Annotated[float, Quantity("Weight of pressure as a matter", "ratio", 0, 10)] = 0.3
    agenda: Annotated[
        float, Quantity("Matter of a clause that talks have yet to settle", "matter", 0, 100)
    ] = 10.0
    urgency: Annotated[
        float, Quantity("Matter of a war that no truce interrupts", "matter", 0, 100)
    ] = 2.0
    pause_days: Annotated[float, Quantity("Days of preparation between talks", "days", 0, 365)] = (
        10.0
    )
    urgent_pause_days: Annotated[
        float, Quantity("The same while no agreement holds", "days", 0, 365)
    ] = 4.0
    base: Annotated[float, Quantity("Willingness in a neutral situation", "logit", -10, 10)] = -2.0
    confidence: Annotated[
        float, Quantity("Effect of confidence times worth of relations", "logit", 0, 10)
    ] = 1.0
    stalemate: Annotated[float, Quantity("Effect of stalemate", "logit", 0, 10)] = 1.0
    weariness: Annotated[float, Quantity("Effect of weariness", "logit", 0, 10)] = 2.0
    hurt: Annotated[float, Quantity("Effect of pressure", "logit", 0, 10)] = 0.15
    fighting: Annotated[
        float, Quantity("Pull of the client's momentum away from agreeing", "logit", 0, 10)
    ] = 2.0
    clarify: Annotated[
        float,
        Quantity("Chance that a commission at full strength agrees a reading", "probability", 0, 1),
    ] = 0.01
    extension_days: Annotated[
        float, Quantity("Days a deadline moves for full progress", "days", 0, 365)
    ] = 90.0
    extension_progress: Annotated[
        float, Quantity("Least verified progress that earns an extension", "share", 0, 1)
    ] = 0.1
    extension_shrink: Annotated[float, Quantity("Factor per further extension", "ratio", 0, 1)] = (
        0.5
    )
    window_days: Annotated[
        int, Field(ge=1, le=365, description="Days over which stalemate is judged")
    ] = 14


class Ending(Entity):
    """Declarations that end an agreement."""

    undelivered: Annotated[
        float, Quantity("Weight of lost belief through undelivered duties", "utils", 0, 20)
    ] = 3.0
    cancelling: Annotated[
        float, Quantity("Cost of cancelling without an escape clause", "utils", 0, 50)
    ] = 11.0
    disowning: Annotated[
        float, Quantity("Cost to a guarantor of disowning what it signed", "utils", 0, 50)
    ] = 12.0
    unsigned: Annotated[
        float, Quantity("Share of that cost for a text announced in its name", "share", 0, 1)
    ] = 0.5
    hurt: Annotated[float, Quantity("Weight of pressure in disowning", "utils", 0, 20)] = 1.5
    distrust: Annotated[
        float, Quantity("Weight of lost confidence in disowning", "utils", 0, 20)
    ] = 3.0
    announced: Annotated[
        float,
        Quantity("Chance that who attacks says first that the truce is over", "probability", 0, 1),
    ] = 0.1
    past_failures: Annotated[
        float, Quantity("Share of a text's worth that an earlier failure takes", "share", 0, 1)
    ] = 0.05


class Behaviour(Entity):
    """All parameters of behaviour, common to every scenario of one conflict."""

    order: Order = Order()
    momentum: Momentum = Momentum()
    weariness: Weariness = Weariness()
    deterrence: Deterrence = Deterrence()
    retaliation: Retaliation = Retaliation()
    friction: Friction = Friction()
    belief: Belief = Belief()
    overdue: Overdue = Overdue()
    will: Will = Will()
    consent: Consent = Consent()
    supply: Supply = Supply()
    deployment: Deployment = Deployment()
    sighting: Sighting = Sighting()
    accusation: Accusation = Accusation()
    response: Response = Response()
    offensive: Offensive = Offensive()
    talks: Talks = Talks()
    ending: Ending = Ending()
