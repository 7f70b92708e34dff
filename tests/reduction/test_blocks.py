"""Sums over blocks, and columns made of them."""

from __future__ import annotations

import numpy as np
import pytest

from nntui.reduction.blocks import BLOCK, blocks_of, joined
from nntui.reduction.columns import Columns, ColumnsSlice

NAN, INF = float("nan"), float("inf")


def test_a_block() -> None:
    """Lowest, highest, total and count; what is no number is a spike, and in no total."""
    values = np.ones(BLOCK, np.float32)
    values[:4] = (5.0, -3.0, NAN, INF)
    block = blocks_of(2 * BLOCK, values)
    assert [block.first.tolist(), block.low.tolist(), block.high.tolist()] == [[2 * BLOCK], [-3.0], [INF]]
    assert [block.total.tolist(), block.count.tolist()] == [[BLOCK - 2], [BLOCK - 2]]


def test_blocks_in_a_row() -> None:
    """They can be put together, and none are none."""
    one = blocks_of(0, np.ones(2 * BLOCK, np.float32))
    assert joined([one, joined([]), blocks_of(2 * BLOCK, np.ones(BLOCK, np.float32))]).first.tolist() == [
        0,
        BLOCK,
        2 * BLOCK,
    ]


def series(length: int) -> tuple[np.ndarray, np.ndarray]:
    numbers = np.random.default_rng(0).random(length, np.float32)
    numbers[:: length // 7] = (-1.0, 2.0, INF, NAN, 3.0, -2.0, 0.0, 0.0)[: len(numbers[:: length // 7])]
    return np.arange(length), numbers


def columns_of_blocks(capacity: int, steps: np.ndarray, numbers: np.ndarray) -> ColumnsSlice:
    whole = len(steps) // BLOCK * BLOCK
    columns = Columns(capacity)
    columns.add_blocks(blocks_of(0, numbers[:whole]), len(steps) - 1)
    columns.add(steps[whole:], numbers[whole:])
    return columns.snapshot()


@pytest.mark.parametrize("length", [5 * BLOCK, 40 * BLOCK, 40 * BLOCK + 77, 300 * BLOCK - 1])
@pytest.mark.parametrize("capacity", [1, 7, 9])
def test_columns_of_blocks_are_those_of_the_values(length: int, capacity: int) -> None:
    """A curve that is put together from sums loses no spike, and is where it was."""
    steps, numbers = series(length)
    columns = Columns(capacity)
    columns.add(steps, numbers)
    one, other = columns.snapshot(), columns_of_blocks(capacity, steps, numbers)
    expected = (one.width, one.low.tolist(), one.high.tolist())
    assert (other.width, other.low.tolist(), other.high.tolist()) == expected
    np.testing.assert_allclose(one.mean, other.mean, rtol=1e-6)


@pytest.mark.parametrize(("newest", "expected"), [(BLOCK // 2 * 9 - 1, False), (BLOCK // 2 * 9, True)])
def test_columns_take_blocks_where_they_hold_whole_ones(newest: int, expected: bool) -> None:
    """Narrower columns would need parts of them."""
    columns = Columns(9)
    columns.add(np.array([newest]), np.zeros(1, np.float32))
    assert (columns.takes_blocks(newest), columns.width >= BLOCK) == (expected, expected)
