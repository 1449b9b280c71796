"""What can be taken along: the set-up as a command or a file, pictures, and tables."""

from __future__ import annotations

import asyncio
import shlex
from typing import TYPE_CHECKING

import yaml
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from sim.lab import work
from sim.lab.bench import PATH, asked
from sim.lab.drawing import OF_RUNS, OF_TOLD
from sim.lab.library import OWN
from sim.lab.page import Page, services
from sim.lab.running import all_runs
from sim.lab.work import OneRun
from sim.lab.workshop import SOON
from sim.scenario.tree import fingerprint, tree_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from sim.lab.setup import SetUp
    from sim.scenario.scenario import Scenario

RUN_TABLES = ("runs", "agreements", "clauses")
TOLD_TABLES = ("events", "daily")
KINDS = ("csv", "parquet")
TYPES = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "svg": "image/svg+xml",
    "yaml": "application/yaml",
    "txt": "text/plain",
}
# A picture may carry its own styles; it can load and run nothing.
OF_A_PICTURE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def take_page() -> Page:
    """Give the routes by which things are taken along."""
    return Page("", PATH, [Route(f"{PATH}/take/{{name}}", _take)])


async def _take(request: Request) -> Response:
    name = request.path_params["name"]
    maker = MAKERS.get(name)
    if maker is None:
        raise HTTPException(404)
    set_up, scenario = asked(request)
    content = await maker(request, set_up, scenario)
    kind = name.rpartition(".")[2]
    headers = {"content-disposition": f'attachment; filename="{_file_name(set_up, name)}"'}
    if kind == "svg":
        # Shown in the page too, where it is not a download.
        headers = {"content-security-policy": OF_A_PICTURE}
    return Response(content, media_type=TYPES[kind], headers=headers)


def _file_name(set_up: SetUp, name: str) -> str:
    if name == "settings.yaml":
        return name
    scenario = set_up.scenario.replace("/", "_")
    return f"{scenario}_{name}"


async def _command(_: Request, set_up: SetUp, scenario: Scenario) -> str:
    del scenario
    return shlex.join(["ceasefire", "run", *settings_of(set_up)])


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


async def _settings(request: Request, set_up: SetUp, scenario: Scenario) -> str:
    title = scenario.scenario.title.replace("\n", " ")
    head = [
        f"# {title}, as it was set up in the lab.",
        "# ceasefire run config=settings.yaml",
    ]
    if set_up.scenario.startswith(OWN):
        head.append("# Your scenario file lies beside this one, as your_file.yaml.")
    if set_up.run:
        head.append(f"# The run told in the lab is run {set_up.run}; the command tells run 0.")
    del request
    body = yaml.safe_dump({"settings": settings_of(set_up)}, allow_unicode=True, width=1000)
    return "\n".join([*head, body])


async def _one_run(request: Request, set_up: SetUp, scenario: Scenario) -> OneRun:
    engine = await services(request).engine()
    return OneRun(engine, tree_of(scenario), set_up.seed, set_up.run)


def _picture_of_told(name: str) -> Maker:
    async def make(request: Request, set_up: SetUp, scenario: Scenario) -> str:
        shared = services(request)
        one = await _one_run(request, set_up, scenario)
        return await shared.pictures.get(
            f"{name} {one.seed} {one.run} {fingerprint(one.tree)}",
            lambda: shared.workshop.submit(SOON, work.picture_of_told, name, one),
        )

    return make


def _table_of_told(name: str, kind: str) -> Maker:
    async def make(request: Request, set_up: SetUp, scenario: Scenario) -> bytes:
        one = await _one_run(request, set_up, scenario)
        workshop = services(request).workshop
        return await asyncio.wrap_future(workshop.submit(SOON, work.table_of_told, name, kind, one))

    return make


def _picture_of_runs(name: str) -> Maker:
    async def make(request: Request, set_up: SetUp, scenario: Scenario) -> str:
        shared = services(request)
        job = await all_runs(shared, set_up, scenario)
        own = scenario.scenario
        label = _label(scenario)
        found = await asyncio.wrap_future(
            shared.workshop.submit(
                SOON, work.picture_of_runs, name, job.batch(), own.title, label, own.horizon
            )
        )
        if found is None:
            raise HTTPException(404)
        return found

    return make


def _label(scenario: Scenario) -> str:
    return "your file" if scenario.name.startswith(OWN) else scenario.name.rpartition("/")[2]


def _table_of_runs(name: str, kind: str) -> Maker:
    async def make(request: Request, set_up: SetUp, scenario: Scenario) -> bytes:
        shared = services(request)
        job = await all_runs(shared, set_up, scenario)
        return await asyncio.wrap_future(
            shared.workshop.submit(SOON, work.table_of_runs, name, kind, job.batch())
        )

    return make


if TYPE_CHECKING:
    from collections.abc import Awaitable

    Maker = Callable[[Request, SetUp, Scenario], Awaitable[str | bytes]]

# Whatever a browser may name; nothing else is made.
MAKERS: dict[str, Maker] = {
    "command.txt": _command,
    "settings.yaml": _settings,
    **{name: _picture_of_told(name) for name in OF_TOLD},
    **{name: _picture_of_runs(name) for name in OF_RUNS},
    **{f"{name}.{kind}": _table_of_told(name, kind) for name in TOLD_TABLES for kind in KINDS},
    **{f"{name}.{kind}": _table_of_runs(name, kind) for name in RUN_TABLES for kind in KINDS},
}
