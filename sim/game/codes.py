"""Codes to be read aloud, and tokens that nobody guesses."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container

# Without 0 and O, 1, I and L, which are taken for each other on a projector.
_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
# 31 ** 6 is 9e8: whoever may try ten times a minute does not find one of a few games in a lesson.
GAME_LETTERS = 6
# The code of a team lets its holder decide for the team.
TEAM_LETTERS = 8
_TOKEN_BYTES = 24
_LONGEST = 64


def new_code(letters: int, taken: Container[str] = frozenset()) -> str:
    """Draw a code that is not taken.

    Parameters
    ----------
    letters : int
        Its length.
    taken : container of str
        Codes in use.

    Returns
    -------
    str
        Capital letters and digits that are not taken for each other.
    """
    while True:
        code = "".join(secrets.choice(_ALPHABET) for _ in range(letters))
        if code not in taken:
            return code


def read_code(text: object) -> str:
    """Read a code as somebody typed it: in any case, with spaces and hyphens.

    Parameters
    ----------
    text : object
        What was typed.

    Returns
    -------
    str
        The code, or empty where it cannot be one.
    """
    if not isinstance(text, str) or len(text) > _LONGEST:
        return ""
    code = "".join(letter for letter in text.upper() if letter not in " -\t")
    return code if all(letter in _ALPHABET for letter in code) else ""


def spaced(code: str) -> str:
    """Write a code in two halves, so that it can be read aloud."""
    half = (len(code) + 1) // 2
    return f"{code[:half]}-{code[half:]}"


def new_token() -> str:
    """Draw a token that a browser keeps."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def digest_of(token: str) -> str:
    """Hash a token; the journal holds no token that opens anything."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
