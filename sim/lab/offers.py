"""What the page of a scenario offers to take along, by name and in words."""

from __future__ import annotations

TABLES = (
    ("runs", "one for each run"),
    ("agreements", "one for each run and agreement"),
    ("clauses", "one for each run and duty"),
    ("events", "one for each event of the run that is told"),
    ("daily", "one for each day of the run that is told"),
)
PICTURES = (
    ("survival.svg", "Survival curve"),
    ("ends.svg", "Kinds of end"),
    ("map.svg", "Map at the start and the end of the run that is told"),
    ("timeline.svg", "Timeline of the run that is told"),
    ("causes.svg", "Chain of causes behind its end"),
)
