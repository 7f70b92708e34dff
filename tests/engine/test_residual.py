"""Ways round some layers: what they add, and the gradients of everything before, inside and behind."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nntui_engine.arrays import Array, Shape
from nntui_engine.gradient_check import check_gradients
from nntui_engine.network import Network
from nntui_engine.spec import LayerSpec


def dense(outputs: int) -> LayerSpec:
    return LayerSpec("dense", {"outputs": outputs})


def residual(layers: int) -> LayerSpec:
    return LayerSpec("residual", {"layers": layers})


TANH, NORM = LayerSpec("tanh"), LayerSpec("layer_norm")
CONV = LayerSpec("conv2d", {"filters": 2, "padding": 1})
STACKS: dict[str, tuple[Shape, tuple[LayerSpec, ...]]] = {
    "in the middle": ((3,), (dense(4), TANH, dense(4), residual(2), dense(2))),
    "from the first layer": ((3,), (dense(3), TANH, residual(2), dense(2))),
    "one in another": ((3,), (dense(4), dense(4), TANH, dense(4), residual(2), residual(4), dense(2))),
    "two from one place": ((3,), (dense(4), dense(4), residual(1), dense(4), residual(3), dense(2))),
    "one behind the other": ((3,), (dense(4), dense(4), residual(1), NORM, dense(4), residual(2), dense(2))),
    "round one without weights": ((3,), (dense(4), TANH, residual(1), dense(2))),
    "last": ((3,), (dense(2), dense(2), residual(1))),
    "over images": ((2, 3, 3), (CONV, CONV, TANH, residual(2), LayerSpec("flatten"), dense(2))),
}


@pytest.mark.parametrize("name", STACKS)
def test_gradients(make_network: Callable[..., Network], name: str) -> None:
    """Protects layers used after a branch: the gradient is the sum of what comes back from both ways."""
    shape, layers = STACKS[name]
    network = make_network(shape, *layers)
    generator = np.random.default_rng(6)
    network.parameters.values[...] = generator.normal(size=network.parameters.size) * 0.5
    x = generator.normal(size=(3, *shape))
    dy: Array = generator.normal(size=network.forward(x).shape)
    network.backward(dy)
    found = check_gradients(
        lambda: float(np.sum(dy * network.forward(x))),
        network.parameters.values,
        network.parameters.gradients.copy(),
    )
    assert (found.largest_error <= 1e-6, found.skipped) == (True, 0.0)


def test_it_adds_what_the_layers_got(make_network: Callable[..., Network]) -> None:
    """Protects the meaning of `layers`: with weights of nothing what came in goes out."""
    network = make_network((3,), dense(3), TANH, residual(2))
    network.parameters.values[...] = 0
    x = np.random.default_rng(6).normal(size=(3, 3))
    assert network.forward(x).tolist() == x.tolist()
