"""Layers that read a sequence step by step, and the simplest of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np

from nntui_engine.arrays import SEQUENCE_AXES, Array, Shape, as_rows
from nntui_engine.errors import EngineError
from nntui_engine.layers.layer import Layer, Place
from nntui_engine.parameters import ParameterSpec


class Recurrent(Layer):
    """Takes a sequence (time, inputs) to its state after each step, (time, units); the first state is 0.

    A step sees the state before it, a 1 for the bias and its inputs side by side, s = (h, 1, x), and makes
    sums of them for every unit: z = s @ W, where W holds recurrent weights, bias and weights one below the
    other. A subclass says how the next state follows from z, `advance`, and turns that round, `retreat`.
    All that the weights learn is one product after the last step: dW = sᵀ @ dz.

    Time comes first here, and the sums lie apart from each other: what is done to one of them for a step is
    done to numbers that lie together, in a third of the time (measured).
    """

    takes = (SEQUENCE_AXES,)
    of_inputs: ClassVar[tuple[int, ...]]
    """Of each gate in the weights and the bias, as they lie side by side: the sum that it is part of."""
    of_state: ClassVar[tuple[int, ...]]
    """The same of the recurrent weights: sums that follow each other."""
    kept: ClassVar[int] = 0
    """In how many ways, besides through the sums, the state after a step is made of the one before it."""

    def __init__(self, units: int, bias: bool = True, initializer: str = "glorot_uniform") -> None:
        if units < 1:
            raise EngineError(f"a recurrent layer needs at least 1 unit, not {units}")
        self.units = units
        self.bias = bias
        self.initializer = initializer

    def output_shape(self, input_shape: Shape) -> Shape:
        return (input_shape[0], self.units)

    def parameter_specs(self, input_shape: Shape) -> tuple[ParameterSpec, ...]:
        inputs, units, blocks = input_shape[1], self.units, len(self.of_inputs)
        made, width = self.initializer, blocks * units
        weight = ParameterSpec("weight", (inputs, width), made, inputs, units, blocks=blocks)
        recurrent = ParameterSpec("recurrent", (units, width), made, units, units, blocks=blocks)
        bias = ParameterSpec("bias", (width,), "zeros", inputs, units, decays=False)
        return (weight, recurrent, bias) if self.bias else (weight, recurrent)

    def bind(self, place: Place) -> None:
        (time, inputs), rows, units = place.input_shape, place.rows, self.units
        sums = max(*self.of_inputs, *self.of_state, 0) + 1
        self.y, self.dx = place.buffer((time, units)), place.buffer(place.input_shape)

        def made(*shape: int) -> Array:
            return np.zeros(shape, place.dtype)

        self.s = made(time + 1, rows, units + 1 + inputs)
        self.s[:, :, units] = 1
        self.h = self.s[:, :, :units]  # h[t] is the state before step t
        self.x = self.s[:-1, :, units + 1 :]
        self.w, self.dw = (made(sums, units + 1 + inputs, units) for _ in range(2))
        self.z = made(time, sums, rows, units)
        self.dz = made(sums, time, rows, units)
        self.dy = made(time, rows, units)
        self.dh = made(rows, units)
        self.part = made(rows, units)
        state_sums = slice(self.of_state[0], self.of_state[-1] + 1)
        # Sums of inputs alone come first: they are made for all steps at once.
        self.alone = state_sums.start
        self.w_of_steps, self.z_of_steps = self.w[self.alone :], self.z[:, self.alone :]
        self.learning = self._learning()
        self.dq = self.dz[state_sums]
        self.u = self.w[state_sums, :units]
        self.u_turned = made(len(self.of_state), units, units)
        self.dh_parts = made(len(self.of_state) + self.kept, rows, units)
        self.dh_products = self.dh_parts[: len(self.of_state)]
        self.dx_parts = made(sums, time, rows, inputs)
        self._values = self._homes(self.w, place.values)
        self._gradients = self._homes(self.dw, place.gradients)
        self.make_buffers(time, rows, place)

    def make_buffers(self, time: int, rows: int, place: Place) -> None:
        """Make what a subclass needs besides."""

    def forward(self, x: Array) -> Array:
        for home, values in self._values:
            np.copyto(home, values)
        np.copyto(self.x, x.transpose(1, 0, 2))
        if self.alone:
            inputs = self.s[:-1, None, :, self.units :]
            np.matmul(inputs, self.w[: self.alone, self.units :], out=self.z[:, : self.alone])
        for t in range(len(self.x)):
            np.matmul(self.s[t], self.w_of_steps, out=self.z_of_steps[t])
            self.advance(t)
        np.copyto(self.y, self.h[1:].transpose(1, 0, 2))
        return self.y

    def backward(self, dy: Array) -> Array:
        self.backward_parameters(dy)
        np.matmul(self.dz, self.w[:, None, self.units + 1 :].transpose(0, 1, 3, 2), out=self.dx_parts)
        np.add.reduce(self.dx_parts, axis=0, out=self.dx.transpose(1, 0, 2))
        return self.dx

    def backward_parameters(self, dy: Array) -> None:
        np.copyto(self.u_turned, self.u.transpose(0, 2, 1))  # products with u as it stands take twice as long
        np.copyto(self.dy, dy.transpose(1, 0, 2))
        self.dh.fill(0)
        self.begin_backward()
        for t in reversed(range(len(self.x))):
            self.dh += self.dy[t]
            self.retreat(t)
        s, dz = as_rows(self.s[:-1]), self.dz.reshape(len(self.dz), -1, self.units)
        for numbers, lines in self.learning:
            np.matmul(s[:, lines].T, dz[numbers], out=self.dw[numbers, lines])
        for home, gradients in self._gradients:
            np.copyto(gradients, home)

    def advance(self, t: int) -> None:
        """Write h[t + 1], given z[t], which may be overwritten."""
        raise NotImplementedError

    def begin_backward(self) -> None:
        """Do what can be done for all steps at once."""

    def retreat(self, t: int) -> None:
        """Write dz[:, t], and take dh from the gradient by h[t + 1] to that by h[t]."""
        raise NotImplementedError

    def through_products(self, t: int) -> None:
        """Write dh: Σ of dz @ uᵀ over the sums that h[t] was part of, and of what else is in dh_parts."""
        np.matmul(self.dq[:, t], self.u_turned, out=self.dh_products)
        np.add.reduce(self.dh_parts, axis=0, out=self.dh)

    def _learning(self) -> tuple[tuple[slice, slice], ...]:
        """The parts of W that are learnt: sums that follow each other, and the lines they are made of."""
        of_both = sorted(set(self.of_inputs) & set(self.of_state))
        first, last = of_both[0], of_both[-1] + 1
        parts = (
            (slice(0, first), slice(self.units, None)),  # of inputs alone
            (slice(first, last), slice(None)),
            (slice(last, len(self.w)), slice(self.units + 1)),  # of the state alone
        )
        return tuple((numbers, lines) for numbers, lines in parts if numbers.start < numbers.stop)

    def _homes(self, w: Array, values: Mapping[str, Array]) -> tuple[tuple[Array, Array], ...]:
        """For each gate of each array of the layer, its place in W and itself."""
        units = self.units
        arrays = {
            "weight": (self.of_inputs, slice(units + 1, None)),
            "bias": (self.of_inputs, slice(units, units + 1)),
            "recurrent": (self.of_state, slice(units)),
            "inner_bias": (self.of_state[-1:], slice(units, units + 1)),
        }
        return tuple(
            (w[number, lines], values[name][..., gate * units : (gate + 1) * units])
            for name, (numbers, lines) in arrays.items()
            if name in values
            for gate, number in enumerate(numbers)
        )


class RNN(Recurrent):
    """h ← tanh(x @ w + h @ u + b) (Elman, Cognitive Science 14, 1990).

    With dh by the state after a step: dz = dh · (1 − h²), and dh ← dz @ uᵀ.
    """

    kind = "rnn"
    of_inputs = of_state = (0,)

    def advance(self, t: int) -> None:
        np.tanh(self.z[t, 0], out=self.h[t + 1])

    def begin_backward(self) -> None:
        slopes = np.multiply(self.h[1:], self.h[1:], out=self.z[:, 0])
        np.subtract(1, slopes, out=slopes)  # 1 − h²

    def retreat(self, t: int) -> None:
        np.multiply(self.dh, self.z[t, 0], out=self.dz[0, t])
        self.through_products(t)


def each_step(values: Array) -> tuple[tuple[Array, ...], ...]:
    """Views of (time, sums, rows, units) for every step and sum: cut once, not in every step."""
    return tuple(tuple(step) for step in values)
