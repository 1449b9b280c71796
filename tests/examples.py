"""How many examples a property is tried on."""

from hypothesis import settings


def few(count: int) -> int:
    """Give so many examples, because each takes long; under the profile ``deep``, far more."""
    return count * settings.default.max_examples // settings.get_profile("default").max_examples
