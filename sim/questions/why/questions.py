"""But-for questions: what could have been absent, or kept, or decided by another rule.

They are read off the scenario through the schema, so that a part of a kind that is added later is
asked about too. Nothing here runs anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.scenario.agreements import Obligation
from sim.scenario.behaviour import Behaviour
from sim.scenario.entities import Doctrine, Party, Spoiler
from sim.scenario.errors import InputError
from sim.scenario.fields import Place, places
from sim.scenario.load import scenario_from_tree
from sim.scenario.scenario import Scenario
from sim.scenario.tree import changed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ABSENT, KEPT, OTHER = "absent", "kept", "other rule"
# Flags of the schema that somebody decides on. Others, such as whether a finding is public, say
# what a thing is.
SWITCHES = ("active", "accuses", "supplies")
# The rule that stands in for another: to weigh gain against cost. Who weighs already is asked to
# hold its fire whatever happens.
NEUTRAL, HOLDING = "logit", "always_hold"


@dataclass(frozen=True)
class Question:
    """What if one thing had been otherwise.

    Parameters
    ----------
    group : str
        What sort of thing it is: ``obligation``, ``provision``, ``tie``, ``monitor``,
        ``spoiler``, ``rivalry``, ``operation``, ``shock``, ``agreement``, ``mechanism``,
        ``doctrine`` or ``decision``.
    subject : str
        Dotted key of the part in question, such as ``scenario.obligations.patrols``.
    way : str
        `ABSENT`: without it. `KEPT`: a duty delivered in full on the first day, or carried out
        on every occasion. `OTHER`: a party that orders by another rule.
    changes : tuple of tuple
        Dotted keys and the values that they take.
    """

    group: str
    subject: str
    way: str
    changes: tuple[tuple[str, Any], ...]

    @property
    def name(self) -> str:
        """The last word of the subject: the id of the part."""
        return self.subject.rpartition(".")[2]


def questions_of(tree: Mapping[str, Any]) -> list[Question]:
    """List the questions that a scenario lets one ask.

    Parameters
    ----------
    tree : mapping
        The completed tree of a scenario, with its behaviour.

    Returns
    -------
    list of Question
        In the order of the schema and of the file. Left out is what is switched off already,
        what belongs to texts that are yet to be signed, and what the scenario is not sound
        without, such as its main agreement.
    """
    found = _walk(Place(Scenario), tree, ())
    unsigned = {
        key for key, text in tree["scenario"]["agreements"].items() if text["starts"] is None
    }
    parts = tree["scenario"]
    return [
        question
        for question in found
        if not _belongs_to(parts, question, unsigned) and _sound(tree, question)
    ]


def _walk(
    place: Place,
    value: Any,  # noqa: ANN401 - plain data of any kind
    path: tuple[str, ...],
    group: str = "",
) -> Iterator[Question]:
    if not isinstance(value, dict):
        return
    if place.entry is not None:
        for key, item in value.items():
            yield from _walk(place.entry, item, (*path, key), group)
        return
    model = place.model
    if model is None or value.get("active") is False:
        return
    if model in WHOLE:
        yield from WHOLE[model](path, value)
        return
    for key, below in places(model):
        if below.annotation is bool and key in SWITCHES and value.get(key) is True:
            sort = group or model.__name__.lower()
            yield _without(path, key, sort if key == "active" else "decision")
        elif _obeyed(model, below, value):
            inner = "mechanism" if model is Behaviour else ""
            yield from _walk(below, value.get(key), (*path, key), inner)
    if model is Obligation:
        yield from _kept(path, str(value["kind"]))


def _obeyed(model: type[Any], below: Place, value: Mapping[str, Any]) -> bool:
    """Whether a field has a say: the rules of a party that gives no orders have none."""
    rules = Doctrine in (below.model, below.entry.model if below.entry is not None else None)
    silent = model is Party and not (value["fights"] and value["kind"] != "observer")
    return not (rules and silent)


def _without(path: tuple[str, ...], switch: str, group: str) -> Question:
    subject = ".".join(path if switch == "active" else (*path, switch))
    return Question(group, subject, ABSENT, ((".".join((*path, switch)), False),))


def _other_rule(path: tuple[str, ...], doctrine: Mapping[str, Any]) -> Iterator[Question]:
    subject = ".".join(path)
    instead = HOLDING if doctrine["kind"] == NEUTRAL else NEUTRAL
    yield Question("doctrine", subject, OTHER, ((f"{subject}.kind", instead),))


def _quiet(path: tuple[str, ...], spoiler: Mapping[str, Any]) -> Iterator[Question]:
    """Ask what if a spoiler had never struck.

    Its entry also says what others believe its host could stop. To leave that out as well would
    ask two things at once.
    """
    if spoiler["rate"] != 0.0:
        subject = ".".join(path)
        yield Question("spoiler", subject, ABSENT, ((f"{subject}.rate", 0.0),))


# Parts that are asked about as a whole, by a question of their own.
WHOLE = {Doctrine: _other_rule, Spoiler: _quiet}


def _kept(path: tuple[str, ...], kind: str) -> Iterator[Question]:
    """Ask what if a duty had been kept, where a number of the duty says so."""
    subject = ".".join(path)
    if kind == "deliver":
        yield Question("obligation", subject, KEPT, ((f"{subject}.progress", 1.0),))
    elif kind == "repeat":
        yield Question("obligation", subject, KEPT, ((f"{subject}.difficulty", 0.0),))


def _belongs_to(parts: Mapping[str, Any], question: Question, agreements: set[str]) -> bool:
    """Whether a question is about a part of one of some agreements."""
    room, _, rest = question.subject.removeprefix("scenario.").partition(".")
    entries = parts.get(room)
    if not isinstance(entries, dict):
        return False
    entry = entries.get(rest.partition(".")[0])
    return isinstance(entry, dict) and entry.get("agreement") in agreements


def _sound(tree: Mapping[str, Any], question: Question) -> bool:
    try:
        scenario_from_tree(changed(tree, dict(question.changes)))
    except InputError:
        return False
    return True
