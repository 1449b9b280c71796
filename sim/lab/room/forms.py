"""What browsers send, read within bounds: nothing of it is trusted."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from sim.scenario.errors import InputError

if TYPE_CHECKING:
    from starlette.requests import Request

LARGEST = 64 * 1024
MOST_FIELDS = 600
MOST_DIGITS = 10
ONE = "one:"
SEVERAL = "several:"
# In the place of an option: those that are ticked beside it.
TICKED = "ticked"


class Form:
    """The fields of a form.

    Parameters
    ----------
    pairs : list of (str, str)
        Names and values, in the order of the page.
    """

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs

    def text(self, name: str) -> str:
        """Last value of a field; empty where there is none."""
        return next((value for key, value in reversed(self.pairs) if key == name), "")

    def all(self, name: str) -> list[str]:
        """All values of a field."""
        return [value for key, value in self.pairs if key == name]

    def names(self, prefix: str) -> list[str]:
        """Names of fields that begin in some way, without their beginning."""
        return [key.removeprefix(prefix) for key, _ in self.pairs if key.startswith(prefix)]

    def number(self, name: str) -> int:
        """Whole number in a field.

        Raises
        ------
        InputError
            If it holds none.
        """
        text = self.text(name)
        if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
            raise InputError("a whole number is wanted", key=name)
        return int(text)


async def form_of(request: Request) -> Form:
    """Read the form that a request carries.

    Parameters
    ----------
    request : Request
        A POST.

    Returns
    -------
    Form
        Its fields.

    Raises
    ------
    InputError
        If it is too large, or none.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if kind != "application/x-www-form-urlencoded" or len(body) > LARGEST:
        raise InputError("this is no form of the lab, or it is too large")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise InputError("this is no form of the lab") from None
    return Form(pairs)


def choices_in(form: Form) -> dict[str, str | list[str]]:
    """Find what a form chooses; the menu of the seat checks whether it may.

    Parameters
    ----------
    form : Form
        What a team sent.

    Returns
    -------
    dict
        Option by lever, or options where several may be taken.

    Raises
    ------
    InputError
        If something was to be ticked, and nothing is.
    """
    chosen: dict[str, str | list[str]] = {}
    for name in form.names(ONE):
        value = form.text(f"{ONE}{name}")
        if value == TICKED:
            ticked = form.all(f"{SEVERAL}{name}")
            if not ticked:
                raise InputError("nothing is ticked", key=name, mend="Tick whom you accuse of what")
            chosen[name] = ticked
        elif value:
            chosen[name] = value
    return chosen
