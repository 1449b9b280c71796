"""Numbers that stand for words in the state of a run.

Each group is unpacked from the one list of its words: that of `sim.day.events`, or of the schema of
a scenario. A word that is added there and not named here fails at import.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from sim.day.events import FORMS
from sim.scenario.agreements import Agreement, Obligation, Provision, Shock
from sim.scenario.entities import Doctrine

if TYPE_CHECKING:
    from sim.scenario.quantity import Entity

NONE = -1
# In place of a party where there is more than one.
SEVERAL = -2
LONG_AGO = -10_000


def _numbered(words: object) -> range:
    return range(len(words))  # type: ignore[arg-type]


def _stated(entity: type[Entity], name: str) -> tuple[str, ...]:
    """Words that a scenario may write there."""
    return get_args(entity.model_fields[name].annotation)


# fmt: off
KINDS = tuple(FORMS)
(
    ENTRY, ATTACK, BREACH, FALSE_ALARM, FINDING, DEADLINE, DELIVERY, PATROL, PUBLICATION,
    ACCUSATION, DENIAL, RESPONSE, RESTRAINT, SUPPLY, DEPLOYMENT, CONSENT, OFFENSIVE, SECTOR,
    DISPLACEMENT, LOSS, TALKS, READING, SHOCK, END, DECLARATION, RENEWAL,
) = _numbered(KINDS)

# Forms of violence; attacks and the breaches that they are share the first six.
(
    STRATEGIC, RETALIATORY, LOCALIZED, SPOILING, ACCIDENT, ASSAULT,
    OMISSION, BREACH_SUPPLY, BREACH_DEPLOYMENT,
) = _numbered(FORMS["breach"])
RIGHT, WRONG, FOUND_NOTHING = _numbered(FORMS["finding"])
DEADLINE_MET, DEADLINE_MISSED, DEADLINE_MOVED = _numbered(FORMS["deadline"])
PATROL_DONE, PATROL_MISSED, PATROL_CUT_SHORT = _numbered(FORMS["patrol"])
_, _, _, PRETEXT = _numbered(FORMS["accusation"])
PROTEST, _, _, _, REMEDY, COUNTER = _numbered(FORMS["response"])
SLACKENED, TIGHTENED = _numbered(FORMS["restraint"])
ORDERED, ARRIVED = _numbered(FORMS["deployment"])
CONSENT_JOINED, CONSENT_TOLERATED, CONSENT_REFUSED = _numbered(FORMS["consent"])
PREPARED, BEGUN, VETOED, STOPPED = _numbered(FORMS["offensive"])
CAPTURED, TAKEOVER = _numbered(FORMS["sector"])
COMMISSION, DELEGATION, SUMMIT = _numbered(FORMS["talks"])
DECLARED_CANCELLED, DECLARED_DISOWNED = _numbered(FORMS["declaration"])
(
    END_OFFENSIVE, END_CANCELLED, END_DISOWNED, END_EROSION, END_EXPIRED, END_SUPERSEDED, END_HELD,
) = _numbered(FORMS["end"])
ENDS = len(FORMS["end"])

OUTCOMES = (
    "", "joined", "alone", "tolerated", "refused", "sat", "success", "failure", "agreement",
    "out of reach", "spent", "called off",
)
(
    NO_OUTCOME, JOINED, ALONE, TOLERATED, REFUSED, SAT, SUCCESS, FAILURE, BY_AGREEMENT,
    OUT_OF_REACH, SPENT, CALLED_OFF,
) = _numbered(OUTCOMES)
# Above this an outcome is a set of further kinds of end, and above the other a shock.
ALSO = 1_000
OF_SHOCK = 2_000

VARIABLES = _stated(Shock, "variable")
(
    V_STRENGTH, V_WEARINESS, V_LEVERAGE, V_AIR_POWER, V_TENSION, V_PEOPLE, V_FORCES, V_POSTS,
    V_CONTROL, V_RELATIONS, V_WORTH_OF_LAND,
) = _numbered(VARIABLES)
CHANGES = _stated(Shock, "change")
SET, ADD, _ = _numbered(CHANGES)

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
    ("grounds",),
    ("grounds", "ongoing"),
    *((variable,) for variable in VARIABLES),
)
(
    _none, W_OWN, W_SPONSOR, W_RESTRAINT, W_SUPPLY, W_DEPLOYMENT, W_OFFENSIVE, W_CONSENT, W_CHANCE,
    W_PROGRESS, W_CHARGE, W_ONGOING, W_COUNTER, W_PRESSURE, W_TALKS, W_DAILY_CHANCE, W_CANCELLING,
    W_DISOWNING, W_END, W_BROUGHT, W_BROUGHT_ONGOING, W_SHOCK, *_shocks,
) = _numbered(LAYOUTS)

# Kinds of duty, of acts that a duty forbids, of provisions, of texts, of what a clause came to.
DUTY_KINDS = _stated(Obligation, "kind")
REFRAIN, DELIVER, REPEAT, KEEP = _numbered(DUTY_KINDS)
ACTS = _stated(Obligation, "act")
ACT_ATTACK, ACT_SUPPLY, ACT_DEPLOYMENT = _numbered(ACTS)
PROVISIONS = _stated(Provision, "kind")
P_COMMISSION, P_GUARANTEE, P_ESCAPE_CLAUSE, P_MEDIATION = _numbered(PROVISIONS)
FORMS_OF_TEXT = _stated(Agreement, "form")
CLAUSE_ENDS = ("met", "breached", "open", "lapsed")
MET, BREACHED, OPEN, LAPSED = _numbered(CLAUSE_ENDS)
# fmt: on

# By name, the numbers of `sim.law.doctrine`: those of their places in the schema.
DOCTRINES = {name: number for number, name in enumerate(_stated(Doctrine, "kind"))}

# Witnesses of an event: parties by number, monitors from here on, and the public.
MONITOR_WITNESS = 1_000_000
PUBLIC = -2
