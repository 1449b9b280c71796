"""The page of one scenario: its text, its knobs, one run, many runs, and why.

The address of the page is the set-up. Without scripts the page is one form that answers with the
page of the changed set-up; with them it asks for the parts that a change touches.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sim.lab.faults import faults
from sim.lab.knobs import groups_of
from sim.lab.library import OWN, card_of
from sim.lab.looks import ENDS
from sim.lab.offers import PICTURES, TABLES
from sim.lab.page import Page, fragment, rendered, services
from sim.lab.parameters import parameter_at
from sim.lab.reading import switches_of, texts_of
from sim.lab.room.access import may_open
from sim.lab.search import found_by
from sim.lab.setup import SetUp, json_text, set_up_of
from sim.scenario.errors import InputError
from sim.scenario.tree import tree_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from sim.lab.services import Services
    from sim.scenario.scenario import Scenario
    from sim.scenario.tree import Tree

PATH = "/lab"
LONGEST_SEARCH = 80
# Every view of the page and its tab, in the order in which a class would use them.
VIEWS = (
    ("text", "The text"),
    ("run", "One run"),
    ("many", "Many runs"),
    ("why", "Why did it end?"),
    ("take", "Take it with you"),
)


def bench_page() -> Page:
    """Give the page of one scenario."""
    routes = [
        Route(PATH, _bench, name="lab"),
        Route(f"{PATH}/parts", _parts),
        Route(f"{PATH}/keys", _keys),
        Route(f"{PATH}/engine", _engine),
        Route(f"{PATH}/file", _hand_in, methods=["POST"]),
    ]
    return Page("", PATH, routes)


def asked(request: Request) -> tuple[SetUp, Scenario]:
    """Read the set-up that an address says, and make its scenario.

    Parameters
    ----------
    request : Request
        With the set-up in its query.

    Returns
    -------
    tuple of (SetUp, Scenario)
        Without changes that change nothing.

    Raises
    ------
    InputError
        If it is at fault.
    """
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


def _bench(request: Request) -> Response:
    set_up, scenario = asked(request)
    if request.url.query != set_up.query() and "plain" in request.query_params:
        return RedirectResponse(f"{PATH}?{set_up.query()}", 303)
    shared = services(request)
    base = shared.library.tree(set_up.scenario)
    now = tree_of(scenario)
    ground = shared.ground(set_up, scenario)
    return rendered(
        request,
        "bench.html",
        set_up=set_up,
        usual=SetUp(),
        card=card_of(set_up.scenario, now),
        cards=shared.library.cards(),
        own=set_up.scenario.startswith(OWN),
        groups=groups_of(scenario, base, now),
        readiness=shared.readiness,
        json_text=json_text,
        may_open=may_open(request),
        views=VIEWS,
        ground=ground,
        holders=[asdict(holder) for holder in ground.holders],
        ends=ENDS,
        pictures=PICTURES,
        tables=TABLES,
        **context_of(shared, set_up, scenario),
    )


def context_of(shared: Services, set_up: SetUp, scenario: Scenario) -> dict[str, Any]:
    """Gather what the parts of the page show that a change touches.

    Parameters
    ----------
    shared : Services
        What pages share.
    set_up : SetUp
        The set-up.
    scenario : Scenario
        Its scenario.

    Returns
    -------
    dict
        For the templates ``_changes.html`` and ``_texts.html``.
    """
    base = shared.library.tree(set_up.scenario)
    changes = []
    for key, value in set_up.changes:
        parameter = parameter_at(base, key)
        before = "not stated" if parameter is None else json_text(parameter.value)
        rest = {name: item for name, item in set_up.changes if name != key}
        changes.append(
            {
                "key": key,
                "value": json_text(value),
                "before": before,
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
    set_up, scenario = asked(request)
    context = context_of(services(request), set_up, scenario)
    return JSONResponse(
        {
            "query": set_up.query(),
            "changes": fragment("_changes.html", **context),
            "texts": fragment("_texts.html", **context),
        }
    )


def _keys(request: Request) -> Response:
    set_up, scenario = asked(request)
    base = services(request).library.tree(set_up.scenario)
    words = request.query_params.get("q", "")[:LONGEST_SEARCH]
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
