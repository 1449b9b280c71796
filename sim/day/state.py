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
    """The run as a whole: when, sizes, versions of kept sums, addresses of lists, and ends."""

    seed: int = cell("seed of all draws")
    replicate: int = cell("number of the replicate")
    day: int = cell("the present day; day 1 is the first in force", "days")
    horizon: int = cell("last day", "days")
    run_in: int = cell("days before day 1 that are run", "days")
    aftermath: int = cell("days run after the end of the first agreement", "days")
    series: int = cell("whether agreements may follow each other")
    traced: int = cell("whether the log is written")
    overflow: int = cell("whether some table was too small")
    events: int = cell("events so far")
    parties: int = cell("number of parties")
    sectors: int = cell("number of sectors")
    main: int = cell("text of the first agreement")
    first: int = cell("the first measured agreement")
    measured: int = cell("agreements whose end was measured")
    attackers: int = cell("parties on the attack today")
    failures: int = cell("agreements that have failed so far")
    failed_rounds: int = cell("rounds of talks in a row that failed")
    last_success: int = cell("event of the last meeting that agreed, or -1", initial=NONE)
    first_ended_on: int = cell(
        "day on which the end of the first agreement was entered, or -1", "days", initial=NONE
    )
    fronts_changed: int = cell("whether ground changed hands today")
    duty_version: int = cell("moves when the live duties change", initial=1)
    found_version: int = cell("moves when a monitor begins or ceases to watch", initial=1)
    troops_version: int = cell("moves when troops or ground change", initial=1)
    ground_version: int = cell("moves when ground or leverage changes", initial=1)
    aims_version: int = cell("moves when ground or the aims of an operation change", initial=1)
    readings_changed: int = cell("whether a reading was agreed since yesterday")
    force_at: int = cell("address of the agreements in force")
    force_count: int = cell("how many there are")
    live_at: int = cell("address of the live duties, those of the newest agreement first")
    live_count: int = cell("how many there are")
    front_at: int = cell("address of the sectors at the line of contact")
    front_count: int = cell("how many there are")
    flags_at: int = cell("address of a flag for each party")
    overdue_at: int = cell("address of the overdue duties")
    overdue_count: int = cell("how many there are")
    reading_at: int = cell("address of who owes each duty in each reading")
    charge_at: int = cell("address of the day of the last charge, by pair and obligation")
    heard_at: int = cell(
        "address of the day on which a camp last heard of fire, by sector and author"
    )
    laid_at: int = cell("address of whom that camp blamed for it")
    rank_at: int = cell("address of the precedence of kinds of end")
    evidence_at: int = cell("address of cited events")
    obligations: int = cell("number of obligations")
    agreements: int = cell("agreements signed so far")
    duties: int = cell("duties of all of them")
    closing: int = cell("rows used of that table")
    strikes: int = cell("attacks today")
    sightings: int = cell("sightings today")
    charges: int = cell("charges that await an answer today")
    late: int = cell("charges that await one tomorrow")
    opened: int = cell("deliveries seen today")
    arriving: int = cell("troops on their way")
    taking: int = cell("captures of this phase")
    looks: int = cell("looks of today")
    findings: int = cell("findings that wait to be published")
    published: int = cell("findings published today")
    assaults: int = cell("assaults so far")
    captures: int = cell("captures so far")
    causes: int = cell("causes written so far")
    weights: int = cell("numbers written so far")
    witnesses: int = cell("witnesses written so far")
    asked: int = cell("addresses listed for the next draw")
    awaiting: int = cell("what waits for it")
    docket: int = cell("claims that wait for the commission")
    docket_a: int = cell("third last of them", initial=NONE)
    docket_b: int = cell("second last of them", initial=NONE)
    docket_c: int = cell("last of them", initial=NONE)
    attack_a: int = cell("third last attack", initial=NONE)
    attack_b: int = cell("second last attack", initial=NONE)
    attack_c: int = cell("last attack", initial=NONE)
    rules: int = cell("definitions of an offensive, the main one first")
    offensive_counts: int = cell("what the main one counts")
    erosion: int = cell("whether erosion is an end", stated=True)
    erosion_window_days: int = cell("days over which violence is averaged", "days", stated=True)
    end_noted: int = cell("event of the first end, or -1", initial=NONE)
    end_kind: int = cell("its form", initial=NONE)
    end_also: int = cell("other forms of end of the same day, a bit each")
    end_day: int = cell("day to which it is dated", "days")
    end_agreement: int = cell("agreement that ended", initial=NONE)
    ambiguity: float = cell("ambiguity of the newest text in force", "share")
    displaced: float = cell("people who have fled so far", "people")
    people_before: float = cell("as of the day before", "people")
    erosion_share: float = cell(
        "share of the baseline that counts as erosion", "share", stated=True
    )
    baseline: float = cell(
        "attacks a day in war; 0 where the run-in measures it", "attacks a day", stated=True
    )
    end_trust: float = cell("mean belief of the two sides in each other at the end", "share")


