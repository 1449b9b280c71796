"""The pages and what scripts ask for, as they are answered."""

import csv
import io
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
import yaml

from sim import load_scenario, run
from sim.lab.tally import difference_of, tally_of
from sim.scenario.names import scenario_names
from sim.shared.paired import paired_difference
from tests.lab.serving import Lab
from tests.lab.test_library import SMALL

if TYPE_CHECKING:
    import pandas as pd

TEXTBOOK = "scenario=textbook/standard"
NO_PATROLS = f"{TEXTBOOK}&scenario.obligations.patrols.active=false"


def events(text: str) -> list[tuple[str, dict[str, object]]]:
    """Events of a stream."""
    found = re.findall(r"event: (\w+)\ndata: (.*)\n\n", text)
    return [(name, json.loads(data)) for name, data in found]


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_has_a_page_that_says_it_is_a_model(served: Lab, name: str) -> None:
    answer = served.ask(f"/lab?scenario={name}")
    assert answer.status == 200
    assert "This is a model, not a forecast." in answer.text
    assert load_scenario(name).scenario.title.replace("'", "&#39;") in answer.text


def test_no_page_names_another_machine(served: Lab) -> None:
    for target in (
        "/",
        f"/lab?{TEXTBOOK}",
        "/static/lab.css",
        "/static/setup.js",
        "/static/map.js",
    ):
        text = served.ask(target).text.replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"(?:https?:)?//[\w.-]+\.\w", text.replace(served.address, ""))


def test_a_form_without_scripts_leads_to_the_address_of_its_set_up(served: Lab) -> None:
    fields = [
        ("scenario", "textbook/standard"),
        ("plain", "1"),
        ("scenario.ties.sponsor_a_party_a.leverage", "0.5"),
        ("scenario.ties.sponsor_b_party_b.leverage", "0.9"),
        ("scenario.obligations.patrols.active", "false"),
        ("seed", "1"),
        ("run", "3"),
        ("runs", "500"),
    ]
    answer = served.ask(f"/lab?{urlencode(fields)}")
    assert answer.status == 303
    assert answer.headers["location"] == (
        "/lab?scenario=textbook/standard&run=3&scenario.obligations.patrols.active=false"
        "&scenario.ties.sponsor_b_party_b.leverage=0.9"
    )


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("scenario=textbook/standart", "Did you mean textbook/standard"),
        (f"{TEXTBOOK}&behaviour.talks.rate=99", "outside"),
        (f"{TEXTBOOK}&behaviour.talks.rat=1", "behaviour.talks.rat"),
        (f"{TEXTBOOK}&scenario.horizon=5000", "more days than a lab takes"),
        (f"{TEXTBOOK}&seed=x", "whole number"),
    ],
)
def test_what_cannot_be_set_up_is_told_in_words(served: Lab, query: str, said: str) -> None:
    for part in ("parts", "trace", "runs", "download/runs.csv", "download/map.svg"):
        answer = served.ask(f"/lab/{part}?{query}")
        assert answer.status == 422
        assert said in " ".join(json.loads(answer.text)["faults"])
    page = served.ask(f"/lab?{query}", headers={"Accept": "text/html"})
    assert page.status == 422
    assert said.replace("'", "&#39;") in page.text


def test_a_change_answers_with_the_clauses_as_they_are_now(served: Lab) -> None:
    found = json.loads(served.ask(f"/lab/parts?{NO_PATROLS}").text)
    assert found["query"] == NO_PATROLS
    assert "scenario.obligations.patrols.active" in found["changes"]
    assert "left out" in found["texts"]
    same = json.loads(served.ask(f"/lab/parts?{TEXTBOOK}&behaviour.talks.active=true").text)
    assert same["query"] == TEXTBOOK
    assert "Nothing is changed" in same["changes"]


def test_any_number_is_found_by_words(served: Lab) -> None:
    text = served.ask(f"/lab/keys?{TEXTBOOK}&q=patrols+difficulty").text
    assert "scenario.obligations.patrols.difficulty" in text
    assert "1 number fits" in text
    assert "0 numbers fit" in served.ask(f"/lab/keys?{TEXTBOOK}&q=%3Cscript%3E").text


def test_a_file_is_handed_in_and_opened(served: Lab) -> None:
    own = {"Origin": served.address}
    answer = served.ask("/lab/file", method="POST", body=SMALL.encode(), headers=own)
    name = json.loads(answer.text)["scenario"]
    assert "Two at a bridge" in served.ask(f"/lab?scenario={name}").text
    bad = SMALL.replace("holder: south", "holder: west").encode()
    answer = served.ask("/lab/file", method="POST", body=bad, headers=own)
    assert answer.status == 422
    assert "west" in json.loads(answer.text)["faults"][0]
    assert served.ask("/lab/file", method="POST", body=b"\xff", headers=own).status == 422


