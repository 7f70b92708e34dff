"""Recurrent layers, held against their formulas written step by step."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui_engine.arrays import Array, Shape
from nntui_engine.errors import EngineError
from nntui_engine.layers import Layer, Place
from nntui_engine.layers.gru import GRU
from nntui_engine.layers.last_step import LastStep
from nntui_engine.layers.lstm import LSTM
from nntui_engine.layers.recurrent import RNN, Recurrent
from nntui_engine.parameters import ParameterSpec
from tests.engine.conftest import place_for

KINDS: list[type[Recurrent]] = [RNN, GRU, LSTM]


def sigmoid(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


def by_the_formula(layer: Recurrent, place: Place, x: Array) -> Array:
    """All states, (rows, time, units), of one step after the other."""
    p, units = place.values, layer.units
    h = c = np.zeros((len(x), units))
    states = []
    for t in range(x.shape[1]):
        z = x[:, t] @ p["weight"] + p.get("bias", 0.0)
        q = h @ p["recurrent"]
        if isinstance(layer, RNN):
            h = np.tanh(z + q)
        elif isinstance(layer, GRU):
            z_r, z_k, z_n = np.split(z, 3, axis=1)
            q_r, q_k, q_n = np.split(q, 3, axis=1)
            r, keep = sigmoid(z_r + q_r), sigmoid(z_k + q_k)
            n = np.tanh(z_n + r * (q_n + p.get("inner_bias", 0.0)))
            h = (1 - keep) * n + keep * h
        else:
            o, i, f, g = np.split(z + q, 4, axis=1)
            c = sigmoid(f) * c + sigmoid(i) * np.tanh(g)
            h = sigmoid(o) * np.tanh(c)
        states.append(h)
    return np.stack(states, axis=1)


@given(
    st.sampled_from(KINDS),
    st.tuples(st.integers(1, 6), st.integers(1, 4)),
    st.integers(1, 4),
    st.integers(1, 3),
    st.booleans(),
)
def test_forward_is_the_formula(
    kind: type[Recurrent], shape: Shape, units: int, rows: int, bias: bool
) -> None:
    """Protects what each of them is, of all sizes; a second call begins anew."""
    layer = kind(units, bias)
    place = place_for(layer, shape, rows)
    layer.bind(place)
    x = np.random.default_rng(3).normal(size=(rows, *shape))
    for _ in range(2):
        np.testing.assert_allclose(layer.forward(x), by_the_formula(layer, place, x), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("kind", KINDS)
def test_the_future_changes_nothing(bind: Callable[..., Layer], kind: type[Recurrent]) -> None:
    """Protects the order of time: a state knows what came before, and nothing else."""
    layer, generator = bind(kind(4), (6, 3), rows=2), np.random.default_rng(1)
    x = generator.normal(size=(2, 6, 3))
    before = layer.forward(x).copy()
    x[:, 4:] = generator.normal(size=(2, 2, 3))
    after = layer.forward(x)
    assert after[:, :4].tolist() == before[:, :4].tolist()
    assert (after[:, 4:] != before[:, 4:]).all()


@pytest.mark.parametrize("kind", KINDS)
def test_buffers_are_made_once(bind: Callable[..., Layer], kind: type[Recurrent]) -> None:
    """Protects the speed of a step: what is returned is the same array each time."""
    layer, x = bind(kind(4), (6, 3), rows=2), np.ones((2, 6, 3))
    dy = np.ones((2, 6, 4))
    assert layer.forward(x) is layer.forward(x)
    assert layer.backward(dy) is layer.backward(dy)


def test_parameters() -> None:
    """Protects the fans that initializers read, and biases from decay."""
    assert LSTM(5).parameter_specs((7, 3)) == (
        ParameterSpec("weight", (3, 20), "glorot_uniform", 3, 5, blocks=4),
        ParameterSpec("recurrent", (5, 20), "glorot_uniform", 5, 5, blocks=4),
        ParameterSpec("bias", (20,), "zeros", 3, 5, decays=False),
    )
    assert [spec.name for spec in GRU(5).parameter_specs((7, 3))] == [
        "weight",
        "recurrent",
        "bias",
        "inner_bias",
    ]
    assert [spec.name for spec in GRU(5, bias=False).parameter_specs((7, 3))] == ["weight", "recurrent"]


def test_the_last_step(bind: Callable[..., Layer]) -> None:
    """Its values go on, and its gradient comes back to it alone."""
    layer, x = bind(LastStep(), (3, 2), rows=2), np.arange(12.0).reshape(2, 3, 2)
    assert layer.forward(x).tolist() == [[4, 5], [10, 11]]
    assert layer.backward(np.ones((2, 2))).tolist() == [[[0, 0], [0, 0], [1, 1]]] * 2


def test_no_units_are_refused() -> None:
    """In a sentence."""
    with pytest.raises(EngineError) as error:
        RNN(0)
    assert str(error.value) == "a recurrent layer needs at least 1 unit, not 0"
