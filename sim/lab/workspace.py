"""The page of one scenario: its text, its knobs, one run, many runs, why, and downloads.

The address of the page is the set-up. Without scripts the page is one form that answers with the
page of the changed set-up; with them it asks for the parts that a change touches.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import shlex
import threading
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import yaml
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from sim.lab import work
from sim.lab.game_pages import may_open
from sim.lab.ground import PATTERNS
from sim.lab.jobs import Order
from sim.lab.library import OWN, card_of
from sim.lab.page import Page, faults, fragment, rendered, services
from sim.lab.parameters import found_by, groups_of, parameter_at
from sim.lab.readiness import COMPILING
from sim.lab.reading import switches_of, texts_of
from sim.lab.setup import SetUp, json_text, set_up_of
from sim.lab.work import OneRun
from sim.lab.workshop import AT_ONCE, SOON
from sim.questions.compare.figures import ENDS as LOOKS
from sim.runs import jobs
from sim.runs.engines import DEFAULT_ENGINE, ENGINES
from sim.scenario.errors import InputError
from sim.scenario.tree import fingerprint, tree_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from concurrent.futures import Future

    from starlette.requests import Request

    from sim.day.batch import Batch
    from sim.lab.jobs import Job
    from sim.lab.services import Services
    from sim.scenario.scenario import Scenario
    from sim.scenario.tree import Tree

    _Maker = Callable[[Request, SetUp, Scenario], Awaitable[str | bytes | None]]

PATH = "/lab"
_LONGEST_SEARCH = 80
# Every view of the page and its tab, in the order in which a class would use them.
_VIEWS = (
    ("text", "The text"),
    ("run", "One run"),
    ("many", "Many runs"),
    ("why", "Why did it end?"),
    ("download", "Download"),
)
_ENDS = {
    "offensive": "assaults on several places within some days",
    "erosion": "as many attacks again as before it",
    "cancelled": "a party that is bound by it cancels it",
    "disowned": "a guarantor no longer stands by it",
    "expired": "its term is over",
    "superseded": "a new agreement takes its place",
}
# What can be downloaded, by name and in words.
_OF_RUNS = {"survival.svg": "Survival curve", "ends.svg": "Kinds of end"}
_OF_TRACE = {
    "map.svg": "Map at the start and the end of the run that is shown",
    "timeline.svg": "Timeline of the run that is shown",
    "causes.svg": "Chain of causes behind its end",
}
_TABLES_OF_RUNS = {
    "runs": "one for each run",
    "agreements": "one for each run and agreement",
    "clauses": "one for each run and duty",
}
_TABLES_OF_TRACE = {
    "events": "one for each event of the run that is shown",
    "daily": "one for each day of the run that is shown",
}
_TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "svg": "image/svg+xml",
    "yaml": "application/yaml",
    "txt": "text/plain",
}
# A picture may carry its own styles; it can load and run nothing.
_POLICY_OF_A_PICTURE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
# A page draws no faster than this.
_SECONDS_BETWEEN = 0.12
_SECONDS_BETWEEN_SIGNS = 0.25
_SECONDS_BETWEEN_LOOKS = 1.0
# Of each question about an end; enough to rank the first few, and answered while a class waits.
_REPLICATES = 100
_STREAM = "text/event-stream"


def workspace_page() -> Page:
    """Give the page of one scenario."""
    routes = [
        Route(PATH, _workspace, name="lab"),
        Route(f"{PATH}/parts", _parts),
        Route(f"{PATH}/keys", _keys),
        Route(f"{PATH}/engine", _engine),
        Route(f"{PATH}/file", _hand_in, methods=["POST"]),
        Route(f"{PATH}/trace", _trace),
        Route(f"{PATH}/runs", _runs),
        Route(f"{PATH}/difference", _difference),
        Route(f"{PATH}/why", _why),
        Route(f"{PATH}/download/{{name}}", _download),
    ]
    return Page("", PATH, routes)


def _asked(request: Request) -> tuple[SetUp, Scenario]:
    """Read the set-up that an address says, without changes that change nothing."""
    library = services(request).library
    stated = set_up_of(request.query_params.multi_items())
    base = library.tree(stated.scenario)
    changes = {key: value for key, value in stated.changes if not _same(base, key, value)}
    set_up = stated.with_changes(changes)
    return set_up, library.scenario(set_up)


def _same(base: Tree, key: str, value: object) -> bool:
    parameter = parameter_at(base, key)
    if parameter is None or isinstance(parameter.value, bool) != isinstance(value, bool):
        return False
    return bool(parameter.value == value)


# The page and its parts


def _workspace(request: Request) -> Response:
    set_up, scenario = _asked(request)
    if request.url.query != set_up.query() and "plain" in request.query_params:
        return RedirectResponse(f"{PATH}?{set_up.query()}", 303)
    shared = services(request)
    base = shared.library.tree(set_up.scenario)
    now = tree_of(scenario)
    ground = shared.ground(set_up, scenario)
    return rendered(
        request,
        "workspace.html",
        set_up=set_up,
        usual=SetUp(),
        card=card_of(set_up.scenario, now),
        cards=shared.library.cards(),
        own=set_up.scenario.startswith(OWN),
        groups=groups_of(scenario, base, now),
        readiness=shared.readiness,
        json_text=json_text,
        may_open=may_open(request),
        views=_VIEWS,
        ground=ground,
        ends=[
            {"kind": k, "words": _ENDS[k], "colour": e.colour, "pattern": PATTERNS[e.hatch]}
            for k, e in LOOKS.items()
            if k in _ENDS
        ],
        pictures=(_OF_RUNS | _OF_TRACE).items(),
        tables=(_TABLES_OF_RUNS | _TABLES_OF_TRACE).items(),
        **_changing(shared, set_up, scenario),
    )


def _changing(shared: Services, set_up: SetUp, scenario: Scenario) -> dict[str, Any]:
    """Gather what the parts of the page show that a change touches."""
    base = shared.library.tree(set_up.scenario)
    changes = []
    for key, value in set_up.changes:
        parameter = parameter_at(base, key)
        rest = {name: item for name, item in set_up.changes if name != key}
        changes.append(
            {
                "key": key,
                "value": json_text(value),
                "before": "not stated" if parameter is None else json_text(parameter.value),
                "without": f"{PATH}?{set_up.with_changes(rest).query()}",
            }
        )
    return {
        "changes": changes,
        "unchanged": f"{PATH}?{set_up.with_changes({}).query()}",
        "texts": texts_of(scenario, base),
        "switches": switches_of(scenario, base),
    }


def _parts(request: Request) -> Response:
    set_up, scenario = _asked(request)
    context = _changing(services(request), set_up, scenario)
    parts = {name: fragment(f"_{name}.html", **context) for name in ("changes", "texts")}
    return JSONResponse({"query": set_up.query(), **parts})


def _keys(request: Request) -> Response:
    set_up, scenario = _asked(request)
    base = services(request).library.tree(set_up.scenario)
    words = request.query_params.get("q", "")[:_LONGEST_SEARCH]
    found, total = found_by(words, base, tree_of(scenario))
    text = fragment("_keys.html", found=found, total=total, words=words, json_text=json_text)
    return Response(text, media_type="text/html")


def _engine(request: Request) -> Response:
    readiness = services(request).readiness
    return JSONResponse({"state": readiness.state, "words": readiness.words})


async def _hand_in(request: Request) -> Response:
    body = await request.body()
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return JSONResponse({"faults": ["Your file is not UTF-8 text. Save it as UTF-8."]}, 422)
    try:
        name = services(request).library.hand_in(text)
    except InputError as error:
        return JSONResponse({"faults": faults(error)}, 422)
    return JSONResponse({"scenario": name})


# One run


def _one_run(engine: str, set_up: SetUp, scenario: Scenario) -> tuple[OneRun, str]:
    """The run that a set-up shows, and the question of which it is the answer."""
    one = OneRun(engine, tree_of(scenario), set_up.seed, set_up.run)
    return one, f"{one.seed} {one.run} {fingerprint(one.tree)}"


async def _trace(request: Request) -> Response:
    shared = services(request)
    one, question = _one_run(await shared.engine(), *_asked(request))
    pressed = await shared.traces.get(
        question, lambda: shared.workshop.submit(AT_ONCE, work.trace, one)
    )
    headers = {"vary": "accept-encoding"}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return Response(gzip.decompress(pressed), media_type="application/json", headers=headers)
    headers["content-encoding"] = "gzip"
    return Response(pressed, media_type="application/json", headers=headers)


class _StoppedError(Exception):
    """Nobody waits for the answer any longer."""


async def _why(request: Request) -> Response:
    set_up, scenario = _asked(request)
    return StreamingResponse(_answer(services(request), set_up, scenario), media_type=_STREAM)


async def _answer(shared: Services, set_up: SetUp, scenario: Scenario) -> AsyncIterator[str]:
    """Ask what an end depended on, for one asker at a time."""
    while await shared.engine() != DEFAULT_ENGINE:
        if shared.readiness.state != COMPILING:
            yield _event("fault", {"text": "This needs the quick engine, which is not there."})
            return
        yield _event("waiting", {})
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
    one, question = _one_run(DEFAULT_ENGINE, set_up, scenario)
    yield _event("progress", {"done": 0, "total": 0})
    stopped = threading.Event()
    counted = [0, 0]

    def progress(done: int, total: int) -> None:
        counted[:] = [done, total]
        if stopped.is_set():
            raise _StoppedError

    def begin() -> Future[dict[str, Any]]:
        workers = shared.settings.workers
        return shared.asked.submit(
            AT_ONCE, work.depended_on, one, _REPLICATES, workers, progress=progress
        )

    try:
        async with shared.asking:
            task = asyncio.ensure_future(shared.answers.get(question, begin))
            # Where nobody waits any longer, nobody asks how it ended either.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
            while not task.done():
                await asyncio.wait([task], timeout=_SECONDS_BETWEEN_SIGNS)
                yield _event("progress", {"done": counted[0], "total": counted[1]})
            yield _event("answer", {"html": fragment("_depended_on.html", **task.result())})
    finally:
        stopped.set()


# Many runs


async def _job_of(shared: Services, set_up: SetUp, scenario: Scenario) -> Job:
    """Give the job that has the runs of a set-up; not at work unless somebody watches it."""
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


async def _all_runs(shared: Services, set_up: SetUp, scenario: Scenario) -> Batch:
    """Wait until all runs of a set-up are there."""
    job = await _job_of(shared, set_up, scenario)
    async for _ in job.watch():
        pass
    return job.batch()


async def _runs(request: Request) -> Response:
    set_up, scenario = _asked(request)
    shared = services(request)
    job = await _job_of(shared, set_up, scenario)
    await asyncio.to_thread(shared.readiness.can_count)
    return StreamingResponse(
        _figures(job, scenario.scenario.horizon),
        media_type=_STREAM,
        headers={"x-accel-buffering": "no"},
    )


async def _figures(job: Job, horizon: int) -> AsyncIterator[str]:
    # Statistics take seconds to import, which the first page does not wait for.
    from sim.lab.tally import tally_of

    loop = asyncio.get_running_loop()
    last = -_SECONDS_BETWEEN
    yield _event("begun", {"done": job.done, "total": job.total})
    try:
        async for done in job.watch():
            if done < job.total and loop.time() - last < _SECONDS_BETWEEN:
                continue
            last = loop.time()
            yield _event(
                "figures",
                await asyncio.to_thread(lambda: tally_of(job.batch(), horizon, job.total)),
            )
    except InputError as error:
        yield _event("fault", {"text": " ".join(faults(error))})
        return
    yield _event("done", {})


def _event(name: str, data: dict[str, Any]) -> str:
    """Write an event of a stream of server-sent events."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"event: {name}\ndata: {text}\n\n"


