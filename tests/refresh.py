"""Store new reference hashes, on purpose: `make refresh`.

    python -m tests.refresh          # hashes of logs, and keys of the exercises
    python -m tests.refresh logs     # hashes of logs alone

Whoever stores a hash or a table for a test adds its writing here, so that one command renews them
all and the difference can be read before it is committed.
"""

import subprocess
import sys
from pathlib import Path

from tests.reference import canonical, oracle

EXERCISES = Path(__file__).parents[1] / "experiments" / "exercises" / "run.py"


def main() -> int:
    """Renew every stored reference.

    Returns
    -------
    int
        Exit status.
    """
    changed = canonical.refresh()
    for name in changed:
        sys.stdout.write(f"new log: {name}\n")
    worlds = oracle.refresh()
    changed += worlds
    sys.stdout.write(f"{len(worlds)} worlds of {oracle.STORE.name} changed\n")
    sys.stdout.write(
        f"{len(changed)} references changed; they stand beside {canonical.__name__}.\n"
    )
    if sys.argv[1:] == ["logs"]:
        return 0
    sys.stdout.write("Keys of the exercises:\n")
    sys.stdout.flush()
    return subprocess.run([sys.executable, str(EXERCISES)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
