"""Rows of the engine's tables: what each holds, as words of eight bytes.

Whole numbers and real numbers alike take eight bytes, so that every cell of every
table is one place in a single block of memory: a replicate begins by copying the
block, and a parameter is changed by writing to its place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.scenario.behaviour import Behaviour

if TYPE_CHECKING:
    from collections.abc import Mapping

Rows = Any  # an array of records when compiled, a list of row objects when not


def row(whole: str, real: str = "") -> np.dtype[Any]:
    """Declare a row by the names of its whole and of its real numbers."""
    fields = [(name, "i8") for name in whole.split()] + [(name, "f8") for name in real.split()]
    return np.dtype(fields, align=True)


def row_in_order(names: str) -> np.dtype[Any]:
    """Declare a row by its names in the order of memory; those with a colon are real."""
    fields = [(name.rstrip(":"), "f8" if name.endswith(":") else "i8") for name in names.split()]
    return np.dtype(fields, align=True)


def laws_row() -> np.dtype[Any]:
    """Declare the row of all parameters of behaviour: ``order_restraint`` and so on."""
    fields = []
    for block, field in Behaviour.model_fields.items():
        part: Any = field.annotation
        for name, inner in part.model_fields.items():
            real = inner.annotation is float
            fields.append((f"{block}_{name}", "f8" if real else "i8"))
    return np.dtype(fields, align=True)


LAWS = laws_row()

RUN = row(
    "seed replicate day horizon run_in aftermath series told overflow events"
    " parties sectors main first measured attackers failures failed_rounds last_success"
    " first_ended_on fronts_changed duty_version found_version troops_version"
    " ground_version aims_version readings_changed"
    " force_at force_count live_at live_count front_at front_count flags_at"
    " overdue_at overdue_count reading_at charge_at told_at laid_at rank_at evidence_at"
    " obligations pacts duties closing strikes sightings charges late opened arriving taking"
    " looks findings published assaults captures causes weights witnesses asked awaiting"
    " docket docket_a docket_b docket_c attack_a attack_b attack_c"
    " rules offensive_counts erosion erosion_window_days"
    " end_noted end_kind end_also end_day end_agreement",
    "ambiguity displaced people_before erosion_share baseline end_trust",
)

PARTY = row(
    "key camp camp_first hears_as shared fights observer publishes accuses has_aims bayesian"
    " committed guarantor negotiates"
    " doctrine doctrine_count fronts_at fronts_count sponsor_a sponsor_b sponsors"
    " drift_at drift_count"
    " attacking promises restraint_event loss_event displacement_event latest_charge published"
    " operation op_wanted op_days_fought op_days_stopped op_running op_joined op_begun"
    " op_captured op_version op_fought op_stopped left_version axis_version axis_at axis_count"
    " plan plan_day plan_at plan_count plan_joined plan_cause_a plan_cause_b plan_cause_c"
    " plan_cause_d plan_cause_e",
    "beyond_aims loss_sensitivity displacement_sensitivity choice_noise tolerance"
    " attribution_bias false_alarm missed confusion proportion prior_weight"
    " strength weariness control worth_of_land effort noticed_effort confidence pressure violence"
    " opposing_belief op_momentum op_left plan_a plan_b plan_c plan_d plan_e plan_f plan_g",
)

PAIR = row(
    "hostile other_camp opposes rival evidence evidence_author evidence_forbidden undelivered"
    " last_talks charged_event heard heard_actor late late_actor answers blame_event blame_author"
    " blame_forbidden told_event told_author told_forbidden counted",
    "initial relations prior_kept prior_broken probability weight kept broken overdue"
    " known_at_signing level share blame most told cleared",
)

# In the order of use, so that a front is read in few lines of memory.
PLACE = row_in_order(
    "opponent doctrine adopted order cause control_luck: worth: terrain:"
    " aims_version aims"
    " own_act grievance: hits: last_hit forbid_version forbid troops_version troops:"
    " seen fire_day fire_count fire_last fire_sum: fire_target fire_breaches fire_seen"
    " misread"
    " on target was"
    " own_standing other_standing triggered days_left strikes"
    " faced aimed posts: forces: pull:",
)

# What a front draws for several days at once.
LUCK = row("day other", "first second third fourth")

# Numbers that decided the order at a front; only a told run writes them down.
WEIGHED = row("", "a b c d e f g")

# Fire that was told of, by duty and camp; ability to deliver, by duty and party.
FIRE = row("day", "severity")
ABILITY = row("version", "share")

SECTOR_ROW = row(
    "key holder near_at near_count present_at present_count strikes first_author last_author"
    " look_at looks"
    " forbid_version forbidden found_version friction_day guard_version guard_first guard_last",
    "people worth terrain tension found friction_a friction_b friction_c friction_d",
)

TIE = row(
    "key sponsor client place supplies leverage_at leverage_count shocked restrains",
    "stake supply air_power leverage",
)

DOCTRINE = row(
    "kind against sector threshold punishment_days public_alarm",
    "generosity daily_chance reward temptation punishment sucker",
)

STEP = row("day", "value")

TEXT = row(
    "active form starts term is_form signatories takes_at signs_at announced_at keys_at"
    " obligations_at obligations_count provisions_at provisions_count earlier_failures",
    "worth ambiguity demand",
)

PROVISION = row("kind holder key every_days until", "strength")

OBLIGATION = row(
    "text kind act about zoned covers_at every_days settled owed readings_at keys_at"
    " begins_stated begins_date begins due_stated due_date due",
    "difficulty visibility importance progress",
)

PACT = row(
    "text ordinal key start framework closed closed_as declaration declared_by measured end_day"
    " end_kind eroded also entry_event duties_at duties_count offensive_day acts_seen",
)

DUTY = row(
    "obligation pact key begins due_stated due first_due extensions met breaches last_done"
    " deadline_event first_breach missed done kept_version",
    "progress verified gap",
)

CLOSING = row("pact how declaration declared_by")

MONITOR = row(
    "key covers_at operated_at operated rides_on delay public on_duty",
    "detection attribution false_alarm consequence chance_to_tell",
)

SPOILER = row("key party host", "rate gain severity believed_control")
RIVALRY = row("key first second", "rate")
OPERATION = row("owner days_fought days_stopped running targets")
SHOCK_ROW = row("day variable subject other change", "value")
RULE = row("counts days sectors window")

STRIKE = row("event breach author target sector breach_seen", "severity")
LOOK = row("sector strike word other place")
SIGHTING = row("victim sector blamed event author forbidden attacks", "severity size")
CHARGE = row("accused accuser obligation event guilty counter")
OPENED = row("reader author event act")
ARRIVING = row("party day sector order", "size")
TAKING = row("sector taker cause")
PENDING = row("monitor day sector named author attack event", "severity")
ACT = row("day sector event author")
AWAITING = row("who sector what luck")

LOG = row(
    "day kind form actor target sector obligation pact outcome author blamed causes_at causes"
    " layout weights_at",
    "severity",
)
WITNESS = row("event who")
DAY = row(
    "attacks breaches breaches_seen breaches_by_fire accusations accusations_true"
    " accusations_false accusations_contested accusations_pretext talks patrols_done displaced"
    " sectors_changed",
)


class World(NamedTuple):
    """Who and where: parties, what they believe of each other, and the ground."""

    run: Rows
    laws: Rows
    parties: Rows
    pairs: Rows
    places: Rows
    answers: Rows
    misreadings: Rows
    weighed: Rows
    sectors: Rows
    ties: Rows
    curve: Rows
    links: Rows


class Treaty(NamedTuple):
    """What was agreed: texts, and the agreements and duties that came of them."""

    texts: Rows
    provisions: Rows
    obligations: Rows
    pacts: Rows
    duties: Rows
    abilities: Rows
    closing: Rows


class Today(NamedTuple):
    """What happens and is perceived today, and who watches."""

    monitors: Rows
    strikes: Rows
    looks: Rows
    listed: Rows
    sightings: Rows
    shared: Rows
    fire: Rows
    charges: Rows
    late: Rows
    opened: Rows
    pending: Rows
    published: Rows
    awaiting: Rows
    addresses: Rows
    luck: Rows


class Diary(NamedTuple):
    """What is written down: the log of a told run, and counts by day."""

    log: Rows
    causes: Rows
    weights: Rows
    witnesses: Rows
    days: Rows
    counts: Rows


class Field(NamedTuple):
    """What moves the ground: doctrines, offensives, spoilers, shocks, and paths in time."""

    doctrines: Rows
    steps: Rows
    operations: Rows
    spoilers: Rows
    rivalries: Rows
    shocks: Rows
    arriving: Rows
    taking: Rows
    assaults: Rows
    captures: Rows
    rules: Rows


ROWS: Mapping[str, np.dtype[Any]] = {
    "run": RUN,
    "laws": LAWS,
    "parties": PARTY,
    "pairs": PAIR,
    "places": PLACE,
    "answers": LUCK,
    "misreadings": LUCK,
    "weighed": WEIGHED,
    "fire": FIRE,
    "abilities": ABILITY,
    "sectors": SECTOR_ROW,
    "ties": TIE,
    "curve": np.dtype("f8"),
    "links": np.dtype("i8"),
    "texts": TEXT,
    "provisions": PROVISION,
    "obligations": OBLIGATION,
    "pacts": PACT,
    "duties": DUTY,
    "closing": CLOSING,
    "monitors": MONITOR,
    "strikes": STRIKE,
    "looks": LOOK,
    "listed": np.dtype("i8"),
    "sightings": SIGHTING,
    "shared": np.dtype("i8"),
    "charges": CHARGE,
    "late": CHARGE,
    "opened": OPENED,
    "pending": PENDING,
    "published": PENDING,
    "awaiting": AWAITING,
    "addresses": np.dtype("i8"),
    "luck": np.dtype("f8"),
    "log": LOG,
    "causes": np.dtype("i8"),
    "weights": np.dtype("f8"),
    "witnesses": WITNESS,
    "days": DAY,
    "counts": np.dtype("i8"),
    "doctrines": DOCTRINE,
    "steps": STEP,
    "operations": OPERATION,
    "spoilers": SPOILER,
    "rivalries": RIVALRY,
    "shocks": SHOCK_ROW,
    "arriving": ARRIVING,
    "taking": TAKING,
    "assaults": ACT,
    "captures": ACT,
    "rules": RULE,
    "daily": np.dtype("f8"),
}
