"""Tests of generated sequences."""

from __future__ import annotations

import numpy as np
import pytest

from nntui_datasets.errors import DatasetError
from nntui_datasets.sequences import copy, parity, sine_wave


def test_waves_go_on() -> None:
    """Without noise the next step is what the two before it say: w(t+1) = 2 cos(ω) w(t) − w(t−1)."""
    dataset = sine_wave(noise=0)
    wave = np.hstack([dataset.inputs, dataset.targets]).astype(np.float64)
    middle, sides = wave[:, 1:-1], wave[:, 2:] + wave[:, :-2]
    cosine = (sides * middle).sum(axis=1, keepdims=True) / (2 * middle**2).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(sides, 2 * cosine * middle, atol=2e-6)
    period = 2 * np.pi / np.arccos(cosine)
    assert (7.99 < period.min() < 9, 31 < period.max() < 32.01) == (True, True)


def test_noise_is_on_every_step() -> None:
    """Inputs and targets alike lie around the wave, by as much as was asked for."""
    quiet, noisy = sine_wave(noise=0), sine_wave(noise=0.2)
    for part in ("inputs", "targets"):
        assert abs((getattr(noisy, part) - getattr(quiet, part)).std() - 0.2) < 0.01


def test_a_wave_is_a_sequence_of_single_numbers() -> None:
    """A recurrent network reads it step by step."""
    dataset = sine_wave(rows=5)
    assert (dataset.row_shape, dataset.inputs.shape, dataset.targets.shape) == ((32, 1), (5, 32), (5, 1))


def test_parity() -> None:
    """The class says whether the ones are odd, and both are there about as often."""
    dataset = parity()
    assert set(np.unique(dataset.inputs)) == {0, 1}
    np.testing.assert_array_equal(dataset.targets, dataset.inputs.sum(axis=1) % 2)
    assert 0.4 < dataset.targets.mean() < 0.6


def test_no_bit_alone_tells_parity() -> None:
    """A network that looks at single bits learns nothing: each is as often a one in either class."""
    dataset = parity(rows=20_000)
    odd, even = (dataset.inputs[dataset.targets == label].mean(axis=0) for label in (1, 0))
    np.testing.assert_allclose(odd, even, atol=0.05)


def test_what_is_to_be_copied() -> None:
    """Nothing is said until the delimiter has passed, and then the symbols in their order."""
    dataset = copy(rows=50)
    vocabulary = np.array(dataset.vocabulary)
    assert (dataset.row_shape, dataset.answers_each_step, dataset.held_out) == ((17,), True, None)
    for inputs, targets in zip(vocabulary[dataset.inputs], vocabulary[dataset.targets], strict=True):
        symbols = "".join(inputs[:8])
        assert set(symbols) <= set("abcdefgh")
        assert "".join(inputs[8:]) == "|" + "·" * 8
        assert "".join(targets) == "·" * 9 + symbols


def test_the_classes_of_a_copy() -> None:
    """Everything but the delimiter may be an answer, each a class of its own name."""
    dataset = copy(rows=500)
    assert dataset.class_names == (*"abcdefgh", "·")
    assert np.unique(dataset.targets).tolist() == list(range(9))


@pytest.mark.parametrize("generate", [sine_wave, parity, copy])
def test_seed(generate: object) -> None:
    """The same seed gives the same rows, another others."""
    assert callable(generate)
    first, again, other = (generate(seed=seed).inputs for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


@pytest.mark.parametrize("generate", [sine_wave, parity, copy])
def test_no_rows(generate: object) -> None:
    """There is no dataset of no rows."""
    assert callable(generate)
    with pytest.raises(DatasetError, match="0 rows are too few"):
        generate(rows=0)
