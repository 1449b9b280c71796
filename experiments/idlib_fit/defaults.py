"""Keep what the fit to Idlib found: its figures, and behaviour files that carry it.

    python experiments/idlib_fit/defaults.py figures      # results/reference/idlib_fit
    python experiments/idlib_fit/defaults.py uncertain    # configs/behaviour/fitted_uncertain.yaml
    python experiments/idlib_fit/defaults.py centre       # values of configs/behaviour/idlib.yaml

Each reads `results/idlib_fit`, as `ceasefire fit config=experiments/idlib_fit/config.yaml` left it;
the first also `results/patterns`, from `ceasefire patterns out=results/patterns`. The last changes
the defaults of the shipped scenarios, and with them every stored figure.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from sim.analysis.fit.prior import distribution_of
from sim.analysis.fit.question import question_of
from sim.analysis.fit.settings import settings_from
from sim.scenario.read import read_file

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
FOUND = ROOT / "results" / "idlib_fit"
JUDGED = ROOT / "results" / "patterns"
KEPT = ROOT / "results" / "reference" / "idlib_fit"
BEHAVIOUR = ROOT / "configs" / "behaviour"
CONFLICT = ROOT / "configs" / "conflict" / "idlib.yaml"
LINE = re.compile(r"^(?P<indent> *)(?P<key>[a-z_]+):(?P<value> .*)?$")
UNCERTAIN = """\
# How the parties of Idlib behave, with the doubt that the fit leaves: behaviour=fitted_uncertain.
# Made by `python experiments/idlib_fit/defaults.py uncertain` of the fit in docs/evidence.md.
# Free parameters: triangular, from the 5 to the 95 percent quantile of the fitted region, most
# likely at its median. All others that are assumed: triangular over their prior ranges, most likely
# at the value of idlib.yaml. Draws are apart from each other: correlations of the region are lost,
# and so are the free parameters of parties and ties, which stand in the conflict file.
"""
CENTRE = """\
# How the parties of Idlib behave: one file for all its scenarios.
# Values marked "fitted" are the centre of the region that the fit to the record of 2017 to January
# 2020 leaves (docs/evidence.md); fitted_uncertain.yaml has the region. All others are assumed; they
# are the defaults of the schema. A number may be written as a distribution, such as [beta, 2, 5].
"""
MARK = " (fitted)"


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
    shutil.rmtree(KEPT, ignore_errors=True)
    KEPT.mkdir(parents=True)
    for file in (FOUND / "summary.json", *sorted(FOUND.glob("*.svg"))):
        shutil.copyfile(file, KEPT / file.name)
    shutil.copyfile(JUDGED / "summary.json", KEPT / "patterns.json")


def uncertain() -> None:
    """Write the behaviour file with distributions."""
    question = question_of(settings_from(read_file(ROOT / "configs" / "fit" / "idlib.yaml")))
    found = summary()["parameters"]
    prior = question.prior(tuple(one["key"] for one in found))
    values: dict[str, Any] = {one.key: distribution_of(one) for one in prior.others}
    values |= {one["key"]: ["triangular", one["q05"], one["q50"], one["q95"]] for one in found}
    written = {key: _list(value) for key, value in values.items()}
    body = rewritten((BEHAVIOUR / "idlib.yaml").read_text(encoding="utf-8"), written)
    (BEHAVIOUR / "fitted_uncertain.yaml").write_text(UNCERTAIN + _without_head(body))


def centre() -> None:
    """Put the centre of the region into the files that the scenarios of Idlib use."""
    values = {key: f"{value:g}" for key, value in summary()["central"].items()}
    file = BEHAVIOUR / "idlib.yaml"
    body = rewritten(file.read_text(encoding="utf-8"), values, MARK)
    file.write_text(CENTRE + _without_head(body))
    own = {
        f"behaviour.{key.removeprefix('scenario.')}": value
        for key, value in values.items()
        if key.startswith("scenario.")
    }
    text = rewritten(CONFLICT.read_text(encoding="utf-8"), own)
    CONFLICT.write_text(text)


def summary() -> dict[str, Any]:
    """Read the figures of the fit."""
    found: dict[str, Any] = json.loads((FOUND / "summary.json").read_text(encoding="utf-8"))
    return found


def rewritten(text: str, values: dict[str, str], mark: str = "") -> str:
    """Replace values of a YAML file line by line, so that comments and order stay."""
    path: list[str] = []
    lines = []
    for line in text.splitlines():
        match = LINE.match(line)
        if match:
            depth = len(match["indent"]) // 2
            path = [*path[:depth], match["key"]]
            key = ".".join(["behaviour", *path])
            if key in values and match["value"]:
                comment = re.search(r"\s+#.*$", match["value"])
                after = comment[0] if comment else ""
                lines.append(f"{match['indent']}{match['key']}: {values[key]}{after}")
                if mark and lines[-2].lstrip().startswith("#") and not lines[-2].endswith(mark):
                    lines[-2] += mark
                continue
        lines.append(line)
    return "\n".join(lines) + "\n"


def _without_head(text: str) -> str:
    """Leave out the comment lines before the first empty line."""
    return text[text.index("\n\n") + 1 :]


def _list(value: list[Any]) -> str:
    family, *numbers = value
    return f"[{family}, {', '.join(f'{float(number):.4g}' for number in numbers)}]"


if __name__ == "__main__":
    sys.exit(main())
