"""The state of a run: each cell of it declared once, with its meaning, unit and initial value.

A row is a record of words of eight bytes: whole numbers and reals. Compiled code reads rows
in one block of memory, plain Python reads the same names on objects of these classes. What a
scenario states under the same name as a cell (`stated`) is copied into it when a run is built.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import numpy as np

from sim.day.codes import LONG_AGO, NONE
from sim.scenario.behaviour import Behaviour

Decider = Callable[[int, Any, int, float], Any]


def cell(meaning: str, unit: str = "", *, initial: int = 0, stated: bool = False) -> Any:
    """Declare a cell of a row.

    Parameters
    ----------
    meaning : str
        What the number is.
    unit : str
        Its unit; empty for counts, flags and numbers of rows.
    initial : int
        Value when a replicate begins.
    stated : bool
        Whether the scenario states it under this name.
    """
    return field(default=initial, metadata={"meaning": meaning, "unit": unit, "stated": stated})


@dataclass(slots=True)
class Run:
    """The run itself, one row: its key, the day, rows in use, and the measured end."""

    # The key of all random streams, and the clock.
    seed: int = cell("seed of all random streams")
    replicate: int = cell("number of the replicate, the other half of the key")
    day: int = cell("day of the run; 1 is the first day in force, 0 its eve", "days")
    horizon: int = cell("last day", "days")
    run_in: int = cell("days simulated before day 1", "days")
    aftermath: int = cell("days simulated after the end of the first agreement", "days")
    series: int = cell("whether the run goes on to the horizon whatever ends")
    traced: int = cell("whether the log and the daily table are written")
    overflow: int = cell("whether a table was too short; the run is then repeated with more room")
    events: int = cell("events entered so far, in every run; the number of the next one")
    # What the scenario has.
    parties: int = cell("rows of parties")
    sectors: int = cell("rows of sectors")
    main: int = cell("text of the main agreement")
    # How the run stands.
    first: int = cell("first agreement whose end is measured")
    attackers: int = cell("parties with an offensive running, as the day began")
    failures: int = cell("texts signed anew so far, each after one that failed")
    failed_rounds: int = cell("rounds of talks that failed in a row")
    last_success: int = cell("event of the last talks that succeeded", initial=NONE)
    first_ended_on: int = cell("day on which the end of `first` was entered", "days", initial=NONE)
    fronts_changed: int = cell("whether ground changed hands today")
    # Kept for speed: versions, raised when what they stand for changes. A value that was derived
    # keeps the version from which it was derived, and holds as long as both are equal.
    duty_version: int = cell("version of the duties in force and of their readings", initial=1)
    found_version: int = cell("version of which monitors are on duty", initial=1)
    troops_version: int = cell("version of where troops stand and who holds the ground", initial=1)
    ground_version: int = cell(
        "version of who holds the ground, and of leverage over holders", initial=1
    )
    aims_version: int = cell("version of what operations aim at, and of the ground", initial=1)
    readings_changed: int = cell("whether a reading was agreed since the duties were last listed")
    # Addresses in `links`, with the length of the list where it varies.
    force_at: int = cell("agreements in force")
    force_count: int = cell("how many")
    live_at: int = cell("duties in force, those of the newest agreement first")
    live_count: int = cell("how many")
    front_at: int = cell("sectors that are fronts")
    front_count: int = cell("how many")
    flags_at: int = cell("scratch: a flag for each party")
    overdue_at: int = cell("duties overdue today; in a commission, flags of those disputed")
    overdue_count: int = cell("how many are overdue")
    reading_at: int = cell("for each duty and reader, the address of the list of who owes it")
    charge_at: int = cell("day of the last charge, for each accuser, accused and obligation")
    heard_at: int = cell("day on which a camp last saw the fire of an author, for each sector")
    laid_at: int = cell("on whom the camp laid it then")
    rank_at: int = cell("precedence of each kind of end, the least first")
    # Rows in use of the tables that fill as a run goes on.
    agreements: int = cell("agreements signed")
    duties: int = cell("duties of all agreements")
    closing: int = cell("declarations to be carried out when the phase is over")
    strikes: int = cell("attacks today")
    sightings: int = cell("what parties perceived today")
    charges: int = cell("charges before the accused today")
    late: int = cell("counter-charges, to be heard tomorrow")
    opened: int = cell("deliveries of arms and troops that were seen today")
    arriving: int = cell("troops on their way")
    taking: int = cell("sectors taken in this phase")
    looks: int = cell("what there is to look at for monitors today")
    findings: int = cell("findings of monitors that are not yet due")
    published: int = cell("findings put out today")
    assaults: int = cell("assaults of the whole run")
    captures: int = cell("captures of the whole run")
    causes: int = cell("causes written to the log")
    weights: int = cell("numbers written to the log")
    witnesses: int = cell("witnesses written to the log")
    asked: int = cell("addresses of draws that are listed")
    awaiting: int = cell("what waits for these draws")
    # Referrals since the commission last sat, the newest three, and the newest three attacks.
    docket: int = cell("claims referred to the commission")
    docket_a: int = cell("event of the third last", initial=NONE)
    docket_b: int = cell("event of the second last", initial=NONE)
    docket_c: int = cell("event of the last", initial=NONE)
    attack_a: int = cell("event of the third last attack", initial=NONE)
    attack_b: int = cell("event of the second last", initial=NONE)
    attack_c: int = cell("event of the last", initial=NONE)
    # How an end is measured.
    rules: int = cell("definitions of an offensive: the main one, then the alternatives")
    erosion: int = cell("whether violence that drifts back to its baseline is an end", stated=True)
    erosion_window_days: int = cell("window over which violence is averaged", "days", stated=True)
    # The first end that was measured, and what else happened that day.
    end_noted: int = cell("event of it; -1 until then", initial=NONE)
    end_kind: int = cell("its form", initial=NONE)
    end_also: int = cell("other forms of end of the same day, a bit each")
    end_day: int = cell("day to which it is dated", "days")
    end_agreement: int = cell("agreement that ended", initial=NONE)
    # Reals.
    ambiguity: float = cell("ambiguity of the measured text in force", "share")
    displaced: float = cell("people displaced so far", "people")
    people_before: float = cell("people displaced before today", "people")
    erosion_share: float = cell("share of the baseline that counts as eroded", "share", stated=True)
    baseline: float = cell("before day 1; 0 measures the run-in", "attacks/day", stated=True)
    end_trust: float = cell("mean belief of the two sides in each other at that end", "share")


@dataclass(slots=True)
class Party:
    """A state, an armed group or an observer: what it is, how it stands, and what it plans."""

    # What it is.
    key: int = cell("stream key of its draws")
    camp: int = cell("its camp; -1 for none")
    camp_first: int = cell("the first party of its camp, which keeps what the camp was told")
    hears_as: int = cell("kept for speed: the first of its camp whom the same monitors reach")
    shared: int = cell("sightings that its camp was told of today")
    fights: int = cell("whether it commands units")
    observer: int = cell("whether it is an observer")
    publishes: int = cell("whether it publishes counts of violations")
    accuses: int = cell("whether it makes charges in public")
    has_aims: int = cell("whether it aims at some sectors rather than at all")
    bayesian: int = cell("whether its belief follows Bayes' rule rather than a record")
    committed: int = cell("whether a text takes it in, or it sponsors somebody")
    guarantor: int = cell("whether it sponsors a client")
    negotiates: int = cell("whether it comes to talks")
    doctrine: int = cell("its own rule for orders, a row of doctrines")
    doctrine_count: int = cell("how many more specific rules follow that one")
    fronts_at: int = cell("address in `links` of the sectors where it has a front")
    fronts_count: int = cell("how many")
    sponsor_a: int = cell("first tie of which it is the client", initial=NONE)
    sponsor_b: int = cell("second such tie", initial=NONE)
    sponsors: int = cell("how many it has, at most two")
    drift_at: int = cell("first step of the path of its drift in strength")
    drift_count: int = cell("how many steps")
    # How it stands today.
    attacking: int = cell("whether it has an offensive running, as the day began")
    promises: int = cell("whether a text in force takes in it or a client of its own")
    restraint_event: int = cell("event that last changed its restraint of clients", initial=NONE)
    loss_event: int = cell("event of its last loss of troops", initial=NONE)
    displacement_event: int = cell("event of the last flight or capture on its side", initial=NONE)
    latest_charge: int = cell("event of its last charge", initial=NONE)
    published: int = cell("violations that it counted today")
    # Its offensive: the sectors aimed at stand at the fronts, as `target`.
    operation: int = cell("whether it has an operation, running or stopped")
    op_wanted: int = cell("sectors at which the operation aimed when it began")
    op_days_fought: int = cell("days of assault", "days")
    op_days_stopped: int = cell("days since it stopped", "days")
    op_running: int = cell("whether it is running")
    op_joined: int = cell("ties whose sponsors joined, a bit each")
    op_begun: int = cell("event of its beginning", initial=NONE)
    op_captured: int = cell("sectors that it took")
    # Kept for speed: from what `op_momentum`, `op_left` and the axis were derived.
    op_version: int = cell("aims from which momentum was derived")
    op_fought: int = cell("days fought from which momentum was derived", "days")
    op_stopped: int = cell("days stopped from which momentum was derived", "days")
    left_version: int = cell("aims from which the share left was derived")
    axis_version: int = cell("aims from which the axis was derived")
    axis_at: int = cell("address in `links` of a new offensive's targets, worthiest first")
    axis_count: int = cell("how many sectors")
    # An offensive prepared: when, where, with whom, because of what.
    plan: int = cell("whether one is prepared")
    plan_day: int = cell("day on which it begins", "days")
    plan_at: int = cell("address in `links` of its sectors")
    plan_count: int = cell("how many")
    plan_joined: int = cell("ties whose sponsors join, a bit each")
    plan_cause_a: int = cell("event that last told against the other side", initial=NONE)
    plan_cause_b: int = cell("event of the worst duty left undone", initial=NONE)
    plan_cause_c: int = cell("event of the first sponsor's consent", initial=NONE)
    plan_cause_d: int = cell("event of the second sponsor's consent", initial=NONE)
    plan_cause_e: int = cell("event of the preparation itself", initial=NONE)
    # What the scenario states.
    beyond_aims: float = cell("worth of sectors outside its aims to those in", "share", stated=True)
    loss_sensitivity: float = cell("per attack that hits its troops", "pressure", stated=True)
    displacement_sensitivity: float = cell("per 100,000 displaced", "pressure", stated=True)
    choice_noise: float = cell("scale of the noise in its choices", "utils", stated=True)
    tolerance: float = cell("severity per front that it lets pass", "severity", stated=True)
    attribution_bias: float = cell("of doubt turned on the main opponent", "share", stated=True)
    false_alarm: float = cell("chance to take quiet for a breach", "probability/day", stated=True)
    missed: float = cell("chance to miss a breach at its front", "probability", stated=True)
    confusion: float = cell("chance to take the author for another", "probability", stated=True)
    proportion: float = cell("answers to a hit, to the common ratio", "ratio", stated=True)
    prior_weight: float = cell("weight of its initial beliefs", "days", stated=True)
    # Stated for the first day, and moved by the run.
    strength: float = cell("strength", "strength", stated=True)
    weariness: float = cell("war weariness", "share", stated=True)
    control: float = cell("share of its orders that units obey", "share", stated=True)
    worth_of_land: float = cell("worth to it of a sector of worth 1", "utils", stated=True)
    effort: float = cell("effort to restrain clients and to deliver", "share")
    noticed_effort: float = cell("effort that others last noticed", "share")
    confidence: float = cell("confidence in the guarantors of the other side", "share")
    pressure: float = cell("pressure from losses and displacement", "pressure")
    violence: float = cell("severity of attacks by it and on it since yesterday", "severity")
    # Kept for speed: derived when beliefs, the operation or its aims change.
    opposing_belief: float = cell("mean belief in the parties that oppose it", "share")
    op_momentum: float = cell("momentum of its operation", "share")
    op_left: float = cell("share of the operation's aims still in hostile hands", "share")
    # What decided the offensive prepared, for the log.
    plan_a: float = cell("gains", "utils")
    plan_b: float = cell("momentum", "utils")
    plan_c: float = cell("distrust", "utils")
    plan_d: float = cell("worth of the agreement", "utils")
    plan_e: float = cell("deterrence by troops", "utils")
    plan_f: float = cell("weariness", "utils")
    plan_g: float = cell("threshold", "utils")


@dataclass(slots=True)
class Pair:
    """What one party, the first, holds in mind of another, the second."""

    # What they are to each other.
    hostile: int = cell("whether both have camps and these differ")
    other_camp: int = cell("whether the second is another party, not of the first one's camp")
    opposes: int = cell("whether the second is hostile, committed and no observer")
    rival: int = cell("whether the second is a hostile guarantor")
    # Events that tell against the second.
    evidence: int = cell("event of the last act for which it was blamed", initial=NONE)
    evidence_author: int = cell("who really did that", initial=NONE)
    evidence_forbidden: int = cell("whether a duty forbade it")
    undelivered: int = cell("event of the gravest duty that the second left undone", initial=NONE)
    last_talks: int = cell("day of their last talks, kept with the first in order", "days")
    charged_event: int = cell("event of the first one's last charge against it", initial=NONE)
    heard: int = cell("event of today's charge against it by a trusted party", initial=NONE)
    heard_actor: int = cell("who made it", initial=NONE)
    late: int = cell("event of such a charge made late, heard tomorrow", initial=NONE)
    late_actor: int = cell("who made it", initial=NONE)
    answers: int = cell("whether the second answers for the first, as sponsor or host")
    # Blame of today.
    blame_event: int = cell("event of the last act laid on the second", initial=NONE)
    blame_author: int = cell("who really did that", initial=NONE)
    blame_forbidden: int = cell("whether a duty forbade it")
    # Kept for speed: what the first member of a camp reckoned of its sightings, for all members.
    reported_event: int = cell("as `blame_event`")
    reported_author: int = cell("as `blame_author`")
    reported_forbidden: int = cell("as `blame_forbidden`")
    counted: int = cell("last overdue duty entered today, so that none is entered twice")
    # Belief of the first in the second, and the record behind it.
    initial: float = cell("belief on the first day, as stated", "share")
    relations: float = cell("worth of good relations with the second", "utils")
    prior_kept: float = cell("days kept before the run, as far as its prior goes", "days")
    prior_broken: float = cell("days broken before the run, as far as its prior goes", "days")
    probability: float = cell("chance that the second is of the committed type", "probability")
    weight: float = cell("loss of belief per overdue day of full weight", "1/day")
    kept: float = cell("record of days kept, fading", "days")
    broken: float = cell("record of days broken, fading", "days")
    overdue: float = cell("ledger of undelivered duties, in overdue days of full weight", "days")
    known_at_signing: float = cell("ledger when the newest text entered into force", "days")
    level: float = cell("kept for speed: belief, from record and ledger together", "share")
    share: float = cell("share of the first one's acts for which the second answers", "share")
    blame: float = cell("severity laid on the second today", "severity")
    most: float = cell("largest entry in the ledger today", "days")
    reported: float = cell("kept for speed: as `blame`, from the sightings of the camp", "severity")
    cleared: float = cell("severity taken off the second by findings of today", "severity")


@dataclass(slots=True)
class Front:
    """A sector where a party may face a hostile one: a row for each party and sector."""

    # Who faces whom, and the order of the day.
    opponent: int = cell("main hostile party there", initial=NONE)
    doctrine: int = cell("rule for orders towards it, a row of doctrines")
    adopted: int = cell("0 for an order of one's own; 1 or 2 for that of a sponsor", initial=NONE)
    order: int = cell("order of today: 0 to hold, 1 to probe")
    cause: int = cell("event behind the order", initial=NONE)
    unweighed: int = cell("whether somebody gave the order without weighing it by the rule")
    control_uniform: float = cell("draw by which units obey or not", "uniform")
    worth: float = cell("worth of the best target within reach", "utils")
    terrain: float = cell("advantage of that target's ground to its defender", "ratio")
    # Kept for speed.
    aims_version: int = cell("aims from which the next was derived")
    aims: int = cell("whether the operation aims at ground within reach")
    # What happened there.
    own_act: int = cell("what one's units did today: 0 held, 1 fired")
    grievance: float = cell("harm left to answer", "severity")
    hits: float = cell("severity of today's attacks on oneself, as perceived", "severity")
    last_hit: int = cell("event of the last of them", initial=NONE)
    # Kept for speed.
    forbid_version: int = cell("duties from which the next was derived")
    forbid: int = cell("newest duty that forbids the party to attack there", initial=NONE)
    troops_version: int = cell("troops from which the next was derived")
    troops: float = cell("deterrent weight of the troops that an act would meet", "strength")
    seen: int = cell("whether the opponent was seen to fire there, as perceived")
    # Fire of the party there on the last day that it fired.
    fire_day: int = cell("day of its last fire", "days", initial=LONG_AGO)
    fire_count: int = cell("attacks on that day")
    fire_last: int = cell("event of the last")
    fire_sum: float = cell("severity of them all", "severity")
    fire_target: int = cell("at whom; -2 for several")
    fire_breaches: int = cell("breaches among them")
    fire_seen: int = cell("whether somebody saw them")
    misread: int = cell("whether it takes the quiet front for one under fire today")
    # Where the front lies.
    on: int = cell("whether there is a front")
    target: int = cell("how often the operation aims at the sector")
    was: int = cell("whether there was a front before fronts were last rebuilt")
    # What doctrines remember.
    own_standing: int = cell("own standing, 1 for good")
    other_standing: int = cell("the opponent's standing, 1 for good")
    triggered: int = cell("whether a grim trigger was pulled")
    days_left: int = cell("days of punishment left", "days")
    strikes: int = cell("alarms counted towards a punishment")
    # What the scenario states.
    faced: int = cell("whether the party faces the sector from off the map")
    aimed: int = cell("whether the sector is among the party's aims")
    posts: float = cell("observation posts of the party", "posts")
    forces: float = cell("troops of the party that deter", "strength")
    pull: float = cell("kept for speed: minus worth over terrain, to rank targets by", "utils")


@dataclass(slots=True)
class Kept:
    """Kept for speed: a block of four draws that serves four days at a front."""

    day: int = cell("first of the days", "days", initial=LONG_AGO)
    other: int = cell("opponent for whom it was drawn")
    first: float = cell("draw of the first day", "uniform")
    second: float = cell("draw of the second day", "uniform")
    third: float = cell("draw of the third day", "uniform")
    fourth: float = cell("draw of the fourth day", "uniform")


@dataclass(slots=True)
class Weighed:
    """What decided the order at a front, for the log of a trace; in a sponsor's order only a, b."""

    a: float = cell("temptation; or what the client gains", "utils")
    b: float = cell("momentum; or the sponsor's effort, a share", "utils")
    c: float = cell("fear", "utils")
    d: float = cell("cost of being found out", "utils")
    e: float = cell("deterrence by troops", "utils")
    f: float = cell("worth of the agreement", "utils")
    g: float = cell("weariness", "utils")


