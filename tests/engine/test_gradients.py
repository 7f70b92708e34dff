"""Gradients of whole networks against differences: layers × losses × options, in float64."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from nntui_engine.arrays import Targets
from nntui_engine.gradient_check import GradientCheck, check_gradients
from nntui_engine.losses import LOSSES, Loss
from nntui_engine.network import Network, parameters_for
from nntui_engine.penalties import Penalties
from nntui_engine.randomness import RandomSource
from nntui_engine.spec import LayerSpec, NetworkSpec

ROWS, INPUTS = 7, 3
TOLERANCE = 1e-6
MOST_AT_KINKS = 0.05

DENSE = LayerSpec("dense", {"outputs": 3})

Named = tuple[str, Mapping[str, Any]]
"""A loss or an activation, and its options."""

LOSS_OPTIONS: tuple[Named, ...] = (
    ("mean_squared_error", {}),
    ("mean_squared_error", {"half": True}),
    ("mean_squared_error", {"total": True}),
    ("mean_squared_error", {"half": True, "total": True}),
    ("mean_absolute_error", {}),
    ("huber", {}),
    ("huber", {"delta": 0.3}),
    ("sigmoid_cross_entropy", {}),
    ("softmax_cross_entropy", {}),
    ("softmax_cross_entropy", {"label_smoothing": 0.1}),
)
ACTIVATIONS: tuple[Named, ...] = (
    ("relu", {}),
    ("leaky_relu", {}),
    ("leaky_relu", {"slope": 0.3}),
    ("sigmoid", {}),
    ("tanh", {}),
    ("gelu", {}),
)


@dataclass(frozen=True)
class Setup:
    """A network and what it is trained with."""

    loss: Named
    hidden: tuple[int, ...] = (4,)
    outputs: int = 3
    activation: Named = ("tanh", {})
    bias: bool = True
    dropout: float = 0.0
    weighted: bool = False
    penalties: Penalties = field(default_factory=Penalties)
    weight_decay: float = 0.0

    def spec(self) -> NetworkSpec:
        """Dense, activation and dropout for each hidden layer, then a dense one."""
        layers = []
        for units in self.hidden:
            layers += [self._dense(units), LayerSpec(*self.activation), LayerSpec("dropout")]
        return NetworkSpec((INPUTS,), (*layers, self._dense(self.outputs)))

    def _dense(self, outputs: int) -> LayerSpec:
        return LayerSpec("dense", {"outputs": outputs, "bias": self.bias})


def check(setup: Setup, spec: NetworkSpec | None = None) -> GradientCheck:
    """Hold the gradients of one batch against differences of what is minimised, penalties included."""
    spec = spec or setup.spec()
    # These rows leave few ReLUs dead, and few numbers near a kink.
    generator = np.random.default_rng(0)
    parameters = parameters_for(spec, 0, np.float64)
    parameters.values[...] = generator.normal(size=parameters.size) * 0.7
    network = Network(spec, parameters, ROWS, training=True)
    x = generator.normal(size=(ROWS, *spec.input_shape))
    loss = LOSSES[setup.loss[0]](**setup.loss[1])
    loss.bind(ROWS, setup.outputs, np.float64)
    targets = targets_for(loss, setup.outputs, generator)
    weights = generator.uniform(0.2, 2.0, ROWS) if setup.weighted else None
    # Drawn once: the mask is held while the parameters move.
    network.begin_step(RandomSource(0), 0, setup.dropout)

    def minimised() -> float:
        w = parameters.values[: parameters.decayed]
        l2 = setup.penalties.l2 + setup.weight_decay
        penalty = setup.penalties.l1 * np.abs(w).sum() + 0.5 * l2 * (w @ w)
        return loss.forward(network.forward(x), targets, weights) + float(penalty)

    loss.forward(network.forward(x), targets, weights)
    network.backward(loss.backward())
    setup.penalties.apply(parameters, np.zeros(parameters.size), setup.weight_decay)
    return check_gradients(minimised, parameters.values, parameters.gradients.copy())


def targets_for(loss: Loss, outputs: int, generator: np.random.Generator) -> Targets:
    """Class numbers, odds, or values that a network may be far from."""
    if loss.targets == "classes":
        return generator.integers(0, outputs, ROWS)
    if loss.name == "sigmoid_cross_entropy":
        return generator.uniform(0.0, 1.0, (ROWS, outputs))
    return generator.normal(size=(ROWS, outputs)) * 2


def outputs_of(loss: Named, outputs: int) -> int:
    """One output, unless the loss needs one for each class."""
    return max(outputs, 2) if loss[0] == "softmax_cross_entropy" else outputs


def label(named: Named) -> str:
    """`huber delta=0.3`, for the names of tests."""
    return " ".join([named[0], *(f"{name}={value}" for name, value in named[1].items())])


every_loss = pytest.mark.parametrize("loss", LOSS_OPTIONS, ids=label)
every_activation = pytest.mark.parametrize("activation", ACTIVATIONS, ids=label)


def assert_right(found: GradientCheck) -> None:
    assert found.largest_error <= TOLERANCE
    assert found.skipped <= MOST_AT_KINKS


@every_loss
@pytest.mark.parametrize("outputs", [1, 3])
@pytest.mark.parametrize("bias", [True, False])
def test_without_hidden_layers(loss: Named, outputs: int, bias: bool) -> None:
    """Protects perceptrons: every loss on a dense layer alone."""
    assert_right(check(Setup(loss, (), outputs_of(loss, outputs), bias=bias)))


@every_loss
@every_activation
@pytest.mark.parametrize("hidden", [(4,), (4, 3)], ids=["one hidden", "two hidden"])
@pytest.mark.parametrize("outputs", [1, 3])
def test_every_activation_with_every_loss(
    loss: Named, activation: Named, hidden: tuple[int, ...], outputs: int
) -> None:
    """Protects the chain rule through one and two hidden layers."""
    assert_right(check(Setup(loss, hidden, outputs_of(loss, outputs), activation)))


@every_loss
@pytest.mark.parametrize(
    "option",
    [
        {"bias": False},
        {"dropout": 0.3},
        {"weighted": True},
        {"penalties": Penalties(l1=0.01)},
        {"penalties": Penalties(l2=0.02)},
        {"weight_decay": 0.05},
    ],
    ids=["no bias", "dropout", "row weights", "l1", "l2", "weight decay"],
)
def test_every_option_with_every_loss(loss: Named, option: dict[str, Any]) -> None:
    """Protects each option alone, so that a fault names itself."""
    assert_right(check(Setup(loss, (4, 3), **option)))


@every_loss
@every_activation
def test_all_options_together(loss: Named, activation: Named) -> None:
    """Protects options from each other."""
    penalties = Penalties(l1=0.01, l2=0.02)
    setup = Setup(loss, (4, 3), 3, activation, False, 0.3, True, penalties, weight_decay=0.05)
    assert_right(check(setup))


@every_loss
@pytest.mark.parametrize(
    "layers",
    [
        (DENSE, LayerSpec("sigmoid")),
        (LayerSpec("dropout"), LayerSpec("tanh"), DENSE),
        (DENSE, DENSE),
        (DENSE, LayerSpec("gelu"), LayerSpec("tanh"), LayerSpec("dropout"), LayerSpec("dropout"), DENSE),
    ],
    ids=["sigmoid output", "layers before the first weights", "dense on dense", "many between"],
)
def test_other_stacks(loss: Named, layers: tuple[LayerSpec, ...]) -> None:
    """Protects networks that the usual builder does not make."""
    assert_right(check(Setup(loss, dropout=0.3), NetworkSpec((INPUTS,), layers)))


def test_rows_that_are_images() -> None:
    """Protects a flatten before the first weights."""
    layers = (LayerSpec("flatten"), DENSE, LayerSpec("tanh"), DENSE)
    assert_right(check(Setup(("softmax_cross_entropy", {})), NetworkSpec((1, 2, 2), layers)))
