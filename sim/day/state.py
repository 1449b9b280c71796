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


def cell(meaning: str, unit: str = "", *, initial: int = 0, stated: bool = False) -> Any:  # noqa: ANN401
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
    """TODO."""

    seed: int = cell("TODO")
    replicate: int = cell("TODO")
    day: int = cell("TODO")
    horizon: int = cell("TODO")
    run_in: int = cell("TODO")
    aftermath: int = cell("TODO")
    series: int = cell("TODO")
    traced: int = cell("TODO")
    overflow: int = cell("TODO")
    events: int = cell("TODO")
    parties: int = cell("TODO")
    sectors: int = cell("TODO")
    main: int = cell("TODO")
    first: int = cell("TODO")
    measured: int = cell("TODO")
    attackers: int = cell("TODO")
    failures: int = cell("TODO")
    failed_rounds: int = cell("TODO")
    last_success: int = cell("TODO", initial=NONE)
    first_ended_on: int = cell("TODO", initial=NONE)
    fronts_changed: int = cell("TODO")
    duty_version: int = cell("TODO", initial=1)
    found_version: int = cell("TODO", initial=1)
    troops_version: int = cell("TODO", initial=1)
    ground_version: int = cell("TODO", initial=1)
    aims_version: int = cell("TODO", initial=1)
    readings_changed: int = cell("TODO")
    force_at: int = cell("TODO")
    force_count: int = cell("TODO")
    live_at: int = cell("TODO")
    live_count: int = cell("TODO")
    front_at: int = cell("TODO")
    front_count: int = cell("TODO")
    flags_at: int = cell("TODO")
    overdue_at: int = cell("TODO")
    overdue_count: int = cell("TODO")
    reading_at: int = cell("TODO")
    charge_at: int = cell("TODO")
    heard_at: int = cell("TODO")
    laid_at: int = cell("TODO")
    rank_at: int = cell("TODO")
    evidence_at: int = cell("TODO")
    obligations: int = cell("TODO")
    agreements: int = cell("TODO")
    duties: int = cell("TODO")
    closing: int = cell("TODO")
    strikes: int = cell("TODO")
    sightings: int = cell("TODO")
    charges: int = cell("TODO")
    late: int = cell("TODO")
    opened: int = cell("TODO")
    arriving: int = cell("TODO")
    taking: int = cell("TODO")
    looks: int = cell("TODO")
    findings: int = cell("TODO")
    published: int = cell("TODO")
    assaults: int = cell("TODO")
    captures: int = cell("TODO")
    causes: int = cell("TODO")
    weights: int = cell("TODO")
    witnesses: int = cell("TODO")
    asked: int = cell("TODO")
    awaiting: int = cell("TODO")
    docket: int = cell("TODO")
    docket_a: int = cell("TODO", initial=NONE)
    docket_b: int = cell("TODO", initial=NONE)
    docket_c: int = cell("TODO", initial=NONE)
    attack_a: int = cell("TODO", initial=NONE)
    attack_b: int = cell("TODO", initial=NONE)
    attack_c: int = cell("TODO", initial=NONE)
    rules: int = cell("TODO")
    offensive_counts: int = cell("TODO")
    erosion: int = cell("TODO", stated=True)
    erosion_window_days: int = cell("TODO", stated=True)
    end_noted: int = cell("TODO", initial=NONE)
    end_kind: int = cell("TODO", initial=NONE)
    end_also: int = cell("TODO")
    end_day: int = cell("TODO")
    end_agreement: int = cell("TODO", initial=NONE)
    ambiguity: float = cell("TODO")
    displaced: float = cell("TODO")
    people_before: float = cell("TODO")
    erosion_share: float = cell("TODO", stated=True)
    baseline: float = cell("TODO", stated=True)
    end_trust: float = cell("TODO")