@dataclass(slots=True)
class Fire:
    """Kept for speed: fire against a duty that a camp was told of, for each duty and camp."""

    day: int = cell("day for which it was summed", "days", initial=LONG_AGO)
    severity: float = cell("sum over the camp's sightings", "severity")


@dataclass(slots=True)
class Ability:
    """Kept for speed: how far a party can deliver a duty, for each duty and party."""

    version: int = cell("ground from which it was derived")
    share: float = cell("share of the duty's places where it can", "share")


@dataclass(slots=True)
class Sector:
    """A place on the map."""

    key: int = cell("stream key of its draws")
    holder: int = cell("party that holds it")
    near_at: int = cell("address in `links` of the sectors beside it")
    near_count: int = cell("how many")
    present_at: int = cell("address in `links` of the parties that face each other there")
    present_count: int = cell("how many")
    # Fire of today, and what monitors look at.
    strikes: int = cell("attacks there")
    first_author: int = cell("first party that fired there; past the last one if none did")
    last_author: int = cell("last party that fired there", initial=NONE)
    look_at: int = cell("first of the looks at it today; -1 for none")
    looks: int = cell("how many")
    # Kept for speed.
    forbid_version: int = cell("duties from which the next was derived")
    forbidden: int = cell("whether a duty in force forbids attacks there")
    found_version: int = cell("monitors from which `found` was derived")
    friction_day: int = cell("first day that the draws of friction serve", "days", initial=LONG_AGO)
    guard_version: int = cell("troops from which the next two were derived")
    guard_first: int = cell("first guarantor with troops there; past the last if none")
    guard_last: int = cell("last guarantor with troops there; -1 if none")
    # What the scenario states.
    people: float = cell("people who live there", "people", stated=True)
    worth: float = cell("worth relative to other sectors", "ratio", stated=True)
    terrain: float = cell("advantage of its ground to the defender", "ratio", stated=True)
    tension: float = cell("tension, which accidents follow", "tension", stated=True)
    # Kept for speed.
    found: float = cell("expected cost of a breach there, over all monitors", "utils")
    friction_a: float = cell("whether there is an accident on the first day", "uniform")
    friction_b: float = cell("by whom on the first day", "uniform")
    friction_c: float = cell("whether there is one on the second day", "uniform")
    friction_d: float = cell("by whom on the second day", "uniform")


