"""Take the published counts of Idlib apart: why their ratio does not flip in the model.

    python experiments/idlib_fit/counts.py

It needs no fit. It writes `results/reference/idlib_counts.json`: the record by phase and province;
attacks, false alarms and counts of both camps in runs with the values of the files; the ratio of
counts under single changes, each in two truces; and which side begins offensives around the pause
of May 2019. A minute or two.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.console import Console

from sim import load_scenario
from sim.day.trace import trace
from sim.questions.fit.record import record_named
from sim.scenario.tree import changed, tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.day.trace import Trace

HERE = Path(__file__).parent
KEPT = HERE.parent.parent / "results" / "reference" / "idlib_counts.json"
RUNS, SEED = 24, 1
# Days after an end over which a run goes on, as the fit reads phases of offensive.
AFTER = 30
PROVINCES = ("idlib", "latakia", "aleppo", "hama")
SCENARIOS = {
    "A2": "idlib/pause_may_2019",
    "A1": "idlib/sochi_2018",
    "A4": "idlib/truce_august_2019",
    "A5": "idlib/truce_august31_2019",
    "A6": "idlib/truce_january_2020",
}
PUBLISHERS = {"government_side": "russia", "opposition_side": "turkey"}
ATTACKS, ALARMS, SEEN, COUNTED = "attacks", "alarms", "seen", "counted"
PARTIES = "scenario.parties"
TRIALS: dict[str, dict[str, float]] = {
    "the values of the files": {},
    "an ambiguous text raises no false alarms": {"behaviour.sighting.ambiguity": 0.0},
    "the groups answer half as many hits": {
        f"{PARTIES}.opposition.proportion": 0.5,
        f"{PARTIES}.hts.proportion": 0.5,
    },
    "the government is twice as strong": {f"{PARTIES}.government.strength": 2.0},
    "the government's side sees half of what it should": {f"{PARTIES}.government.missed": 0.5},
}
SHOWN, TRIED, PAUSE = ("A1", "A4", "A5", "A6"), ("A1", "A5"), "A2"
SIDES = {"government_side": "the government's side", "opposition_side": "the groups"}


def main() -> int:
    """Write the figures."""
    found = {
        "runs": RUNS,
        "record": record_by_phase(),
        "model": [row for name in SHOWN for row in model_rows(name)],
        "trials": [trial_row(words, changes) for words, changes in TRIALS.items()],
        "begun": begun_by_side(),
    }
    KEPT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    Console().print(f"{KEPT.relative_to(HERE.parent.parent)}: done")
    return 0


def record_by_phase() -> list[dict[str, Any]]:
    """Means of the published counts of each phase, whole and by province."""
    record = record_named("idlib")
    rows = []
    for phase in record.rows("phases"):
        own = [
            one
            for one in record.rows("joint_commission_bulletins")
            if phase["start"] <= one["pub_date"] <= phase["end"]
        ]
        row: dict[str, Any] = {"phase": phase["id"], "state": phase["state"], "days": len(own)}
        for side in ("ru", "tr"):
            row[side] = mean(one[f"{side}_count"] for one in own)
            row |= {
                f"{side}_{place}": mean(one[f"{side}_{place}"] for one in own)
                for place in PROVINCES
            }
        rows.append(row | {"ratio": row["ru"] / row["tr"]})
    return rows


def mean(cells: Iterable[str]) -> float:
    """Mean of the cells that are known."""
    return float(np.mean([float(cell) for cell in cells if cell]))


def runs_of(name: str, changes: Mapping[str, float]) -> tuple[dict[str, str], list[Trace]]:
    """Tell runs of the scenario of an agreement; with the camp of each party."""
    tree = changed(tree_of(load_scenario(SCENARIOS[name])), changes)
    camps = {party: one["camp"] for party, one in tree["scenario"]["parties"].items()}
    return camps, [trace(tree, SEED, replicate) for replicate in range(RUNS)]


def tallied(camps: Mapping[str, str], told: Trace) -> tuple[int, dict[bool, Counter[Any]]]:
    """Count what each camp did, saw and published until the end, and after it.

    Returns
    -------
    tuple
        Day of the end, or the last; and by whether the agreement still stood, counts by
        `ATTACKS`, `ALARMS`, `SEEN` or `COUNTED`, and camp.
    """
    ends = [event.day for event in told.log if event.kind == "end" and event.day >= 1]
    end = min(ends, default=max(event.day for event in told.log))
    found: dict[bool, Counter[Any]] = {True: Counter(), False: Counter()}
    for event in told.log:
        if not 1 <= event.day <= end + AFTER:
            continue
        own = found[event.day <= end]
        match event.kind:
            case "attack":
                author = camps[event.true_author]
                own[ATTACKS, author] += 1
                watching = {camps.get(name) for name in event.seen_by} - {author}
                own.update((SEEN, camp) for camp in watching)
            case "false_alarm":
                own[ALARMS, camps[event.actor]] += 1
                own[SEEN, camps[event.actor]] += 1
            case "publication":
                own[COUNTED, event.actor] += int(event.severity)
    return end, found


def ratio(counts: Counter[Any], what: str, names: Sequence[str]) -> float:
    """Ratio of two counts, with half a violation added to both, as the fit takes it."""
    one, other = (counts[what, name] + 0.5 for name in names)
    return float(one / other)


def model_rows(name: str) -> list[dict[str, Any]]:
    """What runs of one agreement hold while it stands and in the days after its end."""
    camps, runs = runs_of(name, {})
    first, second = PUBLISHERS
    rows = []
    for stood in (True, False):
        days, counts = [], []
        for told in runs:
            end, own = tallied(camps, told)
            last = max(event.day for event in told.log)
            length = end if stood else min(last, end + AFTER) - end
            if length:
                days.append(length)
                counts.append(own[stood])
        rates = {
            f"{what}_{camp}": float(np.median(
                [one[what, camp] / span for one, span in zip(counts, days, strict=True)]
            ))
            for what in (ATTACKS, ALARMS)
            for camp in (first, second)
        }  # fmt: skip
        shares = {
            "published": (COUNTED, tuple(PUBLISHERS.values())),
            "seen": (SEEN, (first, second)),
            "attacks": (ATTACKS, (second, first)),
        }
        rows.append(
            {"agreement": name, "while": "it stands" if stood else f"{AFTER} days after"}
            | rates
            | {
                key: float(np.median([ratio(one, what, names) for one in counts]))
                for key, (what, names) in shares.items()
            }
        )
    return rows


def trial_row(words: str, changes: Mapping[str, float]) -> dict[str, Any]:
    """Median ratio of published counts while an agreement stands, under a change."""
    row: dict[str, Any] = {"change": words}
    for name in TRIED:
        camps, runs = runs_of(name, changes)
        counts = [tallied(camps, told)[1][True] for told in runs]
        row[name] = float(
            np.median([ratio(one, COUNTED, tuple(PUBLISHERS.values())) for one in counts])
        )
    return row


def begun_by_side() -> list[dict[str, Any]]:
    """Offensives begun by each camp while the pause stands and in the days after its end."""
    camps, runs = runs_of(PAUSE, {})
    found = Counter(
        camps[event.actor]
        for told in runs
        for end in [tallied(camps, told)[0]]
        for event in told.log
        if event.kind == "offensive" and event.form == "begun" and 1 <= event.day <= end + AFTER
    )
    return [{"side": words, "begun": found[camp]} for camp, words in SIDES.items()]


if __name__ == "__main__":
    sys.exit(main())
