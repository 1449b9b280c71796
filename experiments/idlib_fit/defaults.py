"""Keep what the fit to Idlib found: its figures, and files that carry it into other runs.

    python experiments/idlib_fit/defaults.py figures      # results/reference/idlib_fit
    python experiments/idlib_fit/defaults.py uncertain    # the region, as joint draws
    python experiments/idlib_fit/defaults.py centre       # the centre, as defaults of Idlib

Each reads `results/idlib_fit`, as `ceasefire fit config=experiments/idlib_fit/config.yaml` left it;
the first also `results/idlib_patterns`, as `judged.py` left it. The second writes
configs/behaviour/fitted_uncertain.yaml, and uncertain.yaml beside this file, which adds the numbers
of parties. The last writes configs/behaviour/idlib.yaml and configs/conflict/idlib.yaml, and so
changes every stored figure of Idlib.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from rich.console import Console

from sim.questions.fit.draws import thinned
from sim.questions.fit.question import distribution_of, question_of
from sim.questions.fit.settings import settings_from
from sim.scenario.read import read_file

if TYPE_CHECKING:
    from collections.abc import Mapping

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FOUND = ROOT / "results" / "idlib_fit"
JUDGED = ROOT / "results" / "idlib_patterns"
KEPT = ROOT / "results" / "reference" / "idlib_fit"
FIT = ROOT / "configs" / "fit" / "idlib.yaml"
BEHAVIOUR = ROOT / "configs" / "behaviour"
CONFLICT = ROOT / "configs" / "conflict" / "idlib.yaml"
DOUBT = HERE / "uncertain.yaml"
LINE = re.compile(r"^(?P<indent> *)(?P<key>[a-z_]+):(?P<value> .*)?$")
# Rows of the table of joint draws, its name, and the seed by which they are drawn.
DRAWS, TABLE, SEED = 128, "idlib_fit", 1
WIDTH = 98
PARTIES = "scenario."
NOTE = "# Fitted:"
SOURCE = '"assumed: fitted, docs/evidence.md"'
UNCERTAIN = """\
# How the parties of Idlib behave, with the doubt that the fit leaves: behaviour=fitted_uncertain.
# Made by `python experiments/idlib_fit/defaults.py uncertain` of the fit in docs/evidence.md.
# Free parameters: draws of the fitted region. They are columns of one table, so that each replicate
# draws one row of it and their correlations stay. All others that are assumed: triangular over
# their prior ranges, most likely at the value of idlib.yaml. The free parameters of parties are not
# behaviour; config=experiments/idlib_fit/uncertain.yaml adds them, from the same rows.
"""
SETTINGS = """\
# All that the fit to Idlib leaves open, the free parameters of parties among it: draws of the
# fitted region, from the same rows as those of behaviour=fitted_uncertain. For scenarios of Idlib:
#     ceasefire run scenario=idlib/sochi_2018 config=experiments/idlib_fit/uncertain.yaml
# Made by `python experiments/idlib_fit/defaults.py uncertain` of the fit in docs/evidence.md.
settings:
  - behaviour=fitted_uncertain
