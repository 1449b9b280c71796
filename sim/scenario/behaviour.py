"""How parties behave: the parameters of every law, one block per mechanism.

Each block can be switched off by ``active: false``; the law then has no effect
and the draws of the others stay as they were.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.quantity import Entity, number, probability, share, whole

_Switch = Annotated[bool, Field(description="Whether the mechanism works at all")]


class Order(Entity):
    """Daily orders at the front."""

    restraint: float = number(0.5, "Reluctance to open fire at all", "utils", -20, 20)
    fear: float = number(1.0, "Pull to strike at no belief at all", "utils", 0, 20)
    war_fire: int = whole(2, "Attacks that a probe amounts to while no truce holds", 1, 20)
    agreement_share: float = share(1.0, "Share of an agreement's worth that bears on daily fire")
    bound_share: float = share(0.7, "Worth of a text to a party bound without signing")
    mediated_worth: float = number(
        1.0, "Worth that mediation of strength 1 adds to its text", "utils", 0, 20
    )


class Momentum(Entity):
    """Pull of an unfinished operation."""

    active: _Switch = True
    fire: float = number(0.3, "Full momentum in daily orders", "utils", 0, 20)
    offensive: float = number(4.0, "Full momentum in proposals", "utils", 0, 20)
    saturation_days: float = number(
        7.0, "Days fought that give 63 percent of it", "days", 0.1, 1000
    )
    fading_days: float = number(25.0, "Mean life after the operation stops", "days", 0.1, 1000)


class Weariness(Entity):
    """War weariness."""

    active: _Switch = True
    fire: float = number(2.5, "Full weariness in daily orders", "utils", 0, 20)
    offensive: float = number(3.0, "Full weariness in proposals", "utils", 0, 20)
    rise: float = number(0.03, "Share of freshness that a day of battle uses up", "share/day", 0, 1)
    recovery: float = number(0.015, "Share of weariness that a quiet day heals", "share/day", 0, 1)
    battle: float = number(
        8.0, "Severity per front that makes 63 percent of a battle", "severity", 0.1, 1000
    )


class Deterrence(Entity):
    """A guarantor's troops in the way."""

    active: _Switch = True
    fire: float = number(0.5, "Weight in daily orders", "utils/strength", 0, 20)
    offensive: float = number(5.0, "Weight in proposals", "utils/strength", 0, 20)
    post: float = number(0.3, "Deterrent weight of a post", "strength", 0, 5)
    surrounded: float = share(0.2, "Share of its weight that a surrounded garrison keeps")


class Retaliation(Entity):
    """Answers to recent harm."""

    active: _Switch = True
    ratio: float = number(0.6, "Answers per hit", "ratio", 0, 0.99)
    persistence: float = number(0.7, "Share of grievance that survives a day", "share", 0, 0.99)
    settled: float = share(0.95, "Share of grievance that a new text settles")
    spread: float = share(0.3, "Share answered on any front rather than this one")


class Friction(Entity):
    """Accidents and local clashes."""

    active: _Switch = True
    rate: float = number(0.01, "Chance of an accident at a front at rest", "probability/day", 0, 1)
    tension_gain: float = number(1.0, "How much tension multiplies it", "ratio", 0, 20)
    tension_rise: float = number(0.1, "Tension per attack at the sector", "tension", 0, 5)
    tension_persistence: float = share(0.9, "Share of tension that survives a day")


class Belief(Entity):
    """How belief moves."""

    breach_weight: float = number(
        0.45, "Evidence per unit of severity per front", "1/severity", 0, 10
    )
    asymmetry: float = number(
        1.5, "Weight of a broken day against a kept one; 1 is symmetric", "ratio", 0, 50
    )
    kept_rate: float = number(0.25, "Evidence of a day without breach", "1/day", 0, 1)
    verified: float = number(
        1.0, "How much more a day counts that monitors watched", "ratio", 0, 10
    )
    forgetting: float = share(0.99, "Share of the record that survives a day")
    responsibility: float = share(0.7, "Share of a client's breaches laid at its sponsor's door")
    unwritten: float = share(1.0, "Weight of fire that no clause forbids")
    hearsay: float = number(0.05, "Evidence in a trusted party's accusation", "evidence", 0, 1)
    talks_credit: float = number(
        3.0, "Evidence of good faith in talks that succeed", "days", 0, 100
    )
    duty_credit: float = number(
        1.0, "Evidence of good faith in a duty that was done", "days", 0, 100
    )
    uncommitted_breach: float = probability(
        0.05, "Chance a day that an uncommitted party is seen to breach"
    )


