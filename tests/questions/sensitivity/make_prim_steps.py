"""Makes `prim_steps.csv`: the steps of another program over the same cases as our own.

Run by hand in an environment with ``ema_workbench==2.5.3`` and ``pandas<3``, from the root of the
repository: ``python -m tests.questions.sensitivity.make_prim_steps``.
"""

from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("prim_steps.csv")
COLUMNS = ("a", "b", "c", "d")


def cases() -> tuple["np.ndarray", "np.ndarray"]:
    """Cases with a planted box: mostly ones where a < 0.4 and c > 0.5."""
    rng = np.random.default_rng(20)
    inputs = np.round(rng.random((400, len(COLUMNS))), 3)
    planted = (inputs[:, 0] < 0.4) & (inputs[:, 2] > 0.5)
    return inputs, (rng.random(400) < np.where(planted, 0.85, 0.2)).astype(float)


def main() -> None:
    """Run the other program, and keep mass, coverage and density of its steps of peeling."""
    import pandas as pd  # noqa: PLC0415 - an older one than ours
    from ema_workbench.analysis import prim  # noqa: PLC0415 - not in our environment

    inputs, ones = cases()
    other = prim.Prim(
        pd.DataFrame(inputs, columns=COLUMNS),
        ones.astype(int),
        threshold=0.1,
        peel_alpha=0.05,
        mass_min=0.05,
        obj_function=prim.PRIMObjectiveFunctions.LENIENT1,
    )
    steps = other.find_box().peeling_trajectory[["mass", "coverage", "density"]]
    # Pasting begins where the mass grows; it cuts its slices in another way.
    grows = steps["mass"].diff() > 0
    peeling = steps[: int(grows.to_numpy().argmax())] if grows.any() else steps
    peeling.to_csv(FILE, index=False, float_format="%.6f", lineterminator="\n")


if __name__ == "__main__":
    main()