@dataclass(slots=True)
class Tie:
    """A tie between a sponsor and its client."""

    key: int = cell("stream key; it also sets the days on which arms may go out")
    sponsor: int = cell("party that restrains, supplies and consents")
    client: int = cell("party that it sponsors")
    supplies: int = cell("whether arms may be sent", stated=True)
    leverage_at: int = cell("first step of the path of leverage in time")
    leverage_count: int = cell("how many steps")
    shocked: int = cell("whether a shock set the leverage, so that it leaves its path")
    restrains: int = cell("whether a text in force binds either, so that effort counts")
    stake: float = cell("share of its client's gains that it counts", "share", stated=True)
    supply: float = cell("strength that one delivery of arms adds", "strength", stated=True)
    air_power: float = cell("what the sponsor adds where it joins", "strength", stated=True)
    leverage: float = cell("share of the client's decisions that are the sponsor's", "share")


@dataclass(slots=True)
class Rule:
    """A doctrine: a rule for the daily orders of a party."""

    kind: int = cell("which, see `sim.law.doctrine`")
    against: int = cell("opponent towards whom it holds; -1 for all")
    sector: int = cell("sector where it holds; -1 for all")
    threshold: int = cell("alarms that start a punishment", stated=True)
    punishment_days: int = cell("days that the punishment lasts", "days", stated=True)
    public_alarm: int = cell("whether the opponent's alarm counts as one's own", stated=True)
    generosity: float = cell("chance to forgive a breach seen", "probability", stated=True)
    daily_chance: float = cell("chance a day to cancel", "probability", stated=True)
    reward: float = cell("stage game: both hold", "utils", stated=True)
    temptation: float = cell("stage game: one fires at who holds", "utils", stated=True)
    punishment: float = cell("stage game: both fire", "utils", stated=True)
    sucker: float = cell("stage game: one holds under fire", "utils", stated=True)


