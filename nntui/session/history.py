"""All losses of a run so far: written by the training thread, read by the serving one."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from nntui.session.protocol import Evaluated

CHUNK = 65_536


class LossHistory:
    """The loss of every step, step 1 first.

    One thread appends and truncates, any may read: a number is written before it is counted, and nothing is
    moved when the history grows. `restarts` counts the truncations.
    """

    def __init__(self) -> None:
        self._chunks: list[NDArray[np.float32]] = []
        self._length = 0
        self.restarts = 0

    def __len__(self) -> int:
        return self._length

    def append(self, loss: float) -> None:
        """Add the loss of the next step."""
        place = self._length % CHUNK
        if place == 0 and self._length // CHUNK == len(self._chunks):
            self._chunks.append(np.empty(CHUNK, np.float32))
        self._chunks[self._length // CHUNK][place] = loss
        self._length += 1

    def since(self, step: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """(step numbers, losses) of all steps after `step`, a chunk at a time."""
        length = self._length
        while step < length:
            stop = min(length, (step // CHUNK + 1) * CHUNK)
            chunk = self._chunks[step // CHUNK]
            yield np.arange(step + 1, stop + 1), chunk[step % CHUNK : (stop - 1) % CHUNK + 1]
            step = stop

    def truncate(self, step: int) -> None:
        """Forget all losses after `step`."""
        self._length = step
        self.restarts += 1


class ValidationHistory:
    """The evaluations that belong to the run: at step 0 and at each end of an epoch."""

    def __init__(self) -> None:
        self.points: list[Evaluated] = []

    def append(self, point: Evaluated) -> None:
        """Add the evaluation after a later step."""
        self.points.append(point)

    def truncate(self, step: int) -> None:
        """Forget all evaluations after `step`."""
        self.points = [point for point in self.points if point.step <= step]
