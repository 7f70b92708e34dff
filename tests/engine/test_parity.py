"""With equal weights and equal batches 200 steps lose what PyTorch loses, which only this test needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import chain
from typing import Any

import numpy as np
import pytest

from nntui_engine.arrays import Array, Shape, Targets
from nntui_engine.layers import LAYERS
from nntui_engine.losses import LOSSES, Loss
from nntui_engine.network import Network, parameters_for
from nntui_engine.optimizers import OPTIMIZERS
from nntui_engine.spec import LayerSpec, NetworkSpec
from tests.engine.conftest import HYPER

torch: Any = pytest.importorskip("torch", reason="PyTorch is not installed")
nn = torch.nn

ROWS, OUTPUTS, STEPS = 24, 4, 200
TOLERANCE = 1e-4

Made = tuple[LayerSpec, Callable[[], Any]]
"""A layer, and PyTorch's."""

GATES = {"rnn": (0,), "gru": (0, 1, 2), "lstm": (1, 2, 3, 0)}
"""In PyTorch's order."""


class Recurrent(nn.Module):  # type: ignore[misc]  # torch has no types where it is not installed
    """PyTorch's layer with one bias, as ours has (and the inner one of a GRU), and without its last state."""

    def __init__(self, layer: Any) -> None:
        super().__init__()
        self.layer = layer
        inner = torch.zeros_like(layer.bias_hh_l0)
        if isinstance(layer, nn.GRU):
            inner[2 * layer.hidden_size :] = 1.0
        layer.bias_hh_l0.register_hook(lambda gradient: gradient * inner)

    def forward(self, x: Any) -> Any:
        return self.layer(x)[0]


class LastStep(nn.Module):  # type: ignore[misc]  # as above
    """The end of a sequence."""

    def forward(self, x: Any) -> Any:
        return x[:, -1]


class GlobalMean(nn.Module):  # type: ignore[misc]  # as above
    """The mean of every channel."""

    def forward(self, x: Any) -> Any:
        return x.mean(axis=(2, 3))


def made(kind: str, theirs: Callable[[], Any], **options: object) -> Made:
    return LayerSpec(kind, options), theirs


def dense(inputs: int, outputs: int = OUTPUTS) -> Made:
    return made("dense", lambda: nn.Linear(inputs, outputs), outputs=outputs)


def activation(kind: str, theirs: Callable[[], Any]) -> tuple[Shape, tuple[Made, ...]]:
    return (5,), (dense(5, 7), made(kind, theirs), dense(7))


def recurrent(kind: str, theirs: Callable[..., Any]) -> tuple[Shape, tuple[Made, ...]]:
    layer = made(kind, lambda: Recurrent(theirs(3, 6, batch_first=True)), units=6)
    return (9, 3), (layer, made("last_step", LastStep), dense(6))


FLATTEN = made("flatten", nn.Flatten)
IMAGE = (2, 9, 8)
NETWORKS: Mapping[str, tuple[Shape, tuple[Made, ...]]] = {
    "dense": ((5,), (dense(5),)),
    "relu": activation("relu", nn.ReLU),
    "leaky relu": activation("leaky_relu", nn.LeakyReLU),
    "sigmoid": activation("sigmoid", nn.Sigmoid),
    "tanh": activation("tanh", nn.Tanh),
    "gelu": activation("gelu", lambda: nn.GELU(approximate="tanh")),
    "conv2d": (IMAGE, (made("conv2d", lambda: nn.Conv2d(2, 3, 3), filters=3), FLATTEN, dense(126))),
    "conv2d, framed and striding": (
        IMAGE,
        (
            made("conv2d", lambda: nn.Conv2d(2, 3, 5, 2, 2), filters=3, size=5, stride=2, padding=2),
            made("tanh", nn.Tanh),
            made("conv2d", lambda: nn.Conv2d(3, 4, 3, padding=1), filters=4, padding=1),
            made("global_mean_pool", GlobalMean),
            dense(4),
        ),
    ),
    "max pool": (
        IMAGE,
        (
            made("conv2d", lambda: nn.Conv2d(2, 3, 3), filters=3),
            made("relu", nn.ReLU),
            made("max_pool2d", lambda: nn.MaxPool2d(2)),
            FLATTEN,
            dense(27),
        ),
    ),
    "pools that overlap": (
        IMAGE,
        (
            made("conv2d", lambda: nn.Conv2d(2, 3, 1), filters=3, size=1),
            made("max_pool2d", lambda: nn.MaxPool2d(3, 2), size=3, stride=2),
            made("mean_pool2d", lambda: nn.AvgPool2d(2, 1), size=2, stride=1),
            FLATTEN,
            dense(18),
        ),
    ),
    "rnn": recurrent("rnn", nn.RNN),
    "gru": recurrent("gru", nn.GRU),
    "lstm": recurrent("lstm", nn.LSTM),
}
MLP = "tanh"

