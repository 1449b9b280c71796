import itertools
import math
from xml.etree import ElementTree as ET

import pytest
from matplotlib.figure import Figure

from sim.day.events import FORMS, EventLog
from sim.day.outcome import Outcome
from sim.day.trace import Daily
from sim.questions.run.map import map_svg, sector_map
from sim.questions.run.places import cell, garrisons, holders, main_zone, positions, reach
from sim.questions.run.timeline import LANES, timeline, timeline_svg
from sim.scenario.scenario import Scenario
from sim.shared.labels import overlap
from sim.shared.look import CAMP_COLOURS, date_ticks, party_looks, spread
from tests.questions import sample
from tests.questions.sample_scenarios import PLACES, STRIP

Trace = tuple[Scenario, EventLog, Daily, Outcome]


@pytest.fixture(scope="module")
def told() -> Trace:
    return sample.told()


@pytest.fixture(scope="module")
def svgs(told: Trace) -> dict[str, str]:
    return {"timeline": timeline_svg(*told), "map": map_svg(told[0], told[1], 248)}


@pytest.mark.parametrize("name", ["timeline", "map"])
def test_a_picture_is_sound_xml(svgs: dict[str, str], name: str) -> None:
    root = ET.fromstring(svgs[name])  # noqa: S314 - written two lines above
    assert root.tag.endswith("svg")


@pytest.mark.parametrize("name", ["timeline", "map"])
def test_a_picture_bears_no_date_and_no_machine(svgs: dict[str, str], name: str) -> None:
    assert "dc:date" not in svgs[name]
    assert "atplotlib v" not in svgs[name]


def test_the_same_run_gives_the_same_bytes(told: Trace, svgs: dict[str, str]) -> None:
    assert timeline_svg(*sample.told()) == svgs["timeline"]
    assert map_svg(told[0], told[1], 248) == svgs["map"]


def texts_of(figure: Figure) -> list[str]:
    found = [text.get_text() for text in figure.texts]
    for axis in figure.axes:
        found += [text.get_text() for text in axis.texts]
        found += [axis.get_title(loc="left")]
        found += [label.get_text() for label in axis.get_yticklabels()]
    return found


def test_the_timeline_names_the_end_and_the_other_datings(told: Trace) -> None:
    texts = texts_of(timeline(*told))
    assert any(text.startswith("end: offensive, 4 May 2019 (also first assault)") for text in texts)
    assert any(text.startswith("first capture, 9 May 2019") for text in texts)
    assert "Russia accuses" in texts
    assert not any("None" in text or "nan" in text or "_" in text for text in texts)


def test_labels_of_lines_keep_their_distance() -> None:
    placed = spread([0.5, 0.5, 0.52, 0.1], 0.1, 0.0, 1.0)
    assert all(abs(a - b) > 0.0999 for a, b in itertools.combinations(placed, 2))
    assert placed.index(min(placed)) == 3
    assert spread([], 0.1, 0.0, 1.0) == []


def test_marks_of_a_lane_differ_without_colour() -> None:
    for lane in LANES:
        shapes = [(mark.shape, mark.fill) for mark in lane.marks.values()]
        assert len(set(shapes)) == len(shapes)


def test_a_lane_has_a_mark_for_every_form_of_its_kind() -> None:
    for lane in LANES:
        if lane.kind not in ("talks", "offensive"):
            assert set(lane.marks) == set(FORMS[lane.kind]), lane.kind


def test_parties_differ_in_colour_and_without_it() -> None:
    looks = list(party_looks(sample.sochi()).values())
    for trait in ("letters", "hatch"):
        assert len({getattr(look, trait) for look in looks}) == len(looks)
    assert len({str(look.dash) for look in looks}) == len(looks)
    assert len({look.colour for look in looks}) == len(looks)


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def test_camps_do_not_share_colours() -> None:
    colours = [colour for camp in CAMP_COLOURS for colour in camp]
    assert len(set(colours)) == len(colours)
    assert abs(luminance(CAMP_COLOURS[0][0]) - luminance(CAMP_COLOURS[1][0])) > 0.05


