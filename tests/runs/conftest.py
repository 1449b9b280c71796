"""What tests of sweeps share."""

import pytest

from sim.runs.engines import ENGINES
from tests.runs.fake_engine import FAKE


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine that makes results up, and source that nobody edits meanwhile."""
    monkeypatch.setitem(ENGINES, "fake", FAKE)
    monkeypatch.setattr("sim.questions.sweep.sweep.source_hash", lambda: "source")
