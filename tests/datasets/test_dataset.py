"""Tests of the dataset value."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nntui_datasets.dataset import Dataset
from nntui_datasets.errors import DatasetError

CLASSES: dict[str, Any] = {
    "name": "tiny",
    "inputs": np.array([[0, 1], [2, 3], [4, 5]], dtype=np.float32),
    "targets": np.array([0, 1, 0], dtype=np.int64),
    "task": "classification",
    "feature_names": ("a", "b"),
    "class_names": ("no", "yes"),
    "story": "",
    "source": "",
    "licence": "",
}
NUMBERS: dict[str, Any] = CLASSES | {
    "targets": np.array([[1], [2], [3]], dtype=np.float32),
    "task": "regression",
    "class_names": (),
}


def test_sizes_of_classification() -> None:
    """A classifier has an output for each class."""
    dataset = Dataset(**CLASSES)
    assert (dataset.rows, dataset.features, dataset.classes, dataset.outputs) == (3, 2, 2, 2)


def test_sizes_of_regression() -> None:
    """In regression there is an output for each target."""
    dataset = Dataset(**NUMBERS)
    assert (dataset.rows, dataset.features, dataset.classes, dataset.outputs) == (3, 2, 0, 1)


@pytest.mark.parametrize("part", ["inputs", "targets"])
def test_arrays_are_read_only(part: str) -> None:
    """Nobody changes the data a run was told to learn."""
    with pytest.raises(ValueError, match="read-only"):
        getattr(Dataset(**CLASSES), part)[0] = 1


def test_the_arrays_it_was_made_from_stay_writeable() -> None:
    """Making a dataset changes nothing that belongs to somebody else."""
    inputs = np.zeros((3, 2), dtype=np.float32)
    Dataset(**CLASSES | {"inputs": inputs})
    inputs[0] = 1
    assert inputs[0].tolist() == [1, 1]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            {"inputs": np.zeros((3, 2))},
            "inputs must be float32 (rows, features), not float64 (3, 2)",
        ),
        (
            {"inputs": np.zeros(3, dtype=np.float32)},
            "inputs must be float32 (rows, features), not float32 (3,)",
        ),
        (
            {"inputs": np.zeros((0, 2), dtype=np.float32)},
            "it needs at least one row and one feature, not float32 (0, 2)",
        ),
        (
            {"inputs": np.zeros((3, 0), dtype=np.float32)},
            "it needs at least one row and one feature, not float32 (3, 0)",
        ),
        ({"feature_names": ("a",)}, "2 features have 1 names"),
        ({"row_shape": (1, 2, 2)}, "2 features do not fill a row of shape (1, 2, 2)"),
        ({"inputs": np.full((3, 2), np.nan, dtype=np.float32)}, "an input is not finite"),
        ({"inputs": np.full((3, 2), np.inf, dtype=np.float32)}, "an input is not finite"),
        ({"targets": np.zeros(3)}, "targets must be int64 (3,), not float64 (3,)"),
        ({"targets": np.zeros(2, dtype=np.int64)}, "targets must be int64 (3,), not int64 (2,)"),
        ({"class_names": ("all",)}, "a classifier needs at least two classes"),
        ({"targets": np.array([0, 1, 2])}, "class numbers must be 0 to 1"),
        ({"targets": np.array([0, 1, -1])}, "class numbers must be 0 to 1"),
    ],
)
def test_bad_classification(parts: dict[str, Any], expected: str) -> None:
    """Parts that do not agree never become a dataset."""
    with pytest.raises(DatasetError) as caught:
        Dataset(**CLASSES | parts)
    assert str(caught.value) == f'dataset "tiny": {expected}'


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (
            {"targets": np.zeros(3, dtype=np.float32)},
            "targets must be float32 (3, outputs), not float32 (3,)",
        ),
        (
            {"targets": np.zeros((2, 1), dtype=np.float32)},
            "targets must be float32 (3, outputs), not float32 (2, 1)",
        ),
        ({"targets": np.zeros((3, 1))}, "targets must be float32 (3, outputs), not float64 (3, 1)"),
        ({"targets": np.zeros((3, 0), dtype=np.float32)}, "regression needs at least one output"),
        ({"targets": np.full((3, 1), np.inf, dtype=np.float32)}, "a target is not finite"),
        ({"class_names": ("no", "yes")}, "regression has no classes"),
    ],
)
def test_bad_regression(parts: dict[str, Any], expected: str) -> None:
    """Numbers to predict are checked as inputs are."""
    with pytest.raises(DatasetError) as caught:
        Dataset(**NUMBERS | parts)
    assert str(caught.value) == f'dataset "tiny": {expected}'


IMAGES = CLASSES | {
    "inputs": np.zeros((3, 12), np.uint8),
    "feature_names": (),
    "row_shape": (3, 2, 2),
}
TEXT = CLASSES | {
    "inputs": np.array([[0, 1], [2, 0], [1, 1]], np.uint16),
    "targets": np.array([[1, 2], [0, 1], [1, 0]]),
    "class_names": ("a", "b", "c"),
    "feature_names": (),
    "row_shape": (2,),
    "vocabulary": ("a", "b", "c"),
}


def test_pixels_are_bytes() -> None:
    """Images take a quarter of the memory as bytes; 255 stands for 1, and pixels need no names."""
    dataset = Dataset(**IMAGES)
    assert (dataset.unit * 255, dataset.features, dataset.inputs.dtype) == (1.0, 12, np.uint8)


def test_a_text_has_an_answer_at_each_step() -> None:
    """What comes next is asked after every letter."""
    dataset = Dataset(**TEXT)
    assert (dataset.answers_each_step, dataset.outputs, dataset.unit) == (True, 3, 1.0)


def test_answers_may_be_tokens() -> None:
    """What comes next is a token itself, in two bytes as it is; a wrong one is found there too."""
    targets = np.array([[1, 2], [0, 1], [1, 0]], np.uint16)
    assert Dataset(**TEXT | {"targets": targets}).targets.dtype == np.uint16
    with pytest.raises(DatasetError, match="class numbers must be 0 to 2"):
        Dataset(**TEXT | {"targets": targets + np.uint16(1)})


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (TEXT | {"inputs": np.full((3, 2), 3, np.uint16)}, "tokens must be 0 to 2"),
        (
            TEXT | {"inputs": np.zeros((3, 2), np.float32)},
            "inputs must be uint16 (rows, features), not float32 (3, 2)",
        ),
        (
            TEXT | {"targets": np.zeros((3, 3), np.int64)},
            "targets must be int64 (3,) or (3, 2), not int64 (3, 3)",
        ),
        (IMAGES | {"held_out": 3}, "3 of 3 rows cannot be held out"),
    ],
    ids=str,
)
def test_shaped_rows_that_do_not_agree(parts: dict[str, Any], expected: str) -> None:
    """What a row is made of fits what is said of it."""
    with pytest.raises(DatasetError) as error:
        Dataset(**parts)
    assert str(error.value) == f'dataset "tiny": {expected}'
