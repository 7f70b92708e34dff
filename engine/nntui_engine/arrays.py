"""The array types that signatures speak of."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Array = NDArray[np.floating[Any]]
"""Real numbers: float32 to train, float64 to check gradients."""

Targets = NDArray[Any]
"""What a loss compares with: class numbers (rows,) or real values (rows, outputs)."""

Shape = tuple[int, ...]
"""The shape of one row, without the rows' axis: `(64,)`, `(1, 8, 8)`."""

__all__ = ["Array", "DTypeLike", "Shape", "Targets"]
