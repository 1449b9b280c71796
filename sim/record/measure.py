"""When an offensive counts as the end of an agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.scenario.measurement import OffensiveRule


def first_day(acts: Iterable[tuple[int, str]], rule: OffensiveRule) -> int | None:
    """Day to which an offensive is dated under a rule.

    The rule is met on the first day whose window, that day being its last, holds
    acts on at least `rule.days` days in at least `rule.sectors` sectors. The
    offensive is dated to the first act in that window.

    Parameters
    ----------
    acts : iterable of (int, str)
        Day and sector of each assault or capture, in order of days.
    rule : OffensiveRule
        The definition.

    Returns
    -------
    int or None
        The day; None where the rule is never met.
    """
    window: list[tuple[int, str]] = []
    for day, sector in acts:
        window.append((day, sector))
        window = [act for act in window if act[0] > day - rule.window_days]
        days = {act[0] for act in window}
        sectors = {act[1] for act in window}
        if len(days) >= rule.days and len(sectors) >= rule.sectors:
            return window[0][0]
    return None


def undecided(acts: Iterable[tuple[int, str]], rule: OffensiveRule, day: int, today: int) -> bool:
    """Whether acts up to `day` may yet turn out to be part of an offensive.

    Parameters
    ----------
    acts : iterable of (int, str)
        Day and sector of each act so far.
    rule : OffensiveRule
        The definition.
    day : int
        Day of another kind of end.
    today : int
        The present day, at least `day`.

    Returns
    -------
    bool
        True while an act on or before `day` lies in a window still open.
    """
    return any(act <= day and today < act + rule.window_days - 1 for act, _ in acts)