@dataclass(slots=True)
class Step:
    """A step of a path in time, such as a tie's leverage."""

    day: int = cell("day from which it holds", "days")
    value: float = cell("value from then on", "by path")


@dataclass(slots=True)
class Text:
    """A text, of which agreements are made when it is signed."""

    active: int = cell("whether it is part of the scenario", stated=True)
    form: int = cell("its class, see `sim.day.codes.FORMS_OF_TEXT`")
    starts: int = cell("first day in force, if it has one", "days")
    term: int = cell("days that it holds; -1 for no end", "days")
    is_form: int = cell("whether it has no first day, and talks may sign it")
    signatories: int = cell("address in `links` of the list of who signs")
    takes_at: int = cell("address of a flag for each party: whether it signs or is bound")
    signs_at: int = cell("address of a flag for each party: whether it signs")
    announced_at: int = cell("address of a flag for each party: whether announced for it")
    keys_at: int = cell("address of the stream keys of its agreements, by signing")
    obligations_at: int = cell("first of its obligations")
    obligations_count: int = cell("how many")
    provisions_at: int = cell("first of its provisions")
    provisions_count: int = cell("how many")
    earlier_failures: int = cell("agreements that failed before the run", stated=True)
    worth: float = cell("worth to a party that trusts the other", "utils", stated=True)
    ambiguity: float = cell("how unclear it leaves what is forbidden", "share", stated=True)
    demand: float = cell("result of talks that it takes to sign it", "share", stated=True)


