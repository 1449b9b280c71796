"""The journal of a class game: a file to which entries are added and in which none is changed.

An entry is on the disk before `add` returns. Each line carries a digest of itself and of all
lines before it, so that a file that was damaged or edited is noticed and not played.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.game.entries import read_entry
from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

    from sim.game.entries import AnyEntry

# Raised whenever the same lines would no longer mean the same.
FORMAT = 1
PROGRAM = "ceasefire-sim"
LARGEST = 200_000_000
FIRST = {"program": PROGRAM, "kind": "class", "format": FORMAT}
MEND = "Play it with the version that wrote it, or take the file out of the folder"


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
                self._write(_line(FIRST))
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
        if os.fstat(self._stream.fileno()).st_size > LARGEST:
            raise self._fault("it is too large for the journal of a game")
        content = self._stream.readall()  # type: ignore[attr-defined] # a raw file has it
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            if not whole and not _line(FIRST).startswith(content):
                raise self._fault("it holds no class game")
            self._stream.truncate(len(whole))
        for number, line in enumerate(whole.splitlines()):
            data = self._data(line, number + 1)
            if number == 0:
                if data != FIRST:
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
            self.entries.append(read_entry(entry))
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

    def _fault(self, problem: str, mend: str = MEND, line: int = 0) -> InputError:
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
