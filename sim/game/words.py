"""A seat's week in plain sentences: what happened, what is owed, how one stands."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sim.shared.names import Names
from sim.shared.phrases import phrase_of
from sim.shared.wording import (
    date_text,
    listed,
    pair_text,
    people_text,
    plain,
    plural,
    share_text,
    short_date,
    start_case,
    times,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.game.decision import Choice, Menu
    from sim.game.seat import DutySeen
    from sim.game.view import ClientSeen, News, View

_DELEGATIONS = re.compile(r"delegations of (?:you and (.+?)|(.+?) and you) met")
_MOST_PLACES = 3
_MOST_LINES = 14
# What is told together for a week; the rest is told by its day.
_SUMMED = frozenset(
    {"sighting", "attack", "finding", "publication", "displacement", "loss", "delivery"}
)
# Kinds that fill a week and say little are left out first where it grows long.
_LESS = ("patrol", "response", "denial", "restraint")


@dataclass(frozen=True)
class YourNames(Names):
    """Names in which the seat is "you"."""

    seat: str = ""

    def party(self, key: str) -> str:
        """Name of a party, short where it is long, or "you"."""
        return "you" if key == self.seat else self.title(key)

    def its(self, key: str) -> str:
        """Word for what belongs to a party."""
        return "your" if key == self.seat else super().its(key)

    def was(self, key: str) -> str:
        """Past tense of "to be" after a party's name."""
        return "were" if key == self.seat else super().was(key)

    def title(self, key: str) -> str:
        """Name of a party, short where it is long, also of the seat."""
        full = super().party(key)
        parties = self.scenario.scenario.parties
        return full.replace(plain(parties[key].name), self.label(key)) if key in parties else full

    def clause_text(self, obligation: str) -> str:
        """A clause with what it is about."""
        gloss = self.gloss(obligation)
        clause = self.clause(obligation)
        return f"{clause} ({gloss})" if gloss else clause


def your_names(names: Names, seat: str) -> YourNames:
    """Names of a scenario in which a seat is "you"."""
    return YourNames(names.scenario, seat)


def seat_title(names: Names, seat: str) -> str:
    """Name of a seat, as a heading."""
    return start_case(your_names(names, seat).title(seat))


def said(text: str) -> str:
    """Make a sentence of a clause about "you"."""
    text = text.replace("you's ", "your ").replace("the fire of you ", "your fire ")
    text = _DELEGATIONS.sub(lambda m: f"your delegation and that of {m[1] or m[2]} met", text)
    return start_case(text) + "."


def headline(view: View, names: YourNames) -> str:
    """Say which week it is, and where."""
    if view.week == 0:
        return f"Before the first week · you are {names.title(view.seat)}"
    first, last = (date.fromisoformat(text) for text in view.dates)
    return (
        f"Week {view.week} · {' to '.join(pair_text(first, last))} · you are"
        f" {names.title(view.seat)}"
    )


def standing(view: View, names: YourNames) -> str:
    """Say which agreements are in force, the newest first."""
    if not view.agreements:
        return "No agreement is in force."
    texts = [names.agreement(label) for label in view.agreements]
    verb = "is" if len(texts) == 1 else "are"
    state = "" if view.truce else " Somebody is on the attack."
    return f"{start_case(listed(texts))} {verb} in force.{state}"


def happened(view: View, names: YourNames) -> list[str]:
    """Tell the week's news, a line each.

    Parameters
    ----------
    view : View
        What the seat saw.
    names : YourNames
        Names in which the seat is "you".

    Returns
    -------
    list of str
        First what is summed over the week, then what has a day of its own.
    """
    return news_lines(view.news, names)


def news_lines(news: Sequence[News], names: YourNames, most: int = _MOST_LINES) -> list[str]:
    """Tell news, a line each.

    Parameters
    ----------
    news : sequence of News
        What was learnt, by day.
    names : YourNames
        Names in which the seat that learnt it is "you".
    most : int
        Lines for what has a day of its own; where there is more, smaller things are left out.

    Returns
    -------
    list of str
        First what is summed, then what has a day of its own.
    """
    by_kind: dict[str, list[News]] = {}
    for item in news:
        by_kind.setdefault(item.kind, []).append(item)
    lines = [writer(by_kind[kind], names) for kind, writer in _SUMMARIES.items() if kind in by_kind]
    return [*(line for line in lines if line), *_by_day(news, names, most)]


def _fire_seen(news: Sequence[News], names: YourNames) -> str:
    blamed: dict[str, Counter[str]] = {}
    for item in news:
        blamed.setdefault(item.actor, Counter())[item.sector] += round(item.size)
    parts = []
    for actor, places in sorted(blamed.items(), key=lambda pair: -pair[1].total()):
        most = [names.sector(place) for place, _ in places.most_common(_MOST_PLACES)]
        where = listed(most) if len(places) <= _MOST_PLACES else f"most at {listed(most)}"
        parts.append(f"{names.party(actor)} for {places.total():,} ({where})")
    return f"Your side saw fire, and blames {listed(parts, 4)}."