@dataclass(slots=True)
class Provision:
    """A provision of a text: a commission, a guarantee, an escape clause or mediation."""

    kind: int = cell("which, see `sim.day.codes.PROVISIONS`")
    holder: int = cell("whom it concerns; -1 for all")
    key: int = cell("stream key of its draws")
    every_days: int = cell("days between meetings of a commission", "days", stated=True)
    until: int = cell("days from the first in force after which it lapses; -1 for never", "days")
    strength: float = cell("how strong it is, see `sim.scenario`", "by kind", stated=True)


@dataclass(slots=True)
class Obligation:
    """An obligation of a text, of which a duty is made with each signing."""

    kind: int = cell("refrain, deliver, repeat or keep, see `sim.day.codes.DUTY_KINDS`")
    act: int = cell("act from which to refrain, see `sim.day.codes.ACTS`")
    about: int = cell("party that it is about; -1 for none")
    zoned: int = cell("whether it speaks of some sectors only")
    covers_at: int = cell("address in `links` of a flag for each sector: whether it does")
    every_days: int = cell("days between occasions of a duty to repeat", "days", stated=True)
    settled: int = cell("whether talks that succeed deliver it")
    owed: int = cell("address of the list of who owes it by the letter")
    readings_at: int = cell("address of the lists of who owes it, as each party reads the text")
    keys_at: int = cell("address of the stream keys of its duties, by signing")
    begins_stated: int = cell("whether the text says when it begins")
    begins_date: int = cell("whether it says so by a date, not by days from the first")
    begins: int = cell("day on which it begins", "days")
    due_stated: int = cell("whether it has a day")
    due_date: int = cell("whether that is a date, not days from the first")
    due: int = cell("day by which it is due", "days")
    difficulty: float = cell("how hard it is; 1 cannot be done", "share", stated=True)
    visibility: float = cell("how visible its neglect is", "share", stated=True)
    importance: float = cell("weight among the duties", "ratio", stated=True)
    progress: float = cell("share delivered before the first signing", "share", stated=True)


