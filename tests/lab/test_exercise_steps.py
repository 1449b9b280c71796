"""The exercises as their sheets say under *Lab*: what is clicked there is what the commands run."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from sim.cli.several import changes_of, sides_of
from sim.lab.library import OWN, Library
from sim.lab.setup import set_up_of
from sim.scenario.load import scenario_from_tree
from sim.scenario.tree import changed, tree_of
from tests.lab.browser import PATIENCE_MS, browser, visit
from tests.lab.serving import Lab

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("browser")]
SHEETS = Path(__file__).parents[2] / "experiments" / "exercises"
TEXTBOOK = "/lab?scenario=textbook/standard"
BARE = (
    *(f"obligations.{name}" for name in ("withdraw_heavy_weapons", "withdraw_groups", "patrols")),
    *("obligations.no_arms", "provisions.commission"),
    *("provisions.guarantee_a", "provisions.guarantee_b", "monitors.mission"),
)
MISSION = "monitors: {mission: {name: Mission, kind: mission, detection: 1, attribution: 1}}"

expect.set_options(timeout=PATIENCE_MS)
Deed = Callable[[Page], None]


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with browser() as found:
        yield found


@pytest.fixture(scope="module")
def library() -> Library:
    return Library()


def asked(page: Page, deed: Deed) -> None:
    """Do something, and wait until the page has answered."""
    # Of the page itself: what it has put into its address reaches `page.url` some time later.
    before = page.evaluate("location.href")
    deed(page)
    page.wait_for_function(
        "before => location.href !== before && document.body?.dataset.state === 'ready'",
        arg=before,
    )


def switch(name: str) -> Deed:
    """Turn a switch under *The text*."""
    return lambda page: page.locator(
        f'label:has([data-switch="scenario.{name}.active"]) .track'
    ).click()


def knob(label: str, value: str) -> Deed:
    """Set a number that is offered, by its words."""

    def turn(page: Page) -> None:
        field = page.get_by_label(f"{label}, as a number")
        fold = page.locator("#set-up details.group").filter(has=field)
        fold.evaluate("fold => fold.open = true")
        field.fill(value)

    return turn


def more(words: str, key: str, value: str) -> Deed:
    """Search under *More*, and set what was found."""

    def search(page: Page) -> None:
        page.locator("#more").evaluate("fold => fold.open = true")
        box = page.get_by_role("searchbox", name="Search")
        box.fill(words)
        field = page.locator(f'#keys [data-key$=".{key}"]')
        expect(field).to_be_attached()
        # What was found is seen at once.
        expect(page.locator("#keys .knob").first).to_be_in_viewport()
        if field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)

    return search


def opened(page: Page) -> None:
    """Open the scenario file whose text stands in the field."""
    page.get_by_role("button", name="Check and open").click()


def readings(words: dict[str, str]) -> list[Deed]:
    """Set the readings of clause 3."""
    return [more("withdraw_groups", f"readings.{who}", text) for who, text in words.items()]


A, B = ("party_a", "sponsor_a"), ("party_b", "sponsor_b")
BOTH = "party_a, party_b"
HOLD_A, HOLD_B = "Sponsor A's hold on Party A", "Sponsor B's hold on Party B"
NO_INTEREST = [
    more("relations", "sponsor_a.relations.sponsor_b", "0"),
    more("relations", "sponsor_b.relations.sponsor_a", "0"),
]
SABOTAGE = "Sabotage by the third group"
WATCHED = [
    knob("Attacks seen by the monitoring mission", "0.2"),
    more("monitors.mission", "mission.consequence", "50"),
]
# What a sheet says of each arm of its command.
TEXTBOOK_STEPS: dict[str, dict[str, list[Deed]]] = {
    "1_deadline/readings": {
        "read alike": [
            more("withdraw_groups", "owed_by", BOTH),
            # The others read it so already.
            *readings(dict.fromkeys(A, BOTH)),
        ],
        "each the other": readings(dict.fromkeys(A, "party_b") | dict.fromkeys(B, "party_a")),
        "later": [more("withdraw_groups", "due", "180")],
        "no clause": [switch("obligations.withdraw_groups")],
    },
    "3_spoilers/strikes": {
        "never": [knob(SABOTAGE, "0")],
        "often host excused": [
            knob(SABOTAGE, "1"),
            more("believed_control", "third_group.believed_control", "0"),
        ],
    },
    "4_patrols/watch": {
        "no patrols": [switch("obligations.patrols")],
        "patrols missed": [more("patrols.difficulty", "patrols.difficulty", "0.9")],
        "no mission": [switch("monitors.mission")],
        "tells nobody": [more("monitors.mission", "mission.public", "false")],
    },
    "5_selection/hard": {
        "unwatched": [knob("Worth of the text", "1"), switch("monitors.mission")],
        "watched": [knob("Worth of the text", "1"), *WATCHED],
    },
    "6_leverage/hold": {
        "one holds": [knob(HOLD_A, "1"), knob(HOLD_B, "0")],
        "full hold no interest": [knob(HOLD_A, "1"), knob(HOLD_B, "1"), *NO_INTEREST],
    },
}


def arms_of(sheet: str) -> dict[str, Any]:
    """Scenarios of the arms of a comparison, as trees."""
    question = sides_of([f"config={SHEETS / sheet}.yaml"]).scenarios[0].question()
    base = tree_of(question.scenario)
    return {
        name.replace("_", " "): tree_of(
            scenario_from_tree(changed(base, changes_of(overrides, base, None)))
        )
        for name, overrides in question.settings.compare.variants.items()
    }


def shown(page: Page, library: Library) -> Any:  # noqa: ANN401 - a tree
    """The scenario that a page shows, as a tree."""
    query = page.evaluate("Object.fromEntries(new URLSearchParams(location.search))")
    tree = tree_of(library.scenario(set_up_of(query.items())))
    # A file goes by its content here.
    return tree | ({"name": "tit_for_tat"} if tree["name"].startswith(OWN) else {})


def as_read(tree: Any) -> Any:  # noqa: ANN401 - a tree
    """A tree with every reading written out, which says the same in more words."""
    found = tree_of(scenario_from_tree(tree))
    for duty in found["scenario"]["obligations"].values():
        readers = found["scenario"]["parties"]
        duty["readings"] = {who: duty["readings"].get(who, duty["owed_by"]) for who in readers}
        duty["readings"] = {who: sorted(owners) for who, owners in duty["readings"].items()}
    return found


@pytest.mark.parametrize("sheet", TEXTBOOK_STEPS)
def test_each_arm_is_reached_by_clicks(
    chrome: Browser, served: Lab, library: Library, sheet: str
) -> None:
    arms = arms_of(sheet)
    with visit(chrome, f"{served.address}{TEXTBOOK}") as here:
        for arm, deeds in TEXTBOOK_STEPS[sheet].items():
            for deed in deeds:
                asked(here.page, deed)
            assert as_read(shown(here.page, library)) == as_read(arms[arm]), arm
            asked(here.page, lambda page: page.get_by_text("Undo everything").click())


def test_a_bare_text_is_made_and_items_are_added(
    chrome: Browser, served: Lab, library: Library
) -> None:
    arms = arms_of("7_agreement/menu")
    items = {
        "mediation": [switch("provisions.mediation")],
        "escape clause": [switch("provisions.escape_clause")],
        "feared mission": [
            switch("monitors.mission"),
            more("monitors.mission", "mission.consequence", "5"),
        ],
    }
    with visit(chrome, f"{served.address}{TEXTBOOK}") as here:
        page = here.page
        for name in BARE:
            asked(page, switch(name))
        for item, deeds in items.items():
            for deed in deeds:
                asked(page, deed)
            assert shown(page, library) == arms[item], item
            if len(deeds) == 1:
                asked(page, deeds[0])


def test_tit_for_tat_is_opened_as_a_file_and_a_mission_added(
    chrome: Browser, served: Lab, library: Library
) -> None:
    sheet = "2_tit_for_tat/errors"
    arms = arms_of(sheet)
    file = SHEETS / "2_tit_for_tat" / "tit_for_tat.yaml"
    text = file.read_text(encoding="utf-8")
    for each in (text, f"{text}\n{MISSION}\n"):
        library.hand_in(each)
    assert MISSION in (SHEETS / "2_tit_for_tat" / "README.md").read_text(encoding="utf-8")
    with visit(chrome, f"{served.address}{TEXTBOOK}") as here:
        page = here.page
        page.get_by_text("A scenario file of your own").click()
        page.get_by_label("File").set_input_files(file)
        expect(page.get_by_label("or its text")).to_have_value(text)
        asked(page, opened)
        expect(page.get_by_role("heading", level=1)).to_have_text("Tit for tat at one line")
        for who in ("party_a", "party_b"):
            asked(page, more("doctrine", f"{who}.doctrine.kind", "generous_tit_for_tat"))
            asked(page, more("doctrine", f"{who}.doctrine.generosity", "0.3"))
        assert shown(page, library) == arms["generous"]
        page.get_by_text("A scenario file of your own").click()
        page.get_by_label("or its text").fill(f"{text}\n{MISSION}\n")
        asked(page, opened)
        assert shown(page, library) == arms["mission"]


def test_the_seat_of_a_set_up_is_a_click_away(chrome: Browser, served: Lab) -> None:
    with visit(chrome, f"{served.address}{TEXTBOOK}") as here:
        page = here.page
        asked(page, knob(HOLD_A, "0.9"))
        page.get_by_role("link", name="take a seat", exact=True).click()
        expect(page.locator(".note")).to_contain_text("sponsor_a_party_a.leverage=0.9")
        page.check("input[value=sponsor_a]")
        page.fill("#weeks", "12")
        page.get_by_role("button", name="Begin").click()
        expect(page.locator("h1")).to_contain_text("Sponsor A")
