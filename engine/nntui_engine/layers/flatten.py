"""From any shape to a row of numbers."""

from __future__ import annotations

from math import prod

from nntui_engine.arrays import Array, Shape
from nntui_engine.layers.layer import Layer, Place


class Flatten(Layer):
    """(rows, a, b, …) → (rows, a · b · …), the values untouched."""

    kind = "flatten"

    def output_shape(self, input_shape: Shape) -> Shape:
        return (prod(input_shape),)

    def bind(self, place: Place) -> None:
        self.inner = (place.rows, *place.input_shape)
        self.flat = (place.rows, prod(place.input_shape))

    def forward(self, x: Array) -> Array:
        return x.reshape(self.flat)

    def backward(self, dy: Array) -> Array:
        return dy.reshape(self.inner)
