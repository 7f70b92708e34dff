"""All losses of a run, written by one thread and read by another."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import pytest

from nntui.session.history import CHUNK, LossHistory, ValidationHistory
from nntui.session.protocol import Evaluated


def history(losses: Sequence[float]) -> LossHistory:
    made = LossHistory()
    for loss in losses:
        made.append(loss)
    return made


def since(losses: LossHistory, step: int) -> list[tuple[int, float]]:
    """(step, loss) of all steps after `step`."""
    return [
        (int(number), float(loss))
        for numbers, values in losses.since(step)
        for number, loss in zip(numbers, values, strict=True)
    ]


@pytest.mark.parametrize(
    ("step", "expected"),
    [(0, [(1, 0.5), (2, 0.25), (3, 0.125)]), (2, [(3, 0.125)]), (3, []), (9, [])],
)
def test_since(step: int, expected: list[tuple[int, float]]) -> None:
    """Steps count from 1, and only those after the one named are given."""
    assert since(history([0.5, 0.25, 0.125]), step) == expected


@pytest.mark.parametrize("step", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, CHUNK + 4])
def test_across_chunks(step: int) -> None:
    """No step is lost or given twice where one chunk ends and the next begins."""
    losses = history(range(1, CHUNK + 6))
    numbers = [number for part, _ in losses.since(step) for number in part.tolist()]
    values = [value for _, part in losses.since(step) for value in part.tolist()]
    assert numbers == values == list(range(step + 1, CHUNK + 6))


@pytest.mark.parametrize("step", [0, 2, CHUNK])
def test_truncate(step: int) -> None:
    """What is after the step is forgotten, and other losses take its place."""
    losses = history(range(1, CHUNK + 6))
    losses.truncate(step)
    losses.append(-1.0)
    assert (len(losses), since(losses, max(0, step - 1))[-1]) == (step + 1, (step + 1, -1.0))


def test_truncations_are_counted() -> None:
    """A reader learns that what it holds may be good no more."""
    losses = history([1.0, 2.0])
    losses.truncate(1)
    losses.truncate(1)
    assert losses.restarts == 2


def test_a_reader_in_another_thread() -> None:
    """Whoever reads while the history grows sees only losses that were written already."""
    losses, steps = LossHistory(), 3 * CHUNK // 2
    writer = threading.Thread(target=lambda: [losses.append(step) for step in range(1, steps + 1)])
    writer.start()
    fed, wrong = 0, 0
    while fed < steps:
        for numbers, values in losses.since(fed):
            wrong += int(np.count_nonzero(numbers != values))
            fed += len(numbers)
    writer.join()
    assert (fed, wrong) == (steps, 0)


def test_validations_are_cut_too() -> None:
    """Evaluations after the step are forgotten, that at the step is not."""
    validations = ValidationHistory()
    for step in (0, 8, 16):
        validations.append(Evaluated(step, 1.0, None, None))
    validations.truncate(8)
    assert [point.step for point in validations.points] == [0, 8]