"""
CENTRE = """\
# How the parties of Idlib behave: one file for all its scenarios.
# Values marked "Fitted" are the centre of the region that the fit to the record of 2017 to January
# 2020 leaves (docs/evidence.md), put here by `python experiments/idlib_fit/defaults.py centre`,
# with the range that holds 90 percent of the region; behaviour=fitted_uncertain has the region.
# All other values are assumed; they are the defaults of the schema.
# A number may be written as a distribution, such as [beta, 2, 5].
"""


def main() -> int:
    """Do what is asked."""
    tasks = {"figures": figures, "uncertain": uncertain, "centre": centre}
    asked = sys.argv[1:] or ["figures", "uncertain"]
    for name in asked:
        tasks[name]()
        Console().print(f"{name}: done")
    return 0


def figures() -> None:
    """Copy summary and pictures to the reference."""
    # All is read before anything that is kept goes.
    found = {file.name: file.read_bytes() for file in sorted(FOUND.glob("*.svg"))}
    found["summary.json"] = (FOUND / "summary.json").read_bytes()
    found["patterns.json"] = (JUDGED / "summary.json").read_bytes()
    shutil.rmtree(KEPT, ignore_errors=True)
    KEPT.mkdir(parents=True)
    for name, content in found.items():
        (KEPT / name).write_bytes(content)


def uncertain() -> None:
    """Write the region as joint draws: those of behaviour, and settings that add the rest."""
    rows = region(pd.read_parquet(FOUND / "draws.parquet"), [one["key"] for one in parameters()])
    question = question_of(settings_from(read_file(FIT)))
    written = {one.key: listed(distribution_of(one)) for one in question.prior(tuple(rows)).others}
    written |= {key: joint(values) for key, values in rows.items()}
    plain = (BEHAVIOUR / "idlib.yaml").read_text(encoding="utf-8")
    body = without_head(rewritten(plain, written))
    (BEHAVIOUR / "fitted_uncertain.yaml").write_text(UNCERTAIN + body, encoding="utf-8")
    DOUBT.write_text(settings_file(rows), encoding="utf-8")


def centre() -> None:
    """Put the centre of the region into the files that all scenarios of Idlib share."""
    found = {one["key"]: one for one in parameters()}
    _refuse_unstated(found)
    values = {key: f"{value:g}" for key, value in summary()["central"].items()}
    notes = {key: note(found[key]) for key in values}
    file = BEHAVIOUR / "idlib.yaml"
    body = without_head(rewritten(file.read_text(encoding="utf-8"), values, notes))
    file.write_text(CENTRE + body, encoding="utf-8")
    # The lines of the conflict file have no room called behaviour or scenario before them.
    own = {key.removeprefix(PARTIES): key for key in values if key.startswith(PARTIES)}
    stated = {short: values[key] for short, key in own.items()}
    stated |= {_source_of(short): SOURCE for short in own}
    text = rewritten(
        CONFLICT.read_text(encoding="utf-8"),
        stated,
        {short: notes[key] for short, key in own.items()},
        room="",
    )
    CONFLICT.write_text(text, encoding="utf-8")


def _source_of(key: str) -> str:
    """Place at which a part says where one of its numbers comes from."""
    part, _, name = key.rpartition(".")
    return f"{part}.source.{name}"


def _refuse_unstated(found: Mapping[str, Any]) -> None:
    """A prior must not follow what the fit has found: its range has to be stated."""
    stated = settings_from(read_file(FIT)).ranges
    missing = [f"  - [{key}, {one['low']:g}, {one['high']:g}]" for key, one in found.items()
               if key not in stated]  # fmt: skip
    if missing:
        lines = "\n".join(missing)
        message = f"first state these under `ranges` in configs/fit/idlib.yaml:\n{lines}"
        raise SystemExit(message)


def summary() -> dict[str, Any]:
    """Read the figures of the fit."""
    found: dict[str, Any] = json.loads((FOUND / "summary.json").read_text(encoding="utf-8"))
    return found


def parameters() -> list[dict[str, Any]]:
    """Free parameters of the fit, with what is left of each."""
    found: list[dict[str, Any]] = summary()["parameters"]
    return found


def region(draws: pd.DataFrame, keys: list[str]) -> dict[str, list[float]]:
    """Draw rows of the fitted region by weight, so that each counts as much."""
    weights = draws["weight"].to_numpy()
    chosen = thinned(weights / weights.sum(), DRAWS, SEED)
    # Systematic draws come in the order of the waves, which says nothing to a reader.
    chosen = np.random.default_rng(SEED).permutation(chosen)
    return {key: draws[key].to_numpy()[chosen].tolist() for key in keys}


def note(one: Mapping[str, Any]) -> str:
    """Say of a fitted value what the fit left of it."""
    says = {"narrowed": "narrowed by the record", "little": "the record says little of it",
            "nothing": "the record says nothing of it"}[one["says"]]  # fmt: skip
    return (
        f"{NOTE} {one['q05']:.3g} to {one['q95']:.3g}, prior {one['low']:g} to {one['high']:g};"
        f" {says}."
    )


def rewritten(
    text: str,
    values: Mapping[str, str],
    notes: Mapping[str, str] | None = None,
    room: str = "behaviour",
) -> str:
    """Replace values of a YAML file line by line, so that comments and order stay.

    Notes of an earlier fit go; those of this one stand above their values.
    """
    path: list[str] = []
    lines: list[str] = []
    for line in text.splitlines():
        if line.lstrip().startswith(NOTE):
            continue
        match = LINE.match(line)
        if not match:
            lines.append(line)
            continue
        depth = len(match["indent"]) // 2
        path = [*path[:depth], match["key"]]
        key = ".".join([room, *path] if room else path)
        if key not in values or not match["value"]:
            lines.append(line)
            continue
        if notes and key in notes:
            lines.append(f"{match['indent']}{notes[key]}")
        comment = re.search(r"\s+#.*$", match["value"])
        start = f"{match['indent']}{match['key']}: "
        lines.append(start + folded(values[key], match["indent"]) + (comment[0] if comment else ""))
    return "\n".join(lines) + "\n"


def without_head(text: str) -> str:
    """Leave out the comment lines before the first empty line."""
    return text[text.index("\n\n") + 1 :]


def folded(value: str, indent: str) -> str:
    """Break a list that is longer than a line."""
    if len(value) < WIDTH:
        return value
    inner = textwrap.fill(value[1:-1], WIDTH, initial_indent=f"{indent}  ",
                          subsequent_indent=f"{indent}  ")  # fmt: skip
    return f"[\n{inner}\n{indent}]"


def listed(value: list[Any]) -> str:
    """Write a distribution."""
    family, *numbers = value
    return f"[{family}, {', '.join(f'{float(number):.4g}' for number in numbers)}]"


def joint(values: list[float]) -> str:
    """Write a column of the table of joint draws."""
    return f"[joint, {TABLE}, {', '.join(f'{value:.4g}' for value in values)}]"


def settings_file(rows: Mapping[str, list[float]]) -> str:
    """Write the settings that add what stands outside of behaviour."""
    parts = [SETTINGS]
    for key, values in rows.items():
        if key.startswith(PARTIES):
            stated = textwrap.fill(f"{key}={joint(values)}", WIDTH, initial_indent="    ",
                                   subsequent_indent="    ")  # fmt: skip
            parts.append(f"  - >-\n{stated}\n")
    return "".join(parts)


if __name__ == "__main__":
    sys.exit(main())
