"""The one gate through which every decision passes before it is carried out.

Compiled, it is what the rule comes to. In plain Python somebody may be asked: an agent of the
Mesa model with a rule of its own, or a person in a party's seat. Whoever is asked sees what the
rule comes to and gives what is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from sim.day.codes import NONE

if TYPE_CHECKING:
    from sim.day.state import World

Settled = TypeVar("Settled", int, float)

# Every decision, and what it is about; what the rule comes to stands in `docs/extending.md`.
DECISIONS = {
    "order": "sector",
    "effort": "",
    "work": "obligation",
    "stay_away": "obligation",
    "arms": "party",
    "troops": "",
    "call_off": "",
    "offensive": "",
    "go_on": "",
    "consent": "party",
    "accuse": "",
    "pretext": "party",
    "answer": "party",
    "response": "",
    "call": "party",
    "agree": "party",
    "cancel": "",
    "disown": "",
    "detect": "attack",
    "name": "attack",
    "attend": "duty",
}
# fmt: off
(
    ORDER, EFFORT, WORK, STAY_AWAY, ARMS, TROOPS, CALL_OFF, OFFENSIVE, GO_ON, CONSENT, ACCUSE,
    PRETEXT, ANSWER, RESPONSE, CALL, AGREE, CANCEL, DISOWN, DETECT, NAME, ATTEND,
) = range(len(DECISIONS))
# fmt: on


def decide(
    w: World,
    decision: int,
    who: int,
    rule: Settled,
    about: int = NONE,
    uniform: float = 0.0,
) -> Settled:
    """Settle one decision.

    Parameters
    ----------
    w : World
        The state.
    decision : int
        Which, by its place in `DECISIONS`.
    who : int
        Party, or monitor from `sim.day.codes.MONITOR_WITNESS` on; -1 for a duty itself.
    rule : int or float
        What the rule comes to.
    about : int
        Whom, where or what it is about, as `DECISIONS` says.
    uniform : float
        The draw of this decision, in (0, 1), where there is one.

    Returns
    -------
    int or float
        What is done.
    """
    asked = w.deciders.get(who)
    return rule if asked is None else asked(decision, rule, about, uniform)


def as_the_rule(
    w: World,  # noqa: ARG001
    decision: int,  # noqa: ARG001
    who: int,  # noqa: ARG001
    rule: Settled,
    about: int = NONE,  # noqa: ARG001
    uniform: float = 0.0,  # noqa: ARG001
) -> Settled:
    """Stand for `decide` in compiled code."""
    return rule


def is_asked(w: World, who: int) -> bool:
    """Whether somebody decides for a party, so that no decision may be passed over unasked."""
    return who in w.deciders


def is_never_asked(w: World, who: int) -> bool:  # noqa: ARG001
    """Stand for `is_asked` in compiled code."""
    return False


IN_COMPILED_CODE = {decide: as_the_rule, is_asked: is_never_asked}
