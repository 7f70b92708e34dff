"""Standardisation: values moved and stretched to mean 0 and standard deviation 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.dataset import Standardised, Task
from nntui_datasets.errors import DatasetError


@dataclass(frozen=True, eq=False)
class Scaling:
    """`(values - mean) / scale`, column by column; `mean` and `scale` are float32 (columns,)."""

    mean: NDArray[np.float32]
    scale: NDArray[np.float32]

    @classmethod
    def identity(cls, columns: int) -> Self:
        """A scaling that changes nothing."""
        return cls(np.zeros(columns, dtype=np.float32), np.ones(columns, dtype=np.float32))

    @classmethod
    def fit(cls, values: NDArray[np.float32]) -> Self:
        """The scaling for `values`, (rows, columns), of which there must be a row: training rows only.

        A column whose values are all the same is only moved. Raises DatasetError for no rows.
        """
        if len(values) == 0:
            raise DatasetError("there are no rows to standardise by (leave some to train on)")
        mean = values.mean(axis=0, dtype=np.float64).astype(np.float32)
        scale = values.std(axis=0, dtype=np.float64).astype(np.float32)
        scale[(values == values[0]).all(axis=0) | (scale == 0)] = 1
        return cls(mean, scale)

    def apply(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """`values`, (rows, columns), standardised."""
        # In float64, for the difference of two float32 numbers can be too large for a third.
        return ((values.astype(np.float64) - self.mean) / self.scale).astype(np.float32)

    def undo(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Standardised `values`, (rows, columns), as they were before."""
        return values * self.scale + self.mean


def usual_scaling(inputs: NDArray[Any], task: Task, *, is_image: bool) -> Standardised:
    """What should be standardised: not pixels, nor images whose values are small numbers already."""
    if inputs.dtype == np.uint8 or (is_image and bool((np.abs(inputs) <= 1).all())):
        return "none"
    return "inputs" if task == "classification" else "all"
