"""The lab in a real browser: by keyboard, by eye, on a phone, and after everything went away."""

import json
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from sim.lab.settings import LabSettings
from sim.lab.tally import tally_of
from sim.questions.run.run import run
from tests.lab.browser import LAPTOP, PATIENCE_MS, PHONE, PROJECTOR, browser, is_wide, visit
from tests.lab.serving import Lab, lab
from tests.lab.test_library import SMALL

# One browser for all of them, on one worker.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
TEXTBOOK = "/lab?scenario=textbook/standard"
LEVERAGE = "scenario.ties.sponsor_a_party_a.leverage"
PATROLS = "scenario.obligations.patrols.active"
RUNS, COMMAND = re.compile(r"/lab/runs\?"), re.compile(r"/download/command\.txt\?")

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as found:
        yield found


def told(page: Page) -> None:
    """Wait until the run is told."""
    expect(page.locator("#telling")).to_be_empty()
    expect(page.locator("#day-date")).not_to_be_empty()


def changed(page: Page, text: str) -> None:
    """Wait until the address says something."""
    page.wait_for_function("text => location.search.includes(text)", arg=text)


@pytest.mark.parametrize("size", [PROJECTOR, PHONE])
def test_everybody_can_read_and_reach_every_view(
    chrome: Browser, served: Lab, size: tuple[int, int]
) -> None:
    with visit(chrome, f"{served.address}{TEXTBOOK}&runs=40&{PATROLS}=false", size) as here:
        page = here.page
        for view in ("text", "run", "many", "why", "download"):
            page.click(f"#tab-{view}")
            if view == "run":
                told(page)
                page.click("#to-end")
            if view == "many":
                page.click("#count")
                expect(page.locator("#pin")).to_be_visible()
                page.click("#numbers summary")
            assert here.findings() == []
            assert not is_wide(page)


def test_everybody_can_read_the_first_page(chrome: Browser, served: Lab) -> None:
    with visit(chrome, f"{served.address}/", PHONE) as here:
        assert here.findings() == []
        assert not is_wide(here.page)
        here.page.keyboard.press("Tab")
        assert here.page.evaluate("document.activeElement.textContent") == "Skip to the page"
        here.page.get_by_role("link", name="Begin with the textbook case").click()
        expect(here.page.get_by_role("heading", level=1)).to_have_text("A textbook cessation")


def test_a_knob_is_turned_by_keyboard_and_the_page_answers(chrome: Browser, served: Lab) -> None:
    with visit(chrome, f"{served.address}{TEXTBOOK}") as here:
        page = here.page
        slider = page.get_by_role("slider", name="Sponsor A's hold on Party A")
        slider.focus()
        slider.press("ArrowLeft")
        changed(page, f"{LEVERAGE}=0.45")
        expect(page.locator("#changes")).to_contain_text(LEVERAGE)
        field = page.get_by_role("spinbutton", name="Sponsor A's hold on Party A, as a number")
        expect(field).to_have_value("0.45")
        slider.press("ArrowRight")
        page.wait_for_function("key => !location.search.includes(key)", arg=LEVERAGE)
        expect(page.locator("#changes")).to_contain_text("Nothing is changed")


def test_a_value_that_cannot_be_is_told_and_nothing_is_lost(chrome: Browser, served: Lab) -> None:
    with visit(chrome, f"{served.address}{TEXTBOOK}") as here:
        here.refusals = True
        page = here.page
        field = page.get_by_role("spinbutton", name="Sponsor A's hold on Party A, as a number")
        field.fill("7")
        expect(page.locator("#fault")).to_contain_text("outside [0, 1]")
        assert LEVERAGE not in page.evaluate("location.search")
        field.fill("0.7")
        changed(page, f"{LEVERAGE}=0.7")
        expect(page.locator("#fault")).to_be_empty()


def test_a_clause_is_switched_off_and_the_focus_stays(chrome: Browser, served: Lab) -> None:
    with visit(chrome, f"{served.address}{TEXTBOOK}") as here:
        page = here.page
        switch = page.locator(f'[data-switch="{PATROLS}"][type=checkbox]')
        switch.focus()
        switch.press(" ")
        changed(page, f"{PATROLS}=false")
        expect(page.locator("tr.out")).to_contain_text("left out")
        focused = "document.activeElement.dataset.switch"
        assert page.evaluate(focused) == PATROLS
        page.get_by_role("link", name=f"Undo {PATROLS}").click()
        expect(page.locator("tr.out")).to_have_count(0)


