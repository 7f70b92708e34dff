"""The fully connected layer."""

from __future__ import annotations

import numpy as np

from nntui_engine.arrays import Array, Shape
from nntui_engine.errors import EngineError
from nntui_engine.layers.layer import Layer, Place
from nntui_engine.parameters import ParameterSpec


class Dense(Layer):
    """y = x @ w + b, taking (rows, inputs) to (rows, outputs).

    dw = xᵀ @ dy, db = Σ over rows of dy, dx = dy @ wᵀ.
    """

    kind = "dense"
    axes = 1

    def __init__(self, outputs: int, bias: bool = True, initializer: str = "he_normal") -> None:
        if outputs < 1:
            raise EngineError(f"a dense layer needs at least 1 output, not {outputs}")
        self.outputs = outputs
        self.bias = bias
        self.initializer = initializer

    def output_shape(self, input_shape: Shape) -> Shape:
        if len(input_shape) != 1:
            raise EngineError(f"a dense layer takes flat rows, not {input_shape}: put a flatten before it")
        return (self.outputs,)

    def parameter_specs(self, input_shape: Shape) -> tuple[ParameterSpec, ...]:
        inputs = input_shape[0]
        weight = ParameterSpec("weight", (inputs, self.outputs), self.initializer, inputs, self.outputs)
        bias = ParameterSpec("bias", (self.outputs,), "zeros", inputs, self.outputs, decays=False)
        return (weight, bias) if self.bias else (weight,)

    def bind(self, place: Place) -> None:
        self.w, self.dw = place.values["weight"], place.gradients["weight"]
        self.b, self.db = place.values.get("bias"), place.gradients.get("bias")
        self.y = place.buffer((self.outputs,))
        self.dx = place.buffer(place.input_shape)

    def forward(self, x: Array) -> Array:
        self.x = x
        y = np.matmul(x, self.w, out=self.y)  # (rows, outputs)
        if self.b is not None:
            y += self.b
        return y

    def backward(self, dy: Array) -> Array:
        self.backward_parameters(dy)
        return np.matmul(dy, self.w.T, out=self.dx)  # (rows, inputs)

    def backward_parameters(self, dy: Array) -> None:
        np.matmul(self.x.T, dy, out=self.dw)  # (inputs, outputs)
        if self.db is not None:
            np.add.reduce(dy, axis=0, out=self.db)  # (outputs,)
