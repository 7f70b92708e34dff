"""The dense layer: its formula, shapes and refusals; its gradients are held against differences elsewhere."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nntui_engine.errors import EngineError
from nntui_engine.layers import Layer
from nntui_engine.layers.dense import Dense
from nntui_engine.parameters import ParameterSpec

X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
DY = np.array([[1.0], [10.0], [100.0]])


@pytest.fixture
def dense(bind: Callable[..., Layer]) -> Dense:
    """A layer of one output: y = 2 x₁ + 3 x₂ + 1."""
    layer = bind(Dense(1), (2,), rows=3)
    assert isinstance(layer, Dense)
    assert layer.b is not None
    layer.w[...] = [[2.0], [3.0]]
    layer.b[...] = [1.0]
    return layer


def test_forward_is_x_w_plus_b(dense: Dense) -> None:
    """Protects the formula, by hand."""
    assert dense.forward(X).tolist() == [[9.0], [19.0], [29.0]]


def test_backward_by_hand(dense: Dense) -> None:
    """Protects dx = dy wᵀ, dw = xᵀ dy and db = Σ dy."""
    dense.forward(X)
    assert dense.backward(DY).tolist() == [[2.0, 3.0], [20.0, 30.0], [200.0, 300.0]]
    assert dense.dw.tolist() == [[531.0], [642.0]]
    assert dense.db is not None
    assert dense.db.tolist() == [111.0]


def test_gradients_are_overwritten_not_added_up(dense: Dense) -> None:
    """Protects a step from the gradients of the one before."""
    dense.forward(X)
    dense.backward_parameters(DY)
    dense.backward_parameters(DY)
    assert dense.dw.tolist() == [[531.0], [642.0]]


def test_arguments_are_left_alone(dense: Dense) -> None:
    """Protects the caller's arrays."""
    x, dy = X.copy(), DY.copy()
    dense.forward(x)
    dense.backward(dy)
    assert (x.tolist(), dy.tolist()) == (X.tolist(), DY.tolist())


def test_buffers_are_made_once(dense: Dense) -> None:
    """Protects the speed of a step: what is returned is the same array each time."""
    assert dense.forward(X) is dense.forward(X)
    assert dense.backward(DY) is dense.backward(DY)


def test_parameters_of_a_layer_with_a_bias() -> None:
    """Protects the fans that initializers read, and biases from decay."""
    assert Dense(4, initializer="he_normal").parameter_specs((7,)) == (
        ParameterSpec("weight", (7, 4), "he_normal", 7, 4, decays=True),
        ParameterSpec("bias", (4,), "zeros", 7, 4, decays=False),
    )


def test_parameters_of_a_layer_without_a_bias() -> None:
    """Protects `--no-bias`: there is nothing else to learn than weights."""
    assert [spec.name for spec in Dense(4, bias=False).parameter_specs((7,))] == ["weight"]


def test_no_outputs_are_refused() -> None:
    """Protects against empty layers, with the sentence a person reads."""
    with pytest.raises(EngineError) as error:
        Dense(0)
    assert str(error.value) == "a dense layer needs at least 1 output, not 0"
