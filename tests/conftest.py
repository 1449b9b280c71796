"""Settings that hold for every test."""

from hypothesis import settings

# The same examples each time, so that a red test is red for everybody; and no time limit for one
# example, because two tests share a small machine.
settings.register_profile("house", derandomize=True, deadline=None)
settings.load_profile("house")
