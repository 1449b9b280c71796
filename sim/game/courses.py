"""How the same luck goes on under other choices in a seat.

A course is a whole game, played again from the first day. The other seats decide as they did,
as far as what they decided is still open to them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.game.game import Game
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sim.game.decision import Menu
    from sim.record.outcome import Outcome

Choices = dict[str, str | list[str]]
ALL = "all"


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
                if wanted == ALL and lever.together:
                    chosen[lever.key] = [o.key for o in lever.options if o.key in lever.together]
                    break
                if lever.option(wanted):
                    chosen[lever.key] = wanted
                    break
        return chosen


AS_PLAYED = Policy("played", "as you played")
AS_RULE = Policy("rule", "by your party's own rule")
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
    Policy("loud", "accuse on all grounds", {"charges": (ALL, "silent")}),
    Policy("talk", "call talks, seek agreement", {"call": ("call",), "agree": ("agree",)}),
    Policy("no_talks", "no talks", {"call": ("none",), "agree": ("refuse",)}),
)
# In the words of the table, what a kind of lever is about.
HEADS = {
    "stance": "orders at the fronts",
    "front": "orders at single fronts",
    "offensive": "offensives",
    "response": "answers to fire",
    "restraint": "the hold on clients",
    "consent": "consent to offensives",
    "arms": "arms",
    "troops": "troops",
    "duty": "duties",
    "charges": "charges",
    "answer": "answers to charges",
    "call": "calls for talks",
    "agree": "the position in talks",
    "agreement": "the agreement itself",
}


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
    deeds : mapping
        How often the seat did what: see `DEEDS`.
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
    deeds: Mapping[str, int]
    without: str = ""


DEEDS = {
    "fire": "fire by your own units",
    "charges": "charges that you brought",
    "denials": "charges that you denied",
    "remedies": "promises to mend",
    "counters": "charges that you returned",
    "calls": "talks that you called",
    "refused": "offensives of clients that you refused",
    "allowed": "offensives of clients that you let happen or joined",
    "arms": "deliveries of arms",
    "troops": "orders for troops",
    "offensives": "offensives that you began",
    "declared": "agreements that you cancelled or disowned",
}


def course_of(game: Game, seat: str, policy: Policy) -> Course:
    """Sum up a finished game for one seat."""
    outcome: Outcome = game.outcome()
    model = game.model
    camp = model.party(seat).camp
    end = sum(sector.holder.camp == camp for sector in model.sectors)
    parties = game.scenario.scenario.parties
    begin = sum(parties[s.holder].camp == camp for s in game.scenario.scenario.sectors.values())
    believed = game.opinions[-1][seat]
    return Course(
        key=policy.key,
        label=policy.label,
        end_kind=outcome.end_kind,
        days=outcome.end_day,
        ended=outcome.ended,
        attacks=int(outcome.figures["attacks"]),
        fled=int(outcome.figures["displaced"]),
        sectors=end - begin,
        trust=sum(believed.values()) / len(believed) if believed else 1.0,
        deeds=_deeds(game, seat),
        without=HEADS.get(policy.without, ""),
    )


def _deeds(game: Game, seat: str) -> dict[str, int]:
    counted = dict.fromkeys(DEEDS, 0)
    for event in game.model.log:
        if event.actor != seat or event.day < 1:
            continue
        name = {
            "attack": "fire",
            "accusation": "charges",
            "denial": "denials",
            "supply": "arms",
            "declaration": "declared",
        }.get(event.kind)
        match (event.kind, event.form):
            case ("response", "remedy"):
                name = "remedies"
            case ("response", "counter"):
                name = "counters"
            case ("talks", "delegation" | "summit"):
                name = "calls"
            case ("consent", form):
                name = "refused" if form == "refused" else "allowed"
            case ("deployment", "ordered"):
                name = "troops"
            case ("offensive", "begun"):
                name = "offensives"
        if name:
            counted[name] += 1
    return counted


def policies_for(game: Game, seat: str) -> list[Policy]:
    """Other ways to have decided that are worth a look, for one seat of one game.

    The rule comes first, then the game as played with each kind of lever that was used left to
    the rule in turn, then the policies that change something that this seat decides.
    """
    menu = game.menu(seat)
    used = dict.fromkeys(key.partition(".")[0] for week in game.weeks for key in week.get(seat, {}))
    own = (
        [Policy(f"without_{head}", f"as you played, {HEADS[head]} by the rule", without=head)
         for head in HEADS if head in used]
        if len(used) > 1
        else []
    )  # fmt: skip
    return [AS_RULE, *own, *(policy for policy in POLICIES if policy.applies_to(menu))]


def course_under(
    game: Game,
    seat: str,
    policy: Policy,
    progress: Callable[[int, int], None] | None = None,
) -> Course:
    """Play the same luck again under other choices in one seat.

    Parameters
    ----------
    game : Game
        The game really played; it is left as it is.
    seat : str
        Whose choices are others.
    policy : Policy
        The choices.
    progress : callable, optional
        Told the day reached and the last day.

    Returns
    -------
    Course
        How it went.
    """
    again = Game(
        game.tree, game.seats, seed=game.seed, replicate=game.replicate, horizon=game.horizon
    )
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
                decisions[name] = still_open(again.menu(name), chosen)
        again.advance(decisions)
        if progress:
            progress(again.model.day, again.horizon)
    return course_of(again, seat, policy)


def still_open(menu: Menu, choices: Mapping[str, Any]) -> Choices:
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
    """How the model's own run of the same scenario ends under other luck.

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


def by_other_luck(game: Game, runs: int = 50) -> Many | None:
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
    from sim.engine.cache import has_numba, is_compiled  # noqa: PLC0415 - slow to import

    if not has_numba() or not is_compiled():
        return None
    from sim.engine.prepare import prepare  # noqa: PLC0415 - slow to import
    from sim.record.batch import Task  # noqa: PLC0415

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
