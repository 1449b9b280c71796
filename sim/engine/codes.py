"""Numbers that stand for words in the tables of the engine."""

from __future__ import annotations

from sim.law import doctrine
from sim.record.events import FORMS

NONE = -1
# In place of a party where there is more than one.
SEVERAL = -2
LONG_AGO = -10_000

KINDS = tuple(FORMS)


def _form(kind: str, form: str) -> int:
    return FORMS[kind].index(form)


ENTRY = KINDS.index("entry")
ATTACK = KINDS.index("attack")
BREACH = KINDS.index("breach")
FALSE_ALARM_EVENT = KINDS.index("false_alarm")
FINDING = KINDS.index("finding")
DEADLINE = KINDS.index("deadline")
DELIVERY = KINDS.index("delivery")
PATROL_EVENT = KINDS.index("patrol")
PUBLICATION = KINDS.index("publication")
ACCUSATION_EVENT = KINDS.index("accusation")
DENIAL = KINDS.index("denial")
RESPONSE_EVENT = KINDS.index("response")
RESTRAINT = KINDS.index("restraint")
SUPPLY_EVENT = KINDS.index("supply")
DEPLOYMENT_EVENT = KINDS.index("deployment")
CONSENT = KINDS.index("consent")
OFFENSIVE = KINDS.index("offensive")
SECTOR = KINDS.index("sector")
DISPLACEMENT = KINDS.index("displacement")
LOSS_EVENT = KINDS.index("loss")
TALKS_EVENT = KINDS.index("talks")
READING = KINDS.index("reading")
SHOCK = KINDS.index("shock")
END = KINDS.index("end")
DECLARATION_EVENT = KINDS.index("declaration")
RENEWAL = KINDS.index("renewal")

# Forms of violence; attacks and the breaches that they are share them.
STRATEGIC = _form("attack", "strategic")
RETALIATORY = _form("attack", "retaliatory")
LOCALIZED = _form("attack", "localized")
SPOILING = _form("attack", "spoiling")
ACCIDENT = _form("attack", "accident")
ASSAULT_FORM = _form("attack", "assault")
OMISSION = _form("breach", "omission")
BREACH_SUPPLY = _form("breach", "supply")
BREACH_DEPLOYMENT = _form("breach", "deployment")

RIGHT = _form("finding", "right")
WRONG = _form("finding", "wrong")
FOUND_NOTHING = _form("finding", "false_alarm")
DEADLINE_MET = _form("deadline", "met")
DEADLINE_MISSED = _form("deadline", "missed")
DEADLINE_MOVED = _form("deadline", "moved")
PATROL_DONE = _form("patrol", "done")
PATROL_MISSED = _form("patrol", "missed")
PATROL_CUT_SHORT = _form("patrol", "cut_short")
PRETEXT = _form("accusation", "pretext")
PROTEST_FORM = _form("response", "protest")
REMEDY_FORM = _form("response", "remedy")
COUNTER_FORM = _form("response", "counter")
SLACKENED = _form("restraint", "slackened")
TIGHTENED = _form("restraint", "tightened")
ORDERED = _form("deployment", "ordered")
ARRIVED = _form("deployment", "arrived")
CONSENT_JOINED = _form("consent", "joined")
CONSENT_TOLERATED = _form("consent", "tolerated")
CONSENT_REFUSED = _form("consent", "refused")
PREPARED = _form("offensive", "prepared")
BEGUN = _form("offensive", "begun")
VETOED = _form("offensive", "vetoed")
STOPPED = _form("offensive", "stopped")
CAPTURED = _form("sector", "captured")
TAKEOVER = _form("sector", "takeover")
COMMISSION_FORM = _form("talks", "commission")
DELEGATION = _form("talks", "delegation")
SUMMIT = _form("talks", "summit")
DECLARED_CANCELLED = _form("declaration", "cancelled")
DECLARED_DISOWNED = _form("declaration", "disowned")

# Kinds of end, in the order of the forms of the event.
END_OFFENSIVE = _form("end", "offensive")
END_CANCELLED = _form("end", "cancelled")
END_DISOWNED = _form("end", "disowned")
END_EROSION = _form("end", "erosion")
END_EXPIRED = _form("end", "expired")
END_SUPERSEDED = _form("end", "superseded")
END_HELD = _form("end", "held")
ENDS = len(FORMS["end"])

