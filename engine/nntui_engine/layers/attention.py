"""Attention: what every step of a sequence takes from the others."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

import numpy as np

from nntui_engine.arrays import SEQUENCE_AXES, Array, Shape, as_rows, sum_of_rows
from nntui_engine.errors import EngineError
from nntui_engine.layers.attention_span import Heads, Scratch, Span, View, views
from nntui_engine.layers.layer import Layer, Place
from nntui_engine.parameters import ParameterSpec, Picture

AT_ONCE = 2**18
"""Shares that are worked out together, a megabyte: they stay at hand for the next product."""


class Part(NamedTuple):
    """A few rows of a batch: their keys and values by head, room for either of them turned, and spans."""

    k: Array
    v: Array
    turned: Array
    spans: tuple[Span, ...]


class SelfAttention(Layer):
    """y = a @ w_o + b_o with a = softmax(q @ kᵀ ÷ √d) @ v for each head, taking (time, units) to itself.

    q, k and v are x @ w + b, side by side; each head has d = units ÷ heads numbers of each, and a holds the
    heads side by side. A causal layer looks at no later step. (Vaswani et al., arXiv:1706.03762, §3.2.)
    With p for the softmax and s for what it takes: dv = pᵀ @ da, dp = da @ vᵀ, ds = p · (dp − Σ dp · p),
    dq = ds @ k ÷ √d, dk = dsᵀ @ q ÷ √d.
    """

    kind = "self_attention"
    takes = (SEQUENCE_AXES,)

    def __init__(
        self, heads: int = 1, causal: bool = False, bias: bool = True, initializer: str = "glorot_uniform"
    ) -> None:
        if heads < 1:
            raise EngineError(f"attention needs at least 1 head, not {heads}")
        self.heads = heads
        self.causal = causal
        self.bias = bias
        self.initializer = initializer

    def output_shape(self, input_shape: Shape) -> Shape:
        if input_shape[1] % self.heads:
            raise EngineError(f"{input_shape[1]} units cannot be shared by {self.heads} heads equally")
        return input_shape

    def parameter_specs(self, input_shape: Shape) -> tuple[ParameterSpec, ...]:
        units, made = input_shape[1], self.initializer
        specs = [
            ParameterSpec("weight", (units, 3 * units), made, units, units, blocks=3),
            ParameterSpec("output", (units, units), made, units, units),
        ]
        if self.bias:
            specs.append(ParameterSpec("bias", (3 * units,), "zeros", units, units, decays=False))
            specs.append(ParameterSpec("output_bias", (units,), "zeros", units, units, decays=False))
        return tuple(specs)

    def bind(self, place: Place) -> None:
        (time, units), rows = place.input_shape, place.rows
        self.units = units
        self.shrink = 1.0 / sqrt(units // self.heads)
        self.w, self.dw = place.values["weight"], place.gradients["weight"]
        self.w_o, self.dw_o = place.values["output"], place.gradients["output"]
        self.b, self.db = place.values.get("bias"), place.gradients.get("bias")
        self.b_o, self.db_o = place.values.get("output_bias"), place.gradients.get("output_bias")
        self.qkv, self.dqkv = place.buffer((time, 3 * units)), place.buffer((time, 3 * units))
        self.a, self.da = place.buffer((time, units)), place.buffer((time, units))
        self.y, self.dx = place.buffer((time, units)), place.buffer((time, units))
        self.free_output = self.y
        self.every: Array = np.ones(rows * time, place.dtype)
        shares = self.heads * time * time
        few = min(rows, max(1, AT_ONCE // shares))
        scratch = Scratch(
            np.zeros((few, self.heads, units // self.heads, time), place.dtype),
            np.zeros(few * shares, place.dtype),
            np.zeros(few * time * units, place.dtype),
        )
        cuts = views(time, place.dtype, causal=self.causal)
        self.parts = tuple(
            self._part(slice(first, min(first + few, rows)), cuts, scratch) for first in range(0, rows, few)
        )

    def forward(self, x: Array) -> Array:
        self.x = x
        np.matmul(as_rows(x), self.w, out=as_rows(self.qkv))
        if self.b is not None:
            self.qkv += self.b
        for part in self.parts:
            np.multiply(part.k.swapaxes(2, 3), self.shrink, out=part.turned)
            for span in part.spans:
                span.look()
        np.matmul(as_rows(self.a), self.w_o, out=as_rows(self.y))
        if self.b_o is not None:
            self.y += self.b_o
        return self.y

    def backward(self, dy: Array) -> Array:
        self.backward_parameters(dy)
        np.matmul(as_rows(self.dqkv), self.w.T, out=as_rows(self.dx))
        return self.dx

    def backward_parameters(self, dy: Array) -> None:
        np.matmul(as_rows(self.a).T, as_rows(dy), out=self.dw_o)
        np.matmul(as_rows(dy), self.w_o.T, out=as_rows(self.da))
        for part in self.parts:
            np.multiply(part.v.swapaxes(2, 3), self.shrink, out=part.turned)
            for span in part.spans:
                span.look_back()
        np.matmul(as_rows(self.x).T, as_rows(self.dqkv), out=self.dw)
        if self.db is not None:
            sum_of_rows(self.every, as_rows(self.dqkv), self.db)
        if self.db_o is not None:
            sum_of_rows(self.every, as_rows(dy), self.db_o)

    def attention(self) -> Picture:
        """How much each step (a row) looked at each other, the mean over the rows of the last batch.

        The maps of the heads, (time, time) each, side by side.
        """
        rows, time, _ = self.a.shape
        mean: Array = np.zeros((self.heads, time, time), self.a.dtype)
        for span in (span for part in self.parts for span in part.spans):
            mean[:, span.view.queries, : span.view.keys] += span.p.sum(axis=0)
        mean /= rows
        return Picture(mean.transpose(1, 0, 2).reshape(time, self.heads * time), (time, time))

    def _part(self, rows: slice, cuts: tuple[View, ...], scratch: Scratch) -> Part:
        scratch = scratch._replace(turned=scratch.turned[: rows.stop - rows.start])
        (q, k, v), (dq, dk, dv) = self._three(self.qkv[rows]), self._three(self.dqkv[rows])
        heads = Heads(q, k, v, self._by_head(self.a[rows]), dq, dk, dv, self._by_head(self.da[rows]))
        spans = tuple(Span(heads, view, scratch, self.shrink) for view in cuts)
        return Part(k, v, scratch.turned, spans)

    def _three(self, qkv: Array) -> tuple[Array, Array, Array]:
        """Queries, keys and values, by head; views."""
        first, second = self.units, 2 * self.units
        parts = qkv[..., :first], qkv[..., first:second], qkv[..., second:]
        return self._by_head(parts[0]), self._by_head(parts[1]), self._by_head(parts[2])

    def _by_head(self, steps: Array) -> Array:
        """(rows, time, units) as (rows, heads, time, units ÷ heads); a view."""
        rows, time, units = steps.shape
        return steps.reshape(rows, time, self.heads, units // self.heads).swapaxes(1, 2)
