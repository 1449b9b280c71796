"""Until the engine is compiled the page says so, and Mesa does the work."""

import subprocess
import sys

import pytest

import sim.lab.readiness as module
from sim.lab.readiness import ABSENT, COMPILING, FAILED, READY, STARTING, WORDS, Readiness

REAL = subprocess.Popen
# Stands in for the process that compiles: it lasts until it is told to end.
WAITING = "import sys; sys.exit(int(sys.stdin.read() or 0))"


class Stand:
    """A process that compiles for as long as a test wants."""

    def __init__(self, *_: object, **__: object) -> None:
        self.process = REAL([sys.executable, "-c", WAITING], stdin=subprocess.PIPE)
        Stand.last = self

    last: "Stand"

    def wait(self) -> int:
        return self.process.wait()

    def poll(self) -> int | None:
        return self.process.poll()

    def terminate(self) -> None:
        self.process.terminate()

    def end(self, status: int) -> None:
        self.process.communicate(str(status).encode(), timeout=30)


@pytest.fixture
def uncompiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "is_compiled", lambda: False)
    monkeypatch.setattr(module.subprocess, "Popen", Stand)


def begun(tried: list[str] | None = None) -> Readiness:
    """Readiness that is compiling."""
    found = Readiness([].append if tried is None else tried.append)
    found.begin()
    found.engine()
    return found


@pytest.mark.usefixtures("uncompiled")
def test_while_it_compiles_mesa_does_the_work_and_the_page_says_so() -> None:
    readiness = begun()
    assert readiness.state == COMPILING
    assert "minute and a half" in readiness.words
    assert readiness.engine() == "mesa"
    readiness.stop()
    Stand.last.wait()
    Stand.last.process.stdin.close()  # type: ignore[union-attr]


@pytest.mark.usefixtures("uncompiled")
@pytest.mark.parametrize(("status", "state"), [(0, READY), (3, FAILED)])
def test_afterwards_it_is_tried_or_says_that_it_could_not_be(status: int, state: str) -> None:
    tried: list[str] = []
    readiness = begun(tried)
    assert tried == []
    Stand.last.end(status)
    readiness.finished(60)
    assert readiness.state == state
    assert readiness.engine() == ("compiled" if state == READY else "mesa")
    assert tried == (["compiled"] if state == READY else [])


@pytest.mark.usefixtures("uncompiled")
def test_an_engine_that_does_not_pass_its_trial_is_not_used() -> None:
    def fails(_: str) -> None:
        raise RuntimeError

    readiness = Readiness(fails)
    readiness.begin()
    readiness.engine()
    Stand.last.end(0)
    readiness.finished(60)
    assert readiness.state == FAILED
    assert readiness.engine() == "mesa"


def test_without_a_compiler_it_goes_on_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "has_numba", lambda: False)
    readiness = begun()
    assert readiness.state == ABSENT
    assert readiness.engine() == "mesa"


def test_only_what_a_person_can_notice_is_told() -> None:
    assert {state for state, words in WORDS.items() if not words} == {STARTING, READY}
