"""A real browser for the lab: headless Chromium, which keeps a record of what pages ask for."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
Size = tuple[int, int]
PROJECTOR, LAPTOP, PHONE = (1920, 1080), (1280, 800), (390, 844)
# A machine that runs other work too may take its time: what runs are told by gives way to the rest.
PATIENCE_MS = 150_000


def chromium() -> str:
    """Find the browser, or skip the test."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is on the path")
    return found


@contextmanager
def browser() -> Iterator[Browser]:
    """Start the browser."""
    path = chromium()
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=list(QUIET))
        yield found
        found.close()


@dataclass
class Visit:
    """A page that is open, and what went on behind it."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    # The browser itself complains of what a test has the lab refuse, or not answer.
    refusals: bool = False

    def findings(self) -> list[str]:
        """What is wrong for people who cannot see or point."""
        return findings(self.page)


def findings(page: Page) -> list[str]:
    """What axe-core finds wrong for people who cannot see or point."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def page_of(browser: Browser, size: Size, *, scripts: bool = True) -> Page:
    """A page in a profile of its own, as on another machine; an error on it fails the test."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        has_touch=size is PHONE,
        is_mobile=size is PHONE,
        java_script_enabled=scripts,
    )
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()

    def broken(error: object) -> None:
        raise AssertionError(error)

    page.on("pageerror", broken)
    return page


def is_wide(page: Page) -> bool:
    """Whether a page has to be moved sideways."""
    # On a phone the inner width grows with what is too wide.
    root = "document.documentElement"
    return bool(page.evaluate(f"{root}.scrollWidth > {root}.clientWidth"))


@contextmanager
def visit(
    browser: Browser, address: str, size: Size = LAPTOP, *, scripts: bool = True
) -> Iterator[Visit]:
    """Open a page in a profile of its own.

    Afterwards nothing may have been asked of another machine, and nothing may have gone wrong.
    """
    page = page_of(browser, size, scripts=scripts)
    found = Visit(page)
    page.on("request", lambda request: found.asked.append(request.url))
    page.on(
        "console",
        lambda message: (
            found.complaints.append(message.text) if message.type in {"error", "warning"} else None
        ),
    )
    page.goto(address)
    if scripts:
        page.wait_for_selector("body[data-state=ready], main:not(:has(#views))", state="attached")
    yield found
    home = address.split("/", 3)[:3]
    strangers = [url for url in found.asked if url.split("/", 3)[:3] != home]
    page.context.close()
    assert not strangers, "a page asked another machine"
    assert found.refusals or found.complaints == []