def test_a_number_that_stands_twice_says_the_same_and_is_undone_in_place(
    chrome: Browser, served: Lab
) -> None:
    with visit(chrome, f"{served.address}{TEXTBOOK}#download") as here:
        page = here.page
        offered = page.get_by_role("spinbutton", name="Sponsor A's hold on Party A, as a number")
        page.get_by_text("More: every other number").click()
        page.get_by_role("searchbox", name="Search").fill(LEVERAGE)
        found = page.locator(f'#keys [data-key="{LEVERAGE}"]')
        found.fill("0.9")
        expect(offered).to_have_value("0.9")
        offered.fill("0.2")
        expect(found).to_have_value("0.2")
        page.get_by_role("link", name=f"Undo {LEVERAGE}").click()
        expect(page.locator("#changes")).to_contain_text("Nothing is changed")
        for field in (offered, found):
            expect(field).to_have_value("0.5")
        # What was open is open still, and the keyboard goes on from there.
        expect(page.locator("#view-download")).to_be_visible()
        expect(page.locator("#set-up-head")).to_be_focused()


def test_any_number_can_be_searched_and_changed(chrome: Browser, served: Lab) -> None:
    with visit(chrome, f"{served.address}{TEXTBOOK}") as here:
        page = here.page
        page.get_by_text("More: every other number").click()
        page.get_by_role("searchbox", name="Search").fill("patrols difficulty")
        field = page.locator('#keys [data-key="scenario.obligations.patrols.difficulty"]')
        field.fill("0.9")
        changed(page, "scenario.obligations.patrols.difficulty=0.9")


def test_a_run_is_played_stepped_and_told_in_step(chrome: Browser, served: Lab) -> None:
    with visit(chrome, f"{served.address}{TEXTBOOK}#run") as here:
        page = here.page
        told(page)
        told_run = json.loads(served.ask(f"/lab/trace?{TEXTBOOK.partition('?')[2]}").text)
        day = page.get_by_role("slider", name="Day")
        expect(page.locator("#went")).to_be_hidden()
        day.focus()
        day.press("ArrowRight")
        assert day.get_attribute("aria-valuetext") == "Day 2, 2 January 2020"
        day.press("End")
        expect(page.locator("#went")).to_have_text(told_run["went"])
        expect(page.locator("#story li:visible")).to_have_count(len(told_run["beats"]))
        last = [sector for _, sector, _ in told_run["frames"]["captures"]]
        if last:
            holder = told_run["frames"]["captures"][-1]
            cell = page.locator(f'[data-cell="{holder[1]}"]')
            assert cell.get_attribute("fill") == f"url(#held-{holder[2]})"
        page.get_by_role("button", name="To the first day").click()
        page.select_option("#speed", "10")
        page.get_by_role("button", name="Play", exact=True).press("Enter")
        page.wait_for_function("() => Number(document.getElementById('day').value) > 3")
        page.get_by_role("button", name="Pause").press(" ")
        stood = day.input_value()
        page.wait_for_timeout(150)
        assert day.input_value() == stood
        page.get_by_role("button", name="To the end").click()
        page.locator("#story button:visible").first.click()
        assert day.input_value() == str(max(1, told_run["beats"][0]["day"]))


def test_tabs_are_walked_by_arrow_keys_and_remembered(chrome: Browser, served: Lab) -> None:
    with visit(chrome, f"{served.address}{TEXTBOOK}") as here:
        page = here.page
        page.get_by_role("tab", name="The text").focus()
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        expect(page.get_by_role("tab", name="Many runs")).to_be_focused()
        expect(page.get_by_role("tabpanel", name="Many runs")).to_be_visible()
        page.reload()
        expect(page.get_by_role("tab", name="Many runs")).to_have_attribute("aria-selected", "true")


