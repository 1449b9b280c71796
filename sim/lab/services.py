"""What the pages of one application share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.lab.library import Library
from sim.lab.readiness import Readiness
from sim.lab.room.service import Classroom

if TYPE_CHECKING:
    from sim.lab.settings import LabSettings

SMALLEST = "textbook/dyad"


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
    threads : ThreadPoolExecutor
        Threads that carry out runs.
    classroom : Classroom
        The games.
    """

    settings: LabSettings
    library: Library
    readiness: Readiness
    threads: ThreadPoolExecutor
    classroom: Classroom

    def begin(self) -> None:
        """Start what goes on in the background."""
        self.readiness.begin(self.library.tree(SMALLEST))

    def leave(self) -> None:
        """End the streams on which browsers wait for news."""
        self.classroom.hub.end()

    def end(self) -> None:
        """Stop it, without waiting for runs that are under way."""
        self.readiness.stop()
        self.classroom.end()
        self.threads.shutdown(wait=False, cancel_futures=True)


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
    return Services(
        settings,
        Library(settings.scenario_dir),
        Readiness(),
        ThreadPoolExecutor(settings.workers, "lab-runs"),
        Classroom(Path(settings.games)),
    )
