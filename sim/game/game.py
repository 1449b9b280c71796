"""A game: a run of the model in which some parties are played, a week at a time."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.game.decision import Decision
from sim.game.levers import menu_of
from sim.game.seat import DAYS, SeatedModel
from sim.game.view import ears_of, news_of, news_of_sighting, view_of
from sim.game.words import your_names
from sim.scenario.errors import InputError, did_you_mean
from sim.scenario.load import scenario_from_tree
from sim.scenario.tree import changed, tree_of
from sim.scenario.uncertainty import drawn, has_distributions
from sim.shared.names import Names
from sim.shared.wording import listed, plural, start_case

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.day.outcome import Outcome
    from sim.game.decision import Menu
    from sim.game.view import Ears, News, View
    from sim.scenario.scenario import Scenario

Data = dict[str, Any]
Week = dict[str, dict[str, str | list[str]]]

_LARGEST = 2**32 - 1
_LONGEST_HORIZON = 20_000


@dataclass
class _Seat:
    """A seat at the table: through whom it learns things, and what it learnt week by week."""

    ears: Ears
    fresh: list[News] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    trust: dict[str, float] = field(default_factory=dict)


class Game:
    """A run in which seats decide, week by week, and the model decides for all others.

    The same scenario, seed, replicate and decisions give the same game to the last event. A
    game without decisions is the model's own run.

    Parameters
    ----------
    tree : mapping
        Scenario, behaviour and measurement, as `sim.scenario.tree.tree_of` gives them.
    seats : sequence of str
        Ids of the parties that are played.
    seed, replicate : int
        Key of the random streams, each 0 to 2**32 - 1.
    horizon : int, optional
        Last day; by default the scenario's.

    Raises
    ------
    InputError
        If the scenario, a seat or a number is at fault.
    """

    def __init__(
        self,
        tree: Mapping[str, Any],
        seats: Sequence[str],
        seed: int = 1,
        replicate: int = 0,
        horizon: int | None = None,
    ) -> None:
        scenario = scenario_from_tree(tree)
        # The scenario as it is played: what strikes from outside during the game is added to it.
        self.tree: Data = tree_of(scenario)
        _check_number("seed", seed, 0, _LARGEST)
        _check_number("replicate", replicate, 0, _LARGEST)
        self.horizon = scenario.scenario.horizon if horizon is None else horizon
        _check_number("horizon", self.horizon, 1, _LONGEST_HORIZON)
        self.seats = _checked_seats(seats, scenario)
        self.seed = seed
        self.replicate = replicate
        self.weeks: list[Week] = []
        self.scenario = self._drawn(self.tree)
        self.names = Names(self.scenario)
        self.model = SeatedModel(self.scenario, self.seats, seed, replicate, self.horizon)
        self._read = 0
        # Number of events at the end of the last week: what comes after may be cut short.
        self.entered = 0
        self._outcome: Outcome | None = None
        self._seated = {
            name: _Seat(ears_of(self.model, name, self.scenario)) for name in self.seats
        }
        # What others believed of each seat at the end of each week, for the debrief.
        self.opinions: list[dict[str, dict[str, float]]] = []
        first = self.model.day + 1
        while self.model.day < 0:
            self._one_day()
        self._end_week(first)

    def anew(self) -> Game:
        """The same game before its first week, with all that strikes from outside."""
        return Game(self.tree, self.seats, self.seed, self.replicate, self.horizon)

    def _drawn(self, tree: Data) -> Scenario:
        """Read the scenario, with its uncertain numbers drawn for this game."""
        if has_distributions(tree):
            tree = drawn(tree, self.seed, self.replicate)
        return scenario_from_tree(tree)

    # What is asked of it

    @property
    def week(self) -> int:
        """Number of weeks played."""
        return len(self.weeks)

    @property
    def over(self) -> bool:
        """Whether there is no further week."""
        return self.model.over()

    def view(self, seat: str, week: int | None = None) -> View:
        """What a seat saw at the end of a week; by default of the last."""
        views = self._seat(seat).views
        number = len(views) - 1 if week is None else week
        if not 0 <= number < len(views):
            raise InputError(f"there is no week {number}", key="week")
        return views[number]

    def menu(self, seat: str) -> Menu:
        """What is open to a seat for the coming week."""
        self._seat(seat)
        return menu_of(self.model, seat, your_names(self.names, seat))

    def advance(self, decisions: Mapping[str, Any] | None = None) -> None:
        """Play a week.

        Parameters
        ----------
        decisions : mapping, optional
            By seat, a `Decision` or a map of option by lever. A seat that is not named leaves
            all to its party's rule.

        Raises
        ------
        InputError
            If the game is over, or a decision is at fault; then nothing has changed.
        """
        if self.over:
            raise InputError("the game is over", key="week")
        taken = self._checked(decisions or {})
        self.model.take_orders(taken)
        first = self.model.day + 1
        for _ in range(DAYS):
            if self.model.over():
                break
            self._one_day()
        self.weeks.append({name: each.to_dict() for name, each in taken.items() if each.choices})
        self._end_week(first)

    def _checked(self, decisions: Mapping[str, Any]) -> dict[str, Decision]:
        for name in decisions:
            self._seat(name)
        taken: dict[str, Decision] = {}
        for name in self.seats:
            asked = decisions.get(name, {})
            if isinstance(asked, Decision):
                if asked.seat != name:
                    raise InputError(f"a decision of {asked.seat} is not one of {name}", key=name)
                asked = asked.choices
            # Nothing is decided where nothing is said, and a menu takes time to write.
            taken[name] = Decision(name) if asked == {} else self.menu(name).decision(asked)
        return taken

    def outcome(self) -> Outcome:
        """How the first agreement fared; only when the game is over."""
        if not self.over:
            raise InputError("the game is not over", key="week")
        if self._outcome is None:
            self._outcome = self.model.run()
        return self._outcome

    # From outside

    def strike(self, name: str, shock: Mapping[str, Any]) -> None:
        """Let something happen from outside on a day that is still to come.

        A shock acts on its own day and on no other. So the game goes on as it would have done
        had the scenario held the shock from the beginning, and it is saved that way.

        Parameters
        ----------
        name : str
            Id of the shock; no other of the scenario has it.
        shock : mapping
            The shock as a scenario file states it.

        Raises
        ------
        InputError
            If the shock is at fault, or lies outside the days to come; then nothing has changed.
        """
        self.tree, self.scenario = self._struck(name, shock)
        self.names = Names(self.scenario)
        self.model.go_on_as(self.scenario)

    def check_strike(self, name: str, shock: Mapping[str, Any]) -> None:
        """Say whether `strike` would do; the game stays as it is."""
        self._struck(name, shock)

    def _struck(self, name: str, shock: Mapping[str, Any]) -> tuple[Data, Scenario]:
        key = f"scenario.shocks.{name}"
        if name in self.tree["scenario"]["shocks"]:
            raise InputError("there is a shock of that name", key=key, mend="Name it otherwise")
        tree = changed(self.tree, {key: dict(shock)})
        scenario = self._drawn(tree)
        day = scenario.day(scenario.scenario.shocks[name].on)
        if self.over or not self.model.day < day <= self.horizon:
            first, last = self.model.day + 1, self.horizon
            raise InputError(
                f"it is not one of the days {first} to {last} to come", key=f"{key}.on"
            )
        return tree, scenario

    def stop(self) -> None:
        """End the game with the last week that was played, as if no more had been planned.

        Raises
        ------
        InputError
            If no week was played.
        """
        if self.model.day < 1:
            raise InputError("no week was played", key="week")
        self.horizon = self.model.horizon = self.model.day

    # The week

    def _one_day(self) -> None:
        self.model.step()
        log = self.model.log
        new = [log[index] for index in range(self._read, len(log))]
        self._read = len(log)
        for name, seat in self._seated.items():
            found = (news_of(event, seat.ears) for event in new)
            seat.fresh += [item for item in found if item is not None]
            seat.fresh += [
                news_of_sighting(self.model.day, *seen) for seen in self.model.sightings_of(name)
            ]

    def _end_week(self, first: int) -> None:
        for name, seat in self._seated.items():
            view = view_of(
                self.model,
                seat.ears,
                seat.fresh,
                week=len(self.weeks),
                first_day=first,
                trust_before=seat.trust,
            )
            seat.views.append(view)
            seat.trust = self.model.beliefs_of(name)
            seat.fresh = []
        self.opinions.append({name: self.model.beliefs_in(name) for name in self.seats})
        self.entered = len(self.model.log)

    def _seat(self, name: object) -> _Seat:
        if not isinstance(name, str) or name not in self._seated:
            known = ", ".join(self.seats)
            raise InputError("nobody plays that party", key="seat", mend=f"Played are {known}")
        return self._seated[name]


def seats_of(scenario: Scenario) -> list[str]:
    """Parties that decide anything in the model, in the order of the scenario.

    Parameters
    ----------
    scenario : Scenario
        The scenario.

    Returns
    -------
    list of str
        Ids: parties that fight, and those that hold a client.
    """
    described = scenario.scenario
    sponsors = {tie.sponsor for tie in described.ties.values() if tie.active}
    return [
        name
        for name, party in described.parties.items()
        if name in sponsors or (party.fights and party.kind != "observer")
    ]


def seat_sentence(scenario: Scenario, seat: str) -> str:
    """Say in a sentence what it is to sit in a seat.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    seat : str
        Id of a party.

    Returns
    -------
    str
        What it holds, whom it holds, and what it signed.
    """
    names = Names(scenario)
    described = scenario.scenario
    party = described.parties[seat]
    parts: list[str] = []
    clients = [tie.client for tie in described.ties.values() if tie.active and tie.sponsor == seat]
    sponsors = [tie.sponsor for tie in described.ties.values() if tie.active and tie.client == seat]
    if party.fights and party.kind != "observer":
        held = sum(sector.holder == seat for sector in described.sectors.values())
        parts.append(f"fights, and holds {plural(held, 'place')}")
    if clients:
        parts.append(f"stands behind {names.parties(clients)}")
    if sponsors:
        parts.append(f"has {names.parties(sponsors)} behind it")
    text = described.agreements[described.main]
    if seat in text.signatories:
        parts.append("signed")
    elif seat in text.bound:
        parts.append("is bound without having signed")
    else:
        parts.append("neither signed nor is bound")
    return f"{start_case(names.party(seat))} {listed(parts)}."


def seat_lines(scenario: Scenario) -> list[tuple[str, str]]:
    """List the seats of a scenario: id, and a sentence.

    Parameters
    ----------
    scenario : Scenario
        The scenario.

    Returns
    -------
    list of tuple
        In the order of the scenario.
    """
    return [(seat, seat_sentence(scenario, seat)) for seat in seats_of(scenario)]


def _checked_seats(seats: Sequence[str], scenario: Scenario) -> tuple[str, ...]:
    known = seats_of(scenario)
    if not seats:
        raise InputError("nobody is played", key="seat", mend=f"Seats are {', '.join(known)}")
    for name in seats:
        if not isinstance(name, str) or name not in known:
            mend = did_you_mean(str(name)[:80], known)
            raise InputError(f"there is no seat {str(name)[:80]}", key="seat", mend=mend)
    return tuple(dict.fromkeys(seats))


def _check_number(key: str, value: object, least: int, most: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise InputError(f"a whole number from {least} to {most} is wanted", key=key)