def test_runs_are_counted_pinned_and_compared_on_the_same_stream(
    chrome: Browser, served: Lab
) -> None:
    with visit(chrome, f"{served.address}{TEXTBOOK}&runs=80#many") as here:
        page = here.page
        page.get_by_role("button", name="Run 80 times").click()
        expect(page.locator("#many-state")).to_have_text("All 80 runs are done.")
        result = run("textbook/standard", replicates=80)
        expect(page.locator("#reading")).to_have_text(tally_of(result.batch, 365, 80)["reading"])
        page.get_by_role("button", name="Pin this result").click()
        page.get_by_role("spinbutton", name="Sponsor A's hold on Party A, as a number").fill("0")
        changed(page, f"{LEVERAGE}=0")
        expect(page.locator("#stale")).to_be_visible()
        page.get_by_role("button", name="Run 80 times").click()
        expect(page.locator("#difference")).to_contain_text("With the change")
        expect(page.locator("#paired")).to_contain_text("80 pairs of runs on the same")
        expect(page.locator("#survival .curve.pinned")).to_have_count(1)
        # Back at what is pinned there is nothing to compare, and nothing is said to be.
        page.get_by_role("link", name=f"Undo {LEVERAGE}").click()
        page.wait_for_function("key => !location.search.includes(key)", arg=LEVERAGE)
        expect(page.locator("#survival .curve.now")).to_have_count(1)
        page.get_by_role("button", name="Run 80 times").click()
        expect(page.locator("#many-state")).to_have_text("All 80 runs are done.")
        expect(page.locator("#compared")).to_be_hidden()
        page.reload()
        expect(page.locator("#pinned-link")).to_contain_text("runs=80")
        assert sum("/lab/difference" in asked for asked in here.asked) == 1


def test_runs_are_those_of_the_set_up_that_is_seen(chrome: Browser, served: Lab) -> None:
    with visit(chrome, f"{served.address}{TEXTBOOK}&runs=40#many") as here:
        here.refusals = True
        page = here.page
        # The lab is too busy for the first stream.
        page.route(RUNS, lambda route: route.fulfill(status=503), times=1)
        # A knob is turned, and the runs are asked for before the page has heard of it.
        page.evaluate(
            """key => {
                const field = document.querySelector(`input[type=number][data-key="${key}"]`);
                field.value = "0.1";
                field.dispatchEvent(new Event("input", { bubbles: true }));
                document.getElementById("count").click();
            }""",
            LEVERAGE,
        )
        expect(page.locator("#many-state")).to_have_text("All 40 runs are done.")
        expect(page.locator("#stale")).to_be_hidden()
        changed(page, f"{LEVERAGE}=0.1")


def test_an_answer_that_comes_late_is_not_taken_for_the_last(chrome: Browser, served: Lab) -> None:
    with visit(chrome, f"{served.address}{TEXTBOOK}#download") as here:
        page = here.page
        late: list[Route] = []
        page.route(COMMAND, lambda route: late.append(route), times=1)  # noqa: PLW0108 - its kind counts
        field = page.get_by_role("spinbutton", name="Sponsor A's hold on Party A, as a number")
        with page.expect_request(COMMAND):
            field.fill("0.1")
        field.fill("0.2")
        command = page.locator("#command")
        expect(command).to_have_value(re.compile(rf"{LEVERAGE}=0\.2"))
        with page.expect_response(COMMAND):
            late[0].continue_()
        expect(command).to_have_value(re.compile(rf"{LEVERAGE}=0\.2"))


def test_counting_can_be_stopped(chrome: Browser, served: Lab) -> None:
    with visit(chrome, f"{served.address}/lab?scenario=idlib/series&runs=2000#many") as here:
        page = here.page
        page.get_by_role("button", name="Run 2000 times").click()
        page.wait_for_function("() => document.getElementById('progress').value > 0")
        page.get_by_role("button", name="Stop").click()
        expect(page.locator("#many-state")).to_contain_text("Stopped after")
        expect(page.get_by_role("button", name="Run 2000 times")).to_be_focused()


def test_the_chain_leads_to_the_day_on_the_map(chrome: Browser, served: Lab) -> None:
    with visit(chrome, f"{served.address}{TEXTBOOK}#why") as here:
        page = here.page
        told(page)
        steps = page.locator("#chain li")
        assert steps.count() >= 2
        page.locator("#chain button").first.click()
        expect(page.get_by_role("tab", name="One run")).to_be_focused()
        expect(page.locator("#day-date")).to_have_text(
            page.locator("#chain button").first.text_content() or ""
        )


