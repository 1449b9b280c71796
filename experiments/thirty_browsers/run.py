"""Measure how long a class waits for the lab: thirty devices at one game.

    python experiments/thirty_browsers/run.py                  # thirty devices, six rounds
    python experiments/thirty_browsers/run.py devices=60 rounds=3

A device does what the page of a team does in a browser: it keeps a stream of changes open, and asks
for its page again when the stream says so. Beside that each reloads its page now and then. The lab
runs in a process of its own, on the same machine.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SCENARIO = "idlib/sochi_2018"
SEATS = ("turkey", "russia", "government", "opposition", "hts")
CHOICES = {"turkey": "one:restraint", "russia": "one:restraint"}
SECONDS_BETWEEN_RELOADS = (1.0, 3.0)
SECONDS = 60.0
BAR = 1.0
OPEN = re.compile(r"http://127\.0\.0\.1:(\d+)/")
Fields = list[tuple[str, str]]


@dataclass
class Times:
    """Seconds that answers took, by what was asked."""

    taken: dict[str, list[float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, what: str, seconds: float) -> None:
        """Take one down."""
        with self.lock:
            self.taken.setdefault(what, []).append(seconds)


class Device:
    """A browser without a screen, with a connection that it keeps."""

    def __init__(self, port: int, times: Times) -> None:
        self.port = port
        self.times = times
        self.cookies: dict[str, str] = {}
        self.week = -1
        self.fresh_at = 0.0
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        self._lock = threading.Lock()

    def ask(self, what: str, path: str, fields: Fields | None = None) -> tuple[str, str]:
        """Ask for a page or send a form; path and text of the page that came."""
        headers = {"accept": "text/html", "cookie": self._cookie()}
        method, body = "GET", None
        if fields is not None:
            method, body = "POST", urlencode(fields)
            headers["content-type"] = "application/x-www-form-urlencoded"
            headers["origin"] = f"http://127.0.0.1:{self.port}"
        begin = time.perf_counter()
        with self._lock:
            answer, text = self._exchange(method, path, body, headers)
            while answer.status == http.client.SEE_OTHER:
                path = answer.headers["location"]
                headers = {"accept": "text/html", "cookie": self._cookie()}
                answer, text = self._exchange("GET", path, None, headers)
        self.times.add(what, time.perf_counter() - begin)
        if answer.status != http.client.OK:
            raise RuntimeError(f"{method} {path}: {answer.status}")
        return path, text

    def see(self, what: str, path: str) -> str:
        """Ask for the page of the team, and note which week it shows."""
        text = self.ask(what, path)[1]
        found = re.search(r'name="week" value="(\d+)"', text)
        self.week = int(found[1]) if found else self.week
        self.fresh_at = time.perf_counter()
        return text

    def listen(self, code: str) -> None:
        """Keep a stream open, and ask for the page when it says that there is something new."""
        stream = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        stream.request("GET", f"/game/{code}/live", headers={"cookie": self._cookie()})
        answer = stream.getresponse()
        version = None
        for line in answer:
            if not line.startswith(b"data: "):
                continue
            told = json.loads(line[6:])
            if told is None or "over" in told["version"]:
                return
            if told["version"] != version:
                version = told["version"]
                self.see("the page after a change", f"/game/{code}/team")

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _exchange(
        self, method: str, path: str, body: str | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, str]:
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        except (ConnectionError, http.client.HTTPException):
            # The lab lets go of a connection that was idle; a browser makes a new one then.
            self._connection.close()
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        text = answer.read().decode()
        for line in answer.headers.get_all("set-cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer, text


@contextmanager
def lab() -> Iterator[int]:
    """Run a lab in a process of its own; its port."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "sim", "lab", "port=0", "open=false", f"games={folder}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
            assert process.stdout is not None  # noqa: S101 - it was asked for
            found = None
            while found is None:
                found = OPEN.search(process.stdout.readline())
            try:
                await_readiness(int(found[1]))
                yield int(found[1])
            finally:
                process.terminate()


def await_readiness(port: int) -> None:
    """Wait for the seconds in which a lab that was just started loads its engine."""
    state = ""
    while state != "ready":
        time.sleep(0.2)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SECONDS)
        connection.request("GET", "/lab/engine")
        state = json.loads(connection.getresponse().read())["state"]
        connection.close()


def at_once(deeds: Sequence[threading.Thread]) -> None:
    """Let threads run together, and wait for all."""
    for deed in deeds:
        deed.start()
    for deed in deeds:
        deed.join()