async def _difference(request: Request) -> Response:
    shared = services(request)
    set_up, scenario = _asked(request)
    pin = request.query_params.get("pin", "")
    pinned = set_up_of(parse_qsl(pin, keep_blank_values=True, max_num_fields=300))
    pinned_scenario = shared.library.scenario(pinned)
    horizon = scenario.scenario.horizon
    if horizon != pinned_scenario.scenario.horizon:
        raise InputError("the two have different numbers of days", mend="Set the same horizon")
    base, other = await asyncio.gather(
        _all_runs(shared, pinned, pinned_scenario), _all_runs(shared, set_up, scenario)
    )
    await asyncio.to_thread(shared.readiness.can_count)
    from sim.lab.tally import difference_of

    paired = (pinned.scenario, pinned.seed) == (set_up.scenario, set_up.seed)
    found = await asyncio.to_thread(difference_of, base, other, horizon, paired=paired)
    return JSONResponse(found)


# Downloads


async def _download(request: Request) -> Response:
    name = request.path_params["name"]
    maker = _MAKERS.get(name)
    if maker is None:
        raise HTTPException(404)
    set_up, scenario = _asked(request)
    content = await maker(request, set_up, scenario)
    if content is None:
        raise HTTPException(404)
    kind = name.rpartition(".")[2]
    file = name if kind == "yaml" else f"{set_up.scenario.replace('/', '_')}_{name}"
    headers = {"content-disposition": f'attachment; filename="{file}"'}
    if kind == "svg":
        # Shown in the page too, where it is not a download.
        headers = {"content-security-policy": _POLICY_OF_A_PICTURE}
    return Response(content, media_type=_TYPES[kind], headers=headers)


