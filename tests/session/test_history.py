"""All losses of a run, written by one thread and read by another."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
import pytest

from nntui.reduction.blocks import BLOCK
from nntui.session.history import CHUNK, LossHistory, ValidationHistory
from nntui.session.protocol import Evaluated

NAN = float("nan")


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


@pytest.mark.parametrize("first", [1, 2, 500, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
@pytest.mark.parametrize("length", [0, 1, 5, CHUNK, 2 * CHUNK + 3])
def test_a_history_that_was_recorded(first: int, length: int) -> None:
    """It goes on where it was; steps before the first one known are unknown, and count all the same."""
    losses = LossHistory.of(np.arange(first, first + length, dtype=np.float32), first)
    losses.append(first + length)
    expected = list(range(first, first + length + 1))
    numbers = [number for part, _ in losses.since(0) for number in part.tolist()]
    values = [value for _, part in losses.since(0) for value in part.tolist()]
    assert (numbers, values, len(losses)) == (expected, expected, first + length)


@pytest.mark.parametrize(
    ("first", "values", "expected"),
    [(1, [], (NAN, NAN)), (1, [3.0, 2.0], (3.0, 2.0)), (5, [3.0, 2.0], (NAN, 2.0)), (5, [], (NAN, NAN))],
)
def test_first_and_newest(first: int, values: list[float], expected: tuple[float, float]) -> None:
    """NaN where they are not known."""
    losses = LossHistory.of(np.array(values, np.float32), first)
    np.testing.assert_equal((losses.first(), losses.newest()), expected)


def test_going_back_before_what_is_known() -> None:
    """The steps that follow are known again."""
    losses = LossHistory.of(np.ones(3, np.float32), 100)
    losses.truncate(50)
    losses.append(2.0)
    assert (since(losses, 0), len(losses)) == ([(51, 2.0)], 51)


@pytest.mark.parametrize(
    ("first", "steps"), [(1, CHUNK - 2), (1, CHUNK - 1), (1, 3 * CHUNK), (5000, 3 * CHUNK)]
)
def test_blocks(first: int, steps: int) -> None:
    """They stand for whole blocks of known steps, up to the last chunk that is full."""
    losses = LossHistory.of(np.arange(first, first + steps, dtype=np.float32), first)
    blocks = losses.blocks()
    end = (first + steps) // CHUNK * CHUNK
    starts = list(range(-(-first // BLOCK) * BLOCK, end, BLOCK))
    assert blocks.first.tolist() == starts
    assert [blocks.low.tolist(), blocks.high.tolist()] == [starts, [start + BLOCK - 1 for start in starts]]


def test_blocks_that_grew_are_those_of_a_recording() -> None:
    """Also where the history was cut and went on."""
    values = np.random.default_rng(0).random(2 * CHUNK, np.float32)
    grown = history(values[: CHUNK + 77].tolist())
    grown.truncate(CHUNK - 50)
    for value in values[CHUNK - 50 :]:
        grown.append(value)
    one, other = grown.blocks(), LossHistory.of(values).blocks()
    for part in ("first", "low", "high", "total", "count"):
        np.testing.assert_array_equal(getattr(one, part), getattr(other, part))


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
    validations = ValidationHistory([Evaluated(step, 1.0, None, None) for step in (0, 8)])
    validations.append(Evaluated(16, 1.0, None, None))
    validations.truncate(8)
    assert [point.step for point in validations.points] == [0, 8]
