"""The kept files as they are, and as an earlier commit has them."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

from experiments.renew.steps import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from experiments.renew.steps import Step

Files = dict[str, bytes]


def files_now(steps: Sequence[Step], root: Path = ROOT) -> Files:
    """Read what the steps write, as it stands.

    Parameters
    ----------
    steps : sequence of Step
        The steps.
    root : pathlib.Path, optional
        Root of the repository.

    Returns
    -------
    dict
        Content by path from the root.
    """
    patterns = [pattern for step in steps for pattern in step.writes]
    found = {file for pattern in patterns for file in root.glob(pattern) if file.is_file()}
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in sorted(found)}


def has_history(root: Path = ROOT) -> bool:
    """Whether earlier versions can be read here."""
    return shutil.which("git") is not None and (root / ".git").exists()


def files_of(commit: str, steps: Sequence[Step], root: Path = ROOT) -> Files:
    """Read what the steps write, as a commit has it.

    Parameters
    ----------
    commit : str
        Name of a commit, such as ``HEAD``.
    steps : sequence of Step
        The steps.
    root : pathlib.Path, optional
        Root of the repository.

    Returns
    -------
    dict
        Content by path from the root.

    Raises
    ------
    LookupError
        If there is no such commit.
    """
    listed = _git(root, "ls-tree", "-r", "-z", "--name-only", "--full-tree", commit)
    every = set(listed.decode().split("\0")) - {""}
    wanted = {path for step in steps for path in step.files(every)}
    return {path: _git(root, "show", f"{commit}:{path}") for path in sorted(wanted)}


def _git(root: Path, *words: str) -> bytes:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, check=False)
    if done.returncode:
        raise LookupError(done.stderr.decode().strip())
    return done.stdout