@dataclass(slots=True)
class Party:
    """A party: who it is, what it can do, how it stands, and what it plans."""

    key: int = cell("stream key, which addresses its draws")
    camp: int = cell("its camp, or -1")
    camp_first: int = cell("first of its camp, which keeps what the camp was told")
    hears_as: int = cell("first of its camp whom the same monitors reach")
    shared: int = cell("sightings that its camp was told of today")
    fights: int = cell("whether it has units")
    observer: int = cell("whether it is an observer")
    publishes: int = cell("whether it publishes counts")
    accuses: int = cell("whether it brings charges")
    has_aims: int = cell("whether it has aims of its own")
    bayesian: int = cell("whether it believes by Bayes' rule")
    committed: int = cell("whether it signed, is bound, or is a sponsor")
    guarantor: int = cell("whether it has clients")
    negotiates: int = cell("whether it holds talks")
    doctrine: int = cell("its doctrine")
    doctrine_count: int = cell("further doctrines, against some or at some place")
    fronts_at: int = cell("address of its fronts")
    fronts_count: int = cell("how many there are")
    sponsor_a: int = cell("first tie to a sponsor, or -1", initial=NONE)
    sponsor_b: int = cell("second tie to a sponsor, or -1", initial=NONE)
    sponsors: int = cell("number of its sponsors")
    drift_at: int = cell("first step of the drift of its strength")
    drift_count: int = cell("steps of it")
    attacking: int = cell("whether an offensive of its is under way")
    promises: int = cell("whether a text in force binds it or a client")
    restraint_event: int = cell("event of its last change of restraint", initial=NONE)
    loss_event: int = cell("event of its last loss of troops", initial=NONE)
    displacement_event: int = cell("event of the last flight on its side", initial=NONE)
    latest_charge: int = cell("event of its last charge", initial=NONE)
    published: int = cell("violations that it counted today")
    operation: int = cell("whether it has an operation")
    op_wanted: int = cell("sectors at which that aimed")
    op_days_fought: int = cell("days it was fought", "days")
    op_days_stopped: int = cell("days since it stopped", "days")
    op_running: int = cell("whether it is under way")
    op_joined: int = cell("sponsors that joined, a bit each")
    op_begun: int = cell("event of its beginning", initial=NONE)
    op_captured: int = cell("sectors that it took")
    op_version: int = cell("version of aims for which its momentum is kept")
    op_fought: int = cell("days fought for which it is kept", "days")
    op_stopped: int = cell("days stopped for which it is kept", "days")
    left_version: int = cell("version of aims for which the share left is kept")
    axis_version: int = cell("version of aims for which the axis is kept")
    axis_at: int = cell("address of the sectors of a new offensive")
    axis_count: int = cell("how many there are")
    plan: int = cell("whether it prepares an offensive")
    plan_day: int = cell("day on which that begins", "days")
    plan_at: int = cell("address of its sectors")
    plan_count: int = cell("how many there are")
    plan_joined: int = cell("sponsors that joined, a bit each")
    plan_cause_a: int = cell("evidence behind it", initial=NONE)
    plan_cause_b: int = cell("worst deadline behind it", initial=NONE)
    plan_cause_c: int = cell("consent of a sponsor", initial=NONE)
    plan_cause_d: int = cell("consent of another", initial=NONE)
    plan_cause_e: int = cell("event of its preparation", initial=NONE)
    beyond_aims: float = cell("worth of ground beyond its aims", "share", stated=True)
    loss_sensitivity: float = cell("pressure that a loss of troops adds", "pressure", stated=True)
    displacement_sensitivity: float = cell(
        "pressure that 100,000 displaced add", "pressure", stated=True
    )
    choice_noise: float = cell(
        "noise of its choices; 0 takes the best option", "utils", stated=True
    )
    tolerance: float = cell("severity that it lets pass", "severity", stated=True)
    attribution_bias: float = cell(
        "chance to blame the main opponent anyhow", "probability", stated=True
    )
    false_alarm: float = cell("chance to see fire at a quiet front", "probability", stated=True)
    missed: float = cell("chance to miss fire", "probability", stated=True)
    confusion: float = cell("chance to mistake the author", "probability", stated=True)
    proportion: float = cell("answers for each hit", "answers per hit", stated=True)
    prior_weight: float = cell("days that its first belief is worth", "days", stated=True)
    strength: float = cell("fighting strength", "share of a standard army", stated=True)
    weariness: float = cell("weariness of war", "share", stated=True)
    control: float = cell("share of orders that its units obey", "share", stated=True)
    worth_of_land: float = cell("what ground is worth to it", "utils", stated=True)
    effort: float = cell("effort to restrain and deliver", "share")
    noticed_effort: float = cell("effort that others last took note of", "share")
    confidence: float = cell("confidence in the guarantors of the other side", "share")
    pressure: float = cell("pressure at home to act", "pressure")
    violence: float = cell("severity of today's violence that involved it", "severity")
    opposing_belief: float = cell("mean belief in the other side", "share")
    op_momentum: float = cell("momentum of its operation", "share")
    op_left: float = cell("share of its aims in hostile hands", "share")
    plan_a: float = cell("gains weighed for the plan", "utils")
    plan_b: float = cell("momentum", "utils")
    plan_c: float = cell("distrust", "utils")
    plan_d: float = cell("worth of the text", "utils")
    plan_e: float = cell("troops in the way", "utils")
    plan_f: float = cell("weariness", "utils")
    plan_g: float = cell("threshold", "utils")


