"""Luck keys: the words by which entities are addressed in random draws."""

from __future__ import annotations

import hashlib


def luck_key(name: str) -> int:
    """Hash a name to a word of 32 bits, never 0.

    Parameters
    ----------
    name : str
        An id, or the luck key that an entity states in its place.

    Returns
    -------
    int
        The first four bytes of its BLAKE2b digest; 1 in place of 0, which
        stands for nobody.
    """
    digest = hashlib.blake2b(name.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "little") or 1
