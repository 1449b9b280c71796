"""A real browser for tests: Chromium as it is installed, without a screen."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from playwright.sync_api import Browser, Page, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
WALL = {"width": 1920, "height": 1080}
PHONE = {"width": 390, "height": 844}


def found() -> str | None:
    """Where a browser lies on this machine; None where there is none."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a browser."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=found(), args=ARGUMENTS)
        try:
            yield started
        finally:
            started.close()


def page_of(started: Browser, size: dict[str, int], *, script: bool = True) -> Page:
    """A page in a context of its own, as on another machine; an error on it fails the test."""
    context = started.new_context(
        viewport={"width": size["width"], "height": size["height"]},
        has_touch=size is PHONE,
        is_mobile=size is PHONE,
        java_script_enabled=script,
    )
    context.set_default_timeout(15_000)
    page = context.new_page()

    def broken(error: object) -> None:
        raise AssertionError(error)

    page.on("pageerror", broken)
    return page
