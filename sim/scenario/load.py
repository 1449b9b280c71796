"""Finds scenario files, puts their parts together and validates the whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.scenario.check import problems
from sim.scenario.errors import InputError, Problem
from sim.scenario.fields import mend_of_gap, validated
from sim.scenario.names import locate
from sim.scenario.read import GAP_LEFT, read_file, read_text
from sim.scenario.scenario import Scenario
from sim.scenario.tree import SoundTree, Tree, changed, complete, merge

_STANDARD_MEASUREMENT = "standard"


@dataclass(frozen=True)
class Parts:
    """A scenario as its files state it, and which file states what.

    Parameters
    ----------
    tree : dict
        The raw tree: name, scenario, behaviour, measurement.
    chosen : dict
        Names of the conflict, behaviour and measurement files it asks for.
    files : dict
        File and tree of each part.
    """

    tree: Tree
    chosen: dict[str, str]
    files: dict[str, tuple[Path, Tree]]

    def file_of(self, key: str) -> Path | None:
        """File that states a dotted key; None where no file does."""
        room, _, rest = key.partition(".")
        if room == "scenario" and "conflict" in self.files:
            _, own = self.files["scenario"]
            file, shared = self.files["conflict"]
            if rest and _reach(shared, rest) > _reach(own, rest):
                return file
        return self.files[room][0] if room in self.files else None

    def with_part(self, kind: str, name: str, scenario_dir: Path | str | None = None) -> Parts:
        """Put another behaviour or measurement in place of the one that the files ask for.

        Parameters
        ----------
        kind : str
            ``behaviour`` or ``measurement``.
        name : str
            Its name.
        scenario_dir : path or str, optional
            A folder of one's own files, looked into first.

        Returns
        -------
        Parts
            The same scenario with it.

        Raises
        ------
        InputError
            If the file is missing or holds what is refused.
        """
        file = locate(kind, name, scenario_dir)
        own = _read(kind, file)
        return Parts(
            self.tree | {kind: own}, self.chosen | {kind: name}, self.files | {kind: (file, own)}
        )

    def scenario(self) -> Scenario:
        """Validate what the files state; each fault names the file that states it.

        Returns
        -------
        Scenario
            The scenario.

        Raises
        ------
        InputError
            One error that names every fault.
        """
        file = self.files["scenario"][0]
        try:
            return scenario_from_tree(self.tree, file)
        except InputError as error:
            found = [_with_file(problem, self, file) for problem in error.problems]
            raise InputError.of(found, file) from None


def _reach(tree: Mapping[str, Any], dotted: str) -> int:
    here: Any = tree
    for depth, part in enumerate(dotted.split(".")):
        if not isinstance(here, Mapping) or part not in here:
            return depth
        here = here[part]
    return dotted.count(".") + 1


def read_parts(name: str, scenario_dir: Path | str | None = None) -> Parts:
    """Read the files of a scenario and put them together.

    Parameters
    ----------
    name : str
        Its name, such as ``idlib/sochi_2018``.
    scenario_dir : path or str, optional
        A folder of one's own files, looked into first.

    Returns
    -------
    Parts
        Raw tree and files.

    Raises
    ------
    InputError
        If a file is missing or holds what is refused.
    """
    return parts_of_file(locate("scenario", name, scenario_dir), name, scenario_dir)


def parts_of_file(file: Path, name: str, scenario_dir: Path | str | None = None) -> Parts:
    """Read a scenario file wherever it lies, and the files it asks for.

    Parameters
    ----------
    file : pathlib.Path
        The scenario file.
    name : str
        The name it goes by.
    scenario_dir : path or str, optional
        Folder whose ``conflict``, ``behaviour`` and ``measurement`` come first.

    Returns
    -------
    Parts
        Raw tree and files.

    Raises
    ------
    InputError
        If a file is missing or holds what is refused.
    """
    return _parts_of_tree(_read("scenario", file), file, name, scenario_dir)


def _parts_of_tree(
    own: Tree, file: Path | str, name: str, scenario_dir: Path | str | None = None
) -> Parts:
    """Put what a scenario file states together with the files that it asks for.

    Parameters
    ----------
    own : dict
        What the scenario file states, as the strict reader gives it; it is taken apart.
    file : path or str
        What messages call the file; nothing is read from there.
    name : str
        The name it goes by.
    scenario_dir : path or str, optional
        Folder whose ``conflict``, ``behaviour`` and ``measurement`` come first.

    Returns
    -------
    Parts
        Raw tree and files.

    Raises
    ------
    InputError
        If a file that it asks for is missing, or one holds what is refused.
    """
    chosen: dict[str, str] = {}
    for kind in ("conflict", "behaviour", "measurement"):
        asked = own.pop(kind, None)
        if asked is None and kind == "measurement":
            asked = _standard(scenario_dir)
        if asked is not None:
            try:
                locate(kind, asked, scenario_dir)
            except InputError as error:
                raise InputError.of(error.problems, file) from None
            chosen[kind] = str(asked)
    files = {"scenario": (Path(file), own)}
    for kind, asked in chosen.items():
        found = locate(kind, asked, scenario_dir)
        files[kind] = (found, _read(kind, found))
    tree: Tree = {
        "name": name,
        "scenario": merge(files["conflict"][1], own) if "conflict" in files else own,
    }
    for kind in ("behaviour", "measurement"):
        tree[kind] = files[kind][1] if kind in files else {}
    return Parts(tree, chosen, files)


def parts_of_text(
    text: str, called: str, name: str, scenario_dir: Path | str | None = None
) -> Parts:
    """Read the text of a scenario file, and the files it asks for.

    Parameters
    ----------
    text : str
        The text, in YAML.
    called : str
        What messages call the file.
    name : str
        The name it goes by.
    scenario_dir : path or str, optional
        Folder whose ``conflict``, ``behaviour`` and ``measurement`` come first.

    Returns
    -------
    Parts
        Raw tree and files.

    Raises
    ------
    InputError
        If it holds what is refused, or a file that it asks for is missing.
    """
    with _gaps_told("scenario", called):
        own = read_text(text, called)
    return _parts_of_tree(own, called, name, scenario_dir)


def _read(kind: str, file: Path) -> Tree:
    with _gaps_told(kind, file):
        return read_file(file)


@contextmanager
def _gaps_told(kind: str, file: Path | str) -> Iterator[None]:
    """Say of each gap what belongs there."""
    try:
        yield
    except InputError as error:
        room = "scenario" if kind == "conflict" else kind
        found = [_with_what_belongs(problem, room) for problem in error.problems]
        raise InputError.of(found, file) from None


def _with_what_belongs(problem: Problem, room: str) -> Problem:
    if problem.problem != GAP_LEFT:
        return problem
    key = f"{room}.{problem.key}"
    return replace(problem, key=key, mend=mend_of_gap(key))


def _standard(scenario_dir: Path | str | None) -> str | None:
    try:
        locate("measurement", _STANDARD_MEASUREMENT, scenario_dir)
    except InputError:
        return None
    return _STANDARD_MEASUREMENT


def read_tree(name: str, scenario_dir: Path | str | None = None) -> Tree:
    """Read a scenario as a raw tree.

    Parameters
    ----------
    name : str
        Its name, such as ``idlib/sochi_2018``.
    scenario_dir : path or str, optional
        A folder of one's own files, looked into first.

    Returns
    -------
    dict
        The keys name, scenario, behaviour and measurement, as the files state them.

    Raises
    ------
    InputError
        If a file is missing or holds what is refused.
    """
    return read_parts(name, scenario_dir).tree


def scenario_from_tree(tree: Mapping[str, Any], file: Path | str | None = None) -> Scenario:
    """Validate a tree and check that its parts fit each other.

    Parameters
    ----------
    tree : mapping
        Plain data with the keys name, scenario, behaviour and measurement; what `tree_of`
        wrote is sound and not judged again.
    file : path or str, optional
        Where it came from, for messages.

    Returns
    -------
    Scenario
        The scenario.

    Raises
    ------
    InputError
        One error that names every fault, up to twenty.
    """
    sound = tree.scenario() if isinstance(tree, SoundTree) else None
    if sound is not None:
        return sound
    scenario = validated(Scenario, tree, file)
    found = problems(scenario)
    if found:
        raise InputError.of(found, file)
    return scenario


def _with_file(problem: Problem, parts: Parts, file: Path) -> Problem:
    stated = parts.file_of(problem.key)
    return problem if stated in (None, file) else replace(problem, file=str(stated))


def load_scenario(
    name: str, overrides: Mapping[str, Any] | None = None, scenario_dir: Path | str | None = None
) -> Scenario:
    """Load a scenario by name, with changes.

    Parameters
    ----------
    name : str
        Its name, such as ``idlib/sochi_2018``.
    overrides : mapping, optional
        New values by dotted key, such as
        ``{"scenario.ties.russia_government.leverage": 0.2}``, in any order.
    scenario_dir : path or str, optional
        A folder of one's own files, looked into first.

    Returns
    -------
    Scenario
        The scenario, validated.

    Raises
    ------
    InputError
        If a file, a key or a value is at fault; one message says where, what, and
        how to mend it.
    """
    parts = read_parts(name, scenario_dir)
    if not overrides:
        return parts.scenario()
    parts.scenario()
    return scenario_from_tree(changed(complete(parts.tree), overrides))


def scenario_of(given: str | Scenario | Mapping[str, Any]) -> Scenario:
    """Load a scenario from whatever names it.

    Parameters
    ----------
    given : str, Scenario or mapping
        Name of a scenario, a loaded scenario, or its tree.

    Returns
    -------
    Scenario
        The scenario, validated.

    Raises
    ------
    InputError
        If it is at fault.
    """
    if isinstance(given, Scenario):
        return given
    if isinstance(given, str):
        return load_scenario(given)
    return scenario_from_tree(given)