@dataclass(slots=True)
class Party:
    """TODO."""

    key: int = cell("TODO")
    camp: int = cell("TODO")
    camp_first: int = cell("TODO")
    hears_as: int = cell("TODO")
    shared: int = cell("TODO")
    fights: int = cell("TODO")
    observer: int = cell("TODO")
    publishes: int = cell("TODO")
    accuses: int = cell("TODO")
    has_aims: int = cell("TODO")
    bayesian: int = cell("TODO")
    committed: int = cell("TODO")
    guarantor: int = cell("TODO")
    negotiates: int = cell("TODO")
    doctrine: int = cell("TODO")
    doctrine_count: int = cell("TODO")
    fronts_at: int = cell("TODO")
    fronts_count: int = cell("TODO")
    sponsor_a: int = cell("TODO", initial=NONE)
    sponsor_b: int = cell("TODO", initial=NONE)
    sponsors: int = cell("TODO")
    drift_at: int = cell("TODO")
    drift_count: int = cell("TODO")
    attacking: int = cell("TODO")
    promises: int = cell("TODO")
    restraint_event: int = cell("TODO", initial=NONE)
    loss_event: int = cell("TODO", initial=NONE)
    displacement_event: int = cell("TODO", initial=NONE)
    latest_charge: int = cell("TODO", initial=NONE)
    published: int = cell("TODO")
    operation: int = cell("TODO")
    op_wanted: int = cell("TODO")
    op_days_fought: int = cell("TODO")
    op_days_stopped: int = cell("TODO")
    op_running: int = cell("TODO")
    op_joined: int = cell("TODO")
    op_begun: int = cell("TODO", initial=NONE)
    op_captured: int = cell("TODO")
    op_version: int = cell("TODO")
    op_fought: int = cell("TODO")
    op_stopped: int = cell("TODO")
    left_version: int = cell("TODO")
    axis_version: int = cell("TODO")
    axis_at: int = cell("TODO")
    axis_count: int = cell("TODO")
    plan: int = cell("TODO")
    plan_day: int = cell("TODO")
    plan_at: int = cell("TODO")
    plan_count: int = cell("TODO")
    plan_joined: int = cell("TODO")
    plan_cause_a: int = cell("TODO", initial=NONE)
    plan_cause_b: int = cell("TODO", initial=NONE)
    plan_cause_c: int = cell("TODO", initial=NONE)
    plan_cause_d: int = cell("TODO", initial=NONE)
    plan_cause_e: int = cell("TODO", initial=NONE)
    beyond_aims: float = cell("TODO", stated=True)
    loss_sensitivity: float = cell("TODO", stated=True)
    displacement_sensitivity: float = cell("TODO", stated=True)
    choice_noise: float = cell("TODO", stated=True)
    tolerance: float = cell("TODO", stated=True)
    attribution_bias: float = cell("TODO", stated=True)
    false_alarm: float = cell("TODO", stated=True)
    missed: float = cell("TODO", stated=True)
    confusion: float = cell("TODO", stated=True)
    proportion: float = cell("TODO", stated=True)
    prior_weight: float = cell("TODO", stated=True)
    strength: float = cell("TODO", stated=True)
    weariness: float = cell("TODO", stated=True)
    control: float = cell("TODO", stated=True)
    worth_of_land: float = cell("TODO", stated=True)
    effort: float = cell("TODO")
    noticed_effort: float = cell("TODO")
    confidence: float = cell("TODO")
    pressure: float = cell("TODO")
    violence: float = cell("TODO")
    opposing_belief: float = cell("TODO")
    op_momentum: float = cell("TODO")
    op_left: float = cell("TODO")
    plan_a: float = cell("TODO")
    plan_b: float = cell("TODO")
    plan_c: float = cell("TODO")
    plan_d: float = cell("TODO")
    plan_e: float = cell("TODO")
    plan_f: float = cell("TODO")
    plan_g: float = cell("TODO")


