"""A batch in two halves, computed at the same time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, wait
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from nntui_engine.bench import Bench
from nntui_engine.losses import Loss
from nntui_engine.network import Network, stages_of
from nntui_engine.parameters import ParameterVector
from nntui_engine.randomness import RandomSource
from nntui_engine.rows import Rows
from nntui_engine.spec import NetworkSpec

Found = TypeVar("Found")


class HalvedBench:
    """What `Bench` is for a batch, in two threads with half of its rows each.

    Both read the same values and write gradients of their own, which are added up at the end: the mean over
    all rows is that of the halves' means, weighted by their answers. Only for networks whose rows do not
    depend on each other; see `can_be_halved`.
    """

    def __init__(
        self,
        spec: NetworkSpec,
        parameters: ParameterVector,
        loss: Callable[[], Loss],
        data: Rows,
        rows: int,
        helper: Executor,
    ) -> None:
        self._parameters, self._others = parameters, parameters.apart()
        self._first_rows = (rows + 1) // 2
        sizes = (self._first_rows, rows - self._first_rows)
        halves = zip((parameters, self._others), sizes, strict=True)
        self._first, self._second = (
            Bench(spec, own, loss, data, size, training=True, part=part)
            for part, (own, size) in enumerate(halves)
        )
        self._share = self._first.answers / (self._first.answers + self._second.answers)
        self._helper = helper

    @property
    def networks(self) -> tuple[Network, ...]:
        """Those of both halves."""
        return self._first.network, self._second.network

    def read(self, rows: NDArray[np.intp]) -> None:
        """Take some rows of the data, counted from 0: as many as the bench is for."""
        self._first.read(rows[: self._first_rows])
        self._second.read(rows[self._first_rows :])

    def begin_step(self, source: RandomSource, step: int, dropout: float) -> None:
        """Let every layer draw what is random in this step."""
        self._first.begin_step(source, step, dropout)
        self._second.begin_step(source, step, dropout)

    def forward(self) -> float:
        """The loss of the rows that were read."""
        first, second = self._both(self._first.forward, self._second.forward)
        return self._share * first + (1.0 - self._share) * second

    def backward(self) -> None:
        """Write the gradients of that loss."""
        self._both(
            partial(self._first.backward, self._share), partial(self._second.backward, 1.0 - self._share)
        )
        self._parameters.gradients += self._others.gradients

    def end_step(self) -> None:
        """Nothing is kept of rows that do not depend on each other."""

    def _both(self, first: Callable[[], Found], second: Callable[[], Found]) -> tuple[Found, Found]:
        """Do two things at the same time; neither is under way any more when this returns or raises."""
        helped = self._helper.submit(_quietly, second)
        try:
            return first(), helped.result()
        finally:
            wait((helped,))


def can_be_halved(spec: NetworkSpec) -> bool:
    """Whether what a row gives does not depend on the rows beside it."""
    return not any(stage.layer.couples_rows for stage in stages_of(spec))


def _quietly(work: Callable[[], Found]) -> Found:
    """What is not finite is found in the end; a thread begins with NumPy's warnings on."""
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        return work()
