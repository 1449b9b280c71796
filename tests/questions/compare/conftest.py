"""What tests of comparisons share."""

from tests.runs.conftest import fake

__all__ = ["fake"]
