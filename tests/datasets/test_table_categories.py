"""Tests of columns of numbers that are names, and of marked gaps, in a whole table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from nntui_datasets.errors import DatasetError
from nntui_datasets.table import read_table

Write = Callable[[str | bytes], Path]
CLASSES = "deck,age,kind\n1,5,a\n3,,b\n1,7,a\n,9,b\n"


@pytest.mark.parametrize("column", ["deck", 1])
def test_categories(write: Write, column: str | int) -> None:
    """A deck is no quantity: each is an input of its own."""
    dataset = read_table(write(CLASSES), categories=(column,), missing="mode").dataset
    assert dataset.feature_names == ("deck=1", "deck=3", "age")
    assert dataset.inputs.tolist() == [[1, 0, 5], [0, 1, 5], [1, 0, 7], [1, 0, 9]]


def test_marks(write: Write) -> None:
    """What is missing has inputs with names that say so."""
    dataset = read_table(write(CLASSES), categories=("deck",), missing="mark").dataset
    assert dataset.feature_names == ("deck=1", "deck=3", "deck=?", "age", "age is missing")
    assert dataset.inputs.tolist() == [[1, 0, 0, 5, 0], [0, 1, 0, 7, 1], [1, 0, 0, 7, 0], [0, 0, 1, 9, 0]]


@pytest.mark.parametrize("options", [{"ignore": ("deck",)}, {"target": "deck"}])
def test_a_category_that_is_no_input(write: Write, options: dict[str, object]) -> None:
    """Whoever names a column that is not read as an input is told so."""
    with pytest.raises(DatasetError) as caught:
        read_table(write(CLASSES), categories=("deck",), missing="drop", **options)
    expected = 'data.csv: column "deck" is no input, and only inputs can be categories (leave it out)'
    assert str(caught.value) == expected


def test_a_category_that_is_not_there(write: Write) -> None:
    """A name that no column has is told, with those there are."""
    with pytest.raises(DatasetError, match='has no column "floor"'):
        read_table(write(CLASSES), categories=("floor",), missing="drop")


def test_a_passenger_list(write: Write) -> None:
    """Names with commas and quotes, gaps, identifiers: a list like the Titanic's is read in two goes."""
    names = "Id,Survived,Class,Name,Age\n"
    lines = (
        f'{row + 1},{row % 3 % 2},{row % 3 + 1},"Mc{row}, Mr. J. ""Jack"" H",{row % 7 or ""}\n'
        for row in range(70)
    )
    path = write(names + "".join(lines))
    with pytest.raises(DatasetError, match=r"--ignore Name\)$"):
        read_table(path, target="Survived", missing="mark")
    table = read_table(path, target="Survived", ignore=("Id", "Name"), missing="mark", categories=("Class",))
    assert table.dataset.feature_names == ("Class=1", "Class=2", "Class=3", "Age", "Age is missing")
    assert table.dataset.inputs[:, 4].sum() == 10