class Overdue(Entity):
    """The ledger of undelivered duties."""

    active: _Switch = True
    weight: float = number(0.0025, "Loss of belief per overdue day of full weight", "1/day", 0, 1)


class Will(Entity):
    """Will to restrain and deliver; reciprocity between guarantors."""

    base: float = number(-0.5, "Will at no stake and even confidence", "logit", -10, 10)
    relations: float = number(0.7, "Effect of worth of relations", "logit/utils", 0, 10)
    reciprocity: float = number(6.0, "Effect of confidence, from none to full", "logit", 0, 20)
    neutral: float = share(0.6, "Confidence that neither raises nor lowers the will")
    speed: float = share(0.1, "Share of the gap to the wanted effort closed a day")
    notice: float = number(0.1, "Change of effort that others notice", "share", 0.01, 1)
    remedy: float = share(0.05, "Effort added by a charge one answers by mending")


class Consent(Entity):
    """A sponsor's say over its client."""

    active: _Switch = True
    fire_share: float = share(0.35, "Share of leverage that carries to daily fire")
    restraint: float = number(4.0, "Weight of full effort against a client's fire", "utils", 0, 20)
    relations: float = number(
        4.0, "Weight of relations at risk in an offensive", "utils/utils", 0, 20
    )
    effort: float = number(2.0, "Weight of effort against an offensive", "utils", 0, 20)
    join: float = number(1.0, "Position above which it joins", "utils", -20, 20)
    refuse: float = number(0.0, "Position below which it refuses", "utils", -20, 20)
    tolerated: float = share(0.8, "Share of strength brought to bear without the sponsor")


class Supply(Entity):
    """Arms for clients."""

    active: _Switch = True
    base: float = probability(0.05, "Chance a week under full confidence")
    weight: float = number(0.4, "How lost confidence and pressure raise it", "ratio", 0, 10)
    every_days: int = whole(7, "Days between occasions", 1, 365)


class Deployment(Entity):
    """Troops of guarantors."""

    active: _Switch = True
    threshold: float = number(
        6.0, "Pressure at which troops are sent on even odds", "pressure", 0.1, 1000
    )
    steepness: float = number(0.8, "Logit units per unit of pressure", "logit", 0.01, 10)
    size: float = number(0.25, "Troops sent at a time", "strength", 0, 10)
    delay_days: int = whole(3, "Days until they stand", 0, 100)
    exposure: float = number(
        0.005, "Chance that an attack hits troops, per unit of troops", "1/strength", 0, 10
    )
    relief: float = share(0.4, "Share of pressure that a deployment relieves")
    persistence: float = share(0.95, "Share of pressure that survives a day")


class Sighting(Entity):
    """How an unclear text clouds what is seen."""

    ambiguity: float = probability(0.5, "Added false alarms under a wholly ambiguous text")


class Accusation(Entity):
    """Public charges."""

    active: _Switch = True
    breach_rate: float = number(
        0.02, "Charges per day and unit of severity per front", "1/severity", 0, 10
    )
    overdue_rate: float = number(0.02, "Charges per day and overdue share", "1/day", 0, 10)
    pretext: float = probability(0.5, "Chance of a charge before an offensive")
    refractory_days: float = number(
        30.0, "Days until a repeated charge is fresh again", "days", 0, 365
    )


class Response(Entity):
    """The ladder of responses to perceived breaches."""

    distrust: float = number(1.0, "How low belief multiplies the pressure", "ratio", 0, 20)
    protest: float = number(1.3, "Pressure for a protest", "severity", -1e9, 1e9)
    refer: float = number(1.7, "Pressure for a referral", "severity", -1e9, 1e9)
    answer: float = number(2.0, "Pressure for an answer", "severity", -1e9, 1e9)
    escalate: float = number(6.0, "Pressure to escalate", "severity", -1e9, 1e9)
    escalation: float = number(1.5, "Hits that an escalation answers per hit", "ratio", 1, 10)
    noise: float = number(0.5, "Scale of the disturbance", "severity", 0, 20)


