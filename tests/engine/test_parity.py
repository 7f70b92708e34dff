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
from tests.engine.torch_layers import (
    Attention,
    GlobalMean,
    LastStep,
    Places,
    Recurrent,
    Round,
    nn,
    theirs_of,
    torch,
)

ROWS, OUTPUTS, STEPS = 24, 4, 200
TOKENS = 9
TOLERANCE = 1e-4

Made = tuple[LayerSpec, Callable[[], Any]]
"""A layer, and PyTorch's."""


def made(kind: str, theirs: Callable[[], Any], **options: object) -> Made:
    return LayerSpec(kind, options), theirs


def dense(inputs: int, outputs: int = OUTPUTS) -> Made:
    return made("dense", lambda: nn.Linear(inputs, outputs), outputs=outputs)


def activation(kind: str, theirs: Callable[[], Any]) -> tuple[Shape, tuple[Made, ...]]:
    return (5,), (dense(5, 7), made(kind, theirs), dense(7))


def recurrent(kind: str, theirs: Callable[..., Any]) -> tuple[Shape, tuple[Made, ...]]:
    layer = made(kind, lambda: Recurrent(theirs(3, 6, batch_first=True)), units=6)
    return (9, 3), (layer, LAST, dense(6))


def round_a_dense(units: int) -> tuple[Made, ...]:
    layer = made("dense", lambda: Round(nn.Linear(units, units)), outputs=units)
    return layer, made("residual", nn.Identity, layers=1)


def attention(units: int, heads: int, *, causal: bool) -> tuple[Made, ...]:
    layer = made("self_attention", lambda: Attention(units, heads, causal=causal), heads=heads, causal=causal)
    return layer, made("tanh", nn.Tanh)


LAST = made("last_step", LastStep)
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
    "softmax": activation("softmax", lambda: nn.Softmax(-1)),
    "layer norm": activation("layer_norm", lambda: nn.LayerNorm(7)),
    "batch norm": activation("batch_norm", lambda: nn.BatchNorm1d(7)),
    "batch norm of images": (
        IMAGE,
        (
            made("conv2d", lambda: nn.Conv2d(2, 3, 3), filters=3),
            made("batch_norm", lambda: nn.BatchNorm2d(3)),
            made("relu", nn.ReLU),
            FLATTEN,
            dense(126),
        ),
    ),
    "residual": ((5,), (dense(5, 5), made("relu", nn.ReLU), *round_a_dense(5), dense(5))),
    "attention": ((7, 6), (*attention(6, 2, causal=False), LAST, dense(6))),
    "causal attention": ((7, 6), (*attention(6, 3, causal=True), LAST, dense(6))),
    "embedding": (
        (7,),
        (
            made("embedding", lambda: nn.Embedding(TOKENS, 6), tokens=TOKENS, units=6),
            made("positional_embedding", lambda: Places(7, 6)),
            *attention(6, 2, causal=True),
            made("layer_norm", lambda: nn.LayerNorm(6)),
            LAST,
            dense(6),
        ),
    ),
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

TORCH_OPTIMIZERS: Mapping[str, Callable[[Any, float], Any]] = {
    "sgd": lambda groups, rate: torch.optim.SGD(groups, rate),
    "momentum": lambda groups, rate: torch.optim.SGD(groups, rate, momentum=0.9),
    "nesterov": lambda groups, rate: torch.optim.SGD(groups, rate, momentum=0.9, nesterov=True),
    "rmsprop": lambda groups, rate: torch.optim.RMSprop(groups, rate, alpha=0.9, eps=1e-8),
    "adam": lambda groups, rate: torch.optim.Adam(groups, rate),
    "adamw": lambda groups, rate: torch.optim.AdamW(groups, rate),
}
RATES = {"rmsprop": 0.001, "adam": 0.005, "adamw": 0.005}
SLOW = {"embedding": 0.0005}
"""At a higher rate there are steps at which errors of rounding grow a thousandfold (in float64 as well)."""
DECAY = 0.1


def copy_weights(network: Network, theirs: Any) -> None:
    """Have PyTorch's layers begin with the weights of ours."""
    learning = [module for module in theirs if any(True for _ in module.parameters())]
    stages = [stage for stage in network.stages if network.parameters.of_layer(stage.name)]
    for stage, module in zip(stages, learning, strict=True):
        slots = network.parameters.of_layer(stage.name)
        ours = {slot.name: slot.view(network.parameters.values).copy() for slot in slots}
        inner = dict(getattr(module, "layer", module).named_parameters())
        for name, values in theirs_of(stage.layer.kind, ours).items():
            inner[name].data.copy_(torch.from_numpy(np.ascontiguousarray(values)))


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
    rate = SLOW.get(network, RATES.get(optimizer, 0.05))
    their_optimizer = TORCH_OPTIMIZERS[optimizer](groups, rate)
    our_optimizer = OPTIMIZERS[optimizer](parameters)
    our_loss, their_loss = loss[0](), loss[1]()
    our_loss.bind(ROWS, OUTPUTS, np.float32)
    x, their_x = rows_for(spec, generator)
    targets = targets_for(our_loss, generator)
    hyper = replace(HYPER, learning_rate=rate, weight_decay=DECAY)
    worst = 0.0
    for step in range(1, STEPS + 1):
        found = our_loss.forward(ours.forward(x), targets)
        ours.backward(our_loss.backward())
        our_optimizer.step(hyper, step)
        their_optimizer.zero_grad()
        expected = their_loss(theirs(their_x), torch.from_numpy(targets))
        expected.backward()
        their_optimizer.step()
        worst = max(worst, abs(found - expected.item()) / abs(expected.item()))
    return worst


def rows_for(spec: NetworkSpec, generator: np.random.Generator) -> tuple[Array, Any]:
    """A batch, as ours and as PyTorch takes it: tokens are whole numbers there."""
    if spec.has("embedding"):
        tokens = generator.integers(0, TOKENS, (ROWS, *spec.input_shape))
        return tokens.astype(np.float32), torch.from_numpy(tokens)
    x = generator.normal(size=(ROWS, *spec.input_shape)).astype(np.float32)
    return x, torch.from_numpy(x)


def targets_for(loss: Loss, generator: np.random.Generator) -> Targets:
    if loss.targets == "classes":
        return generator.integers(0, OUTPUTS, ROWS)
    return generator.uniform(size=(ROWS, OUTPUTS)).astype(np.float32)


def test_everything_is_compared() -> None:
    """A new layer, loss or optimizer that PyTorch has comes here as well."""
    kinds = {ours.kind for ours, _ in chain.from_iterable(layers for _, layers in NETWORKS.values())}
    assert kinds == LAYERS.keys() - {"dropout"}  # whose masks are drawn otherwise
    assert {make().name for make, _ in TORCH_LOSSES.values()} == LOSSES.keys()
    assert TORCH_OPTIMIZERS.keys() == OPTIMIZERS.keys()


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
