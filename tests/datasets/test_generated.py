"""Tests of what generated datasets share."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui_datasets.curves import line, plane, sine
from nntui_datasets.dataset import Dataset
from nntui_datasets.errors import DatasetError
from nntui_datasets.synthetic import blobs, checkerboard, circles, moons, spiral, xor

Generator = Callable[..., Dataset]
GENERATORS = [line, plane, sine, blobs, moons, circles, xor, checkerboard, spiral]
every_generator = pytest.mark.parametrize("generate", GENERATORS)
SEEDS = st.integers(0, 2**64 - 1)


@every_generator
@given(seed=SEEDS, rows=st.integers(1, 30))
def test_same_seed_same_bits(generate: Generator, seed: int, rows: int) -> None:
    """A run of the same seed learns the same data, to the bit."""
    first, second = generate(rows=rows, seed=seed), generate(rows=rows, seed=seed)
    assert first.inputs.tobytes() == second.inputs.tobytes()
    assert first.targets.tobytes() == second.targets.tobytes()


@every_generator
@given(seed=SEEDS, other=SEEDS)
def test_other_seed_other_points(generate: Generator, seed: int, other: int) -> None:
    """Another seed is another dataset."""
    first, second = generate(rows=10, seed=seed), generate(rows=10, seed=other)
    assert (first.inputs.tobytes() == second.inputs.tobytes()) == (seed == other)


@every_generator
def test_origin(generate: Generator) -> None:
    """A generated dataset says how to generate it again."""
    assert generate(seed=3).source == f"generated: {generate.__name__}, seed 3"


@every_generator
def test_values_are_of_order_one(generate: Generator) -> None:
    """Generated inputs need no standardisation."""
    dataset = generate()
    assert dataset.scaling == "none"
    assert 0.3 < dataset.inputs.std() < 1.1
    assert np.abs(dataset.inputs.mean(axis=0)).max() < 0.15


@every_generator
def test_rows_are_as_many_as_asked_for(generate: Generator) -> None:
    """Any number of rows can be had, also one that classes do not divide."""
    assert [generate(rows=rows).rows for rows in (1, 2, 7, 100)] == [1, 2, 7, 100]


@every_generator
def test_no_rows(generate: Generator) -> None:
    """No rows are refused with a sentence."""
    with pytest.raises(DatasetError) as caught:
        generate(rows=0)
    assert str(caught.value) == "0 rows are too few (ask for 1 or more)"


@every_generator
@pytest.mark.parametrize("noise", [-0.1, 101.0, float("nan"), float("inf")])
def test_noise_out_of_range(generate: Generator, noise: float) -> None:
    """Noise that would bury or break the data is refused with a sentence."""
    with pytest.raises(DatasetError) as caught:
        generate(noise=noise)
    assert str(caught.value) == f"a noise of {noise} is out of range (0 to 100)"
