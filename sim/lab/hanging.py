"""What an end hung on: but-for questions, asked on request, for one asker at a time."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from sim.lab import work
from sim.lab.bench import PATH, asked
from sim.lab.page import Page, fragment, services
from sim.lab.readiness import COMPILING
from sim.lab.running import STREAM, event
from sim.lab.work import OneRun
from sim.lab.workshop import AT_ONCE
from sim.runs.engines import DEFAULT_ENGINE
from sim.scenario.tree import fingerprint, tree_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from concurrent.futures import Future

    from starlette.requests import Request

    from sim.lab.services import Services
    from sim.lab.setup import SetUp
    from sim.scenario.scenario import Scenario

# Of each question; enough to rank the first few, and answered while a class waits.
REPLICATES = 100
SECONDS_BETWEEN = 0.25
SECONDS_BETWEEN_LOOKS = 1.0


class _StoppedError(Exception):
    """Nobody waits for the answer any longer."""


def hanging_page() -> Page:
    """Give the route by which the page asks what an end hung on."""
    return Page("", PATH, [Route(f"{PATH}/why", _why)])


async def _why(request: Request) -> Response:
    set_up, scenario = asked(request)
    return StreamingResponse(_answer(services(request), set_up, scenario), media_type=STREAM)


async def _answer(shared: Services, set_up: SetUp, scenario: Scenario) -> AsyncIterator[str]:
    while await shared.engine() != DEFAULT_ENGINE:
        if shared.readiness.state != COMPILING:
            yield event("fault", {"text": "This needs the quick engine, which is not there."})
            return
        yield event("waiting", {})
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)
    one = OneRun(DEFAULT_ENGINE, tree_of(scenario), set_up.seed, set_up.run)
    question = f"{one.seed} {one.run} {fingerprint(one.tree)}"
    yield event("progress", {"done": 0, "total": 0})
    stopped = threading.Event()
    counted = [0, 0]

    def progress(done: int, total: int) -> None:
        counted[:] = [done, total]
        if stopped.is_set():
            raise _StoppedError

    def begin() -> Future[dict[str, Any]]:
        workers = shared.settings.workers
        return shared.asked.submit(
            AT_ONCE, work.hung_on, one, REPLICATES, workers, progress=progress
        )

    try:
        async with shared.asking:
            task = asyncio.ensure_future(shared.answers.get(question, begin))
            # Where nobody waits any longer, nobody asks how it ended either.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            while not task.done():
                await asyncio.wait([task], timeout=SECONDS_BETWEEN)
                yield event("progress", {"done": counted[0], "total": counted[1]})
            yield event("answer", {"html": fragment("_hung_on.html", **task.result())})
    finally:
        stopped.set()
