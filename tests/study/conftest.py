"""What tests of sweeps share."""

import pytest

from sim.study.engines import ENGINES
from tests.study.fake_engine import FAKE


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine that makes results up, and source that nobody edits meanwhile."""
    monkeypatch.setitem(ENGINES, "fake", FAKE)
    monkeypatch.setattr("sim.study.sweep_result.source_hash", lambda: "source")
