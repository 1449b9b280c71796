"""What pages share: their form, the templates, faults in words, and what the application keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from sim.questions.run.summary import CAVEAT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.requests import Request
    from starlette.routing import BaseRoute

    from sim.lab.services import Services
    from sim.scenario.errors import InputError


@dataclass(frozen=True)
class Page:
    """A part of the lab with routes of its own.

    Parameters
    ----------
    label : str
        Its name in the navigation; empty where it is not listed there.
    path : str
        Where it begins.
    routes : sequence of routes
        Routes of Starlette.
    """

    label: str
    path: str
    routes: Sequence[BaseRoute] = field(repr=False)


def services(request: Request) -> Services:
    """Give what all pages share: scenarios, runs, the state of the engine.

    Parameters
    ----------
    request : Request
        Any request.

    Returns
    -------
    Services
        Made by `sim.lab.app.create_app`, once for an application.
    """
    return cast("Services", request.app.state.services)


def rendered(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:  # noqa: ANN401
    """Answer with a page.

    Parameters
    ----------
    request : Request
        What is answered.
    template : str
        A file of `templates/`.
    status : int
        Status of the answer.
    **context : Any
        What the template shows.

    Returns
    -------
    HTMLResponse
        The page.
    """
    pages: Sequence[Page] = request.app.state.pages
    return HTMLResponse(
        fragment(
            template,
            pages=[page for page in pages if page.label],
            here=request.url.path,
            caveat=CAVEAT,
            **context,
        ),
        status,
    )


def fragment(template: str, **context: Any) -> str:  # noqa: ANN401 - whatever the template shows
    """Render a template as text, for a part of a page.

    Parameters
    ----------
    template : str
        A file of `templates/`.
    **context : Any
        What it shows.

    Returns
    -------
    str
        HTML; every text in it is escaped.
    """
    return _environment().get_template(template).render(**context)


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("sim.lab"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


_MOST_FAULTS = 20


def faults(error: InputError | None) -> list[str]:
    """Write what is wrong, without the folders of this machine.

    Parameters
    ----------
    error : InputError, optional
        What is wrong.

    Returns
    -------
    list of str
        A message for each fault: where, what, how to mend it.
    """
    found = []
    for problem in error.problems[:_MOST_FAULTS] if error is not None else ():
        file = f"{Path(problem.file).name}: " if problem.file else ""
        found.append(file + str(problem).removeprefix(f"{problem.file}: "))
    return found
