"""Small rows, layers and trainers that the engine's tests share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pytest

from nntui_engine.arrays import Array, DTypeLike, Shape
from nntui_engine.hyperparameters import HyperParameters
from nntui_engine.layers import Layer, Place
from nntui_engine.losses import LOSSES
from nntui_engine.network import Network, parameters_for
from nntui_engine.optimizers import OPTIMIZERS
from nntui_engine.penalties import Penalties
from nntui_engine.rows import Rows
from nntui_engine.spec import LayerSpec, NetworkSpec, multilayer_perceptron
from nntui_engine.trainer import Trainer, TrainingPlan

HYPER = HyperParameters(learning_rate=0.01, momentum=0.9, weight_decay=0.0, dropout=0.0, batch_size=8)


@pytest.fixture
def hyper() -> HyperParameters:
    """Settings to start from: no weight decay, no dropout, batches of eight."""
    return HYPER


def place_for(layer: Layer, shape: Shape, rows: int, *, number: int = 0, training: bool = True) -> Place:
    """A place with parameters of its own for one layer, in float64."""
    generator = np.random.default_rng(5)
    specs = layer.parameter_specs(shape)
    values = {spec.name: generator.normal(size=spec.shape) for spec in specs}
    gradients = {spec.name: np.full(spec.shape, np.nan) for spec in specs}
    statistics = {spec.name: generator.uniform(0.5, 2.0, spec.shape) for spec in layer.statistic_specs(shape)}
    return Place(number, rows, shape, np.float64, training, values, gradients, statistics)


@pytest.fixture
def bind() -> Callable[..., Layer]:
    """Puts a layer alone over parameters of its own, in float64: `bind(Dense(2), (3,), rows=4)`."""

    def bind(layer: Layer, shape: Shape, rows: int, **options: Any) -> Layer:
        layer.bind(place_for(layer, shape, rows, **options))
        return layer

    return bind


@pytest.fixture
def make_network() -> Callable[..., Network]:
    """Builds a float64 network of the given layer specs for rows of one shape."""

    def make(shape: Shape, *layers: LayerSpec, rows: int = 3, training: bool = True) -> Network:
        spec = NetworkSpec(shape, layers)
        return Network(spec, parameters_for(spec, 0, np.float64), rows, training=training)

    return make


@pytest.fixture
def make_rows() -> Callable[..., Rows]:
    """Makes rows of four inputs in three classes, one cloud of points for each."""

    def make(count: int, seed: int = 0, weights: Array | None = None, dtype: DTypeLike = np.float32) -> Rows:
        generator = np.random.default_rng(seed)
        classes = generator.integers(0, 3, count)
        inputs = generator.normal(size=(count, 4)) + np.eye(4)[classes] * 2
        return Rows(inputs.astype(dtype), classes, weights, classes)

    return make


@pytest.fixture
def make_trainer(make_rows: Callable[..., Rows]) -> Callable[..., Trainer]:
    """Makes a 4-6-3 softmax classifier with 30 training and 20 validation rows, unless told otherwise."""

    def make(
        *,
        optimizer: str = "adam",
        seed: int = 0,
        training: Rows | None = None,
        validation: Rows | None = None,
        hidden: tuple[int, ...] = (6,),
        activation: str = "relu",
        penalties: Penalties | None = None,
        dtype: DTypeLike = np.float32,
        **changes: float,
    ) -> Trainer:
        plan = TrainingPlan(
            multilayer_perceptron(4, hidden, 3, activation=activation),
            LOSSES["softmax_cross_entropy"],
            partial(OPTIMIZERS[optimizer]),
            replace(HYPER, **changes),
            seed,
            penalties or Penalties(),
        )
        return Trainer(plan, training or make_rows(30), validation or make_rows(20, seed=1), dtype)

    return make
