"""The scenarios of a lab: those that are shipped, and files that browsers handed in."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario.errors import InputError, Problem, did_you_mean
from sim.scenario.load import parts_of_text, read_parts, scenario_from_tree
from sim.scenario.names import scenario_names
from sim.scenario.tree import changed, complete

if TYPE_CHECKING:
    from sim.lab.setup import SetUp
    from sim.scenario.scenario import Scenario
    from sim.scenario.tree import Tree

OWN = "own-"
YOUR_FILE = "your file"
YOURS = "Your own"
MOST_OWN = 200
MOST_KEPT = 64
# One run of a larger scenario would keep a class waiting.
MOST = {"parties": 24, "sectors": 150, "obligations": 100, "monitors": 40, "agreements": 60}
LONGEST_HORIZON = 2000


@dataclass(frozen=True)
class Card:
    """A scenario as it stands in a list.

    Parameters
    ----------
    name : str
        What it is asked for by.
    title : str
        What it is called.
    summary : str
        What it is about.
    days : int
        Days simulated.
    begins : str
        Its first day, such as 2018-09-17.
    """

    name: str
    title: str
    summary: str
    days: int
    begins: str

    @property
    def year(self) -> str:
        """Year of its first day."""
        return self.begins[:4]

    @property
    def group(self) -> str:
        """Folder that it lies in, as words; those beside each other in a folder of one's own."""
        folder, slash, _ = self.name.partition("/")
        return folder.replace("_", " ").capitalize() if slash else YOURS


class Library:
    """The scenarios that pages may name. It may be used from several threads.

    Parameters
    ----------
    scenario_dir : path or str or None
        A folder of the lecturer's own scenario files.
    """

    def __init__(self, scenario_dir: Path | str | None = None) -> None:
        self._folder = scenario_dir
        self._names = scenario_names(scenario_dir)
        self._stamp = self._files()
        self._own: OrderedDict[str, Tree] = OrderedDict()
        self._trees: dict[str, Tree] = {}
        self._kept: OrderedDict[str, Scenario] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def names(self) -> list[str]:
        """Names of the scenarios that lie in files."""
        return self._names

    @property
    def stamp(self) -> int:
        """Another number whenever a file of the folder of one's own has changed."""
        return hash(tuple(self._stamp))

    def cards(self) -> list[Card]:
        """List the scenarios that lie in files and are sound, by folder and first day."""
        self._look_again()
        found = []
        for name in self._names:
            try:
                tree = self.tree(name)
            except InputError:
                continue
            found.append(card_of(name, tree))
        return sorted(found, key=lambda card: (card.group, card.begins, card.days, card.name))

    def tree(self, name: str) -> Tree:
        """Give the completed tree of a scenario without changes.

        Parameters
        ----------
        name : str
            One of `names`, or what `hand_in` gave.

        Returns
        -------
        dict
            Plain data with every default written out. It is shared: do not change it.

        Raises
        ------
        InputError
            If there is no such scenario, or its file is at fault.
        """
        self._look_again()
        with self._lock:
            found = self._own.get(name) or self._trees.get(name)
            if name in self._own:
                self._own.move_to_end(name)
        if found is not None:
            return found
        # Only names that were listed beforehand are looked for, so that no path comes from outside.
        if name not in self._names:
            raise _unknown(name, self._names)
        parts = read_parts(name, self._folder)
        parts.scenario()
        found = complete(parts.tree)
        with self._lock:
            self._trees[name] = found
        return found

    def hand_in(self, text: str) -> str:
        """Take a scenario file from a browser.

        Parameters
        ----------
        text : str
            The file, in YAML.

        Returns
        -------
        str
            What it is asked for by from now on: a mark that the text alone decides.

        Raises
        ------
        InputError
            If it is not sound, or larger than a lab takes.
        """
        name = OWN + hashlib.sha256(text.encode()).hexdigest()[:16]
        parts = parts_of_text(text, YOUR_FILE, name, self._folder)
        # Before the checks, which take long where a file is very large.
        _check_size(parts.tree)
        parts.scenario()
        tree = complete(parts.tree)
        with self._lock:
            self._own[name] = tree
            self._own.move_to_end(name)
            while len(self._own) > MOST_OWN:
                self._own.popitem(last=False)
        return name

    def scenario(self, set_up: SetUp) -> Scenario:
        """Make the scenario of a set-up, by the schema and the checks of every command.

        Parameters
        ----------
        set_up : SetUp
            Scenario and changes.

        Returns
        -------
        Scenario
            The scenario, with its changes.

        Raises
        ------
        InputError
            One error that names every fault.
        """
        key = set_up.of_scenario.query()
        self._look_again()
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        tree = changed(self.tree(set_up.scenario), dict(set_up.changes))
        _check_size(tree)
        scenario = scenario_from_tree(tree)
        with self._lock:
            self._kept[key] = scenario
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return scenario

    def _files(self) -> list[tuple[str, int]]:
        """Files of the folder of one's own, and when each was written last."""
        if self._folder is None:
            return []
        files = Path(self._folder).expanduser().rglob("*.yaml")
        return sorted((str(file), file.stat().st_mtime_ns) for file in files if file.is_file())

    def _look_again(self) -> None:
        """Whoever writes a scenario file sees it as it is now, without another start."""
        stamp = self._files()
        if stamp == self._stamp:
            return
        names = scenario_names(self._folder)
        with self._lock:
            self._stamp, self._names = stamp, names
            self._trees.clear()
            self._kept.clear()


def card_of(name: str, tree: Tree) -> Card:
    """Describe a scenario for a list.

    Parameters
    ----------
    name : str
        What it is asked for by.
    tree : dict
        Its completed tree.

    Returns
    -------
    Card
        The description.
    """
    own = tree["scenario"]
    return Card(
        name, str(own["title"]), str(own["summary"]), int(own["horizon"]), str(own["start"])
    )


def _unknown(name: str, known: list[str]) -> InputError:
    if name.startswith(OWN):
        return InputError(
            "the lab no longer has this file", key="scenario", mend="Open it here once more"
        )
    mend = did_you_mean(name, known) or "Choose one from the list"
    return InputError("there is no such scenario", key="scenario", mend=mend)


def _check_size(tree: Tree) -> None:
    """Refuse what would keep a class waiting; the tree need not be sound yet."""
    own = tree["scenario"]
    found = [
        Problem(f"scenario.{part}", f"{len(listed)} are more than a lab takes", f"At most {most}")
        for part, most in MOST.items()
        if isinstance(listed := own.get(part), dict) and len(listed) > most
    ]
    days = own.get("horizon")
    if isinstance(days, int | float) and days > LONGEST_HORIZON:
        mend = f"At most {LONGEST_HORIZON}; `ceasefire run` takes more"
        found.append(Problem("scenario.horizon", "more days than a lab takes", mend))
    if found:
        raise InputError.of(found)
