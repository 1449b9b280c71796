"""Assaults, flight and changes of hands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.engine.campaigning import best_target
from sim.engine.codes import ASSAULT_FORM, CAPTURED, DISPLACEMENT, NONE, SECTOR, TAKEOVER
from sim.engine.fronts import better, pressed
from sim.engine.notes import because, note
from sim.engine.ordering import strength_of
from sim.engine.violence import attack, breach_of
from sim.law.arithmetic import pick
from sim.law.draws import ASSAULT, CONTEST, draw_block
from sim.law.offensive import capture_chance, takeover_chance
from sim.law.order import force_share
from sim.law.world import fleeing

if TYPE_CHECKING:
    from sim.engine.tables import Diary, Field, Today, Treaty, World


def assault(
    world: World, treaty: Treaty, today: Today, diary: Diary, field: Field, who: int
) -> None:
    """Fight one day of a running offensive."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    target = best_target(world, who)
    if target == NONE:
        return
    if run.day >= 1:
        party.op_days_fought += 1
    for _ in range(laws.offensive_breadth):
        if run.assaults >= len(field.assaults):
            run.overflow = 1
            return
        victim = world.places[who * run.sectors + target].opponent
        event = attack(
            world,
            today,
            diary,
            who,
            victim,
            target,
            ASSAULT_FORM,
            laws.offensive_assaults,
            party.op_begun,
        )
        breach_of(
            world,
            treaty,
            today,
            diary,
            who,
            victim,
            target,
            ASSAULT_FORM,
            laws.offensive_assaults,
            event,
        )
        entry = field.assaults[run.assaults]
        entry.day = run.day
        entry.sector = target
        entry.event = event
        entry.author = who
        run.assaults += 1
        if run.day >= 1:
            flight(world, diary, who, target, event)
            try_capture(world, field, who, target, event)
        target = next_target(world, who, target)
        if target == NONE:
            return


def next_target(world: World, who: int, last: int) -> int:
    """Best target after another, or -1."""
    run = world.run[0]
    party = world.parties[who]
    best = NONE
    before = world.places[who * run.sectors + last]
    for at in range(party.fronts_at, party.fronts_at + party.fronts_count):
        number = world.links[at]
        place = world.places[who * run.sectors + number]
        if place.target == 0 or number == last or not pressed(world, who, number):
            continue
        if not better(before, world.sectors[last].key, place, world.sectors[number].key):
            continue
        if best == NONE or better(
            place,
            world.sectors[number].key,
            world.places[who * run.sectors + best],
            world.sectors[best].key,
        ):
            best = number
    return best


def flight(world: World, diary: Diary, who: int, number: int, cause: int) -> None:
    """Let people flee an assault."""
    run = world.run[0]
    sector = world.sectors[number]
    fled = fleeing(sector.people, world.laws[0].offensive_displaced)
    if fled <= 0.0:
        return
    sector.people -= fled
    run.displaced += fled
    diary.days[run.day + run.run_in - 1].displaced += int(fled)
    event = note(run, diary, DISPLACEMENT, 0, NONE, sector.holder, number, NONE, NONE, fled, who)
    because(run, diary, cause)
    camp = world.parties[sector.holder].camp
    for guarantor in range(run.parties):
        party = world.parties[guarantor]
        if party.guarantor == 1 and party.camp == camp and party.displacement_sensitivity > 0.0:
            party.pressure += party.displacement_sensitivity * fled / 1e5
            party.displacement_event = event


