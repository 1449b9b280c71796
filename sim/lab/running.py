"""Runs for a page: one run told, many runs as they come in, and the difference between two sets."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sim.lab import work
from sim.lab.batches import Order
from sim.lab.bench import PATH, asked
from sim.lab.faults import faults
from sim.lab.page import Page, services
from sim.lab.setup import set_up_of
from sim.lab.work import OneRun
from sim.lab.workshop import AT_ONCE
from sim.runs import jobs
from sim.runs.engines import DEFAULT_ENGINE, ENGINES
from sim.scenario.errors import InputError
from sim.scenario.tree import fingerprint, tree_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from concurrent.futures import Future

    from starlette.requests import Request

    from sim.lab.batches import Job
    from sim.lab.services import Services
    from sim.lab.setup import SetUp
    from sim.record.batch import Batch
    from sim.scenario.scenario import Scenario

# A page draws no faster than this.
SECONDS_BETWEEN = 0.12
STREAM = "text/event-stream"


def running_page() -> Page:
    """Give the routes by which the page of a scenario runs it."""
    routes = [
        Route(f"{PATH}/told", _told),
        Route(f"{PATH}/runs", _runs),
        Route(f"{PATH}/difference", _difference),
    ]
    return Page("", PATH, routes)


async def _told(request: Request) -> Response:
    set_up, scenario = asked(request)
    shared = services(request)
    one = OneRun(await shared.engine(), tree_of(scenario), set_up.seed, set_up.run)
    pressed = await shared.tellings.get(
        f"{one.seed} {one.run} {fingerprint(one.tree)}",
        lambda: shared.workshop.submit(AT_ONCE, work.telling, one),
    )
    headers = {"vary": "accept-encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(pressed), media_type="application/json", headers=headers)
    headers["content-encoding"] = "gzip"
    return Response(pressed, media_type="application/json", headers=headers)


async def job_of(shared: Services, set_up: SetUp, scenario: Scenario) -> Job:
    """Give the job that has the runs of a set-up.

    Parameters
    ----------
    shared : Services
        What pages share.
    set_up : SetUp
        Seed and number of runs.
    scenario : Scenario
        The scenario of the set-up.

    Returns
    -------
    Job
        Not at work unless somebody watches it.
    """
    tree = tree_of(scenario)
    key, slow = fingerprint(tree), await shared.engine() != DEFAULT_ENGINE

    def begin(rank: float, first: int, count: int) -> Future[Batch]:
        # A job that was begun before the quick engine was ready goes on with it: its runs are the
        # same.
        engine = ENGINES[shared.readiness.engine()]
        many = jobs.Job(engine, tree, tree["scenario"]["horizon"], set_up.seed, clauses=True)
        return shared.workshop.submit(rank, work.runs, many, first, count)

    question = f"{set_up.seed} {set_up.runs} {slow} {key}"
    return shared.batches.job(Order(question, set_up.runs, begin, slow))


async def all_runs(shared: Services, set_up: SetUp, scenario: Scenario) -> Job:
    """Wait until all runs of a set-up are there.

    Parameters
    ----------
    shared : Services
        What pages share.
    set_up : SetUp
        Seed and number of runs.
    scenario : Scenario
        The scenario of the set-up.

    Returns
    -------
    Job
        With all its runs.
    """
    job = await job_of(shared, set_up, scenario)
    async for _ in job.watch():
        pass
    return job


async def _runs(request: Request) -> Response:
    set_up, scenario = asked(request)
    shared = services(request)
    job = await job_of(shared, set_up, scenario)
    await asyncio.to_thread(shared.readiness.can_count)
    return StreamingResponse(
        _figures(job, scenario.scenario.horizon),
        media_type=STREAM,
        headers={"x-accel-buffering": "no"},
    )


async def _figures(job: Job, horizon: int) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    last = -SECONDS_BETWEEN
    yield event("begun", {"done": job.done, "total": job.total})
    try:
        async for done in job.watch():
            if done < job.total and loop.time() - last < SECONDS_BETWEEN:
                continue
            last = loop.time()
            yield event("figures", await asyncio.to_thread(_tally, job, horizon))
    except InputError as error:
        yield event("fault", {"text": " ".join(faults(error))})
        return
    yield event("done", {})


def _tally(job: Job, horizon: int) -> dict[str, Any]:
    # Statistics take seconds to import, which the first page does not wait for.
    from sim.lab.tally import tally_of

    return tally_of(job.batch(), horizon, job.total)


def event(name: str, data: dict[str, Any]) -> str:
    """Write an event of a stream.

    Parameters
    ----------
    name : str
        What happened.
    data : dict
        Plain data.

    Returns
    -------
    str
        As server-sent events are written.
    """
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"event: {name}\ndata: {text}\n\n"


async def _difference(request: Request) -> Response:
    shared = services(request)
    set_up, scenario = asked(request)
    pairs = [tuple(pair) for pair in _pairs(request.query_params.get("pin", ""))]
    pinned_set_up = set_up_of([(str(name), str(value)) for name, value in pairs])
    pinned_scenario = shared.library.scenario(pinned_set_up)
    if scenario.scenario.horizon != pinned_scenario.scenario.horizon:
        raise InputError("the two have different numbers of days", mend="Set the same horizon")
    pinned, now = await asyncio.gather(
        all_runs(shared, pinned_set_up, pinned_scenario), all_runs(shared, set_up, scenario)
    )
    await asyncio.to_thread(shared.readiness.can_count)
    from sim.lab.difference import difference_of

    same_luck = (pinned_set_up.scenario, pinned_set_up.seed) == (set_up.scenario, set_up.seed)
    found = await asyncio.to_thread(
        difference_of, pinned.batch(), now.batch(), scenario.scenario.horizon, same_luck=same_luck
    )
    return JSONResponse(found)


def _pairs(text: str) -> list[tuple[str, str]]:
    return parse_qsl(text, keep_blank_values=True, max_num_fields=300)
