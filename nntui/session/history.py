"""All losses of a run so far: written by the training thread, read by the serving one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import nan

import numpy as np
from numpy.typing import NDArray

from nntui.reduction.blocks import Blocks, blocks_of, joined
from nntui.session.protocol import Evaluated

CHUNK = 65_536
"""Steps that are kept together; whole blocks."""


class LossHistory:
    """The loss of every step from `first_step` on, which is 1 unless what came before was lost.

    One thread appends and truncates, any may read: a number is written before it is counted, and nothing is
    moved when the history grows. Its length counts from step 1. `restarts` counts the truncations.
    """

    def __init__(self) -> None:
        # The loss of a step is at step % CHUNK of chunk step // CHUNK; there is none of step 0.
        self._chunks: list[NDArray[np.float32]] = []
        self._blocks: list[Blocks] = []
        self._length = 0
        self.first_step = 1
        self.restarts = 0

    @classmethod
    def of(cls, losses: NDArray[np.float32], first_step: int = 1) -> LossHistory:
        """The history of steps that were taken already; of those before `first_step` nothing is known."""
        history = cls()
        history.first_step, end = first_step, first_step + len(losses)
        step = first_step
        while step < end:
            stop = min(end, (step // CHUNK + 1) * CHUNK)
            history._chunk(step)[step % CHUNK : (stop - 1) % CHUNK + 1] = losses[
                step - first_step : stop - first_step
            ]
            history._count_to(stop - 1)
            step = stop
        history._length = end - 1
        return history

    def __len__(self) -> int:
        return self._length

    def make_room(self) -> None:
        """Have room for the next loss; MemoryError where there is none."""
        self._chunk(self._length + 1)

    def append(self, loss: float) -> None:
        """Add the loss of the next step."""
        step = self._length + 1
        self._chunk(step)[step % CHUNK] = loss
        self._count_to(step)

    def at(self, step: int) -> np.float32:
        """The loss of a step that is known."""
        loss: np.float32 = self._chunks[step // CHUNK][step % CHUNK]
        return loss

    def of_step(self, step: int) -> float:
        """The loss of a step; NaN where it is not known."""
        return float(self.at(step)) if self.first_step <= step <= self._length else nan

    def first(self) -> float:
        """The loss of step 1; NaN where it is not known."""
        return self.of_step(1)

    def newest(self) -> float:
        """The loss of the newest step; NaN where it is not known."""
        return self.of_step(self._length)

    def since(self, step: int) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float32]]]:
        """(step numbers, losses) of all known steps after `step`, a chunk at a time."""
        after, end = max(step + 1, self.first_step), self._length + 1
        while after < end:
            stop = min(end, (after // CHUNK + 1) * CHUNK)
            chunk = self._chunks[after // CHUNK]
            yield np.arange(after, stop), chunk[after % CHUNK : (stop - 1) % CHUNK + 1]
            after = stop

    def blocks(self) -> Blocks:
        """All whole blocks of known steps, up to the end of the last chunk that is full."""
        found = joined(self._blocks[: (self._length + 1) // CHUNK])
        return found.part(found.first >= self.first_step)

    def truncate(self, step: int) -> None:
        """Forget all losses after `step`."""
        self._length = step
        self.first_step = min(self.first_step, step + 1)
        del self._blocks[(step + 1) // CHUNK :]
        self.restarts += 1

    def _chunk(self, step: int) -> NDArray[np.float32]:
        while step // CHUNK >= len(self._chunks):
            self._chunks.append(np.zeros(CHUNK, np.float32))
        return self._chunks[step // CHUNK]

    def _count_to(self, step: int) -> None:
        """Count what was written up to a step, which ends a chunk or a history."""
        if step % CHUNK == CHUNK - 1:
            at = step // CHUNK
            while len(self._blocks) < at:  # of chunks that nothing is known of
                self._blocks.append(joined([]))
            self._blocks.append(blocks_of(at * CHUNK, self._chunks[at]))
        self._length = step


class ValidationHistory:
    """The evaluations that belong to the run: at step 0 and at each end of an epoch."""

    def __init__(self, points: Iterable[Evaluated] = ()) -> None:
        self.points = list(points)

    def append(self, point: Evaluated) -> None:
        """Add the evaluation after a later step."""
        self.points.append(point)

    def newest(self) -> Evaluated | None:
        """The one after the latest step."""
        return self.points[-1] if self.points else None

    def truncate(self, step: int) -> None:
        """Forget all evaluations after `step`."""
        self.points = [point for point in self.points if point.step <= step]