@dataclass(slots=True)
class Agreement:
    """A text signed: in force from a day on, until it is closed."""

    text: int = cell("its text")
    ordinal: int = cell("which signing of that text, from 1")
    key: int = cell("stream key of its draws")
    start: int = cell("first day in force", "days")
    framework: int = cell("whether it only binds, and its end is not measured")
    # How it loses its force.
    closed: int = cell("day on which it was closed; -1 while it is not", "days")
    closed_as: int = cell("form of that end")
    declaration: int = cell("event of the declaration")
    declared_by: int = cell("who declared it")
    # Its end, as measured.
    measured: int = cell("whether its end was entered")
    end_day: int = cell("day to which it is dated", "days")
    end_kind: int = cell("its form")
    eroded: int = cell("day on which violence was back at the baseline; -1 for none", "days")
    also: int = cell("other forms in which it was closed on the same day, a bit each")
    entry_event: int = cell("event of the signing, then of the entry into force")
    duties_at: int = cell("first of its duties")
    duties_count: int = cell("how many")
    offensive_day: int = cell("day to which an offensive against it is dated; -1 for none", "days")
    acts_seen: int = cell("kept for speed: assaults or captures that were judged already")


@dataclass(slots=True)
class Duty:
    """A duty: an obligation of one agreement, as it stands."""

    obligation: int = cell("its obligation")
    agreement: int = cell("its agreement")
    key: int = cell("stream key of its draws")
    begins: int = cell("day from which it is owed", "days")
    due_stated: int = cell("whether it has a day")
    due: int = cell("day by which it is due, as moved by talks", "days")
    first_due: int = cell("day by which it was due at first", "days")
    extensions: int = cell("how often its day was moved")
    met: int = cell("whether it was delivered once and for all")
    breaches: int = cell("breaches of it")
    last_done: int = cell("day on which it was last done", "days")
    deadline_event: int = cell("event of the last deadline, occasion or breach by omission")
    first_breach: int = cell("day of the first breach", "days")
    missed: int = cell("day on which its deadline first passed", "days")
    done: int = cell("day on which it was delivered", "days")
    kept_version: int = cell("kept for speed: ground on which posts were last looked at")
    progress: float = cell("share delivered", "share")
    verified: float = cell("share delivered when its day was last moved", "share")
    gap: float = cell("share that is undone", "share")


@dataclass(slots=True)
class Closing:
    """A declaration that an agreement is over, until the end of its phase."""

    agreement: int = cell("which")
    how: int = cell("form of the end")
    declaration: int = cell("event of the declaration")
    declared_by: int = cell("who declared it")


@dataclass(slots=True)
class Monitor:
    """Somebody who watches a zone, names authors, and reports."""

    key: int = cell("stream key of its draws")
    covers_at: int = cell("address in `links` of a flag for each sector: whether it watches there")
    operated_at: int = cell("address of a flag for each party: whether it takes part")
    operated: int = cell("address of the list of these parties")
    rides_on: int = cell("duty by which it works; -1 none, -2 never done", initial=NONE)
    delay: int = cell("days from the attack to the report", "days")
    public: int = cell("whether everybody learns of its findings", stated=True)
    on_duty: int = cell("whether it works today")
    detection: float = cell("chance to detect an attack", "probability", stated=True)
    attribution: float = cell("chance to name the author rightly", "probability", stated=True)
    false_alarm: float = cell("chance of a finding in quiet", "probability/day", stated=True)
    consequence: float = cell("cost to the culprit of being named", "utils", stated=True)
    chance_to_tell: float = cell("kept for speed: detection, mean over fronts", "probability")


@dataclass(slots=True)
class Spoiler:
    """Somebody who strikes the other camp to break a truce."""

    key: int = cell("stream key of its draws")
    party: int = cell("party whose fire it is")
    host: int = cell("party on whose ground it moves; -1 for none")
    rate: float = cell("to strike in a day, at strength 1 and no trust", "probability", stated=True)
    gain: float = cell("how much trust between the parties adds", "ratio", stated=True)
    severity: float = cell("severity of a strike to a probe", "ratio", stated=True)
    believed_control: float = cell("chance that the host could stop it", "probability", stated=True)


@dataclass(slots=True)
class Rivalry:
    """Two groups of one camp that contend for ground."""

    key: int = cell("stream key of its draws")
    first: int = cell("the one")
    second: int = cell("the other")
    rate: float = cell("to take a sector in a day, without a rival", "probability", stated=True)


