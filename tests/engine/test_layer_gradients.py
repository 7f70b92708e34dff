"""Gradients of each layer alone, by its input and by its parameters, and of each loss by its outputs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nntui_engine.arrays import Array, Shape, batch_shape
from nntui_engine.gradient_check import GradientCheck, check_gradients
from nntui_engine.layers import Layer
from nntui_engine.layers.activations import GELU, LeakyReLU, ReLU, Sigmoid, Softmax, Tanh
from nntui_engine.layers.attention import SelfAttention
from nntui_engine.layers.conv2d import Conv2D
from nntui_engine.layers.dense import Dense
from nntui_engine.layers.dropout import Dropout
from nntui_engine.layers.embedding import PositionalEmbedding
from nntui_engine.layers.flatten import Flatten
from nntui_engine.layers.gru import GRU
from nntui_engine.layers.last_step import LastStep
from nntui_engine.layers.lstm import LSTM
from nntui_engine.layers.normalization import BatchNorm, LayerNorm
from nntui_engine.layers.pooling import GlobalMeanPool, MaxPool2D, MeanPool2D
from nntui_engine.layers.recurrent import RNN
from nntui_engine.losses import LOSSES, Loss
from nntui_engine.losses.classification import SoftmaxCrossEntropy
from nntui_engine.losses.regression import Huber, MeanSquaredError
from nntui_engine.randomness import RandomSource
from tests.engine.conftest import place_for

ROWS = 5
CONVOLUTIONS: list[Callable[[], Layer]] = [
    lambda: Conv2D(3),
    lambda: Conv2D(2, 1),
    lambda: Conv2D(2, 2, bias=False),
    lambda: Conv2D(2, 3, padding=1),
    lambda: Conv2D(2, 3, 2),
    lambda: Conv2D(2, 4, 3, padding=3),
]
POOLINGS: list[Callable[[], Layer]] = [
    MaxPool2D,
    MeanPool2D,
    lambda: MaxPool2D(3, 1),
    lambda: MeanPool2D(3, 1),
    lambda: MaxPool2D(1, 2),
    lambda: MeanPool2D(4, 3),
]
RECURRENT: list[Callable[[], Layer]] = [
    lambda: RNN(3),
    lambda: RNN(2, bias=False),
    lambda: GRU(3),
    lambda: GRU(2, bias=False),
    lambda: LSTM(3),
    lambda: LSTM(2, bias=False),
]
ATTENTION: list[tuple[Callable[[], Layer], Shape]] = [
    (SelfAttention, (1, 2)),
    (SelfAttention, (4, 3)),
    (lambda: SelfAttention(2, causal=True), (4, 4)),
    (lambda: SelfAttention(3, bias=False), (3, 6)),
]
NORMALIZATION: list[tuple[Callable[[], Layer], Shape]] = [
    (LayerNorm, (6,)),
    (LayerNorm, (3, 4)),
    (lambda: LayerNorm(0.1), (2,)),
    (BatchNorm, (4,)),
    (BatchNorm, (3, 2)),
    (BatchNorm, (2, 3, 2)),
    (lambda: BatchNorm(1.0, 0.1), (4,)),
]
CASES: list[tuple[Callable[[], Layer], Shape]] = [
    (lambda: Dense(3), (4,)),
    (lambda: Dense(3, bias=False), (4,)),
    (lambda: Dense(3), (2, 4)),
    (lambda: Dense(1), (1,)),
    (Flatten, (1, 2, 3)),
    (ReLU, (6,)),
    (ReLU, (2, 3)),
    (LeakyReLU, (6,)),
    (lambda: LeakyReLU(0.3), (6,)),
    (Sigmoid, (6,)),
    (Tanh, (6,)),
    (GELU, (6,)),
    (GELU, (1, 2, 3)),
    (Softmax, (6,)),
    (Softmax, (3, 4)),
    (Dropout, (6,)),
    (ReLU, (1, 2, 3)),
    (Dropout, (2, 2, 3)),
    *((make, shape) for make in (*CONVOLUTIONS, *POOLINGS) for shape in ((1, 5, 4), (2, 4, 5))),
    (GlobalMeanPool, (2, 3, 4)),
    (GlobalMeanPool, (3, 4)),
    (LastStep, (4, 2)),
    *((make, shape) for make in RECURRENT for shape in ((1, 2), (5, 3))),
    *ATTENTION,
    *NORMALIZATION,
    (PositionalEmbedding, (3, 2)),
]
WITH_PARAMETERS: list[tuple[Callable[[], Layer], Shape]] = [
    (lambda: Dense(3), (4,)),
    (lambda: Dense(3, bias=False), (4,)),
    (lambda: Dense(3), (2, 4)),
    *((make, shape) for make in CONVOLUTIONS for shape in ((1, 5, 4), (2, 4, 5))),
    *((make, shape) for make in RECURRENT for shape in ((1, 2), (5, 3))),
    (lambda: SelfAttention(bias=False), (4, 3)),
    (lambda: SelfAttention(3, causal=True, bias=False), (3, 6)),
    *NORMALIZATION,
    (PositionalEmbedding, (3, 2)),
]
LOSS_CASES: list[Callable[[], Loss]] = [
    *LOSSES.values(),
    lambda: MeanSquaredError(half=True, total=True),
    lambda: Huber(0.3),
    lambda: SoftmaxCrossEntropy(0.2),
]


@pytest.fixture
def generator() -> np.random.Generator:
    """Numbers that are away from every kink."""
    return np.random.default_rng(8)


def assert_right(found: GradientCheck) -> None:
    assert (found.largest_error <= 1e-6, found.skipped) == (True, 0.0)


def lose_output(layer: Layer) -> None:
    """Do what the next layer may do: write over what it was given."""
    if layer.free_output is not None:
        layer.free_output.fill(np.nan)


def ready(bind: Callable[..., Layer], make: Callable[[], Layer], shape: Shape) -> Layer:
    """The layer, its mask drawn and held."""
    layer = bind(make(), shape, ROWS)
    layer.begin_step(RandomSource(0), 0, 0.4)
    return layer


@pytest.mark.parametrize(("make", "shape"), CASES)
def test_by_the_input(
    bind: Callable[..., Layer], generator: np.random.Generator, make: Callable[[], Layer], shape: Shape
) -> None:
    """Protects dx of every layer: what the layers before it learn from."""
    layer = ready(bind, make, shape)
    x = generator.normal(size=batch_shape(ROWS, shape))
    dy: Array = generator.normal(size=layer.forward(x).shape)
    lose_output(layer)
    assert_right(check_gradients(lambda: float(np.sum(dy * layer.forward(x))), x, layer.backward(dy).copy()))


@pytest.mark.parametrize(("make", "shape"), WITH_PARAMETERS)
@pytest.mark.parametrize("way", ["backward", "backward_parameters"])
def test_by_the_parameters(
    generator: np.random.Generator, make: Callable[[], Layer], shape: Shape, way: str
) -> None:
    """Protects what every layer learns, also where it is the first and dx is not asked for."""
    layer = make()
    place = place_for(layer, shape, ROWS)
    layer.bind(place)
    x = generator.normal(size=batch_shape(ROWS, shape))
    dy = generator.normal(size=layer.forward(x).shape)
    lose_output(layer)
    getattr(layer, way)(dy)
    for name, values in place.values.items():
        found = place.gradients[name].copy()
        assert_right(check_gradients(lambda: float(np.sum(dy * layer.forward(x))), values, found))


@pytest.mark.parametrize("make", LOSS_CASES)
@pytest.mark.parametrize("weighted", [False, True])
def test_of_a_loss_by_the_outputs(
    generator: np.random.Generator, make: Callable[[], Loss], weighted: bool
) -> None:
    """Protects dy of every loss: what the last layer learns from."""
    loss = make()
    loss.bind(ROWS, 3, np.float64)
    y = generator.normal(size=(ROWS, 3))
    targets = generator.integers(0, 3, ROWS) if loss.targets == "classes" else generator.normal(size=y.shape)
    weights = generator.uniform(0.2, 2.0, ROWS) if weighted else None
    loss.forward(y, targets, weights)
    dy = loss.backward().copy()
    assert_right(check_gradients(lambda: loss.forward(y, targets, weights), y, dy))