_OWN_FIRE = {
    "strategic": "on orders",
    "localized": "against orders",
    "retaliatory": "back",
    "accident": "by accident",
    "spoiling": "to wreck the agreement",
    "assault": "in assaults",
}


def _own_fire(news: Sequence[News], _: YourNames) -> str:
    forms = Counter(item.form for item in news)
    parts = [f"{count:,} {_OWN_FIRE[form]}" for form, count in forms.most_common()]
    return f"Your own units fired {listed(parts)}."


def _findings(news: Sequence[News], names: YourNames) -> str:
    told = []
    for monitor in dict.fromkeys(item.actor for item in news):
        named = Counter(item.target for item in news if item.actor == monitor)
        parts = [f"{names.party(who)} {count}" for who, count in named.most_common()]
        told.append(f"{names.party(monitor)} named {listed(parts, 5)}")
    return said(f"of the fire that they found, {'; '.join(told)}")


def _counts(news: Sequence[News], names: YourNames) -> str:
    totals: Counter[str] = Counter()
    for item in news:
        totals[item.actor] += round(item.size)
    parts = [f"{names.party(who)} {total:,}" for who, total in sorted(totals.items())]
    return f"Violations by the other side, as published: {listed(parts)}."


def _flight(news: Sequence[News], names: YourNames) -> str:
    places = list(dict.fromkeys(names.sector(item.sector) for item in news))
    people = people_text(sum(item.size for item in news))
    return start_case(f"{people} fled on your side, from {listed(places, _MOST_PLACES)}.")


def _losses(news: Sequence[News], names: YourNames) -> str:
    places = list(dict.fromkeys(names.sector(item.sector) for item in news))
    return f"Your troops were hit {times(len(news))}, at {listed(places, _MOST_PLACES)}."


_SUMMARIES: dict[str, Callable[[Sequence[News], YourNames], str]] = {
    "sighting": _fire_seen,
    "attack": _own_fire,
    "finding": _findings,
    "publication": _counts,
    "displacement": _flight,
    "loss": _losses,
}


def _by_day(news: Sequence[News], names: YourNames, most: int) -> list[str]:
    groups: dict[tuple[object, ...], list[News]] = {}
    for item in news:
        if item.kind in _SUMMED or (item.kind == "talks" and item.form == "commission"):
            continue
        # The same said again in a week is told once, with its number.
        again = item.kind in ("response", "patrol", "denial", "accusation")
        day = 0 if again else item.day
        # A sponsor that moves its hold moves it on all its clients.
        target = "" if item.kind == "restraint" else item.target
        key = (item.kind, item.form, item.actor, target, item.obligation, day)
        groups.setdefault(key, []).append(item)
    told = sorted(groups.values(), key=lambda group: group[0].day)
    for kind in _LESS:
        if len(told) > most:
            told = [
                group
                for group in told
                if group[0].kind != kind or names.seat in (group[0].actor, group[0].target)
            ]
    lines = [_line(group, names) for group in told[:most]]
    left = len(told) - len(lines)
    return [*lines, *([f"And {plural(left, 'smaller thing')} more."] if left > 0 else [])]


def _line(group: Sequence[News], names: YourNames) -> str:
    first = group[0]
    events = [item.event() for item in group]
    text = phrase_of(events, names).main()
    if first.obligation:
        text = text.replace(names.clause(first.obligation), names.clause_text(first.obligation), 1)
    if first.kind == "talks" and first.outcome == "success":
        text += ", with a result"
    when = short_date(names.scenario.date(first.day))
    since = "From " if group[-1].day > first.day else ""
    return f"{since}{when}: {said(text)}"


# Duties


def owed(view: View, names: YourNames) -> tuple[list[str], list[str]]:
    """Say what the seat owes and what it is owed, as it reads the text.

    Parameters
    ----------
    view : View
        What the seat sees.
    names : YourNames
        Names in which the seat is "you".

    Returns
    -------
    tuple of (list of str, list of str)
        A line for each duty that is not done, and one for all that asks to leave something
        undone. What the seat owes with others stands in the first list.
    """
    mine = [duty for duty in view.duties if duty.mine and duty.state != "done"]
    others = [
        duty for duty in view.duties if duty.debtors and not duty.mine and duty.state != "done"
    ]
    return _duty_lines(mine, names), _duty_lines(others, names)


def _duty_lines(duties: Sequence[DutySeen], names: YourNames) -> list[str]:
    lines = [_duty_line(duty, names) for duty in duties if duty.kind != "refrain"]
    kept = []
    for duty in duties:
        if duty.kind == "refrain":
            who = "" if duty.mine else f": {names.parties(duty.debtors)}"
            kept.append(f"{names.clause_text(duty.obligation)}{who}")
    return [*lines, *([f"{start_case('; '.join(kept))}"] if kept else [])]


