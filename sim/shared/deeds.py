"""What an event says: who did what to whom, as the parts of a sentence.

A deed can stand as a main clause ("Russia accused Turkey") or, one step further back in time, as
a reason ("Russia had accused Turkey"). Here is no "because": `sentences` adds it, from edges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.shared.wording import (
    date_text,
    listed,
    people_text,
    plural,
    possessive,
    share_text,
    times,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.record import Event
    from sim.shared.names import Names


@dataclass(frozen=True)
class Deed:
    """One deed, of one event or of several of a kind.

    Parameters
    ----------
    subject : str
        Who did it, with article.
    past : str
        The verb in the past tense.
    participle : str
        The same verb as it follows "had".
    rest : str
        Everything after the verb.
    """

    subject: str
    past: str
    participle: str
    rest: str = ""

    def main(self) -> str:
        """Say it as a main clause, without its first capital."""
        return " ".join(f"{self.subject} {self.past} {self.rest}".split())

    def earlier(self) -> str:
        """Say it as something that had happened before."""
        return " ".join(f"{self.subject} had {self.participle} {self.rest}".split())


def deed_of(events: Sequence[Event], names: Names, about: str = "") -> Deed:
    """Say what one event did, or several of the same kind by the same hand.

    Parameters
    ----------
    events : sequence of Event
        At least one; all of one kind, actor and target.
    names : Names
        Names of the scenario.
    about : str
        Obligation that the sentence already names, so that "its deadline" is enough.

    Returns
    -------
    Deed
        The parts of a sentence.
    """
    return WRITERS[events[0].kind](events, names, about)


def _places(events: Sequence[Event], names: Names) -> str:
    seen = dict.fromkeys(names.sector(event.sector) for event in events if event.sector)
    return f"at {listed(list(seen), 3)}" if seen else ""


def _attack(events: Sequence[Event], names: Names, _: str) -> Deed:
    first = events[0]
    actor = first.true_author or first.actor
    wrongly = first.blamed and first.blamed != actor
    blame = f"and {names.party(first.blamed)} {names.was(first.blamed)} blamed" if wrongly else ""
    how_often = times(len(events)) if len(events) > 1 else ""
    rest = " ".join(part for part in (how_often, _places(events, names), blame) if part)
    match first.form:
        case "assault":
            places = list(dict.fromkeys(names.sector(event.sector) for event in events))
            rest = f"{listed(places, 3)} {how_often}".strip()
            return Deed(names.party(actor), "assaulted", "assaulted", rest)
        case "accident":
            return Deed(names.party(actor), "fired by accident", "fired by accident", rest)
        case "spoiling":
            return Deed(names.party(actor), "struck to wreck it", "struck to wreck it", rest)
        case "retaliatory":
            return Deed(names.party(actor), "fired back", "fired back", rest)
        case _:
            return Deed(names.party(actor), "opened fire", "opened fire", rest)


def _breach(events: Sequence[Event], names: Names, about: str) -> Deed:
    first = events[0]
    clause = "it" if first.obligation == about else names.clause(first.obligation)
    match first.form:
        case "omission":
            return Deed(names.party(first.actor), "neglected", "neglected", clause)
        case "supply":
            return Deed(names.party(first.actor), "sent arms", "sent arms", f"against {clause}")
        case "deployment":
            return Deed(names.party(first.actor), "sent troops", "sent troops", f"against {clause}")
        case _:
            return _attack(events, names, about)


def _false_alarm(events: Sequence[Event], names: Names, _: str) -> Deed:
    actor = names.party(events[0].actor)
    return Deed(actor, "saw fire", "seen fire", f"{_places(events, names)} where there was none")


def _finding(events: Sequence[Event], names: Names, _: str) -> Deed:
    first = events[0]
    named = names.party(first.target)
    wrong = {"wrong": ", wrongly,", "false_alarm": ", where nobody had fired,"}.get(first.form, "")
    return Deed(
        names.party(first.actor),
        f"reported{wrong}",
        f"reported{wrong}",
        f"fire by {named} {_places(events, names)}".strip(),
    )


def _deadline(events: Sequence[Event], names: Names, about: str) -> Deed:
    first = events[-1]
    same = first.obligation == about
    clause = names.clause(first.obligation)
    match first.form:
        case "met":
            return Deed("it" if same else clause, "was fulfilled", "been fulfilled", "in time")
        case "moved":
            subject = "its deadline" if same else f"the deadline of {clause}"
            until = date_text(names.scenario.date(first.day + round(first.severity)))
            return Deed(subject, "was moved", "been moved", f"to {until}")
        case _:
            subject = "its deadline" if same else f"the deadline of {clause}"
            left = f"with {share_text(first.severity)} undone" if 0 < first.severity < 1 else ""
            return Deed(subject, "passed", "passed", left or "with nothing done")


def _delivery(events: Sequence[Event], names: Names, about: str) -> Deed:
    first = events[0]
    clause = "it" if first.obligation == about else names.clause(first.obligation)
    return Deed(clause, "was fulfilled", "been fulfilled")


def _patrol(events: Sequence[Event], names: Names, _: str) -> Deed:
    first = events[0]
    many = len(events) > 1
    what = f"{names.occasion(first.obligation, len(events))}"
    was = "were" if many else "was"
    verb = {"done": "carried out", "missed": "left out", "cut_short": "cut short"}[first.form]
    return Deed(what, f"{was} {verb}", f"been {verb}")


def _publication(events: Sequence[Event], names: Names, _: str) -> Deed:
    total = round(sum(event.severity for event in events))
    return Deed(names.party(events[0].actor), "counted", "counted", plural(total, "violation"))


def _accusation(events: Sequence[Event], names: Names, _: str) -> Deed:
    first = events[0]
    charge = names.charge(first.obligation)
    target = names.party(first.target)
    often = f" {times(len(events))}" if len(events) > 1 else ""
    return Deed(names.party(first.actor), "accused", "accused", f"{target}{often} of {charge}")


def _denial(events: Sequence[Event], names: Names, _: str) -> Deed:
    first = events[0]
    return Deed(
        names.party(first.actor), "denied", "denied", f"a charge by {names.party(first.target)}"
    )


def _response(events: Sequence[Event], names: Names, _: str) -> Deed:
    first = events[0]
    target = names.party(first.target) if first.target else "the other side"
    often = f" {times(len(events))}" if len(events) > 1 else ""
    past, rest = {
        "protest": ("protested", f"to {target}"),
        "refer": ("brought", f"the fire of {target} before the commission"),
        "answer": ("answered", f"the fire of {target} in kind"),
        "escalate": ("answered", f"the fire of {target} with more"),
        "remedy": ("promised", f"{target} to do better"),
        "counter": ("answered", f"{target} with a charge of {names.its(first.actor)} own"),
    }[first.form]
    participle = "brought" if first.form == "refer" else past
    return Deed(names.party(first.actor), past, participle, rest + often)


def _restraint(events: Sequence[Event], names: Names, _: str) -> Deed:
    first, last = events[0], events[-1]
    clients = names.parties([event.target for event in events])
    verb = first.form
    before = first.terms.get("before")
    change = f"to {share_text(last.severity)}"
    if before is not None:
        change = f"from {round(before * 100)} to {share_text(last.severity)}"
    return Deed(
        names.party(first.actor), verb, verb, f"{names.its(first.actor)} hold on {clients} {change}"
    )


def _supply(events: Sequence[Event], names: Names, _: str) -> Deed:
    first = events[0]
    often = f" {times(len(events))}" if len(events) > 1 else ""
    return Deed(
        names.party(first.actor), "sent", "sent", f"arms to {names.party(first.target)}{often}"
    )


def _deployment(events: Sequence[Event], names: Names, _: str) -> Deed:
    first = events[0]
    where = _places(events, names)
    if first.form == "arrived":
        return Deed(f"{possessive(names.party(first.actor))} troops", "arrived", "arrived", where)
    where = f"to {where.removeprefix('at ')}" if where else "to be sent"
    return Deed(names.party(first.actor), "ordered", "ordered", f"troops {where}")


def _consent(events: Sequence[Event], names: Names, _: str) -> Deed:
    first = events[0]
    client = names.party(first.target)
    past, participle, rest = {
        "joined": ("agreed", "agreed", f"to join an offensive by {client}"),
        "tolerated": ("let", "let", f"{client} go ahead with an offensive"),
        "refused": ("refused", "refused", f"to support an offensive by {client}"),
    }[first.form]
    often = f" {times(len(events))}" if len(events) > 1 else ""
    return Deed(names.party(first.actor), past, participle, rest + often)


def _offensive(events: Sequence[Event], names: Names, _: str) -> Deed:
    first = events[0]
    actor = names.party(first.actor)
    match first.form:
        case "begun":
            return Deed(actor, "began", "begun", f"an offensive {_places(events, names)}".strip())
        case "prepared":
            return Deed(
                actor, "prepared", "prepared", f"an offensive {_places(events, names)}".strip()
            )
        case "vetoed":
            often = f" {times(len(events))}" if len(events) > 1 else ""
            return Deed(
                actor,
                f"{names.was(first.actor)} held back",
                "been held back",
                f"from an offensive{often}",
            )
        case _:
            return Deed(actor, "broke off", "broken off", f"{names.its(first.actor)} offensive")


def _sector(events: Sequence[Event], names: Names, _: str) -> Deed:
    first = events[0]
    places = listed(list(dict.fromkeys(names.sector(event.sector) for event in events)), 5)
    losers = {event.target for event in events}
    loser = f" from {names.party(first.target)}" if len(losers) == 1 and first.target else ""
    if first.form == "takeover":
        return Deed(names.party(first.actor), "took over", "taken over", places + loser)
    return Deed(names.party(first.actor), "took", "taken", places + loser)


def _displacement(events: Sequence[Event], names: Names, _: str) -> Deed:
    people = people_text(sum(event.severity for event in events))
    places = listed(list(dict.fromkeys(names.sector(event.sector) for event in events)), 3)
    return Deed(people, "fled", "fled", f"from {places}" if places else "")


def _loss(events: Sequence[Event], names: Names, _: str) -> Deed:
    first = events[0]
    often = f" {times(len(events))}" if len(events) > 1 else ""
    victim = first.target or first.actor
    by = f"by {names.party(first.actor)} " if first.target and first.actor else ""
    return Deed(
        f"{possessive(names.party(victim))} troops", "were hit", "been hit",
        f"{by}{_places(events, names)}{often}",
    )  # fmt: skip


def _talks(events: Sequence[Event], names: Names, _: str) -> Deed:
    first = events[0]
    both = names.parties([key for key in (first.actor, first.target) if key]) or "both sides"
    often = times(len(events)) if len(events) > 1 else ""
    if first.outcome == "failure":
        often = f"{often} without result".strip()
    match first.form:
        case "commission":
            return Deed("the joint commission", "sat", "sat", often)
        case "summit":
            return Deed(both, "held", "held", f"a summit {often}".strip())
        case _:
            return Deed(f"delegations of {both}", "met", "met", often)


def _reading(events: Sequence[Event], names: Names, about: str) -> Deed:
    first = events[0]
    clause = "it" if first.obligation == about else names.clause(first.obligation)
    owner = f"as a duty of {names.party(first.target)}" if first.target else "as nobody's duty"
    return Deed("both sides", "agreed", "agreed", f"to read {clause} {owner}")


def _shock(events: Sequence[Event], names: Names, _: str) -> Deed:
    shocks = names.scenario.scenario.shocks
    for event in events:
        if event.outcome in shocks and shocks[event.outcome].text:
            return Deed("this", "came", "come",
                        f"from outside: {_without_stop(shocks[event.outcome].text)}")  # fmt: skip
    variable = next(iter(events[0].terms), "state").replace("_", " ")
    subject = names.sector(events[0].sector) if events[0].sector else names.party(events[0].target)
    return Deed("an outside event", "changed", "changed", f"the {variable} of {subject}")


def _without_stop(text: str) -> str:
    return text.strip().rstrip(".")


def _entry(events: Sequence[Event], names: Names, _: str) -> Deed:
    first = events[0]
    agreement = names.agreement(first.agreement)
    if first.form == "signed":
        return Deed(agreement, "was signed", "been signed")
    return Deed(agreement, "came", "come", "into force")


ENDINGS = {
    "offensive": "with an offensive",
    "cancelled": "when it was cancelled",
    "disowned": "when a guarantor disowned it",
    "erosion": "by erosion, with violence back near its old level",
    "expired": "at the end of its term",
    "superseded": "when a new agreement took its place",
}


def _end(events: Sequence[Event], names: Names, _: str) -> Deed:
    first = events[0]
    agreement = names.agreement(first.agreement)
    if first.form == "held":
        return Deed(agreement, "was", "been", "still in force")
    return Deed(agreement, "ended", "ended", ENDINGS[first.form])


def _declaration(events: Sequence[Event], names: Names, _: str) -> Deed:
    first = events[0]
    verb = first.form
    return Deed(names.party(first.actor), verb, verb, names.agreement(first.agreement))


def _renewal(events: Sequence[Event], names: Names, _: str) -> Deed:
    return Deed(names.agreement(events[0].agreement), "was signed", "been signed")


WRITERS: dict[str, Callable[[Sequence[Event], Names, str], Deed]] = {
    "entry": _entry,
    "attack": _attack,
    "breach": _breach,
    "false_alarm": _false_alarm,
    "finding": _finding,
    "deadline": _deadline,
    "delivery": _delivery,
    "patrol": _patrol,
    "publication": _publication,
    "accusation": _accusation,
    "denial": _denial,
    "response": _response,
    "restraint": _restraint,
    "supply": _supply,
    "deployment": _deployment,
    "consent": _consent,
    "offensive": _offensive,
    "sector": _sector,
    "displacement": _displacement,
    "loss": _loss,
    "talks": _talks,
    "reading": _reading,
    "shock": _shock,
    "end": _end,
    "declaration": _declaration,
    "renewal": _renewal,
}
