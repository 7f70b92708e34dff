"""Tests of bringing arrays of images into rows."""

from __future__ import annotations

import numpy as np
import pytest

from nntui_datasets.errors import DatasetError
from nntui_datasets.image_rows import ROWS_AT_A_TIME, as_rows


def counted(*shape: int) -> np.ndarray:
    return np.arange(np.prod(shape)).reshape(shape)


@pytest.mark.parametrize(
    ("shape", "row_shape"),
    [
        ((5, 7), None),
        ((5, 4, 6), (1, 4, 6)),
        ((5, 4, 6, 3), (3, 4, 6)),
        ((5, 4, 6, 1), (1, 4, 6)),
        ((5, 3, 4, 6), (3, 4, 6)),
        ((5, 3, 4, 3), (3, 3, 4)),
    ],
)
def test_shapes(shape: tuple[int, ...], row_shape: tuple[int, ...] | None) -> None:
    """Channels are found behind or in front; where both could be, behind."""
    rows, found = as_rows(counted(*shape), "x")
    assert (rows.shape, found) == ((5, np.prod(shape[1:])), row_shape)


def test_channels_come_first() -> None:
    """Every pixel stays in its image and its channel, in more rows than are moved at a time."""
    values = counted(ROWS_AT_A_TIME + 3, 2, 5, 3)
    expected = np.moveaxis(values, 3, 1).reshape(len(values), -1)
    rows, _ = as_rows(values.copy(), "x")
    np.testing.assert_array_equal(rows, expected)


def test_in_place() -> None:
    """Protects memory: there is never a second array."""
    values = counted(5, 2, 4, 3)
    rows, _ = as_rows(values, "x")
    assert np.shares_memory(rows, values)


@pytest.mark.parametrize("shape", [(5,), (5, 2, 2, 2), (5, 1, 2, 2, 3)])
def test_no_images(shape: tuple[int, ...]) -> None:
    """What no row can be made of is told by its shape."""
    with pytest.raises(DatasetError) as caught:
        as_rows(counted(*shape), 'a.npz, "x"')
    assert str(caught.value).startswith(f'a.npz, "x": {shape} is no shape of rows of numbers, or of images')
