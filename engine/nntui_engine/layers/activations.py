"""Activations: functions of one number, applied to every value."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nntui_engine.along_rows import AlongRows
from nntui_engine.arrays import FLAT_AXES, IMAGE_AXES, SEQUENCE_AXES, Array, as_rows
from nntui_engine.errors import EngineError
from nntui_engine.layers.layer import Layer, Place


class Activation(Layer):
    """y = f(x), of the same shape, with dx = dy · f′(x).

    Where f′ can be told from y alone, y is written over x if the layer before allows it: memory that was
    written a moment ago is at hand.
    """

    needs_input: ClassVar[bool] = False
    """Whether x is read after y has been begun."""

    def bind(self, place: Place) -> None:
        self.y = place.buffer(place.input_shape) if self.needs_input else place.over_input()
        self.dx = place.buffer(place.input_shape)


class ReLU(Activation):
    """y = max(x, 0); dx = dy where y > 0, else 0 (also at the kink, x = 0)."""

    kind = "relu"

    def bind(self, place: Place) -> None:
        super().bind(place)
        # To compare with one number takes three times as long (measured); rows of sequences and images are
        # long enough to be compared with the same zeros each.
        self.zeros = np.zeros_like(self.y if len(place.input_shape) == FLAT_AXES else self.y[0])
        axes = tuple(range(self.y.ndim))
        # A unit is a channel of an image, and the last axis of anything else.
        self.together = axes[1:] if len(place.input_shape) == IMAGE_AXES else axes[:-1]

    def forward(self, x: Array) -> Array:
        return np.maximum(x, self.zeros, out=self.y)

    def backward(self, dy: Array) -> Array:
        np.greater(self.y, self.zeros, out=self.dx)
        self.dx *= dy
        return self.dx

    def idle_units(self) -> NDArray[np.bool_]:
        idle: NDArray[np.bool_] = np.logical_not((self.y > 0).any(axis=self.together))
        return idle


class LeakyReLU(Activation):
    """y = x where x > 0, else slope · x (Maas, Hannun and Ng, ICML 2013)."""

    kind = "leaky_relu"
    needs_input = True

    def __init__(self, slope: float = 0.01) -> None:
        if not 0.0 <= slope < 1.0:
            raise EngineError(f"the slope of a leaky ReLU lies in [0, 1), which {slope} does not")
        self.slope = slope

    def bind(self, place: Place) -> None:
        super().bind(place)
        self.on = np.zeros(self.y.shape, bool)

    def forward(self, x: Array) -> Array:
        np.greater(x, 0, out=self.on)
        np.multiply(x, self.slope, out=self.y)
        return np.maximum(x, self.y, out=self.y)

    def backward(self, dy: Array) -> Array:
        np.multiply(dy, self.slope, out=self.dx)
        np.copyto(self.dx, dy, where=self.on)
        return self.dx


class Sigmoid(Activation):
    """y = σ(x) = 1 ÷ (1 + e⁻ˣ); dx = dy · y · (1 − y)."""

    kind = "sigmoid"

    def forward(self, x: Array) -> Array:
        return sigmoid(x, out=self.y)

    def backward(self, dy: Array) -> Array:
        np.subtract(1, self.y, out=self.dx)
        self.dx *= self.y
        self.dx *= dy
        return self.dx


class Tanh(Activation):
    """y = tanh(x); dx = dy · (1 − y²)."""

    kind = "tanh"

    def forward(self, x: Array) -> Array:
        return np.tanh(x, out=self.y)

    def backward(self, dy: Array) -> Array:
        np.multiply(self.y, self.y, out=self.dx)
        np.subtract(1, self.dx, out=self.dx)
        self.dx *= dy
        return self.dx


class GELU(Activation):
    """y = ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) (Hendrycks and Gimpel, arXiv:1606.08415, §2).

    With u for the argument of tanh and t = tanh(u):
    dx = dy · (½ (1 + t) + ½ x (1 − t²) u′), u′ = √(2/π) (1 + 3 · 0.044715 x²).
    """

    kind = "gelu"
    needs_input = True
    _ROOT = (2.0 / np.pi) ** 0.5
    _CUBE = 0.044715

    def bind(self, place: Place) -> None:
        super().bind(place)
        self.t = place.buffer(place.input_shape)
        self.scratch = place.buffer(place.input_shape)

    def forward(self, x: Array) -> Array:
        self.x = x
        t = np.multiply(x, x, out=self.t)
        t *= self._CUBE
        t += 1
        t *= x
        t *= self._ROOT  # u = √(2/π) (x + 0.044715 x³)
        np.tanh(t, out=t)
        np.add(t, 1, out=self.y)
        self.y *= x
        self.y *= 0.5
        return self.y

    def backward(self, dy: Array) -> Array:
        x, t, dx = self.x, self.t, self.dx
        np.multiply(x, x, out=dx)
        dx *= 3 * self._CUBE * self._ROOT
        dx += self._ROOT  # u′
        dx *= x
        np.multiply(t, t, out=self.scratch)
        np.subtract(1, self.scratch, out=self.scratch)
        dx *= self.scratch  # x (1 − t²) u′
        dx += t
        dx += 1
        dx *= 0.5
        dx *= dy
        return dx


class Softmax(Activation):
    """y = eˣ ÷ Σ eˣ over the features: shares that add up to 1; dx = y · (dy − Σ dy · y).

    As the last layer of a classifier it is not needed: `softmax_cross_entropy` has its own.
    """

    kind = "softmax"
    takes = (FLAT_AXES, SEQUENCE_AXES)

    def bind(self, place: Place) -> None:
        super().bind(place)
        rows, features = as_rows(self.y).shape
        self.along = AlongRows(rows, features, place.dtype)

    def forward(self, x: Array) -> Array:
        np.copyto(self.y, x)
        self.along.softmax(as_rows(self.y))
        return self.y

    def backward(self, dy: Array) -> Array:
        np.multiply(dy, self.y, out=self.dx)
        np.subtract(as_rows(dy), self.along.sums(as_rows(self.dx)), out=as_rows(self.dx))
        self.dx *= self.y
        return self.dx


def sigmoid(x: Array, out: Array) -> Array:
    """σ(x) written to `out`, through tanh: σ(x) = ½ (1 + tanh(x/2)), which overflows nowhere."""
    np.multiply(x, 0.5, out=out)
    np.tanh(out, out=out)
    out += 1
    out *= 0.5
    return out
