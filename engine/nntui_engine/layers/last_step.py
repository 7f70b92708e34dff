"""The end of a sequence."""

from __future__ import annotations

import numpy as np

from nntui_engine.arrays import SEQUENCE_AXES, Array, Shape
from nntui_engine.layers.layer import Layer, Place


class LastStep(Layer):
    """y = x[-1], taking a sequence (time, features) to (features,): what was known at its end."""

    kind = "last_step"
    takes = (SEQUENCE_AXES,)

    def output_shape(self, input_shape: Shape) -> Shape:
        return input_shape[1:]

    def bind(self, place: Place) -> None:
        self.y = place.buffer(place.input_shape[1:])
        self.dx = place.buffer(place.input_shape)  # 0 but for the last step

    def forward(self, x: Array) -> Array:
        np.copyto(self.y, x[:, -1])
        return self.y

    def backward(self, dy: Array) -> Array:
        np.copyto(self.dx[:, -1], dy)
        return self.dx
