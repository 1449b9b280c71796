"""Desks: work in other processes, the most urgent first, whatever becomes of the processes."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from sim.day.batch import Batch
from sim.lab import work
from sim.lab.workshop import LostError, WorkError, Workshop
from sim.runs.engines import ENGINES
from sim.runs.jobs import Job
from sim.scenario.errors import InputError
from sim.scenario.load import load_scenario
from sim.scenario.tree import tree_of

SECONDS = 60.0
# What a desk is asked is a function of a module; these stand for telling and counting.
COUNTED = "counted"


@pytest.fixture(scope="module")
def one() -> Iterator[Workshop]:
    workshop = Workshop(1)
    yield workshop
    workshop.end()


def refuses() -> None:
    raise InputError("too far", key="scenario.horizon", mend="Fewer days")


def breaks() -> None:
    raise ZeroDivisionError


def ends_at_once(file: str) -> str:
    """End the process the first time."""
    if not os.path.exists(file):  # noqa: PTH110 - a text is what travels
        with open(file, "w") as stream:  # noqa: PTH123
            stream.write("once")
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def counts(progress: Callable[[int, int], None], most: int) -> int:
    for done in range(1, most + 1):
        progress(done, most)
        time.sleep(0.01)
    return most


def test_work_is_done_in_another_process(one: Workshop) -> None:
    assert one.submit(0, os.getpid).result(SECONDS) == one.process_ids[0] != os.getpid()


def test_a_fault_of_the_user_is_told_as_such(one: Workshop) -> None:
    with pytest.raises(InputError) as caught:
        one.submit(0, refuses).result(SECONDS)
    assert str(caught.value.problems[0]) == "scenario.horizon: too far. Fewer days."


def test_what_breaks_is_told_with_its_place_and_the_desk_goes_on(one: Workshop) -> None:
    before = one.process_ids
    with pytest.raises(WorkError, match="in breaks"):
        one.submit(0, breaks).result(SECONDS)
    assert one.submit(0, os.getpid).result(SECONDS) == before[0]


def test_a_process_that_was_killed_is_replaced_and_its_work_done(
    one: Workshop, tmp_path: os.PathLike[str]
) -> None:
    before = one.submit(0, os.getpid).result(SECONDS)
    file = os.path.join(tmp_path, COUNTED)  # noqa: PTH118
    assert one.submit(0, ends_at_once, file).result(SECONDS) == "done"
    assert one.submit(0, os.getpid).result(SECONDS) != before


def test_the_lowest_rank_goes_first_and_equals_in_the_order_of_their_coming(one: Workshop) -> None:
    at_work, done = threading.Event(), []
    first = one.submit(0, counts, 20, progress=lambda *_: at_work.set())
    assert at_work.wait(SECONDS)
    later = [one.submit(rank, str, name) for rank, name in [(5, "late"), (1, "a"), (1, "b")]]
    for each in later:
        each.add_done_callback(lambda future: done.append(future.result()))
    soon = one.submit(0, str, "soon")
    soon.add_done_callback(lambda future: done.append(future.result()))
    for each in [first, soon, *later]:
        each.result(SECONDS)
    assert done == ["soon", "a", "b", "late"]


def test_it_is_told_how_far_the_work_is_and_can_give_it_up(one: Workshop) -> None:
    seen: list[tuple[int, int]] = []
    assert one.submit(0, counts, 3, progress=lambda *n: seen.append(n)).result(SECONDS) == 3
    assert seen == [(1, 3), (2, 3), (3, 3)]

    def no_more(done: int, _: int) -> None:
        if done == 2:
            raise KeyError("nobody waits")

    before = one.process_ids
    begun = time.monotonic()
    with pytest.raises(KeyError, match="nobody waits"):
        one.submit(0, counts, 10_000, progress=no_more).result(SECONDS)
    assert time.monotonic() - begun < 10
    assert one.submit(0, os.getpid).result(SECONDS) not in before


def test_the_end_waits_for_nothing() -> None:
    workshop = Workshop(1)
    counting = threading.Event()
    at_work = workshop.submit(0, counts, 10_000, progress=lambda *_: counting.set())
    waiting = workshop.submit(1, os.getpid)
    assert counting.wait(SECONDS)
    workshop.end()
    with pytest.raises(LostError):
        at_work.result(5)
    assert waiting.cancelled()
    assert workshop.process_ids == []


ORPHAN = """
import os, time
from sim.lab.workshop import Workshop
from tests.lab.test_workshop import counts
if __name__ == "__main__":
    workshop = Workshop(1)
    print(workshop.submit(0, os.getpid).result(60), flush=True)
    workshop.submit(0, counts, 100_000, progress=lambda *_: None)
    time.sleep(60)
"""


def is_up(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_no_process_outlives_a_lab_that_was_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE) as lab:
        assert lab.stdout is not None
        desk = int(lab.stdout.readline())
        assert is_up(desk)
        lab.kill()
        lab.wait()
        limit = time.monotonic() + 20
        while is_up(desk):
            assert time.monotonic() < limit
            time.sleep(0.05)


class Broken:
    """An engine that fails in every run."""

    preparer = "broken"

    def prepare(self) -> Callable[..., "Broken"]:
        return lambda *_: self

    def run(self, *_: object, **__: object) -> Batch:
        raise ArithmeticError("no number")


def test_replicates_that_fail_are_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ENGINES, "broken", Broken())  # type: ignore[arg-type]
    found = work.runs(Job(ENGINES["broken"], {"scenario": {"horizon": 3}}, 3), 3, 2).failures
    assert [(row["replicate"], row["error"]) for row in found] == [
        (3, "ArithmeticError: no number"),
        (4, "ArithmeticError: no number"),
    ]


@pytest.mark.usefixtures("compiled")
def test_runs_are_those_of_the_command() -> None:
    scenario = load_scenario("textbook/dyad")
    job = Job(ENGINES["compiled"], tree_of(scenario), scenario.scenario.horizon)
    assert work.runs(job, 3, 4).runs["replicate"].tolist() == [3, 4, 5, 6]
