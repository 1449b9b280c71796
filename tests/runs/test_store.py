"""Result folders: a folder that looks whole is whole."""

import errno
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sim.runs import store
from sim.runs.store import (
    MANIFEST,
    check_target,
    default_folder,
    finish,
    is_whole,
    note,
    opened,
    write_json,
    written,
    written_whole,
)
from sim.scenario.errors import InputError

WHOLE = {"program": "ceasefire-sim", "complete": True}
NOW = datetime(2026, 11, 5, 12, 30, 15, tzinfo=UTC)


def fill(target: Path, text: str) -> None:
    """Write a whole result folder."""
    with written_whole(target) as folder:
        (folder / "story.md").write_text(text)
        write_json(folder / MANIFEST, WHOLE)


def test_a_folder_appears_when_it_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / "result"
    with written_whole(target) as folder:
        assert not target.exists()
        (folder / "story.md").write_text("once")
        write_json(folder / MANIFEST, WHOLE)
    assert is_whole(target)
    assert [path.name for path in target.parent.iterdir()] == ["result"]


def begin(target: Path, reason: BaseException | type[BaseException]) -> None:
    """Begin to write a result folder, and be stopped when all but the name is there."""
    with written_whole(target) as folder:
        (folder / "story.md").write_text("new")
        write_json(folder / MANIFEST, WHOLE)
        raise reason


@pytest.mark.parametrize("reason", [KeyboardInterrupt, ValueError, SystemExit])
def test_what_is_interrupted_leaves_no_folder(tmp_path: Path, reason: type[BaseException]) -> None:
    with pytest.raises(reason):
        begin(tmp_path / "result", reason)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("reason", ["", "the words of a library"])
def test_a_full_disk_is_a_message_and_leaves_older_results(tmp_path: Path, reason: str) -> None:
    target = tmp_path / "result"
    fill(target, "old")
    with pytest.raises(InputError, match=r"cannot be written \(No space left on device\)"):
        begin(target, OSError(errno.ENOSPC, reason))
    assert (target / "story.md").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["result"]


def test_a_reader_that_went_away_is_no_fault_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(BrokenPipeError):
        begin(tmp_path / "result", BrokenPipeError)


def test_older_results_stay_until_the_new_ones_are_whole(tmp_path: Path) -> None:
    target = tmp_path / "result"
    fill(target, "old")
    with pytest.raises(KeyboardInterrupt):
        begin(target, KeyboardInterrupt)
    assert (target / "story.md").read_text() == "old"
    fill(target, "new")
    assert (target / "story.md").read_text() == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["result"]


def test_an_empty_folder_may_be_filled(tmp_path: Path) -> None:
    (tmp_path / "result").mkdir()
    fill(tmp_path / "result", "text")
    assert is_whole(tmp_path / "result")


def test_what_is_not_ours_is_never_replaced(tmp_path: Path) -> None:
    thesis = tmp_path / "thesis"
    thesis.mkdir()
    (thesis / "chapter.md").write_text("years of work")
    half = tmp_path / "half"
    half.mkdir()
    write_json(half / MANIFEST, WHOLE | {"complete": False})
    file = tmp_path / "file"
    file.write_text("text")
    link = tmp_path / "link"
    link.symlink_to(thesis)
    for target in (thesis, half, file, link, file / "below"):
        with pytest.raises(InputError, match="out: "):
            check_target(target)
        with pytest.raises(InputError, match="out: "):
            fill(target, "mine")
    assert (thesis / "chapter.md").read_text() == "years of work"
    assert file.read_text() == "text"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"complete": true}', "\xff"])
def test_a_strange_manifest_is_not_whole(tmp_path: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_bytes(text.encode("latin-1"))
    assert not is_whole(tmp_path)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot be written"), written_whole(tmp_path / "result"):
        pass


def test_each_run_has_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    first = default_folder("run", "idlib/sochi_2018", 7, NOW)
    assert first == Path("results/run/idlib-sochi_2018/20261105-123015-seed7")
    fill(first, "first")
    assert default_folder("run", "idlib/sochi_2018", 7, NOW).name.endswith("seed7-2")


KEPT = pytest.mark.parametrize("verb", ["sweep", "sensitivity", "fit"])
ASKED = {"seed": 1, "config": {"name": "a/b", "days": [1, 2]}}


def work(folder: Path, verb: str) -> None:
    """Do work of hours in a moment."""
    with opened(folder, verb, ASKED):
        note(folder, verb, ASKED, {"scenario": "a/b"})
        with written(folder, "summary.json") as aside:
            write_json(aside, {"runs": 1})
        finish(folder)


@KEPT
def test_a_kept_folder_is_opened_again_by_the_same_question_alone(
    tmp_path: Path, verb: str
) -> None:
    out = tmp_path / "out"
    work(out, verb)
    before = (out / MANIFEST).read_bytes()
    work(out, verb)
    assert is_whole(out)
    assert (out / MANIFEST).read_bytes() == before
    assert not list((out / "partial").iterdir())
    other = {"seed": 2, "config": {"name": "a/b", "days": [1]}}
    said = r"config.days is \[1, 2\] there and \[1\] here; seed is 1 there and 2 here"
    with pytest.raises(InputError, match=said), opened(out, verb, other):
        pass
    with pytest.raises(InputError, match="never replaced"):
        check_target(out)


@KEPT
@pytest.mark.parametrize("moment", range(4))
def test_a_kept_folder_stopped_at_any_moment_is_gone_on_with(
    tmp_path: Path, verb: str, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    def stop(_: Path) -> None:
        nonlocal calls
        calls += 1
        if calls > moment:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(store, "synced", stop)
        with pytest.raises(KeyboardInterrupt):
            work(tmp_path / "out", verb)
    assert not is_whole(tmp_path / "out")
    work(tmp_path / "out", verb)
    assert is_whole(tmp_path / "out")


@KEPT
def test_a_folder_of_something_else_is_left_alone(tmp_path: Path, verb: str) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(InputError, match="does not hold a "), opened(tmp_path, verb, ASKED):
        pass
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]
