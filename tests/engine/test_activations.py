"""Activations: their values; their gradients are held against differences elsewhere."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nntui_engine.errors import EngineError
from nntui_engine.layers import ACTIVATIONS, LAYERS, Layer
from nntui_engine.layers.activations import LeakyReLU, ReLU, sigmoid
from tests.engine.conftest import place_for

X = [-800.0, -3.0, -0.5, 0.0, 0.25, 2.0, 800.0]


def gelu(x: float) -> float:
    """The tanh form of Hendrycks and Gimpel's formula."""
    return 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def logistic(x: float) -> float:
    """1 ÷ (1 + e⁻ˣ), on the side where it does not overflow."""
    return 1 / (1 + math.exp(-x)) if x > 0 else math.exp(x) / (1 + math.exp(x))


FORMULAS: dict[str, Callable[[float], float]] = {
    "relu": lambda x: max(x, 0.0),
    "leaky_relu": lambda x: x if x > 0 else 0.01 * x,
    "sigmoid": logistic,
    "tanh": math.tanh,
    "gelu": gelu,
}


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_forward_is_the_formula(bind: Callable[..., Layer], name: str) -> None:
    """Protects the values, far out too: nothing overflows."""
    y = bind(LAYERS[name](), (len(X),), rows=1).forward(np.array([X]))
    assert y[0].tolist() == pytest.approx([FORMULAS[name](x) for x in X], rel=1e-12, abs=1e-16)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_gradient_is_finite_far_out(bind: Callable[..., Layer], name: str) -> None:
    """Protects against NaN where a unit is saturated: the slope there is 0 or 1, or the leak."""
    layer = bind(LAYERS[name](), (2,), rows=1)
    layer.forward(np.array([[-800.0, 800.0]]))
    left, right = layer.backward(np.ones((1, 2)))[0].tolist()
    slopes = {"leaky_relu": (0.01, 1.0), "sigmoid": (0.0, 0.0), "tanh": (0.0, 0.0)}
    assert (left, right) == slopes.get(name, (0.0, 1.0))


@pytest.mark.parametrize("name", [*ACTIVATIONS, "softmax"])
def test_written_over_what_it_got(name: str) -> None:
    """Protects values and gradients where the layer before gives its memory away: they are the same bits."""
    found = []
    for is_free in (False, True):
        layer, x = LAYERS[name](), np.array([X])
        layer.bind(replace(place_for(layer, (len(X),), 1), free_input=x if is_free else None))
        y = layer.forward(x)
        found.append((y.tolist(), layer.backward(np.ones_like(y)).tolist()))
    assert found[0] == found[1]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_arguments_are_left_alone(bind: Callable[..., Layer], name: str) -> None:
    """Protects the caller's arrays: the layer before still needs its output."""
    layer = bind(LAYERS[name](), (len(X),), rows=1)
    x, dy = np.array([X]), np.ones((1, len(X)))
    layer.forward(x)
    layer.backward(dy)
    assert (x.tolist(), dy.tolist()) == ([X], [[1.0] * len(X)])


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_buffers_are_made_once(bind: Callable[..., Layer], name: str) -> None:
    """Protects the speed of a step: what is returned is the same array each time."""
    layer = bind(LAYERS[name](), (2,), rows=1)
    x = np.ones((1, 2))
    assert layer.forward(x) is layer.forward(x)
    assert layer.backward(x) is layer.backward(x)


@pytest.mark.parametrize(("layer", "slope"), [(ReLU(), 0.0), (LeakyReLU(0.2), 0.2)])
def test_at_the_kink_the_gradient_is_that_of_the_left(
    bind: Callable[..., Layer], layer: Layer, slope: float
) -> None:
    """Protects what is documented of x = 0."""
    bind(layer, (1,), rows=1).forward(np.zeros((1, 1)))
    assert layer.backward(np.ones((1, 1))).tolist() == [[slope]]


def test_idle_units_are_those_off_in_every_row(bind: Callable[..., Layer]) -> None:
    """Protects the count of dead units: one row that lets a gradient through is enough to live."""
    layer = bind(ReLU(), (4,), rows=3)
    layer.forward(np.array([[-1.0, 1.0, 0.0, -1.0], [-1.0, 1.0, 0.0, -1.0], [-1.0, 1.0, 0.0, 1.0]]))
    assert layer.idle_units().sum() == 2


@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "relu"])
def test_units_that_cannot_be_idle_are_not_counted(bind: Callable[..., Layer], name: str) -> None:
    """Protects the screen from a 0 that means nothing."""
    assert bind(LAYERS[name](), (1,), rows=1).idle_units() is None


@pytest.mark.parametrize("slope", [-0.1, 1.0, math.nan])
def test_a_slope_that_cannot_be_is_refused(slope: float) -> None:
    """Protects forward, which takes the larger of x and slope · x."""
    with pytest.raises(EngineError) as error:
        LeakyReLU(slope)
    assert str(error.value) == f"the slope of a leaky ReLU lies in [0, 1), which {slope} does not"


def test_sigmoid_writes_to_out() -> None:
    """Protects the losses, which use it on buffers of their own."""
    x, out = np.array([0.0, 0.96]), np.zeros(2)
    assert sigmoid(x, out) is out
    assert out.tolist() == pytest.approx([0.5, 0.7231218051243899], rel=1e-15)
