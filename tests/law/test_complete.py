"""No law is left without a test of its own."""

import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import sim.law

HERE = Path(__file__).parent
SUBJECTS = [module.name for module in pkgutil.iter_modules(sim.law.__path__)]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_every_law_of_a_subject_is_called_by_its_tests(subject: str) -> None:
    module = importlib.import_module(f"sim.law.{subject}")
    laws = [
        name
        for name, law in inspect.getmembers(module, inspect.isfunction)
        if law.__module__ == module.__name__
    ]
    tests = (HERE / f"test_{subject}.py").read_text(encoding="utf-8")
    assert laws
    assert not [name for name in laws if f"{name}(" not in tests and f".{name}\n" not in tests]
