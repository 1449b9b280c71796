"""The list of phases: the one from which the compiled day and the Mesa model are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import sim.day.model
import sim.day.phases
from sim.day.model import CeasefireModel
from sim.day.phases import PHASES, Phase
from tests.worlds import standard

if TYPE_CHECKING:
    from sim.day.state import World

RUN_IN = ("world", "orders", "execution", "observation", "responses", "record")
Seen = list[tuple[int, str]]


def test_the_phases_are_those_of_the_description() -> None:
    assert tuple(phase.name for phase in PHASES) == (
        "world",
        "guarantors_act",
        "orders",
        "offensives",
        "execution",
        "observation",
        "accusations",
        "beliefs",
        "responses",
        "talks",
        "endings",
        "record",
    )
    assert tuple(phase.name for phase in PHASES if phase.in_run_in) == RUN_IN


@pytest.mark.parametrize(("number", "phase"), [*enumerate(PHASES, start=1)])
def test_each_phase_says_its_place_in_the_day(number: int, phase: Phase) -> None:
    assert f"Phase {number} " in str(phase.act.__doc__) or number == len(PHASES)


def noted(seen: Seen) -> tuple[Phase, ...]:
    """Give phases that write down when they happen, and do nothing."""

    def act_of(name: str) -> sim.day.phases.Act:
        return lambda w: seen.append((w.run.day, name))

    return tuple(Phase(phase.name, act_of(phase.name), phase.in_run_in) for phase in PHASES)


def test_the_compiled_day_and_the_model_go_through_the_list(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_model: Seen = []
    in_loop: Seen = []
    model = CeasefireModel(standard({"measurement.run_in_days": 2}))
    w: World = CeasefireModel(standard({"measurement.run_in_days": 2})).w
    monkeypatch.setattr(sim.day.model, "PHASES", noted(in_model))
    live_a_day = sim.day.phases.day_of(noted(in_loop))
    for _ in range(4):
        model.step()
        live_a_day(w)
    names = [phase.name for phase in PHASES]
    expected = [(day, name) for day in (-1, 0, 1, 2) for name in (RUN_IN if day < 1 else names)]
    assert in_model == in_loop == expected


def test_there_is_one_list() -> None:
    assert sim.day.model.PHASES is PHASES
    live_a_day = sim.day.phases.live_a_day
    closed_over = [each.cell_contents for each in live_a_day.__closure__ or ()]
    assert [each for each in closed_over if callable(each)] == [phase.act for phase in PHASES]
