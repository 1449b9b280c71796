"""What happens in a class game, as entries of its journal.

An entry says what was decided or done, never what followed from it: the game follows from the
entries, played again in their order.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

MOST_ROUND = 8
LONGEST_TEAM = 30
DIGEST = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
CODE = Annotated[str, Field(pattern=r"^[A-Z0-9]{4,12}$")]
NAME = Annotated[str, Field(min_length=1, max_length=120)]
Choices = dict[str, str | list[str]]


class Entry(BaseModel):
    """Base of all entries: frozen, and closed to unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Opened(Entry):
    """The game was set up, and teams may come.

    Parameters
    ----------
    version, model : str
        Version of the program, and hash of the sources on which a run depends.
    code : str
        What teams type.
    facilitator : str
        Hash of the token of the facilitator.
    scenario : dict
        The scenario as a tree of plain data.
    fingerprint : str
        Its hash.
    seed, replicate, horizon : int
        Key of luck, and the last day.
    seats : list of str
        Seats that teams may take.
    weeks : int
        Weeks for which a decision holds.
    breaks : bool
        Whether the game pauses after each round.
    alone : bool
        Whether it is a game of one, who leads it and sits in its only seat.
    """

    kind: Literal["opened"] = "opened"
    version: str
    model: DIGEST
    code: CODE
    facilitator: DIGEST
    scenario: dict[str, Any]
    fingerprint: DIGEST
    seed: int
    replicate: int
    horizon: int
    seats: list[NAME]
    weeks: Annotated[int, Field(ge=1, le=MOST_ROUND)] = 1
    breaks: bool = False
    alone: bool = False


class Joined(Entry):
    """A team took a seat.

    Parameters
    ----------
    seat : str
        Id of the party.
    team : str
        What it calls itself.
    code : str
        With which another device joins it, or the same after it lost its token.
    token : str
        Hash of the token of the device that joined first.
    """

    kind: Literal["joined"] = "joined"
    seat: NAME
    team: Annotated[str, Field(min_length=1, max_length=LONGEST_TEAM)]
    code: CODE
    token: DIGEST


class Added(Entry):
    """Another device joined a team."""

    kind: Literal["added"] = "added"
    seat: NAME
    token: DIGEST


class Led(Entry):
    """Another browser leads the game too."""

    kind: Literal["led"] = "led"
    token: DIGEST


class Released(Entry):
    """A team left its seat, which is free again; its devices and its code open nothing more."""

    kind: Literal["released"] = "released"
    seat: NAME


class Started(Entry):
    """The first week began."""

    kind: Literal["started"] = "started"


class Decided(Entry):
    """A team decided for the round that begins after some weeks were played."""

    kind: Literal["decided"] = "decided"
    seat: NAME
    week: Annotated[int, Field(ge=0)]
    choices: Choices


class Paused(Entry):
    """Decisions are taken down and wait; nothing is played."""

    kind: Literal["paused"] = "paused"


class Resumed(Entry):
    """The game goes on."""

    kind: Literal["resumed"] = "resumed"


class MovedOn(Entry):
    """The round is played without waiting for more; the model decides for who did not."""

    kind: Literal["moved_on"] = "moved_on"
    week: Annotated[int, Field(ge=0)]


class Struck(Entry):
    """Something happens from outside on a day that is still to come."""

    kind: Literal["struck"] = "struck"
    name: NAME
    shock: dict[str, Any]


class Ended(Entry):
    """The game was ended before its last day."""

    kind: Literal["ended"] = "ended"


AnyEntry = Annotated[
    Opened
    | Joined
    | Added
    | Led
    | Released
    | Started
    | Decided
    | Paused
    | Resumed
    | MovedOn
    | Struck
    | Ended,
    Field(discriminator="kind"),
]
_READER: TypeAdapter[AnyEntry] = TypeAdapter(AnyEntry)


def read_entry(data: Any) -> AnyEntry:  # noqa: ANN401 - plain data from a file
    """Read an entry from plain data.

    Parameters
    ----------
    data : Any
        What `Entry.model_dump` gave.

    Returns
    -------
    Entry
        The entry.

    Raises
    ------
    pydantic.ValidationError
        If it is none.
    """
    return _READER.validate_python(data)
