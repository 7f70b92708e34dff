"""Tests of deciding what a target is."""

from __future__ import annotations

import numpy as np
import pytest

from nntui_datasets.columns import read_column
from nntui_datasets.dataset import Task
from nntui_datasets.errors import DatasetError
from nntui_datasets.grid import Grid
from nntui_datasets.targets import Target, decide_target


def decide(*texts: str, task: Task | None = None, named: bool = True) -> Target:
    grid = Grid("data.csv", ("kind",) if named else None, range(2, 1000), [texts])
    return decide_target(grid, read_column(grid, 0, as_words=task == "classification"), task)


def refusal(*texts: str, task: Task | None = None) -> str:
    with pytest.raises(DatasetError) as caught:
        decide(*texts, task=task)
    return str(caught.value)


def whole(different: int) -> list[str]:
    return [str(number) for number in range(different)] * 2


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["b", "a", "b"], 'target "kind" is a class: words with 2 different values'),
        (["0", "1", "1", "0"], 'target "kind" is a class: whole numbers with 2 different values'),
        (whole(20), 'target "kind" is a class: whole numbers with 20 different values'),
        (whole(21), 'target "kind" is a number: whole numbers with 21 different values, more than 20'),
        (["1", "1", "2"], 'target "kind" is a number: whole numbers of which some are there only once'),
        (["1.5", "1.5", "2", "2"], 'target "kind" is a number: not all of its values are whole numbers'),
    ],
)
def test_note(texts: list[str], expected: str) -> None:
    """What was decided is told with its reason."""
    assert decide(*texts).notes == (expected,)


def test_note_without_names() -> None:
    """A target without a name is told by its number."""
    expected = ("target column 1 is a class: words with 2 different values",)
    assert decide("a", "b", named=False).notes == expected


@pytest.mark.parametrize("task", ["classification", "regression"])
def test_no_note_on_what_was_told(task: Task) -> None:
    """Nobody is told what they said themselves."""
    assert decide("1", "2", task=task).notes == ()


def test_words_are_classes() -> None:
    """Classes of words are numbered in the order of the alphabet."""
    target = decide("setosa", "virginica", "setosa", "Versicolor")
    assert target.class_names == ("Versicolor", "setosa", "virginica")
    assert target.values.dtype == np.int64
    assert target.values.tolist() == [1, 2, 1, 0]


def test_numbers_are_classes() -> None:
    """Classes of numbers are numbered in the order of numbers, however they are written."""
    target = decide("10", "2", "2.0", "1e1", "-0", "0")
    assert target.class_names == ("0", "2", "10")
    assert target.values.tolist() == [2, 1, 1, 2, 0, 0]


def test_any_number_is_a_class_on_request() -> None:
    """Numbers that are not whole may be classes when somebody says so."""
    assert decide("0.5", "1.5", task="classification").class_names == ("0.5", "1.5")


def test_numbers_are_numbers() -> None:
    """A number to predict is one output."""
    target = decide("1.5", "2", task="regression")
    assert target.values.dtype == np.float32
    assert target.values.tolist() == [[1.5], [2.0]]


def test_constant_number() -> None:
    """A constant target trains, and the person is told that there is nothing in it."""
    assert decide("3.5", "3.5").notes == (
        'target "kind" is a number: not all of its values are whole numbers',
        "every target is 3.5, so there is nothing to learn but that number",
    )


@pytest.mark.parametrize("text", ["7", "red"])
def test_one_class(text: str) -> None:
    """A classifier of one class is refused, not trained to be right about nothing."""
    assert refusal(text, text) == (
        f'data.csv, column "kind": every target is "{text}", and a classifier needs two classes '
        "(choose another column with --target)"
    )


def test_regression_on_words() -> None:
    """A word cannot be predicted as a number."""
    assert refusal("a", "b", task="regression") == (
        'data.csv, column "kind": its values are words, and regression needs numbers '
        "(choose another column with --target, or --task classification)"
    )


def test_identifier() -> None:
    """A column in which hardly a value comes twice is not taken for classes."""
    texts = [f"name {number}" for number in range(1001)] * 2
    assert refusal(*texts[:2001]) == (
        'data.csv, column "kind": 1,001 different values in 2,001 rows are too many for classes '
        "(choose another column with --target)"
    )


def test_many_classes() -> None:
    """A thousand classes with two rows each are as many as can be learnt."""
    assert len(decide(*[f"name {number}" for number in range(400)] * 2).class_names) == 400
