"""How an event reads: who did what to whom, and because of what.

A phrase can stand as a main clause ("Russia accused Turkey") or, one step further back in time, as
a reason ("Russia had accused Turkey"). Every "because" is made here, and only from an edge in the
log.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.shared.wording import (
    PLURALS,
    date_text,
    listed,
    people_text,
    plural,
    possessive,
    share_text,
    short_date,
    start_case,
    times,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sim.day.events import Event, EventLog
    from sim.shared.names import Names


@dataclass(frozen=True)
class Phrase:
    """What one event says, or several of a kind.

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


ENDINGS = {
    "offensive": "with an offensive",
    "cancelled": "when it was cancelled",
    "disowned": "when a guarantor disowned it",
    "erosion": "by erosion, with violence back near its old level",
    "expired": "at the end of its term",
    "superseded": "when a new agreement took its place",
}
_FIRE = {
    "strategic": "{author} | opened fire | {often} {places} {blame}",
    "localized": "{author} | opened fire | {often} {places} {blame}",
    "retaliatory": "{author} | fired back | {often} {places} {blame}",
    "spoiling": "{author} | struck to wreck it | {often} {places} {blame}",
    "accident": "{author} | fired by accident | {often} {places} {blame}",
    "assault": "{author} | assaulted | {sectors} {often}",
}
# By kind and form: who | did / had done | what; the second verb only where it differs. No form
# stands for every form of a kind. What stands in braces is a method of `_Blanks`.
PHRASES: dict[tuple[str, str], str] = {
    ("entry", "in_force"): "{agreement} | came / come | into force",
    **{(kind, form): text for kind in ("attack", "breach") for form, text in _FIRE.items()},
    ("breach", "omission"): "{actor} | neglected | {clause}",
    ("breach", "supply"): "{actor} | sent arms | against {clause}",
    ("breach", "deployment"): "{actor} | sent troops | against {clause}",
    ("false_alarm", "sighting"): "{actor} | saw fire / seen fire | {places} where there was none",
    ("finding", "right"): "{actor} | reported | fire by {target} {places}",
    ("finding", "wrong"): "{actor} | reported, wrongly, | fire by {target} {places}",
    ("finding", "false_alarm"): (
        "{actor} | reported, where nobody had fired, | fire by {target} {places}"
    ),
    ("deadline", "met"): "{clause} | was fulfilled / been fulfilled | in time",
    ("deadline", "missed"): "{deadline} | passed | with {undone}",
    ("deadline", "moved"): "{deadline} | was moved / been moved | to {moved_to}",
    ("delivery", "done"): "{clause} | was fulfilled / been fulfilled |",
    ("patrol", "done"): "{occasion} | {were} carried out / been carried out |",
    ("patrol", "missed"): "{occasion} | {were} left out / been left out |",
    ("patrol", "cut_short"): "{occasion} | {were} cut short / been cut short |",
    ("publication", "daily"): "{actor} | counted | {violations}",
    ("accusation", ""): "{actor} | accused | {target} {often} of {charge}",
    ("denial", "denied"): "{actor} | denied | a charge by {target}",
    ("response", "protest"): "{actor} | protested | to {other} {often}",
    ("response", "refer"): (
        "{actor} | brought | the fire of {other} before the commission {often}"
    ),
    ("response", "answer"): "{actor} | answered | the fire of {other} in kind {often}",
    ("response", "escalate"): "{actor} | answered | the fire of {other} with more {often}",
    ("response", "remedy"): "{actor} | promised | {other} to do better {often}",
    ("response", "counter"): "{actor} | answered | {other} with a charge of {its} own {often}",
    ("restraint", "slackened"): "{actor} | slackened | {its} hold on {clients} {change}",
    ("restraint", "tightened"): "{actor} | tightened | {its} hold on {clients} {change}",
    ("supply", "arms"): "{actor} | sent | arms to {target} {often}",
    ("deployment", "ordered"): "{actor} | ordered | troops {sent_to}",
    ("deployment", "arrived"): "{troops} | arrived | {places}",
    ("consent", "joined"): "{actor} | agreed | to join an offensive by {target} {often}",
    ("consent", "tolerated"): "{actor} | let | {target} go ahead with an offensive {often}",
    ("consent", "refused"): "{actor} | refused | to support an offensive by {target} {often}",
    ("offensive", "prepared"): "{actor} | prepared | an offensive {places}",
    ("offensive", "begun"): "{actor} | began / begun | an offensive {places}",
    ("offensive", "vetoed"): (
        "{actor} | {was} held back / been held back | from an offensive {often}"
    ),
    ("offensive", "stopped"): "{actor} | broke off / broken off | {its} offensive",
    ("sector", "captured"): "{actor} | took / taken | {gains} {from_loser}",
    ("sector", "takeover"): "{actor} | took over / taken over | {gains} {from_loser}",
    ("displacement", "fled"): "{people} | fled | from {sectors}",
    ("loss", "hit"): "{hit_troops} | were hit / been hit | {by_actor} {places} {often}",
    ("talks", "commission"): "the joint commission | sat | {often} {without_result}",
    ("talks", "delegation"): "delegations of {both} | met | {often} {without_result}",
    ("talks", "summit"): "{both} | held | a summit {often} {without_result}",
    ("reading", "agreed"): "both sides | agreed | to read {clause} {owner}",
    ("shock", "dated"): "an outside event | changed | the {variable} of {shocked}",
    **{("end", form): f"{{agreement}} | ended | {ending}" for form, ending in ENDINGS.items()},
    ("end", "held"): "{agreement} | was / been | still in force",
    ("declaration", "cancelled"): "{actor} | cancelled | {agreement}",
    ("declaration", "disowned"): "{actor} | disowned | {agreement}",
    ("renewal", "signed"): "{agreement} | was signed / been signed |",
}
_SHOCK_DESCRIBED = "this | came / come | from outside: {described}"


