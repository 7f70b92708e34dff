"""Tests of what an array of targets is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from nntui_datasets.array_targets import array_target
from nntui_datasets.errors import DatasetError
from nntui_datasets.targets import Target


def target(values: Any, task: Any = None, *, images: bool = False) -> Target:
    return array_target(np.asarray(values), "a, y", task, images=images)


@pytest.mark.parametrize(
    ("values", "classes", "names", "note"),
    [
        ([3, 1, 3, 1], [1, 0, 1, 0], ("1", "3"), "classes: whole numbers with 2 different values"),
        ([[1], [0], [1], [0]], [1, 0, 1, 0], ("0", "1"), "classes: whole numbers with 2 different values"),
        ([1.0, 0.0, 1.0, 0.0], [1, 0, 1, 0], ("0", "1"), "classes: whole numbers with 2 different values"),
        ([True, False, True, False], [1, 0, 1, 0], ("False", "True"), None),
        (["b", "a", "b"], [1, 0, 1], ("a", "b"), "classes: they are text"),
        (["v2.0", "v1.0"], [1, 0], ("v1.0", "v2.0"), "classes: they are text"),
        ([b"b", b"a\x1b"], [1, 0], ("a␛", "b"), "classes: they are text"),
        ([[0, 1], [1, 0], [1, 0]], [1, 0, 0], ("0", "1"), "classes: every row is a single 1 among zeros"),
    ],
)
def test_classes(values: Any, classes: list[int], names: tuple[str, ...], note: str | None) -> None:
    """Text, few whole numbers and one-hot rows are classes, and that is noted."""
    found = target(values)
    assert (found.task, found.values.tolist(), found.class_names) == ("classification", classes, names)
    assert note is None or found.notes == (f"targets are {note}",)


@pytest.mark.parametrize(
    ("values", "note"),
    [
        ([0.5, 1.0, 1.0], "not all of them are whole numbers"),
        (list(range(50)), "whole numbers with 50 different values"),
        ([1, 1, 2], "whole numbers of which some are there only once"),
        ([[0.5, 1], [1, 2]], "there are several in a row"),
    ],
)
def test_numbers(values: Any, note: str) -> None:
    """What is no class is a number to predict."""
    found = target(values)
    assert (found.task, found.values.dtype, found.values.ndim) == ("regression", np.float32, 2)
    assert found.notes == (f"targets are numbers: {note}",)


def test_many_classes_of_images() -> None:
    """A hundred kinds of things are classes where they are shown."""
    assert len(target(np.arange(300) % 100, images=True).class_names) == 100


def test_a_class_of_images_that_is_there_once() -> None:
    """A rare thing is a class as well."""
    assert target([0, 0, 1], images=True).task == "classification"


def test_what_is_told_is_not_noted() -> None:
    """Who says what targets are is not told."""
    assert target([0, 1, 0, 1], "regression").notes == ()


@pytest.mark.parametrize(
    ("values", "task", "expected"),
    [
        ([1, 1, 1], None, "a, y: every target is 1, and a classifier needs two classes"),
        (np.zeros((2, 2, 2)), None, "a, y: targets are (rows,) or (rows, outputs), not (2, 2, 2) (reshape"),
        (["a", "b"], "regression", "a, y: targets are text, and regression needs numbers (leave out --task)"),
        ([[1, 2], [3, 4]], "classification", "a, y: classes are one in a row, or a single 1"),
        ([["a", "b"], ["b", "a"]], None, "a, y: classes are one in a row, or a single 1 among zeros (save"),
        (np.arange(100), "classification", "a, y: 100 different values in 100 rows are too many for classes"),
    ],
)
def test_refused(values: Any, task: Any, expected: str) -> None:
    """Targets that nothing can be learnt from are told."""
    with pytest.raises(DatasetError) as caught:
        target(values, task)
    assert str(caught.value).startswith(expected)
