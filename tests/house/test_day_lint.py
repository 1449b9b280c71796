"""What of the day is compiled is written so that a compiler changes none of its bits."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import FunctionType

import pytest

from sim.day.decide import IN_COMPILED_CODE
from sim.day.phases import PHASES
from sim.day.replicates import parameter_uniforms, run_batch
from tests.house.test_law_lint import REFUSED, called_name

OWN = "sim.day."
# Powers and sums of the library give other bits than a loop; the rest is slow to compile.
REFUSED_CALLS = {"sum", "pow", "round", "sorted", "set", "dict", "list", "zip", "enumerate", "map"}


@cache
def compiled() -> dict[str, FunctionType]:
    """Give every function of the day that the compiled ones reach, by name."""
    found: dict[str, FunctionType] = {}
    waiting: list[FunctionType] = [run_batch, parameter_uniforms]  # type: ignore[list-item]
    while waiting:
        function = waiting.pop()
        name = f"{function.__module__}.{function.__qualname__}"
        if name in found or not function.__module__.startswith(OWN):
            continue
        found[name] = function
        named = [function.__globals__.get(each) for each in function.__code__.co_names]
        named += [each.cell_contents for each in function.__closure__ or ()]
        functions = [each for each in named if isinstance(each, FunctionType)]
        waiting += [IN_COMPILED_CODE.get(each, each) for each in functions]  # type: ignore[call-overload]
    return found


def kernel_faults(node: ast.FunctionDef) -> Iterator[str]:
    """Say what in one function is not for a compiler."""
    for inner in ast.walk(node):
        if type(inner) in REFUSED:
            yield f"{REFUSED[type(inner)]} in {node.name}"
        elif isinstance(inner, ast.BinOp | ast.AugAssign) and isinstance(inner.op, ast.Pow):
            yield f"** in {node.name}"
        elif isinstance(inner, ast.Call) and called_name(inner) in REFUSED_CALLS:
            yield f"{called_name(inner)}() in {node.name}"
        elif isinstance(inner, ast.With | ast.Raise | ast.Assert | ast.Import | ast.ImportFrom):
            yield f"{type(inner).__name__.lower()} in {node.name}"
    if node.decorator_list:
        yield f"{node.name} has a decorator"


def functions_of(path: str) -> dict[str, ast.FunctionDef]:
    """Give the functions of a file by name."""
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    return {node.name: node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("module", sorted({each.__module__ for each in compiled().values()}))
def test_what_is_compiled_is_plain(module: str) -> None:
    own = [function for function in compiled().values() if function.__module__ == module]
    written = functions_of(own[0].__code__.co_filename)
    faults = [fault for each in own for fault in kernel_faults(written[each.__name__])]
    assert not faults, "\n".join(faults)


def test_the_phases_are_among_what_is_compiled() -> None:
    names = {function.__name__ for function in compiled().values()}
    assert {phase.act.__name__ for phase in PHASES} | {"live_a_day", "fold", "as_the_rule"} <= names
    assert not {"decide", "is_asked"} & names
    assert len(names) > 100


@pytest.mark.parametrize(
    "line",
    [
        "x = 2.0 ** 3",
        "x = sum(y)",
        "x = [a for a in y]",
        "x = {}",
        "x = f'{y}'",
        "try:\n        x = 1\n    except ValueError:\n        x = 2",
        "raise ValueError",
        "x = lambda: 1",
    ],
)
def test_what_is_not_for_a_compiler_is_refused(line: str) -> None:
    (function,) = ast.parse(f"def kernel(y):\n    {line}\n").body
    assert isinstance(function, ast.FunctionDef)
    assert list(kernel_faults(function))
