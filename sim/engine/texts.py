"""What the texts in force are worth to a party, and what their provisions do today."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.codes import NONE, P_COMMISSION, P_GUARANTEE, P_MEDIATION
from sim.engine.situation import takes_in, under_attack
from sim.law.order import worth_of_agreement
from sim.law.talks import discounted_worth

if TYPE_CHECKING:
    from sim.engine.tables import Rows, Treaty, World


def works(provision: Rows, kind: int, day: int, start: int) -> bool:
    """Whether a provision is of a kind and has not run out."""
    return provision.kind == kind and (provision.until == NONE or day < start + provision.until)


def guarantee_strength(world: World, treaty: Treaty, who: int) -> float:
    """Logit units that guarantees in force add to a guarantor's will."""
    run = world.run[0]
    total = 0.0
    for place in range(run.force_count):
        number = world.links[run.force_at + place]
        pact = treaty.pacts[number]
        text = treaty.texts[pact.text]
        for at in range(text.provisions_at, text.provisions_at + text.provisions_count):
            provision = treaty.provisions[at]
            if (
                works(provision, P_GUARANTEE, run.day, pact.start)
                and (provision.holder == NONE or provision.holder == who)
                and takes_in(world, treaty, number, who)
            ):
                total += provision.strength
    return total


def mediation(world: World, treaty: Treaty, who: int) -> float:
    """Strength of mediation behind the texts in force that take in a party."""
    run = world.run[0]
    total = 0.0
    for place in range(run.force_count):
        number = world.links[run.force_at + place]
        if not takes_in(world, treaty, number, who):
            continue
        pact = treaty.pacts[number]
        text = treaty.texts[pact.text]
        for at in range(text.provisions_at, text.provisions_at + text.provisions_count):
            provision = treaty.provisions[at]
            if works(provision, P_MEDIATION, run.day, pact.start):
                total += provision.strength
    return total


def commission_sits(world: World, treaty: Treaty) -> bool:
    """Whether there is a commission to refer a claim to."""
    run = world.run[0]
    for place in range(run.force_count):
        pact = treaty.pacts[world.links[run.force_at + place]]
        text = treaty.texts[pact.text]
        for at in range(text.provisions_at, text.provisions_at + text.provisions_count):
            if works(treaty.provisions[at], P_COMMISSION, run.day, pact.start):
                return True
    return False


def text_worth(world: World, treaty: Treaty, who: int, share: float) -> float:
    """Worth of the best agreement that binds a party, by its belief in the other side."""
    run = world.run[0]
    if under_attack(world, who):
        return 0.0
    laws = world.laws[0]
    best = 0.0
    for place in range(run.force_count):
        number = world.links[run.force_at + place]
        if not takes_in(world, treaty, number, who):
            continue
        text = treaty.texts[treaty.pacts[number].text]
        worth = discounted_worth(
            text.worth, laws.ending_past_failures, run.failures + text.earlier_failures
        )
        if world.links[text.signs_at + who] == 0:
            worth = worth * laws.order_bound_share
        best = worth if worth > best else best
    if best <= 0.0:
        return 0.0
    pressed = 0.0
    if laws.order_mediated_worth > 0.0:
        pressed = laws.order_mediated_worth * mediation(world, treaty, who)
    return share * worth_of_agreement(best, world.parties[who].opposing_belief, pressed)
