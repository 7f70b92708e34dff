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
"""The shape of one row alone: `(64,)`, or for an image (channels, height, width), `(1, 8, 8)`."""

FLAT_AXES = 1
"""A row of so many axes is flat: (numbers,)."""

SEQUENCE_AXES = 2
"""A row of so many axes is a sequence: (time, features)."""

IMAGE_AXES = 3
"""A row of so many axes is an image."""


def batch_shape(rows: int, shape: Shape) -> Shape:
    """The shape of many rows together: (rows, *shape), but (channels, height, width, rows) for images.

    What slides over images with their rows last meets the same pixel of all rows side by side: cutting
    patches out and adding them up again takes a fifth to a tenth of the time (measured).
    """
    return (*shape, rows) if len(shape) == IMAGE_AXES else (rows, *shape)


def units(shape: Shape) -> int:
    """How many units give rows of this shape: the channels of an image, else the features."""
    return shape[0] if len(shape) == IMAGE_AXES else shape[-1]


def as_rows(values: Array) -> Array:
    """(rows, time, numbers) as (rows · time, numbers), and (rows, numbers) as they are; a view."""
    return values if values.ndim == 1 + FLAT_AXES else values.reshape(-1, values.shape[-1])


def sum_of_rows(ones: Array, x: Array, out: Array) -> Array:
    """Σ over the rows of a matrix (rows, numbers), as a product with as many ones: it takes half as long.

    With np.dot: np.matmul keeps other threads waiting where it gives no more than 500 numbers (measured).
    """
    return np.dot(ones, x, out=out)


__all__ = [
    "FLAT_AXES",
    "IMAGE_AXES",
    "SEQUENCE_AXES",
    "Array",
    "DTypeLike",
    "Shape",
    "Targets",
    "as_rows",
    "batch_shape",
    "sum_of_rows",
    "units",
]
