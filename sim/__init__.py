"""ceasefire-sim: a simulator of ceasefires.

Everything public can be imported from here; nothing heavy is imported before it is
used. ::

    from sim import load_scenario, run

    result = run(load_scenario("idlib/sochi_2018"), replicates=20, workers=1)
    result.runs["end_kind"].value_counts()
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.questions.compare.compare import ComparisonResult, compare
    from sim.questions.run.run import RunResult, run
    from sim.questions.sensitivity.study import SensitivityResult, sensitivity
    from sim.questions.sweep.sweep import SweepResult, sweep
    from sim.questions.why.why import WhyResult, why
    from sim.scenario.errors import InputError
    from sim.scenario.load import load_scenario
    from sim.scenario.names import scenario_names

    __version__: str

__all__ = [
    "ComparisonResult",
    "InputError",
    "RunResult",
    "SensitivityResult",
    "SweepResult",
    "WhyResult",
    "__version__",
    "compare",
    "load_scenario",
    "run",
    "scenario_names",
    "sensitivity",
    "sweep",
    "why",
]

_HOMES = {
    "ComparisonResult": "sim.questions.compare.compare",
    "compare": "sim.questions.compare.compare",
    "InputError": "sim.scenario.errors",
    "RunResult": "sim.questions.run.run",
    "load_scenario": "sim.scenario.load",
    "SensitivityResult": "sim.questions.sensitivity.study",
    "SweepResult": "sim.questions.sweep.sweep",
    "run": "sim.questions.run.run",
    "scenario_names": "sim.scenario.names",
    "sensitivity": "sim.questions.sensitivity.study",
    "sweep": "sim.questions.sweep.sweep",
    "WhyResult": "sim.questions.why.why",
    "why": "sim.questions.why.why",
}


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a function, a class or a text
    """Import a public name when it is first used."""
    if name == "__version__":
        from sim.runs.versions import installed_version

        return installed_version()
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List the public names too, although they are not imported yet."""
    return sorted({*globals(), *__all__})