class _Blanks:
    """What stands in the braces of a phrase, for some events of one kind, actor and target."""

    def __init__(self, events: Sequence[Event], names: Names, about: str) -> None:
        self.events = events
        self.names = names
        self.about = about
        # Of several deadlines of one duty the last says how it stands.
        self.event = events[-1] if events[0].kind == "deadline" else events[0]

    def __getitem__(self, blank: str) -> str:
        return str(getattr(self, blank)())

    # Who

    def actor(self) -> str:
        return self.names.party(self.event.actor)

    def target(self) -> str:
        return self.names.party(self.event.target)

    def other(self) -> str:
        return self.target() if self.event.target else "the other side"

    def author(self) -> str:
        return self.names.party(self.event.true_author or self.event.actor)

    def blame(self) -> str:
        blamed = self.event.blamed
        if not blamed or blamed == (self.event.true_author or self.event.actor):
            return ""
        return f"and {self.names.party(blamed)} {self.names.was(blamed)} blamed"

    def both(self) -> str:
        known = [key for key in (self.event.actor, self.event.target) if key]
        return self.names.parties(known) or "both sides"

    def clients(self) -> str:
        return self.names.parties([event.target for event in self.events])

    def troops(self) -> str:
        return f"{possessive(self.actor())} troops"

    def hit_troops(self) -> str:
        victim = self.event.target or self.event.actor
        return f"{possessive(self.names.party(victim))} troops"

    def by_actor(self) -> str:
        return f"by {self.actor()}" if self.event.target and self.event.actor else ""

    def from_loser(self) -> str:
        losers = {event.target for event in self.events}
        return f"from {self.target()}" if len(losers) == 1 and self.event.target else ""

    def its(self) -> str:
        return self.names.its(self.event.actor)

    def was(self) -> str:
        return self.names.was(self.event.actor)

    def were(self) -> str:
        return "were" if len(self.events) > 1 else "was"

    # Where

    def _sectors(self, most: int) -> str:
        return listed(list(dict.fromkeys(self.names.sector(e.sector) for e in self.events)), most)

    def sectors(self) -> str:
        return self._sectors(3)

    def gains(self) -> str:
        return self._sectors(5)

    def _known_places(self) -> str:
        known = dict.fromkeys(self.names.sector(e.sector) for e in self.events if e.sector)
        return listed(list(known), 3)

    def places(self) -> str:
        known = self._known_places()
        return f"at {known}" if known else ""

    def sent_to(self) -> str:
        known = self._known_places()
        return f"to {known}" if known else "to be sent"

    # How often, and how much

    def often(self) -> str:
        return times(len(self.events)) if len(self.events) > 1 else ""

    def violations(self) -> str:
        return plural(round(sum(event.severity for event in self.events)), "violation")

    def people(self) -> str:
        return people_text(sum(event.severity for event in self.events))

    def change(self) -> str:
        before, now = self.event.terms.get("before"), share_text(self.events[-1].severity)
        return f"to {now}" if before is None else f"from {round(before * 100)} to {now}"

    def undone(self) -> str:
        left = self.event.severity
        return f"{share_text(left)} undone" if 0 < left < 1 else "nothing done"

    # Under which duty and which agreement

    def agreement(self) -> str:
        return self.names.agreement(self.event.agreement)

    def clause(self) -> str:
        same = self.event.obligation == self.about
        return "it" if same else self.names.clause(self.event.obligation)

    def deadline(self) -> str:
        clause = self.clause()
        return "its deadline" if clause == "it" else f"the deadline of {clause}"

    def moved_to(self) -> str:
        day = self.event.day + round(self.event.severity)
        return date_text(self.names.scenario.date(day))

    def occasion(self) -> str:
        return self.names.occasion(self.event.obligation, len(self.events))

    def charge(self) -> str:
        return self.names.charge(self.event.obligation)

    def owner(self) -> str:
        return f"as a duty of {self.target()}" if self.event.target else "as nobody's duty"

    def without_result(self) -> str:
        return "without result" if self.event.outcome == "failure" else ""

    # From outside

    def described(self) -> str:
        shocks = self.names.scenario.scenario.shocks
        texts = (shocks[e.outcome].text for e in self.events if e.outcome in shocks)
        return next((text.strip().rstrip(".") for text in texts if text), "")

    def variable(self) -> str:
        return next(iter(self.event.terms), "state").replace("_", " ")

    def shocked(self) -> str:
        return self.names.sector(self.event.sector) if self.event.sector else self.target()


