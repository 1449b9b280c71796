"""A lab that answers on a port of its own, for tests that speak to it as a browser does."""

from __future__ import annotations

import asyncio
import http.client
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.lab.serve import listening, server_of
from sim.lab.settings import LabSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SECONDS = 180.0


@dataclass(frozen=True)
class Answer:
    """What a lab answered."""

    status: int
    headers: Mapping[str, str]
    text: str


@dataclass(frozen=True)
class Lab:
    """A lab that is up."""

    port: int

    @property
    def address(self) -> str:
        """Where it is, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self,
        target: str,
        *,
        method: str = "GET",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request, with exactly these headers beside Host and the length."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, target, body, dict(headers or {}))
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, found, answer.read().decode())
        finally:
            connection.close()


@contextmanager
def lab(settings: LabSettings | None = None) -> Iterator[Lab]:
    """Serve a lab in a thread."""
    settings = settings or LabSettings(port=0, workers=2)
    taken = listening(settings)
    server = server_of(settings)

    async def serve() -> None:
        await server.serve([taken])
        # Connections that browsers kept open are closed by the loop, once it comes to it.
        await asyncio.sleep(0.1)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    try:
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive(), "the lab did not start"
        yield Lab(taken.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
        taken.close()
