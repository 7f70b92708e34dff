"""Pooling, held against its meaning written as loops."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui_engine.arrays import Array, Shape, batch_shape
from nntui_engine.errors import EngineError
from nntui_engine.layers import Layer, Place
from nntui_engine.layers.pooling import GlobalMeanPool, MaxPool2D, MeanPool2D, Pool2D

ROWS = 3


def bound(layer: Pool2D, shape: Shape) -> Pool2D:
    layer.bind(Place(0, ROWS, shape, np.float64, True, {}, {}))
    return layer


def windows(layer: Pool2D, x: Array, shape: Shape) -> Array:
    """What is under the window in each place: (channels, down, across, rows, size²)."""
    size, stride = layer.window.size, layer.window.stride
    channels, down, across = layer.output_shape(shape)
    found = np.zeros((channels, down, across, ROWS, size * size))
    for i, j in np.ndindex(down, across):
        cut = x[:, stride * i : stride * i + size, stride * j : stride * j + size]
        found[:, i, j] = np.moveaxis(cut.reshape(channels, -1, ROWS), 1, -1)
    return found


@st.composite
def poolings(draw: st.DrawFn, kind: type[Pool2D]) -> tuple[Pool2D, Shape]:
    """A pooling, and images that have room for its window."""
    size = draw(st.integers(1, 4))
    shape = (draw(st.integers(1, 3)), draw(st.integers(size, 8)), draw(st.integers(size, 8)))
    return kind(size, draw(st.none() | st.integers(1, 5))), shape


@given(poolings(MaxPool2D), st.integers(0, 2**32 - 1))
def test_the_largest(case: tuple[Pool2D, Shape], seed: int) -> None:
    """Protects its meaning; its gradient adds up where windows overlap."""
    layer, shape = case
    # Few numbers, so that many are equal.
    x = np.random.default_rng(seed).integers(0, 3, batch_shape(ROWS, shape)).astype(float)
    seen = windows(bound(layer, shape), x, shape)
    y = layer.forward(x)
    assert y.tolist() == seen.max(axis=-1).tolist()
    dx = np.zeros_like(x)
    size, stride = layer.window.size, layer.window.stride
    for c, i, j, row in np.ndindex(*y.shape):
        u, v = divmod(int(seen[c, i, j, row].argmax()), size)  # the first of equal ones
        dx[c, stride * i + u, stride * j + v, row] += 1
    assert layer.backward(np.ones_like(y)).tolist() == dx.tolist()


@given(poolings(MeanPool2D), st.integers(0, 2**32 - 1))
def test_the_mean(case: tuple[Pool2D, Shape], seed: int) -> None:
    """Protects its meaning."""
    layer, shape = case
    x = np.random.default_rng(seed).normal(size=batch_shape(ROWS, shape))
    seen = windows(bound(layer, shape), x, shape)
    np.testing.assert_allclose(layer.forward(x), seen.mean(axis=-1), rtol=1e-10, atol=1e-12)


def test_a_large_window() -> None:
    """Protects the number of the largest pixel where there are more than 256."""
    layer, x = bound(MaxPool2D(17), (1, 17, 17)), np.zeros((1, 17, 17, ROWS))
    x[0, 16, 15] = 1
    layer.forward(x)
    assert layer.backward(np.ones((1, 1, 1, ROWS))).tolist() == x.tolist()


def test_the_mean_of_whole_channels(bind: Callable[..., Layer]) -> None:
    """Protects its meaning, and that rows come first behind it."""
    layer = bind(GlobalMeanPool(), (2, 2, 3), rows=4)
    x = np.random.default_rng(1).normal(size=(2, 2, 3, 4))
    np.testing.assert_allclose(layer.forward(x), x.mean(axis=(1, 2)).T, rtol=1e-12)


def test_the_size_is_the_stride() -> None:
    """Protects the usual meaning of leaving the stride out."""
    assert MaxPool2D(3).output_shape((4, 9, 11)) == (4, 3, 3)


def test_a_window_larger_than_the_image_is_refused() -> None:
    """In a sentence."""
    with pytest.raises(EngineError) as error:
        MeanPool2D(4).output_shape((1, 3, 8))
    assert str(error.value) == "a window of 4×4 does not fit an image of 3×8: make it smaller"
