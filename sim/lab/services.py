"""What the pages of one application share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.lab import work
from sim.lab.classroom import Classroom
from sim.lab.ground import ground_of
from sim.lab.jobs import Batches, Once
from sim.lab.library import Library
from sim.lab.readiness import SMALLEST, Readiness
from sim.lab.workshop import Workshop

if TYPE_CHECKING:
    from sim.lab.ground import Shapes
    from sim.lab.settings import LabSettings
    from sim.lab.setup import SetUp
    from sim.scenario.scenario import Scenario

# A trace is up to a hundred kilobytes, compressed.
_MOST_TRACES = 400
_MOST_PICTURES = 40
_MOST_ANSWERS = 40
_MOST_WAITING = 60
_MOST_GROUNDS = 64
# What the shapes of a map depend on.
_PLACED = tuple(
    f"scenario.{part}"
    for part in ("sectors", "roads", "zones", "parties", "main", "obligations", "agreements")
)


@dataclass(frozen=True)
class Services:
    """What the pages of one application share.

    Parameters
    ----------
    settings : LabSettings
        Where the lab listens, and how much it takes on.
    library : Library
        The scenarios.
    readiness : Readiness
        Whether the compiled engine is ready.
    workshop : Workshop
        Processes that trace, count and draw.
    asked : Workshop
        One more, which asks what an end depended on.
    batches : Batches
        Many runs, by what was asked.
    traces : Once of bytes
        Traces of runs, as compressed JSON, by what was asked.
    pictures : Once of str
        Pictures of traces.
    answers : Once of dict
        What ends depended on, as a page shows it.
    asking : asyncio.Semaphore
        Held by who asks what an end depended on, which keeps all processors at work.
    grounds : dict
        Maps, by what they depend on.
    classroom : Classroom
        The games.
    """

    settings: LabSettings
    library: Library
    readiness: Readiness
    workshop: Workshop
    asked: Workshop
    batches: Batches
    traces: Once[bytes]
    pictures: Once[str]
    answers: Once[dict[str, Any]]
    asking: asyncio.Semaphore
    classroom: Classroom
    grounds: dict[str, Shapes] = field(default_factory=dict)

    def ground(self, set_up: SetUp, scenario: Scenario) -> Shapes:
        """Lay out the map of a set-up, once for all that have the same places.

        Parameters
        ----------
        set_up : SetUp
            The set-up.
        scenario : Scenario
            Its scenario.

        Returns
        -------
        dict
            The map on the first day.
        """
        placed = {key: value for key, value in set_up.changes if key.startswith(_PLACED)}
        stated = set_up.with_changes(placed).of_scenario.query()
        question = f"{self.library.stamp} {stated}"
        found = self.grounds.get(question)
        if found is None:
            if len(self.grounds) >= _MOST_GROUNDS:
                self.grounds.clear()
            found = self.grounds[question] = ground_of(scenario)
        return found

    def begin(self) -> None:
        """Start what goes on in the background."""
        self.workshop.begin()
        self.readiness.begin()

    async def engine(self) -> str:
        """Name what carries runs out now; wait for it while it is only being loaded."""
        if self.readiness.settled:
            return self.readiness.engine()
        return await asyncio.to_thread(self.readiness.engine)

    def leave(self) -> None:
        """End the streams on which browsers wait for news."""
        self.classroom.hub.end()

    def end(self) -> None:
        """Stop it, without waiting for runs that are under way."""
        self.readiness.stop()
        self.classroom.end()
        self.workshop.end()
        self.asked.end()


def services_of(settings: LabSettings) -> Services:
    """Make what the pages of an application share.

    Parameters
    ----------
    settings : LabSettings
        Where the lab listens, and how much it takes on.

    Returns
    -------
    Services
        Not yet begun.
    """
    workshop = Workshop(settings.workers)
    library = Library(settings.scenario_dir)

    def trial(engine: str) -> None:
        workshop.everywhere(work.tried, engine, library.tree(SMALLEST))

    return Services(
        settings=settings,
        library=library,
        readiness=Readiness(trial),
        workshop=workshop,
        asked=Workshop(1),
        batches=Batches(settings.workers),
        traces=Once(_MOST_TRACES, _MOST_WAITING),
        pictures=Once(_MOST_PICTURES, _MOST_WAITING),
        answers=Once(_MOST_ANSWERS, _MOST_WAITING),
        asking=asyncio.Semaphore(1),
        classroom=Classroom(Path(settings.games)),
    )
