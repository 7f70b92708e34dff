"""What is trained in the comparison of training steps: networks of given sizes, on made-up rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEARNING_RATE = 1e-3
ROWS = 2048


@dataclass(frozen=True)
class Case:
    """A perceptron with ReLU behind its hidden layers, softmax cross-entropy and Adam."""

    inputs: int
    hidden: tuple[int, ...]
    outputs: int
    batch: int

    @property
    def name(self) -> str:
        """`64-32-10`."""
        return "-".join(map(str, (self.inputs, *self.hidden, self.outputs)))

    def rows(self) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
        """The training rows (rows, inputs) and their classes (rows,), always the same ones."""
        generator = np.random.default_rng(0)
        inputs = generator.standard_normal((ROWS, self.inputs), dtype=np.float32)
        return inputs, generator.integers(0, self.outputs, ROWS)

    def batches(self) -> Iterator[NDArray[np.int64]]:
        """Row numbers of one batch after the other, for ever."""
        order = np.random.default_rng(1).permutation(ROWS)
        while True:
            for start in range(0, ROWS, self.batch):
                yield order[start : start + self.batch]


CASES = (
    Case(64, (32,), 10, batch=32),
    Case(64, (64, 32), 10, batch=32),
    Case(784, (128,), 10, batch=128),
    Case(784, (512, 512), 10, batch=128),
)
"""From small to large: the digits that are shipped, then images of MNIST's size."""
