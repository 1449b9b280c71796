"""What a verb takes beside a scenario."""

import pytest

from sim.cli.owned import take_executor, take_group, take_own
from sim.scenario.errors import InputError

KNOWN = {"pairs": 0, "logs": 200}


def test_own_settings_are_taken_out_with_their_defaults() -> None:
    tree = {"why": {"pairs": 3}, "seed": 1}
    assert take_own(tree, "why", KNOWN, "why.pairs=3") == {"pairs": 3, "logs": 200}
    assert tree == {"seed": 1}


@pytest.mark.parametrize(
    ("own", "key", "says"),
    [
        (4, "why", "4 does not fit. Write why.pairs=3."),
        ({"pair": 1}, "why.pair", "this key is not known. Did you mean pairs?"),
    ],
)
def test_what_does_not_fit_is_said_with_its_mend(own: object, key: str, says: str) -> None:
    with pytest.raises(InputError) as error:
        take_own({"why": own}, "why", KNOWN, "why.pairs=3")
    assert str(error.value) == f"{key}: {says}"


def test_an_executor_is_a_name_and_perhaps_an_address() -> None:
    assert take_executor({"executor": {"name": "threads"}}) == ("threads", None)
    dask = {"name": "dask", "address": "tcp://x:1"}
    assert take_executor({"executor": dask}) == ("dask", "tcp://x:1")
    with pytest.raises(InputError, match="Write design=NAME"):
        take_group({"design": 3}, "design")
