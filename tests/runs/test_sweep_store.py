"""The store of a sweep: whole after every block, and the same bytes whatever happened to it."""

import json
import multiprocessing
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from sim.runs import store as results
from sim.runs.engines import ENGINES
from sim.runs.store import only_writer
from sim.scenario.errors import InputError
from tests.runs.fake_engine import FAKE
from tests.runs.sweeps import LEVERAGE, PATROLS, SPACE, data_of, small_sweep

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.usefixtures("fake")


@pytest.fixture(scope="module")
def undisturbed_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sweep that nobody disturbs; tests read it, or take a copy."""
    out = tmp_path_factory.mktemp("sweep") / "undisturbed"
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(ENGINES, "fake", FAKE)
        patch.setattr("sim.questions.sweep.sweep.source_hash", lambda: "source")
        small_sweep(out)
    return out


@pytest.fixture(scope="module")
def undisturbed(undisturbed_store: Path) -> dict[str, str]:
    """What it leaves."""
    return data_of(undisturbed_store)


@pytest.fixture
def store(undisturbed_store: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(undisturbed_store, tmp_path / "out"))


def test_a_store_holds_each_run_once_with_its_parameters(tmp_path: Path) -> None:
    result = small_sweep(tmp_path / "out")
    runs = result.runs
    assert len(runs) == len(runs[["point", "replicate"]].drop_duplicates()) == 6 * 600
    assert runs[LEVERAGE].dtype == float
    assert set(zip(runs["point"], runs[LEVERAGE], runs[PATROLS], strict=True)) == {
        (number, leverage, patrols)
        for number, (leverage, patrols) in enumerate(
            (one, other) for one in SPACE[LEVERAGE] for other in SPACE[PATROLS]
        )
    }
    assert list(result.agreements["ordinal"][:2]) == [2, 1]
    assert result.failures.empty
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["complete"] is True


def test_another_seed_gives_other_runs(tmp_path: Path) -> None:
    one = small_sweep(tmp_path / "one", seed=2).runs
    assert not one.equals(small_sweep(tmp_path / "other", seed=3).runs)


@pytest.mark.parametrize("chunk", [7, 300, 100_000])
def test_the_size_of_chunks_changes_no_byte(
    tmp_path: Path, undisturbed: dict[str, str], chunk: int
) -> None:
    small_sweep(tmp_path / "cut", chunk=chunk, workers=3)
    assert data_of(tmp_path / "cut") == undisturbed


def test_nor_do_chunks_of_one_run(tmp_path: Path) -> None:
    small_sweep(tmp_path / "cut", chunk=1, workers=3, replicates=20)
    small_sweep(tmp_path / "whole", replicates=20)
    assert data_of(tmp_path / "cut") == data_of(tmp_path / "whole")


@pytest.fixture
def held(tmp_path: Path) -> Path:
    """A file that keeps a sweep from coming to its end while it is there."""
    file = tmp_path / "held"
    file.touch()
    return file


def asked_with(held: Path) -> str:
    """Title of a sweep that waits in its midst while a file is there."""
    return f"hold={held}"


@contextmanager
def begun(out: Path, held: Path) -> Iterator[subprocess.Popen[str]]:
    """Start a sweep in a process of its own, and wait until it has written what it may.

    It stands still in its midst by then, and not at its end, however slow the machine.
    """
    code = (
        # Whoever runs the tests in the background has Ctrl-C ignored, and so would this process.
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "import sys; from tests.runs.fake_engine import register; register()\n"
        "import sim.questions.sweep.sweep as r; r.source_hash = lambda: 'source'\n"
        "from sim.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [sys.executable, "-c", code, "sweep", "scenario=textbook/standard", "engine=fake"]
    command += [f"{LEVERAGE}=0,0.25,0.5", f"{PATROLS}=true,false", "horizon=40"]
    command += [f"replicates={REPLICATES}", "workers=2", f"scenario.title='{asked_with(held)}'"]
    with subprocess.Popen(
        [*command, f"out={out}"],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            until = time.monotonic() + PATIENCE
            while len(list((out / "blocks").glob("*.json"))) < HELD_BLOCKS:
                assert process.poll() is None, process.communicate()
                assert time.monotonic() < until
                time.sleep(0.01)
            yield process
        finally:
            process.kill()


# Five blocks of replicates, of which two are written before the sweep stands still.
REPLICATES = 1200
HELD_BLOCKS = 2
# Seconds after which something must be wrong, even where a machine has much else to do.
PATIENCE = 300


def test_a_killed_sweep_goes_on_and_ends_with_the_same_bytes(tmp_path: Path, held: Path) -> None:
    out = tmp_path / "killed"
    with begun(out, held) as killed:
        killed.send_signal(signal.SIGKILL)
        killed.communicate()
        assert killed.returncode == -signal.SIGKILL
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["complete"] is False
    before = {file: file.stat().st_mtime_ns for file in (out / "blocks").iterdir()}
    assert len(before) == HELD_BLOCKS
    held.unlink()
    asked: dict[str, Any] = {"title": asked_with(held), "replicates": REPLICATES, "workers": 3}
    small_sweep(out, chunk=50, **asked)
    # What was there has not been made again.
    assert {file: file.stat().st_mtime_ns for file in before} == before
    small_sweep(tmp_path / "calm", **asked)
    assert data_of(out) == data_of(tmp_path / "calm")


def test_an_interruption_is_status_130_and_keeps_what_is_done(tmp_path: Path, held: Path) -> None:
    out = tmp_path / "out"
    with begun(out, held) as interrupted:
        interrupted.send_signal(signal.SIGINT)
        # Runs that have begun are waited for, and nothing is begun any more.
        held.unlink()
        _, errors = interrupted.communicate()
    assert interrupted.returncode == 130
    assert f"interrupted; {out} keeps what is done" in errors
    assert "Traceback" not in errors
    assert len(list((out / "blocks").iterdir())) == HELD_BLOCKS


@pytest.mark.parametrize("moment", range(0, 24, 3))
def test_a_stop_at_any_moment_of_writing_loses_nothing(
    tmp_path: Path, undisturbed: dict[str, str], moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = 0

    def stop(path: Path) -> None:
        nonlocal calls
        calls += 1
        if calls > moment:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(results, "synced", stop)
        with pytest.raises(KeyboardInterrupt):
            small_sweep(tmp_path / "out")
    result = small_sweep(tmp_path / "out")
    assert result.mended == 0
    assert data_of(tmp_path / "out") == undisturbed


@pytest.mark.parametrize("harm", ["cut short", "changed", "taken away", "record cut short"])
def test_a_damaged_block_is_found_and_made_again(
    store: Path, undisturbed: dict[str, str], harm: str
) -> None:
    part = "blocks" if harm == "record cut short" else "agreements"
    file = sorted((store / part).iterdir())[1]
    content = file.read_bytes()
    if harm == "taken away":
        file.unlink()
    elif harm == "changed":
        file.write_bytes(content[:90] + bytes([content[90] ^ 1]) + content[91:])
    else:
        file.write_bytes(content[: len(content) // 2])
    assert small_sweep(store).mended == 1
    assert data_of(store) == undisturbed


def test_a_block_of_another_store_is_made_again(
    tmp_path: Path, store: Path, undisturbed: dict[str, str]
) -> None:
    small_sweep(tmp_path / "other", seed=9)
    for part in ("runs", "agreements", "blocks"):
        file = min((store / part).iterdir())
        file.write_bytes((tmp_path / "other" / part / file.name).read_bytes())
    assert small_sweep(store).mended == 1
    assert data_of(store) == undisturbed


def test_a_strange_file_among_the_data_is_put_aside(
    store: Path, undisturbed: dict[str, str]
) -> None:
    (store / "runs" / "mine.parquet").write_text("precious")
    small_sweep(store)
    aside = store / "set_aside" / "runs" / "mine.parquet"
    assert aside.read_text() == "precious"
    aside.unlink()
    assert data_of(store) == undisturbed


OTHER_QUESTIONS = {
    "seed is 1 there and 2 here": {"seed": 2},
    "horizon is 40 there and 41 here": {"horizon": 41},
    "clauses is False there and True here": {"clauses": True},
    "config.scenario.title is 'quiet' there and 'loud' here": {"title": "loud"},
    "600 replicates, and 599 are asked for": {"replicates": 599},
    "the store has 2 points that the design leaves out": {
        "space": {LEVERAGE: [0.0, 0.25], PATROLS: [True, False]}
    },
    "parameters is": {"space": {LEVERAGE: [0.0, 0.25, 0.5]}},
}


@pytest.mark.parametrize("said", OTHER_QUESTIONS, ids=OTHER_QUESTIONS)
def test_a_store_of_another_question_is_refused_and_left_alone(
    store: Path, undisturbed: dict[str, str], said: str
) -> None:
    with pytest.raises(InputError, match=r"^(out|replicates): ") as refused:
        small_sweep(store, **OTHER_QUESTIONS[said])
    assert said in str(refused.value)
    assert data_of(store) == undisturbed


def test_a_store_of_another_source_is_refused(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.questions.sweep.sweep.source_hash", lambda: "edited")
    with pytest.raises(InputError, match="source is 'source' there and 'edited' here"):
        small_sweep(store)


def test_more_replicates_extend_a_store_to_what_it_would_have_been(
    tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    out = tmp_path / "out"
    for replicates in (3, 100, 257):
        small_sweep(out, replicates=replicates)
    calls: list[tuple[int, int]] = []
    small_sweep(out, progress=lambda done, total: calls.append((done, total)))
    assert calls[0] == (6 * 257, 6 * 600)
    assert data_of(out) == undisturbed


def test_more_points_extend_a_list_to_what_it_would_have_been(tmp_path: Path) -> None:
    values = [n / 100 for n in range(20)]
    asked = {"design": "list", "replicates": 30}
    small_sweep(tmp_path / "out", space={LEVERAGE: values[:5]}, **asked)
    small_sweep(tmp_path / "out", space={LEVERAGE: values}, **asked)
    small_sweep(tmp_path / "whole", space={LEVERAGE: values}, **asked)
    assert data_of(tmp_path / "out") == data_of(tmp_path / "whole")


def test_new_points_of_a_grid_are_numbered_after_the_old(tmp_path: Path) -> None:
    before = small_sweep(tmp_path / "out", replicates=5).runs
    space = {LEVERAGE: [0.0, 0.1, 0.25, 0.5], PATROLS: [True, False]}
    after = small_sweep(tmp_path / "out", replicates=5, space=space)
    assert after.runs[after.runs["point"] < 6].equals(before)
    assert list(after.points[LEVERAGE][6:]) == [0.1, 0.1]
    again = small_sweep(tmp_path / "out", replicates=5, space=space)
    assert again.points.equals(after.points)


def hold(folder: Path, ready: object, done: object) -> None:
    """Hold the lock of a folder until told otherwise."""
    with only_writer(folder):
        ready.set()  # type: ignore[attr-defined]
        done.wait()  # type: ignore[attr-defined]


def test_two_writers_are_kept_apart_and_a_dead_one_leaves_no_lock(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready, done = context.Event(), context.Event()
    small_sweep(tmp_path / "out", replicates=3)
    before = data_of(tmp_path / "out")
    other = context.Process(target=hold, args=(tmp_path / "out", ready, done))
    other.start()
    assert ready.wait(PATIENCE)
    with pytest.raises(InputError, match=f"is being written by process {other.pid} on"):
        small_sweep(tmp_path / "out", replicates=4)
    assert data_of(tmp_path / "out") == before
    other.kill()
    other.join()
    assert str(other.pid) in (tmp_path / "out" / "lock").read_text()
    assert len(small_sweep(tmp_path / "out", replicates=4).runs) == 24


def test_a_full_disk_is_a_message_and_the_sweep_goes_on_later(
    tmp_path: Path, undisturbed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written = 0
    real = pq.write_table

    def full(*arguments: object, **settings: object) -> None:
        nonlocal written
        written += 1
        if written == 4:
            raise OSError(28, "No space left on device")
        real(*arguments, **settings)

    with monkeypatch.context() as patch:
        patch.setattr("sim.runs.sweep_store.pq.write_table", full)
        with pytest.raises(InputError, match=r"No space left on device.*goes on where it stopped"):
            small_sweep(tmp_path / "out")
    small_sweep(tmp_path / "out")
    assert data_of(tmp_path / "out") == undisturbed


def test_a_folder_that_is_no_store_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.md").write_text("years of work")
    (tmp_path / "file").write_text("text")
    for name in ("thesis", "file", "file/below"):
        with pytest.raises(InputError, match="out: "):
            small_sweep(tmp_path / name)
    assert [file.name for file in (tmp_path / "thesis").iterdir()] == ["chapter.md"]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="this user may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(InputError, match="cannot be written"):
        small_sweep(tmp_path / "out")
