"""A class game in real browsers: two teams and a facilitator, reloads, a server that falls over."""

from __future__ import annotations

import re
import socket
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from sim.lab.settings import LabSettings, addresses
from tests.lab.browser import PHONE, PROJECTOR, browser, findings, is_wide, page_of
from tests.lab.serving import Lab, lab

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page, Request, Route

# One browser for all of them, on one worker.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each page has a context of its own."""
    with browser() as started:
        yield started


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


class Server:
    """A lab that can be stopped and started again at the same address."""

    def __init__(self, folder: Path, **settings: Any) -> None:  # noqa: ANN401 - as the lab has
        self.settings = LabSettings(port=free_port(), workers=1, games=str(folder), **settings)
        self._held = ExitStack()

    def start(self) -> Lab:
        """Start it."""
        return self._held.enter_context(lab(self.settings))

    def stop(self) -> None:
        """Stop it."""
        self._held.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A lab that is up."""
    server = Server(tmp_path)
    server.start()
    yield server
    server.stop()


def at(server: Server, path: str) -> str:
    """An address of the lab."""
    return f"http://127.0.0.1:{server.settings.port}{path}"


def open_game(lead: Page, address: str, weeks: int = 3) -> str:
    """Open a game on the page of a facilitator; its code."""
    lead.goto(f"{address}/class/new?scenario=textbook/standard")
    lead.fill("#weeks", str(weeks))
    lead.click("text=Play a random stream again")
    lead.fill("#replicate", "0")
    lead.click("button:has-text('Open the game')")
    code = lead.text_content(".code")
    assert code is not None
    return code.strip()


def take_seat(page: Page, address: str, code: str, seat: str, team: str) -> None:
    """Join with a code, and take a seat."""
    page.goto(f"{address}/class")
    page.fill("#code", code.lower())
    page.click("button:has-text('Join')")
    page.check(f"input[value={seat}]")
    page.fill("#team", team)
    page.click("button:has-text('Take the seat')")
    page.wait_for_url("**/team")


def choose(page: Page, option: str) -> None:
    """Take an option by its words."""
    page.click(f".chip:text-is('{option}')")


def decide(page: Page) -> None:
    """Send what is chosen."""
    page.click(".send button:not([data-rule])")


@contextmanager
def table(server: Server, chromium: Browser) -> Iterator[tuple[Page, Page, Page]]:
    """A facilitator at the wall, a team on a phone, and one at a desk; the game has begun."""
    lead, herons, otters = (page_of(chromium, size) for size in (PROJECTOR, PHONE, PROJECTOR))
    code = open_game(lead, at(server, ""))
    take_seat(herons, at(server, ""), code, "party_a", "Herons")
    take_seat(otters, at(server, ""), code, "party_b", "Otters")
    lead.wait_for_selector("td:text-is('Otters')")
    lead.click("button:has-text('Start')")
    try:
        yield lead, herons, otters
    finally:
        for page in (lead, herons, otters):
            page.context.close()


def test_a_class_plays_through_reloads_and_a_restart(server: Server, chromium: Browser) -> None:
    with table(server, chromium) as (lead, herons, otters):
        # The start arrives by itself. A reload in mid-week keeps what was not yet sent.
        choose(herons, "probe everywhere")
        herons.reload()
        assert herons.is_checked("input[value=probe]")
        assert "Not yet sent" in str(herons.text_content("[data-sent]"))
        decide(herons)
        herons.wait_for_selector("[data-decided]")
        lead.wait_for_selector("text=1 of 2 teams have decided")
        otters.wait_for_selector("text=1 of 2 teams have decided")
        # So does the end of the week.
        decide(otters)
        for page in (herons, otters):
            page.wait_for_selector("h2:has-text('Week 1 of 3')")
        assert herons.is_checked("input[value=probe]")
        # A decision is taken down, the lab falls over between two weeks and is started again.
        choose(otters, "hold fire")
        decide(otters)
        otters.wait_for_selector("[data-decided]")
        server.stop()
        herons.wait_for_selector("text=No connection")
        choose(herons, "hold fire")
        decide(herons)
        herons.wait_for_selector("text=Your choices are kept here")
        # What is changed meanwhile goes along.
        choose(herons, "probe everywhere")
        server.start()
        for page in (herons, otters):
            page.wait_for_selector("h2:has-text('Week 2 of 3')")
        assert herons.is_checked("input[value=probe]")
        # A team that does not decide is played by the model, and is told so.
        lead.wait_for_selector("h1:has-text('Week 3 of 3')")
        decide(herons)
        lead.wait_for_selector("text=1 of 2 teams have decided")
        lead.click("button:has-text('Move on')")
        lead.wait_for_selector("h1:has-text('The debrief')")
        for page in (herons, otters):
            page.wait_for_selector("h2:has-text('Who really fired at your side')")
            page.wait_for_selector("h2:has-text('The same random stream under other choices')")
        lead.wait_for_selector("th:has-text('The model in every seat')")
        assert "Party A probe" not in str(otters.text_content("main"))


def test_one_person_plays_alone_by_keyboard(server: Server, chromium: Browser) -> None:
    page = page_of(chromium, PROJECTOR)
    page.goto(at(server, "/seat?scenario=textbook/standard"))
    page.fill("#weeks", "2")
    page.press("#weeks", "Enter")
    page.wait_for_url("**/team")
    # The first choice, one option further by the arrow key; Enter sends.
    page.focus(".lever input:checked")
    page.keyboard.press("ArrowRight")
    chosen = page.locator(".lever").first.locator("input:checked")
    assert chosen.get_attribute("value") == "restrain"
    page.keyboard.press("Enter")
    page.wait_for_selector("h2:has-text('Week 1 of 2')")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.click("text=End the game here")
    page.click("button:has-text('End the game')")
    page.wait_for_selector("text=This is the debrief")
    page.context.close()


def test_a_week_is_played_without_scripts_from_another_machine(
    tmp_path: Path, chromium: Browser
) -> None:
    server = Server(tmp_path, host="0.0.0.0", code="PEACE7")  # noqa: S104
    server.start()
    address = addresses(server.settings)[1].rstrip("/")
    try:
        lead, team = page_of(chromium, PROJECTOR), page_of(chromium, PHONE, scripts=False)
        lead.goto(at(server, "/enter?code=PEACE7"))
        code = open_game(lead, at(server, ""))
        assert address in str(lead.text_content(".come"))
        team.goto(f"{address}/class")
        team.fill("#code", code)
        team.click("button:has-text('Enter')")
        team.check("input[value=party_a]")
        team.fill("#team", "Herons")
        team.click("button:has-text('Take the seat')")
        lead.wait_for_selector("td:text-is('Herons')")
        lead.click("button:has-text('Start')")
        lead.wait_for_selector("button:has-text('Move on')")
        team.reload()
        choose(team, "probe everywhere")
        decide(team)
        team.wait_for_selector("h2:has-text('Week 1 of 3')")
        assert team.context.cookies()[0]["httpOnly"]
        for page in (lead, team):
            page.context.close()
    finally:
        server.stop()


def test_an_event_from_outside_reaches_the_teams(server: Server, chromium: Browser) -> None:
    with table(server, chromium) as (lead, herons, otters):
        lead.click("summary:has-text('Bring in an event')")
        lead.click("summary:has-text('A party grows tired of war')")
        lead.fill("#words-weary", "The bakery has burnt down")
        lead.locator(".event[open]").get_by_role("button").click()
        lead.wait_for_selector("text=(1 to come)")
        lead.click("button:has-text('Move on')")
        for page in (herons, otters):
            page.wait_for_selector("text=The bakery has burnt down")


def test_a_page_that_is_brought_up_to_date_keeps_what_is_being_typed(
    server: Server, chromium: Browser
) -> None:
    with table(server, chromium) as (lead, herons, otters):
        lead.click("summary:has-text('Bring in an event')")
        lead.click("summary:has-text('A party grows tired of war')")
        lead.select_option("#subject-weary", "party_b")
        lead.fill("#words-weary", "The bakery has down")
        lead.evaluate("document.getElementById('words-weary').setSelectionRange(15, 15)")
        decide(herons)
        lead.wait_for_selector("text=1 of 2 teams have decided")
        lead.keyboard.type("burnt ")
        assert lead.input_value("#words-weary") == "The bakery has burnt down"
        assert lead.input_value("#subject-weary") == "party_b"
        # Also when the week turns, and the page would begin at its head again.
        decide(otters)
        lead.wait_for_selector("h1:has-text('Week 2')")
        assert lead.is_visible("#words-weary")
        assert lead.evaluate("document.activeElement.id") == "words-weary"
        # What has arrived is not kept.
        lead.locator(".event[open]").get_by_role("button").click()
        lead.wait_for_selector("text=(1 to come)")
        assert lead.input_value("#words-weary") == ""


def test_a_click_is_not_lost_to_a_page_that_is_brought_up_to_date(
    server: Server, chromium: Browser
) -> None:
    with table(server, chromium) as (lead, herons, _):
        lead.wait_for_selector("button:enabled:has-text('Pause')")
        lead.hover("button:has-text('Pause')")
        lead.mouse.down()
        decide(herons)
        herons.wait_for_selector("[data-decided]")
        # Longer than the page takes to hear of it, shorter than it waits for a release.
        lead.wait_for_timeout(400)
        lead.mouse.up()
        lead.wait_for_selector("button:has-text('Go on')")


def test_a_page_that_is_brought_up_to_date_keeps_the_place_of_the_keyboard(
    server: Server, chromium: Browser
) -> None:
    with table(server, chromium) as (lead, herons, _):
        # Just after the start the buttons rest.
        lead.wait_for_selector("button:enabled:has-text('Pause')")
        lead.focus("button:has-text('Pause')")
        decide(herons)
        lead.wait_for_selector("text=✓ decided")
        assert lead.evaluate("document.activeElement.textContent") == "Pause"
        # The button that is pressed gives way to another; the keyboard goes on from the head.
        lead.keyboard.press("Enter")
        lead.wait_for_selector("button:has-text('Go on')")
        assert lead.evaluate("document.activeElement.tagName") == "H1"


def posts(page: Page) -> list[str]:
    """What a page sends from now on."""
    found: list[str] = []
    page.on("request", lambda one: found.append(one.post_data) if one.method == "POST" else None)
    return found


def test_who_clicks_twice_does_one_thing(server: Server, chromium: Browser) -> None:
    lead, herons = page_of(chromium, PROJECTOR), page_of(chromium, PROJECTOR)
    code = open_game(lead, at(server, ""))
    herons.goto(at(server, f"/game/{code}"))
    herons.check("input[value=party_a]")
    herons.fill("#team", "Herons")
    sent = posts(herons)
    held: list[Route] = []
    door = re.compile(r"/game/\w+$")
    herons.route(door, lambda route: held.append(route))  # noqa: PLW0108 - its kind counts
    herons.locator("button:has-text('Take the seat')").evaluate(
        """async button => {
            button.click();
            await new Promise(go => setTimeout(go, 200));
            button.click();
        }"""
    )
    while not held:
        herons.wait_for_timeout(10)
    held[-1].continue_()
    herons.wait_for_url("**/team")
    assert len(sent) == 1
    # Where Start was there is Move on, which would play a week.
    lead.wait_for_selector("td:text-is('Herons')")
    sent = posts(lead)
    start = lead.locator("button:has-text('Start')").bounding_box()
    assert start is not None
    place = (start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    # The pause of the buttons lasts until the clock goes on, however slow the machine is.
    lead.clock.install()
    lead.clock.pause_at(lead.evaluate("Date.now() + 1"))
    lead.mouse.click(*place)
    lead.wait_for_selector("button:has-text('Move on')")
    lead.mouse.click(*place)
    lead.clock.resume()
    lead.click("button:has-text('Move on')")
    lead.wait_for_selector("h1:has-text('Week 2')")
    assert [text.partition("&")[0] for text in sent] == ["do=start", "do=move_on"]
    for page in (lead, herons):
        page.context.close()


def test_a_page_that_nobody_looks_at_holds_no_connection(server: Server, chromium: Browser) -> None:
    def looked_at(page: Page, *, seen: bool) -> None:
        page.evaluate(
            """hidden => {
                Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
                document.dispatchEvent(new Event("visibilitychange"));
            }""",
            not seen,
        )

    def of_stream(request: Request) -> bool:
        return "/live" in request.url

    with table(server, chromium) as (lead, herons, _):
        lead.wait_for_selector("button:has-text('Pause')")
        with lead.expect_event("requestfailed", of_stream):
            looked_at(lead, seen=False)
        decide(herons)
        herons.wait_for_selector("[data-decided]")
        looked_at(lead, seen=True)
        lead.wait_for_selector("text=✓ decided")


def test_no_page_is_wider_than_its_screen_and_none_has_barriers(
    server: Server, chromium: Browser
) -> None:
    def sound(page: Page, name: str) -> None:
        assert not is_wide(page), name
        assert findings(page) == [], name

    with table(server, chromium) as (lead, herons, otters):
        code = re.sub(r".*/game/(\w+)/.*", r"\1", lead.url)
        for size in (PROJECTOR, PHONE):
            page = page_of(chromium, size)
            for path in ("/class", "/class/new?scenario=textbook/standard",
                         "/seat?scenario=textbook/standard", f"/game/{code}"):  # fmt: skip
                page.goto(at(server, path))
                sound(page, f"{path} {size}")
            page.context.close()
        for fold in lead.locator("details").all():
            fold.evaluate("fold => fold.open = true")
        for fold in herons.locator("details").all():
            fold.evaluate("fold => fold.open = true")
        sound(lead, "facilitator")
        lead.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert not is_wide(lead)
        sound(herons, "team on a phone")
        sound(otters, "team at a desk")
        for week in range(3):
            lead.locator("button:has-text('Move on')").click()
            herons.wait_for_selector(
                f"h2:has-text('Week {week + 1} of 3')" if week < 2 else ".debrief"
            )
            lead.wait_for_selector(f"h1:has-text('Week {week + 2}')" if week < 2 else ".debrief")
        sound(herons, "debrief on a phone")
        lead.wait_for_selector(".debrief")
        sound(lead, "debrief of the class")
