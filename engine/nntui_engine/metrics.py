"""How good outputs are, in terms that people use."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nntui_engine.arrays import Array, Targets


def confusion_matrix(predicted: Targets, classes: Targets, count: int) -> NDArray[np.int64]:
    """How often class i (row) was taken for class j (column): (count, count)."""
    places = classes.astype(np.int64) * count + predicted  # class numbers may be of a small type
    cells = np.bincount(places, minlength=count * count)
    return cells.reshape(count, count).astype(np.int64)


def squared_error(outputs: Array, targets: Array) -> float:
    """Σ(t − y)², summed over all outputs; both (rows, outputs)."""
    return float(np.sum((targets.astype(np.float64) - outputs) ** 2))


def r_squared(missed: float, targets: Array) -> float:
    """1 − Σ(t − y)² ÷ Σ(t − mean)² for a squared error of `missed`, each output with its own mean.

    1 is perfect, 0 is no better than the mean. NaN where the targets, (rows, outputs), do not vary.
    """
    targets = targets.astype(np.float64)
    spread = float(np.sum((targets - targets.mean(axis=0)) ** 2))
    return 1.0 - missed / spread if spread > 0 else float("nan")