def try_capture(world: World, field: Field, who: int, number: int, cause: int) -> None:
    """Try to take a sector; it changes hands when the phase is over."""
    run = world.run[0]
    laws = world.laws[0]
    party = world.parties[who]
    support = 0.0
    for place in range(party.sponsors):
        if (party.op_joined >> place) & 1 == 1:
            tie = party.sponsor_a if place == 0 else party.sponsor_b
            support += world.ties[tie].air_power
    attackers = strength_of(world, who, support)
    if party.sponsors > 0 and laws.consent_active == 1 and party.op_joined == 0:
        attackers = attackers * laws.consent_tolerated
    sector = world.sectors[number]
    troops = 0.0
    for guarantor in range(run.parties):
        if (
            world.parties[guarantor].guarantor == 1
            and world.pairs[who * run.parties + guarantor].hostile == 1
        ):
            troops += world.places[guarantor * run.sectors + number].forces
    defenders = strength_of(world, sector.holder, troops) * sector.terrain
    chance = capture_chance(laws.offensive_pace, attackers, defenders, laws.offensive_exponent)
    luck, _, _, _ = draw_block(
        run.seed, run.replicate, run.day, ASSAULT, party.key, 0, sector.key, 0
    )
    if luck < chance:
        party.op_captured += 1
        if run.taking >= len(field.taking):
            run.overflow = 1
            return
        entry = field.taking[run.taking]
        entry.sector = number
        entry.taker = who
        entry.cause = cause
        run.taking += 1


def change_hands(
    world: World, diary: Diary, field: Field, number: int, taker: int, form: int, cause: int
) -> None:
    """Give a sector a new holder; garrisons of the other side's guarantors are lost."""
    run = world.run[0]
    sector = world.sectors[number]
    loser = sector.holder
    sector.holder = taker
    event = note(run, diary, SECTOR, form, taker, loser, number, NONE, NONE, 0.0, taker)
    because(run, diary, cause)
    if form == CAPTURED:
        if run.captures >= len(field.captures):
            run.overflow = 1
            return
        entry = field.captures[run.captures]
        entry.day = run.day
        entry.sector = number
        entry.event = event
        entry.author = taker
        run.captures += 1
        diary.days[run.day + run.run_in - 1].sectors_changed += 1
        for guarantor in range(run.parties):
            party = world.parties[guarantor]
            if party.guarantor == 1 and world.pairs[guarantor * run.parties + taker].hostile == 1:
                world.places[guarantor * run.sectors + number].forces = 0.0
                if party.displacement_event < 1:
                    party.displacement_event = event
    run.fronts_changed = 1
    run.troops_version += 1
    run.ground_version += 1
    run.aims_version += 1


def contest(world: World, diary: Diary, field: Field, which: int) -> None:
    """Let the stronger of two groups of one camp take a sector from the other."""
    run = world.run[0]
    rivalry = field.rivalries[which]
    share = force_share(
        strength_of(world, rivalry.first, 0.0), strength_of(world, rivalry.second, 0.0)
    )
    strong = rivalry.first if share > 0.5 else rivalry.second
    weak = rivalry.second if share > 0.5 else rivalry.first
    chance = takeover_chance(rivalry.rate, share if share > 1.0 - share else 1.0 - share)
    if chance <= 0.0:
        return
    luck, where, _, _ = draw_block(run.seed, run.replicate, run.day, CONTEST, rivalry.key, 0, 0, 0)
    if luck >= chance:
        return
    held = 0
    count = 0
    for number in range(run.sectors):
        if world.sectors[number].holder == weak:
            held += 1
            count += int(borders(world, number, strong))
    if count == 0:
        return
    left = pick(count, where)
    for number in range(run.sectors):
        if world.sectors[number].holder == weak and borders(world, number, strong):
            if left == 0:
                moved = world.parties[weak].strength * 0.5 / held
                world.parties[weak].strength -= moved
                world.parties[strong].strength += moved
                change_hands(world, diary, field, number, strong, TAKEOVER, NONE)
                return
            left -= 1


def borders(world: World, number: int, who: int) -> bool:
    """Whether a party holds a neighbour of a sector."""
    sector = world.sectors[number]
    for at in range(sector.near_at, sector.near_at + sector.near_count):
        if world.sectors[world.links[at]].holder == who:
            return True
    return False