class Offensive(Entity):
    """Offensives."""

    active: _Switch = True
    threshold: float = number(9.5, "Own cost of an offensive", "utils", -50, 50)
    risk: float = share(0.25, "How much that cost rises for the weaker side")
    breadth: int = whole(2, "Sectors that one offensive assaults in a day", 1, 20)
    preparation_days: int = whole(3, "Days from the decision to the first assault", 0, 365)
    axis: int = whole(4, "Sectors that one offensive aims at", 1, 20)
    distrust: float = number(5.0, "Pull of lost belief in the other side", "utils", 0, 20)
    agreement_share: float = share(1.0, "Share of an agreement's worth that bears on offensives")
    assaults: float = number(4.0, "Severity of an assault against a probe", "ratio", 1, 50)
    pace: float = probability(0.25, "Twice the chance a day of taking a sector between equals")
    exponent: float = number(2.0, "How decisive the ratio of forces is", "exponent", 0, 10)
    inertia: float = number(3.0, "Pull to go on with what has begun", "utils", -20, 20)
    tiring: float = number(0.03, "Loss per day of fighting", "utils/day", 0, 5)
    displaced: float = number(0.05, "Share of people who flee a day of assault", "share/day", 0, 1)


class Talks(Entity):
    """Talks between guarantors, and what they change."""

    active: _Switch = True
    rate: float = number(0.02, "Calls per day and unit of matter", "1/day", 0, 5)
    overdue: float = number(0.7, "Weight of overdue duties against lost confidence", "ratio", 0, 10)
    pressure: float = number(0.3, "Weight of pressure as a matter", "ratio", 0, 10)
    agenda: float = number(
        10.0, "Matter of a clause that talks have yet to settle", "matter", 0, 100
    )
    urgency: float = number(2.0, "Matter of a war that no truce interrupts", "matter", 0, 100)
    pause_days: float = number(10.0, "Days of preparation between talks", "days", 0, 365)
    urgent_pause_days: float = number(4.0, "The same while no agreement holds", "days", 0, 365)
    base: float = number(-2.0, "Willingness in a neutral situation", "logit", -10, 10)
    confidence: float = number(1.0, "Effect of confidence times worth of relations", "logit", 0, 10)
    stalemate: float = number(1.0, "Effect of stalemate", "logit", 0, 10)
    weariness: float = number(2.0, "Effect of weariness", "logit", 0, 10)
    hurt: float = number(0.15, "Effect of pressure", "logit", 0, 10)
    fighting: float = number(
        2.0, "Pull of the client's momentum away from agreeing", "logit", 0, 10
    )
    clarify: float = probability(0.01, "Chance that a commission at full strength agrees a reading")
    extension_days: float = number(90.0, "Days a deadline moves for full progress", "days", 0, 365)
    extension_progress: float = share(0.1, "Least verified progress that earns an extension")
    extension_shrink: float = number(0.5, "Factor per further extension", "ratio", 0, 1)
    window_days: int = whole(14, "Days over which stalemate is judged", 1, 365)


class Ending(Entity):
    """Declarations that end an agreement."""

    undelivered: float = number(
        3.0, "Weight of lost belief through undelivered duties", "utils", 0, 20
    )
    cancelling: float = number(11.0, "Cost of cancelling without an escape clause", "utils", 0, 50)
    disowning: float = number(
        12.0, "Cost to a guarantor of disowning what it signed", "utils", 0, 50
    )
    unsigned: float = share(0.5, "Share of that cost for a text announced in its name")
    hurt: float = number(1.5, "Weight of pressure in disowning", "utils", 0, 20)
    distrust: float = number(3.0, "Weight of lost confidence in disowning", "utils", 0, 20)
    announced: float = probability(0.1, "Chance that who attacks says first that the truce is over")
    past_failures: float = share(0.05, "Share of a text's worth that an earlier failure takes")


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
