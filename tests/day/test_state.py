"""The state: every cell is declared with its meaning, and agents are views of their rows."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sim.day.build import build
from sim.day.memory import memory_of, packed
from sim.day.model import CeasefireModel
from sim.day.replicates import Agreed, Clause, Outcome
from sim.day.state import COLUMNS, SINGLE, STATED, World, array_of, dtype_of, empty, tables
from sim.scenario.behaviour import Behaviour
from sim.scenario.load import scenario_from_tree
from tests.day.scenarios import rich_tree

if TYPE_CHECKING:
    from sim.day.agents import View

ROWS = sorted(
    {row for row, _ in tables().values() if is_dataclass(row)} | {Outcome, Agreed, Clause},
    key=lambda row: row.__name__,
)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
def test_every_cell_says_what_it_is(row: type) -> None:
    assert row.__doc__
    assert "TODO" not in row.__doc__
    for each in fields(row):
        meaning = each.metadata["meaning"]
        assert meaning.strip(), each.name
        assert "TODO" not in meaning, each.name
        assert isinstance(each.metadata["unit"], str)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.__name__)
def test_a_row_is_words_of_eight_bytes_in_the_order_of_its_cells(row: type) -> None:
    kind = dtype_of(row)
    assert kind.names == tuple(each.name for each in fields(row))
    assert kind.itemsize == 8 * len(fields(row))
    for each in fields(row):
        assert kind[each.name] == ("f8" if each.type == "float" else "i8")
    written = [row(*range(1, len(fields(row)) + 1))]
    assert array_of(row, written).tolist() == [tuple(range(1, len(fields(row)) + 1))]


def test_tables_are_those_of_the_world() -> None:
    declared = {each.name for each in fields(World)} - {"deciders"}
    assert set(tables()) == declared
    assert {*STATED, *COLUMNS, *SINGLE} <= declared
    laws = tables()["laws"][1].names
    assert laws is not None
    assert len(laws) == sum(
        len(part.annotation.model_fields)  # type: ignore[union-attr]
        for part in Behaviour.model_fields.values()
    )


@pytest.mark.parametrize("name", [name for name in tables() if name != "laws"])
def test_a_table_begins_with_every_cell_at_its_initial_value(name: str) -> None:
    row, _ = tables()[name]
    (found,) = empty(name, 1).tolist()
    if is_dataclass(row):
        assert found == tuple(each.default for each in fields(row))
    else:
        assert found == 0


def test_plain_rows_hold_what_compiled_code_reads() -> None:
    built = build(scenario_from_tree(rich_tree()))
    memory = memory_of(built, 10, traced=True)
    memory.block[:] = packed(built)
    w = memory.plain()
    for name, (row, _) in tables().items():
        if name in {"log", "causes", "weights", "witnesses"}:
            continue
        plain: Any = getattr(w, name)
        if name in COLUMNS:
            plain = [cell for line in plain for cell in line]
        table = memory.arrays[name]
        if name == "laws":
            assert vars(plain) == dict(zip(table.dtype.names, table[0].tolist(), strict=True))
        elif name in SINGLE:
            assert array_of(row, [plain]).tolist() == table.tolist()
        elif is_dataclass(row):
            assert array_of(row, plain).tolist() == table.tolist()
        else:
            assert np.array_equal(plain, table)


def views(model: CeasefireModel) -> list[View]:
    """Give one view of each kind, and all agents."""
    found: list[View] = [*model.parties, *model.sectors, *model.monitors, *model.ties]
    found += [front for party in model.parties for front in party.fronts.values()]
    return found + list(model.duties)


def test_the_attributes_of_an_agent_are_the_cells_of_its_row() -> None:
    model = CeasefireModel(scenario_from_tree(rich_tree()), horizon=6)
    w = model.w
    while model.day < 4:
        model.step()
    for kind, table in (
        (model.parties, w.parties),
        (model.sectors, w.sectors),
        (model.monitors, w.monitors),
        (model.ties, w.ties),
    ):
        assert [agent.state for agent in kind] == table
        assert all(agent.state is row for agent, row in zip(kind, table, strict=True))
    for view in views(model):
        # What has the name of a cell and is more than the cell is a property of the class.
        for cell in fields(view.state):
            if hasattr(type(view), cell.name) or cell.name in {"model", "name", "cell", "number"}:
                continue
            assert cell.name not in vars(view), f"{view.name} has a copy of {cell.name}"
            kept = getattr(view.state, cell.name)
            assert getattr(view, cell.name) == kept
            setattr(view.state, cell.name, kept + 1)
            assert getattr(view, cell.name) == kept + 1
            setattr(view.state, cell.name, kept)
        with pytest.raises(AttributeError):
            _ = view.no_such_cell


def test_agents_hold_nothing_besides_their_row_and_who_they_are() -> None:
    model = CeasefireModel(scenario_from_tree(rich_tree()), horizon=3)
    model.run()
    own = {"model", "name", "state", "number", "terms", "cell"}
    of_mesa = {"unique_id", "pos", "_mesa_cell", "_mesa_properties", "steps"}
    for view in views(model):
        held = {name for name in vars(view) if not name.startswith("_")}
        assert held <= own | of_mesa, (view.name, held - own - of_mesa)


def test_a_cell_that_is_set_bears_on_the_day() -> None:
    logs = []
    for control in (1.0, 0.0):
        model = CeasefireModel(scenario_from_tree(rich_tree()), horizon=3)
        for party in model.parties:
            party.state.control = control
        model.run()
        logs.append([event.form for event in model.log.of("attack")].count("localized"))
    assert logs[0] == 0 < logs[1]