def test_names_in_a_file_are_text_and_nothing_else(served: Lab) -> None:
    evil = SMALL.replace("Two at a bridge", "</title><script>alert(1)</script>")
    evil = evil.replace("name: South", 'name: "</script><img src=x onerror=alert(1)>"')
    own = {"Origin": served.address}
    answer = served.ask("/lab/file", method="POST", body=evil.encode(), headers=own)
    page = served.ask(f"/lab?scenario={json.loads(answer.text)['scenario']}").text
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_the_told_run_is_that_of_the_command(served: Lab) -> None:
    found = json.loads(served.ask(f"/lab/trace?{TEXTBOOK}").text)
    told = run("textbook/standard", replicates=1).told
    assert told is not None
    assert found["end"] == {
        "day": told.outcome.end_day,
        "kind": told.outcome.end_kind,
        "ended": told.outcome.ended,
    }
    frames = found["frames"]
    assert sum(frames["attacks"]) == sum(e.day >= 1 for e in told.log.of("attack"))
    assert sum(count for *_, count in frames["fire"]) == sum(frames["attacks"])
    assert all(beat["text"] and beat["day"] >= 1 for beat in found["beats"])
    other = json.loads(served.ask(f"/lab/trace?{TEXTBOOK}&run=1").text)
    assert other["end"] != found["end"]


def test_the_runs_come_in_batches_and_end_with_the_figures_of_the_command(served: Lab) -> None:
    answer = served.ask(f"/lab/runs?{TEXTBOOK}&runs=120")
    assert answer.headers["content-type"].startswith("text/event-stream")
    found = events(answer.text)
    assert next(name for name, _ in found) == "begun"
    assert [name for name, _ in found][-1] == "done"
    figures = [data for name, data in found if name == "figures"]
    assert figures[-1]["done"] == 120
    result = run("textbook/standard", replicates=120)
    assert figures[-1] == json.loads(json.dumps(tally_of(result.batch, 365, 120)))


def test_a_difference_is_that_of_compare(served: Lab) -> None:
    pin = urlencode({"pin": f"{TEXTBOOK}&runs=60"})
    found = json.loads(served.ask(f"/lab/difference?{NO_PATROLS}&runs=60&{pin}").text)
    base = run("textbook/standard", replicates=60).runs
    changes = {"scenario.obligations.patrols.active": False}
    other = run(load_scenario("textbook/standard", changes), replicates=60).runs
    expected = paired_difference(*(r["end_day"].to_numpy(dtype=float) for r in (base, other)))
    assert found["paired"]
    assert found["pairs"] == 60
    days = found["rows"][0]
    assert days["base"] == pytest.approx(base["end_day"].mean())
    assert days["other"] == pytest.approx(other["end_day"].mean())
    assert [days[name] for name in ("value", "low", "high")] == pytest.approx(
        [expected.value, expected.low, expected.high]
    )


def test_the_same_twice_differs_in_nothing() -> None:
    batch = run("textbook/standard", replicates=20).batch
    found = difference_of(batch, batch, 365, paired=True)
    assert found["moved"] == 0
    assert found["sentence"].startswith("The change moved no end")
    assert all(row["value"] == row["low"] == row["high"] == 0 for row in found["rows"])


def test_what_an_end_depended_on_is_asked_on_request(served: Lab) -> None:
    found = events(served.ask("/lab/why?scenario=textbook/dyad").text)
    assert found[-1][0] == "answer"
    assert "But-for is not blame" in str(found[-1][1]["html"])


@pytest.mark.parametrize(
    "name", ["survival.svg", "ends.svg", "map.svg", "timeline.svg", "causes.svg"]
)
def test_every_picture_is_given_and_can_run_nothing(served: Lab, name: str) -> None:
    answer = served.ask(f"/lab/download/{name}?{TEXTBOOK}&runs=20")
    assert answer.status == 200
    assert "<svg" in answer.text
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["runs", "agreements", "clauses", "events", "daily"])
def test_every_table_has_the_columns_of_the_command(served: Lab, name: str) -> None:
    answer = served.ask(f"/lab/download/{name}.csv?{TEXTBOOK}&runs=12")
    rows = list(csv.reader(io.StringIO(answer.text)))
    frame: pd.DataFrame = getattr(run("textbook/standard", replicates=12), name)
    assert rows[0] == list(frame.columns)
    assert len(rows) - 1 == len(frame)
    assert f'filename="textbook_standard_{name}.csv"' in answer.headers["content-disposition"]


def test_the_set_up_is_taken_along_as_a_file_for_the_command(served: Lab) -> None:
    answer = served.ask(f"/lab/download/settings.yaml?{NO_PATROLS}&seed=4")
    assert yaml.safe_load(answer.text) == {
        "settings": [
            "scenario=textbook/standard",
            "seed=4",
            "replicates=500",
            "scenario.obligations.patrols.active=false",
        ]
    }


@pytest.mark.parametrize("name", ["x.svg", "..%2fapp.py", "manifest.json", "runs.exe"])
def test_nothing_else_can_be_taken_along(served: Lab, name: str) -> None:
    assert served.ask(f"/lab/download/{name}?{TEXTBOOK}").status == 404
