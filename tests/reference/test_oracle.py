"""Many worlds give, to the last bit, what the first edition of the model gave for them.

If a change of what they give is meant, `make refresh` stores the new hashes.
"""

import pytest

from tests.examples import few
from tests.reference import oracle

DEEP = few(1) > 1


@pytest.mark.usefixtures("compiled")
@pytest.mark.parametrize("name", oracle.names(deep=DEEP))
def test_a_world_gives_what_it_always_gave(name: str) -> None:
    assert oracle.found(name) == oracle.stored()[name]


def test_every_world_is_stored() -> None:
    assert set(oracle.stored()) == set(oracle.names(deep=True))
    assert 30 <= len(oracle.names(deep=False)) <= 50