@dataclass(slots=True)
class Operation:
    """An operation that was under way before the first day."""

    owner: int = cell("party")
    days_fought: int = cell("days of assault so far", "days", stated=True)
    days_stopped: int = cell("days since it stopped", "days", stated=True)
    running: int = cell("whether it is running", stated=True)
    targets: int = cell("address in `links` of the list of its sectors")


@dataclass(slots=True)
class Shock:
    """A dated change of a state variable from outside."""

    day: int = cell("day on which it strikes", "days")
    variable: int = cell("which, see `sim.day.codes.VARIABLES`")
    subject: int = cell("party, tie or sector that it strikes")
    other: int = cell("second party, for relations, forces and posts")
    change: int = cell("set, add or multiply, see `sim.day.codes.CHANGES`")
    value: float = cell("size of the change", "by variable", stated=True)


@dataclass(slots=True)
class OffensiveRule:
    """A definition of an offensive, by which an end is measured."""

    counts: int = cell("0 to count assaults, 1 to count captures")
    days: int = cell("days with such acts that it takes", "days", stated=True)
    sectors: int = cell("sectors that it takes", stated=True)
    window: int = cell("days within which they must lie", "days")


@dataclass(slots=True)
class Strike:
    """An attack of today."""

    event: int = cell("its event")
    breach: int = cell("event of the breach that it is; -1 if none")
    author: int = cell("who fired")
    target: int = cell("at whom")
    sector: int = cell("where")
    breach_seen: int = cell("whether a monitor saw the breach")
    severity: float = cell("severity", "severity")


@dataclass(slots=True)
class Look:
    """Something for monitors to look at: an attack, or a quiet front."""

    sector: int = cell("where")
    strike: int = cell("the attack; -1 for a quiet front")
    word: int = cell("first part of the address of its draw")
    other: int = cell("stream key of the author, in the address")
    place: int = cell("stream key of the sector, in the address")


@dataclass(slots=True)
class Sighting:
    """Fire of one author at one front, as a party saw or imagined it today."""

    victim: int = cell("who perceived it")
    sector: int = cell("where")
    blamed: int = cell("whom it holds responsible")
    event: int = cell("event by which it is cited")
    author: int = cell("who really fired; -1 if nobody did")
    forbidden: int = cell("whether a duty in force forbids attacks there")
    attacks: int = cell("attacks; 0 if imagined")
    severity: float = cell("severity of what was fired", "severity")
    size: float = cell("severity that the camp did not know of yet", "severity")


@dataclass(slots=True)
class Charge:
    """A charge laid before the accused."""

    accused: int = cell("who is charged")
    accuser: int = cell("by whom")
    obligation: int = cell("under which obligation")
    event: int = cell("its event")
    guilty: int = cell("whether it is true")
    counter: int = cell("whether it answers another")


@dataclass(slots=True)
class Opened:
    """A delivery of arms or troops that somebody saw today."""

    reader: int = cell("who saw it")
    author: int = cell("whose it was")
    event: int = cell("its event")
    act: int = cell("supply or deployment, see `sim.day.codes.ACTS`")


@dataclass(slots=True)
class Arriving:
    """Troops on their way."""

    party: int = cell("whose")
    day: int = cell("day on which they stand", "days")
    sector: int = cell("where")
    order: int = cell("event of the order")
    size: float = cell("their strength", "strength")


@dataclass(slots=True)
class Taking:
    """A sector taken in this phase; it changes hands when all have assaulted."""

    sector: int = cell("which")
    taker: int = cell("by whom")
    cause: int = cell("event of the assault")


@dataclass(slots=True)
class Finding:
    """What a monitor found, until it is due and on the day it is put out."""

    monitor: int = cell("which")
    day: int = cell("day on which it is due", "days")
    sector: int = cell("where")
    named: int = cell("whom it names")
    author: int = cell("who really did it; -1 if nobody")
    attack: int = cell("event of the attack")
    event: int = cell("event of the finding itself")
    severity: float = cell("severity", "severity")


@dataclass(slots=True)
class Act:
    """An assault or a capture, by which offensives are measured."""

    day: int = cell("day", "days")
    sector: int = cell("where")
    event: int = cell("its event")
    author: int = cell("by whom")


@dataclass(slots=True)
class Awaiting:
    """Kept for speed: something that waits for its draw, so that many are drawn together."""

    who: int = cell("party or monitor")
    sector: int = cell("where")
    what: int = cell("author or attack; -1 for a quiet front")
    uniform: int = cell("place of its draw")


@dataclass(slots=True)
class Entry:
    """An event in the log of a trace; see `sim.day.events.Event`."""

    day: int = cell("day", "days")
    kind: int = cell("kind, see `sim.day.events.FORMS`")
    form: int = cell("form of the kind")
    actor: int = cell("who did it")
    target: int = cell("to whom")
    sector: int = cell("where")
    obligation: int = cell("under which obligation")
    agreement: int = cell("under which agreement")
    outcome: int = cell("how it came out, see `sim.day.codes.OUTCOMES`")
    author: int = cell("who really did it")
    blamed: int = cell("whom its victim holds responsible")
    causes_at: int = cell("first of its causes")
    causes: int = cell("how many")
    layout: int = cell("names of the numbers that decided it, see `sim.day.codes.LAYOUTS`")
    weights_at: int = cell("first of these numbers")
    severity: float = cell("its size", "by kind")


