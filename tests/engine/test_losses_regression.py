"""Losses of a difference, by hand: two rows of two outputs."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nntui_engine.errors import EngineError
from nntui_engine.losses.loss import Loss
from nntui_engine.losses.regression import Huber, MeanAbsoluteError, MeanSquaredError

Y = np.array([[3.0, 0.5], [-1.0, 2.0]])
T = np.array([[1.0, 0.0], [0.0, 2.0]])
# The differences are 2, ½, −1 and 0.


def found(loss: Loss) -> tuple[float, list[list[float]]]:
    """The loss of both rows, and its gradient."""
    loss.bind(2, 2, np.float64)
    value = loss.forward(Y, T)
    return value, loss.backward().tolist()


@pytest.mark.parametrize(
    ("half", "total", "factor"),
    [(False, False, 0.5), (True, False, 0.25), (False, True, 1.0), (True, True, 0.5)],
)
def test_mean_squared_error_by_hand(half: bool, total: bool, factor: float) -> None:
    """Protects the four forms in use, from the mean of squares to the textbooks' ½ Σ (y − t)².

    The rows' sums of squares are 4¼ and 1, their mean 2⅝; its gradient is 2 d ÷ rows = d.
    """
    value, gradient = found(MeanSquaredError(half, total))
    assert (value, gradient) == (2.625 * factor, [[2.0 * factor, 0.5 * factor], [-1.0 * factor, 0.0]])


def test_mean_absolute_error_by_hand() -> None:
    """Protects the formula: mean of 2, ½, 1 and 0; signs ÷ 4; and 0 at the kink, where y = t."""
    assert found(MeanAbsoluteError()) == (0.875, [[0.25, 0.25], [-0.25, 0.0]])


def test_huber_by_hand() -> None:
    """Protects both of its branches: δ (|d| − ½ δ) = 1½ for 2, ½ d² = ⅛ and ½ for ½ and −1."""
    assert found(Huber()) == ((1.5 + 0.125 + 0.5) / 4, [[0.25, 0.125], [-0.25, 0.0]])


def test_huber_with_a_delta_of_its_own() -> None:
    """Protects δ: with ½ the losses are ½ (2 − ¼), ⅛, ½ (1 − ¼) and 0, and slopes end at ½."""
    assert found(Huber(0.5)) == ((0.875 + 0.125 + 0.375) / 4, [[0.125, 0.125], [-0.125, 0.0]])


@pytest.mark.parametrize("delta", [0.0, -1.0, math.nan, math.inf])
def test_a_delta_that_cannot_be_is_refused(delta: float) -> None:
    """Protects the formula, with the sentence a person reads."""
    with pytest.raises(EngineError) as error:
        Huber(delta)
    assert str(error.value) == f"the delta of the Huber loss is a number above 0, which {delta} is not"
