"""Settings that hold for every test, and the order in which they run."""

import os

import pytest

from sim.day.trace import trace
from tests.examples import choose_profile
from tests.scenario.textbook import small_tree

choose_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

COMPILED = "compiled"


@pytest.fixture(scope="session")
def compiled() -> None:
    """The engine compiled, which takes more than a minute the first time on a machine."""
    trace(small_tree(), 1, 0, 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one test compile the engine first, and those that need it compiled wait till the end."""
    waiting = [item for item in items if COMPILED in getattr(item, "fixturenames", ())]
    others = [item for item in items if COMPILED not in getattr(item, "fixturenames", ())]
    items[:] = waiting[:1] + others + waiting[1:]