def test_a_link_shows_another_person_the_same(chrome: Browser, served: Lab) -> None:
    address = f"{served.address}{TEXTBOOK}&run=5&{LEVERAGE}=0.15&{PATROLS}=false#run"
    seen = []
    for _ in range(2):
        with visit(chrome, address) as here:
            told(here.page)
            here.page.click("#to-end")
            seen.append(here.page.locator(".trace").inner_text())
            command = here.page.locator("#command")
            expect(command).to_have_value(
                "ceasefire run scenario=textbook/standard seed=1 replicates=500"
                f" {PATROLS}=false {LEVERAGE}=0.15"
            )
            field = here.page.locator(f'input[type=number][data-key="{LEVERAGE}"]')
            expect(field).to_have_value("0.15")
    assert seen[0] == seen[1]


def test_a_file_of_ones_own_is_checked_and_opened(chrome: Browser, served: Lab) -> None:
    with visit(chrome, f"{served.address}{TEXTBOOK}") as here:
        here.refusals = True
        page = here.page
        page.get_by_text("A scenario file of your own").click()
        page.get_by_label("or its text").fill(SMALL.replace("holder: south", "holder: west"))
        page.get_by_role("button", name="Check and open").click()
        expect(page.locator("#own-answer")).to_contain_text("west")
        page.get_by_label("or its text").fill(SMALL.replace("Two at", "<b>Two</b> at"))
        page.get_by_role("button", name="Check and open").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("<b>Two</b> at a bridge")


def test_a_file_that_was_mended_is_chosen_again(
    chrome: Browser, served: Lab, tmp_path: Path
) -> None:
    file = tmp_path / "mine.yaml"
    with visit(chrome, f"{served.address}{TEXTBOOK}") as here:
        page = here.page
        page.get_by_text("A scenario file of your own").click()
        for text in ("one: 1", SMALL):
            file.write_text(text, encoding="utf-8")
            with page.expect_file_chooser() as chosen:
                page.get_by_label("File").click()
            chosen.value.set_files(file)
            expect(page.get_by_label("or its text")).to_have_value(text)


def test_without_scripts_it_is_a_form(chrome: Browser, served: Lab) -> None:
    with visit(chrome, f"{served.address}{TEXTBOOK}", scripts=False) as here:
        page = here.page
        page.locator(f'input[name="{LEVERAGE}"]').fill("0.3")
        page.get_by_role("button", name="Show").click()
        page.wait_for_url(re.compile(re.escape(f"{LEVERAGE}=0.3")))
        expect(page.locator("#changes")).to_contain_text("0.3")


def test_the_page_goes_on_after_the_lab_was_started_again(chrome: Browser, compiled: None) -> None:
    running = ExitStack()
    first = running.enter_context(lab())
    with visit(chrome, f"{first.address}{TEXTBOOK}", LAPTOP) as here:
        here.refusals = True
        page = here.page
        page.get_by_text("A scenario file of your own").click()
        page.get_by_label("or its text").fill(SMALL)
        page.get_by_role("button", name="Check and open").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Two at a bridge")
        told(page)
        running.close()
        page.get_by_text("Random stream", exact=True).click()
        page.get_by_label("Number of the run that is shown").fill("2")
        expect(page.locator("#fault")).to_contain_text("cannot be reached")
        with lab(LabSettings(port=first.port, workers=2)):
            # The new lab has never seen the file; the tab hands it in again.
            changed(page, "run=2")
            expect(page.locator("#fault")).to_be_empty()
        with lab(LabSettings(port=first.port, workers=2)):
            # The page that could not be set up hands the file in and loads itself once more.
            page.reload(wait_until="commit")
            expect(page.get_by_role("heading", level=1)).to_have_text("Two at a bridge")


# Notes how far the count was at its first curve; a test that asked later might come too late.
FIRST_CURVE = """
new MutationObserver((_, watch) => {
  if (!document.querySelector("#survival .curve")) return;
  window.countAtFirstCurve = Number(document.getElementById("progress").value);
  watch.disconnect();
}).observe(document, { childList: true, subtree: true });
"""


def test_first_figures_come_while_the_others_run(chrome: Browser, served: Lab) -> None:
    with visit(chrome, f"{served.address}/lab?scenario=idlib/moscow_2020&seed=7#many") as here:
        page = here.page
        page.evaluate(FIRST_CURVE)
        page.get_by_role("button", name="Run 500 times").click()
        expect(page.locator("#many-state")).to_have_text("All 500 runs are done.")
        assert 0 < page.evaluate("window.countAtFirstCurve") < 500
