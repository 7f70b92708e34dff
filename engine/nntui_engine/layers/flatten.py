"""From any shape to a row of numbers."""

from __future__ import annotations

from math import prod

import numpy as np

from nntui_engine.arrays import IMAGE_AXES, Array, Shape, batch_shape
from nntui_engine.layers.layer import Layer, Place


class Flatten(Layer):
    """(a, b, …) → (a · b · …,) for each row, the values untouched."""

    kind = "flatten"

    def output_shape(self, input_shape: Shape) -> Shape:
        return (prod(input_shape),)

    def bind(self, place: Place) -> None:
        self.rows, self.numbers = place.rows, prod(place.input_shape)
        self.is_image = len(place.input_shape) == IMAGE_AXES
        self.shape = batch_shape(place.rows, place.input_shape)
        self.dx = place.buffer(place.input_shape) if self.is_image else None

    def forward(self, x: Array) -> Array:
        if self.is_image:
            return x.reshape(self.numbers, self.rows).T  # (rows, numbers), not copied: products take it so
        return x.reshape(self.rows, self.numbers)

    def backward(self, dy: Array) -> Array:
        if self.dx is None:
            return dy.reshape(self.shape)
        np.copyto(self.dx.reshape(self.numbers, self.rows), dy.T)
        return self.dx
