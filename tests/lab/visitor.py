"""A browser without a screen: it keeps cookies, follows redirects and sends forms."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.lab.serving import Lab

FORM = "application/x-www-form-urlencoded"
SECONDS = 60.0
Fields = dict[str, str] | list[tuple[str, str]]


@dataclass(frozen=True)
class Seen:
    """A page as it came: status, path at which it lies, text."""

    status: int
    path: str
    text: str


@dataclass
class Visitor:
    """A browser.

    Parameters
    ----------
    lab : Lab
        Where it goes.
    cookies : dict
        Value and path by name and path.
    """

    lab: Lab
    cookies: dict[tuple[str, str], str] = field(default_factory=dict)

    def see(self, path: str) -> Seen:
        """Open a page."""
        return self._ask("GET", path, None, {})

    def send(self, path: str, fields: Fields, **headers: str) -> Seen:
        """Send a form from a page of the lab."""
        return self.post(path, urlencode(fields).encode(), **headers)

    def post(self, path: str, body: bytes, **headers: str) -> Seen:
        """Send anything as a form."""
        given = {"content-type": FORM, "origin": self.lab.address} | headers
        return self._ask("POST", path, body, given)

    def _ask(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Seen:
        connection = http.client.HTTPConnection("127.0.0.1", self.lab.port, timeout=SECONDS)
        kept = [
            f"{name}={value}" for (name, at), value in self.cookies.items() if path.startswith(at)
        ]
        sent = {"accept": "text/html", **headers} | ({"cookie": "; ".join(kept)} if kept else {})
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        for line in answer.headers.get_all("set-cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name, morsel["path"] or "/"] = morsel.value
        if answer.status == http.client.SEE_OTHER:
            target = urlsplit(answer.headers["location"])
            return self.see(target.path + (f"?{target.query}" if target.query else ""))
        return Seen(answer.status, path, text)
