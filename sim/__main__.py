"""`python -m sim` is the command `ceasefire`."""

import sys

if __name__ == "__main__":
    from sim.cli import main

    sys.exit(main())
