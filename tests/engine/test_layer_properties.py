"""Layers of any shape: their gradients, along a direction drawn at random."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui_engine.arrays import Array, Shape, batch_shape
from nntui_engine.layers import Layer
from nntui_engine.layers.attention import SelfAttention
from nntui_engine.layers.conv2d import Conv2D
from nntui_engine.layers.dense import Dense
from nntui_engine.layers.embedding import PositionalEmbedding
from nntui_engine.layers.gru import GRU
from nntui_engine.layers.lstm import LSTM
from nntui_engine.layers.normalization import BatchNorm, LayerNorm
from nntui_engine.layers.pooling import GlobalMeanPool, MeanPool2D
from nntui_engine.layers.recurrent import RNN
from tests.engine.conftest import place_for

Case = tuple[Layer, Shape]
SIDES = st.integers(1, 5)
COUNTS = st.integers(1, 3)
FLAT = st.tuples(SIDES)
SEQUENCES = st.tuples(SIDES, SIDES)
IMAGES = st.tuples(COUNTS, SIDES, SIDES)
ANY = st.one_of(FLAT, SEQUENCES, IMAGES)
STEP = 1e-4


@st.composite
def attention(draw: st.DrawFn) -> Case:
    """Any number of steps, heads, and units of each."""
    heads = draw(COUNTS)
    layer = SelfAttention(heads, draw(st.booleans()), draw(st.booleans()))
    return layer, (draw(SIDES), heads * draw(COUNTS))


@st.composite
def windows(draw: st.DrawFn) -> Case:
    """Any kernel or window that fits its image, however it moves."""
    size, shape = draw(COUNTS), draw(st.tuples(COUNTS, st.integers(3, 6), st.integers(3, 6)))
    stride = draw(COUNTS)
    if draw(st.booleans()):
        return MeanPool2D(size, stride), shape
    return Conv2D(draw(COUNTS), size, stride, draw(st.integers(0, size - 1)), draw(st.booleans())), shape


CASES: dict[str, st.SearchStrategy[Case]] = {
    "dense": st.tuples(st.builds(Dense, COUNTS, st.booleans()), st.one_of(FLAT, SEQUENCES)),
    "windows": windows(),
    "global pooling": st.tuples(st.builds(GlobalMeanPool), st.one_of(SEQUENCES, IMAGES)),
    "recurrent": st.tuples(
        st.one_of(st.builds(kind, COUNTS, st.booleans()) for kind in (RNN, GRU, LSTM)), SEQUENCES
    ),
    "attention": attention(),
    "places": st.tuples(st.builds(PositionalEmbedding), SEQUENCES),
    "layer norm": st.tuples(st.builds(LayerNorm, st.just(0.1)), st.one_of(FLAT, SEQUENCES)),
    "batch norm": st.tuples(st.builds(BatchNorm, st.just(0.1), st.just(0.1)), ANY),
}


@pytest.mark.parametrize("kind", CASES)
@given(data=st.data(), rows=st.integers(1, 4), seed=st.integers(0, 2**32 - 1))
def test_gradients(kind: str, data: st.DataObject, rows: int, seed: int) -> None:
    """Protects every shape: a single row, step, pixel or unit, and none that is as large as another."""
    layer, shape = data.draw(CASES[kind])
    generator = np.random.default_rng(seed)
    place = place_for(layer, shape, rows)
    layer.bind(place)
    x = generator.normal(size=batch_shape(rows, shape)) * 0.5
    dy: Array = generator.normal(size=layer.forward(x).shape)
    moved = [x, *place.values.values()]
    gradients = [layer.backward(dy).copy(), *(each.copy() for each in place.gradients.values())]
    directions = [generator.normal(size=each.shape) for each in moved]

    def at(distance: float) -> float:
        for each, direction in zip(moved, directions, strict=True):
            each += distance * direction
        loss = float(np.sum(dy * layer.forward(x)))
        for each, direction in zip(moved, directions, strict=True):
            each -= distance * direction
        return loss

    along = sum(float(np.sum(g * d)) for g, d in zip(gradients, directions, strict=True))
    length = sum(float(np.sum(g * g)) for g in gradients) ** 0.5
    slope = (8 * (at(STEP) - at(-STEP)) - (at(2 * STEP) - at(-2 * STEP))) / (12 * STEP)
    assert abs(slope - along) <= 1e-6 * max(1.0, length)
