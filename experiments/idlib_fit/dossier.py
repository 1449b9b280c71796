"""Put the figures of the fit into docs/evidence.md, between the marks that stand there.

    python experiments/idlib_fit/dossier.py

It reads `results/reference/idlib_fit/summary.json` and `patterns.json` beside it, and
`results/reference/idlib_counts.json`, as counts.py left it; all else on the page stays as it is.
The same figures give the same page.
"""

from __future__ import annotations

import json
import re
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PAGE = ROOT / "docs" / "evidence.md"
KEPT = ROOT / "results" / "reference" / "idlib_fit"
APART = KEPT.parent / "idlib_counts.json"
BLOCK = re.compile(r"(<!-- (?P<name>[a-z_]+) -->\n).*?(<!-- end -->)", re.DOTALL)
WIDTH = 100


def main() -> int:
    """Rewrite the page."""
    found = json.loads((KEPT / "summary.json").read_text(encoding="utf-8"))
    judged = json.loads((KEPT / "patterns.json").read_text(encoding="utf-8"))
    made = blocks(found, judged) | apart(json.loads(APART.read_text(encoding="utf-8")))
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8"), made), encoding="utf-8")
    return 0


def filled(page: str, made: dict[str, str]) -> str:
    """Put each block between its marks."""
    return BLOCK.sub(lambda m: f"{m[1]}{made[m['name']]}\n{m[3]}", page)


def blocks(found: dict[str, Any], judged: dict[str, Any]) -> dict[str, str]:
    """Make every block."""
    reading = [one for one in found["reading"] if one]
    return {
        "fails": paragraphs(["**What fails.** " + reading[0], *reading[1:]]),
        "patterns": patterns(judged),
        "predictions": predictions(found),
        "unseen": unseen(found),
        "counts": counts(found),
        "parameters": parameters(found),
        "gains": gains(found),
        "held_out": held_out(found),
        "centre": centre(found),
    }


def paragraphs(texts: list[str]) -> str:
    """Wrap paragraphs, with an empty line between two."""
    return "\n\n".join(
        textwrap.fill(one, WIDTH, break_long_words=False, break_on_hyphens=False) for one in texts
    )


def table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    """Write a table in Markdown."""
    lines = [heads, tuple("---" for _ in heads), *rows]
    return "\n".join("| " + " | ".join(row) + " |" for row in lines)


