"""One lab for all tests that only ask it."""

from collections.abc import Iterator

import pytest

from tests.lab.serving import Lab, lab


@pytest.fixture(scope="session")
def served(compiled: None) -> Iterator[Lab]:
    """A lab on this machine alone, with the engine compiled."""
    with lab() as found:
        yield found
