"""What the model leaves to a seat: every lever declared once, and which are open in a week.

`HEADS` says of each kind of lever how it is worded and what its options come to in the model. The
menu of a seat is made of it, of the scenario and of what the party itself knows. What the model
does not leave to a party is not on the menu.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.game.decision import RULE, Lever, Menu, Option
from sim.law import accusation, offensive, response
from sim.law.order import HOLD, PROBE
from sim.shared.wording import date_text, listed, start_case

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.game.seat import SeatedModel
    from sim.shared.names import Names

SILENT = "silent"
FRONT = "front"
# Below this share of the threshold the model never considers troops.
LEAST_PRESSURE = 0.1
_TROOPS = (
    "Troops are ordered to the most threatened place of your side. They deter, they can be hit, and"
    " the pressure at home falls."
)
AS_RULE = ("rule", "Your party decides as the model would have it decide.")


@dataclass(frozen=True)
class Head:
    """A kind of lever: what stands before the dot of its key.

    Parameters
    ----------
    about : str
        What it is about, in a few words.
    label, sentence : str
        Of the lever; what stands in braces differs from seat to seat.
    options : mapping
        Label and sentence by key, beside the party's own rule.
    settles : mapping
        For each decision of the model that it settles, what its options come to.
    once : frozenset of str
        Options that are done once in the week for which they are chosen, and then not again.
    rule : tuple of (str, str)
        Label and sentence of the rule.
    """

    about: str
    label: str
    sentence: str
    options: Mapping[str, tuple[str, str]]
    settles: Mapping[str, Mapping[str, Any]]
    once: frozenset[str] = frozenset()
    rule: tuple[str, str] = AS_RULE

    def lever(self, key: str, open_to: tuple[str, ...] = (), **words: str) -> Lever:
        """Write a lever; without `open_to` all its options are open."""
        options = [Option(RULE, *self.rule)]
        for each in open_to or self.options:
            label, sentence = self.options[each]
            option = Option(each, label.format(**words), sentence.format(**words))
            options.append(Option(option.key, option.label, option.sentence, each in self.once))
        label, sentence = self.label.format(**words), self.sentence.format(**words)
        return Lever(key, label, sentence, tuple(options))


HEADS: dict[str, Head] = {
    "stance": Head(
        "orders at the fronts",
        "Orders at the fronts",
        "What your units are told, every day and at every front.{sponsors} Not all units obey.",
        {
            "restrain": ("hold fire", "All units are told to hold their fire."),
            "probe": ("probe everywhere", "All units are told to open fire every day."),
        },
        {"order": {"restrain": HOLD, "probe": PROBE}},
    ),
    FRONT: Head(
        "orders at single fronts",
        "Orders at {place}",
        "What your units there are told, against {opponent}, apart from the general order.",
        {
            "restrain": ("hold fire", "Units here are told to hold their fire."),
            "probe": ("probe", "Units here are told to open fire every day."),
        },
        {"order": {"restrain": HOLD, "probe": PROBE}},
        rule=("as everywhere", "The general order holds here too."),
    ),
    "offensive": Head(
        "offensives",
        "Offensive",
        "{state}",
        {
            "press": ("press on", "It goes on as long as there is a target."),
            "call_off": ("call it off", "It stops tomorrow."),
            "none": ("none", "Your party proposes no offensive."),
            "launch": ("launch one", "Your party proposes an offensive at {places}.{leave}"),
        },
        {
            "offensive": {"launch": True, "none": False},
            "go_on": {"press": True},
            "call_off": {"call_off": True},
        },
        frozenset({"call_off", "launch"}),
    ),
    "response": Head(
        "answers to fire",
        "Answer to fire",
        "What you do on days on which more fire hits you than you let pass.",
        {
            "let_pass": ("let it pass", "Your units do not fire back for it."),
            "protest": ("protest", "You protest, and your units do not fire back for it."),
            "refer": ("refer to the commission", "You bring the fire before the commission."),
            "answer": ("answer in kind", "Your units fire back on the following days."),
            "escalate": ("answer with more", "Your units fire back for more than they got."),
        },
        {
            "response": {
                "let_pass": response.IGNORE,
                "protest": response.PROTEST,
                "refer": response.REFER,
                "answer": response.ANSWER,
                "escalate": response.ESCALATE,
            }
        },
    ),
    "restraint": Head(
        "the hold on clients",
        "Hold on your clients",
        "How much effort goes into restraining {clients}, and into what you owe yourself. Effort"
        " moves by a tenth of the way each day, and holds a client only as far as it listens.",
        {
            "firm": ("firm", "You do all you can to restrain them."),
            "loose": ("loose", "You let them do as they like."),
        },
        {"effort": {"firm": 1.0, "loose": 0.0}},
    ),
    "consent": Head(
        "consent to offensives",
        "If {client} asks for an offensive",
        "What you say. A refusal stops it only as far as the client listens to you.",
        {
            "refuse": ("refuse", "You refuse your support."),
            "tolerate": ("let it happen", "You stand aside."),
            "join": ("join", "You join with what you can bring."),
        },
        {
            "consent": {
                "refuse": offensive.REFUSE,
                "tolerate": offensive.TOLERATE,
                "join": offensive.JOIN,
            }
        },
    ),
    "arms": Head(
        "arms",
        "Arms for {client}",
        "Whether arms go out on the next occasion, once in {every} days. They make the client"
        " stronger for good. The other side may see them.",
        {"send": ("send", "Arms go out."), "none": ("send none", "No arms go out.")},
        {"arms": {"send": True, "none": False}},
    ),
    "troops": Head(
        "troops",
        "Troops of your own",
        "Troops can be sent while losses or people in flight press your government to act.",
        {"none": ("send none", "No troops are ordered."), "send": ("send some", _TROOPS)},
        {"troops": {"send": True, "none": False}},
        frozenset({"send"}),
    ),
    "duty": Head(
        "duties",
        "{clause}",
        "{owed}",
        {"deliver": ("{deliver}", "{delivers}"), "withhold": ("{withhold}", "{withholds}")},
        {
            "stay_away": {"withhold": True, "deliver": False},
            "work": {"deliver": 1.0, "withhold": 0.0},
        },
    ),
    "charges": Head(
        "charges",
        "Charges in public",
        "Whom you accuse, and of what. Grounds are what your side saw in the last week, and"
        " duties that are overdue as you read the text. What you name is brought on the first"
        " day of the week, and nothing else is.",
        {SILENT: ("stay silent", "You accuse nobody in public.")},
        {"pretext": {SILENT: False}},
    ),
    "answer": Head(
        "answers to charges",
        "Answer to charges",
        "What you say to whoever accuses you this week.",
        {
            "mend": ("promise to mend", "You promise to do better, and try harder."),
            "deny": ("deny", "You deny it."),
            "counter": (
                "accuse in turn",
                "You charge the accuser with what it owes most, as you read the text.",
            ),
        },
        {
            "answer": {
                "mend": accusation.REMEDY,
                "deny": accusation.DENY,
                "counter": accusation.COUNTER,
            }
        },
    ),
    "call": Head(
        "calls for talks",
        "Talks",
        "Whether you call for talks with {others}. Talks need days of preparation after the"
        " last; the other side may call too, and then they take place.",
        {
            "call": ("call for them", "You call for talks on the first day possible."),
            "none": ("do not call", "You do not call for talks."),
        },
        {"call": {"call": True, "none": False}},
        frozenset({"call"}),
    ),
    "agree": Head(
        "the position in talks",
        "At the table",
        "How you go into talks, whoever called them. It takes both sides to agree.",
        {
            "agree": ("seek agreement", "You agree to what can be agreed."),
            "refuse": ("refuse", "You agree to nothing, and the talks fail."),
        },
        {"agree": {"agree": 1.0, "refuse": 0.0}},
    ),
    "agreement": Head(
        "the agreement itself",
        "The agreement itself",
        "Whether you stay with {agreement}.",
        {
            "keep": ("stand by it", "You do not {verb} it, whatever happens."),
            "end": ("{verb} it", "You {verb} {agreement} in public. It ends."),
        },
        {"cancel": {"end": True, "keep": False}, "disown": {"end": True, "keep": False}},
        frozenset({"end"}),
    ),
}
# Heads of levers of which there is one for each party, duty or place that they are about.
MANIFOLD = frozenset({FRONT, "consent", "arms", "duty"})


@dataclass(frozen=True)
class _Offer:
    """What a seat is offered, as it is put together."""

    names: Names
    levers: list[Lever] = field(default_factory=list)

    def add(self, head: str, *open_to: str, about: str = "", **words: str) -> None:
        key = f"{head}.{about}" if about else head
        self.levers.append(HEADS[head].lever(key, open_to, **words))


def menu_of(model: SeatedModel, seat: str, names: Names) -> Menu:
    """Say what is open to a seat in the coming week.

    Parameters
    ----------
    model : SeatedModel
        The model, between two days.
    seat : str
        Id of the party.
    names : Names
        Names of the scenario.

    Returns
    -------
    Menu
        Levers in the order in which a person would ask for them.
    """
    offer = _Offer(names)
    fights, clients = model.fights(seat), model.clients_of(seat)
    if fights:
        _orders(offer, model, seat)
    if clients:
        _over_clients(offer, model, seat)
    for obligation, due, progress in model.work_of(seat):
        _duty(offer, obligation, due, progress)
    _words(offer, model, seat)
    others = model.negotiates_with(seat)
    if others:
        offer.add("call", others=names.parties(others))
        offer.add("agree")
    declared = model.may_declare(seat)
    if declared:
        label, verb = declared
        offer.add("agreement", agreement=names.agreement(label), verb=verb)
    if fights:
        for place, opponent in model.fronts_of(seat).items():
            offer.add(FRONT, about=place, place=names.sector(place), opponent=names.party(opponent))
    return Menu(seat, tuple(offer.levers))


def _orders(offer: _Offer, model: SeatedModel, seat: str) -> None:
    names = offer.names
    sponsors = listed([names.party(sponsor) for sponsor in model.sponsors_of(seat)])
    say = f" On some days {sponsors} decides in your place." if sponsors else ""
    offer.add("stance", sponsors=say)
    if model.behaviour.offensive.active:
        running, preparing = model.on_the_attack(seat), model.preparing(seat)
        if running:
            offer.add("offensive", "press", "call_off", state="An offensive of yours is under way.")
        elif preparing:
            offer.add("offensive", "call_off", state="An offensive of yours is being prepared.")
        else:
            state = "Whether your party sets out to take ground."
            axis = model.axis_of(seat)
            places = listed([names.sector(sector) for sector in axis], 4)
            leave = f" {start_case(sponsors)} is asked first, and may stop it." if sponsors else ""
            open_to = ("none", "launch") if axis else ("none",)
            offer.add("offensive", *open_to, state=state, places=places, leave=leave)
    sits = model.commission_sits()
    offer.add("response", *(key for key in HEADS["response"].options if sits or key != "refer"))


def _over_clients(offer: _Offer, model: SeatedModel, seat: str) -> None:
    names, laws = offer.names, model.behaviour
    clients = model.clients_of(seat)
    offer.add("restraint", clients=names.parties(list(clients)))
    for client, supplied in clients.items():
        name = names.party(client)
        if laws.consent.active and model.fights(client):
            offer.add("consent", about=client, client=name)
        if laws.supply.active and supplied:
            offer.add("arms", about=client, client=name, every=str(laws.supply.every_days))
    if laws.deployment.active:
        pressed = model.own(seat).pressure >= LEAST_PRESSURE * laws.deployment.threshold
        offer.add("troops", "none", *(("send",) if pressed else ()))


def _duty(offer: _Offer, obligation: str, due: int | None, progress: float) -> None:
    names = offer.names
    terms = names.scenario.scenario.obligations[obligation]
    text = terms.text.strip().rstrip(".")
    if terms.kind == "repeat":
        words = {
            "owed": f"You owe this every {terms.every_days} days: {text}.",
            "deliver": "take part",
            "delivers": "You take part in each that falls due.",
            "withhold": "stay away",
            "withholds": "You stay away from each that falls due.",
        }
    else:
        by = f" by {date_text(names.scenario.date(due))}" if due is not None else ""
        words = {
            "owed": f"You owe this{by}: {text}. It is {round(progress * 100)} percent done.",
            "deliver": "work on it",
            "delivers": "All your effort goes into it.",
            "withhold": "do nothing",
            "withholds": "You do nothing for it.",
        }
    clause = start_case(f"{names.clause(obligation)} ({names.gloss(obligation)})")
    offer.add("duty", about=obligation, clause=clause, **words)


def _words(offer: _Offer, model: SeatedModel, seat: str) -> None:
    if not model.behaviour.accusation.active:
        return
    if model.accuses(seat):
        lever = HEADS["charges"].lever("charges")
        charges = tuple(_charges(model, seat, offer.names))
        options, together = lever.options + charges, frozenset(each.key for each in charges)
        offer.levers.append(Lever("charges", lever.label, lever.sentence, options, together))
    offer.add("answer")


def _charges(model: SeatedModel, seat: str, names: Names) -> Iterator[Option]:
    for accused, obligation in model.grounds_of(seat):
        who, what = names.party(accused), names.charge(obligation)
        yield Option(
            f"{accused}:{obligation}",
            f"{who}: {what}",
            f"You accuse {who} of {what} ({names.gloss(obligation)}).",
            once=True,
        )
