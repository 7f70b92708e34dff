"""The flatten layer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nntui_engine.layers import Layer
from nntui_engine.layers.flatten import Flatten

X = np.arange(12.0).reshape(2, 1, 2, 3)
"""Two rows, each an image of one channel."""

IMAGES = np.moveaxis(X, 0, -1)
"""The same with its rows last, as images travel."""


def test_rows_become_flat() -> None:
    """Protects the shape that the next layer is built for."""
    assert Flatten().output_shape((1, 2, 3)) == (6,)


def test_forward_keeps_the_values_in_order(bind: Callable[..., Layer]) -> None:
    """Protects pixels from being shuffled."""
    expected = [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]
    y = bind(Flatten(), (1, 2, 3), rows=2).forward(IMAGES.copy())
    assert y.tolist() == expected
    assert bind(Flatten(), (2, 3), rows=2).forward(X[:, 0]).tolist() == expected


def test_backward_undoes_forward(bind: Callable[..., Layer]) -> None:
    """Protects the gradient by the input: each number goes back to where it came from."""
    image, sequence = bind(Flatten(), (1, 2, 3), rows=2), bind(Flatten(), (2, 3), rows=2)
    assert image.backward(image.forward(IMAGES.copy())).tolist() == IMAGES.tolist()
    assert sequence.backward(sequence.forward(X[:, 0])).tolist() == X[:, 0].tolist()
