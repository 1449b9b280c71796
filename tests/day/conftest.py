"""What tests of the day share."""

import pytest

import sim.day.build


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for the events of short runs only, which is quicker to set out."""
    monkeypatch.setattr(sim.day.build, "EVENTS", 6000)
