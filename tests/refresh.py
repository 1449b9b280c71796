"""Store new reference hashes, on purpose: `make refresh`.

Whoever stores a hash or a table for a test adds its writing here, so that one command renews them
all and the difference can be read before it is committed.
"""

import sys

from tests.reference import canonical


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
    sys.stdout.write(f"{len(changed)} references changed; they stand in {canonical.STORE.name}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