@dataclass(slots=True)
class Pair:
    """What one party is to another, and holds in mind of it."""

    hostile: int = cell("whether the two have camps, and these differ")
    other_camp: int = cell("whether they are not of one camp")
    opposes: int = cell("whether the other is hostile, committed and no observer")
    rival: int = cell("whether the other is a hostile guarantor")
    evidence: int = cell("event that last told against the other", initial=NONE)
    evidence_author: int = cell("who really did it", initial=NONE)
    evidence_forbidden: int = cell("whether a duty forbade it")
    undelivered: int = cell("deadline that tells most against the other", initial=NONE)
    last_talks: int = cell("day of the last talks", "days")
    charged_event: int = cell("event of the last charge", initial=NONE)
    heard: int = cell("charge against the other that was heard today", initial=NONE)
    heard_actor: int = cell("who brought it", initial=NONE)
    late: int = cell("charge that will be heard tomorrow", initial=NONE)
    late_actor: int = cell("who brought it", initial=NONE)
    answers: int = cell("whether the other answers for what this one does")
    blame_event: int = cell("event for which the other is blamed today", initial=NONE)
    blame_author: int = cell("who really did it", initial=NONE)
    blame_forbidden: int = cell("whether a duty forbade it")
    reported_event: int = cell("event reported by the camp")
    reported_author: int = cell("who really did it")
    reported_forbidden: int = cell("whether a duty forbade it")
    counted: int = cell("duty last entered in the ledger")
    initial: float = cell("belief on the first day", "share")
    relations: float = cell("worth of good relations", "utils")
    prior_kept: float = cell("prior record of kept days", "days")
    prior_broken: float = cell("prior record of broken days", "days")
    probability: float = cell("chance that the other is of the committed type", "probability")
    weight: float = cell("loss of belief for each overdue day", "per day")
    kept: float = cell("record of kept days", "days")
    broken: float = cell("record of broken days", "days")
    overdue: float = cell("ledger of overdue duties", "days")
    known_at_signing: float = cell("ledger as of the last signing", "days")
    level: float = cell("belief in the other, the ledger counted in", "share")
    share: float = cell("share for which the other answers", "share")
    blame: float = cell("severity for which the other is blamed today", "severity")
    most: float = cell("largest growth of the ledger today", "days")
    reported: float = cell("severity reported by the camp today", "severity")
    cleared: float = cell("severity taken off the other today", "severity")