@dataclass(slots=True)
class Witness:
    """Somebody who perceived an event."""

    event: int = cell("which")
    who: int = cell("party, monitor or the public")


@dataclass(slots=True)
class World:
    """Everything that a run holds in mind: its tables, each declared by the class of its rows.

    A list is a table; a list of lists has a row for each pair of what its two names number; a
    single row stands by itself.
    """

    # What a replicate begins with; a scenario fills it.
    run: Run
    laws: Any
    parties: list[Party]
    pairs: list[list[Pair]]
    fronts: list[list[Front]]
    answer_draws: list[list[Kept]]
    misreading_draws: list[list[Kept]]
    sectors: list[Sector]
    ties: list[Tie]
    links: list[int]  # lists, flags and indices of varying length; rows hold addresses in it
    texts: list[Text]
    provisions: list[Provision]
    obligations: list[Obligation]
    monitors: list[Monitor]
    doctrines: list[Rule]
    steps: list[Step]
    operations: list[Operation]
    spoilers: list[Spoiler]
    rivalries: list[Rivalry]
    shocks: list[Shock]
    rules: list[OffensiveRule]
    # What fills as a run goes on.
    agreements: list[Agreement]
    duties: list[Duty]
    abilities: list[list[Ability]]
    closing: list[Closing]
    weighed: list[list[Weighed]]
    strikes: list[Strike]
    looks: list[Look]
    listed: list[int]  # scratch: numbers of what a loop picked out, in order
    sightings: list[Sighting]
    shared: list[int]  # sightings that each camp was told of, by its first party
    fire: list[list[Fire]]
    charges: list[Charge]
    late: list[Charge]
    opened: list[Opened]
    pending: list[Finding]
    published: list[Finding]
    awaiting: list[Awaiting]
    addresses: list[int]  # of draws that are listed, word by word; see `sim.day.draws`
    uniforms: list[float]  # what was drawn at them
    arriving: list[Arriving]
    taking: list[Taking]
    assaults: list[Act]
    captures: list[Act]
    tallies: list[list[int]]  # a row a day of what `sim.day.measures` counts
    counts: list[list[int]]  # a row a day of the violations that each party published
    daily: list[float]  # a row a day of a trace; see `sim.day.record`
    # The log of a trace.
    log: list[Entry]
    causes: list[int]  # of all events, one after another
    weights: list[float]  # numbers that decided events, one after another
    witnesses: list[Witness]
    # Constants.
    curve: list[float]  # the logistic curve, tabulated; see `sim.day.draws`
    # Who is asked before a party or monitor decides; plain Python only, see `sim.day.decide`.
    deciders: dict[int, Decider] = field(default_factory=dict)


STATED = (
    "run",
    "laws",
    "parties",
    "pairs",
    "fronts",
    "answer_draws",
    "misreading_draws",
    "sectors",
    "ties",
    "links",
    "texts",
    "provisions",
    "obligations",
    "monitors",
    "doctrines",
    "steps",
    "operations",
    "spoilers",
    "rivalries",
    "shocks",
    "rules",
)
# What the second index of a grid counts.
COLUMNS = {
    "pairs": "parties",
    "fronts": "sectors",
    "answer_draws": "sectors",
    "misreading_draws": "sectors",
    "weighed": "sectors",
    "abilities": "parties",
    "fire": "parties",
    "counts": "parties",
    "tallies": "measures",
}
SINGLE = ("run", "laws")


def dtype_of(row: type) -> np.dtype[Any]:
    """Type of a row in memory: a word for each cell, in the order of declaration."""
    if row in (int, float):
        return np.dtype("i8" if row is int else "f8")
    return np.dtype(
        [(each.name, "f8" if each.type == "float" else "i8") for each in fields(row)], align=True
    )


def _laws_dtype() -> np.dtype[Any]:
    """Type of the row of all parameters of behaviour: ``order_restraint`` and so on."""
    cells = []
    for block, part in Behaviour.model_fields.items():
        inner: Any = part.annotation
        for name, declared in inner.model_fields.items():
            cells.append((f"{block}_{name}", "f8" if declared.annotation is float else "i8"))
    return np.dtype(cells, align=True)


@cache
def tables() -> dict[str, tuple[Any, np.dtype[Any]]]:
    """Class and memory of the rows of each table of `World`, by its name."""
    found: dict[str, tuple[Any, np.dtype[Any]]] = {}
    for name, hint in get_type_hints(World).items():
        if name == "deciders":
            continue
        row = hint
        while get_origin(row) is list:
            (row,) = get_args(row)
        found[name] = (row, _laws_dtype() if name == "laws" else dtype_of(row))
    return found


def empty(name: str, rows: int) -> Any:
    """Make a table with every cell at its initial value."""
    row, dtype = tables()[name]
    table = np.zeros(rows, dtype)
    if dtype.names and name != "laws":
        for each in fields(row):
            if each.default:
                table[each.name] = each.default
    return table


def array_of(row: type, rows: Sequence[Any]) -> Any:
    """Copy row objects into a table."""
    names = [each.name for each in fields(row)]
    return np.array([tuple(getattr(one, n) for n in names) for one in rows], dtype_of(row))
