"""On how many examples a property is tried, and on which."""

from hypothesis import HealthCheck, settings
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants


def choose_profile(name: str) -> None:
    """Choose among ``house``, what everybody runs, and ``deep``, for the hours when nobody waits.

    Under ``house`` a property is tried on the same examples each time, so that what is red is red
    for everybody, and on no others because of a change elsewhere.
    """
    patient = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
    settings.register_profile("house", derandomize=True, max_examples=60, **patient)
    # Many times as many, and others each time.
    settings.register_profile(
        "deep", derandomize=False, max_examples=2000, print_blob=True, **patient
    )
    settings.load_profile(name)
    if settings.default.derandomize:
        _take_no_numbers_from_the_sources()


def few(count: int) -> int:
    """Give so many examples, because each takes long; under the profile ``deep``, far more."""
    return count * settings.default.max_examples // settings.get_profile("default").max_examples


def _take_no_numbers_from_the_sources() -> None:
    """Have Hypothesis draw no numbers that stand in the modules loaded so far.

    It does so to find rare cases. But which modules are loaded depends on which tests a worker
    happened to run before, and the numbers change with every edit, so that a seed gives other
    examples from time to time. There is no setting for it.
    """
    if not hasattr(providers, "_get_local_constants"):
        message = "this version of Hypothesis finds numbers of the sources in another way"
        raise RuntimeError(message)
    providers._get_local_constants = Constants  # noqa: SLF001 - see above
