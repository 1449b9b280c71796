"""How a game goes on the same random stream under other choices: the model in one seat, or in all.

A course is a whole game, played again from the first day. The other seats decide as they did, as
far as what they decided is still open to them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.game.levers import HEADS
from sim.game.saved import from_dict
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.game.decision import Menu
    from sim.game.game import Game

Choices = dict[str, str | list[str]]
_ALL = "all"


@dataclass(frozen=True)
class Policy:
    """A way to decide every week alike.

    Parameters
    ----------
    key, label : str
        Its name, and the same in words.
    prefers : mapping
        For a kind of lever, the options that are taken, the first that is open.
    without : str
        Changes the course really taken instead: levers of this kind are left to the rule.
    """

    key: str
    label: str
    prefers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    without: str = ""

    def applies_to(self, menu: Menu) -> bool:
        """Whether it changes anything that this seat decides."""
        return not self.prefers or any(lever.head in self.prefers for lever in menu.levers)

    def choices(self, menu: Menu) -> Choices:
        """What it takes of a menu."""
        chosen: Choices = {}
        for lever in menu.levers:
            for wanted in self.prefers.get(lever.head, ()):
                if wanted == _ALL and lever.together:
                    chosen[lever.key] = [o.key for o in lever.options if o.key in lever.together]
                    break
                if lever.option(wanted):
                    chosen[lever.key] = wanted
                    break
        return chosen


AS_PLAYED = Policy("played", "as you played")
AS_RULE = Policy("rule", "by your party's own rule")
MODEL_ALONE = Policy("model", "the model in every seat")
POLICIES = (
    Policy(
        "restrain",
        "always restrain",
        {
            "stance": ("restrain",),
            "offensive": ("call_off", "none"),
            "response": ("let_pass",),
            "restraint": ("firm",),
            "consent": ("refuse",),
        },
    ),
    Policy(
        "push",
        "always push",
        {
            "stance": ("probe",),
            "offensive": ("press", "launch"),
            "response": ("escalate",),
            "restraint": ("loose",),
            "consent": ("join",),
        },
    ),
    Policy("deliver", "deliver all you owe", {"duty": ("deliver",)}),
    Policy("withhold", "deliver nothing", {"duty": ("withhold",)}),
    Policy("silent", "never accuse", {"charges": ("silent",)}),
    Policy("loud", "accuse on all grounds", {"charges": (_ALL, "silent")}),
    Policy("talk", "call talks, seek agreement", {"call": ("call",), "agree": ("agree",)}),
    Policy("no_talks", "no talks", {"call": ("none",), "agree": ("refuse",)}),
)


@dataclass(frozen=True)
class Course:
    """How a whole game went.

    Parameters
    ----------
    key, label : str
        Of the policy.
    end_kind : str
        How the first agreement ended; ``held`` where it did not.
    days : int
        Day of its end, or the last day where it held.
    ended : bool
        False where it held to the last day.
    attacks, fled : int
        Attacks, and people who fled, from day 1 to its end.
    sectors : int
        Sectors of the seat's camp on the last day, less those of the first.
    trust : float
        Mean belief of the other side in the seat on the last day, in [0, 1].
    actions : mapping
        How often the seat did what: see `ACTIONS`.
    without : str
        What was left to the rule, in words, where all else was as played.
    """

    key: str
    label: str
    end_kind: str
    days: int
    ended: bool
    attacks: int
    fled: int
    sectors: int
    trust: float
    actions: Mapping[str, int]
    without: str = ""


# What a seat does that is counted: in words, and by which events, of any form where none is named.
ACTIONS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "fire": ("fire by your own units", "attack", ()),
    "charges": ("charges that you brought", "accusation", ()),
    "denials": ("charges that you denied", "denial", ()),
    "remedies": ("promises to mend", "response", ("remedy",)),
    "counters": ("charges that you returned", "response", ("counter",)),
    "calls": ("talks that you called", "talks", ("delegation", "summit")),
    "refused": ("offensives of clients that you refused", "consent", ("refused",)),
    "allowed": (
        "offensives of clients that you let happen or joined",
        "consent",
        ("tolerated", "joined"),
    ),
    "arms": ("deliveries of arms", "supply", ()),
    "troops": ("orders for troops", "deployment", ("ordered",)),
    "offensives": ("offensives that you began", "offensive", ("begun",)),
    "declared": ("agreements that you cancelled or disowned", "declaration", ()),
}


def course_of(game: Game, seat: str, policy: Policy) -> Course:
    """Sum up a finished game for one seat."""
    outcome, model = game.outcome(), game.model
    described = game.scenario.scenario
    camp = described.parties[seat].camp
    begin = sum(described.parties[s.holder].camp == camp for s in described.sectors.values())
    believed = game.opinions[-1][seat]
    own = [event for event in model.log if event.actor == seat and event.day >= 1]
    return Course(
        key=policy.key,
        label=policy.label,
        end_kind=outcome.end_kind,
        days=outcome.end_day,
        ended=outcome.ended,
        attacks=int(outcome.figures["attacks"]),
        fled=int(outcome.figures["displaced"]),
        sectors=model.held_by_camp_of(seat) - begin,
        trust=sum(believed.values()) / len(believed) if believed else 1.0,
        actions={
            key: sum(e.kind == kind and (not forms or e.form in forms) for e in own)
            for key, (_, kind, forms) in ACTIONS.items()
        },
        without=HEADS[policy.without].about if policy.without else "",
    )


def policies_for(game: Game, seat: str) -> list[Policy]:
    """Other ways to have decided that are worth a look, for one seat of one game.

    The rule comes first, then the game as played with each kind of lever that was used left to
    the rule in turn, then the policies that change something that this seat decides.
    """
    menu = game.menu(seat)
    used = dict.fromkeys(key.partition(".")[0] for week in game.weeks for key in week.get(seat, {}))
    own = [
        Policy(f"without_{head}", f"as you played, {kind.about} by the rule", without=head)
        for head, kind in HEADS.items()
        if head in used and len(used) > 1
    ]
    return [AS_RULE, *own, *(policy for policy in POLICIES if policy.applies_to(menu))]


def course_under(
    game: Game, seat: str, policy: Policy, progress: Callable[[int, int], None] | None = None
) -> Course:
    """Play a game again on the same random stream, under other choices in one seat.

    Parameters
    ----------
    game : Game
        The game really played; it is left as it is.
    seat : str
        Whose choices are others.
    policy : Policy
        The choices.
    progress : callable, optional
        Trace the day reached and the last day.

    Returns
    -------
    Course
        How it went.
    """
    again = game.anew()
    while not again.over:
        recorded = game.weeks[again.week] if again.week < len(game.weeks) else {}
        decisions: dict[str, Choices] = {}
        for name in game.seats:
            chosen: Mapping[str, Any] = recorded.get(name, {})
            if name == seat:
                if policy.without:
                    chosen = {
                        key: choice
                        for key, choice in chosen.items()
                        if key.partition(".")[0] != policy.without
                    }
                elif policy.prefers:
                    chosen = policy.choices(again.menu(seat))
                else:
                    chosen = {}
            if chosen:
                decisions[name] = _still_open(again.menu(name), chosen)
        again.advance(decisions)
        if progress:
            progress(again.model.day, again.horizon)
    return course_of(again, seat, policy)


def _still_open(menu: Menu, choices: Mapping[str, Any]) -> Choices:
    """Leave out of some choices what a menu does not offer."""
    kept: Choices = {}
    for key, choice in choices.items():
        lever = menu.lever(key)
        if lever is None:
            continue
        if isinstance(choice, list | tuple):
            open_still = [each for each in choice if lever.option(each)]
            if open_still:
                kept[key] = open_still
        elif lever.option(choice):
            kept[key] = choice
    return kept


@dataclass(frozen=True)
class Many:
    """How the model's own runs of the same scenario end on other random streams.

    Parameters
    ----------
    runs : int
        How many.
    held : int
        In how many the agreement held to the last day.
    days : tuple of int
        Day of its end, or the last day where it held, in ascending order.
    kinds : mapping
        How many ended by each kind.
    """

    runs: int
    held: int
    days: tuple[int, ...]
    kinds: Mapping[str, int]


def on_other_streams(game: Game, runs: int = 50) -> Many | None:
    """Run the model many times without players, if that is cheap on this machine.

    Parameters
    ----------
    game : Game
        Whose scenario, seed and horizon are taken; its own replicate is left out.
    runs : int
        How many runs.

    Returns
    -------
    Many or None
        None where the compiled engine is not ready, or the runs failed.
    """
    from sim.day.cache import has_numba, is_compiled  # noqa: PLC0415 - slow to import

    if not has_numba() or not is_compiled():
        return None
    from sim.day.batch import Task  # noqa: PLC0415
    from sim.day.prepare import prepare  # noqa: PLC0415 - slow to import

    before = min(game.replicate, runs)
    tasks = [Task(0, {}, 0, before)] if before else []
    if before < runs:
        tasks.append(Task(0, {}, game.replicate + 1, runs - before))
    try:
        found = prepare(game.tree, game.horizon).run(game.seed, tasks, clauses=False).runs
    except InputError:
        return None
    if not found:
        return None
    kinds = [str(kind) for kind in found["end_kind"]]
    return Many(
        runs=len(kinds),
        held=kinds.count("held"),
        days=tuple(sorted(int(day) for day in found["end_day"])),
        kinds={kind: kinds.count(kind) for kind in dict.fromkeys(kinds)},
    )


def courses_after(
    tell: Callable[[str, str, list[Course]], None], saved: dict[str, Any], seats: Sequence[str]
) -> None:
    """Find everything for the seats of a game that is over, what is common to all first.

    Plain data goes in and out, so that this may be done in another process.

    Parameters
    ----------
    tell : callable
        Trace what was found (``alone``: the model in every seat, on the same random stream and with
        the same events from outside; ``rule``: the model in that seat, the others as they played;
        ``ways``: all of `policies_for`), the seat, and the courses.
    saved : dict
        What `sim.game.saved.to_dict` made of the game.
    seats : sequence of str
        Seats in which people sat.
    """
    game = from_dict(saved)
    alone = game.anew()
    while not alone.over:
        alone.advance()
    tell("alone", "", [course_of(alone, alone.seats[0], MODEL_ALONE)])
    for seat in seats:
        tell("rule", seat, [course_under(game, seat, AS_RULE)])
    for seat in seats:
        ways = [course_under(game, seat, policy) for policy in policies_for(game, seat)]
        tell("ways", seat, ways)
