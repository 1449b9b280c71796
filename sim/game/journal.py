"""The journal of a class game: entries are added to a file, and none is changed.

An entry says what was decided or done, never what followed from it: the game follows from the
entries, played again in their order. It is on the disk before `add` returns. Each line carries a
digest of itself and of all lines before it, so that a file that was damaged or edited is noticed
and not played.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

MOST_ROUND = 8
LONGEST_TEAM = 30
_DIGEST = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_CODE = Annotated[str, Field(pattern=r"^[A-Z0-9]{4,12}$")]
_NAME = Annotated[str, Field(min_length=1, max_length=120)]
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
        Key of the random streams, and the last day.
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
    model: _DIGEST
    code: _CODE
    facilitator: _DIGEST
    scenario: dict[str, Any]
    fingerprint: _DIGEST
    seed: int
    replicate: int
    horizon: int
    seats: list[_NAME]
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
    seat: _NAME
    team: Annotated[str, Field(min_length=1, max_length=LONGEST_TEAM)]
    code: _CODE
    token: _DIGEST


class Added(Entry):
    """Another device joined a team."""

    kind: Literal["added"] = "added"
    seat: _NAME
    token: _DIGEST


class Led(Entry):
    """Another browser leads the game too."""

    kind: Literal["led"] = "led"
    token: _DIGEST


class Released(Entry):
    """A team left its seat, which is free again; its devices and its code open nothing more."""

    kind: Literal["released"] = "released"
    seat: _NAME


class Decided(Entry):
    """A team decided for the round that begins after some weeks were played."""

    kind: Literal["decided"] = "decided"
    seat: _NAME
    week: Annotated[int, Field(ge=0)]
    choices: Choices


class MovedOn(Entry):
    """The round is played without waiting for more; the model decides for who did not."""

    kind: Literal["moved_on"] = "moved_on"
    week: Annotated[int, Field(ge=0)]


class Struck(Entry):
    """Something happens from outside on a day that is still to come."""

    kind: Literal["struck"] = "struck"
    name: _NAME
    shock: dict[str, Any]


class Turned(Entry):
    """The game takes a turn: its first week, a break, after it, or its end before the last day."""

    kind: Literal["started", "paused", "resumed", "ended"]


AnyEntry = Annotated[
    Opened | Joined | Added | Led | Released | Turned | Decided | MovedOn | Struck,
    Field(discriminator="kind"),
]
_READER: TypeAdapter[AnyEntry] = TypeAdapter(AnyEntry)


# Raised whenever the same lines would no longer mean the same.
_FORMAT = 1
_PROGRAM = "ceasefire-sim"
_LARGEST = 200_000_000
_FIRST = {"program": _PROGRAM, "kind": "class", "format": _FORMAT}
_MEND = "Play it with the version that wrote it, or take the file out of the folder"


class Journal:
    """An open journal.

    Parameters
    ----------
    file : pathlib.Path
        The file. Where there is none it is made; one that is there is read.

    Attributes
    ----------
    entries : list of Entry
        What the file held when it was opened.

    Raises
    ------
    InputError
        If the file holds something else, is damaged, or cannot be read or written.
    """

    def __init__(self, file: Path) -> None:
        self.file = file
        self.entries: list[AnyEntry] = []
        self._number = 0
        self._check = ""
        try:
            new = not file.exists()
            descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
            self._stream: IO[bytes] = os.fdopen(descriptor, "r+b", buffering=0)
        except OSError as error:
            raise self._fault(f"it cannot be opened ({error.strerror})") from None
        try:
            self._length = self._read()
            if not self._length:
                self._write(_line(_FIRST))
            if new:
                _sync_folder(file)
        except BaseException:
            self._stream.close()
            raise

    def add(self, entry: AnyEntry) -> None:
        """Write an entry to the disk.

        Parameters
        ----------
        entry : Entry
            The entry.

        Raises
        ------
        InputError
            If it cannot be written; then the file is as it was.
        """
        data = entry.model_dump()
        moment = datetime.now(UTC).isoformat(timespec="seconds")
        check = _digest(self._check, self._number, moment, data)
        line = {"number": self._number, "at": moment, "entry": data, "check": check}
        self._write(_line(line))
        self._number += 1
        self._check = check

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def _write(self, line: bytes) -> None:
        try:
            self._stream.seek(self._length)
            written = 0
            while written < len(line):
                written += self._stream.write(line[written:])
            os.fsync(self._stream.fileno())
        except (OSError, ValueError) as error:
            with suppress(OSError, ValueError):
                self._stream.truncate(self._length)
            reason = getattr(error, "strerror", None) or "it is closed"
            raise self._fault(f"it cannot be written ({reason})", "Make room on the disk") from None
        self._length += len(line)

    def _read(self) -> int:
        """Read all whole lines; what was being written when the machine stopped is cut off."""
        if os.fstat(self._stream.fileno()).st_size > _LARGEST:
            raise self._fault("it is too large for the journal of a game")
        content = self._stream.readall()  # type: ignore[attr-defined] # a raw file has it
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            if not whole and not _line(_FIRST).startswith(content):
                raise self._fault("it holds no class game")
            self._stream.truncate(len(whole))
        for number, line in enumerate(whole.splitlines()):
            data = self._data(line, number + 1)
            if number == 0:
                if data != _FIRST:
                    raise self._fault("it holds no class game, or one in another form")
                continue
            self._take(data, number + 1)
        return len(whole)

    def _take(self, data: dict[str, Any], line: int) -> None:
        entry = data.get("entry")
        check = _digest(self._check, self._number, data.get("at"), entry)
        if data.get("check") != check or data.get("number") != self._number:
            raise self._fault("it was damaged or changed", line=line)
        try:
            self.entries.append(_READER.validate_python(entry))
        except ValidationError:
            raise self._fault("it holds something that no class game has", line=line) from None
        self._number += 1
        self._check = check

    def _data(self, line: bytes, number: int) -> dict[str, Any]:
        try:
            data = json.loads(line)
        except (ValueError, RecursionError):
            data = None
        if not isinstance(data, dict):
            raise self._fault("it was damaged or changed", line=number)
        return data

    def _fault(self, problem: str, mend: str = _MEND, line: int = 0) -> InputError:
        return InputError(
            problem, file=self.file, key=f"line {line}" if line else "journal", mend=mend
        )


def _line(data: dict[str, Any]) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _digest(before: str, number: int, moment: object, entry: object) -> str:
    text = json.dumps([before, number, moment, entry], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _sync_folder(file: Path) -> None:
    """Make sure that the name of a new file is on the disk; not every system can."""
    with suppress(OSError):
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
