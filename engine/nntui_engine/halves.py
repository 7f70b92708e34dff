"""A batch in two halves, computed at the same time."""

from __future__ import annotations

from concurrent.futures import Executor
from functools import partial

import numpy as np
from numpy.typing import NDArray

from nntui_engine.bench import Bench
from nntui_engine.network import Network, stages_of
from nntui_engine.randomness import RandomSource
from nntui_engine.spec import NetworkSpec
from nntui_engine.two_threads import at_once


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
        first, second = at_once(self._helper, self._first.forward, self._second.forward)
        return self._share * first + (1.0 - self._share) * second

    def backward(self) -> None:
        """Write the gradients of that loss."""
        ours, theirs = self._share, 1.0 - self._share
        at_once(self._helper, partial(self._first.backward, ours), partial(self._second.backward, theirs))
        first, second = (network.parameters.gradients for network in self.networks)
        first += second

    def end_step(self) -> None:
        """Nothing is kept of rows that do not depend on each other."""


def can_be_halved(spec: NetworkSpec) -> bool:
    """Whether what a row gives does not depend on the rows beside it."""
    return not any(stage.layer.couples_rows for stage in stages_of(spec))
