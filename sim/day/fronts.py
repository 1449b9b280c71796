"""Where hostile parties face each other, rebuilt when ground changes hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day.codes import NONE
from sim.law.order import worth_of_sector

if TYPE_CHECKING:
    from sim.day.state import Front, World


def worth_of(w: World, who: int, number: int) -> float:
    """Worth of a sector to a party, falling beyond its aims."""
    party = w.parties[who]
    sector = w.sectors[number]
    marginal = 1.0
    if party.has_aims == 1 and w.fronts[who][number].aimed == 0:
        marginal = party.beyond_aims
    return worth_of_sector(party.worth_of_land, sector.worth, marginal)


def value_ground(w: World, who: int, number: int) -> None:
    """Find the best target at a front, what it is worth, and whom its ground favours."""
    place = w.fronts[who][number]
    sector = w.sectors[number]
    best = NONE
    worth = 0.0
    if sector.holder == who:
        for at in range(sector.near_at, sector.near_at + sector.near_count):
            near = w.links[at]
            if w.pairs[w.sectors[near].holder][who].hostile == 0:
                continue
            found = worth_of(w, who, near)
            if (
                best == NONE
                or found > worth
                or (found == worth and w.sectors[near].key > w.sectors[best].key)
            ):
                best = near
                worth = found
    if best == NONE:
        best = number
        worth = worth_of(w, who, number)
    place.worth = worth
    target = w.sectors[best]
    place.terrain = 1.0
    if w.pairs[who][target.holder].hostile == 1:
        place.terrain = target.terrain
    place.pull = -worth / target.terrain


def doctrine_at(w: World, who: int, opponent: int, sector: int) -> int:
    """Doctrine towards the opponent at a front: the most specific one stated."""
    party = w.parties[who]
    best = party.doctrine
    specificity = -1
    for number in range(party.doctrine + 1, party.doctrine + 1 + party.doctrine_count):
        rule = w.doctrines[number]
        score = 0
        if rule.against != NONE:
            score += 1
        if rule.sector != NONE:
            score += 2
        fits = (rule.against == NONE or rule.against == opponent) and (
            rule.sector == NONE or rule.sector == sector
        )
        if fits and score > specificity:
            best = number
            specificity = score
    return best


def face(w: World, who: int, number: int, opponent: int) -> None:
    """Let a party face an opponent at a sector; memory of the same opponent is kept."""
    party = w.parties[who]
    place = w.fronts[who][number]
    if place.was == 0:
        place.order = 0
        place.adopted = NONE
        place.cause = NONE
        place.control_uniform = 0.0
        place.grievance = 0.0
        place.hits = 0.0
        place.last_hit = NONE
    if place.was == 0 or place.opponent != opponent:
        place.seen = 0
        place.own_act = 0
        place.triggered = 0
        place.days_left = 0
        place.strikes = 0
        place.own_standing = 1
        place.other_standing = 1
    place.opponent = opponent
    place.on = 1
    place.doctrine = doctrine_at(w, who, opponent, number)
    value_ground(w, who, number)
    w.links[party.fronts_at + party.fronts_count] = number
    party.fronts_count += 1


def rebuild_fronts(w: World) -> None:
    """Find every front and who is present there."""
    run = w.run
    for who in range(run.parties):
        for number in range(run.sectors):
            place = w.fronts[who][number]
            place.was = place.on
            place.on = 0
    for who in range(run.parties):
        w.parties[who].fronts_count = 0
    run.front_count = 0
    run.troops_version += 1
    run.aims_version += 1
    for number in range(run.sectors):
        sector = w.sectors[number]
        sector.present_count = 0
        main = NONE
        heaviest = 0
        challengers = 0
        for who in range(run.parties):
            party = w.parties[who]
            if party.fights == 0 or w.pairs[who][sector.holder].hostile == 0:
                if who == sector.holder:
                    w.links[sector.present_at + sector.present_count] = who
                    sector.present_count += 1
                continue
            weight = 0
            for at in range(sector.near_at, sector.near_at + sector.near_count):
                if w.sectors[w.links[at]].holder == who:
                    weight += 1
            if weight == 0 and w.fronts[who][number].faced == 0:
                continue
            challengers += 1
            w.links[sector.present_at + sector.present_count] = who
            sector.present_count += 1
            if (
                main == NONE
                or weight > heaviest
                or (weight == heaviest and party.key > w.parties[main].key)
            ):
                main = who
                heaviest = weight
        if challengers == 0:
            sector.present_count = 0
            continue
        w.links[run.front_at + run.front_count] = number
        run.front_count += 1
        for at in range(sector.present_at, sector.present_at + sector.present_count):
            who = w.links[at]
            if who != sector.holder:
                face(w, who, number, sector.holder)
        if w.parties[sector.holder].fights == 1:
            face(w, sector.holder, number, main)


def pressed(w: World, who: int, number: int) -> bool:
    """Whether a party faces a hostile holder at a sector, and so could assault it."""
    holder = w.sectors[number].holder
    on = w.fronts[who][number].on
    return on == 1 and w.pairs[who][holder].hostile == 1


def better(first: Front, first_key: int, second: Front, second_key: int) -> bool:
    """Whether one target pulls more than another: worth over terrain, then uniform key."""
    if first.pull != second.pull:
        return bool(first.pull < second.pull)
    return first_key < second_key
