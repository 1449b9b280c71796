"""The menu of a seat: what the model lets a party of this kind decide, in words.

Everything is made from the scenario and from what the party itself knows. What the model does
not leave to a party is not on the menu.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.game.decision import RULE, Lever, Menu, Option
from sim.game.player import DAYS
from sim.model.negotiating import negotiators
from sim.model.pact import live_duties
from sim.shared.wording import date_text, listed, start_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.game.player import Player
    from sim.model.pact import Duty
    from sim.shared.names import Names

AS_RULE = Option(RULE, "rule", "Your party decides as the model would have it decide.")
SILENT = "silent"
# Below this share of the threshold the model never considers troops.
LEAST_PRESSURE = 0.1


def menu_of(player: Player, names: Names) -> Menu:
    """Say what is open to a seat in the coming week.

    Parameters
    ----------
    player : Player
        The party, between two days.
    names : Names
        Names of the scenario.

    Returns
    -------
    Menu
        Levers in the order in which a person would ask for them.
    """
    levers: list[Lever] = []
    if player.fights:
        levers += [_stance(player, names), *_offensive(player, names), _response(player)]
    if player.clients:
        levers += _over_clients(player, names)
    levers += _duties(player, names)
    levers += _words(player, names)
    levers += _talks(player, names)
    levers += _agreement(player, names)
    if player.fights:
        levers += _fronts(player, names)
    return Menu(player.name, tuple(levers))


# Arms and orders


def _stance(player: Player, names: Names) -> Lever:
    sponsors = listed([names.party(tie.sponsor.name) for tie in player.sponsors])
    say = f" On some days {sponsors} decides in your place." if sponsors else ""
    return Lever(
        "stance",
        "Orders at the fronts",
        f"What your units are told, every day and at every front.{say} Not all units obey.",
        (
            AS_RULE,
            Option("restrain", "hold fire", "All units are told to hold their fire."),
            Option("probe", "probe everywhere", "All units are told to open fire every day."),
        ),
    )


def _fronts(player: Player, names: Names) -> Iterator[Lever]:
    for place, front in sorted(player.fronts.items()):
        opponent = names.party(front.opponent.name)
        yield Lever(
            f"front.{place}",
            f"Orders at {names.sector(place)}",
            f"What your units there are told, against {opponent}, apart from the general order.",
            (
                Option(RULE, "as everywhere", "The general order holds here too."),
                Option("restrain", "hold fire", "Units here are told to hold their fire."),
                Option("probe", "probe", "Units here are told to open fire every day."),
            ),
        )


def _offensive(player: Player, names: Names) -> Iterator[Lever]:
    if not player.model.behaviour.offensive.active:
        return
    label = "Offensive"
    running = player.operation is not None and player.operation.running
    if running or player.preparation is not None:
        under_way = "is under way" if running else "is being prepared"
        yield Lever(
            "offensive",
            label,
            f"An offensive of yours {under_way}.",
            (
                AS_RULE,
                *(
                    (Option("press", "press on", "It goes on as long as there is a target."),)
                    if running
                    else ()
                ),
                Option("call_off", "call it off", "It stops tomorrow.", once=True),
            ),
        )
        return
    axis = player.axis()
    options = [AS_RULE, Option("none", "none", "Your party proposes no offensive.")]
    if axis:
        places = listed([names.sector(sector.name) for sector in axis], 4)
        asked = listed([names.party(tie.sponsor.name) for tie in player.sponsors])
        leave = f" {start_case(asked)} is asked first, and may stop it." if asked else ""
        options.append(
            Option(
                "launch",
                "launch one",
                f"Your party proposes an offensive at {places}.{leave}",
                once=True,
            )
        )
    yield Lever("offensive", label, "Whether your party sets out to take ground.", tuple(options))


def _response(player: Player) -> Lever:
    refer = (
        (Option("refer", "refer to the commission", "You bring the fire before the commission."),)
        if player.model.commission_sits()
        else ()
    )
    return Lever(
        "response",
        "Answer to fire",
        "What you do on days on which more fire hits you than you let pass.",
        (
            AS_RULE,
            Option("let_pass", "let it pass", "Your units do not fire back for it."),
            Option("protest", "protest", "You protest, and your units do not fire back for it."),
            *refer,
            Option("answer", "answer in kind", "Your units fire back on the following days."),
            Option("escalate", "answer with more", "Your units fire back for more than they got."),
        ),
    )


# Clients


def _over_clients(player: Player, names: Names) -> Iterator[Lever]:
    clients = names.parties([tie.client.name for tie in player.clients])
    yield Lever(
        "restraint",
        "Hold on your clients",
        f"How much effort goes into restraining {clients}, and into what you owe yourself. Effort"
        " moves by a tenth of the way each day, and holds a client only as far as it listens.",
        (
            AS_RULE,
            Option("firm", "firm", "You do all you can to restrain them."),
            Option("loose", "loose", "You let them do as they like."),
        ),
    )
    laws = player.model.behaviour
    for tie in player.clients:
        client = names.party(tie.client.name)
        if laws.consent.active and tie.client.fights:
            yield Lever(
                f"consent.{tie.client.name}",
                f"If {client} asks for an offensive",
                "What you say. A refusal stops it only as far as the client listens to you.",
                (
                    AS_RULE,
                    Option("refuse", "refuse", "You refuse your support."),
                    Option("tolerate", "let it happen", "You stand aside."),
                    Option("join", "join", "You join with what you can bring."),
                ),
            )
        if laws.supply.active and tie.terms.supplies and tie.terms.supply > 0.0:
            yield Lever(
                f"arms.{tie.client.name}",
                f"Arms for {client}",
                f"Whether arms go out on the next occasion, once in {laws.supply.every_days} days."
                " They make the client stronger for good. The other side may see them.",
                (
                    AS_RULE,
                    Option("send", "send", "Arms go out."),
                    Option("none", "send none", "No arms go out."),
                ),
            )
    yield from _troops(player)


def _troops(player: Player) -> Iterator[Lever]:
    law = player.model.behaviour.deployment
    if not law.active:
        return
    options = [AS_RULE, Option("none", "send none", "No troops are ordered.")]
    if player.pressure >= LEAST_PRESSURE * law.threshold:
        options.append(
            Option(
                "send",
                "send some",
                "Troops are ordered to the most threatened place of your side. They deter, they"
                " can be hit, and the pressure at home falls.",
                once=True,
            )
        )
    yield Lever(
        "troops",
        "Troops of your own",
        "Troops can be sent while losses or people in flight press your government to act.",
        tuple(options),
    )


# Duties


def _duties(player: Player, names: Names) -> Iterator[Lever]:
    for duty in coming_duties(player):
        if not workable(player, duty):
            continue
        clause, gloss = names.clause(duty.name), names.gloss(duty.name)
        label = start_case(f"{clause} ({gloss})")
        text = duty.terms.text.strip().rstrip(".")
        if duty.terms.kind == "repeat":
            yield Lever(
                f"duty.{duty.name}",
                label,
                f"You owe this every {duty.terms.every_days} days: {text}.",
                (
                    AS_RULE,
                    Option("deliver", "take part", "You take part in each that falls due."),
                    Option("withhold", "stay away", "You stay away from each that falls due."),
                ),
            )
            continue
        due = duty.due
        by = f" by {date_text(names.scenario.date(due))}" if due is not None else ""
        yield Lever(
            f"duty.{duty.name}",
            label,
            f"You owe this{by}: {text}. It is {round(duty.progress * 100)} percent done.",
            (
                AS_RULE,
                Option("deliver", "work on it", "All your effort goes into it."),
                Option("withhold", "do nothing", "You do nothing for it."),
            ),
        )


def coming_duties(player: Player) -> list[Duty]:
    """Duties that are in force at some time of the coming week."""
    return live_duties(player.model.pacts, player.model.day + DAYS)


def workable(player: Player, duty: Duty) -> bool:
    """Whether a party works on a duty itself, in the model."""
    if duty.terms.kind == "deliver":
        mine = player.name in duty.debtors(player.name)
        return mine and not duty.met and not duty.terms.settled_by_talks
    return duty.terms.kind == "repeat" and player.name in duty.terms.owed_by


# Words


def _words(player: Player, names: Names) -> Iterator[Lever]:
    model = player.model
    if not model.behaviour.accusation.active:
        return
    if player.terms.accuses and player.name in model.committed:
        options = [
            AS_RULE,
            Option(SILENT, "stay silent", "You accuse nobody in public."),
        ]
        charges = list(_charges(player, names))
        options += charges
        yield Lever(
            "charges",
            "Charges in public",
            "Whom you accuse, and of what. Grounds are what your side saw in the last week, and"
            " duties that are overdue as you read the text. What you name is brought on the first"
            " day of the week, and nothing else is.",
            tuple(options),
            together=frozenset(option.key for option in charges),
        )
    yield Lever(
        "answer",
        "Answer to charges",
        "What you say to whoever accuses you this week.",
        (
            AS_RULE,
            Option("mend", "promise to mend", "You promise to do better, and try harder."),
            Option("deny", "deny", "You deny it."),
            Option(
                "counter",
                "accuse in turn",
                "You charge the accuser with what it owes most, as you read the text.",
            ),
        ),
    )


def _charges(player: Player, names: Names) -> Iterator[Option]:
    for duty in coming_duties(player):
        for accused in duty.debtors(player.name):
            grounds, _ = player.grounds_for(duty, accused)
            if grounds > 0.0:
                yield Option(
                    f"{accused}:{duty.name}",
                    f"{names.party(accused)}: {names.charge(duty.name)}",
                    f"You accuse {names.party(accused)} of {names.charge(duty.name)}"
                    f" ({names.gloss(duty.name)}).",
                    once=True,
                )


def _talks(player: Player, names: Names) -> Iterator[Lever]:
    model = player.model
    if not model.behaviour.talks.active:
        return
    others = [
        other if one is player else one
        for one, other in negotiators(model)
        if player in (one, other)
    ]
    if not others:
        return
    with_whom = names.parties([other.name for other in others])
    yield Lever(
        "call",
        "Talks",
        f"Whether you call for talks with {with_whom}. Talks need days of preparation after the"
        " last; the other side may call too, and then they take place.",
        (
            AS_RULE,
            Option("call", "call for them", "You call for talks on the first day possible.", True),  # noqa: FBT003
            Option("none", "do not call", "You do not call for talks."),
        ),
    )
    yield Lever(
        "agree",
        "At the table",
        "How you go into talks, whoever called them. It takes both sides to agree.",
        (
            AS_RULE,
            Option("agree", "seek agreement", "You agree to what can be agreed."),
            Option("refuse", "refuse", "You agree to nothing, and the talks fail."),
        ),
    )


def _agreement(player: Player, names: Names) -> Iterator[Lever]:
    model = player.model
    pact = model.measured_pact()
    if pact is None or not pact.live(max(model.day, 1)):
        return
    name = names.agreement(pact.label)
    if player.fights and pact.takes_in(player.name):
        if player.terms.doctrine.kind not in ("logit", "cancel_by_chance"):
            return
        verb = "cancel"
    elif player.clients and (pact.takes_in(player.name) or player.name in pact.text.announced_for):
        verb = "disown"
    else:
        return
    yield Lever(
        "agreement",
        "The agreement itself",
        f"Whether you stay with {name}.",
        (
            AS_RULE,
            Option("keep", "stand by it", f"You do not {verb} it, whatever happens."),
            Option("end", f"{verb} it", f"You {verb} {name} in public. It ends.", once=True),
        ),
    )
