"""Layers that bring what passes to mean 0 and deviation 1."""

from __future__ import annotations

from math import inf
from typing import ClassVar

import numpy as np

from nntui_engine.arrays import (
    FLAT_AXES,
    IMAGE_AXES,
    SEQUENCE_AXES,
    Array,
    Shape,
    as_rows,
    sum_of_rows,
    units,
)
from nntui_engine.errors import EngineError
from nntui_engine.layers.layer import Layer, Place
from nntui_engine.parameters import ParameterSpec


class Normalization(Layer):
    """y = w · z + b with z = (x − mean) ÷ √(variance + ε), w and b one number for each unit.

    The gradients of both: dw = Σ dy · z, db = Σ dy, over all but the units.
    """

    noun: ClassVar[str]

    def __init__(self, epsilon: float = 1e-5) -> None:
        if not 0.0 < epsilon < inf:
            raise EngineError(f"the epsilon of {self.noun} is a number above 0, which {epsilon} is not")
        self.epsilon = epsilon

    def parameter_specs(self, input_shape: Shape) -> tuple[ParameterSpec, ...]:
        count = units(input_shape)
        weight = ParameterSpec("weight", (count,), "ones", count, count, decays=False)
        return weight, ParameterSpec("bias", (count,), "zeros", count, count, decays=False)

    def bind(self, place: Place) -> None:
        self.w, self.dw = place.values["weight"], place.gradients["weight"]
        self.b, self.db = place.values["bias"], place.gradients["bias"]
        self.z, self.y = place.buffer(place.input_shape), place.buffer(place.input_shape)
        self.free_output = self.y
        self.dx, self.part = place.buffer(place.input_shape), place.buffer(place.input_shape)


class LayerNorm(Normalization):
    """Mean and variance over the features of each row, or of each step (Ba et al., arXiv:1607.06450).

    With g = w · dy and s for the deviation: dx = (g − mean(g) − z · mean(g · z)) ÷ s.
    """

    kind = "layer_norm"
    takes = (FLAT_AXES, SEQUENCE_AXES)
    noun = "a layer norm"

    def bind(self, place: Place) -> None:
        super().bind(place)
        features = place.input_shape[-1]
        rows = self.z.size // features
        # Means as products: sums along short rows take NumPy much longer (measured).
        self.mean_of: Array = np.full((features, 1), 1.0 / features, place.dtype)
        self.mean_of_weighted: Array = np.zeros_like(self.mean_of)
        self.mean: Array = np.zeros((rows, 1), place.dtype)
        self.deviation: Array = np.zeros((rows, 1), place.dtype)
        self.every: Array = np.ones(rows, place.dtype)

    def forward(self, x: Array) -> Array:
        z, square, x = as_rows(self.z), as_rows(self.part), as_rows(x)
        np.subtract(x, np.matmul(x, self.mean_of, out=self.mean), out=z)
        np.multiply(z, z, out=square)
        np.matmul(square, self.mean_of, out=self.deviation)  # the variance
        self.deviation += self.epsilon
        np.sqrt(self.deviation, out=self.deviation)
        z /= self.deviation
        np.multiply(self.z, self.w, out=self.y)
        self.y += self.b
        return self.y

    def backward(self, dy: Array) -> Array:
        self.backward_parameters(dy)
        z, part, dx, dy = as_rows(self.z), as_rows(self.part), as_rows(self.dx), as_rows(dy)
        # The means of g = w · dy and of g · z are products with w, and `part` is dy · z already.
        np.multiply(self.mean_of, self.w[:, None], out=self.mean_of_weighted)
        np.multiply(z, np.matmul(part, self.mean_of_weighted, out=self.mean), out=part)
        part += np.matmul(dy, self.mean_of_weighted, out=self.mean)
        np.multiply(dy, self.w, out=dx)
        dx -= part
        dx /= self.deviation
        return self.dx

    def backward_parameters(self, dy: Array) -> None:
        np.multiply(dy, self.z, out=self.part)
        sum_of_rows(self.every, as_rows(self.part), self.dw)
        sum_of_rows(self.every, as_rows(dy), self.db)


