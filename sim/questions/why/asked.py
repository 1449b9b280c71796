"""But-for questions in words: "clause 7 (patrols) left out", "Russia accuses nobody"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.questions.why.questions import HOLDING, KEPT, OTHER
from sim.scenario.behaviour import Behaviour
from sim.shared.wording import date_text, listed, lowered

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.questions.why.questions import Question
    from sim.shared.names import Names

GROUPS = {
    "agreement": "text",
    "provision": "provision",
    "obligation": "obligation",
    "monitor": "monitor",
    "tie": "tie",
    "decision": "decision",
    "doctrine": "rule of fire",
    "spoiler": "spoiler",
    "rivalry": "rivalry",
    "operation": "operation",
    "shock": "shock",
    "mechanism": "mechanism",
}


def group_text(question: Question) -> str:
    """Say what sort of thing a question is about.

    Parameters
    ----------
    question : Question
        The question.

    Returns
    -------
    str
        One word or two.
    """
    return GROUPS.get(question.group, question.group)


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
    if question.way == OTHER:
        return _rule(question, names)
    if question.way == KEPT:
        return _kept(question, names)
    writer = WRITERS.get(question.group)
    return writer(question, names) if writer else f"no {_plain(question.name)}"


def _plain(name: str) -> str:
    return name.replace("_", " ")


def _part(question: Question, names: Names) -> Any:  # noqa: ANN401 - a part of any kind
    """Find the part of the scenario that a question is about."""
    here: Any = names.scenario
    for key in question.subject.split("."):
        here = here[key] if isinstance(here, dict) else getattr(here, key)
    return here


def _who(key: str, names: Names) -> str:
    """Name a party, by its initials where its name is long."""
    return names.spoken(key)


def _clause(key: str, names: Names) -> str:
    gloss = names.gloss(key)
    return f"{names.clause(key)} ({gloss})" if gloss else names.clause(key)


def _kept(question: Question, names: Names) -> str:
    if _part(question, names).kind == "repeat":
        return f"{_clause(question.name, names)} carried out every time"
    return f"{_clause(question.name, names)} fulfilled from the first day"


def _rule(question: Question, names: Names) -> str:
    party = _who(question.subject.split(".")[2], names)
    holds = dict(question.changes)[f"{question.subject}.kind"] == HOLDING
    where = ""
    if ".doctrines." in question.subject:
        rule = _part(question, names)
        where = f" towards {_who(rule.against, names)}" if rule.against else ""
        where += f" at {names.sector(rule.sector)}" if rule.sector else ""
    what = "always ordered to hold fire" if holds else "ordered by weighing gain against cost"
    return f"{party} {what}{where}"


def _decision(question: Question, names: Names) -> str:
    holder, _, flag = question.subject.rpartition(".")
    room, key = holder.split(".")[1:3]
    if room == "ties":
        tie = names.scenario.scenario.ties[key]
        return f"no arms from {_who(tie.sponsor, names)} to {_who(tie.client, names)}"
    return f"no public charges by {_who(key, names)}" if flag == "accuses" else f"no {_plain(flag)}"


def _tie(question: Question, names: Names) -> str:
    tie = _part(question, names)
    return f"no hold of {_who(tie.sponsor, names)} on {_who(tie.client, names)}"


def _agreement(question: Question, names: Names) -> str:
    waits = _part(question, names).starts is None
    text = names.agreement(question.name)
    return f"{text} not on offer" if waits else f"{text} not in force"


def _provision(question: Question, names: Names) -> str:
    part = _part(question, names)
    kind = {"escape_clause": "escape clause"}.get(part.kind, part.kind)
    which = "" if question.name == part.kind else f" ({_plain(question.name)})"
    of = f" of {_who(part.holder, names)}" if part.holder else which
    other = part.agreement != names.scenario.scenario.main
    text = f" under {names.agreement(part.agreement)}" if other else ""
    return f"no {kind}{of}{text}"


def _operation(question: Question, names: Names) -> str:
    part = _part(question, names)
    return f"no earlier operation of {_who(part.owner, names)} ({_plain(question.name)})"


def _rivalry(question: Question, names: Names) -> str:
    part = _part(question, names)
    return f"no rivalry between {listed([_who(part.first, names), _who(part.second, names)])}"


def _shock(question: Question, names: Names) -> str:
    part = _part(question, names)
    when = date_text(names.scenario.date(names.scenario.day(part.on)))
    return f"no shock on {when} ({_plain(question.name)})"


def _mechanism(question: Question, _: Names) -> str:
    """Name a mechanism by the first words of its description in the schema."""
    model = Behaviour.model_fields[question.name].annotation
    said = (getattr(model, "__doc__", "") or "").strip().partition("\n")[0].rstrip(".")
    said = said.partition(",")[0]
    about = said[:1].lower() + said[1:]
    plain = _plain(question.name)
    if not about or about.startswith(f"{plain} "):
        return f"no {plain}"
    return f"no {about.removeprefix('a ').removeprefix('the ')}"


WRITERS: dict[str, Callable[[Question, Names], str]] = {
    "agreement": _agreement,
    "provision": _provision,
    "obligation": lambda question, names: f"{_clause(question.name, names)} left out",
    "monitor": lambda question, names: f"no {lowered(_part(question, names).name, strict=False)}",
    "tie": _tie,
    "decision": _decision,
    "spoiler": lambda question, names: (
        f"no sabotage by {_who(_part(question, names).party, names)}"
    ),
    "rivalry": _rivalry,
    "operation": _operation,
    "shock": _shock,
    "mechanism": _mechanism,
}