@dataclass(slots=True)
class Front:
    """What a party has, faces and remembers at a sector."""

    opponent: int = cell("main hostile party there", initial=NONE)
    doctrine: int = cell("doctrine followed there")
    adopted: int = cell("sponsor whose order was adopted: 1, 2, or 0 for none", initial=NONE)
    order: int = cell("order of today: hold or probe")
    cause: int = cell("event behind the order", initial=NONE)
    unweighed: int = cell("whether somebody gave the order without weighing it by the rule")
    control_uniform: float = cell("draw that says whether units obey")
    worth: float = cell("worth of the best target", "utils")
    terrain: float = cell("what the ground adds to who would be dislodged")
    aims_version: int = cell("version for which `aims` is kept")
    aims: int = cell("whether an operation aims at ground in reach")
    own_act: int = cell("what its units did")
    grievance: float = cell("harm left to answer", "severity")
    hits: float = cell("harm suffered today", "severity")
    last_hit: int = cell("event of the last of it", initial=NONE)
    forbid_version: int = cell("version for which `forbid` is kept")
    forbid: int = cell("newest duty that forbids its fire there, or -1", initial=NONE)
    troops_version: int = cell("version for which `troops` is kept")
    troops: float = cell("deterrent weight of troops in the way")
    seen: int = cell("whether the opponent was seen to fire")
    fire_day: int = cell("day on which it last fired there", "days", initial=LONG_AGO)
    fire_count: int = cell("its attacks that day")
    fire_last: int = cell("event of the last of them")
    fire_sum: float = cell("their severity", "severity")
    fire_target: int = cell("whom they hit, -2 for several")
    fire_breaches: int = cell("breaches among them")
    fire_seen: int = cell("whether anybody saw them")
    misread: int = cell("whether the quiet front is taken for a breach today")
    on: int = cell("whether the party has a front there")
    target: int = cell("whether its operation aims there")
    was: int = cell("whether there was a front yesterday")
    own_standing: int = cell("its standing, for contrition")
    other_standing: int = cell("the opponent's standing")
    triggered: int = cell("whether grim was triggered")
    days_left: int = cell("days of punishment left", "days")
    strikes: int = cell("bad days counted by a tolerant trigger")
    faced: int = cell("whether it faces the sector from off the map")
    aimed: int = cell("whether the sector is among its aims")
    posts: float = cell("posts of its there", "posts")
    forces: float = cell("forces of its there", "units")
    pull: float = cell("minus worth over terrain, by which targets are ranked", "utils")


@dataclass(slots=True)
class Kept:
    """Uniforms that are drawn together for several days at a front."""

    day: int = cell("first of the days, or long ago", "days", initial=LONG_AGO)
    other: int = cell("opponent for whom they were drawn")
    first: float = cell("uniform of the first", "probability")
    second: float = cell("of the second", "probability")
    third: float = cell("of the third", "probability")
    fourth: float = cell("of the fourth", "probability")


@dataclass(slots=True)
class Weighed:
    """Numbers that decided the order at a front; only a trace writes them down."""

    a: float = cell("temptation, or the sponsor's gains", "utils")
    b: float = cell("momentum, or the sponsor's effort", "utils")
    c: float = cell("fear", "utils")
    d: float = cell("cost of being found out", "utils")
    e: float = cell("deterrence", "utils")
    f: float = cell("worth of the text", "utils")
    g: float = cell("weariness", "utils")


@dataclass(slots=True)
class Fire:
    """Fire against a duty that a camp was told of."""

    day: int = cell("day for which it is reckoned", "days", initial=LONG_AGO)
    severity: float = cell("severity of it all", "severity")


