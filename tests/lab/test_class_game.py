"""Class games over HTTP: what each may do and see, tried from outside."""

from __future__ import annotations

import http.client
import re
from contextlib import contextmanager
from dataclasses import dataclass
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest

from sim.lab.game_pages import may_open
from sim.lab.settings import LabSettings
from tests.lab.serving import Lab, lab
from tests.lab.visitor import Seen, Visitor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.requests import Request

PLAN = [
    ("scenario", "textbook/standard"),
    ("weeks", "3"),
    ("each", "1"),
    ("replicate", "0"),
    *(("seat", seat) for seat in ("party_a", "party_b", "sponsor_a")),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the games of this file are written down."""
    return tmp_path_factory.mktemp("games")


@pytest.fixture(scope="module")
def open_lab(folder: Path) -> Iterator[Lab]:
    """A lab for all tests of this file."""
    with lab(LabSettings(port=0, workers=1, games=str(folder))) as found:
        yield found


@dataclass
class ClassGame:
    """A game with its facilitator and two teams."""

    code: str
    lead: Visitor
    herons: Visitor
    otters: Visitor

    def led(self, do: str, **fields: str) -> Seen:
        """Have the facilitator do something."""
        return self.lead.send(f"/game/{self.code}/lead", {"do": do, **fields})

    def decided(self, team: Visitor, week: int, *choices: tuple[str, str]) -> Seen:
        """Have a team decide."""
        return team.send(f"/game/{self.code}/team", [("week", str(week)), *choices])


def opened(at: Lab, *, begun: bool = True) -> ClassGame:
    """Open a game with two teams."""
    lead = Visitor(at)
    page = lead.send("/class/new", PLAN)
    code = page.path.split("/")[2]
    game = ClassGame(code, lead, Visitor(at), Visitor(at))
    for team, seat, name in (
        (game.herons, "party_a", "Herons"),
        (game.otters, "party_b", "Otters"),
    ):
        team.send("/class", {"code": code.lower()})
        page = team.send(f"/game/{code}", {"do": "seat", "seat": seat, "team": name})
        assert (page.status, page.path) == (200, f"/game/{code}/team")
    if begun:
        assert game.led("start").status == 200
    return game


PROBE = ("one:stance", "probe")


def test_a_game_goes_from_its_code_to_the_debrief(open_lab: Lab) -> None:
    game = opened(open_lab)
    assert "0 of 2 teams have decided" in game.lead.see(f"/game/{game.code}/lead").text
    page = game.decided(game.herons, 0, PROBE, ("one:offensive", "none"))
    assert "Taken down." in page.text
    assert "1 of 2 teams have decided" in page.text
    page = game.decided(game.otters, 0)
    assert "Week 1 of 3" in page.text
    page = game.led("move_on", week="1")
    assert "Week 2: Party A, Party B" in page.text
    assert "the model decided for you" in game.otters.see(f"/game/{game.code}/team").text
    page = game.led("move_on", week="2")
    assert "The debrief" in page.text
    for team in (game.herons, game.otters):
        assert "Who really fired at your side" in team.see(f"/game/{game.code}/team").text
    assert "Who really fired" in game.lead.see(f"/game/{game.code}/lead/seat/sponsor_a").text


def test_one_person_plays_alone_from_the_seat_to_the_debrief(open_lab: Lab) -> None:
    me = Visitor(open_lab)
    page = me.send("/seat", [("scenario", "textbook/standard"), ("seat", "sponsor_a"),
                             ("weeks", "2"), ("each", "1")])  # fmt: skip
    assert (page.status, "You are Sponsor A" in page.text) == (200, True)
    page = me.send(page.path, {"week": "0", "one:restraint": "firm"})
    assert "Week 1 of 2" in page.text
    code = page.path.split("/")[2]
    assert "This is the debrief" in me.send(f"/game/{code}/lead", {"do": "end"}).text
    assert Visitor(open_lab).send(f"/game/{code}", {"seat": "party_a"}).status == 403


# A team decides for its own seat and sees its own seat


def test_a_team_may_not_lead(open_lab: Lab) -> None:
    game = opened(open_lab, begun=False)
    for do in ("start", "pause", "move_on", "end", "release", "strike"):
        page = game.herons.send(f"/game/{game.code}/lead", {"do": do, "week": "0"})
        assert page.status == 403
    for path in ("lead", "lead/seat/party_b", "lead/seat/party_b/weeks/0", "wall", "game.json"):
        assert game.herons.see(f"/game/{game.code}/{path}").status == 403
    assert "Teams are gathering" in game.lead.see(f"/game/{game.code}/lead").text


def test_the_wall_has_what_all_may_know_and_no_choice_of_a_team(open_lab: Lab) -> None:
    game = opened(open_lab)
    wall = f"/game/{game.code}/wall"
    game.decided(game.herons, 0, PROBE, ("one:offensive", "none"))
    text = game.lead.see(wall).text
    assert text.count("✓ decided") == text.count("… not yet") == 1
    assert "probe" not in text
    game.decided(game.otters, 0)
    text = game.lead.see(wall).text
    assert "What everybody heard" in text
    assert "because" not in text
    for private in ("Your side", "blamed", "trust", "weariness", "<form"):
        assert private not in text
    game.led("end")
    assert "Who really fired" in game.lead.see(wall).text


def test_a_facilitator_goes_on_in_another_browser_with_a_pass_that_works_once(
    open_lab: Lab,
) -> None:
    game = opened(open_lab)
    door = f"/game/{game.code}"
    assert 'class="pass"' not in game.lead.see(f"{door}/lead").text
    found = re.search(r'class="pass">([^<]+)<', game.led("pass").text)
    assert found is not None
    other, late = Visitor(open_lab), Visitor(open_lab)
    assert other.send(door, {"do": "lead", "code": "ABCD EFGH"}).status == 422
    assert other.send(door, {"do": "lead", "code": found[1]}).path == f"{door}/lead"
    assert other.send(f"{door}/lead", {"do": "pause"}).status == 200
    assert game.lead.see(f"{door}/lead").status == 200
    assert late.send(door, {"do": "lead", "code": found[1]}).status == 422
    assert late.see(f"{door}/lead").status == 403


def test_a_stranger_is_led_to_the_door(open_lab: Lab) -> None:
    game = opened(open_lab)
    stranger = Visitor(open_lab)
    assert stranger.see(f"/game/{game.code}/team").path == f"/game/{game.code}"
    assert stranger.send(f"/game/{game.code}/team", {"week": "0"}).status == 403
    for path in ("live", "lead", "team/weeks/0", "wall", "game.json"):
        assert stranger.see(f"/game/{game.code}/{path}").status == 403


def test_the_token_of_one_game_opens_no_other(open_lab: Lab) -> None:
    mine, other = opened(open_lab), opened(open_lab)
    for thief in (mine.herons, mine.lead):
        for (name, path), value in list(thief.cookies.items()):
            thief.cookies[name, path.replace(mine.code, other.code)] = value
        assert thief.see(f"/game/{other.code}/team").path == f"/game/{other.code}"
        assert thief.see(f"/game/{other.code}/lead").status == 403


def test_a_team_sees_neither_the_choices_nor_the_code_of_another(open_lab: Lab) -> None:
    game = opened(open_lab)
    game.decided(game.herons, 0, PROBE)
    own = game.herons.see(f"/game/{game.code}/team").text
    assert "Orders at the fronts: probe everywhere" in own
    code = re.search(r"with the code <strong>(.+?)</strong>", own)
    assert code is not None
    for visitor in (game.otters, Visitor(open_lab)):
        page = visitor.see(f"/game/{game.code}/team").text
        assert "probe everywhere</li>" not in page
        assert code[1] not in page
    assert code[1] in game.lead.see(f"/game/{game.code}/lead").text


@pytest.mark.parametrize(
    "choice",
    [("one:restraint", "firm"), ("one:stance", "conquer"), ("one:front.b_rear", "probe"),
     ("one:", ""), ("one:__class__", "x"), ("one:../../x", "y"), ("one:charges", "ticked")],
)  # fmt: skip
def test_what_a_seat_may_not_decide_is_refused_with_a_sentence(
    choice: tuple[str, str], open_lab: Lab
) -> None:
    game = opened(open_lab)
    page = game.decided(game.herons, 0, choice)
    if choice[1]:
        assert page.status == 422
        assert "was not taken down" in page.text
    assert "0 of 2" in game.lead.see(f"/game/{game.code}/lead").text or not choice[1]


# Late, twice, too much


def test_a_late_decision_is_refused_and_a_second_one_counts_once(open_lab: Lab) -> None:
    game = opened(open_lab)
    game.decided(game.herons, 0, PROBE)
    game.decided(game.herons, 0, PROBE)
    game.decided(game.otters, 0)
    # What decided the week has arrived, however often it is sent; anything else comes too late.
    assert game.decided(game.herons, 0, PROBE).status != 422
    page = game.decided(game.herons, 0)
    assert page.status == 422
    assert "week 1 has been played, and this is week 2" in page.text
    page = game.led("move_on", week="0")
    assert page.status == 422
    assert "Week 2 of 3" in page.text


BODIES = [
    b"week=" + b"9" * 5000,
    b"week=-1",
    b"week=%F0%9F",
    b"\xff\xfe\x00",
    b"&".join(b"one:x%d=y" % n for n in range(2000)),
    b"week=0&one:stance=" + b"x" * 60_000,
    b"week=0&one:" + b"x" * 60_000 + b"=y",
    b"week=0&a=" + b"x" * 100_000,
    b"",
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_malformed_and_oversized_forms_are_refused_and_the_others_go_on(
    body: bytes, open_lab: Lab
) -> None:
    game = opened(open_lab)
    page = game.herons.post(f"/game/{game.code}/team", body)
    assert page.status in {413, 422}
    assert len(page.text) < 100_000
    assert "Taken down." in game.decided(game.otters, 0).text


def test_more_than_the_lab_takes_is_refused_before_it_is_read(open_lab: Lab) -> None:
    game = opened(open_lab)
    assert game.herons.post(f"/game/{game.code}/team", b"x" * 600_000).status == 413


def test_json_is_no_form(open_lab: Lab) -> None:
    game = opened(open_lab)
    headers = {"content-type": "application/json"}
    assert game.herons.post(f"/game/{game.code}/team", b"{}", **headers).status == 422


def test_a_form_from_another_site_is_refused(open_lab: Lab) -> None:
    game = opened(open_lab)
    page = game.herons.send(f"/game/{game.code}/team", {"week": "0"}, origin="http://evil.example")
    assert page.status == 403
    assert "0 of 2" in game.lead.see(f"/game/{game.code}/lead").text


def test_a_script_that_sends_without_end_is_slowed_down_and_fills_no_disk(open_lab: Lab) -> None:
    game = opened(open_lab)
    for number in range(45):
        choice = ("one:stance", ("probe", "restrain")[number % 2])
        page = game.decided(game.herons, 0, choice)
    assert page.status == 422
    assert "too much at once" in page.text
    assert "Week 1 of 3" in game.decided(game.otters, 0).text


@pytest.mark.parametrize("fields", [
    {"scenario": "../../etc/passwd"}, {"weeks": "0"}, {"weeks": "9999"}, {"each": "99"},
    {"seat": "nobody"}, {"replicate": "-1"}, {"weeks": "x"},
])  # fmt: skip
def test_a_plan_at_fault_is_refused_with_a_sentence(fields: dict[str, str], open_lab: Lab) -> None:
    plan = dict(PLAN) | fields
    page = Visitor(open_lab).send("/class/new", plan)
    assert page.status in {200, 422} if "scenario" in fields else page.status == 422
    assert "/game/" not in page.path


def test_an_event_from_outside_is_heard_by_all(open_lab: Lab) -> None:
    game = opened(open_lab)
    event = {"number": "0", "what": "weary", "subject": "party_b", "size": "much", "day": "2",
             "words": "<b>the bakery</b> is closed"}  # fmt: skip
    assert game.led("strike", **event).status == 200
    assert "on its way already" in game.led("strike", **event).text
    assert game.led("strike", **event | {"number": "1", "size": "huge"}).status == 422
    game.led("move_on", week="0")
    for team in (game.herons, game.otters):
        assert "&lt;b&gt;the bakery&lt;/b&gt; is closed" in team.see(f"/game/{game.code}/team").text


# Coming back


def test_another_device_joins_with_the_code_of_the_team(open_lab: Lab) -> None:
    game = opened(open_lab)
    own = game.herons.see(f"/game/{game.code}/team").text
    code = re.search(r"with the code <strong>(.+?)</strong>", own)
    assert code is not None
    second = Visitor(open_lab)
    page = second.send(f"/game/{game.code}", {"do": "device", "code": code[1].lower()})
    assert "You are Party A" in page.text
    assert second.send(f"/game/{game.code}", {"do": "device", "code": "AAAA-AAAA"}).status == 422


def test_a_freed_seat_shuts_its_devices_out(open_lab: Lab) -> None:
    game = opened(open_lab)
    game.led("release", seat="party_a")
    assert game.herons.see(f"/game/{game.code}/team").path == f"/game/{game.code}"


def test_whoever_types_wrong_codes_without_end_has_to_wait(tmp_path: Path) -> None:
    (tmp_path / "games").mkdir()
    with lab(LabSettings(port=0, workers=1, games=str(tmp_path / "games"))) as found:
        visitor = Visitor(found)
        statuses = [visitor.send("/class", {"code": f"QQQQ{n}"}).status for n in range(45)]
    assert statuses[:40] == [404] * 40
    assert statuses[-1] == 429


def test_a_lab_that_is_started_again_goes_on_where_it_was(tmp_path: Path) -> None:
    settings = LabSettings(port=0, workers=1, games=str(tmp_path))
    with lab(settings) as first:
        game = opened(first)
        game.decided(game.herons, 0, PROBE)
    with lab(settings) as second:
        for visitor in (game.lead, game.herons, game.otters):
            visitor.lab = second
        assert "1 of 2 teams" in game.lead.see(f"/game/{game.code}/lead").text
        assert "probe everywhere</li>" in game.herons.see(f"/game/{game.code}/team").text
        assert "Week 1 of 3" in game.decided(game.otters, 0).text


def test_a_lab_whose_games_another_writes_says_so_and_serves_the_rest(
    open_lab: Lab, folder: Path
) -> None:
    game = opened(open_lab)
    with lab(LabSettings(port=0, workers=1, games=str(folder))) as other:
        page = Visitor(other).see(f"/game/{game.code}")
        assert (page.status, "being written by" in page.text) == (422, True)
        assert Visitor(other).see("/class").status == 200


# The stream, and the code of the lab


@contextmanager
def stream(visitor: Visitor, path: str) -> Iterator[http.client.HTTPResponse]:
    """Listen to a stream of changes."""
    connection = http.client.HTTPConnection("127.0.0.1", visitor.lab.port, timeout=20)
    cookie = "; ".join(f"{name}={value}" for (name, _), value in visitor.cookies.items())
    connection.request("GET", path, headers={"cookie": cookie})
    answer = connection.getresponse()
    try:
        yield answer
    finally:
        answer.close()
        connection.close()


def next_data(answer: http.client.HTTPResponse) -> str:
    """The data of the next event."""
    while True:
        line = answer.readline().decode()
        assert line, "the stream has ended"
        if line.startswith("data: "):
            return line.removeprefix("data: ")


def test_a_team_hears_of_a_change_and_of_nothing_else(open_lab: Lab) -> None:
    game = opened(open_lab)
    with stream(game.otters, f"/game/{game.code}/live") as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert "0 of 2" in next_data(answer)
        game.decided(game.herons, 0, PROBE)
        told = next_data(answer)
        assert "1 of 2" in told
        assert "probe" not in told
        game.led("release", seat="party_b")
        assert "gone" in next_data(answer)


def test_who_joins_a_game_types_its_code_and_no_other(tmp_path: Path) -> None:
    with lab(LabSettings(port=0, workers=1, code="PEACE7", games=str(tmp_path))) as found:
        lead = Visitor(found)
        lead.send("/enter", {"code": "PEACE7", "to": "/class"})
        code = lead.send("/class/new", PLAN).path.split("/")[2]
        student = Visitor(found)
        assert student.see(f"/game/{code}").path.startswith("/enter")
        assert student.send("/enter", {"code": f"{code[:3]}-{code[3:]}"}).path == f"/game/{code}"


@pytest.mark.parametrize(
    ("host", "client", "may"),
    [("127.0.0.1", "127.0.0.1", True), ("0.0.0.0", "127.0.0.1", True),  # noqa: S104
     ("0.0.0.0", "192.168.1.7", False), ("0.0.0.0", "::1", True)],  # noqa: S104
)  # fmt: skip
def test_a_game_is_opened_where_the_lab_runs(*, host: str, client: str, may: bool) -> None:
    services = SimpleNamespace(settings=LabSettings(host=host))
    app = SimpleNamespace(state=SimpleNamespace(services=services))
    request = SimpleNamespace(app=app, client=SimpleNamespace(host=client))
    assert may_open(cast("Request", cast("Any", request))) is may