@dataclass(slots=True)
class Pair:
    """TODO."""

    hostile: int = cell("TODO")
    other_camp: int = cell("TODO")
    opposes: int = cell("TODO")
    rival: int = cell("TODO")
    evidence: int = cell("TODO", initial=NONE)
    evidence_author: int = cell("TODO", initial=NONE)
    evidence_forbidden: int = cell("TODO")
    undelivered: int = cell("TODO", initial=NONE)
    last_talks: int = cell("TODO")
    charged_event: int = cell("TODO", initial=NONE)
    heard: int = cell("TODO", initial=NONE)
    heard_actor: int = cell("TODO", initial=NONE)
    late: int = cell("TODO", initial=NONE)
    late_actor: int = cell("TODO", initial=NONE)
    answers: int = cell("TODO")
    blame_event: int = cell("TODO", initial=NONE)
    blame_author: int = cell("TODO", initial=NONE)
    blame_forbidden: int = cell("TODO")
    reported_event: int = cell("TODO")
    reported_author: int = cell("TODO")
    reported_forbidden: int = cell("TODO")
    counted: int = cell("TODO")
    initial: float = cell("TODO")
    relations: float = cell("TODO")
    prior_kept: float = cell("TODO")
    prior_broken: float = cell("TODO")
    probability: float = cell("TODO")
    weight: float = cell("TODO")
    kept: float = cell("TODO")
    broken: float = cell("TODO")
    overdue: float = cell("TODO")
    known_at_signing: float = cell("TODO")
    level: float = cell("TODO")
    share: float = cell("TODO")
    blame: float = cell("TODO")
    most: float = cell("TODO")
    reported: float = cell("TODO")
    cleared: float = cell("TODO")


@dataclass(slots=True)
class Front:
    """TODO."""

    opponent: int = cell("TODO", initial=NONE)
    doctrine: int = cell("TODO")
    adopted: int = cell("TODO", initial=NONE)
    order: int = cell("TODO")
    cause: int = cell("TODO", initial=NONE)
    unweighed: int = cell("whether somebody gave the order without weighing it by the rule")
    control_uniform: float = cell("TODO")
    worth: float = cell("TODO")
    terrain: float = cell("TODO")
    aims_version: int = cell("TODO")
    aims: int = cell("TODO")
    own_act: int = cell("TODO")
    grievance: float = cell("TODO")
    hits: float = cell("TODO")
    last_hit: int = cell("TODO", initial=NONE)
    forbid_version: int = cell("TODO")
    forbid: int = cell("TODO", initial=NONE)
    troops_version: int = cell("TODO")
    troops: float = cell("TODO")
    seen: int = cell("TODO")
    fire_day: int = cell("TODO", initial=LONG_AGO)
    fire_count: int = cell("TODO")
    fire_last: int = cell("TODO")
    fire_sum: float = cell("TODO")
    fire_target: int = cell("TODO")
    fire_breaches: int = cell("TODO")
    fire_seen: int = cell("TODO")
    misread: int = cell("TODO")
    on: int = cell("TODO")
    target: int = cell("TODO")
    was: int = cell("TODO")
    own_standing: int = cell("TODO")
    other_standing: int = cell("TODO")
    triggered: int = cell("TODO")
    days_left: int = cell("TODO")
    strikes: int = cell("TODO")
    faced: int = cell("TODO")
    aimed: int = cell("TODO")
    posts: float = cell("TODO")
    forces: float = cell("TODO")
    pull: float = cell("TODO")


@dataclass(slots=True)
class Kept:
    """TODO."""

    day: int = cell("TODO", initial=LONG_AGO)
    other: int = cell("TODO")
    first: float = cell("TODO")
    second: float = cell("TODO")
    third: float = cell("TODO")
    fourth: float = cell("TODO")


@dataclass(slots=True)
class Weighed:
    """TODO."""

    a: float = cell("TODO")
    b: float = cell("TODO")
    c: float = cell("TODO")
    d: float = cell("TODO")
    e: float = cell("TODO")
    f: float = cell("TODO")
    g: float = cell("TODO")


@dataclass(slots=True)
class Fire:
    """TODO."""

    day: int = cell("TODO", initial=LONG_AGO)
    severity: float = cell("TODO")


@dataclass(slots=True)
class Ability:
    """TODO."""

    version: int = cell("TODO")
    share: float = cell("TODO")