def test_holders_change_with_captures(told: Trace) -> None:
    start, end = holders(told[0], told[1])
    assert start["morek"] == "nlf"
    assert end["morek"] == "government"
    assert start["idlib"] == end["idlib"]


def test_troops_that_arrive_stand_until_the_place_falls(told: Trace) -> None:
    start, end = garrisons(told[0], told[1])
    assert not start["morek"]
    assert not end["morek"]
    only = EventLog()
    for event in told[1]:
        if event.kind == "sector":
            break
        only.add(event)
    assert garrisons(told[0], only)[1]["morek"] == {"turkey": 0.25}


def test_the_zone_of_the_agreement_is_smaller_than_the_map(told: Trace) -> None:
    name, sectors = main_zone(told[0])
    assert name == "demilitarised strip"
    assert set(sectors) == set(STRIP)


def test_a_cell_is_what_lies_nearest(told: Trace) -> None:
    points = positions(told[0])
    radius = reach(points)
    for key, point in points.items():
        for edge in cell(key, points, radius):
            for corner in (edge.first, edge.last):
                own = math.dist(corner, point)
                assert own <= radius * 1.0001
                assert all(own <= math.dist(corner, other) + 1e-6 for other in points.values())


def test_cells_that_touch_agree_on_it(told: Trace) -> None:
    points = positions(told[0])
    touching = {
        (key, edge.beyond)
        for key in points
        for edge in cell(key, points, reach(points))
        if edge.beyond
    }
    assert touching
    assert all((other, key) in touching for key, other in touching)


def test_north_is_up_and_distances_are_even(told: Trace) -> None:
    points = positions(told[0])
    assert points["eis"][1] > points["hama"][1]
    # 7.0 km apart in the record from Khan Shaykhun to Morek: 8.1.
    assert math.dist(points["khanshaykhun"], points["morek"]) == pytest.approx(8.1, abs=0.2)


def test_names_on_the_map_do_not_cover_each_other(told: Trace) -> None:
    figure = sector_map(told[0], told[1], 248)
    names = {PLACES[key][0].split(" (")[0].split(" / ")[0] for key in PLACES}
    for axis in figure.axes[:2]:
        boxes = [
            text.get_window_extent()
            for text in axis.texts
            if text.get_text() in {name[0].upper() + name[1:] for name in names}
        ]
        assert len(boxes) == len(names)
        for one, other in itertools.combinations(boxes, 2):
            assert overlap(one.extents, other.extents) < 1.0


def test_without_coordinates_the_layout_is_the_same_each_time() -> None:
    scenario = sample.sochi()
    flat = {
        key: sector.model_copy(update={"lat": 0.0, "lon": 0.0})
        for key, sector in scenario.scenario.sectors.items()
    }

    def moved(sectors: dict[str, object]) -> Scenario:
        described = scenario.scenario.model_copy(update={"sectors": sectors})
        return scenario.model_copy(update={"scenario": described})

    points = positions(moved(dict(flat)))
    assert len(set(points.values())) == len(points)
    assert positions(moved(dict(reversed(flat.items())))) == points


@pytest.mark.parametrize("draw", ["dyad", "empty"])
def test_small_runs_are_drawn(draw: str) -> None:
    scenario, log, daily, outcome = sample.dyad()
    if draw == "empty":
        log, daily = EventLog(), {}
        outcome = Outcome("truce", "held", (), 1, ended=False, alternatives={})
    ET.fromstring(timeline_svg(scenario, log, daily, outcome))  # noqa: S314 - our own
    ET.fromstring(map_svg(scenario, log, 1))  # noqa: S314 - our own


@pytest.mark.parametrize("days", [1, 10, 40, 200, 400, 1700, 20000])
def test_an_axis_names_a_few_dates(days: int) -> None:
    scenario = sample.sochi()
    ticks = date_ticks(scenario.date(1), scenario.date(days))
    assert 1 <= len(ticks) <= 12
    assert len(ticks) > 2 or days < 5
