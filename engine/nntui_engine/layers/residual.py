"""The way round some layers."""

from __future__ import annotations

import numpy as np

from nntui_engine.arrays import Array
from nntui_engine.errors import EngineError
from nntui_engine.layers.layer import Layer, Place


class Fork(Layer):
    """Where a way round begins: y = x goes both ways, and dx is the sum of what comes back from both.

    It has no name and no place in a network's list of layers: every residual brings its own.
    """

    def bind(self, place: Place) -> None:
        self.dx = place.buffer(place.input_shape)

    def forward(self, x: Array) -> Array:
        self.x = x
        return x

    def backward(self, dy: Array) -> Array:
        return np.add(dy, self.dy_round, out=self.dx)

    def comes_back(self, dy: Array) -> None:
        """Take the gradient that came the way round."""
        self.dy_round = dy


class Residual(Layer):
    """y = f(x) + x, where f are so many `layers` right before it, and x is what they got.

    The gradient passes both ways unchanged (He et al., CVPR 2016, eq. 1).
    """

    kind = "residual"

    def __init__(self, layers: int) -> None:
        if layers < 1:
            raise EngineError(f"a residual goes round at least 1 layer, not {layers}")
        self.reaches_back = layers
        self.fork = Fork()

    def bind(self, place: Place) -> None:
        self.fork.bind(place)
        self.y = self.free_output = place.over_input()

    def forward(self, x: Array) -> Array:
        return np.add(x, self.fork.x, out=self.y)

    def backward(self, dy: Array) -> Array:
        self.fork.comes_back(dy)
        return dy
