"""Compiled code is kept by its sources; nothing falls back on another engine unseen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import sim
import sim.day.cache
import sim.day.compile
from sim.day.cache import FOLDER, alone, cache_folder, is_compiled, source_hash
from sim.day.prepare import prepare
from sim.day.trace import trace
from sim.scenario.errors import InputError
from tests.scenario.textbook import small_tree

ROOT = Path(sim.__file__).parents[1]

HASH = "from sim.day.cache import source_hash; print(source_hash())"
CONTROL = """
from sim.day.trace import trace
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of
run = trace(tree_of(load_scenario("textbook/standard")), 1, 0, 10, compiled=False)
print(len(run.log), sum(event.severity for event in run.log).hex())
"""


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the package that may be edited."""
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "sim", tmp_path / "sim", ignore=ignored)
    if not (tmp_path / "sim" / "configs").exists():
        shutil.copytree(ROOT / "configs", tmp_path / "configs")
    return tmp_path


def said(code: str, home: Path) -> str:
    """Run a few lines with the package of a folder, and give what they print."""
    environment = {**os.environ, "PYTHONPATH": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=home,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def edit(file: Path, old: str, new: str) -> None:
    """Change one line of a source."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_an_edited_law_is_kept_apart_and_takes_effect(copied: Path) -> None:
    before = said(HASH + CONTROL, copied).splitlines()
    assert before[0] == source_hash()
    edit(
        copied / "sim" / "law" / "world.py",
        "    return clamp(rate * ",
        "    return clamp(5.0 * rate * ",
    )
    after = said(HASH + CONTROL, copied).splitlines()
    assert after[0] != before[0]
    assert after[1] != before[1]


@pytest.mark.parametrize(
    "file", ["law/trust.py", "day/execution.py", "day/compile.py", "scenario/behaviour.py"]
)
def test_every_source_that_is_compiled_counts(copied: Path, file: str) -> None:
    with (copied / "sim" / file).open("a", encoding="utf-8") as stream:
        stream.write("\n# Another line.\n")
    assert said(HASH, copied) != source_hash()


def test_code_of_other_versions_is_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    before = source_hash()
    monkeypatch.setattr("numba.__version__", "0.0")
    assert source_hash() != before


def test_code_is_kept_where_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    assert cache_folder() == tmp_path / source_hash()
    monkeypatch.delenv(FOLDER)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "user"))
    assert cache_folder() == tmp_path / "user" / "ceasefire-sim" / source_hash()


def test_nothing_is_compiled_in_an_empty_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    assert not is_compiled()


@pytest.mark.usefixtures("compiled")
def test_what_was_compiled_is_found_again() -> None:
    assert is_compiled()


def test_copies_of_the_same_sources_share_their_code(
    copied: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path_factory.mktemp("code")
    monkeypatch.setenv(FOLDER, str(home))
    for place in (copied, ROOT):
        said("from sim.day.compile import entry_point; entry_point()", place)
    (folder,) = home.iterdir()
    assert folder.name == source_hash()
    assert sorted(path.is_dir() for path in folder.iterdir()) == [False, True]


def test_a_folder_that_cannot_be_written_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(FOLDER, str(tmp_path / "file"))
    with pytest.raises(InputError, match=FOLDER) as refused:
        sim.day.compile.entry_point.__wrapped__()
    (problem,) = refused.value.problems
    assert problem.key == "engine"
    assert str(tmp_path) in problem.problem


# Another process holds the lock until it is run to go on, and writes down when it did.
HOLD = """
import sys
from sim.day.cache import alone
with alone():
    print("inside", flush=True)
    sys.stdin.readline()
"""


def test_one_process_waits_while_another_compiles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("fcntl")
    monkeypatch.setenv(FOLDER, str(tmp_path))
    entered = threading.Event()

    def enter() -> None:
        with alone():
            entered.set()

    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdin is not None
        assert holder.stdout is not None
        assert holder.stdout.readline() == "inside\n"
        waiting = threading.Thread(target=enter)
        waiting.start()
        assert not entered.wait(0.3)
        holder.stdin.write("\n")
        holder.stdin.close()
        assert entered.wait(300)
        waiting.join()


# No fall-back


@pytest.fixture
def without_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if numba were not installed."""
    monkeypatch.setattr(sim.day.compile, "has_numba", lambda: False)
    monkeypatch.setattr(sim.day.compile, "entry_point", sim.day.compile.entry_point.__wrapped__)
    for module in ("sim.day.trace", "sim.day.prepare"):
        monkeypatch.setattr(f"{module}.entry_point", sim.day.compile.entry_point)


@pytest.mark.usefixtures("without_numba")
def test_without_numba_the_engine_is_refused_and_mesa_is_named() -> None:
    with pytest.raises(InputError, match="engine=mesa") as refused:
        prepare(small_tree(), 3)
    (problem,) = refused.value.problems
    assert problem.key == "engine"
    assert "numba" in problem.problem
    with pytest.raises(InputError, match="engine=mesa"):
        trace(small_tree(), 1, 0, 3)


@pytest.mark.usefixtures("without_numba")
def test_without_numba_the_functions_run_uncompiled_on_demand() -> None:
    assert trace(small_tree(), 1, 0, 3, compiled=False).daily["day"][-1] == 3


LOADED = """
import sys
from sim.day.trace import trace
from tests.scenario.textbook import small_tree
trace(small_tree(), 1, 0, 3, compiled=False)
print(*sorted(name for name in sys.modules if "." not in name))
"""


def test_an_uncompiled_run_needs_no_other_engine_and_no_picture() -> None:
    loaded = set(said(LOADED, ROOT).split())
    assert {"sim", "numpy", "pydantic"} <= loaded
    heavy = {"numba", "llvmlite", "mesa", "hydra", "omegaconf", "matplotlib", "pandas", "pyarrow"}
    assert not loaded & heavy
