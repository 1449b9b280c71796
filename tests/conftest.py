"""Settings that hold for every test, and the order in which they run."""

import os

import pytest
from hypothesis import settings

from sim.engine.tell import tell
from tests.scenario.textbook import small_tree

# The same examples each time, so that a red test is red for everybody; no time limit for one
# example, because two tests share a small machine; and not too many, for the same reason.
settings.register_profile("house", derandomize=True, deadline=None, max_examples=60)
# Many times as many, and others each time: for the hours when nobody waits.
settings.register_profile("deep", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

COMPILED = "compiled"


@pytest.fixture(scope="session")
def compiled() -> None:
    """The engine compiled, which takes more than a minute the first time on a machine."""
    tell(small_tree(), 1, 0, 1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one test compile the engine first, and those that need it compiled wait till the end."""
    waiting = [item for item in items if COMPILED in getattr(item, "fixturenames", ())]
    others = [item for item in items if COMPILED not in getattr(item, "fixturenames", ())]
    items[:] = waiting[:1] + others + waiting[1:]
