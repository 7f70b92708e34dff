"""What is trained in the comparison of training steps: networks of given sizes, on made-up rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

LEARNING_RATE = 1e-3
MOST_ROWS = 2048
MOST_NUMBERS = 1 << 22
"""So many input numbers at most, that all the rows of wide images do not fill the memory."""

Rows = NDArray[np.float32] | NDArray[np.int64]
"""Numbers, or tokens."""


@dataclass(frozen=True)
class Perceptron:
    """Dense layers with ReLU behind the hidden ones."""

    inputs: int
    hidden: tuple[int, ...]
    outputs: int

    @property
    def sizes(self) -> tuple[int, ...]:
        """Numbers before, between and behind the layers."""
        return (self.inputs, *self.hidden, self.outputs)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """(inputs,)."""
        return (self.inputs,)


@dataclass(frozen=True)
class LeNet:
    """Two convolutions, ReLU and a 2×2 maximum behind each, and three dense layers.

    LeCun et al., Proc. IEEE 86, 1998, with what has been learnt since.
    """

    side: int = 28
    filters: tuple[int, ...] = (6, 16)
    kernel: int = 5
    padding: tuple[int, ...] = (2, 0)
    dense: Perceptron = Perceptron(16 * 5 * 5, (120, 84), 10)

    @property
    def input_shape(self) -> tuple[int, ...]:
        """(channels, height, width)."""
        return (1, self.side, self.side)

    @property
    def outputs(self) -> int:
        """How many classes."""
        return self.dense.outputs


@dataclass(frozen=True)
class Recurrent:
    """A recurrent layer, and a dense one behind its last state."""

    kind: str
    time: int = 64
    features: int = 32
    units: int = 64
    outputs: int = 10

    @property
    def input_shape(self) -> tuple[int, ...]:
        """(time, features)."""
        return (self.time, self.features)


@dataclass(frozen=True)
class Transformer:
    """Tokens and their places embedded, blocks of causal attention and two dense layers, each normed first.

    Every step is asked for the next token (Vaswani et al., arXiv:1706.03762; the norms as in
    arXiv:2002.04745).
    """

    tokens: int = 64
    time: int = 64
    units: int = 64
    blocks: int = 2
    heads: int = 4
    wider: int = 4

    @property
    def input_shape(self) -> tuple[int, ...]:
        """(time,)."""
        return (self.time,)

    @property
    def outputs(self) -> int:
        """As many as there are tokens."""
        return self.tokens


Network = Perceptron | LeNet | Recurrent | Transformer


@dataclass(frozen=True)
class Case:
    """A network that is trained with softmax cross-entropy and Adam."""

    name: str
    network: Network
    batch: int

    @property
    def row_count(self) -> int:
        """How many rows there are, whole batches of them."""
        most = min(MOST_ROWS, MOST_NUMBERS // prod(self.network.input_shape))
        return most // self.batch * self.batch

    def rows(self) -> tuple[Rows, NDArray[np.int64]]:
        """The training rows (rows, *input shape) and their classes, always the same ones.

        A transformer's are tokens, and it has a class for every step.
        """
        generator = np.random.default_rng(0)
        shape = (self.row_count, *self.network.input_shape)
        if isinstance(self.network, Transformer):
            tokens = generator.integers(0, self.network.tokens, (2, *shape))
            return tokens[0], tokens[1]
        inputs = generator.standard_normal(shape, dtype=np.float32)
        return inputs, generator.integers(0, self.network.outputs, self.row_count)

    def batches(self) -> Iterator[NDArray[np.int64]]:
        """Row numbers of one batch after the other, for ever."""
        order = np.random.default_rng(1).permutation(self.row_count)
        while True:
            for start in range(0, self.row_count, self.batch):
                yield order[start : start + self.batch]


CASES = (
    Case("perceptron 784-10", Perceptron(784, (), 10), batch=32),
    Case("2-8-8-2", Perceptron(2, (8, 8), 2), batch=32),
    Case("64-32-10", Perceptron(64, (32,), 10), batch=32),
    Case("784-128-10", Perceptron(784, (128,), 10), batch=32),
    Case("784-128-10", Perceptron(784, (128,), 10), batch=128),
    Case("784-512-512-10", Perceptron(784, (512, 512), 10), batch=128),
    Case("16384-64-2", Perceptron(16384, (64,), 2), batch=32),
    Case("LeNet", LeNet(), batch=32),
    Case("LeNet", LeNet(), batch=128),
    Case("LSTM, 64 units", Recurrent("lstm"), batch=32),
    Case("GRU, 64 units", Recurrent("gru"), batch=32),
    Case("transformer", Transformer(), batch=32),
)
"""From plain to rich: the digits that are shipped are 64 numbers, images of MNIST's size 784."""
