"""Journals are closed after each test."""

from collections.abc import Iterator

import pytest

from sim.game.journal import Journal


@pytest.fixture(autouse=True)
def journals_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Close every journal that a test opened."""
    found: list[Journal] = []
    begin = Journal.__init__

    def kept(journal: Journal, *arguments: object, **named: object) -> None:
        begin(journal, *arguments, **named)  # type: ignore[arg-type]
        found.append(journal)

    monkeypatch.setattr(Journal, "__init__", kept)
    yield
    for journal in found:
        journal.close()
