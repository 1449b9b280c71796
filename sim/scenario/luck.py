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


def signed_key(stated: str, ordinal: int) -> int:
    """Luck key of an agreement or a duty; every signing of one text has its own luck.

    Parameters
    ----------
    stated : str
        Luck key of the text or clause, or its id.
    ordinal : int
        Which signing of the text, from 1.

    Returns
    -------
    int
        A luck key.
    """
    return luck_key(stated if ordinal == 1 else f"{stated}#{ordinal}")