class BatchNorm(Normalization):
    """Mean and variance of each unit over the rows of a batch, and over the pixels or steps of each.

    Outside training those of a moving average, r ← r + momentum · (batch − r), whose variance is the unbiased
    one (Ioffe and Szegedy, arXiv:1502.03167, algorithms 1 and 2). In training, with g = w · dy and s for the
    deviation: dx = (g − mean(g) − z · mean(g · z)) ÷ s, the means over all but the units.
    """

    kind = "batch_norm"
    couples_rows = True
    noun = "a batch norm"

    def __init__(self, momentum: float = 0.1, epsilon: float = 1e-5) -> None:
        super().__init__(epsilon)
        if not 0.0 < momentum <= 1.0:
            raise EngineError(f"the momentum of a batch norm lies in (0, 1], which {momentum} does not")
        self.momentum = momentum

    def statistic_specs(self, input_shape: Shape) -> tuple[ParameterSpec, ...]:
        count = units(input_shape)
        mean = ParameterSpec("mean", (count,), "zeros", count, count)
        return mean, ParameterSpec("variance", (count,), "ones", count, count)

    def bind(self, place: Place) -> None:
        super().bind(place)
        self.training = place.training
        self.running_mean, self.running_variance = place.statistics["mean"], place.statistics["variance"]
        is_image = len(place.input_shape) == IMAGE_AXES
        axes = range(self.z.ndim)
        self.others = tuple(axes[1:] if is_image else axes[:-1])
        self.count = self.z.size // self.w.size
        # One number for each unit, as it meets the rows.
        self.shape = (-1, *(1 for _ in self.others)) if is_image else (-1,)
        self.mean: Array = np.zeros_like(self.w)
        self.variance: Array = np.zeros_like(self.w)
        self.deviation: Array = np.zeros_like(self.w)
        self.slope: Array = np.zeros_like(self.w)

    def forward(self, x: Array) -> Array:
        mean, variance = self.running_mean, self.running_variance
        if self.training:
            mean, variance = self._mean(x, self.mean), self.variance
        np.subtract(x, self._each(mean), out=self.z)
        if self.training:
            np.multiply(self.z, self.z, out=self.part)
            self._mean(self.part, self.variance)
        np.add(variance, self.epsilon, out=self.deviation)
        np.sqrt(self.deviation, out=self.deviation)
        self.z /= self._each(self.deviation)
        np.multiply(self.z, self._each(self.w), out=self.y)
        self.y += self._each(self.b)
        return self.y

    def backward(self, dy: Array) -> Array:
        self.backward_parameters(dy)
        # Σ g and Σ g · z are w · db and w · dw.
        np.multiply(self.z, self._each(self.dw), out=self.part)
        self.part += self._each(self.db)
        self.part *= 1.0 / self.count
        np.subtract(dy, self.part, out=self.dx)
        np.divide(self.w, self.deviation, out=self.slope)
        self.dx *= self._each(self.slope)
        return self.dx

    def backward_parameters(self, dy: Array) -> None:
        np.multiply(dy, self.z, out=self.part)
        np.add.reduce(self.part, axis=self.others, out=self.dw)
        np.add.reduce(dy, axis=self.others, out=self.db)

    def end_step(self) -> None:
        moved = np.subtract(self.mean, self.running_mean, out=self.slope)
        moved *= self.momentum
        self.running_mean += moved
        if self.count == 1:
            return  # one number says nothing of a variance
        np.multiply(self.variance, self.count / (self.count - 1), out=moved)  # the unbiased one
        moved -= self.running_variance
        moved *= self.momentum
        self.running_variance += moved

    def _mean(self, values: Array, out: Array) -> Array:
        np.add.reduce(values, axis=self.others, out=out)
        out *= 1.0 / self.count
        return out

    def _each(self, numbers: Array) -> Array:
        """One number for each unit, as it meets the rows; a view."""
        return numbers.reshape(self.shape)
