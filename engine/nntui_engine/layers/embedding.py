"""From tokens to numbers, and where in the sequence they stand."""

from __future__ import annotations

import numpy as np

from nntui_engine.arrays import FLAT_AXES, SEQUENCE_AXES, Array, Shape
from nntui_engine.errors import EngineError
from nntui_engine.layers.layer import Layer, Place
from nntui_engine.parameters import ParameterSpec

MOST_COUNTED = 1024
"""Tokens up to which gradients are added up by a product, which takes a tenth of the time (measured)."""


class Embedding(Layer):
    """y = w[x]: takes tokens (time,), whole numbers below `tokens`, to a row of numbers each, (time, units).

    dw[k] = Σ of dy wherever x = k (Bengio et al., JMLR 3, 2003, §2). There is no gradient by tokens.
    """

    kind = "embedding"
    takes = (FLAT_AXES,)
    comes_first = True

    def __init__(self, tokens: int, units: int, initializer: str = "normal") -> None:
        if tokens < 1 or units < 1:
            raise EngineError(f"an embedding needs at least 1 token and 1 unit, not {tokens} and {units}")
        self.tokens = tokens
        self.units = units
        self.initializer = initializer

    def output_shape(self, input_shape: Shape) -> Shape:
        return (*input_shape, self.units)

    def parameter_specs(self, input_shape: Shape) -> tuple[ParameterSpec, ...]:
        shape = (self.tokens, self.units)
        return (ParameterSpec("weight", shape, self.initializer, self.tokens, self.units),)

    def bind(self, place: Place) -> None:
        self.w, self.dw = place.values["weight"], place.gradients["weight"]
        self.y = self.free_output = place.buffer(self.output_shape(place.input_shape))
        self.ids = np.zeros((place.rows, *place.input_shape), np.intp)
        self.numbers = np.arange(self.tokens)[:, None]
        counted = self.tokens if self.tokens <= MOST_COUNTED else 0
        self.is_token = np.zeros((counted, self.ids.size), bool)
        self.chosen: Array = np.zeros(self.is_token.shape, place.dtype)

    def forward(self, x: Array) -> Array:
        np.copyto(self.ids, x, casting="unsafe")
        # "clip" spares NumPy a copy: the tokens are in range.
        return self.w.take(self.ids, axis=0, out=self.y, mode="clip")  # (rows, time, units)

    def backward_parameters(self, dy: Array) -> None:
        flat = dy.reshape(-1, self.units)
        if len(self.chosen):
            np.equal(self.numbers, self.ids.reshape(-1), out=self.is_token)
            np.copyto(self.chosen, self.is_token)
            np.matmul(self.chosen, flat, out=self.dw)
        else:
            self.dw.fill(0)
            np.add.at(self.dw, self.ids.reshape(-1), flat)


class PositionalEmbedding(Layer):
    """y = x + w: a row of numbers learnt for each place in the sequence (time, features).

    dw = Σ over rows of dy, dx = dy (Gehring et al., ICML 2017, §3.1).
    """

    kind = "positional_embedding"
    takes = (SEQUENCE_AXES,)

    def __init__(self, initializer: str = "normal") -> None:
        self.initializer = initializer

    def parameter_specs(self, input_shape: Shape) -> tuple[ParameterSpec, ...]:
        return (ParameterSpec("weight", input_shape, self.initializer, input_shape[0], input_shape[1]),)

    def bind(self, place: Place) -> None:
        self.w, self.dw = place.values["weight"], place.gradients["weight"]
        self.y = self.free_output = place.over_input()

    def forward(self, x: Array) -> Array:
        return np.add(x, self.w, out=self.y)

    def backward(self, dy: Array) -> Array:
        self.backward_parameters(dy)
        return dy

    def backward_parameters(self, dy: Array) -> None:
        np.add.reduce(dy, axis=0, out=self.dw)