TORCH_LOSSES: Mapping[str, tuple[Callable[[], Loss], Callable[[], Any]]] = {
    "mean squared error": (LOSSES["mean_squared_error"], nn.MSELoss),
    "mean absolute error": (LOSSES["mean_absolute_error"], nn.L1Loss),
    "huber": (lambda: LOSSES["huber"](delta=0.5), lambda: nn.HuberLoss(delta=0.5)),
    "sigmoid cross-entropy": (LOSSES["sigmoid_cross_entropy"], nn.BCEWithLogitsLoss),
    "softmax cross-entropy": (LOSSES["softmax_cross_entropy"], nn.CrossEntropyLoss),
    "label smoothing": (
        lambda: LOSSES["softmax_cross_entropy"](label_smoothing=0.1),
        lambda: nn.CrossEntropyLoss(label_smoothing=0.1),
    ),
}
CROSS_ENTROPY = TORCH_LOSSES["softmax cross-entropy"]

TORCH_OPTIMIZERS: Mapping[str, Callable[[Any], Any]] = {
    "sgd": lambda groups: torch.optim.SGD(groups, 0.05),
    "momentum": lambda groups: torch.optim.SGD(groups, 0.05, momentum=0.9),
    "nesterov": lambda groups: torch.optim.SGD(groups, 0.05, momentum=0.9, nesterov=True),
    "rmsprop": lambda groups: torch.optim.RMSprop(groups, 0.001, alpha=0.9, eps=1e-8),
    "adam": lambda groups: torch.optim.Adam(groups, 0.005),
    "adamw": lambda groups: torch.optim.AdamW(groups, 0.005),
}
RATES = {"rmsprop": 0.001, "adam": 0.005, "adamw": 0.005}
DECAY = 0.1


def copy_weights(network: Network, theirs: Any) -> None:
    """Have PyTorch's layers begin with the weights of ours."""
    learning = [module for module in theirs if any(True for _ in module.parameters())]
    stages = [stage for stage in network.stages if network.parameters.of_layer(stage.name)]
    for stage, module in zip(stages, learning, strict=True):
        slots = network.parameters.of_layer(stage.name)
        ours = {slot.name: slot.view(network.parameters.values).copy() for slot in slots}
        for name, values in theirs_of(stage.layer.kind, ours).items():
            inner = module.layer if isinstance(module, Recurrent) else module
            getattr(inner, name).data.copy_(torch.from_numpy(np.ascontiguousarray(values)))


def theirs_of(kind: str, ours: Mapping[str, Array]) -> dict[str, Array]:
    """Our arrays by PyTorch's names, and as it has them."""
    if kind in GATES:
        units = len(ours["recurrent"])
        inner = np.zeros_like(ours["bias"])
        if kind == "gru":
            inner[2 * units :] = ours["inner_bias"]
        columns = np.concatenate([np.arange(units) + gate * units for gate in GATES[kind]])
        return {
            "weight_ih_l0": ours["weight"].T[columns],
            "weight_hh_l0": ours["recurrent"].T[columns],
            "bias_ih_l0": ours["bias"][columns],
            "bias_hh_l0": inner,
        }
    weight = ours["weight"].T if kind == "dense" else ours["weight"]
    return {"weight": weight, "bias": ours["bias"]}


