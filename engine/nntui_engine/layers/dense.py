"""The fully connected layer."""

from __future__ import annotations

import numpy as np

from nntui_engine.arrays import FLAT_AXES, SEQUENCE_AXES, Array, Shape, as_rows, sum_of_rows
from nntui_engine.errors import EngineError
from nntui_engine.layers.layer import Layer, Place
from nntui_engine.parameters import ParameterSpec


class Dense(Layer):
    """y = x @ w + b, taking (rows, inputs) to (rows, outputs), or each step of (rows, time, inputs).

    dw = xᵀ @ dy, db = Σ over rows (and steps) of dy, dx = dy @ wᵀ.
    """

    kind = "dense"
    takes = (FLAT_AXES, SEQUENCE_AXES)

    def __init__(self, outputs: int, bias: bool = True, initializer: str = "he_normal") -> None:
        if outputs < 1:
            raise EngineError(f"a dense layer needs at least 1 output, not {outputs}")
        self.outputs = outputs
        self.bias = bias
        self.initializer = initializer

    def output_shape(self, input_shape: Shape) -> Shape:
        return (*input_shape[:-1], self.outputs)

    def parameter_specs(self, input_shape: Shape) -> tuple[ParameterSpec, ...]:
        inputs = input_shape[-1]
        weight = ParameterSpec("weight", (inputs, self.outputs), self.initializer, inputs, self.outputs)
        bias = ParameterSpec("bias", (self.outputs,), "zeros", inputs, self.outputs, decays=False)
        return (weight, bias) if self.bias else (weight,)

    def bind(self, place: Place) -> None:
        self.w, self.dw = place.values["weight"], place.gradients["weight"]
        self.b, self.db = place.values.get("bias"), place.gradients.get("bias")
        self.y = self.free_output = place.buffer(self.output_shape(place.input_shape))
        self.dx = place.buffer(place.input_shape)
        # Steps of all rows lie one under the other.
        self.y_rows, self.dx_rows = as_rows(self.y), as_rows(self.dx)
        self.every: Array = np.ones(len(self.y_rows), place.dtype)

    def forward(self, x: Array) -> Array:
        self.x = as_rows(x)
        y = np.matmul(self.x, self.w, out=self.y_rows)  # (rows, outputs)
        if self.b is not None:
            y += self.b
        return self.y

    def backward(self, dy: Array) -> Array:
        self.backward_parameters(dy)
        np.matmul(as_rows(dy), self.w.T, out=self.dx_rows)  # (rows, inputs)
        return self.dx

    def backward_parameters(self, dy: Array) -> None:
        dy = as_rows(dy)
        np.matmul(self.x.T, dy, out=self.dw)  # (inputs, outputs)
        if self.db is not None:
            sum_of_rows(self.every, dy, self.db)  # (outputs,)
