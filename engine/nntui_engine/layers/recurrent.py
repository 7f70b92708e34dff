"""Layers that read a sequence step by step, and the simplest of them."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from nntui_engine.arrays import SEQUENCE_AXES, Array, Shape, as_rows
from nntui_engine.errors import EngineError
from nntui_engine.layers.layer import Layer, Place
from nntui_engine.parameters import ParameterSpec


class Recurrent(Layer):
    """Takes a sequence (time, inputs) to its state after each step, (time, units); the first state is 0.

    A subclass says how one state follows from the one before, `advance`, and turns that round, `retreat`.
    All that depends on the inputs alone is one product before the first step, and all that the weights learn
    is one after the last: z = x @ w + b, dw = xᵀ @ dz, du = hᵀ @ dq, where the state comes in as q = h @ u.
    Here time comes first: what a step works with then lies together.
    """

    axes = SEQUENCE_AXES
    gates: ClassVar[int]
    """How many numbers a unit makes of its inputs in each step."""

    def __init__(self, units: int, bias: bool = True, initializer: str = "glorot_uniform") -> None:
        if units < 1:
            raise EngineError(f"a recurrent layer needs at least 1 unit, not {units}")
        self.units = units
        self.bias = bias
        self.initializer = initializer

    def output_shape(self, input_shape: Shape) -> Shape:
        if len(input_shape) != SEQUENCE_AXES:
            raise EngineError(f"a recurrent layer takes sequences (time, inputs), not {input_shape}")
        return (input_shape[0], self.units)

    def parameter_specs(self, input_shape: Shape) -> tuple[ParameterSpec, ...]:
        inputs, units, width = input_shape[1], self.units, self.gates * self.units
        made, blocks = self.initializer, self.gates
        weight = ParameterSpec("weight", (inputs, width), made, inputs, units, blocks=blocks)
        recurrent = ParameterSpec("recurrent", (units, width), made, units, units, blocks=blocks)
        bias = ParameterSpec("bias", (width,), "zeros", inputs, units, decays=False)
        return (weight, recurrent, bias) if self.bias else (weight, recurrent)

    def bind(self, place: Place) -> None:
        (time, inputs), rows, units = place.input_shape, place.rows, self.units
        width = self.gates * units
        self.w, self.dw = place.values["weight"], place.gradients["weight"]
        self.u, self.du = place.values["recurrent"], place.gradients["recurrent"]
        self.b, self.db = place.values.get("bias"), place.gradients.get("bias")
        self.y, self.dx = place.buffer((time, units)), place.buffer(place.input_shape)

        def made(steps: int, numbers: int) -> Array:
            return np.zeros((steps, rows, numbers), place.dtype)

        self.x = made(time, inputs)
        self.dx_in_time = made(time, inputs)
        self.h = made(time + 1, units)  # h[t] is the state before step t
        self.z = made(time, width)  # of the inputs, then what the step makes of it
        self.dz = made(time, width)
        self.q: Array = np.zeros((rows, width), place.dtype)
        self.dh: Array = np.zeros((rows, units), place.dtype)
        self.part: Array = np.zeros((rows, units), place.dtype)
        self.u_turned: Array = np.zeros((width, units), place.dtype)
        self.make_buffers(time, rows, place)

    def make_buffers(self, time: int, rows: int, place: Place) -> None:
        """Make what a subclass needs besides."""

    def forward(self, x: Array) -> Array:
        np.copyto(self.x, x.transpose(1, 0, 2))
        np.matmul(as_rows(self.x), self.w, out=as_rows(self.z))
        if self.b is not None:
            self.z += self.b
        for t in range(len(self.x)):
            np.matmul(self.h[t], self.u, out=self.q)
            self.advance(t)
        np.copyto(self.y, self.h[1:].transpose(1, 0, 2))
        return self.y

    def backward(self, dy: Array) -> Array:
        self.backward_parameters(dy)
        np.matmul(as_rows(self.dz), self.w.T, out=as_rows(self.dx_in_time))
        np.copyto(self.dx, self.dx_in_time.transpose(1, 0, 2))
        return self.dx

    def backward_parameters(self, dy: Array) -> None:
        np.copyto(self.u_turned, self.u.T)  # products with it as it stands take twice as long (measured)
        self.dh.fill(0)
        self.begin_backward()
        for t in reversed(range(len(self.x))):
            self.dh += dy[:, t]
            self.retreat(t)
        np.matmul(as_rows(self.x).T, as_rows(self.dz), out=self.dw)
        np.matmul(as_rows(self.h[:-1]).T, as_rows(self.dq), out=self.du)
        if self.db is not None:
            np.add.reduce(as_rows(self.dz), axis=0, out=self.db)

    @property
    def dq(self) -> Array:
        """The gradient by q, (time, rows, gates · units): that by z, where both are only added."""
        return self.dz

    def advance(self, t: int) -> None:
        """Write h[t + 1], given q = h[t] @ u; z[t] may be overwritten."""
        raise NotImplementedError

    def begin_backward(self) -> None:
        """Do what can be done for all steps at once."""

    def retreat(self, t: int) -> None:
        """Write dz[t] (and dq[t]), and take dh from that by h[t + 1] to that by h[t]."""
        raise NotImplementedError


class RNN(Recurrent):
    """h ← tanh(x @ w + h @ u + b) (Elman, Cognitive Science 14, 1990).

    With dh by the state after a step: dz = dh · (1 − h²), and dh ← dz @ uᵀ.
    """

    kind = "rnn"
    gates = 1

    def advance(self, t: int) -> None:
        z = self.z[t]
        z += self.q
        np.tanh(z, out=self.h[t + 1])

    def begin_backward(self) -> None:
        np.multiply(self.h[1:], self.h[1:], out=self.z)
        np.subtract(1, self.z, out=self.z)  # 1 − h²

    def retreat(self, t: int) -> None:
        dz = np.multiply(self.dh, self.z[t], out=self.dz[t])
        np.matmul(dz, self.u_turned, out=self.dh)


def gate(steps: Array, number: int, units: int) -> Array:
    """One of the gates that lie side by side in (time, rows, gates · units); a view."""
    return steps[:, :, number * units : (number + 1) * units]
