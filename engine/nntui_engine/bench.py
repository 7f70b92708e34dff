"""All that works on a fixed number of rows."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

import numpy as np
from numpy.typing import NDArray

from nntui_engine.arrays import Array, Targets
from nntui_engine.losses import Loss
from nntui_engine.network import Network
from nntui_engine.parameters import ParameterVector
from nntui_engine.randomness import RandomSource
from nntui_engine.rows import Rows
from nntui_engine.spec import NetworkSpec


class Bench:
    """A network, its loss and what takes rows to them, all for batches of one size.

    Where the network gives outputs for every step of a sequence, each step counts for the loss as a row does
    elsewhere.
    """

    def __init__(
        self,
        spec: NetworkSpec,
        parameters: ParameterVector,
        loss: Callable[[], Loss],
        data: Rows,
        rows: int,
        *,
        training: bool,
        part: int = 0,
    ) -> None:
        self.data = data
        self.network = Network(spec, parameters, rows, training=training, part=part)
        *steps, outputs = self.network.output_shape
        self.answers = rows * prod(steps)
        self.loss = loss()
        self.loss.bind(self.answers, outputs, parameters.values.dtype)
        self.targets = np.zeros((rows, *data.targets.shape[1:]), data.targets.dtype)
        self.weights = None if data.weights is None else np.zeros((rows, *steps), data.weights.dtype)
        self._flat_targets = self._flat(self.targets)
        self._flat_weights = None if self.weights is None else self.weights.reshape(-1)
        inputs, ready = data.inputs, self.network.inputs
        # Rows that are in the network's own order and dtype are taken straight into its buffer.
        straight = data.unit == 1.0 and inputs.dtype == ready.dtype and ready.flags.c_contiguous
        self._taken = None if straight else np.zeros(ready.shape, inputs.dtype)
        self._unit = ready.dtype.type(data.unit)

    @property
    def networks(self) -> tuple[Network, ...]:
        """The one that there is; see `HalvedBench`."""
        return (self.network,)

    def begin_step(self, source: RandomSource, step: int, dropout: float) -> None:
        """Let every layer draw what is random in this step."""
        self.network.begin_step(source, step, dropout)

    def end_step(self) -> None:
        """Let every layer keep what it knows of the rows of a step that was taken."""
        self.network.end_step()

    def read(self, rows: NDArray[np.intp]) -> None:
        """Take some rows of the data, counted from 0: as many as the bench is for."""
        data, numbers = self.data, self.data.numbers(rows)
        # "clip" spares NumPy a copy: the numbers are ours and in range.
        if self._taken is None:
            data.inputs.take(numbers, axis=0, out=self.network.inputs, mode="clip")
        else:
            data.inputs.take(numbers, axis=0, out=self._taken, mode="clip")
            np.multiply(self._taken, self._unit, out=self.network.inputs)
        data.targets.take(numbers, axis=0, out=self.targets, mode="clip")
        if self.weights is not None and data.weights is not None:
            data.weights.take(numbers, axis=0, out=self.weights, mode="clip")

    def forward(self) -> float:
        """The loss of the rows that were read."""
        self.outputs = self._flat(self.network.forward_inputs())
        return self.loss.forward(self.outputs, self._flat_targets, self._flat_weights)

    def backward(self, share: float = 1.0) -> None:
        """Write the gradients of that loss, or of a share of it."""
        dy = self.loss.backward()
        if share != 1.0:
            dy *= share
        self.network.backward(dy.reshape(self.network.rows, *self.network.output_shape))

    def decided(self) -> NDArray[np.intp]:
        """The class number of each answer, after `forward`: (answers,)."""
        return self.loss.decide(self.outputs)

    def _flat(self, values: Array | Targets) -> Array | Targets:
        """(rows, time, …) as (rows · time, …); a view."""
        return values.reshape(self.answers, *values.shape[len(self.network.output_shape) :])
