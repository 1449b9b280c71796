"""The few numbers that the lab offers first, each with a sentence on what it means.

They are chosen by what a scenario has: who holds whom, how clear the text is and what it is worth,
who watches, who spoils, and the numbers of behaviour that decide most in
``experiments/what_matters``. Everything else is found by search.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.lab.parameters import NUMBER, Parameter, parameter_at
from sim.shared.names import Names
from sim.shared.wording import possessive, start_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.scenario.scenario import Scenario
    from sim.scenario.tree import Tree

MOST_MONITORS = 3
MOST_TIES = 4
STEPS = 20
# How far a slider of a number without a natural end goes, as a multiple of its value.
REACH = 3.0


@dataclass(frozen=True)
class Knob:
    """A number that can be changed, and what a person needs to know to change it.

    Parameters
    ----------
    label : str
        A few words.
    meaning : str
        A sentence on what it means.
    parameter : Parameter
        The parameter as the scenario has it.
    value : Any
        Its value in this set-up.
    """

    label: str
    meaning: str
    parameter: Parameter
    value: Any

    @property
    def key(self) -> str:
        """Its dotted key."""
        return self.parameter.key

    @property
    def changed(self) -> bool:
        """Whether the set-up has another value than the scenario."""
        return bool(self.value != self.parameter.value)

    @property
    def slider(self) -> tuple[float, float, float]:
        """Lowest and highest value of its slider, and the step.

        A share goes from end to end. Where the schema allows far more than anybody would try,
        the slider goes from nothing to a few times the value; the field beside it takes all.
        """
        low, high = self.parameter.limits or (0.0, 1.0)
        base = float(self.parameter.value)
        if high - low > REACH * abs(base) and high > 1.0:
            reach = REACH * abs(base) or 1.0
            low, high = max(low, 0.0 if base >= 0.0 else -reach), min(high, reach)
        if isinstance(self.value, int | float):
            low, high = min(low, float(self.value)), max(high, float(self.value))
        return low, high, _step((high - low) / STEPS)


@dataclass(frozen=True)
class Group:
    """Knobs that belong together.

    Parameters
    ----------
    heading : str
        What they are about.
    knobs : tuple of Knob
        At least one.
    """

    heading: str
    knobs: tuple[Knob, ...]


def _step(wanted: float) -> float:
    """Round a step down to 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(wanted))
    times = next(times for times in (5, 2, 1) if times * power <= wanted * (1 + 1e-9))
    return float(f"{times * power:.10g}")


def groups_of(scenario: Scenario, base: Tree, now: Tree) -> list[Group]:
    """Choose the knobs of a scenario.

    Parameters
    ----------
    scenario : Scenario
        The scenario as it is set up.
    base, now : dict
        Completed trees of the scenario without and with its changes.

    Returns
    -------
    list of Group
        Groups that have a knob.
    """
    names = Names(scenario)
    parts = (
        ("Who holds whom", _ties(names, base)),
        ("The text", _text(names)),
        ("Trust at the start", _trust(names)),
        ("Who watches", _monitors(names, base)),
        ("Who spoils", _spoilers(names, base)),
        ("How parties behave", iter(BEHAVIOUR)),
    )
    found = []
    for heading, listed in parts:
        knobs = [
            knob
            for key, label, meaning in listed
            if (knob := knob_at(key, label, meaning, base, now)) is not None
        ]
        if knobs:
            found.append(Group(heading, tuple(knobs)))
    return found


def knob_at(key: str, label: str, meaning: str, base: Tree, now: Tree) -> Knob | None:
    """Make a knob of a parameter, if there is one and it is a number."""
    parameter, current = parameter_at(base, key), parameter_at(now, key)
    if parameter is None or current is None or parameter.kind != NUMBER:
        return None
    return Knob(label, meaning, parameter, current.value)


Offer = tuple[str, str, str]


def _ties(names: Names, base: Tree) -> Iterator[Offer]:
    offers = []
    for key, tie in names.scenario.scenario.ties.items():
        sponsor, client = names.party(tie.sponsor), names.party(tie.client)
        label = f"{start_case(possessive(sponsor))} hold on {client}"
        meaning = (
            f"How much of what {client} decides is decided by {sponsor}: 0 is nothing, 1 is all."
        )
        offers.append((f"scenario.ties.{key}.leverage", label, meaning))
    # The strongest holds come first where there are many.
    offers.sort(key=lambda offer: -_number(parameter_at(base, offer[0])))
    yield from offers[:MOST_TIES]


def _number(parameter: Parameter | None) -> float:
    value = parameter.value if parameter is not None else 0.0
    return float(value) if isinstance(value, int | float) else 0.0


def _text(names: Names) -> Iterator[Offer]:
    main = names.scenario.scenario.main
    text = names.agreement(main)
    yield (
        f"scenario.agreements.{main}.ambiguity",
        "Ambiguity of the text",
        (
            f"How much of {text} can be read in two ways. The less clear it is, the more often a"
            " party sees a breach where there was none."
        ),
    )
    yield (
        f"scenario.agreements.{main}.worth",
        "Worth of the text",
        (
            f"What {text} is worth to a party that trusts the other side; it weighs against firing"
            " and against an offensive."
        ),
    )


def _trust(names: Names) -> Iterator[Offer]:
    for party in names.opponents:
        who = names.party(party)
        yield (
            f"scenario.parties.{party}.initial_belief",
            f"Trust of {who}",
            f"How likely {who} thinks it on the first day that another party keeps its word.",
        )


def _monitors(names: Names, base: Tree) -> Iterator[Offer]:
    for key, monitor in list(names.scenario.scenario.monitors.items())[:MOST_MONITORS]:
        if base["scenario"]["monitors"].get(key, {}).get("active") is False:
            continue
        who = names.party(key)
        yield (
            f"scenario.monitors.{key}.detection",
            f"Attacks seen by {who}",
            (
                f"Chance that {who} detect{'' if _many(monitor.name) else 's'} an attack where it"
                " happens."
            ),
        )
        yield (
            f"scenario.monitors.{key}.attribution",
            f"Authors named rightly by {who}",
            "Chance that the report of an attack names the one who really fired.",
        )


def _many(name: str) -> bool:
    return name.rsplit(maxsplit=1)[-1].endswith("s")


def _spoilers(names: Names, base: Tree) -> Iterator[Offer]:
    for key, spoiler in names.scenario.scenario.spoilers.items():
        if base["scenario"]["spoilers"].get(key, {}).get("active") is False:
            continue
        yield (
            f"scenario.spoilers.{key}.rate",
            f"Sabotage by {names.party(spoiler.party)}",
            (
                f"Chance a day that {names.party(spoiler.party)} strike"
                f"{'' if names.is_plural(spoiler.party) else 's'} to wreck the agreement."
            ),
        )


BEHAVIOUR: tuple[Offer, ...] = (
    (
        "behaviour.offensive.threshold",
        "Cost of an offensive",
        "What beginning an offensive costs a party in its own eyes.",
    ),
    (
        "behaviour.offensive.distrust",
        "Pull of distrust",
        "How strongly lost trust in the other side pulls a party towards an offensive.",
    ),
    (
        "behaviour.retaliation.ratio",
        "Answers to fire",
        "How many shots, on average, answer one hit. Near 1, one shot keeps the line firing.",
    ),
    (
        "behaviour.order.restraint",
        "Reluctance to open fire",
        "How much it takes before a unit at the line fires at all.",
    ),
    (
        "behaviour.talks.rate",
        "Readiness to call talks",
        "How often unsettled matters lead to a call for talks.",
    ),
)