@dataclass(slots=True)
class Sector:
    """TODO."""

    key: int = cell("TODO")
    holder: int = cell("TODO")
    near_at: int = cell("TODO")
    near_count: int = cell("TODO")
    present_at: int = cell("TODO")
    present_count: int = cell("TODO")
    strikes: int = cell("TODO")
    first_author: int = cell("TODO")
    last_author: int = cell("TODO", initial=NONE)
    look_at: int = cell("TODO")
    looks: int = cell("TODO")
    forbid_version: int = cell("TODO")
    forbidden: int = cell("TODO")
    found_version: int = cell("TODO")
    friction_day: int = cell("TODO", initial=LONG_AGO)
    guard_version: int = cell("TODO")
    guard_first: int = cell("TODO")
    guard_last: int = cell("TODO")
    people: float = cell("TODO", stated=True)
    worth: float = cell("TODO", stated=True)
    terrain: float = cell("TODO", stated=True)
    tension: float = cell("TODO", stated=True)
    found: float = cell("TODO")
    friction_a: float = cell("TODO")
    friction_b: float = cell("TODO")
    friction_c: float = cell("TODO")
    friction_d: float = cell("TODO")


@dataclass(slots=True)
class Tie:
    """TODO."""

    key: int = cell("TODO")
    sponsor: int = cell("TODO")
    client: int = cell("TODO")
    place: int = cell("TODO")
    supplies: int = cell("TODO", stated=True)
    leverage_at: int = cell("TODO")
    leverage_count: int = cell("TODO")
    shocked: int = cell("TODO")
    restrains: int = cell("TODO")
    stake: float = cell("TODO", stated=True)
    supply: float = cell("TODO", stated=True)
    air_power: float = cell("TODO", stated=True)
    leverage: float = cell("TODO")


@dataclass(slots=True)
class Rule:
    """TODO."""

    kind: int = cell("TODO")
    against: int = cell("TODO")
    sector: int = cell("TODO")
    threshold: int = cell("TODO", stated=True)
    punishment_days: int = cell("TODO", stated=True)
    public_alarm: int = cell("TODO", stated=True)
    generosity: float = cell("TODO", stated=True)
    daily_chance: float = cell("TODO", stated=True)
    reward: float = cell("TODO", stated=True)
    temptation: float = cell("TODO", stated=True)
    punishment: float = cell("TODO", stated=True)
    sucker: float = cell("TODO", stated=True)


@dataclass(slots=True)
class Step:
    """TODO."""

    day: int = cell("TODO")
    value: float = cell("TODO")


@dataclass(slots=True)
class Text:
    """TODO."""

    active: int = cell("TODO", stated=True)
    form: int = cell("TODO")
    starts: int = cell("TODO")
    term: int = cell("TODO")
    is_form: int = cell("TODO")
    signatories: int = cell("TODO")
    takes_at: int = cell("TODO")
    signs_at: int = cell("TODO")
    announced_at: int = cell("TODO")
    keys_at: int = cell("TODO")
    obligations_at: int = cell("TODO")
    obligations_count: int = cell("TODO")
    provisions_at: int = cell("TODO")
    provisions_count: int = cell("TODO")
    earlier_failures: int = cell("TODO", stated=True)
    worth: float = cell("TODO", stated=True)
    ambiguity: float = cell("TODO", stated=True)
    demand: float = cell("TODO", stated=True)


@dataclass(slots=True)
class Provision:
    """TODO."""

    kind: int = cell("TODO")
    holder: int = cell("TODO")
    key: int = cell("TODO")
    every_days: int = cell("TODO", stated=True)
    until: int = cell("TODO")
    strength: float = cell("TODO", stated=True)


@dataclass(slots=True)
class Obligation:
    """TODO."""

    text: int = cell("TODO")
    kind: int = cell("TODO")
    act: int = cell("TODO")
    about: int = cell("TODO")
    zoned: int = cell("TODO")
    covers_at: int = cell("TODO")
    every_days: int = cell("TODO", stated=True)
    settled: int = cell("TODO")
    owed: int = cell("TODO")
    readings_at: int = cell("TODO")
    keys_at: int = cell("TODO")
    begins_stated: int = cell("TODO")
    begins_date: int = cell("TODO")
    begins: int = cell("TODO")
    due_stated: int = cell("TODO")
    due_date: int = cell("TODO")
    due: int = cell("TODO")
    difficulty: float = cell("TODO", stated=True)
    visibility: float = cell("TODO", stated=True)
    importance: float = cell("TODO", stated=True)
    progress: float = cell("TODO", stated=True)