@dataclass(slots=True)
class Ability:
    """Ability of a party to deliver a duty."""

    version: int = cell("version of ground for which it is kept")
    share: float = cell("share that it can deliver", "share")


@dataclass(slots=True)
class Sector:
    """A sector of the map."""

    key: int = cell("stream key, which addresses its draws")
    holder: int = cell("who holds it")
    near_at: int = cell("address of its neighbours")
    near_count: int = cell("how many there are")
    present_at: int = cell("address of the parties present")
    present_count: int = cell("how many there are")
    strikes: int = cell("attacks there today")
    first_author: int = cell("lowest number among their authors")
    last_author: int = cell("highest number among their authors", initial=NONE)
    look_at: int = cell("first look there today")
    looks: int = cell("looks there today")
    forbid_version: int = cell("version for which `forbidden` is kept")
    forbidden: int = cell("whether a live duty speaks of attacks there")
    found_version: int = cell("version for which `found` is kept")
    friction_day: int = cell("first day of its kept draws", "days", initial=LONG_AGO)
    guard_version: int = cell("version for which guards are kept")
    guard_first: int = cell("first guarantor with troops there")
    guard_last: int = cell("last guarantor with troops there")
    people: float = cell("people who live there", "people", stated=True)
    worth: float = cell("worth of the ground", "utils", stated=True)
    terrain: float = cell("what the ground adds to the defender's strength", stated=True)
    tension: float = cell("tension", "attacks", stated=True)
    found: float = cell("expected cost of a breach there, over all monitors", "utils")
    friction_a: float = cell("whether an accident happens, first day", "probability")
    friction_b: float = cell("whose it is, first day", "probability")
    friction_c: float = cell("whether one happens, second day", "probability")
    friction_d: float = cell("whose it is, second day", "probability")


@dataclass(slots=True)
class Tie:
    """A tie between a sponsor and its client."""

    key: int = cell("stream key, which addresses its draws")
    sponsor: int = cell("the sponsor")
    client: int = cell("the client")
    place: int = cell("which of the client's sponsors it is")
    supplies: int = cell("whether it supplies arms", stated=True)
    leverage_at: int = cell("first step of its leverage")
    leverage_count: int = cell("steps of it")
    shocked: int = cell("whether a shock has set the leverage")
    restrains: int = cell("whether a text in force gives reason to restrain")
    stake: float = cell("share of the client's gains that is the sponsor's", "share", stated=True)
    supply: float = cell("strength that a delivery adds", "share of a standard army", stated=True)
    air_power: float = cell(
        "strength that air support adds", "share of a standard army", stated=True
    )
    leverage: float = cell("share of the client's decisions that the sponsor makes", "share")


@dataclass(slots=True)
class Rule:
    """A doctrine: how a party chooses its orders."""

    kind: int = cell("its kind, by number")
    against: int = cell("opponent against whom it holds, or -1")
    sector: int = cell("place at which it holds, or -1")
    threshold: int = cell("bad days before a tolerant trigger punishes", "days", stated=True)
    punishment_days: int = cell("days of punishment", "days", stated=True)
    public_alarm: int = cell("whether alarms are heard by both", stated=True)
    generosity: float = cell("chance to let a breach pass", "probability", stated=True)
    daily_chance: float = cell("daily chance to cancel", "probability", stated=True)
    reward: float = cell("payoff R of mutual compliance", "utils", stated=True)
    temptation: float = cell("payoff T of a breach of a complying side", "utils", stated=True)
    punishment: float = cell("payoff P of mutual breach", "utils", stated=True)
    sucker: float = cell("payoff S of complying with a side in breach", "utils", stated=True)


@dataclass(slots=True)
class Step:
    """A step of a path in time."""

    day: int = cell("day from which it holds", "days")
    value: float = cell("value from then on")


