"""The catalogue of measures holds what is counted, and each counts a kind of event."""

from sim.day.events import FORMS
from sim.day.measures import BY_NAME, COUNTED, MEASURES


def test_the_catalogue_holds_what_is_counted() -> None:
    assert tuple(measure.name for measure in MEASURES) == COUNTED
    assert tuple(BY_NAME) == COUNTED


def test_a_measure_counts_events_of_a_kind_and_a_part_those_of_its_whole() -> None:
    for measure in MEASURES:
        assert measure.event in FORMS, measure.name
        if measure.part_of:
            assert BY_NAME[measure.part_of].event == measure.event
