"""A property is tried on the same examples by everybody."""

import importlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

RARE = (4711, 0.0815, "a rare word")

pytestmark = pytest.mark.skipif(
    not settings.default.derandomize, reason="this profile tries others each time"
)


def examples() -> list[object]:
    """What one property is tried on."""
    seen: list[object] = []

    @given(st.integers() | st.floats() | st.text())
    @settings(max_examples=500)
    def tried(value: object) -> None:
        # Not a number is not equal to itself.
        seen.append(repr(value))

    tried()
    return seen


def test_which_modules_are_loaded_changes_no_example(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = examples()
    (tmp_path / "numbers_of_somebody.py").write_text(f"RARE = {RARE!r}\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    importlib.import_module("numbers_of_somebody")
    assert examples() == before
    assert len(before) == 500
