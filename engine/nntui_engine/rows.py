"""The rows that a network learns from or is measured on, kept as they came."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nntui_engine.arrays import Array, Targets


@dataclass(frozen=True, eq=False)
class Rows:
    """Some of the rows of a dataset, or all.

    inputs: (rows, *input shape), of any type of number. targets: class numbers (rows,), or (rows, time) for
    one at each step, or values (rows, outputs) or (rows, time, outputs), as the loss takes them. weights: one
    for each answer, (rows,) or (rows, time), or None. classes: the class numbers, None in regression. unit:
    what 1 in the inputs stands for: pixels of a byte each stay bytes until a batch is made of them. chosen:
    which rows of these arrays are meant, None for all: those to train on and those held out are parts of the
    same arrays.
    """

    inputs: NDArray[np.generic]
    targets: Targets
    weights: Array | None = None
    classes: Targets | None = None
    unit: float = 1.0
    chosen: NDArray[np.intp] | None = None

    def __len__(self) -> int:
        return len(self.inputs) if self.chosen is None else len(self.chosen)

    def numbers(self, rows: NDArray[np.intp]) -> NDArray[np.intp]:
        """Where some of these rows, counted from 0, stand in the arrays."""
        return rows if self.chosen is None else self.chosen[rows]

    def cast(self, dtype: DTypeLike) -> Rows:
        """The same rows with all real numbers of one dtype; nothing is copied that is so already."""
        weights = None if self.weights is None else self.weights.astype(dtype, copy=False)
        return replace(
            self, inputs=_real(self.inputs, dtype), targets=_real(self.targets, dtype), weights=weights
        )


def _real(values: Targets, dtype: DTypeLike) -> Targets:
    return values.astype(dtype, copy=False) if np.issubdtype(values.dtype, np.floating) else values