@dataclass(slots=True)
class Text:
    """A text that can be signed."""

    active: int = cell("whether it plays a part", stated=True)
    form: int = cell("its class")
    starts: int = cell("day of entry into force", "days")
    term: int = cell("days for which it is in force, or -1", "days")
    is_form: int = cell("whether talks may sign it")
    signatories: int = cell("address of the list of who signs")
    takes_at: int = cell("address of a flag for each party that it binds")
    signs_at: int = cell("address of a flag for each that signs")
    announced_at: int = cell("address of a flag for each for whom it was announced")
    keys_at: int = cell("address of stream keys, one for each signing")
    obligations_at: int = cell("its first obligation")
    obligations_count: int = cell("how many it has")
    provisions_at: int = cell("its first provision")
    provisions_count: int = cell("how many it has")
    earlier_failures: int = cell("failed agreements before the first day", stated=True)
    worth: float = cell("worth of the text to who signs", "utils", stated=True)
    ambiguity: float = cell("ambiguity of the text", "share", stated=True)
    demand: float = cell("how hard it is to agree on", "logit units", stated=True)


@dataclass(slots=True)
class Provision:
    """A provision of a text."""

    kind: int = cell("its kind, by number")
    holder: int = cell("who may use it, or -1 for all")
    key: int = cell("stream key, which addresses its draws")
    every_days: int = cell("days between meetings", "days", stated=True)
    until: int = cell("days for which it holds, or -1", "days")
    strength: float = cell("its strength", stated=True)


@dataclass(slots=True)
class Obligation:
    """An obligation of a text."""

    text: int = cell("its text")
    kind: int = cell("its kind, by number")
    act: int = cell("act that it forbids, by number")
    about: int = cell("party whom it is about, or -1")
    zoned: int = cell("whether it holds in a zone only")
    covers_at: int = cell("address of a flag for each sector of it")
    every_days: int = cell("days between occasions", "days", stated=True)
    settled: int = cell("whether talks settle it")
    owed: int = cell("address of who owes it by the letter")
    readings_at: int = cell("address of who owes it in each reading")
    keys_at: int = cell("address of stream keys, one for each signing")
    begins_stated: int = cell("whether a first day is stated")
    begins_date: int = cell("whether as a date")
    begins: int = cell("that day", "days")
    due_stated: int = cell("whether a deadline is stated")
    due_date: int = cell("whether as a date")
    due: int = cell("that day", "days")
    difficulty: float = cell("difficulty of delivery", "share", stated=True)
    visibility: float = cell("how visible neglect is", "share", stated=True)
    importance: float = cell("how much neglect weighs", stated=True)
    progress: float = cell("share delivered before the first day", "share", stated=True)


@dataclass(slots=True)
class Agreement:
    """A text as it was signed."""

    text: int = cell("its text")
    ordinal: int = cell("which signing of its text, from 1")
    key: int = cell("stream key, which addresses its draws")
    start: int = cell("first day in force", "days")
    framework: int = cell("whether it stands behind the measured ones")
    closed: int = cell("day on which it lost its force, or -1", "days")
    closed_as: int = cell("form of end by which it did")
    declaration: int = cell("event of the declaration, or -1")
    declared_by: int = cell("who declared")
    measured: int = cell("whether its end was measured")
    end_day: int = cell("day of that end, or -1", "days")
    end_kind: int = cell("form of that end")
    eroded: int = cell("day of erosion, or -1", "days")
    also: int = cell("other forms of end of the same day, a bit each")
    entry_event: int = cell("event of its signing or entry into force")
    duties_at: int = cell("its first duty")
    duties_count: int = cell("how many it has")
    offensive_day: int = cell("day to which an offensive is dated, or -1", "days")
    acts_seen: int = cell("acts that were looked at for that")


@dataclass(slots=True)
class Duty:
    """An obligation of an agreement as it stands."""

    obligation: int = cell("its obligation")
    agreement: int = cell("its agreement")
    key: int = cell("stream key, which addresses its draws")
    begins: int = cell("first day on which it lives", "days")
    due_stated: int = cell("whether it has a deadline")
    due: int = cell("its deadline", "days")
    first_due: int = cell("deadline as signed", "days")
    extensions: int = cell("how often that was moved")
    met: int = cell("whether it was delivered")
    breaches: int = cell("breaches of it")
    last_done: int = cell("day on which it was last kept", "days")
    deadline_event: int = cell("event of the missed deadline or occasion")
    first_breach: int = cell("day of the first breach, or long ago", "days")
    missed: int = cell("day of the first missed deadline, or long ago", "days")
    done: int = cell("day of delivery, or long ago", "days")
    kept_version: int = cell("version of ground for which posts were looked at")
    progress: float = cell("share delivered", "share")
    verified: float = cell("share delivered as of the last talks", "share")
    gap: float = cell("share undone after its day", "share")


