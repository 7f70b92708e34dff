"""Standardisation: values moved and stretched to mean 0 and standard deviation 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.dataset import Standardised, Task
from nntui_datasets.errors import DatasetError

COLUMNS_AT_A_TIME = 64


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
        scaling = cls.identity(values.shape[1])
        for part in _parts(values):
            wide = values[:, part].astype(np.float64)
            scaling.mean[part] = wide.mean(axis=0)
            scale = wide.std(axis=0).astype(np.float32)
            changes = (wide != wide[0]).any(axis=0) & (scale != 0)
            scaling.scale[part] = np.where(changes, scale, 1)
        return scaling

    def apply(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """`values`, (rows, columns), standardised."""
        scaled = np.empty(values.shape, np.float32)
        for part in _parts(values):
            # In float64, for the difference of two float32 numbers can be too large for a third.
            scaled[:, part] = (values[:, part].astype(np.float64) - self.mean[part]) / self.scale[part]
        return scaled

    def undo(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        """Standardised `values`, (rows, columns), as they were before."""
        return values * self.scale + self.mean


def _parts(values: NDArray[np.float32]) -> Iterator[slice]:
    """A few columns at a time: images are not there twice more in float64."""
    for start in range(0, values.shape[1], COLUMNS_AT_A_TIME):
        yield slice(start, start + COLUMNS_AT_A_TIME)


def usual_scaling(inputs: NDArray[Any], task: Task, *, is_image: bool) -> Standardised:
    """What should be standardised: not pixels, nor images whose values are small numbers already."""
    if inputs.dtype == np.uint8 or (is_image and bool((np.abs(inputs) <= 1).all())):
        return "none"
    return "inputs" if task == "classification" else "all"
