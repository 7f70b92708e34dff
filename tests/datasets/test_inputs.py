"""Tests of making inputs from columns."""

from __future__ import annotations

import numpy as np
import pytest

from nntui_datasets.columns import read_column
from nntui_datasets.errors import DatasetError
from nntui_datasets.grid import Grid
from nntui_datasets.inputs import encode_inputs


def grid(*columns: list[str]) -> Grid:
    return Grid("data.csv", tuple(f"c{number}" for number in range(len(columns))), range(2, 100), columns)


def encode(*columns: list[str]) -> tuple[list[list[float]], tuple[str, ...]]:
    table = grid(*columns)
    inputs, names = encode_inputs(table, [read_column(table, number) for number in range(len(columns))])
    assert inputs.dtype == np.float32
    return inputs.tolist(), names


def test_numbers_and_words() -> None:
    """Numbers stay as they are, a word becomes a 1 in the input that has its name."""
    assert encode(["1", "2.5"], ["red", "blue"], ["3", "4"]) == (
        [[1, 0, 1, 3], [2.5, 1, 0, 4]],
        ("c0", "c1=blue", "c1=red", "c2"),
    )


def test_fifty_words() -> None:
    """The limit itself still fits."""
    assert len(encode([f"w{number}" for number in range(50)])[1]) == 50


def test_identifier() -> None:
    """A column in which hardly anything comes twice teaches nothing, and is not made thousands of inputs."""
    with pytest.raises(DatasetError) as caught:
        encode([f"w{number}" for number in range(51)])
    assert str(caught.value) == (
        'data.csv, column "c0": 51 different words: more than 50, and fewer than 10 rows for each, look like '
        "identifiers (leave them out with --ignore c0)"
    )


def test_identifiers_are_told_together() -> None:
    """Whoever brings a passenger list leaves out names, tickets and cabins at once."""
    words = [f"w{number}" for number in range(60)]
    with pytest.raises(DatasetError) as caught:
        encode(words, ["1"] * 60, words)
    assert str(caught.value) == (
        'data.csv, column "c0": 60 different words, column "c2" 60: more than 50, and fewer than 10 rows for '
        "each, look like identifiers (leave them out with --ignore c0,c2)"
    )


@pytest.mark.parametrize("name", ["a,b", "7", "size (cm)", ""])
def test_identifiers_that_a_shell_would_take_apart(name: str) -> None:
    """A name that a flag could not bear is told by its number."""
    table = Grid("data.csv", (name,), range(2, 100), [[f"w{number}" for number in range(60)]])
    with pytest.raises(DatasetError, match=r"--ignore 1\)$"):
        encode_inputs(table, [read_column(table, 0)])


def test_many_words_that_are_there_often() -> None:
    """A hundred countries are a hundred inputs where there are rows enough to learn them from."""
    assert len(encode([f"w{number}" for number in range(100)] * 10)[1]) == 100


def test_too_many_inputs() -> None:
    """Words can make a table too wide, and the column where they do is named."""
    words = [f"w{number}" for number in range(50)]
    with pytest.raises(DatasetError) as caught:
        encode(*[words] * 201)
    assert str(caught.value) == (
        'data.csv, line 2, column "c200": the table has more than 10,000 inputs from here on '
        "(leave columns out with --ignore)"
    )