def text(value: object, digits: int = 3) -> str:
    """Write a number; a dash where there is none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.{digits}g}"  # noqa: PLR2004 - digits


def between(row: dict[str, Any], names: tuple[str, str, str]) -> str:
    """Write a figure with its interval; once where the three are the same."""
    low, middle, high = (text(row.get(name)) for name in names)
    return middle if low == middle == high or low == "-" else f"{middle} ({low} to {high})"


def patterns(judged: dict[str, Any]) -> str:
    """Patterns of the literature, met and missed."""
    rows = [
        (one["figure"], one["aimed_at"], between(one, ("low", "value", "high")), one["verdict"])
        for one in judged["patterns"]
    ]
    return (
        table(("figure", "aimed at", "found (95 %)", "verdict"), rows)
        + "\n\n"
        + paragraphs([judged["reading"]])
    )


def predictions(found: dict[str, Any]) -> str:
    """The record beside the fitted region and the prior."""
    rows = []
    for one in found["predictions"]:
        if one["figure"] == "kind":
            cells = (one["kinds"], text(one["q50"], 2), text(one["prior_q50"], 2))
        else:
            cells = (
                between(one, ("low", "main", "high")),
                between(one, ("q05", "q50", "q95")),
                between(one, ("prior_q05", "prior_q50", "prior_q95")),
            )
        rows.append((one["name"], one["figure"], *cells, one["verdict"]))
    return table(("agreement", "figure", "record", "fitted", "prior", ""), rows)


def unseen(found: dict[str, Any]) -> str:
    """Figures that the fit did not see."""
    rows = [
        (one["figure"], one["where"], between(one, ("low", "record", "high")),
         between(one, ("q05", "q50", "q95")), one["verdict"])
        for one in found["unseen"]
    ]  # fmt: skip
    return table(("figure", "where", "record", "fitted region", ""), rows)


def counts(found: dict[str, Any]) -> str:
    """Counts of each phase, predicted from all other evidence."""
    rows = [
        (one["phase"], one["predictor"], text(one["record"], 2), text(one["predicted"], 2),
         f"{one['score']:.2f}")
        for one in found["counts_left_out"]
    ]  # fmt: skip
    return table(("phase", "predictor", "record", "predicted", "log score"), rows)


PLACES = ("idlib", "latakia", "aleppo", "hama")
RATES = (
    "attacks_government_side", "attacks_opposition_side",
    "alarms_government_side", "alarms_opposition_side",
)  # fmt: skip


def apart(found: dict[str, Any]) -> dict[str, str]:
    """Published counts taken apart: the record, the model, and the model changed."""
    shown = [name for side in ("ru", "tr") for name in (side, *(f"{side}_{at}" for at in PLACES))]
    record = [
        (one["phase"], one["state"], str(one["days"]), f"{one['ratio']:.2f}",
         *(text(one[name], 2) for name in shown))
        for one in found["record"]
    ]  # fmt: skip
    model = [
        (one["agreement"], one["while"], *(f"{one[name]:.1f}" for name in RATES),
         *(f"{one[name]:.2f}" for name in ("attacks", "seen", "published")))
        for one in found["model"]
    ]  # fmt: skip
    tried = [name for name in found["trials"][0] if name != "change"]
    trials = [(one["change"], *(f"{one[name]:.2f}" for name in tried)) for one in found["trials"]]
    places = [at.title() for at in PLACES]
    begun = " and ".join(f"{one['begun']} by {one['side']}" for one in found["begun"])
    return {
        "counts_record": table(
            ("phase", "state", "bulletins", "ratio", "Russia", *places, "Turkey", *places), record
        ),
        "counts_model": table(
            ("agreement", "while", "attacks a day: government's side", "opposition side",
             "false alarms a day: government's side", "opposition side",
             "opposition's attacks over the government's", "seen", "published"),
            model,
        ),
        "counts_trials": table(("change", *tried), trials),
        "begun": f"In {found['runs']} runs of the pause offensives were begun {begun}.",
    }  # fmt: skip


def parameters(found: dict[str, Any]) -> str:
    """Free parameters before and after."""
    rows = [
        (f"`{one['key']}`", text(one["value"]), f"{text(one['low'])} to {text(one['high'])}",
         between(one, ("q05", "q50", "q95")), f"{one['shrinkage']:.2f}", one["says"])
        for one in found["parameters"]
    ]  # fmt: skip
    heads = ("parameter", "before", "prior", "after: median (90 %)", "shrinkage", "the record")
    return table(heads, rows)


def gains(found: dict[str, Any]) -> str:
    """Gains over rivals in log score."""
    rows = [
        (one["rival"], what, f"{one['mean']:+.2f} ({one['low']:+.2f} to {one['high']:+.2f})",
         f"{one['p']:.2f}", f"{one['detectable']:.1f}")
        for what, name in (("days", "gain_days"), ("days and kind", "gain_days_and_kinds"))
        for one in found[name]
    ]  # fmt: skip
    heads = ("rival", "scored", "gain (95 %)", "p by signs", "could show")
    return table(heads, rows)


def held_out(found: dict[str, Any]) -> str:
    """What the region gives for agreements that were held out."""
    rows = [
        (f"{row['day']:,}", text(row["mean"], 2), f"{row['low_90']:.2f} to {row['high_90']:.2f}",
         f"{row['least']:.2f} to {row['most']:.2f}")
        for one in found["held_out"].values()
        for row in one["share"]
    ]  # fmt: skip
    return table(("days", "mean share in force", "90 % of draws", "all draws"), rows)


def centre(found: dict[str, Any]) -> str:
    """The centre of the region, and the values before the fit, with all else as it is."""
    rows = [
        (one["agreement"], one["values"], text(one["record"]),
         between(one, ("q25", "median", "q75")), text(one["documented_kind"], 2))
        for one in found["centre"]
    ]  # fmt: skip
    return table(("agreement", "values", "record", "days (half of the runs)", "kind"), rows)


if __name__ == "__main__":
    sys.exit(main())
