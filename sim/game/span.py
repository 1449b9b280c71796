"""What a seat saw over several weeks, as one view."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.game.view import ClientSeen, FrontSeen, TrustSeen, View


def span_of(views: Sequence[View]) -> View:
    """Take the views of weeks that follow each other together.

    Parameters
    ----------
    views : sequence of View
        Of one seat, in the order of weeks; at least one.

    Returns
    -------
    View
        The last of them, with the news of all, what is counted summed up, and trust set beside
        that before the first.
    """
    first, last = views[0], views[-1]
    if len(views) == 1:
        return last
    return replace(
        last,
        first_day=first.first_day,
        dates=(first.dates[0], last.dates[1]),
        news=tuple(item for view in views for item in view.news),
        fronts=_fronts(views),
        trust=_trust(first, last),
        clients=tuple(_client(client, views) for client in last.clients),
        own=replace(
            last.own,
            hit=sum(view.own.hit for view in views),
            fled=sum(view.own.fled for view in views),
        ),
    )


def _fronts(views: Sequence[View]) -> tuple[FrontSeen, ...]:
    # Ground changes hands: a front is told as it was when last seen.
    latest = {front.sector: front for view in views for front in view.fronts}
    found = []
    for place, front in sorted(latest.items()):
        blamed: Counter[str] = Counter()
        fired = 0.0
        for view in views:
            for seen in view.fronts:
                if seen.sector == place:
                    blamed.update(dict(seen.blamed))
                    fired += seen.own_fire
        found.append(replace(front, blamed=tuple(sorted(blamed.items())), own_fire=fired))
    return tuple(found)


def _trust(first: View, last: View) -> tuple[TrustSeen, ...]:
    before = {item.other: item.before for item in first.trust}
    return tuple(replace(item, before=before.get(item.other, item.before)) for item in last.trust)


def _client(client: ClientSeen, views: Sequence[View]) -> ClientSeen:
    weeks = [seen for view in views for seen in view.clients if seen.client == client.client]
    return replace(
        client,
        reported=sum(seen.reported for seen in weeks),
        charged=sum(seen.charged for seen in weeks),
        asked=tuple(answer for seen in weeks for answer in seen.asked),
    )
