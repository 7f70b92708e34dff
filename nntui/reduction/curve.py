"""A curve in columns, as it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Curve:
    """Column c stands for the steps from c · width up to the next column's.

    low, high, mean: float32, of the values of those steps; NaN where there are none.
    """

    width: int
    low: NDArray[np.float32]
    high: NDArray[np.float32]
    mean: NDArray[np.float32]
