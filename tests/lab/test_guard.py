"""Who may ask a lab, how much, and what a browser may do with its answers."""

import pytest

from sim.lab.guard import MOST_BODY, MOST_TARGET
from sim.lab.settings import LabSettings
from tests.lab.serving import Lab, lab


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "10.0.0.7", "", "127.0.0.1.evil"]
)
def test_a_name_that_points_here_from_elsewhere_is_refused(served: Lab, host: str) -> None:
    assert served.ask("/", headers={"Host": host}).status == 421


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]:80", "LOCALHOST:8765"])
def test_this_machine_is_known_by_its_names(served: Lab, host: str) -> None:
    assert served.ask("/", headers={"Host": host}).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {},
    ],
)
def test_another_site_cannot_hand_anything_in(served: Lab, headers: dict[str, str]) -> None:
    answer = served.ask("/lab/file", method="POST", body=b"title: x", headers=headers)
    assert answer.status == 403


def test_another_site_cannot_make_the_lab_work(served: Lab) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert served.ask("/lab/parts", headers=headers).status == 403


def test_a_link_from_elsewhere_may_be_followed(served: Lab) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert served.ask("/lab?scenario=textbook/dyad", headers=headers).status == 200


def test_too_much_is_refused_before_it_is_read(served: Lab) -> None:
    own = {"Origin": served.address}
    body = b"x" * (MOST_BODY + 1)
    assert served.ask("/lab/file", method="POST", body=body, headers=own).status == 413
    assert served.ask(f"/lab?x={'y' * MOST_TARGET}").status == 414


def test_a_message_of_unknown_length_is_refused(served: Lab) -> None:
    headers = {"Origin": served.address, "Transfer-Encoding": "chunked"}
    answer = served.ask("/lab/file", method="POST", body=b"0\r\n\r\n", headers=headers)
    assert answer.status == 411


@pytest.mark.parametrize("target", ["/", "/lab?scenario=textbook/dyad", "/static/lab.css", "/no"])
def test_every_answer_forbids_what_no_page_needs(served: Lab, target: str) -> None:
    headers = served.ask(target).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "target",
    ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static//etc/passwd"],
)
def test_no_file_outside_the_static_ones_is_given(served: Lab, target: str) -> None:
    assert served.ask(target).status == 404


def test_a_lab_that_is_open_to_the_room_asks_for_the_code() -> None:
    with lab(LabSettings(host="0.0.0.0", port=0, code="PEACE7", workers=1)) as room:  # noqa: S104
        page = {"Accept": "text/html", "Host": "10.0.0.7:8765"}
        answer = room.ask("/lab?scenario=textbook/dyad", headers=page)
        assert answer.status == 303
        assert "/enter?to=" in answer.headers["location"]
        assert room.ask("/lab/parts").status == 401
        assert room.ask("/static/lab.css").status == 200
        wrong = room.ask("/enter?code=GUESS1")
        assert wrong.status == 403
        assert "set-cookie" not in wrong.headers
        right = room.ask("/enter?code=peace7&to=/lab")
        assert right.headers["location"] == "/lab"
        cookie = right.headers["set-cookie"]
        assert "HttpOnly" in cookie
        assert "PEACE7" not in cookie
        assert room.ask("/", headers={"Cookie": cookie.partition(";")[0]}).status == 200
        assert room.ask("/", headers={"Cookie": "ceasefire_lab=x"}).status == 401


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "x"]
)
def test_the_code_leads_nowhere_but_into_the_lab(target: str) -> None:
    with lab(LabSettings(port=0, code="PEACE7", workers=1)) as room:
        assert room.ask(f"/enter?code=PEACE7&to={target}").headers["location"] == "/"
