"""What was acknowledged is on the disk; what is on the disk is read, or refused with its line."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.game.journal import AnyEntry, Decided, Journal, MovedOn, Turned
from sim.scenario.errors import InputError

ENTRIES: list[AnyEntry] = [
    Turned(kind="started"),
    Decided(seat="turkey", week=0, choices={"charges": ["a:b", "c:d"], "restraint": "firm"}),
    Turned(kind="paused"),
    MovedOn(week=0),
]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A journal that nobody changes."""
    file = tmp_path_factory.mktemp("journal") / "x.jsonl"
    journal = Journal(file)
    for entry in ENTRIES:
        journal.add(entry)
    journal.close()
    return file


def read(file: Path) -> list[AnyEntry]:
    """The entries of a file."""
    journal = Journal(file)
    journal.close()
    return journal.entries


def test_entries_are_read_as_they_were_written(written: Path) -> None:
    assert read(written) == ENTRIES


def test_a_journal_goes_on_where_it_was_left(written: Path, tmp_path: Path) -> None:
    file = Path(shutil.copy(written, tmp_path))
    journal = Journal(file)
    journal.add(Turned(kind="paused"))
    journal.close()
    assert read(file) == [*ENTRIES, Turned(kind="paused")]


def test_nobody_else_on_the_machine_may_read_a_new_journal(written: Path) -> None:
    if os.name == "posix":
        assert written.stat().st_mode & 0o077 == 0


def test_wherever_writing_broke_off_the_whole_entries_before_are_kept(
    written: Path, tmp_path: Path
) -> None:
    content = written.read_bytes()
    file = tmp_path / "torn.jsonl"
    ends = [n + 1 for n, byte in enumerate(content) if byte == ord("\n")]
    for cut in range(len(content) + 1):
        file.write_bytes(content[:cut])
        whole = sum(end <= cut for end in ends)
        journal = Journal(file)
        assert journal.entries == ENTRIES[: max(0, whole - 1)]
        # It can be written on: what was torn is gone.
        journal.add(Turned(kind="paused"))
        journal.close()
        assert read(file) == [*ENTRIES[: max(0, whole - 1)], Turned(kind="paused")]


@given(st.data())
@settings(max_examples=40)
def test_a_changed_byte_is_noticed(written: Path, data: st.DataObject) -> None:
    content = bytearray(written.read_bytes())
    place = data.draw(st.integers(0, len(content) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda b: b != content[place]))
    content[place] = byte
    file = written.with_name("changed.jsonl")
    file.write_bytes(content)
    if place == len(content) - 1:
        # Without its end the last line was never acknowledged.
        assert read(file) == ENTRIES[:-1]
    else:
        with pytest.raises(InputError):
            read(file)


def test_a_missing_entry_is_noticed(written: Path, tmp_path: Path) -> None:
    lines = written.read_bytes().splitlines(keepends=True)
    file = tmp_path / "short.jsonl"
    file.write_bytes(b"".join([*lines[:2], *lines[3:]]))
    with pytest.raises(InputError, match="damaged or changed") as caught:
        read(file)
    assert caught.value.key == "line 3"


@pytest.mark.parametrize("content", [b"my notes\n", b"my notes", b"{}\n", b"\0" * 100, b"[" * 9999])
def test_a_file_that_holds_something_else_is_left_alone(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_bytes(content)
    with pytest.raises(InputError):
        Journal(file)
    assert file.read_bytes() == content


def test_a_full_disk_refuses_the_entry_and_keeps_the_others(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = Path(shutil.copy(written, tmp_path))
    journal = Journal(file)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(InputError, match="No space left"):
            journal.add(Turned(kind="paused"))
    assert file.read_bytes() == written.read_bytes()
    journal.add(Turned(kind="paused"))
    journal.close()
    assert read(file) == [*ENTRIES, Turned(kind="paused")]


def test_a_closed_journal_takes_nothing(written: Path, tmp_path: Path) -> None:
    journal = Journal(Path(shutil.copy(written, tmp_path)))
    journal.close()
    with pytest.raises(InputError, match="closed"):
        journal.add(Turned(kind="paused"))


WRITER = """
import sys
from pathlib import Path
from sim.game.journal import Decided
from sim.game.journal import Journal

journal = Journal(Path(sys.argv[1]))
for week in range(100_000):
    journal.add(Decided(seat="turkey", week=week, choices={"restraint": "firm"}))
    print(week, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_whatever_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    file = tmp_path / "killed.jsonl"
    for least in (3, 40):
        file.unlink(missing_ok=True)
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(file)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            acknowledged = [int(process.stdout.readline()) for _ in range(least)]
            process.kill()
            acknowledged += [int(line) for line in process.stdout]
        kept = [entry.week for entry in read(file) if isinstance(entry, Decided)]
        assert kept[: len(acknowledged)] == acknowledged
        # At most the one that was being acknowledged is there beside them.
        assert len(acknowledged) <= len(kept) <= len(acknowledged) + 1
