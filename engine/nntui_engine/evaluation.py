"""Measuring a network on rows that it does not learn from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import numpy as np

from nntui_engine.arrays import Targets
from nntui_engine.bench import Bench
from nntui_engine.metrics import r_squared, squared_error
from nntui_engine.network import stages_of
from nntui_engine.rows import Rows
from nntui_engine.spec import NetworkSpec

MOST_ROWS = 512
"""Of a chunk: enough for fast products."""

MOST_NUMBERS = 4_000_000
"""Of a chunk and of what the layers give for it, all together: 16 MB in float32."""


@dataclass(frozen=True)
class Evaluation:
    """Of all rows: the mean loss, and accuracy (classification) or R² (regression); the other is None."""

    loss: float
    accuracy: float | None
    r_squared: float | None


class Sum:
    """What is summed up over chunks: losses, and how many answers were right or how far they were off."""

    def __init__(self) -> None:
        self.loss = 0.0
        self.right = 0
        self.missed = 0.0
        self.answers = 0

    def add(self, bench: Bench, loss: float, classes: Targets | None) -> None:
        """Count a chunk whose mean loss this is."""
        self.loss += loss * bench.answers
        self.answers += bench.answers
        if classes is not None:
            self.right += int(np.count_nonzero(bench.decided() == classes.reshape(-1)))
        else:
            self.missed += squared_error(bench.outputs, bench.targets.reshape(bench.outputs.shape))


class EvaluationPass:
    """One pass over rows in chunks, so that its owner can look at other things between them.

    benches: by their numbers of rows, one for each of `sizes(len(rows), chunk)`.
    """

    def __init__(self, rows: Rows, benches: Mapping[int, Bench], chunk: int) -> None:
        self._rows = rows
        self._benches = benches
        self._chunk = chunk
        self._done = 0
        self._sum = Sum()

    @property
    def finished(self) -> bool:
        """Whether all rows have been seen."""
        return self._done == len(self._rows)

    # Outputs that overflow show in the result; a warning on a terminal would only be noise.
    @np.errstate(over="ignore", invalid="ignore")
    def advance(self) -> None:
        """Measure the next chunk."""
        part = np.arange(self._done, min(self._done + self._chunk, len(self._rows)))
        bench = self._benches[len(part)]
        bench.read(part)
        classes = self._rows.classes
        self._sum.add(bench, bench.forward(), None if classes is None else classes[self._rows.numbers(part)])
        self._done += len(part)

    def result(self) -> Evaluation:
        """What the whole pass found."""
        rows, found = self._rows, self._sum
        mean = found.loss / found.answers
        if rows.classes is not None:
            return Evaluation(mean, found.right / found.answers, None)
        targets = rows.targets if rows.chosen is None else rows.targets[rows.chosen]
        return Evaluation(mean, None, r_squared(found.missed, targets))


def chunk_rows(spec: NetworkSpec) -> int:
    """How many rows at a time: few enough to answer a key between two and to need little memory."""
    numbers = prod(spec.input_shape) + sum(prod(stage.output_shape) for stage in stages_of(spec))
    return max(1, min(MOST_ROWS, MOST_NUMBERS // numbers))


def sizes(rows: int, chunk: int) -> set[int]:
    """The sizes of chunk that a pass over so many rows needs benches for."""
    return {min(rows, chunk), rows % chunk or chunk}