def phrase_of(events: Sequence[Event], names: Names, about: str = "") -> Phrase:
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
    Phrase
        The parts of a sentence.
    """
    blanks = _Blanks(events, names, about)
    kind, form = events[0].kind, events[0].form
    text = PHRASES.get((kind, form)) or PHRASES[kind, ""]
    if kind == "shock" and blanks.described():
        text = _SHOCK_DESCRIBED
    subject, verb, rest = (part.strip() for part in text.split("|"))
    past, _, participle = verb.partition(" / ")
    parts = (subject, past, participle or past, rest)
    return Phrase(*(" ".join(part.format_map(blanks).split()) for part in parts))


# Which reasons tell most, where an event has more of them than a sentence can bear; of other kinds,
# 1.
_WEIGHTY = {
    9.0: ("declaration", "offensive"),
    8.0: ("restraint",),
    7.0: ("deadline", "shock"),
    6.0: ("accusation", "consent", "loss"),
    5.0: ("talks", "renewal", "deployment", "supply"),
    4.0: ("displacement", "sector"),
    3.0: ("finding", "response", "patrol"),
    2.5: ("breach",),
    2.0: ("attack", "false_alarm"),
}
WEIGHTS = {kind: weight for weight, kinds in _WEIGHTY.items() for kind in kinds}
_MOST_REASONS = 2


def causes_of(events: Sequence[Event], log: EventLog) -> list[Event]:
    """Events that some events name as their causes: the edges of the log, and nothing else.

    Parameters
    ----------
    events : sequence of Event
        One event, or several told together.
    log : EventLog
        Where their causes are found.

    Returns
    -------
    list of Event
        Causes from outside the group, each once, in order.
    """
    own = {event.id for event in events}
    found = {cause for event in events for cause in event.causes}
    return [log[cause] for cause in sorted(found - own)]


def because(
    events: Sequence[Event], causes: Sequence[Event], names: Names, most: int = _MOST_REASONS
) -> str:
    """Give the reasons of some events as a clause, or nothing where there are none.

    Parameters
    ----------
    events : sequence of Event
        What is being told.
    causes : sequence of Event
        Events that they name as causes, see `causes_of`.
    names : Names
        Names of the scenario.
    most : int
        Reasons told at most; those that tell least are left out.

    Returns
    -------
    str
        ``, because ...``, or an empty string.
    """
    reasons = [reason for reason, _ in reasons_of(events, causes, names, most)]
    return f", because {listed(reasons)}" if reasons else ""


def reasons_of(
    events: Sequence[Event], causes: Sequence[Event], names: Names, most: int = _MOST_REASONS
) -> list[tuple[str, list[Event]]]:
    """Give the reasons of some events, each with the causes that it tells.

    Parameters
    ----------
    events : sequence of Event
        What is being told.
    causes : sequence of Event
        Events that they name as causes, see `causes_of`.
    names : Names
        Names of the scenario.
    most : int
        Reasons told at most; those that tell least are left out.

    Returns
    -------
    list of tuple
        A clause such as ``Russia had accused Turkey``, and the events behind it.
    """
    groups: dict[tuple[str, ...], list[Event]] = {}
    for cause in causes:
        # That it was decided is no reason for what was decided; the reasons stand beside it.
        if (cause.kind, cause.form) == ("offensive", "prepared"):
            continue
        hand = cause.true_author or cause.actor
        violent = cause.kind in ("attack", "breach") and cause.form not in ("omission", "assault")
        sort = "attack" if violent else f"{cause.kind} {cause.form}"
        key = (sort, hand) if violent else (sort, hand, cause.target, cause.obligation)
        groups.setdefault(key, []).append(cause)
    ranked = sorted(
        groups.values(),
        key=lambda group: (-WEIGHTS.get(group[0].kind, 1.0), group[0].id),
    )
    subject = main = phrase_of(events, names).subject
    today = dated_day(events[0])
    reasons: list[tuple[str, list[Event]]] = []
    for group in ranked[:most]:
        phrase = phrase_of(group, names, events[0].obligation)
        days = {event.day for event in group}
        when = ago(days.pop(), today, names) if len(days) == 1 else ""
        # "Russia ..., because it had ..., and had ...": nobody is named twice in a row.
        if phrase.subject == subject:
            phrase = replace(phrase, subject="" if reasons else _pronoun(subject))
        else:
            subject = phrase.subject
        reason = phrase.earlier().replace(f"accused {main} ", f"accused {_OBJECT[_pronoun(main)]} ")
        reasons.append((f"{reason} {when}".strip(), group))
    return reasons


def because_of(before: Event, event: Event, log: EventLog) -> str:
    """Link a step to the one told just before it, if the log has an edge between them.

    An end is measured by assaults; what caused them is taken for its cause.
    """
    joints = {cause for cause in event.causes if log[cause].form == "assault"}
    found = {*event.causes, *(cause for joint in joints for cause in log[joint].causes)}
    return "because of this, " if before.id in found else ""


_OBJECT = {"they": "them", "it": "it"}


def _pronoun(subject: str) -> str:
    """Stand in for the subject of a sentence."""
    last = subject.rsplit(maxsplit=1)[-1].lower()
    return (
        "they"
        if last in PLURALS or subject.startswith("delegations") or " and " in subject
        else "it"
    )


def dated_day(event: Event) -> int:
    """Day to which an event is dated: an end may be known only some days after it."""
    return int(event.terms.get("dated", event.day)) if event.kind == "end" else event.day


def ago(day: int, today: int, names: Names) -> str:
    """Say when something was, as seen from a day of the run."""
    when = names.scenario.date(day)
    if day == today:
        return "that day"
    if day == today - 1:
        return "the day before"
    same_year = when.year == names.scenario.date(today).year
    return f"on {short_date(when) if same_year else date_text(when)}"


def on_date(when: date, before: date | None = None, *, same: bool = True) -> str:
    """Open a sentence with its date, shorter where the date told before it has the same year.

    Parameters
    ----------
    when : date
        The date.
    before : date, optional
        The date told before it.
    same : bool
        Whether "the same day" would be understood.

    Returns
    -------
    str
        Such as ``On 15 October 2018``.
    """
    if same and when == before:
        return "The same day"
    if before is not None and when.year == before.year:
        return f"On {short_date(when)}"
    return f"On {date_text(when)}"


def event_text(
    events: Sequence[Event],
    log: EventLog,
    names: Names,
    *,
    with_gloss: bool = False,
    apart: Sequence[str] = (),
) -> str:
    """Tell one event, or several of a kind, with the reasons that the log gives.

    Parameters
    ----------
    events : sequence of Event
        What to tell; all of one kind, actor and target.
    log : EventLog
        The log they are from.
    names : Names
        Names of the scenario.
    with_gloss : bool
        Whether to say what the clause in question is about.
    apart : sequence of str
        Kinds of causes that the caller tells in sentences of their own.

    Returns
    -------
    str
        A clause without capital and full stop.
    """
    main = phrase_of(events, names).main()
    gloss = names.gloss(events[0].obligation) if with_gloss else ""
    clause = names.clause(events[0].obligation)
    if gloss and clause in main:
        main = main.replace(clause, f"{clause} ({gloss})", 1)
    causes = [cause for cause in causes_of(events, log) if cause.kind not in apart]
    return main + because(events, causes, names)


def sentence(text: str) -> str:
    """Give a clause its capital and its full stop."""
    return f"{start_case(text)}." if text else ""