@dataclass(slots=True)
class Closing:
    """A declaration that takes effect when its phase is over."""

    agreement: int = cell("its agreement")
    how: int = cell("form of end")
    declaration: int = cell("event of the declaration")
    declared_by: int = cell("who declared")


@dataclass(slots=True)
class Monitor:
    """Somebody who watches a zone, and reports."""

    key: int = cell("stream key, which addresses its draws")
    covers_at: int = cell("address of a flag for each sector that it watches")
    operated_at: int = cell("address of a flag for each party that operates it")
    operated: int = cell("address of the list of them")
    rides_on: int = cell(
        "obligation on which it depends, -1 for none, -2 for one left out", initial=NONE
    )
    delay: int = cell("days until it reports", "days")
    public: int = cell("whether it reports in public", stated=True)
    on_duty: int = cell("whether it watches today")
    detection: float = cell("chance to detect an attack", "probability", stated=True)
    attribution: float = cell("chance to name its author", "probability", stated=True)
    false_alarm: float = cell(
        "chance to find something at a quiet front", "probability", stated=True
    )
    consequence: float = cell("what a finding costs the culprit", "utils", stated=True)
    chance_to_tell: float = cell("chance to detect an attack, mean over all fronts", "probability")


@dataclass(slots=True)
class Spoiler:
    """Somebody who strikes to break a truce."""

    key: int = cell("stream key, which addresses its draws")
    party: int = cell("who strikes")
    host: int = cell("who is taken to harbour it, or -1")
    rate: float = cell("strikes a day at full gain", "per day", stated=True)
    gain: float = cell("what the failure of a truce gains it", "share", stated=True)
    severity: float = cell("severity of a strike", "severity", stated=True)
    believed_control: float = cell(
        "share that others believe its host could stop", "share", stated=True
    )


@dataclass(slots=True)
class Rivalry:
    """Two groups of one camp that take ground from each other."""

    key: int = cell("stream key, which addresses its draws")
    first: int = cell("one group")
    second: int = cell("the other group")
    rate: float = cell("daily chance of a takeover between unequals", "per day", stated=True)


@dataclass(slots=True)
class Operation:
    """An operation that was under way before the first day."""

    owner: int = cell("whose it is")
    days_fought: int = cell("days fought before the first day", "days", stated=True)
    days_stopped: int = cell("days since it stopped", "days", stated=True)
    running: int = cell("whether it is under way", stated=True)
    targets: int = cell("address of the list of its aims")


@dataclass(slots=True)
class Shock:
    """A dated change of a state variable."""

    day: int = cell("day of it", "days")
    variable: int = cell("what it changes, by number")
    subject: int = cell("whom or what it strikes")
    other: int = cell("the other party concerned, or -1")
    change: int = cell("set, add or multiply")
    value: float = cell("by how much", stated=True)


@dataclass(slots=True)
class OffensiveRule:
    """What counts as an offensive, by one definition."""

    counts: int = cell("whether captures rather than assaults count")
    days: int = cell("days with acts that it takes", "days", stated=True)
    sectors: int = cell("sectors with acts that it takes", stated=True)
    window: int = cell("days within which", "days")


@dataclass(slots=True)
class Strike:
    """A violent act of today."""

    event: int = cell("event of the attack")
    breach: int = cell("event of the breach that it is, or -1")
    author: int = cell("who fired")
    target: int = cell("at whom")
    sector: int = cell("the sector")
    breach_seen: int = cell("whether a monitor saw the breach")
    severity: float = cell("severity; 1 for a single attack")


@dataclass(slots=True)
class Look:
    """Something for monitors to look at: an attack, or a quiet front."""

    sector: int = cell("the sector")
    strike: int = cell("attack, or -1 for a quiet front")
    word: int = cell("first word of the address of its draw")
    other: int = cell("second key of it")
    place: int = cell("third key of it")


