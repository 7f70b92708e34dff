"""The flatten layer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from nntui_engine.layers import Layer
from nntui_engine.layers.flatten import Flatten

X = np.arange(12.0).reshape(2, 1, 2, 3)


def test_rows_become_flat() -> None:
    """Protects the shape that the next layer is built for."""
    assert Flatten().output_shape((1, 2, 3)) == (6,)


def test_forward_keeps_the_values_in_order(bind: Callable[..., Layer]) -> None:
    """Protects pixels from being shuffled."""
    y = bind(Flatten(), (1, 2, 3), rows=2).forward(X)
    assert y.tolist() == [[0, 1, 2, 3, 4, 5], [6, 7, 8, 9, 10, 11]]


def test_backward_undoes_forward(bind: Callable[..., Layer]) -> None:
    """Protects the gradient by the input: each number goes back to where it came from."""
    layer = bind(Flatten(), (1, 2, 3), rows=2)
    assert layer.backward(layer.forward(X)).tolist() == X.tolist()
