"""How good outputs are, in terms that people use."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nntui_engine.arrays import Array, Targets


def accuracy(predicted: Targets, classes: Targets) -> float:
    """The share of rows whose predicted class number is the right one; both (rows,)."""
    return float(np.mean(predicted == classes))


def confusion_matrix(predicted: Targets, classes: Targets, count: int) -> NDArray[np.int64]:
    """How often class i (row) was taken for class j (column): (count, count)."""
    cells = np.bincount(classes * count + predicted, minlength=count * count)
    return cells.reshape(count, count).astype(np.int64)


def r_squared(outputs: Array, targets: Array) -> float:
    """1 − Σ(t − y)² ÷ Σ(t − mean)², summed over all outputs, each with its own mean; both (rows, outputs).

    1 is perfect, 0 is no better than the mean. NaN where the targets do not vary.
    """
    targets = targets.astype(np.float64)
    missed = float(np.sum((targets - outputs) ** 2))
    spread = float(np.sum((targets - targets.mean(axis=0)) ** 2))
    return 1.0 - missed / spread if spread > 0 else float("nan")