OUTCOMES = (
    "",
    "joined",
    "alone",
    "tolerated",
    "refused",
    "sat",
    "success",
    "failure",
    "agreement",
    "out of reach",
    "spent",
)
NO_OUTCOME = 0
JOINED = OUTCOMES.index("joined")
ALONE = OUTCOMES.index("alone")
TOLERATED = OUTCOMES.index("tolerated")
REFUSED = OUTCOMES.index("refused")
SAT = OUTCOMES.index("sat")
SUCCESS = OUTCOMES.index("success")
FAILURE = OUTCOMES.index("failure")
BY_AGREEMENT = OUTCOMES.index("agreement")
OUT_OF_REACH = OUTCOMES.index("out of reach")
SPENT = OUTCOMES.index("spent")
# Above this an outcome is a set of further kinds of end, and above the other a shock.
ALSO = 1_000
OF_SHOCK = 2_000

VARIABLES = (
    "strength",
    "weariness",
    "leverage",
    "air_power",
    "tension",
    "people",
    "forces",
    "posts",
    "control",
    "relations",
    "worth_of_land",
)
V_STRENGTH = VARIABLES.index("strength")
V_WEARINESS = VARIABLES.index("weariness")
V_LEVERAGE = VARIABLES.index("leverage")
V_AIR_POWER = VARIABLES.index("air_power")
V_TENSION = VARIABLES.index("tension")
V_PEOPLE = VARIABLES.index("people")
V_FORCES = VARIABLES.index("forces")
V_POSTS = VARIABLES.index("posts")
V_CONTROL = VARIABLES.index("control")
V_RELATIONS = VARIABLES.index("relations")
V_WORTH_OF_LAND = VARIABLES.index("worth_of_land")
CHANGES = ("set", "add", "multiply")
SET = 0
ADD = 1

# Names of the numbers that decided an event, in the order in which they are written.
LAYOUTS: tuple[tuple[str, ...], ...] = (
    (),
    ("temptation", "momentum", "fear", "found_out", "deterrence", "agreement", "weariness"),
    ("sponsor_gains", "sponsor_effort"),
    ("effort", "before", "confidence"),
    ("chance", "confidence", "pressure"),
    ("chance", "pressure"),
    ("gains", "momentum", "distrust", "agreement", "deterrence", "weariness", "threshold"),
    ("gains", "relations", "troops", "effort"),
    ("chance",),
    ("progress",),
    ("chance", "grounds"),
    ("chance", "grounds", "ongoing"),
    ("counter",),
    ("pressure",),
    ("willing_caller", "willing_called"),
    ("daily_chance",),
    ("undelivered", "fear", "momentum", "worth", "cost"),
    ("hurt", "distrust", "cost"),
    ("dated", "trust_mean"),
    *((variable,) for variable in VARIABLES),
)
W_OWN = 1
W_SPONSOR = 2
W_RESTRAINT = 3
W_SUPPLY = 4
W_DEPLOYMENT = 5
W_OFFENSIVE = 6
W_CONSENT = 7
W_CHANCE = 8
W_PROGRESS = 9
W_CHARGE = 10
W_ONGOING = 11
W_COUNTER = 12
W_PRESSURE = 13
W_TALKS = 14
W_DAILY_CHANCE = 15
W_CANCELLING = 16
W_DISOWNING = 17
W_END = 18
W_SHOCK = 19

# Kinds of duty, of acts that a duty forbids, of provisions.
DUTY_KINDS = ("refrain", "deliver", "repeat", "keep")
REFRAIN = 0
DELIVER = 1
REPEAT = 2
KEEP = 3
ACTS = ("attack", "supply", "deployment")
ACT_ATTACK = 0
ACT_SUPPLY = 1
ACT_DEPLOYMENT = 2
PROVISIONS = ("commission", "guarantee", "escape_clause", "mediation")
P_COMMISSION = 0
P_GUARANTEE = 1
P_ESCAPE_CLAUSE = 2
P_MEDIATION = 3

DOCTRINES = {
    "logit": doctrine.LOGIT,
    "always_hold": doctrine.ALWAYS_HOLD,
    "tit_for_tat": doctrine.TIT_FOR_TAT,
    "generous_tit_for_tat": doctrine.GENEROUS,
    "contrite_tit_for_tat": doctrine.CONTRITE,
    "win_stay_lose_shift": doctrine.WIN_STAY_LOSE_SHIFT,
    "grim": doctrine.GRIM,
    "tolerant_trigger": doctrine.TOLERANT_TRIGGER,
    "stage_game": doctrine.STAGE_GAME,
    "cancel_by_chance": doctrine.CANCEL_BY_CHANCE,
}

# Witnesses of an event: parties by number, monitors from here on, and the public.
MONITOR_WITNESS = 1_000_000
PUBLIC = -2
