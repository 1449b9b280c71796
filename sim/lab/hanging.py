"""What an end hung on: but-for questions, asked on request, for one asker at a time."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING, Any

from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from sim.lab.bench import PATH, asked
from sim.lab.page import Page, fragment, services
from sim.lab.running import STREAM, event
from sim.scenario.tree import fingerprint, tree_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from sim.analysis.why_result import WhyResult
    from sim.lab.services import Services
    from sim.lab.setup import SetUp
    from sim.scenario.scenario import Scenario

# Of each question; enough to rank the first few, and answered while a class waits.
REPLICATES = 100
MOST_ROWS = 10
SECONDS_BETWEEN = 0.25


class _StoppedError(Exception):
    """Nobody waits for the answer any longer."""


def hanging_page() -> Page:
    """Give the route by which the page asks what an end hung on."""
    return Page("", PATH, [Route(f"{PATH}/why", _why)])


async def _why(request: Request) -> Response:
    set_up, scenario = asked(request)
    return StreamingResponse(_answer(services(request), set_up, scenario), media_type=STREAM)


async def _answer(shared: Services, set_up: SetUp, scenario: Scenario) -> AsyncIterator[str]:
    question = f"{set_up.seed} {set_up.run} {fingerprint(tree_of(scenario))}"
    engine = await asyncio.to_thread(shared.readiness.engine)
    if not engine.threads:
        yield event("fault", {"text": "This needs the quick engine. Ask again when it is ready."})
        return
    yield event("progress", {"done": 0, "total": 0})
    stopped = threading.Event()
    counted = [0, 0]

    def progress(done: int, total: int) -> None:
        counted[:] = [done, total]
        if stopped.is_set():
            raise _StoppedError

    def work() -> str:
        from sim.analysis.why import why

        found = why(
            scenario,
            seed=set_up.seed,
            replicate=set_up.run,
            replicates=REPLICATES,
            workers=shared.settings.workers,
            progress=progress,
        )
        return answer_html(found)

    try:
        async with shared.asking:
            task = asyncio.ensure_future(shared.answers.get(question, work))
            # Where nobody waits any longer, nobody asks how it ended either.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            while not task.done():
                await asyncio.wait([task], timeout=SECONDS_BETWEEN)
                yield event("progress", {"done": counted[0], "total": counted[1]})
            yield event("answer", {"html": task.result()})
    finally:
        stopped.set()


def answer_html(result: WhyResult) -> str:
    """Write what an end hung on as a part of the page.

    Parameters
    ----------
    result : WhyResult
        The answers.

    Returns
    -------
    str
        HTML.
    """
    from sim.report.but_for_text import CLEAR, directions, heading, of_direction, opening, reading
    from sim.report.why_text import HEADS, NOT_BLAME, cells, names_of

    names = names_of(result)
    tables: list[dict[str, Any]] = []
    for direction in directions(result):
        effects = of_direction(result, direction)
        if effects:
            tables.append(
                {
                    "heading": heading(direction),
                    "opening": opening(result, direction),
                    "rows": [cells(one, effects, result, names) for one in effects[:MOST_ROWS]],
                    "more": max(0, len(effects) - MOST_ROWS),
                }
            )
    return fragment(
        "_hung_on.html",
        reading=reading(result, names),
        tables=tables,
        heads=HEADS,
        clear=CLEAR,
        questions=len(result.effects),
        not_blame=NOT_BLAME,
    )