def settings_of(set_up: SetUp) -> list[str]:
    """Write a set-up as arguments of `ceasefire run`.

    Parameters
    ----------
    set_up : SetUp
        The set-up.

    Returns
    -------
    list of str
        A file of one's own goes by a name that the user gives it.
    """
    settings = set_up.settings()
    if set_up.scenario.startswith(OWN):
        settings[0] = "scenario=your_file"
        settings.insert(1, "scenario_dir=.")
    return settings


async def _command(_: Request, set_up: SetUp, __: Scenario) -> str:
    return shlex.join(["ceasefire", "run", *settings_of(set_up)])


async def _settings(_: Request, set_up: SetUp, scenario: Scenario) -> str:
    title = scenario.scenario.title.replace("\n", " ")
    head = [f"# {title}, as it was set up in the lab.", "# ceasefire run config=settings.yaml"]
    if set_up.scenario.startswith(OWN):
        head.append("# Your scenario file lies beside this one, as your_file.yaml.")
    if set_up.run:
        head.append(f"# The run shown in the lab is run {set_up.run}; the command shows run 0.")
    body = yaml.safe_dump({"settings": settings_of(set_up)}, allow_unicode=True, width=1000)
    return "\n".join([*head, body])


def _of_trace(name: str, kind: str = "") -> _Maker:
    """Draw a picture of the run that is shown, or write a table of it where a kind is named."""

    async def make(request: Request, set_up: SetUp, scenario: Scenario) -> str | bytes:
        shared = services(request)
        one, question = _one_run(await shared.engine(), set_up, scenario)
        if kind:
            table = shared.workshop.submit(SOON, work.table_of_trace, name, kind, one)
            return await asyncio.wrap_future(table)
        return await shared.pictures.get(
            f"{name} {question}",
            lambda: shared.workshop.submit(SOON, work.picture_of_trace, name, one),
        )

    return make


