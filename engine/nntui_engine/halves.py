"""A batch in two halves, computed at the same time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, wait
from functools import partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from nntui_engine.bench import Bench
from nntui_engine.network import Network, stages_of
from nntui_engine.randomness import RandomSource
from nntui_engine.spec import NetworkSpec

Found = TypeVar("Found")


class HalvedBench:
    """What `Bench` is for a batch, in two threads with half of its rows each.

    Both halves read the same values and write gradients of their own, which are added up in those of the
    first: the mean over all rows is that of the halves' means, weighted by their answers. Only for networks
    whose rows do not depend on each other; see `can_be_halved`.
    """

    def __init__(self, first: Bench, second: Bench, helper: Executor) -> None:
        self._first, self._second, self._helper = first, second, helper
        self._share = first.answers / (first.answers + second.answers)

    @property
    def networks(self) -> tuple[Network, ...]:
        """Those of both halves."""
        return self._first.network, self._second.network

    def read(self, rows: NDArray[np.intp]) -> None:
        """Take some rows of the data, counted from 0: as many as the bench is for."""
        ours = self._first.network.rows
        self._first.read(rows[:ours])
        self._second.read(rows[ours:])

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
        first, second = (network.parameters.gradients for network in self.networks)
        first += second

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
