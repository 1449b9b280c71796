"""Where the shipped configuration lies.

The wheel carries the configs inside the package; a checkout has them beside it. Nothing else is
looked up here: the folders of the user come from the command line.
"""

from __future__ import annotations

from pathlib import Path


def config_root() -> Path:
    """Find the folder of the shipped configuration.

    Returns
    -------
    pathlib.Path
        The `configs` folder inside the installed package, or else the one of the checkout.

    Raises
    ------
    FileNotFoundError
        If neither folder exists, which means that the installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    candidates = (package / "configs", package.parent / "configs")
    for folder in candidates:
        if folder.is_dir():
            return folder
    looked = " nor ".join(str(folder) for folder in candidates)
    raise FileNotFoundError(
        f"The shipped configuration is missing: neither {looked} is a folder. "
        "Install ceasefire-sim again, or restore configs/ in the checkout."
    )