def _of_runs(name: str, kind: str = "") -> _Maker:
    """Draw a picture of many runs, or write a table of them where a kind is named."""

    async def make(request: Request, set_up: SetUp, scenario: Scenario) -> str | bytes | None:
        shared = services(request)
        batch = await _all_runs(shared, set_up, scenario)
        if kind:
            table = shared.workshop.submit(SOON, work.table_of_runs, name, kind, batch)
            return await asyncio.wrap_future(table)
        own = scenario.scenario
        label = "your file" if scenario.name.startswith(OWN) else scenario.name.rpartition("/")[2]
        return await asyncio.wrap_future(
            shared.workshop.submit(
                SOON, work.picture_of_runs, name, batch, own.title, label, own.horizon
            )
        )

    return make


_KINDS = ("csv", "parquet")
# Whatever a browser may name; nothing else is made.
_MAKERS: dict[str, _Maker] = {
    "command.txt": _command,
    "settings.yaml": _settings,
    **{name: _of_trace(name) for name in _OF_TRACE},
    **{name: _of_runs(name) for name in _OF_RUNS},
    **{f"{name}.{kind}": _of_trace(name, kind) for name in _TABLES_OF_TRACE for kind in _KINDS},
    **{f"{name}.{kind}": _of_runs(name, kind) for name in _TABLES_OF_RUNS for kind in _KINDS},
}
