"""What the pages of one application share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.lab import work
from sim.lab.batches import Batches
from sim.lab.ground import ground_of
from sim.lab.library import Library
from sim.lab.once import Once
from sim.lab.readiness import Readiness
from sim.lab.room.service import Classroom
from sim.lab.workshop import Workshop

if TYPE_CHECKING:
    from sim.lab.ground import Ground
    from sim.lab.settings import LabSettings
    from sim.lab.setup import SetUp
    from sim.scenario.scenario import Scenario

SMALLEST = "textbook/dyad"
# A telling is up to a hundred kilobytes, compressed.
MOST_TELLINGS = 400
MOST_PICTURES = 40
MOST_ANSWERS = 40
MOST_WAITING = 60
MOST_GROUNDS = 64
# What the shapes of a map depend on.
PLACED = tuple(
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
        Processes that tell, count and draw.
    asked : Workshop
        One more, which asks what an end hung on.
    batches : Batches
        Many runs, by what was asked.
    tellings : Once of bytes
        Runs told in full, as compressed JSON, by what was asked.
    pictures : Once of str
        Pictures of told runs.
    answers : Once of dict
        What ends hung on, as a page shows it.
    asking : asyncio.Semaphore
        Held by who asks what an end hung on, which keeps all processors at work.
    grounds : dict of Ground
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
    tellings: Once[bytes]
    pictures: Once[str]
    answers: Once[dict[str, Any]]
    asking: asyncio.Semaphore
    classroom: Classroom
    grounds: dict[str, Ground] = field(default_factory=dict)

    def ground(self, set_up: SetUp, scenario: Scenario) -> Ground:
        """Lay out the map of a set-up, once for all that have the same places.

        Parameters
        ----------
        set_up : SetUp
            The set-up.
        scenario : Scenario
            Its scenario.

        Returns
        -------
        Ground
            The map on the first day.
        """
        placed = {key: value for key, value in set_up.changes if key.startswith(PLACED)}
        stated = set_up.with_changes(placed).of_scenario.query()
        question = f"{self.library.stamp} {stated}"
        found = self.grounds.get(question)
        if found is None:
            if len(self.grounds) >= MOST_GROUNDS:
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
        tellings=Once(MOST_TELLINGS, MOST_WAITING),
        pictures=Once(MOST_PICTURES, MOST_WAITING),
        answers=Once(MOST_ANSWERS, MOST_WAITING),
        asking=asyncio.Semaphore(1),
        classroom=Classroom(Path(settings.games)),
    )
