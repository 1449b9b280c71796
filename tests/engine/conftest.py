"""What tests of the engine share."""

import pytest

import sim.engine.state


@pytest.fixture
def little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for the events of short runs only, which is quicker to set out."""
    monkeypatch.setattr(sim.engine.state, "EVENTS", 6000)
