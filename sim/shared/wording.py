"""Dates, numbers and nouns in plain English. Knows nothing of scenarios or events."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from sim.shared.intervals import Estimate


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_SMALL = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip

# A name that ends in one of these is a common noun and takes "the": the Syrian government,
# but Russia, Party A, Hay'at Tahrir al-Sham.
_COMMON_NOUNS = {
    "alliance", "army", "brigades", "centre", "coalition", "commission", "council", "drones",
    "factions", "forces", "front", "government", "group", "groups", "militia", "militias",
    "mission", "monitors", "movement", "observers", "opposition", "party", "patrols", "posts",
    "rebels", "regime", "republic", "side", "spoiler", "union",
}  # fmt: skip
_COMMON_WORDS = {
    "additional", "allied", "border", "bridge", "ceasefire", "centre", "cessation", "coast",
    "conditional", "east", "extremist", "first", "full", "government", "jihadist", "joint", "local",
    "main", "memorandum", "moderate", "north", "observation", "opposition", "other", "pause",
    "plain", "preliminary", "protocol", "radical", "rear", "rebel", "river", "road", "second",
    "south", "third", "truce", "unilateral", "upland", "valley", "west",
}  # fmt: skip
PLURALS = {
    "brigades", "drones", "factions", "forces", "groups", "militias", "monitors", "observers",
    "patrols", "posts", "rebels", "troops",
}  # fmt: skip


def date_text(when: date) -> str:
    """Write a date in full, such as 15 October 2018."""
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def short_date(when: date) -> str:
    """Write a date without its year, such as 15 October."""
    return f"{when.day} {MONTHS[when.month - 1]}"


def pair_text(first: date, last: date) -> tuple[str, str]:
    """Write two dates; the first goes without its year where the second has the same."""
    if first.year == last.year and first != last:
        return short_date(first), date_text(last)
    return date_text(first), date_text(last)


def count_text(number: int) -> str:
    """Write a count: in words up to twelve, above that in figures."""
    return _SMALL[number] if 0 <= number < len(_SMALL) else f"{number:,}"


def plural(number: int, noun: str, nouns: str = "") -> str:
    """Write a count with its noun, such as one attack or 143 attacks."""
    return f"{count_text(number)} {noun if number == 1 else nouns or noun + 's'}"


def times(number: int) -> str:
    """Write how often: once, twice, three times."""
    return {1: "once", 2: "twice"}.get(number, f"{count_text(number)} times")


def people_text(number: float) -> str:
    """Write a number of people to two figures, since the model knows no more."""
    whole = round(number)
    if whole < 100:  # noqa: PLR2004 - fewer people than this are counted, not estimated
        return plural(whole, "person", "people")
    digits = math.floor(math.log10(whole)) - 1
    return f"about {round(whole, -digits):,} people"


def share_text(share: float) -> str:
    """Write a share of one in whole percent, without claiming all or nothing wrongly."""
    if 0.0 < share < 0.005:  # noqa: PLR2004 - below this a share would round to nothing
        return "under 1 percent"
    if 0.995 <= share < 1.0:  # noqa: PLR2004 - above this a share would round to all
        return "over 99 percent"
    return f"{round(share * 100)} percent"


def mean_text(value: float) -> str:
    """Write a mean of counts to two figures, thousands to three, as the model knows no more."""
    if value >= 1000:  # noqa: PLR2004 - thousands
        return f"{round(value, 3 - len(str(int(value)))):,.0f}"
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"  # noqa: PLR2004 - two figures


def days_text(value: float | None, *, signed: bool = False) -> str:
    """Write a number of days: to a tenth below 100.

    Parameters
    ----------
    value : float or None
        The number.
    signed : bool
        Whether a plus is written too.

    Returns
    -------
    str
        A dash where there is none.
    """
    if value is None:
        return "-"
    digits = 0 if abs(value) >= 99.95 else 1  # noqa: PLR2004 - from there a tenth says nothing
    text = f"{value:{'+' if signed else ''}.{digits}f}"
    # A zero has no sign.
    return text.lstrip("+-") if float(text) == 0.0 else text


def with_interval(one: Estimate | None, write: Callable[[float], str], joint: str = "-") -> str:
    """Write a figure with its interval in brackets.

    Parameters
    ----------
    one : Estimate or None
        The figure; a dash stands where it is not known.
    write : callable
        Writes a number.
    joint : str
        What stands between the ends of the interval.

    Returns
    -------
    str
        Such as ``12 (9-15)``.
    """
    if one is None or one.value is None:
        return "-"
    if one.low is None or one.high is None:
        return write(one.value)
    return f"{write(one.value)} ({write(one.low)}{joint}{write(one.high)})"


def signed_text(one: Estimate) -> str:
    """Write a difference in days and its interval."""
    return with_interval(one, lambda value: days_text(value, signed=True), " to ")


def ratio_text(one: Estimate) -> str:
    """Write a ratio and its interval, or the bound where only one side ended at all."""

    def write(value: float) -> str:
        return f"{value:.2f}" if value < 10 else f"{value:.0f}"  # noqa: PLR2004 - three figures

    if one.value is None or one.low is None or one.high is None:
        return "-"
    if math.isinf(one.value):
        return f"over {write(one.low)}"
    return with_interval(one, write, " to ") if one.value else f"under {write(one.high)}"


def listed(items: Sequence[str], most: int = 6) -> str:
    """Join names: A, B and C; beyond `most` the rest is counted."""
    if len(items) > most:
        rest = len(items) - most + 1
        items = [*items[: most - 1], f"{count_text(rest)} more"]
    if len(items) < 2:  # noqa: PLR2004 - one name needs no joint
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def start_case(text: str) -> str:
    """Begin a sentence: the first letter becomes a capital, the rest stays."""
    return text[:1].upper() + text[1:]


def possessive(name: str) -> str:
    """Add the mark of possession."""
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def word_count(text: str) -> int:
    """Count words as a reader would: runs of letters or figures."""
    return len(re.findall(r"[^\W_](?:[\w'.,-]*[^\W_])?", text))


def _is_common(word: str) -> bool:
    """Whether a capital first word is no part of a proper name: Armed groups, but Syrian army."""
    return word.lower() in _COMMON_WORDS or word.endswith(("ing", "ed"))


def lowered(name: str, *, strict: bool = True) -> str:
    """Take the capital from a name that is a description: Rear of A, The third group.

    Parameters
    ----------
    name : str
        The name.
    strict : bool
        Whether a further capital makes a proper name of it, as in Joint Task Force; not so in
        the name of a text, such as Additional protocol to the Sochi memorandum.

    Returns
    -------
    str
        The name as it stands inside a sentence.
    """
    first, _, rest = name.partition(" ")
    proper = strict and any(word[:1].isupper() and len(word) > 1 for word in rest.split())
    if first.lower() in {"the", "a", "an"} or (_is_common(first) and not proper):
        return name[:1].lower() + name[1:]
    return name


def with_article(name: str) -> str:
    """Put "the" before a name that is or ends in a common noun."""
    name = lowered(name)
    words = name.split()
    described = words[-1].lower() in _COMMON_NOUNS or (words[0].islower() and "of" in words)
    has_one = words[0].lower() in {"the", "a", "an"}
    return f"the {name}" if described and not has_one else name


def initials(name: str) -> str:
    """Give the capital initials of a name, such as HTS for Hay'at Tahrir al-Sham."""
    words = [re.sub(r"^(?:al|el)-", "", word) for word in name.split()]
    return "".join(word[0].upper() for word in words if word)


def plain(name: str) -> str:
    """Shorten a name for a sentence or a label: no second name, no remark in brackets or commas."""
    return re.sub(r"\s*\(.*?\)", "", re.split(r" / | and |, ", name)[0]).strip() or name


def bare(name: str) -> str:
    """Shorten a name for a label: `plain`, and without its article."""
    return re.sub(r"^(?:the|a|an) ", "", plain(name), flags=re.IGNORECASE)


def number(value: object) -> float:
    """Read a number of a scenario; one not drawn yet counts by the middle of its distribution."""
    if isinstance(value, int | float):
        return float(value)
    at = getattr(value, "at", None)
    return float(at(0.5)) if at else 0.0
