"""The convolution: held against its formula written as loops, over shapes, strides and paddings."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui_engine.arrays import Array, Shape, batch_shape
from nntui_engine.errors import EngineError
from nntui_engine.layers import Layer, Place, conv2d
from nntui_engine.layers.conv2d import Conv2D
from nntui_engine.parameters import ParameterSpec

ROWS = 2


def bound(layer: Conv2D, shape: Shape, generator: np.random.Generator, rows: int = ROWS) -> Conv2D:
    """The layer alone over weights of its own."""
    specs = layer.parameter_specs(shape)
    values = {spec.name: generator.normal(size=spec.shape) for spec in specs}
    gradients = {spec.name: np.full(spec.shape, np.nan) for spec in specs}
    layer.bind(Place(0, rows, shape, np.float64, True, values, gradients))
    return layer


def by_the_formula(layer: Conv2D, x: Array, shape: Shape) -> Array:
    """y[f, i, j] = b[f] + Σ over c, u, v of w[f, c, u, v] · x[c, s i + u − p, s j + v − p]."""
    size, stride, padding = layer.window.size, layer.window.stride, layer.window.padding
    edges = ((0, 0), (padding, padding), (padding, padding), (0, 0))
    padded = np.pad(x, edges)
    w = layer.w.reshape(layer.filters, shape[0], size, size)
    y = np.zeros(batch_shape(x.shape[-1], layer.output_shape(shape)))
    for f, i, j in np.ndindex(*y.shape[:-1]):
        patch = padded[:, stride * i : stride * i + size, stride * j : stride * j + size]  # (c, u, v, rows)
        y[f, i, j] = np.einsum("cuv,cuvr->r", w[f], patch) + (layer.b[f] if layer.b is not None else 0)
    return y


@st.composite
def convolutions(draw: st.DrawFn) -> tuple[Conv2D, Shape]:
    """A convolution, and images that have room for it."""
    size = draw(st.integers(1, 4))
    padding = draw(st.integers(0, size - 1))
    least = max(1, size - 2 * padding)
    shape = (draw(st.integers(1, 3)), draw(st.integers(least, 7)), draw(st.integers(least, 7)))
    layer = Conv2D(draw(st.integers(1, 3)), size, draw(st.integers(1, 4)), padding, draw(st.booleans()))
    return layer, shape


@given(convolutions(), st.integers(0, 2**32 - 1))
def test_forward_is_the_formula(case: tuple[Conv2D, Shape], seed: int) -> None:
    """Protects what a convolution is."""
    layer, shape = case
    generator = np.random.default_rng(seed)
    bound(layer, shape, generator)
    x = generator.normal(size=batch_shape(ROWS, shape))
    np.testing.assert_allclose(layer.forward(x), by_the_formula(layer, x, shape), rtol=1e-10, atol=1e-12)


@given(convolutions(), st.integers(0, 2**32 - 1))
def test_backward_is_what_turns_forward_round(case: tuple[Conv2D, Shape], seed: int) -> None:
    """For every h: dy · (w ∗ h) = dx · h; and for the weights likewise. Both are linear."""
    layer, shape = case
    generator = np.random.default_rng(seed)
    bound(layer, shape, generator)
    x, h = (generator.normal(size=batch_shape(ROWS, shape)) for _ in range(2))
    dy = generator.normal(size=layer.forward(x).shape)
    y = layer.forward(x).copy()
    dx = layer.backward(dy).copy()
    bias = 0.0 if layer.b is None else float(np.einsum("fijr,f->", dy, layer.b))
    assert np.sum(dy * y) == pytest.approx(np.sum(layer.dw * layer.w) + bias)
    assert np.sum(dy * layer.forward(h)) == pytest.approx(np.sum(dx * h) + bias)


@pytest.mark.parametrize("padding", [0, 2])
@pytest.mark.parametrize("stride", [1, 2])
def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch, padding: int, stride: int) -> None:
    """Protects the edges between the blocks in which patches are cut out, and between pieces of products."""
    shape, found, counts = (2, 9, 8), [], []
    monkeypatch.setattr(conv2d, "LEAST", 1)
    for most, small, alone in ((1 << 30, 10**6, 0), (1, 10**6, 0), (3000, 10**6, 500), (1 << 30, 2000, 0)):
        monkeypatch.setattr(conv2d, "BLOCK_BYTES", most)
        monkeypatch.setattr(conv2d, "SMALL", small)
        monkeypatch.setattr(conv2d, "ALONE", alone)
        generator = np.random.default_rng(3)
        layer = bound(Conv2D(3, 3, stride, padding), shape, generator)
        x = generator.normal(size=batch_shape(ROWS, shape))
        y = layer.forward(x).copy()
        dy = generator.normal(size=y.shape)
        found.append((y, layer.backward(dy).copy(), layer.dw.copy()))
        counts.append((len(layer._blocks), len(layer._blocks[0].patches)))
    assert (counts[0], len(set(counts)) >= 3) == ((1, 1), True)
    for others in found[1:]:
        for one, other in zip(found[0], others, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("numbers", "weights", "count"),
    [
        (8960, 150, 4),  # small enough in two, but two give no more than 500 numbers
        (1280, 2400, 4),  # 416 numbers at most, of which 320 is the largest part
        (4096, 100, 8),  # small as it is, and more than 500 numbers only in six pieces, which 4,096 has not
        (4096, 9, 1),  # no more than 500 numbers however it is parted
        (1009, 5000, 1),  # prime
        (100, 20_000, 1),  # too few numbers to part them
        (1280, 9000, 1),  # so many weights that no piece is small
    ],
)
def test_pieces(numbers: int, weights: int, count: int) -> None:
    """Protects the time of products: no more pieces than make them small and let other threads work."""
    assert conv2d._pieces_of(numbers, weights) == count


def test_another_array_of_images() -> None:
    """Protects whoever hands over other images than in the step before, after one look at the first."""
    shape, generator = (2, 5, 5), np.random.default_rng(5)
    layer = bound(Conv2D(2, 3, padding=0), shape, generator)
    for x in generator.normal(size=(3, *batch_shape(ROWS, shape))):
        np.testing.assert_allclose(layer.forward(x), by_the_formula(layer, x, shape), rtol=1e-10)


def test_the_batch_does_not_matter() -> None:
    """Protects rows from one another."""
    shape, generator = (2, 5, 5), np.random.default_rng(4)
    many = bound(Conv2D(2, 3, padding=1), shape, generator, rows=4)
    one = Conv2D(2, 3, padding=1)
    values = {"weight": many.w.reshape(2, 2, 3, 3), "bias": many.b}
    one.bind(Place(0, 1, shape, np.float64, True, values, {"weight": many.dw.copy(), "bias": many.b.copy()}))
    x = generator.normal(size=batch_shape(4, shape))
    y = many.forward(x).copy()
    for row in range(4):
        np.testing.assert_allclose(one.forward(x[..., row : row + 1].copy())[..., 0], y[..., row], rtol=1e-12)


def test_parameters() -> None:
    """Protects the fans that initializers read, and the order of axes that other libraries use."""
    assert Conv2D(4, 3).parameter_specs((2, 8, 8)) == (
        ParameterSpec("weight", (4, 2, 3, 3), "he_normal", 18, 36),
        ParameterSpec("bias", (4,), "zeros", 18, 36, decays=False),
    )


def test_buffers_are_made_once(bind: Callable[..., Layer]) -> None:
    """Protects the speed of a step: what is returned is the same array each time."""
    layer = bind(Conv2D(2, 3, padding=1), (1, 4, 4), rows=2)
    x, dy = np.ones((1, 4, 4, 2)), np.ones((2, 4, 4, 2))
    assert layer.forward(x) is layer.forward(x)
    assert layer.backward(dy) is layer.backward(dy)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: Conv2D(0), "a convolution needs at least 1 filter, not 0"),
        (lambda: Conv2D(1, 0), "size and stride are at least 1, not 0 and 1"),
        (lambda: Conv2D(1, 3, 0), "size and stride are at least 1, not 3 and 0"),
        (lambda: Conv2D(1, 3, 1, 3), "padding lies from 0 to below the size 3, not at 3"),
        (lambda: Conv2D(1, 3, 1, -1), "padding lies from 0 to below the size 3, not at -1"),
        (
            lambda: Conv2D(1, 5).output_shape((1, 8, 4)),
            "a window of 5×5 does not fit an image of 8×4: make it smaller",
        ),
    ],
)
def test_what_cannot_be_is_refused(make: Callable[[], object], reason: str) -> None:
    """In a sentence."""
    with pytest.raises(EngineError) as error:
        make()
    assert str(error.value) == reason
