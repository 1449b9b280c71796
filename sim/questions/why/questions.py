"""But-for questions: what could have been absent, or kept, or decided by another rule.

They are read off the scenario through the schema, so that a part of a kind that is added later is
asked about too, and put into words. Nothing here runs anything.
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
from sim.shared.wording import date_text, listed, lowered

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sim.shared.names import Names

ABSENT, KEPT, OTHER = "absent", "kept", "other rule"
# Flags of the schema that somebody decides on. Others, such as whether a finding is public, say
# what a thing is.
_SWITCHES = ("active", "accuses", "supplies")
# The rule that stands in for another: to weigh gain against cost. Who weighs already is asked to
# hold its fire whatever happens.
_NEUTRAL, _HOLDING = "logit", "always_hold"


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

    @property
    def sort(self) -> str:
        """What sort of thing it is about, in a word or two."""
        return {"agreement": "text", "doctrine": "rule of fire"}.get(self.group, self.group)


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
    parts = tree["scenario"]
    unsigned = {key for key, text in parts["agreements"].items() if text["starts"] is None}
    return [
        question
        for question in _walk(Place(Scenario), tree, ())
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
    if model in _WHOLE:
        yield from _WHOLE[model](path, value)
        return
    for key, below in places(model):
        if below.annotation is bool and key in _SWITCHES and value.get(key) is True:
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
    instead = _HOLDING if doctrine["kind"] == _NEUTRAL else _NEUTRAL
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
_WHOLE = {Doctrine: _other_rule, Spoiler: _quiet}


def _kept(path: tuple[str, ...], kind: str) -> Iterator[Question]:
    """Ask what if a duty had been kept, where a number of the duty says so."""
    subject = ".".join(path)
    if kind == "deliver":
        yield Question("obligation", subject, KEPT, ((f"{subject}.progress", 1.0),))
    elif kind == "repeat":
        yield Question("obligation", subject, KEPT, ((f"{subject}.difficulty", 0.0),))


def _belongs_to(parts: Mapping[str, Any], question: Question, agreements: set[str]) -> bool:
    """Whether a question is about a part of one of some agreements."""
    section, _, rest = question.subject.removeprefix("scenario.").partition(".")
    entries = parts.get(section)
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


def asked(question: Question, names: Names) -> str:
    """Say what is supposed to be otherwise.

    Parameters
    ----------
    question : Question
        The question.
    names : Names
        Names of the scenario.

    Returns
    -------
    str
        A phrase that can stand after "with", or in a row of a table: ``clause 7 (patrols)
        left out``.
    """
    part: Any = names.scenario
    for key in question.subject.split("."):
        part = part[key] if isinstance(part, dict) else getattr(part, key)
    if question.way == OTHER:
        return _rule(question, part, names)
    if question.way == KEPT:
        repeated = part.kind == "repeat"
        how = "carried out every time" if repeated else "fulfilled from the first day"
        return f"{_clause(question.name, names)} {how}"
    writer = _WRITERS.get(question.group)
    return writer(question, part, names) if writer else f"no {_plain(question.name)}"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _clause(key: str, names: Names) -> str:
    gloss = names.gloss(key)
    return f"{names.clause(key)} ({gloss})" if gloss else names.clause(key)


def _rule(question: Question, rule: Any, names: Names) -> str:  # noqa: ANN401 - a rule of any kind
    party = names.spoken(question.subject.split(".")[2])
    holds = dict(question.changes)[f"{question.subject}.kind"] == _HOLDING
    where = ""
    if ".doctrines." in question.subject:
        where = f" towards {names.spoken(rule.against)}" if rule.against else ""
        where += f" at {names.sector(rule.sector)}" if rule.sector else ""
    what = "always ordered to hold fire" if holds else "ordered by weighing gain against cost"
    return f"{party} {what}{where}"


def _decision(question: Question, _: object, names: Names) -> str:
    holder, _, flag = question.subject.rpartition(".")
    section, key = holder.split(".")[1:3]
    if section == "ties":
        tie = names.scenario.scenario.ties[key]
        return f"no arms from {names.spoken(tie.sponsor)} to {names.spoken(tie.client)}"
    if flag == "accuses":
        return f"no public charges by {names.spoken(key)}"
    return f"no {_plain(flag)}"


def _provision(question: Question, part: Any, names: Names) -> str:  # noqa: ANN401 - of any kind
    kind = {"escape_clause": "escape clause"}.get(part.kind, part.kind)
    which = "" if question.name == part.kind else f" ({_plain(question.name)})"
    of = f" of {names.spoken(part.holder)}" if part.holder else which
    other = part.agreement != names.scenario.scenario.main
    return f"no {kind}{of}" + (f" under {names.agreement(part.agreement)}" if other else "")


def _shock(question: Question, part: Any, names: Names) -> str:  # noqa: ANN401 - of any kind
    when = date_text(names.scenario.date(names.scenario.day(part.on)))
    return f"no shock on {when} ({_plain(question.name)})"


def _mechanism(question: Question, _: object, __: Names) -> str:
    """Name a mechanism by the first words of its description in the schema."""
    model = Behaviour.model_fields[question.name].annotation
    said = (getattr(model, "__doc__", "") or "").strip().partition("\n")[0].rstrip(".")
    said = said.partition(",")[0]
    about = said[:1].lower() + said[1:]
    plain = _plain(question.name)
    if not about or about.startswith(f"{plain} "):
        return f"no {plain}"
    return f"no {about.removeprefix('a ').removeprefix('the ')}"


# How the absence of a part of each group is put into words.
_WRITERS: dict[str, Callable[[Question, Any, Names], str]] = {
    "agreement": lambda question, part, names: (
        f"{names.agreement(question.name)} not {'on offer' if part.starts is None else 'in force'}"
    ),
    "provision": _provision,
    "obligation": lambda question, _, names: f"{_clause(question.name, names)} left out",
    "monitor": lambda _, part, __: f"no {lowered(part.name, strict=False)}",
    "tie": lambda _, part, names: (
        f"no hold of {names.spoken(part.sponsor)} on {names.spoken(part.client)}"
    ),
    "decision": _decision,
    "spoiler": lambda _, part, names: f"no sabotage by {names.spoken(part.party)}",
    "rivalry": lambda _, part, names: (
        f"no rivalry between {listed([names.spoken(one) for one in (part.first, part.second)])}"
    ),
    "operation": lambda question, part, names: (
        f"no earlier operation of {names.spoken(part.owner)} ({_plain(question.name)})"
    ),
    "shock": _shock,
    "mechanism": _mechanism,
}
