"""The event log, and every figure that is derived from it."""

from sim.record.events import Event, EventLog, events_frame
from sim.record.outcome import Outcome, outcome_of

__all__ = ["Event", "EventLog", "Outcome", "events_frame", "outcome_of"]
