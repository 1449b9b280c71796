"""Every parameter of one scenario, those that are offered first, and how any other is found.

The list is the one that `ceasefire check --keys` prints, with the ids of the scenario in the place
of ``<id>``, and with the values and sources that its files state. Knobs are chosen by what a
scenario has: who holds whom, how clear the text is and what it is worth, who watches, who spoils,
and the numbers of behaviour that decide most in ``experiments/what_matters``.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sim.scenario.fields import key_at
from sim.shared.names import Names
from sim.shared.wording import possessive, start_case

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.scenario.fields import Key
    from sim.scenario.scenario import Scenario
    from sim.scenario.tree import Tree

NUMBER, FLAG, WHOLE, CHOICE, OTHER = "number", "flag", "whole", "choice", "other"
_UNITLESS = frozenset({"ratio", "flag", "choice", "whole number", "text", "id", "list", "exponent"})
_CODE = re.compile(r"^(?:[A-Z]\d+[a-z]?\b[ ,]*)+")


@dataclass(frozen=True)
class Parameter:
    """One parameter of a scenario.

    Parameters
    ----------
    key : str
        Its dotted key.
    about : Key
        What the schema says about it.
    value : Any
        What the scenario states, or the default; plain data.
    source : str
        Where its value comes from; ``assumed`` where nobody says.
    """

    key: str
    about: Key
    value: Any
    source: str

    @property
    def kind(self) -> str:
        """How it is set: `NUMBER`, `FLAG`, `WHOLE`, `CHOICE`, or `OTHER` by its text."""
        if isinstance(self.value, bool):
            return FLAG
        if self.about.unit == "whole number" and isinstance(self.value, int):
            return WHOLE
        if self.about.source and isinstance(self.value, int | float):
            return NUMBER
        return CHOICE if self.about.unit == "choice" else OTHER

    @property
    def listed(self) -> bool:
        """Whether it is a list of ids."""
        own = self.value
        return (
            self.about.unit == "list"
            and isinstance(own, list)
            and all(isinstance(item, str) for item in own)
        )

    @property
    def limits(self) -> tuple[float, float] | None:
        """Lowest and highest value of a number; None for anything else."""
        low, to, high = self.about.range.partition(" to ")
        try:
            return (float(low), float(high)) if to else None
        except ValueError:
            return None

    @property
    def choices(self) -> list[str]:
        """What a choice may be."""
        return self.about.range.split(", ")

    @property
    def unit(self) -> str:
        """Unit of a number; empty where it has none."""
        return "" if self.about.unit in _UNITLESS else self.about.unit

    @property
    def sourced(self) -> str:
        """Where it comes from, in words."""
        if self.source.startswith("assumed"):
            return self.source
        return f"source {self.source}" if _CODE.match(self.source) else self.source


_about = lru_cache(maxsize=20_000)(key_at)


def parameters_of(tree: Tree) -> Iterator[Parameter]:
    """Go through the parameters of a scenario.

    Parameters
    ----------
    tree : dict
        Its completed tree.

    Yields
    ------
    Parameter
        In the order of the schema and of the file.
    """
    for part in ("scenario", "behaviour", "measurement"):
        yield from _within(tree[part], part, "assumed")


def _within(value: Mapping[str, Any], path: str, source: object) -> Iterator[Parameter]:
    for word, item in value.items():
        if word == "source":
            continue
        key, here = f"{path}.{word}", _source_below(value, word, source)
        about = _about(key)
        if about is not None:
            yield Parameter(key, about, item, _stated(here))
        elif isinstance(item, dict):
            yield from _within(item, key, here)


def parameter_at(tree: Tree, key: str) -> Parameter | None:
    """Find one parameter.

    Parameters
    ----------
    tree : dict
        Completed tree of the scenario.
    key : str
        Its dotted key.

    Returns
    -------
    Parameter or None
        None where there is none.
    """
    here: Any = tree
    source: Any = "assumed"
    for word in key.split("."):
        if not isinstance(here, dict) or word not in here:
            return None
        source = _source_below(here, word, source)
        here = here[word]
    about = _about(key)
    return None if about is None else Parameter(key, about, here, _stated(source))


def _source_below(part: Mapping[str, Any], word: str, source: object) -> object:
    """Source of what stands under a word: of the part, or of what stands above it."""
    own = part.get("source", source)
    return own.get(word, "assumed") if isinstance(own, dict) else own


def _stated(source: object) -> str:
    return source if isinstance(source, str) and source else "assumed"


_MOST_SHOWN = 30
# Names and words of a scenario; a change of them is a change of its file.
_NOT_OFFERED = frozenset({"title", "summary", "name", "text", "clause", "luck_key", "start"})


@dataclass(frozen=True)
class Found:
    """A parameter, and its value in a set-up.

    Parameters
    ----------
    parameter : Parameter
        The parameter as the scenario has it.
    value : Any
        Its value in the set-up.
    """

    parameter: Parameter
    value: Any


def found_by(words: str, base: Tree, now: Tree) -> tuple[list[Found], int]:
    """Find parameters whose key, meaning or unit holds all words.

    Parameters
    ----------
    words : str
        What is looked for; nothing finds everything.
    base, now : dict
        Completed trees of the scenario without and with its changes.

    Returns
    -------
    tuple of (list of Found, int)
        The first `_MOST_SHOWN`, and how many there are.
    """
    wanted = words.lower().split()
    found = [one for one in parameters_of(base) if _offered(one) and _fits(one, wanted)]
    shown = []
    for parameter in found[:_MOST_SHOWN]:
        current = parameter_at(now, parameter.key)
        shown.append(Found(parameter, parameter.value if current is None else current.value))
    return shown, len(found)


def _offered(parameter: Parameter) -> bool:
    parts = parameter.key.split(".")
    return parts[-1] not in _NOT_OFFERED and parts[1] not in {"sources", "camps"}


def _fits(parameter: Parameter, wanted: list[str]) -> bool:
    key, about = parameter.key, parameter.about
    text = " ".join((key, key.replace("_", " "), about.meaning, about.unit)).lower()
    return all(word in text for word in wanted)


_MOST_MONITORS = 3
_MOST_TIES = 4
_STEPS = 20
# How far a slider of a number without a natural end goes, as a multiple of its value.
_REACH = 3.0


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
        if high - low > _REACH * abs(base) and high > 1.0:
            reach = _REACH * abs(base) or 1.0
            low, high = max(low, 0.0 if base >= 0.0 else -reach), min(high, reach)
        if isinstance(self.value, int | float):
            low, high = min(low, float(self.value)), max(high, float(self.value))
        return low, high, _step((high - low) / _STEPS)


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
        ("The text", _of_text(names)),
        ("Trust at the start", _trust(names)),
        ("Who watches", _monitors(names, base)),
        ("Who spoils", _spoilers(names, base)),
        ("How parties behave", iter(_BEHAVIOUR)),
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
    yield from offers[:_MOST_TIES]


def _number(parameter: Parameter | None) -> float:
    value = parameter.value if parameter is not None else 0.0
    return float(value) if isinstance(value, int | float) else 0.0


def _of_text(names: Names) -> Iterator[Offer]:
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
    for key, monitor in list(names.scenario.scenario.monitors.items())[:_MOST_MONITORS]:
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


_BEHAVIOUR: tuple[Offer, ...] = (
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
