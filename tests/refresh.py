"""Store new reference hashes, on purpose: `make refresh`.

Whoever stores a hash or a table for a test adds its writing here, so that one command renews them
all and the difference can be read before it is committed.
"""

import sys


def main() -> int:
    """Renew every stored reference.

    Returns
    -------
    int
        Exit status.
    """
    sys.stdout.write("No reference is stored yet.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
