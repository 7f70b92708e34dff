"""Penalties and clipping, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nntui_engine.errors import EngineError
from nntui_engine.parameters import ParameterSpec, ParameterVector
from nntui_engine.penalties import Penalties


@pytest.fixture
def parameters() -> ParameterVector:
    """Weights 2, −4 and 0, and a bias of 8; every gradient is 1."""
    weight = ParameterSpec("weight", (3, 1), "zeros", 3, 1)
    bias = ParameterSpec("bias", (1,), "zeros", 3, 1, decays=False)
    parameters = ParameterVector({"dense_1": (weight, bias)}, np.float64)
    parameters.values[...] = [2.0, -4.0, 0.0, 8.0]
    parameters.gradients[...] = 1.0
    return parameters


@pytest.mark.parametrize(
    ("penalties", "weight_decay", "expected"),
    [
        (Penalties(), 0.0, [1.0, 1.0, 1.0, 1.0]),
        (Penalties(l2=0.5), 0.0, [2.0, -1.0, 1.0, 1.0]),
        (Penalties(), 0.5, [2.0, -1.0, 1.0, 1.0]),
        (Penalties(l1=0.25), 0.0, [1.25, 0.75, 1.0, 1.0]),
        (Penalties(l1=0.25, l2=0.25), 0.25, [2.25, -1.25, 1.0, 1.0]),
    ],
    ids=["none", "l2", "weight decay", "l1", "all"],
)
def test_penalties_pull_weights_not_biases(
    parameters: ParameterVector, penalties: Penalties, weight_decay: float, expected: list[float]
) -> None:
    """Protects g + l1 sign(w) + (l2 + decay) w, on weights only."""
    penalties.apply(parameters, np.zeros(4), weight_decay)
    assert parameters.gradients.tolist() == expected


def test_penalties_leave_values_alone(parameters: ParameterVector) -> None:
    """Protects the weights: penalties act through the gradient."""
    Penalties(l1=0.25, l2=0.5).apply(parameters, np.zeros(4), 0.5)
    assert parameters.values.tolist() == [2.0, -4.0, 0.0, 8.0]


@pytest.mark.parametrize(
    ("clip", "norm", "factor"),
    [(0.0, 1e9, 1.0), (2.0, 1.0, 1.0), (2.0, 2.0, 1.0), (2.0, 8.0, 0.25), (2.0, 0, 1)],
)
def test_a_gradient_beyond_the_limit_is_brought_back_to_it(clip: float, norm: float, factor: float) -> None:
    """Protects clipping by norm: 0 is no limit, and a gradient within it is left alone."""
    assert Penalties(clip=clip).clipped(norm) == factor


@pytest.mark.parametrize("name", ["l1", "l2", "clip"])
@pytest.mark.parametrize("value", [-1.0, math.inf, math.nan])
def test_a_penalty_that_cannot_be_is_refused(name: str, value: float) -> None:
    """Protects a run from weights pushed away from zero, with the sentence a person reads."""
    with pytest.raises(EngineError) as error:
        Penalties(**{name: value})
    assert str(error.value) == f"{name} is a number from 0 up, which {value:g} is not"