def apart(
    network: str, loss: tuple[Callable[[], Loss], Callable[[], Any]] = CROSS_ENTROPY, optimizer: str = "adam"
) -> float:
    """The largest difference of 200 losses, relative to PyTorch's."""
    shape, layers = NETWORKS[network]
    spec = NetworkSpec(shape, tuple(ours for ours, _ in layers))
    generator = np.random.default_rng(2)
    parameters = parameters_for(spec, 3)
    parameters.values += generator.normal(size=parameters.size).astype(np.float32) * 0.1  # biases too
    ours = Network(spec, parameters, ROWS, training=True)
    theirs = nn.Sequential(*(make() for _, make in layers))
    copy_weights(ours, theirs)
    weights = [each for each in theirs.parameters() if each.ndim > 1]
    biases = [each for each in theirs.parameters() if each.ndim == 1]
    decay = DECAY if optimizer == "adamw" else 0.0
    groups = [{"params": weights, "weight_decay": decay}, {"params": biases, "weight_decay": 0.0}]
    their_optimizer, our_optimizer = TORCH_OPTIMIZERS[optimizer](groups), OPTIMIZERS[optimizer](parameters)
    our_loss, their_loss = loss[0](), loss[1]()
    our_loss.bind(ROWS, OUTPUTS, np.float32)
    x = generator.normal(size=(ROWS, *shape)).astype(np.float32)
    targets = targets_for(our_loss, generator)
    hyper = replace(HYPER, learning_rate=RATES.get(optimizer, 0.05), weight_decay=DECAY)
    worst = 0.0
    for step in range(1, STEPS + 1):
        found = our_loss.forward(ours.forward(x), targets)
        ours.backward(our_loss.backward())
        our_optimizer.step(hyper, step)
        their_optimizer.zero_grad()
        expected = their_loss(theirs(torch.from_numpy(x)), torch.from_numpy(targets))
        expected.backward()
        their_optimizer.step()
        worst = max(worst, abs(found - expected.item()) / abs(expected.item()))
    return worst


def targets_for(loss: Loss, generator: np.random.Generator) -> Targets:
    if loss.targets == "classes":
        return generator.integers(0, OUTPUTS, ROWS)
    return generator.uniform(size=(ROWS, OUTPUTS)).astype(np.float32)


def test_everything_is_compared() -> None:
    """A new layer, loss or optimizer that PyTorch has comes here as well."""
    kinds = {ours.kind for ours, _ in chain.from_iterable(layers for _, layers in NETWORKS.values())}
    assert kinds == LAYERS.keys() - {"dropout"}  # whose masks are drawn otherwise
    assert {make().name for make, _ in TORCH_LOSSES.values()} == LOSSES.keys()
    assert TORCH_OPTIMIZERS.keys() == OPTIMIZERS.keys() - {"random_search"}  # which PyTorch has not


@pytest.mark.parametrize("network", NETWORKS)
def test_layers(network: str) -> None:
    """Forward, backward, and what is learnt of it."""
    assert apart(network) <= TOLERANCE


@pytest.mark.parametrize("loss", TORCH_LOSSES)
def test_losses(loss: str) -> None:
    """Their values and their gradients."""
    assert apart(MLP, TORCH_LOSSES[loss]) <= TOLERANCE


@pytest.mark.parametrize("optimizer", TORCH_OPTIMIZERS)
def test_optimizers(optimizer: str) -> None:
    """Two hundred updates."""
    assert apart(MLP, optimizer=optimizer) <= TOLERANCE
