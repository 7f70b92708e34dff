"""How weights begin: one table, each a function of the fan-in and fan-out of the layer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from nntui_engine.arrays import Shape
from nntui_engine.randomness import RandomSource, Stream

Initializer = Callable[[RandomSource, int, Shape, int, int], NDArray[np.float64]]
"""(source, a number for this array alone, shape, fan in, fan out) → values of that shape."""


def zeros(source: RandomSource, place: int, shape: Shape, fan_in: int, fan_out: int) -> NDArray[np.float64]:
    """0 everywhere: right for biases; in a hidden layer every unit then learns the same."""
    return np.zeros(shape)


def ones(source: RandomSource, place: int, shape: Shape, fan_in: int, fan_out: int) -> NDArray[np.float64]:
    """1 everywhere: right for factors that change nothing at first."""
    return np.ones(shape)


def normal(source: RandomSource, place: int, shape: Shape, fan_in: int, fan_out: int) -> NDArray[np.float64]:
    """Normal with a standard deviation of 0.05, whatever the layer's size."""
    return _normal(source, place, shape, 0.05)


def glorot_uniform(
    source: RandomSource, place: int, shape: Shape, fan_in: int, fan_out: int
) -> NDArray[np.float64]:
    """Uniform within ±√(6 ÷ (fan in + fan out)) (Glorot and Bengio, AISTATS 2010, eq. 16)."""
    return _uniform(source, place, shape, (6.0 / (fan_in + fan_out)) ** 0.5)


def glorot_normal(
    source: RandomSource, place: int, shape: Shape, fan_in: int, fan_out: int
) -> NDArray[np.float64]:
    """Normal with variance 2 ÷ (fan in + fan out) (Glorot and Bengio, AISTATS 2010, eq. 12)."""
    return _normal(source, place, shape, (2.0 / (fan_in + fan_out)) ** 0.5)


def he_uniform(
    source: RandomSource, place: int, shape: Shape, fan_in: int, fan_out: int
) -> NDArray[np.float64]:
    """Uniform within ±√(6 ÷ fan in): the variance of `he_normal`."""
    return _uniform(source, place, shape, (6.0 / fan_in) ** 0.5)


def he_normal(
    source: RandomSource, place: int, shape: Shape, fan_in: int, fan_out: int
) -> NDArray[np.float64]:
    """Normal with variance 2 ÷ fan in, made for ReLU (He et al., ICCV 2015, eq. 10)."""
    return _normal(source, place, shape, (2.0 / fan_in) ** 0.5)


def _uniform(source: RandomSource, place: int, shape: Shape, limit: float) -> NDArray[np.float64]:
    drawn = source.uniform(int(np.prod(shape)), Stream.WEIGHTS, place)
    return ((2.0 * drawn - 1.0) * limit).reshape(shape)


def _normal(source: RandomSource, place: int, shape: Shape, deviation: float) -> NDArray[np.float64]:
    return (source.normal(int(np.prod(shape)), Stream.WEIGHTS, place) * deviation).reshape(shape)


INITIALIZERS: dict[str, Initializer] = {
    "zeros": zeros,
    "ones": ones,
    "normal": normal,
    "glorot_uniform": glorot_uniform,
    "glorot_normal": glorot_normal,
    "he_uniform": he_uniform,
    "he_normal": he_normal,
}
"""From simple to rich."""
