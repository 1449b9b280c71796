"""The repository is the same for everybody: no machine's paths, no one's package index."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Folders that exist on one machine only. A path counts from its first slash, so that the same
# word inside an address or a relative path is no fault.
MACHINE_PATH = re.compile(rb"(?<![\w.~/-])/(?:work|root|tmp/venv|opt/pypi)(?![\w-])")
HOME_PATH = re.compile(rb"(?<![\w.~/-])/(?:home|Users)/\w+/")
# Written in parts, so that this file does not find itself.
INDEX = re.compile(
    rb"pypi\." + rb"org|pythonhosted\." + rb"org|index-" + rb"url\s*[= ]\s*(?:https?|file):"
)


def repository_faults(name: str, content: bytes) -> list[str]:
    """Say what in one file belongs to a machine and not to the project."""
    patterns = {
        "a path of one machine": MACHINE_PATH,
        "a home folder": HOME_PATH,
        "the address of a package index": INDEX,
    }
    return [
        f"{name}:{number}: {what}: {match.group().decode()}"
        for number, line in enumerate(content.split(b"\n"), start=1)
        for what, pattern in patterns.items()
        for match in pattern.finditer(line)
    ]


def files_of_the_project() -> list[Path]:
    """Files that git tracks or would track, so that a new file is checked before it is added."""
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_machine_or_an_index() -> None:
    faults = [
        fault
        for path in files_of_the_project()
        for fault in repository_faults(str(path.relative_to(ROOT)), path.read_bytes())
    ]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_file_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE), "a lock file sets an option of pip"


@pytest.mark.parametrize(
    "line",
    [
        "see /" + "work/main/sim",
        "'/" + "root/.cache'",
        "in /" + "home/ada/sim",
        "https://" + "pypi." + "org/simple",
        "--index-" + "url https://example.com",
        "extra-index-" + "url = file:///mirror",
    ],
)
def test_what_belongs_to_a_machine_is_found(line: str) -> None:
    assert repository_faults("file", line.encode())


@pytest.mark.parametrize(
    "line", ["field/" + "work/notes", "the /" + "workers page", "--no-emit-index-" + "url --x"]
)
def test_ordinary_words_are_no_fault(line: str) -> None:
    assert not repository_faults("file", line.encode())
