"""The event log, and every figure that is derived from it."""

from sim.record.events import Event, EventLog, event_columns, events_frame
from sim.record.outcome import Outcome, outcome_of
from sim.record.told import Told

__all__ = ["Event", "EventLog", "Outcome", "Told", "event_columns", "events_frame", "outcome_of"]