@dataclass(slots=True)
class Agreement:
    """TODO."""

    text: int = cell("TODO")
    ordinal: int = cell("TODO")
    key: int = cell("TODO")
    start: int = cell("TODO")
    framework: int = cell("TODO")
    closed: int = cell("TODO")
    closed_as: int = cell("TODO")
    declaration: int = cell("TODO")
    declared_by: int = cell("TODO")
    measured: int = cell("TODO")
    end_day: int = cell("TODO")
    end_kind: int = cell("TODO")
    eroded: int = cell("TODO")
    also: int = cell("TODO")
    entry_event: int = cell("TODO")
    duties_at: int = cell("TODO")
    duties_count: int = cell("TODO")
    offensive_day: int = cell("TODO")
    acts_seen: int = cell("TODO")


@dataclass(slots=True)
class Duty:
    """TODO."""

    obligation: int = cell("TODO")
    agreement: int = cell("TODO")
    key: int = cell("TODO")
    begins: int = cell("TODO")
    due_stated: int = cell("TODO")
    due: int = cell("TODO")
    first_due: int = cell("TODO")
    extensions: int = cell("TODO")
    met: int = cell("TODO")
    breaches: int = cell("TODO")
    last_done: int = cell("TODO")
    deadline_event: int = cell("TODO")
    first_breach: int = cell("TODO")
    missed: int = cell("TODO")
    done: int = cell("TODO")
    kept_version: int = cell("TODO")
    progress: float = cell("TODO")
    verified: float = cell("TODO")
    gap: float = cell("TODO")


@dataclass(slots=True)
class Closing:
    """TODO."""

    agreement: int = cell("TODO")
    how: int = cell("TODO")
    declaration: int = cell("TODO")
    declared_by: int = cell("TODO")


@dataclass(slots=True)
class Monitor:
    """TODO."""

    key: int = cell("TODO")
    covers_at: int = cell("TODO")
    operated_at: int = cell("TODO")
    operated: int = cell("TODO")
    rides_on: int = cell("TODO", initial=NONE)
    delay: int = cell("TODO")
    public: int = cell("TODO", stated=True)
    on_duty: int = cell("TODO")
    detection: float = cell("TODO", stated=True)
    attribution: float = cell("TODO", stated=True)
    false_alarm: float = cell("TODO", stated=True)
    consequence: float = cell("TODO", stated=True)
    chance_to_tell: float = cell("TODO")


@dataclass(slots=True)
class Spoiler:
    """TODO."""

    key: int = cell("TODO")
    party: int = cell("TODO")
    host: int = cell("TODO")
    rate: float = cell("TODO", stated=True)
    gain: float = cell("TODO", stated=True)
    severity: float = cell("TODO", stated=True)
    believed_control: float = cell("TODO", stated=True)


@dataclass(slots=True)
class Rivalry:
    """TODO."""

    key: int = cell("TODO")
    first: int = cell("TODO")
    second: int = cell("TODO")
    rate: float = cell("TODO", stated=True)


@dataclass(slots=True)
class Operation:
    """TODO."""

    owner: int = cell("TODO")
    days_fought: int = cell("TODO", stated=True)
    days_stopped: int = cell("TODO", stated=True)
    running: int = cell("TODO", stated=True)
    targets: int = cell("TODO")


@dataclass(slots=True)
class Shock:
    """TODO."""

    day: int = cell("TODO")
    variable: int = cell("TODO")
    subject: int = cell("TODO")
    other: int = cell("TODO")
    change: int = cell("TODO")
    value: float = cell("TODO", stated=True)