def _duty_line(duty: DutySeen, names: YourNames) -> str:
    who = [name for name in duty.debtors if name != names.seat]
    with_whom = names.parties(who) if who else ""
    line = start_case(names.clause_text(duty.obligation))
    terms = names.scenario.scenario.obligations[duty.obligation]
    if terms.settled_by_talks:
        line += ", to be settled in talks"
    if with_whom:
        line += f", with {with_whom}" if duty.mine else f": {with_whom}"
    if duty.due is not None and duty.state != "done":
        line += f", due {date_text(names.scenario.date(duty.due))}"
    if duty.state == "overdue":
        left = f", {share_text(duty.undone)} undone" if duty.undone is not None else ""
        line += f", OVERDUE{left}"
    elif duty.state == "done":
        line += ", done"
    elif duty.undone is not None:
        line += f", {share_text(1.0 - duty.undone)} done"
    return line


def nobody_owes(view: View, names: YourNames) -> str:
    """Name the clauses that nobody owes, as the seat reads the text."""
    found = [names.clause_text(duty.obligation) for duty in view.duties if not duty.debtors]
    return f"As you read the text, nobody owes {listed(found)}." if found else ""


def agreement_texts(view: View, names: YourNames) -> list[tuple[str, list[str]]]:
    """Write out the agreements in force, clause by clause.

    Parameters
    ----------
    view : View
        What the seat sees.
    names : YourNames
        Names in which the seat is "you".

    Returns
    -------
    list of (str, list of str)
        Name of each agreement, and its clauses with whom the text names, and who owes it as the
        seat reads it.
    """
    obligations = names.scenario.scenario.obligations
    found = []
    for label in view.agreements:
        clauses = []
        here = [duty for duty in view.duties if duty.agreement == label]
        # Duties lie in the order of their keys; a text is read in the order of its clauses.
        order = list(obligations)
        for duty in sorted(here, key=lambda duty: order.index(duty.obligation)):
            terms = obligations[duty.obligation]
            letter = names.parties(terms.owed_by) if terms.owed_by else "nobody"
            owners = f"Named: {letter}."
            if set(duty.debtors) != set(terms.owed_by):
                yours = names.parties(duty.debtors) if duty.debtors else "nobody"
                owners += f" As you read it, owed by {yours}."
            clauses.append(f"{terms.clause}. {' '.join(terms.text.split())} {owners}")
        found.append((start_case(names.agreement(label)), clauses))
    return found


# The seat itself


def stance(view: View, names: YourNames) -> list[str]:
    """Say how the seat stands: trust, clients, own state."""
    trust = [
        f"{names.party(item.other)} {share_text(item.level)}" + _moved(item.level - item.before)
        for item in view.trust
    ]
    return [
        *([f"You trust {listed(trust, 8)}."] if trust else []),
        *(_of_client(client, names) for client in view.clients),
        *_of_itself(view),
    ]


def _of_client(client: ClientSeen, names: YourNames) -> str:
    parts = []
    if client.reported:
        parts.append(f"monitors named it {times(client.reported)}")
    if client.charged:
        parts.append(f"it was accused {times(client.charged)}")
    if client.asked:
        parts.append(f"it asked for an offensive ({listed(client.asked)})")
    if client.attacking:
        parts.append("it is on the attack")
    told = listed(parts) if parts else "nothing was heard against it"
    return f"{start_case(names.party(client.client))}: {told}."


def _of_itself(view: View) -> list[str]:
    own = view.own
    parts = []
    if view.clients:
        parts.append(f"effort to restrain and deliver {share_text(own.effort)}")
        parts.append(f"pressure at home {own.pressure:.1f}")
    if own.sectors or not view.clients:
        parts.append(f"{plural(own.sectors, 'place')} held")
        parts.append(f"strength {own.strength:.2f}")
        parts.append(f"weariness {share_text(own.weariness)}")
    lines = [f"You: {', '.join(parts)}."]
    if own.preparing:
        lines.append("An offensive of yours is being prepared.")
    if own.attacking:
        lines.append("An offensive of yours is under way.")
    return lines


def _moved(change: float) -> str:
    points = round(change * 100)
    return f" ({points:+d})" if points else ""


def choice_lines(menu: Menu, choices: Mapping[str, Choice | list[str]]) -> list[str]:
    """Write what a seat has chosen in words, a line for each choice.

    Parameters
    ----------
    menu : Menu
        What is open to it.
    choices : mapping
        Option by lever, or options.

    Returns
    -------
    list of str
        Such as "Hold on your clients: firm".
    """
    lines = []
    for key, choice in choices.items():
        lever = menu.lever(key)
        if lever is not None:
            picked = [choice] if isinstance(choice, str) else list(choice)
            labels = [option.label for option in lever.options if option.key in picked]
            lines.append(f"{lever.label}: {'; '.join(labels)}")
    return lines
