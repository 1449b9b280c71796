"""What can be taken along: the set-up as a command or a file, pictures, and tables."""

from __future__ import annotations

import asyncio
import io
import shlex
from typing import TYPE_CHECKING, Any

import yaml
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from sim.lab.bench import PATH, asked
from sim.lab.library import OWN
from sim.lab.page import Page, services
from sim.lab.running import all_runs, told_run
from sim.scenario.tree import fingerprint, tree_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request

    from sim.lab.batches import Job
    from sim.lab.setup import SetUp
    from sim.record.told import Told
    from sim.scenario.scenario import Scenario

RUN_TABLES = ("runs", "agreements", "clauses")
TOLD_TABLES = ("events", "daily")
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


async def _told(request: Request, set_up: SetUp, scenario: Scenario) -> Told:
    shared = services(request)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(shared.tellers, lambda: told_run(shared, set_up, scenario))


def _of_told(draw: Callable[[Told], str | bytes]) -> Maker:
    async def make(request: Request, set_up: SetUp, scenario: Scenario) -> str | bytes:
        told = await _told(request, set_up, scenario)
        question = f"{draw.__name__} {set_up.seed} {set_up.run} {fingerprint(tree_of(scenario))}"
        return await services(request).pictures.get(question, lambda: draw(told))

    return make


def _of_runs(draw: Callable[[Job, Scenario], str | bytes]) -> Maker:
    async def make(request: Request, set_up: SetUp, scenario: Scenario) -> str | bytes:
        job = await all_runs(services(request), set_up, scenario)
        return await asyncio.to_thread(draw, job, scenario)

    return make


def _map(told: Told) -> str:
    from sim.report.map import map_svg

    return map_svg(told.scenario, told.log, max(int(day) for day in told.daily["day"]))


def _timeline(told: Told) -> str:
    from sim.report.timeline import timeline_svg

    return timeline_svg(told.scenario, told.log, told.daily, told.outcome)


def _causes(told: Told) -> str:
    from sim.analysis.causes import causes_of_end
    from sim.report.causes_picture import causes_svg
    from sim.report.names import Names

    end = next(iter(told.log.of("end")))
    return causes_svg(causes_of_end(told.log, end), Names(told.scenario))


def _survival(job: Job, scenario: Scenario) -> str:
    from sim.analysis.survival import kaplan_meier
    from sim.lab.tally import lives_of, reading
    from sim.report.comparison_survival import Curve, survival_svg

    lives = lives_of(job.batch(), scenario.scenario.horizon)
    if lives is None:
        raise HTTPException(404)
    found = kaplan_meier(lives)
    curve = Curve(*(found[name].to_numpy() for name in ("share", "low", "high")))
    title = f"{scenario.scenario.title}: agreements still in force"
    return survival_svg(
        {_label(scenario): curve}, title, f"{reading(lives)} A model, not a forecast"
    )


def _ends(job: Job, scenario: Scenario) -> str:
    from sim.analysis.incidence import incidence_of
    from sim.analysis.lifetimes import KINDS
    from sim.lab.tally import lives_of
    from sim.report.comparison_ends import ends_svg

    lives = lives_of(job.batch(), scenario.scenario.horizon)
    if lives is None:
        raise HTTPException(404)
    shares = incidence_of(lives, KINDS)[:, :, 0]
    found = dict(zip(KINDS, shares, strict=True))
    title = f"{scenario.scenario.title}: how the agreements ended"
    below = f"{len(lives)} runs of {lives.horizon} days. A model, not a forecast"
    return ends_svg({_label(scenario): found}, title, below)


def _label(scenario: Scenario) -> str:
    return "your file" if scenario.name.startswith(OWN) else scenario.name.rpartition("/")[2]


def _table(name: str, kind: str) -> Maker:
    async def make(request: Request, set_up: SetUp, scenario: Scenario) -> bytes:
        if name in TOLD_TABLES:
            told = await _told(request, set_up, scenario)
            return await asyncio.to_thread(_written, name, kind, lambda: told_columns(told, name))
        job = await all_runs(services(request), set_up, scenario)
        return await asyncio.to_thread(_written, name, kind, lambda: getattr(job.batch(), name))

    return make


def told_columns(told: Told, table: str) -> Mapping[str, Any]:
    """Give the columns of a table of a told run.

    Parameters
    ----------
    told : Told
        The run.
    table : str
        One of `TOLD_TABLES`.

    Returns
    -------
    mapping
        Columns by name.
    """
    from sim.record.events import event_columns

    if table == "daily":
        return told.daily
    return event_columns(told.log, told.scenario.scenario.start)


def _written(name: str, kind: str, columns: Callable[[], Mapping[str, Any]]) -> bytes:
    from sim.study.tables import frame_of

    frame = frame_of(name, columns())
    if kind == "csv":
        return frame.to_csv(index=False).encode()
    stream = io.BytesIO()
    frame.to_parquet(stream, index=False)
    return stream.getvalue()


if TYPE_CHECKING:
    from collections.abc import Awaitable

    Maker = Callable[[Request, SetUp, Scenario], Awaitable[str | bytes]]

# Whatever a browser may name; nothing else is made.
MAKERS: dict[str, Maker] = {
    "command.txt": _command,
    "settings.yaml": _settings,
    "map.svg": _of_told(_map),
    "timeline.svg": _of_told(_timeline),
    "causes.svg": _of_told(_causes),
    "survival.svg": _of_runs(_survival),
    "ends.svg": _of_runs(_ends),
    **{
        f"{name}.{kind}": _table(name, kind)
        for name in (*RUN_TABLES, *TOLD_TABLES)
        for kind in ("csv", "parquet")
    },
}
