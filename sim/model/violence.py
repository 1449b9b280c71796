"""Violent acts and changes of hands: attacks, sabotage, captures, takeovers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.law import draws, order
from sim.law.arithmetic import pick, safe_exp
from sim.law.offensive import sabotage_chance, takeover_chance

if TYPE_CHECKING:
    from sim.model.ceasefire import CeasefireModel
    from sim.model.front import Front
    from sim.model.party import PartyAgent
    from sim.model.party_state import PartyState
    from sim.model.sector import SectorAgent
    from sim.record.events import Event
    from sim.scenario.entities import Rivalry, Spoiler


def attack(  # noqa: PLR0913, PLR0917 - an attack has an author, a place, a kind, a size and causes
    model: CeasefireModel,
    author: PartyState,
    front: Front,
    form: str,
    severity: float,
    causes: tuple[int | None, ...],
    terms: dict[str, float] | None = None,
) -> Event:
    """Enter a violent act in the log, and the breach that it is, if it is one.

    Parameters
    ----------
    model : CeasefireModel
        The run.
    author : PartyState
        Who does it.
    front : Front
        Where, and against whom.
    form : str
        Kind of violence, see `sim.record.events.FORMS`.
    severity : float
        Its size; a probe is 1.
    causes : tuple
        Ids of the events that it is because of.
    terms : dict, optional
        What decided it.

    Returns
    -------
    Event
        The attack.
    """
    victim = front.opponent
    event = model.note(
        "attack",
        form,
        actor=author.name,
        target=victim.name,
        sector=front.sector.name,
        severity=severity,
        true_author=author.name,
        causes=causes,
        terms=terms or {},
    )
    front.sector.attacks_today.append(event)
    author.violence += severity
    victim.violence += severity
    model.attack_counts[-1] += 1
    duty = model.duty_against_fire(front.sector.name, author.name)
    if duty is not None:
        duty.breach(model.day)
        model.breach_counts[-1] += 1
        model.breach_of[event.id] = model.note(
            "breach",
            form,
            actor=author.name,
            target=victim.name,
            sector=front.sector.name,
            obligation=duty.name,
            agreement=duty.pact.label,
            severity=severity,
            true_author=author.name,
            causes=(event.id,),
        )
    if model.day >= 1:
        _hit_troops(model, author, front, event)
    return event


def _hit_troops(model: CeasefireModel, author: PartyState, front: Front, event: Event) -> None:
    sector = front.sector
    if not sector.posts and not sector.forces:
        return
    law = model.behaviour.deployment
    for guarantor in model.guarantors:
        if guarantor.name not in author.foes:
            continue
        troops = sector.forces.get(guarantor.name, 0.0)
        troops += model.behaviour.deterrence.post * sector.posts.get(guarantor.name, 0.0)
        if troops <= 0.0 or model.hostile(sector.holder, guarantor):
            continue
        ordinal = len(sector.attacks_today)
        if ordinal > draws.LAST_ORDINAL:
            return
        luck = model.luck.block(
            model.day, draws.LOSS, author.key, guarantor.key, sector.key, ordinal
        )
        if luck[0] < 1.0 - safe_exp(-law.exposure * troops * event.severity):
            loss = model.note(
                "loss",
                "hit",
                actor=author.name,
                target=guarantor.name,
                sector=sector.name,
                severity=1.0,
                true_author=author.name,
                causes=(event.id,),
            )
            guarantor.pressure += guarantor.terms.loss_sensitivity
            guarantor.loss_event = loss.id


def sabotage(model: CeasefireModel, spoiler: Spoiler, key: int) -> None:
    """Let a spoiler strike where it can reach the other camp."""
    party = model.party(spoiler.party)
    hosts = [party.name, spoiler.host or party.name]
    places = [
        (sector, model.party(host).fronts[sector.name])
        for sector in model.front_sectors
        for host in hosts[:1] + hosts[1:] * (hosts[1] != hosts[0])
        if sector.name in model.party(host).fronts
    ]
    if not places or model.day < 1:
        return
    chance = sabotage_chance(spoiler.rate, party.strength, spoiler.gain, model.mean_trust())
    luck = model.luck.block(model.day, draws.SABOTAGE, key)
    if luck[0] < chance:
        _, front = places[pick(len(places), luck[1])]
        terms = {"chance": chance}
        attack(model, party, front, "spoiling", spoiler.severity, (model.last_success,), terms)


def contest(model: CeasefireModel, rivalry: Rivalry, key: int) -> None:
    """Let the stronger of two groups of one camp take a sector from the other."""
    one, other = model.party(rivalry.first), model.party(rivalry.second)
    share = order.force_share(one.effective_strength(), other.effective_strength())
    strong, weak = (one, other) if share > 0.5 else (other, one)  # noqa: PLR2004 - the stronger
    chance = takeover_chance(rivalry.rate, max(share, 1.0 - share))
    if chance <= 0.0:
        return
    luck = model.luck.block(model.day, draws.CONTEST, key)
    if luck[0] >= chance:
        return
    places = [
        sector
        for sector in model.sectors
        if sector.holder is weak and any(n.holder is strong for n in sector.neighbours)
    ]
    if not places:
        return
    held = sum(sector.holder is weak for sector in model.sectors)
    sector = places[pick(len(places), luck[1])]
    moved = weak.strength * 0.5 / held
    weak.strength -= moved
    strong.strength += moved
    change_hands(model, sector, strong, "takeover", None)


def change_hands(
    model: CeasefireModel, sector: SectorAgent, taker: PartyAgent, form: str, cause: int | None
) -> None:
    """Give a sector a new holder; garrisons of the other side's guarantors stay behind."""
    loser = sector.holder
    sector.holder = taker
    event = model.note(
        "sector",
        form,
        actor=taker.name,
        target=loser.name,
        sector=sector.name,
        true_author=taker.name,
        causes=(cause,),
    )
    if form == "captured":
        model.captures.append((model.day, sector.name))
        for guarantor in model.guarantors:
            if model.hostile(guarantor, taker):
                sector.forces.pop(guarantor.name, None)
                guarantor.displacement_event = guarantor.displacement_event or event.id
    model.fronts_changed = True
