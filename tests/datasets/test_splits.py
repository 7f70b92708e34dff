"""Tests of splitting rows into training and validation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nntui_datasets.curves import line
from nntui_datasets.dataset import Dataset
from nntui_datasets.errors import DatasetError
from nntui_datasets.splits import split
from nntui_datasets.text import read_sequences

SHARES = st.floats(0, 0.999)
SEEDS = st.integers(0, 2**64 - 1)
COUNTS = st.lists(st.integers(0, 30), min_size=2, max_size=6).filter(any)


def classes(*counts: int) -> Dataset:
    """A dataset with that many rows in each class, the classes mixed."""
    targets = np.repeat(np.arange(len(counts)), counts)
    targets = targets[np.random.default_rng(0).permutation(len(targets))]
    return Dataset(
        name="classes",
        inputs=np.zeros((len(targets), 1), dtype=np.float32),
        targets=targets,
        task="classification",
        feature_names=("x",),
        class_names=tuple(map(str, range(len(counts)))),
        story="",
        source="",
        licence="",
    )


def all_rows_split(dataset: Dataset, share: float) -> bool:
    return round(dataset.rows * share) == dataset.rows


@given(COUNTS, SHARES, SEEDS)
def test_every_row_is_in_one_part(counts: list[int], share: float, seed: int) -> None:
    """No row is lost, none is trained on and validated with, and both parts are in order."""
    dataset = classes(*counts)
    assume(not all_rows_split(dataset, share))
    parts = split(dataset, share, seed)
    assert sorted([*parts.train, *parts.validation]) == list(range(dataset.rows))
    assert (sorted(parts.train), sorted(parts.validation)) == (
        parts.train.tolist(),
        parts.validation.tolist(),
    )


@given(st.lists(st.integers(2, 30), min_size=2, max_size=6), SHARES, SEEDS)
def test_classes_give_their_share(counts: list[int], share: float, seed: int) -> None:
    """Each class is in validation as often as its share, to less than one row."""
    dataset = classes(*counts)
    wanted = round(dataset.rows * share)
    assume(wanted <= dataset.rows - len(counts))
    given_rows = np.bincount(dataset.targets[split(dataset, share, seed).validation], minlength=len(counts))
    exact = np.array(counts) * wanted / dataset.rows
    keeping_one = np.array(counts) - 1
    assert given_rows.sum() == wanted
    assert (np.abs(given_rows - exact) < 1).all() or (given_rows == keeping_one).any()


@given(COUNTS, SHARES, SEEDS)
def test_every_class_is_trained_on(counts: list[int], share: float, seed: int) -> None:
    """No class is met for the first time in validation."""
    dataset = classes(*counts)
    assume(not all_rows_split(dataset, share))
    train = split(dataset, share, seed).train
    assert set(dataset.targets[train]) == set(dataset.targets)


@given(st.integers(1, 200), SHARES, SEEDS)
def test_total_in_regression(rows: int, share: float, seed: int) -> None:
    """In regression the count is the rounded share."""
    assume(round(rows * share) < rows)
    assert len(split(line(rows=rows), share, seed).validation) == round(rows * share)


def test_total_of_768_rows() -> None:
    """A fifth of 768 rows is 154, however many classes share the remainders."""
    parts = split(classes(500, 268), 0.2, 0)
    assert (len(parts.train), len(parts.validation)) == (614, 154)


def test_single_rows_stay_in_training() -> None:
    """A class of one row is trained on, and the other classes give in its place."""
    dataset = classes(1, 1, 8)
    parts = split(dataset, 0.3, 0)
    assert dataset.targets[parts.validation].tolist() == [2, 2, 2]


def test_full_classes_leave_the_rest_to_others() -> None:
    """Where small classes have given all they may, a large one gives more than its share."""
    dataset = classes(2, 2, 9)
    assert np.bincount(dataset.targets[split(dataset, 0.75, 0).validation]).tolist() == [1, 1, 8]


def test_only_single_rows() -> None:
    """Where every class has one row, validation is empty rather than a class unknown."""
    assert split(classes(1, 1, 1), 0.5, 0).validation.tolist() == []


@pytest.mark.parametrize("dataset", [classes(5, 5), line(rows=10)])
def test_no_validation(dataset: Dataset) -> None:
    """A share of 0 leaves every row to training."""
    parts = split(dataset, 0, 0)
    assert (parts.train.tolist(), parts.validation.tolist()) == (list(range(10)), [])


def test_row_numbers_are_int64() -> None:
    """Row numbers index an array without a conversion, also where there are none."""
    parts = split(classes(5, 5), 0, 0)
    assert [part.dtype for part in (parts.train, parts.validation)] == [np.dtype(np.int64)] * 2


@given(SEEDS)
def test_same_seed_same_split(seed: int) -> None:
    """A run of the same seed is validated with the same rows."""
    first, second = (split(classes(50, 30), 0.25, seed).validation.tolist() for _ in range(2))
    assert first == second


def test_the_split_of_a_seed_stays_the_same() -> None:
    """A split of a seed is the same in every release: these rows are a promise."""
    assert split(line(rows=20), 0.25, 7).validation.tolist() == [1, 3, 6, 15, 17]


def test_other_seed_other_split() -> None:
    """The seed decides which rows are held back."""
    assert len({tuple(split(classes(50, 30), 0.25, seed).validation) for seed in range(20)}) == 20


def test_every_row_has_its_turn() -> None:
    """Over many seeds every row is held back about as often as any other."""
    held = np.bincount(np.concatenate([split(classes(30, 20), 0.2, seed).validation for seed in range(500)]))
    assert (held.min() > 60, held.max() < 145) == (True, True)


@pytest.mark.parametrize("share", [-0.1, 1.0, 2.0, float("nan")])
def test_share_out_of_range(share: float) -> None:
    """A share is a share."""
    with pytest.raises(DatasetError) as caught:
        split(classes(5, 5), share, 0)
    assert str(caught.value) == f"a validation share of {share} is out of range (0 or more, and less than 1)"


@pytest.mark.parametrize("dataset", [classes(5, 5), line(rows=10)])
def test_nothing_left(dataset: Dataset) -> None:
    """A share that rounds up to every row is refused."""
    with pytest.raises(DatasetError) as caught:
        split(dataset, 0.99, 0)
    assert str(caught.value) == "a validation share of 0.99 leaves no row to train on (make it smaller)"


def test_rows_to_be_held_out_are_the_last() -> None:
    """What the data's makers hold out, and the end of a text, is never learnt from."""
    dataset = replace(classes(5, 5), held_out=3)
    parts = split(dataset, 0.3, seed=7)
    assert (parts.train.tolist(), parts.validation.tolist()) == (list(range(7)), [7, 8, 9])


@pytest.mark.parametrize("share", [0.2, 0.4])
def test_another_share_than_the_one_to_be_held_out(share: float) -> None:
    """It is a share of every class: the last rows are those of the last class where files are sorted."""
    dataset = classes(5, 5)
    parts = split(replace(dataset, held_out=3), share, seed=7)
    assert parts.validation.tolist() == split(dataset, share, seed=7).validation.tolist()


def test_of_a_text_any_share_is_its_end(write: Callable[[str], Path]) -> None:
    """No row to validate with lies between two that were learnt."""
    text = read_sequences(write("ab" * 21), length=2).dataset
    assert split(text, 0.25, seed=7).validation.tolist() == [15, 16, 17, 18, 19]
