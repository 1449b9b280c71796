"""How parties behave at the line, and what they believe: parameters of those laws."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.quantity import Entity, Quantity

Switch = Annotated[bool, Field(description="Whether the mechanism works at all")]


class Order(Entity):
    """Daily orders at the front."""

    restraint: Annotated[float, Quantity("Reluctance to open fire at all", "utils", -20, 20)] = 0.5
    fear: Annotated[float, Quantity("Pull to strike at no belief at all", "utils", 0, 20)] = 1.0
    war_fire: Annotated[
        int, Field(ge=1, le=20, description="Attacks that a probe amounts to while no truce holds")
    ] = 2
    agreement_share: Annotated[
        float, Quantity("Share of an agreement's worth that bears on daily fire", "share", 0, 1)
    ] = 1.0
    bound_share: Annotated[
        float, Quantity("Worth of a text to a party bound without signing", "share", 0, 1)
    ] = 0.7
    mediated_worth: Annotated[
        float, Quantity("Worth that mediation of strength 1 adds to its text", "utils", 0, 20)
    ] = 1.0


class Momentum(Entity):
    """Pull of an unfinished operation."""

    active: Switch = True
    fire: Annotated[float, Quantity("Full momentum in daily orders", "utils", 0, 20)] = 0.3
    offensive: Annotated[float, Quantity("Full momentum in proposals", "utils", 0, 20)] = 4.0
    saturation_days: Annotated[
        float, Quantity("Days fought that give 63 percent of it", "days", 0.1, 1000)
    ] = 7.0
    fading_days: Annotated[
        float, Quantity("Mean life after the operation stops", "days", 0.1, 1000)
    ] = 25.0


class Weariness(Entity):
    """War weariness."""

    active: Switch = True
    fire: Annotated[float, Quantity("Full weariness in daily orders", "utils", 0, 20)] = 2.5
    offensive: Annotated[float, Quantity("Full weariness in proposals", "utils", 0, 20)] = 3.0
    rise: Annotated[
        float, Quantity("Share of freshness that a day of battle uses up", "share/day", 0, 1)
    ] = 0.03
    recovery: Annotated[
        float, Quantity("Share of weariness that a quiet day heals", "share/day", 0, 1)
    ] = 0.015
    battle: Annotated[
        float,
        Quantity("Severity per front that makes 63 percent of a battle", "severity", 0.1, 1000),
    ] = 8.0


class Deterrence(Entity):
    """A guarantor's troops in the way."""

    active: Switch = True
    fire: Annotated[float, Quantity("Weight in daily orders", "utils/strength", 0, 20)] = 0.5
    offensive: Annotated[float, Quantity("Weight in proposals", "utils/strength", 0, 20)] = 5.0
    post: Annotated[float, Quantity("Deterrent weight of a post", "strength", 0, 5)] = 0.3
    surrounded: Annotated[
        float, Quantity("Share of its weight that a surrounded garrison keeps", "share", 0, 1)
    ] = 0.2


class Retaliation(Entity):
    """Answers to recent harm."""

    active: Switch = True
    ratio: Annotated[float, Quantity("Answers per hit", "ratio", 0, 0.99)] = 0.6
    persistence: Annotated[
        float, Quantity("Share of grievance that survives a day", "share", 0, 0.99)
    ] = 0.7
    settled: Annotated[
        float, Quantity("Share of grievance that a new text settles", "share", 0, 1)
    ] = 0.95
    spread: Annotated[
        float, Quantity("Share answered on any front rather than this one", "share", 0, 1)
    ] = 0.3


class Friction(Entity):
    """Accidents and local clashes."""

    active: Switch = True
    rate: Annotated[
        float, Quantity("Chance of an accident at a front at rest", "probability/day", 0, 1)
    ] = 0.01
    tension_gain: Annotated[float, Quantity("How much tension multiplies it", "ratio", 0, 20)] = 1.0
    tension_rise: Annotated[
        float, Quantity("Tension per attack at the sector", "tension", 0, 5)
    ] = 0.1
    tension_persistence: Annotated[
        float, Quantity("Share of tension that survives a day", "share", 0, 1)
    ] = 0.9


class Belief(Entity):
    """How belief moves."""

    breach_weight: Annotated[
        float, Quantity("Evidence per unit of severity per front", "1/severity", 0, 10)
    ] = 0.45
    asymmetry: Annotated[
        float,
        Quantity("Weight of a broken day against a kept one; 1 is symmetric", "ratio", 0, 50),
    ] = 1.5
    kept_rate: Annotated[float, Quantity("Evidence of a day without breach", "1/day", 0, 1)] = 0.25
    verified: Annotated[
        float, Quantity("How much more a day counts that monitors watched", "ratio", 0, 10)
    ] = 1.0
    forgetting: Annotated[
        float, Quantity("Share of the record that survives a day", "share", 0, 1)
    ] = 0.99
    responsibility: Annotated[
        float, Quantity("Share of a client's breaches laid at its sponsor's door", "share", 0, 1)
    ] = 0.7
    unwritten: Annotated[
        float, Quantity("Weight of fire that no clause forbids", "share", 0, 1)
    ] = 1.0
    hearsay: Annotated[
        float, Quantity("Evidence in a trusted party's accusation", "evidence", 0, 1)
    ] = 0.05
    talks_credit: Annotated[
        float, Quantity("Evidence of good faith in talks that succeed", "days", 0, 100)
    ] = 3.0
    duty_credit: Annotated[
        float,
        Quantity("Evidence of good faith in a duty that was done", "days", 0, 100),
    ] = 1.0
    uncommitted_breach: Annotated[
        float,
        Quantity("Chance a day that an uncommitted party is seen to breach", "probability", 0, 1),
    ] = 0.05


class Overdue(Entity):
    """The ledger of undelivered duties."""

    active: Switch = True
    weight: Annotated[
        float, Quantity("Loss of belief per overdue day of full weight", "1/day", 0, 1)
    ] = 0.0025
