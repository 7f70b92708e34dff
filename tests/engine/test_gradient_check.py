"""The gradient check itself: it passes what is right, notices what is wrong, and knows a kink."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nntui_engine.arrays import Array
from nntui_engine.gradient_check import GradientCheck, check_gradients, relative_error
from nntui_engine.layers import Layer
from nntui_engine.layers.activations import GELU, LeakyReLU, Sigmoid, Tanh
from nntui_engine.layers.dense import Dense
from nntui_engine.layers.dropout import Dropout
from nntui_engine.randomness import RandomSource

X = np.array([[0.3, -1.2], [2.0, -0.4], [0.7, 1.1]])


def cubes(gradients: Array) -> GradientCheck:
    """Hold some gradients against those of Σ x³."""
    x = X.copy()
    return check_gradients(lambda: float(np.sum(x**3)), x, gradients)


def test_a_right_gradient_passes() -> None:
    """Protects against false alarms: 3 x² it is, to eight digits and more."""
    found = cubes(3 * X**2)
    assert (found.largest_error < 1e-8, found.skipped) == (True, 0.0)


@pytest.mark.parametrize("place", [(0, 0), (1, 1), (2, 0)])
def test_one_number_a_hundred_thousandth_off_is_noticed(place: tuple[int, int]) -> None:
    """Protects every position, far below what a wrong formula would do."""
    gradients = 3 * X**2
    gradients[place] *= 1.00001
    assert cubes(gradients).largest_error == pytest.approx(0.5e-5, rel=1e-2)


def test_a_wrong_sign_is_as_wrong_as_can_be() -> None:
    """Protects the scale of the error: 0 is right, 1 is opposite."""
    assert cubes(-3 * X**2).largest_error == pytest.approx(1.0)


class AveragingBias(Dense):
    """Planted fault: the bias's gradient is a mean over rows, not a sum."""

    def backward_parameters(self, dy: Array) -> None:
        super().backward_parameters(dy)
        assert self.db is not None
        self.db /= len(dy)


class HalfSigmoid(Sigmoid):
    """Planted fault: dy · y, without (1 − y)."""

    def backward(self, dy: Array) -> Array:
        return np.multiply(dy, self.y, out=self.dx)


class WrongTanh(Tanh):
    """Planted fault: 1 − y instead of 1 − y²."""

    def backward(self, dy: Array) -> Array:
        return np.multiply(dy, 1 - self.y, out=self.dx)


class RoundedGELU(GELU):
    """Planted fault: the constant of the cube with one digit less."""

    def backward(self, dy: Array) -> Array:
        self._CUBE = 0.0447
        return super().backward(dy)


class SteepLeak(LeakyReLU):
    """Planted fault: no slope on the left."""

    def backward(self, dy: Array) -> Array:
        return np.multiply(dy, self.on, out=self.dx)


class UnscaledDropout(Dropout):
    """Planted fault: the scale of the mask is left out on the way back."""

    def backward(self, dy: Array) -> Array:
        return np.multiply(dy, self.mask > 0, out=self.dx)


@pytest.mark.parametrize(
    "make",
    [HalfSigmoid, WrongTanh, RoundedGELU, SteepLeak, UnscaledDropout],
    ids=lambda layer: layer.__name__,
)
def test_a_fault_planted_in_a_layer_is_noticed(bind: Callable[..., Layer], make: type[Layer]) -> None:
    """Protects the tests of gradients: none of these would pass them."""
    layer = bind(make(), (2,), rows=3)
    layer.begin_step(RandomSource(0), 0, 0.5)
    x, dy = X.copy(), np.ones((3, 2))
    layer.forward(x)
    found = check_gradients(lambda: float(np.sum(layer.forward(x))), x, layer.backward(dy).copy())
    assert found.largest_error > 1e-5


def test_a_fault_planted_in_parameters_is_noticed(bind: Callable[..., Layer]) -> None:
    """Protects the tests of gradients: a mean in place of a sum would not pass."""
    layer = bind(AveragingBias(2), (2,), rows=3)
    assert isinstance(layer, AveragingBias)
    assert layer.b is not None
    assert layer.db is not None
    layer.forward(X)
    layer.backward(np.ones((3, 2)))
    found = check_gradients(lambda: float(np.sum(layer.forward(X))), layer.b, layer.db.copy())
    assert found.largest_error == pytest.approx(0.5)


def test_a_number_at_a_kink_is_left_out_and_counted() -> None:
    """Protects ReLU networks from false alarms: one of four numbers lies at the kink of |x|."""
    x = np.array([1.0, -2.0, 0.0, 3.0])
    found = check_gradients(lambda: float(np.sum(np.abs(x - 0.0004))), x, np.array([1.0, -1.0, 7.0, 1.0]))
    assert (found.largest_error < 1e-8, found.skipped) == (True, 0.25)


def test_values_are_put_back() -> None:
    """Protects whoever checks a network and goes on with it."""
    x = X.copy()
    check_gradients(lambda: float(np.sum(x**3)), x, 3 * X**2)
    assert x.tolist() == X.tolist()


def test_a_slope_of_nothing_is_exactly_0() -> None:
    """Protects dead units: what does not move the loss gives no difference at all, not a rounding."""
    x = X.copy()
    assert check_gradients(lambda: 1.3772591656653905, x, np.zeros((3, 2))) == GradientCheck(0.0, 0.0)


def test_relative_error_is_the_formula() -> None:
    """Protects |a − n| ÷ max(1e-8, |a| + |n|)."""
    found = relative_error(np.array([1.0, 0.0, 1e-9, -1.0]), np.array([3.0, 0.0, 0.0, 1.0]))
    assert found.tolist() == pytest.approx([0.5, 0.0, 0.1, 1.0])
