"""Names of everything in a scenario, as they stand in a sentence or on a label."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sim.shared.wording import (
    PLURALS,
    bare,
    initials,
    listed,
    lowered,
    number,
    plain,
    plural,
    with_article,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario.scenario import Scenario

_LONG_NAME = 18
_ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth", 6: "sixth", 7: "seventh"}


@dataclass(frozen=True)
class Names:
    """Names of everything in a scenario, as they stand in a sentence.

    Parameters
    ----------
    scenario : Scenario
        Whose names they are.
    """

    scenario: Scenario

    def party(self, key: str) -> str:
        """Name of a party, a monitor or a camp, with its article."""
        described = self.scenario.scenario
        if key in described.parties:
            return with_article(plain(described.parties[key].name))
        if key in described.monitors:
            return with_article(described.monitors[key].name)
        if key in described.camps:
            return with_article(described.camps[key])
        return with_article(key.replace("_", " ")) if key else "somebody"

    def label(self, key: str) -> str:
        """Name of a party for a label: without article, and by its initials where it is long."""
        parties = self.scenario.scenario.parties
        if key not in parties:
            return self.party(key)
        name = bare(parties[key].name)
        short = initials(name)
        return short if len(name) > _LONG_NAME and len(short) > 2 else name  # noqa: PLR2004

    def spoken(self, key: str) -> str:
        """Name of a party in a short sentence: with its article, or by its initials where long."""
        full, short = self.party(key), self.label(key)
        return full if full.lower().endswith(short.lower()) else short

    def abbreviations(self) -> str:
        """Explain the initials that labels use."""
        parties = self.scenario.scenario.parties
        return "; ".join(
            f"{self.label(key)}: {bare(party.name)}"
            for key, party in parties.items()
            if self.label(key) != bare(party.name)
        )

    def shortened(self, text: str) -> str:
        """Write long names of parties in full where they first stand, then by their initials."""
        for key, party in self.scenario.scenario.parties.items():
            name, short = bare(party.name), self.label(key)
            head, found, rest = text.partition(name)
            if found and short != name:
                mark = "'s" if rest.startswith("'s") else ""
                text = f"{head}{name}{mark} ({short}){rest[len(mark) :].replace(name, short)}"
        return text

    def parties(self, keys: Sequence[str]) -> str:
        """Names of several parties, joined, in the order of the scenario."""
        order = list(self.scenario.scenario.parties)
        known = sorted(set(keys), key=lambda key: (order.index(key) if key in order else 99, key))
        return listed([self.party(key) for key in known])

    def is_plural(self, key: str) -> bool:
        """Whether a party's name takes a plural verb."""
        return self.party(key).split()[-1].lower() in PLURALS

    def its(self, key: str) -> str:
        """Word for what belongs to a party."""
        return "their" if self.is_plural(key) else "its"

    def was(self, key: str) -> str:
        """Past tense of "to be" after a party's name."""
        return "were" if self.is_plural(key) else "was"

    def sector(self, key: str) -> str:
        """Name of a place."""
        sectors = self.scenario.scenario.sectors
        return with_article(plain(sectors[key].name)) if key in sectors else "one place"

    def agreement(self, label: str) -> str:
        """Name of an agreement, with its article; a text signed again says so."""
        key, _, ordinal = label.partition("#")
        agreements = self.scenario.scenario.agreements
        if key not in agreements:
            return "the agreement"
        name = lowered(agreements[key].name, strict=False)
        words = name.split()
        if words[0].lower() in {"the", "a", "an"}:
            name = " ".join(words[1:])
        again = f"{_ORDINALS.get(int(ordinal), ordinal + 'th')} " if ordinal else ""
        return f"the {again}{name}"

    def clause(self, key: str) -> str:
        """Number of a clause, with its agreement where that is not the main one."""
        duty = self.scenario.scenario.obligations.get(key)
        if duty is None:
            return "the agreement"
        numbered = bool(re.match(r"\d", duty.clause))
        name = f"clause {duty.clause}" if numbered else "the only clause"
        if duty.agreement == self.scenario.scenario.main:
            return name if numbered else f"{name} of {self.agreement(duty.agreement)}"
        return f"{name} of {self.agreement(duty.agreement)}"

    def gloss(self, key: str) -> str:
        """Say in two or three words what a clause is about."""
        duty = self.scenario.scenario.obligations.get(key)
        if duty is None:
            return ""
        if duty.kind == "refrain":
            return {"attack": "no attacks", "supply": "no arms", "deployment": "no troops"}[
                duty.act
            ]
        words = key.removeprefix(f"{duty.agreement}_").replace("_", " ")
        return re.sub(r"\b[a-z]?\d+[a-z]?\b", "", words).strip()

    def charge(self, key: str) -> str:
        """Name the fault in a charge: what the accused is said to be doing."""
        duty = self.scenario.scenario.obligations.get(key)
        if duty is None:
            return "breaking the agreement"
        verb = {"refrain": "breaking", "deliver": "not fulfilling", "repeat": "neglecting"}
        return f"{verb.get(duty.kind, 'not keeping')} {self.clause(key)}"

    def occasion(self, key: str, number: int = 1) -> str:
        """Name one or several occasions of a repeated duty."""
        duty = self.scenario.scenario.obligations.get(key)
        patrols = duty is not None and (bool(duty.route) or "patrol" in (key + duty.text).lower())
        noun = "patrol" if patrols else "meeting"
        if number == 1:
            return f"a {noun} under {self.clause(key)}"
        return f"{plural(number, noun)} under {self.clause(key)}"

    @cached_property
    def guarantors(self) -> tuple[str, ...]:
        """Parties that publish counts, or, if none does, those that sponsor others."""
        described = self.scenario.scenario
        found = [key for key, party in described.parties.items() if party.publishes_counts]
        sponsors = {tie.sponsor for tie in described.ties.values() if tie.active}
        return tuple(found or [key for key in described.parties if key in sponsors])

    @cached_property
    def opponents(self) -> tuple[str, ...]:
        """The main opponents: the strongest fighting party of each camp, at most two camps."""
        best: dict[str, str] = {}
        parties = self.scenario.scenario.parties
        for key, party in parties.items():
            if not party.fights or party.camp is None:
                continue
            held = best.get(party.camp)
            if held is None or number(party.strength) > number(parties[held].strength):
                best[party.camp] = key
        return tuple(best.values())[:2]
