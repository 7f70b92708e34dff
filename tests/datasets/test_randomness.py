"""Tests of random numbers from raw bits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui_datasets.errors import DatasetError
from nntui_datasets.randomness import POINTS_STREAM, SPLIT_STREAM, normals, order, source, uniforms

SEEDS = st.integers(0, 2**64 - 1)


def test_the_first_numbers_of_a_seed_stay_the_same() -> None:
    """A dataset of a seed is the same in every release: these values are a promise."""
    expected = [0.9515009077860799, 0.3498510433444013, 0.8351707565577944]
    assert uniforms(source(7, POINTS_STREAM), 3).tolist() == expected


def test_the_first_order_of_a_seed_stays_the_same() -> None:
    """A split of a seed is the same in every release: these values are a promise."""
    assert order(source(7, SPLIT_STREAM), 8).tolist() == [3, 6, 1, 2, 5, 4, 0, 7]


@given(SEEDS)
def test_same_seed_same_numbers(seed: int) -> None:
    """Equal seeds give equal bits."""
    first, second = (normals(source(seed, POINTS_STREAM), 5, 2) for _ in range(2))
    np.testing.assert_array_equal(first, second)


@given(SEEDS, SEEDS)
def test_other_seed_other_numbers(seed: int, other: int) -> None:
    """Different seeds give different bits."""
    drawn = [uniforms(source(value, POINTS_STREAM), 4).tolist() for value in (seed, other)]
    assert (drawn[0] == drawn[1]) == (seed == other)


def test_other_stream_other_numbers() -> None:
    """Rows are not split by the bits that drew them."""
    drawn = [uniforms(source(7, stream), 4).tolist() for stream in (POINTS_STREAM, SPLIT_STREAM)]
    assert drawn[0] != drawn[1]


def test_uniforms_are_even() -> None:
    """Uniform numbers fill [0, 1) evenly: every tenth holds a tenth."""
    values = uniforms(source(0, POINTS_STREAM), 100_000)
    shares = np.histogram(values, bins=10, range=(0, 1))[0] / len(values)
    np.testing.assert_allclose(shares, 0.1, atol=0.005)
    assert (values.min() >= 0, values.max() < 1) == (True, True)


def test_normals_are_normal() -> None:
    """Normal numbers have mean 0, deviation 1, and the right shares within one and two."""
    values = normals(source(0, POINTS_STREAM), 50_000, 2)
    assert abs(values.mean()) < 0.01
    assert abs(values.std() - 1) < 0.01
    assert abs((np.abs(values) < 1).mean() - 0.6827) < 0.005
    assert abs((np.abs(values) < 2).mean() - 0.9545) < 0.005


def test_normals_are_independent() -> None:
    """The two halves of a pair tell nothing about each other."""
    first, second = normals(source(0, POINTS_STREAM), 2, 50_000)
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.02
    assert abs(np.corrcoef(first**2, second**2)[0, 1]) < 0.02


@pytest.mark.parametrize("shape", [(0,), (1,), (3,), (2, 3), (0, 2)])
def test_shapes(shape: tuple[int, ...]) -> None:
    """Odd counts and none at all are drawn too."""
    assert normals(source(0, POINTS_STREAM), *shape).shape == shape


@given(SEEDS, st.integers(0, 50))
def test_order_has_every_row_once(seed: int, rows: int) -> None:
    """An order is a permutation."""
    assert sorted(order(source(seed, SPLIT_STREAM), rows).tolist()) == list(range(rows))


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_seed_out_of_range(seed: int) -> None:
    """A seed that cannot be told apart from another is refused."""
    with pytest.raises(DatasetError) as caught:
        source(seed, POINTS_STREAM)
    assert str(caught.value) == f"the seed {seed} is not a whole number from 0 to 2**64 - 1"
