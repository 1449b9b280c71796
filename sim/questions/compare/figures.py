"""The figures of a comparison, by the names of their files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.questions.compare.dots import clauses_svg, definitions_svg
from sim.questions.compare.effects import effects_svg
from sim.questions.compare.ends import ends_svg
from sim.questions.compare.look import arm_text
from sim.questions.compare.survival import Curve, survival_svg
from sim.shared.intervals import Estimate
from sim.shared.lifetimes import MAIN
from sim.shared.wording import plural

if TYPE_CHECKING:
    from sim.questions.compare.findings import Findings


def figures(found: Findings) -> dict[str, str]:
    """Draw all figures of a comparison.

    Parameters
    ----------
    found : Findings
        The comparison.

    Returns
    -------
    dict
        SVG by name: ``survival``, ``effects``, ``ends``, ``clauses``, ``definitions``;
        without those that have nothing to show. The same comparison gives the same
        bytes.
    """
    asked = found.result.comparison
    of = f"{plural(asked.replicates, 'run')} of each, seed {asked.seed}"
    names = {arm.origin.name for arm in asked.arms}
    if len(names) == 1:
        of = f"{next(iter(names))}, {of}"
    drawn = {
        "survival": survival_svg(_curves(found), "How long the agreements held", of),
        "ends": ends_svg(_incidence(found), "How the agreements ended", of),
        "definitions": definitions_svg(
            {label: _by_definition(found, label, days=True) for label in found.labels},
            {label: _by_definition(found, label, days=False) for label in found.labels},
            found.horizon,
            "Ends under each definition of an offensive",
            of,
        ),
    }
    if found.others:
        drawn["effects"] = effects_svg(
            found.against(),
            found.base,
            found.horizon,
            f"What changes against {arm_text(found.base)}",
            of,
        )
    if found.clauses:
        shares = {
            label: {name: _kept(row) for (arm, name), row in found.clauses.items() if arm == label}
            for label in found.labels
        }
        drawn["clauses"] = clauses_svg(
            shares,
            {name: arm_text(name) for _, name in found.clauses},
            "Clauses that were kept while the agreement stood",
            f"Share of the runs in which a clause was not breached, 95 % intervals; {of}",
        )
    return drawn


def _curves(found: Findings) -> dict[str, Curve]:
    table = found.survival.xs(MAIN, level="definition")
    curves = {}
    for label in found.labels:
        columns = (
            table[name][label].to_numpy(dtype=float)[: found.horizon + 1]
            for name in ("share", "low", "high")
        )
        curves[label] = Curve(*columns)
    return curves


def _incidence(found: Findings) -> dict[str, dict[str, np.ndarray]]:
    # Where all runs held, the table has no row of this definition.
    shares = found.incidence["share"]
    at = ("definition", "variant", "kind")
    return {
        label: {
            kind: shares.xs((MAIN, label, kind), level=at).to_numpy(dtype=float)[
                : found.horizon + 1
            ]
            for kind in found.kinds
            if kind in found.ends(label)
        }
        or {"held": np.zeros(found.horizon + 1)}
        for label in found.labels
    }


def _by_definition(found: Findings, label: str, *, days: bool) -> dict[str, Estimate]:
    return {
        name: found.mean(label, name) if days else found.held(label, found.horizon, name)
        for name in found.definitions
    }


def _kept(row: dict[str, float]) -> Estimate:
    return Estimate(1 - row["breached"], 1 - row["breached_high"], 1 - row["breached_low"])