@dataclass(slots=True)
class Sighting:
    """What a party perceived at a front today."""

    victim: int = cell("who saw it")
    sector: int = cell("the sector")
    blamed: int = cell("whom he blames")
    event: int = cell("event by which it is cited")
    author: int = cell("who really did it, or -1")
    forbidden: int = cell("whether a duty speaks of attacks there")
    attacks: int = cell("attacks that it holds")
    severity: float = cell("severity; 1 for a single attack")
    size: float = cell("severity that is new to the camp", "severity")


@dataclass(slots=True)
class Charge:
    """A public charge that awaits its answer."""

    accused: int = cell("who is charged")
    accuser: int = cell("who charges")
    obligation: int = cell("its obligation")
    event: int = cell("event of the charge")
    guilty: int = cell("whether it is true")
    counter: int = cell("whether it answers another")


@dataclass(slots=True)
class Opened:
    """A delivery of arms or troops that somebody saw today."""

    reader: int = cell("who saw it")
    author: int = cell("who really did it, or -1")
    event: int = cell("event of the delivery")
    act: int = cell("arms or troops")


@dataclass(slots=True)
class Arriving:
    """Troops on their way."""

    party: int = cell("whose troops")
    day: int = cell("day of arrival", "days")
    sector: int = cell("the sector")
    order: int = cell("event of the order")
    size: float = cell("how many", "units")


@dataclass(slots=True)
class Taking:
    """A capture that takes effect when its phase is over."""

    sector: int = cell("the sector")
    taker: int = cell("who takes it")
    cause: int = cell("event of the assault")


@dataclass(slots=True)
class Finding:
    """What a monitor found, until and when it is published."""

    monitor: int = cell("who found it")
    day: int = cell("day of the report", "days")
    sector: int = cell("the sector")
    named: int = cell("whom it names")
    author: int = cell("who really did it, or -1")
    attack: int = cell("event of the attack, or -1")
    event: int = cell("event of the report")
    severity: float = cell("severity; 1 for a single attack")


@dataclass(slots=True)
class Act:
    """An assault or a capture, as definitions of an offensive count them."""

    day: int = cell("day", "days")
    sector: int = cell("the sector")
    event: int = cell("number of the event in the log")
    author: int = cell("who attacked")


@dataclass(slots=True)
class Awaiting:
    """Something put off until its draw is made."""

    who: int = cell("party or monitor")
    sector: int = cell("the sector")
    what: int = cell("author or attack, or -1")
    uniform: int = cell("place of its draw")


@dataclass(slots=True)
class Entry:
    """An event of the log."""

    day: int = cell("day", "days")
    kind: int = cell("its kind, by number")
    form: int = cell("its form")
    actor: int = cell("who did it")
    target: int = cell("to whom")
    sector: int = cell("the sector")
    obligation: int = cell("its obligation")
    agreement: int = cell("its agreement")
    outcome: int = cell("how it came out")
    author: int = cell("who really did it, or -1")
    blamed: int = cell("whom the victim blames")
    causes_at: int = cell("first of its causes")
    causes: int = cell("how many there are")
    layout: int = cell("names of the numbers that decided it")
    weights_at: int = cell("first of these numbers")
    severity: float = cell("size, in the unit of its kind")


@dataclass(slots=True)
class Witness:
    """Somebody who perceived an event."""

    event: int = cell("number of the event in the log")
    who: int = cell("who perceived it")


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
    links: list[int]
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
    listed: list[int]
    sightings: list[Sighting]
    shared: list[int]
    fire: list[list[Fire]]
    charges: list[Charge]
    late: list[Charge]
    opened: list[Opened]
    pending: list[Finding]
    published: list[Finding]
    awaiting: list[Awaiting]
    addresses: list[int]
    uniforms: list[float]
    arriving: list[Arriving]
    taking: list[Taking]
    assaults: list[Act]
    captures: list[Act]
    tallies: list[list[int]]
    counts: list[list[int]]
    daily: list[float]
    # The log of a trace.
    log: list[Entry]
    causes: list[int]
    weights: list[float]
    witnesses: list[Witness]
    # Constants.
    curve: list[float]
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