@dataclass(slots=True)
class OffensiveRule:
    """TODO."""

    counts: int = cell("TODO")
    days: int = cell("TODO", stated=True)
    sectors: int = cell("TODO", stated=True)
    window: int = cell("TODO")


@dataclass(slots=True)
class Strike:
    """TODO."""

    event: int = cell("TODO")
    breach: int = cell("TODO")
    author: int = cell("TODO")
    target: int = cell("TODO")
    sector: int = cell("TODO")
    breach_seen: int = cell("TODO")
    severity: float = cell("TODO")


@dataclass(slots=True)
class Look:
    """TODO."""

    sector: int = cell("TODO")
    strike: int = cell("TODO")
    word: int = cell("TODO")
    other: int = cell("TODO")
    place: int = cell("TODO")


@dataclass(slots=True)
class Sighting:
    """TODO."""

    victim: int = cell("TODO")
    sector: int = cell("TODO")
    blamed: int = cell("TODO")
    event: int = cell("TODO")
    author: int = cell("TODO")
    forbidden: int = cell("TODO")
    attacks: int = cell("TODO")
    severity: float = cell("TODO")
    size: float = cell("TODO")


@dataclass(slots=True)
class Charge:
    """TODO."""

    accused: int = cell("TODO")
    accuser: int = cell("TODO")
    obligation: int = cell("TODO")
    event: int = cell("TODO")
    guilty: int = cell("TODO")
    counter: int = cell("TODO")


@dataclass(slots=True)
class Opened:
    """TODO."""

    reader: int = cell("TODO")
    author: int = cell("TODO")
    event: int = cell("TODO")
    act: int = cell("TODO")


@dataclass(slots=True)
class Arriving:
    """TODO."""

    party: int = cell("TODO")
    day: int = cell("TODO")
    sector: int = cell("TODO")
    order: int = cell("TODO")
    size: float = cell("TODO")


@dataclass(slots=True)
class Taking:
    """TODO."""

    sector: int = cell("TODO")
    taker: int = cell("TODO")
    cause: int = cell("TODO")


@dataclass(slots=True)
class Finding:
    """TODO."""

    monitor: int = cell("TODO")
    day: int = cell("TODO")
    sector: int = cell("TODO")
    named: int = cell("TODO")
    author: int = cell("TODO")
    attack: int = cell("TODO")
    event: int = cell("TODO")
    severity: float = cell("TODO")


@dataclass(slots=True)
class Act:
    """TODO."""

    day: int = cell("TODO")
    sector: int = cell("TODO")
    event: int = cell("TODO")
    author: int = cell("TODO")


@dataclass(slots=True)
class Awaiting:
    """TODO."""

    who: int = cell("TODO")
    sector: int = cell("TODO")
    what: int = cell("TODO")
    uniform: int = cell("TODO")


@dataclass(slots=True)
class Entry:
    """TODO."""

    day: int = cell("TODO")
    kind: int = cell("TODO")
    form: int = cell("TODO")
    actor: int = cell("TODO")
    target: int = cell("TODO")
    sector: int = cell("TODO")
    obligation: int = cell("TODO")
    agreement: int = cell("TODO")
    outcome: int = cell("TODO")
    author: int = cell("TODO")
    blamed: int = cell("TODO")
    causes_at: int = cell("TODO")
    causes: int = cell("TODO")
    layout: int = cell("TODO")
    weights_at: int = cell("TODO")
    severity: float = cell("TODO")


@dataclass(slots=True)
class Witness:
    """TODO."""

    event: int = cell("TODO")
    who: int = cell("TODO")


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


def empty(name: str, rows: int) -> Any:  # noqa: ANN401
    """Make a table with every cell at its initial value."""
    row, dtype = tables()[name]
    table = np.zeros(rows, dtype)
    if dtype.names and name != "laws":
        for each in fields(row):
            if each.default:
                table[each.name] = each.default
    return table


def array_of(row: type, rows: Sequence[Any]) -> Any:  # noqa: ANN401 - a structured array
    """Copy row objects into a table."""
    names = [each.name for each in fields(row)]
    return np.array([tuple(getattr(one, n) for n in names) for one in rows], dtype_of(row))