def main() -> int:
    """Measure, and say whether the bar is met."""
    given = dict(argument.split("=", 1) for argument in sys.argv[1:])
    many, rounds = int(given.get("devices", "30")), int(given.get("rounds", "6"))
    times = Times()
    with lab() as port:
        code, lead, teams = gathered(port, times, many, rounds)
        listening = [
            threading.Thread(target=each.listen, args=(code,), daemon=True)
            for team in teams.values()
            for each in team
        ]
        for each in listening:
            each.start()
        lead.ask("the facilitator's page", f"/game/{code}/lead", [("do", "start")])
        stop = threading.Event()
        reloading = [
            threading.Thread(target=reload_now_and_then, args=(each, code, stop), daemon=True)
            for team in teams.values()
            for each in team
        ]
        for each in reloading:
            each.start()
        for week in range(rounds - 1):
            play(code, teams, week, times)
            lead.ask("the facilitator's page", f"/game/{code}/lead")
        stop.set()
        for each in reloading:
            each.join()
    return tell(times, many, rounds)


def gathered(
    port: int, times: Times, many: int, rounds: int
) -> tuple[str, Device, dict[str, list[Device]]]:
    """Open a game and seat all devices: code, facilitator, devices by seat."""
    lead = Device(port, times)
    plan = [("scenario", SCENARIO), ("weeks", str(rounds)), ("each", "1"), ("replicate", "0")]
    path, _ = lead.ask("opening a game", "/class/new", [*plan, *(("seat", s) for s in SEATS)])
    code = path.split("/")[2]
    teams: dict[str, list[Device]] = {}
    for number in range(many):
        seat = SEATS[number % len(SEATS)]
        device = Device(port, times)
        if seat not in teams:
            fields = [("do", "seat"), ("seat", seat), ("team", f"Team {seat}")]
        else:
            page = teams[seat][0].see("joining", f"/game/{code}/team")
            team_code = re.search(r"with the code <strong>(.+?)</strong>", page)
            fields = [("do", "device"), ("code", team_code[1] if team_code else "")]
        device.ask("joining", f"/game/{code}", fields)
        teams.setdefault(seat, []).append(device)
    everybody = [each for team in teams.values() for each in team]
    at_once(
        [
            threading.Thread(target=each.see, args=("all pages at once", f"/game/{code}/team"))
            for each in everybody
        ]
    )
    return code, lead, teams


def reload_now_and_then(device: Device, code: str, stop: threading.Event) -> None:
    """Load the page again and again, as impatient people do."""
    while not stop.wait(random.uniform(*SECONDS_BETWEEN_RELOADS)):  # noqa: S311 - no secret
        device.see("a reload", f"/game/{code}/team")


def play(code: str, teams: dict[str, list[Device]], week: int, times: Times) -> None:
    """Let all teams decide at once, and wait until every device shows the next week."""
    deeds = []
    for seat, team in teams.items():
        choice = (CHOICES.get(seat, "one:stance"), "firm" if seat in CHOICES else "restrain")
        fields = [("week", str(week)), choice]
        path = f"/game/{code}/team"
        deeds.append(threading.Thread(target=team[0].ask, args=("a decision", path, fields)))
    begin = time.perf_counter()
    at_once(deeds)
    for device in (each for team in teams.values() for each in team):
        while device.week <= week:
            if time.perf_counter() - begin > SECONDS:
                raise RuntimeError("a device was not told of the next week")
            time.sleep(0.002)
        times.add("from the decisions to the next week", device.fresh_at - begin)


def tell(times: Times, many: int, rounds: int) -> int:
    """Print the table; 1 if anything took longer than the bar."""
    table = Table(title=f"{many} devices at one game of {SCENARIO}, {rounds} rounds; seconds")
    for head in ("what", "how many", "median", "95 percent below", "slowest"):
        table.add_column(head, justify="left" if head == "what" else "right")
    worst = 0.0
    for what, taken in times.taken.items():
        ordered = sorted(taken)
        low, high = (ordered[min(len(ordered) - 1, int(s * len(ordered)))] for s in (0.5, 0.95))
        figures = [f"{value:.3f}" for value in (low, high, ordered[-1])]
        table.add_row(what, str(len(ordered)), *figures)
        worst = max(worst, ordered[-1])
    console = Console()
    console.print(table)
    verdict = "met" if worst <= BAR else "missed"
    console.print(
        f"The bar of {BAR:g} s for every answer is {verdict}: the slowest took {worst:.2f} s."
    )
    return int(worst > BAR)


if __name__ == "__main__":
    sys.exit(main())
