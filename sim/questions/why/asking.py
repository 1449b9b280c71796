"""Settings of `why` that no other verb has, and what they may be. Light on purpose."""

from __future__ import annotations

from sim.scenario.errors import InputError, shown

MOST_PAIRED = 12
LARGEST_REPLICATE = 2**31 - 1


def check_own(replicate: object, pairs: object) -> None:
    """Refuse a number of a replicate, or of pairs, that cannot be.

    Parameters
    ----------
    replicate : object
        Number of the told run.
    pairs : object
        Of how many of the first changes each two are put together.

    Raises
    ------
    InputError
        If one is no whole number in its range.
    """
    for key, value, most in (
        ("replicate", replicate, LARGEST_REPLICATE),
        ("why.pairs", pairs, MOST_PAIRED),
    ):
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise InputError(
                f"{shown(value)} does not fit",
                key=key,
                mend=f"Write a whole number from 0 to {most}",
            )
