"""Every law is a scalar function that a compiler can translate without changing a bit."""

import ast
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

LAW = Path(__file__).resolve().parents[2] / "sim" / "law"

MAY_IMPORT = ("__future__", "math", "typing", "sim.law")

# Powers and the builtin sum give other bits on other systems; the rest has no meaning for plain
# numbers, or hides from the reader what a law depends on.
REFUSED: dict[type[ast.AST], str] = {
    ast.ClassDef: "a class",
    ast.AsyncFunctionDef: "an async function",
    ast.Dict: "a dict",
    ast.Set: "a set",
    ast.DictComp: "a comprehension",
    ast.ListComp: "a comprehension",
    ast.SetComp: "a comprehension",
    ast.GeneratorExp: "a generator expression",
    ast.Lambda: "a lambda",
    ast.Try: "try",
    ast.TryStar: "try",
    ast.JoinedStr: "an f-string",
    ast.Global: "a global statement",
    ast.Nonlocal: "a nonlocal statement",
}
REFUSED_CALLS = {"dict", "frozenset", "pow", "set", "sum"}


def law_faults(source: str) -> list[str]:
    """Say what in one module of laws is not allowed there."""
    tree = ast.parse(source)
    faults = [
        f"line {node.lineno}: {fault}"
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt | ast.expr)
        for fault in construct_faults(node)
    ]
    return faults + [
        f"line {node.lineno}: {fault}"
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        for fault in docstring_faults(node)
    ]


def construct_faults(node: ast.AST) -> Iterator[str]:
    """Yield what is wrong with one statement or expression, if anything."""
    if type(node) in REFUSED:
        yield f"{REFUSED[type(node)]} has no place in a law"
    elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Pow):
        yield "the operator ** has no place in a law; multiply, or use safe_exp and safe_log"
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from import_faults(node)
    elif isinstance(node, ast.Call) and called_name(node) in REFUSED_CALLS:
        yield f"{called_name(node)}() has no place in a law"
    elif isinstance(node, ast.FunctionDef):
        yield from signature_faults(node)
    elif isinstance(node, ast.Subscript) and not isinstance(node.value, ast.Name | ast.Call):
        yield "only a tuple that has a name, or one that a call returns, may be indexed"


def import_faults(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """Yield the modules that a law may not import."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif node.level == 0:
        names = [node.module or ""]
    else:
        names = ["sim.law"] if node.level == 1 else ["a package above sim.law"]
    for name in names:
        if not is_allowed_import(name):
            yield f"a law may not import {name}"


def signature_faults(node: ast.FunctionDef) -> Iterator[str]:
    """Yield what is wrong with the way a function is declared."""
    if node.decorator_list:
        yield f"{node.name} has a decorator; engines wrap laws, laws do not wrap themselves"
    if node.args.vararg or node.args.kwarg:
        yield f"{node.name} takes * or **; name each argument"


def is_allowed_import(name: str) -> bool:
    """Whether a law may import this module."""
    return any(name == module or name.startswith(f"{module}.") for module in MAY_IMPORT)


def called_name(node: ast.Call) -> str:
    """Last part of the name of what is called."""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def docstring_faults(node: ast.FunctionDef) -> Iterator[str]:
    """Yield what the docstring of a public law lacks."""
    text = ast.get_docstring(node) or ""
    lines = text.splitlines()
    sections = {
        title for title, rule in itertools.pairwise(lines) if title and rule == "-" * len(title)
    }
    arguments = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
    if arguments and "Parameters" not in sections:
        yield f"{node.name} has no section Parameters"
    if "Returns" not in sections:
        yield f"{node.name} has no section Returns"
    if "References" not in sections and "assumed" not in text.lower():
        yield f"{node.name} names no References and does not say what is assumed"


@pytest.mark.parametrize("path", sorted(LAW.rglob("*.py")), ids=lambda path: path.name)
def test_laws_are_plain_scalar_functions(path: Path) -> None:
    faults = law_faults(path.read_text(encoding="utf-8"))
    assert not faults, "\n".join(f"{path.name} {fault}" for fault in faults)


def test_there_are_laws() -> None:
    assert list(LAW.glob("*.py")), "sim/law is empty, so the test above checks nothing"


SOUND = '''
import math
from sim.law.arithmetic import clamp

SCALE = 2.0


def decay(level: float, rate: float) -> float:
    """Fall of a level within a day.

    Parameters
    ----------
    level, rate : float
        Level before, and the rate of its fall.

    Returns
    -------
    float
        Level after.

    Notes
    -----
    The form is assumed.
    """
    pair = (level, rate)
    return clamp(pair[0] * math.exp(-pair[1]), 0.0, SCALE)
'''


def test_a_sound_law_passes() -> None:
    assert law_faults(SOUND) == []


@pytest.mark.parametrize(
    "line",
    [
        "x = 2.0 ** 3",
        "x **= 2",
        "x = pow(2.0, 3.0)",
        "x = math.pow(2.0, 3.0)",
        "x = sum((1.0, 2.0))",
        "import numpy",
        "import numpy as np",
        "from numpy import exp",
        "from sim.scenario import schema",
        "from sim.lawless import rule",
        "from ..scenario import schema",
        "class Law: pass",
        "x = {}",
        "x = {1: 2}",
        "x = {1, 2}",
        "x = dict()",
        "x = set()",
        "x = {a: a for a in (1, 2)}",
        "x = {a for a in (1, 2)}",
        "x = [a for a in (1, 2)]",
        "x = max(a for a in (1, 2))",
        "x = lambda a: a",
        "x = f'{1}'",
        "try:\n    x = 1\nexcept ValueError:\n    x = 2",
        "@wrapped\ndef _law(a): return a",
        "def _law(*a): return a",
        "def _law(**a): return a",
        "def _law():\n    global SCALE\n    SCALE = 1.0",
        "async def _law(): return 1",
        "x = a.b[0]",
        "x = a[0][1]",
        "x = (1, 2)[0]",
    ],
)
def test_what_a_compiler_may_change_is_refused(line: str) -> None:
    assert law_faults(f"{SOUND}\n{line}\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Parameters\n    ----------", "Arguments\n    ---------"),
        ("Returns\n    -------", "Gives\n    -----"),
        ("Returns\n    -------", "Returns\n"),
        ("is assumed", "is known"),
    ],
)
def test_a_law_without_its_sections_is_refused(old: str, new: str) -> None:
    assert old in SOUND
    assert law_faults(SOUND.replace(old, new))


def test_a_law_without_a_docstring_is_refused() -> None:
    assert law_faults("def law(a: float) -> float:\n    return a\n")


def test_references_stand_in_for_an_assumption() -> None:
    changed = SOUND.replace("Notes\n    -----\n    The form is assumed.", "{}")
    assert law_faults(changed)
    assert not law_faults(changed.replace("{}", "References\n    ----------\n    Cox (1958)."))
