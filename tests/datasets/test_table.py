"""Tests of reading a whole table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nntui_datasets.errors import DatasetError
from nntui_datasets.safe_text import visible
from nntui_datasets.table import read_table

Write = Callable[[str | bytes], Path]
FLOWERS = "width,colour,kind\n1.5,red,a\n2.5,blue,b\n3.5,red,a\n"


def refusal(path: Path, **options: Any) -> str:
    with pytest.raises(DatasetError) as caught:
        read_table(path, **options)
    return str(caught.value)


def test_dataset(write: Write) -> None:
    """A table of numbers and words becomes a dataset with names."""
    dataset = read_table(write(FLOWERS)).dataset
    assert dataset.inputs.tolist() == [[1.5, 0, 1], [2.5, 1, 0], [3.5, 0, 1]]
    assert dataset.targets.tolist() == [0, 1, 0]
    assert dataset.feature_names == ("width", "colour=blue", "colour=red")
    assert dataset.class_names == ("a", "b")


def test_origin(write: Write) -> None:
    """A dataset says which file it is from."""
    dataset = read_table(write(FLOWERS)).dataset
    assert (dataset.name, dataset.source, dataset.licence) == ("data", "data.csv", "not stated")
    assert dataset.story == "a table of your own, data.csv"


def test_file_names_are_visible(tmp_path: Path) -> None:
    """A file name cannot steer a terminal, from a dataset or from a message."""
    path = tmp_path / "\x1b[31m.csv"
    path.write_text(FLOWERS)
    assert read_table(path).dataset.name == "␛[31m"
    assert refusal(path, target="x").startswith('␛[31m.csv has no column "x"')


def name_or_refusal(path: Path, **options: Any) -> str:
    try:
        return read_table(path, **options).dataset.name
    except DatasetError as error:
        return str(error)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, ("classification", "inputs")),
        ({"target": "width", "task": "regression"}, ("regression", "all")),
        ({"target": "width"}, ("regression", "all")),
        ({"target": "width", "task": "classification"}, ("classification", "inputs")),
    ],
)
def test_task_and_scaling(write: Write, options: dict[str, Any], expected: tuple[str, str]) -> None:
    """Numbers to predict are standardised like inputs, classes are not."""
    dataset = read_table(write(FLOWERS), **options).dataset
    assert (dataset.task, dataset.scaling) == expected


@pytest.mark.parametrize("target", [None, "last", "kind", "3", 3])
def test_target_is_the_last_column(write: Write, target: str | int | None) -> None:
    """The last column is the target, by default and by every way to name it."""
    assert read_table(write(FLOWERS), target=target).dataset.class_names == ("a", "b")


def test_target_in_the_middle(write: Write) -> None:
    """Columns on both sides of the target are inputs."""
    dataset = read_table(write(FLOWERS), target="colour").dataset
    assert dataset.feature_names == ("width", "kind=a", "kind=b")


def test_a_column_called_last(write: Write) -> None:
    """A column that is really called "last" is meant by that word."""
    assert read_table(write("last,b\nx,1\ny,2\n"), target="last").dataset.class_names == ("x", "y")


def test_a_column_called_last_is_not_the_default(write: Write) -> None:
    """Without a target it is the last column, whatever another one is called."""
    assert read_table(write("last,b\n1,x\n2,y\n")).dataset.class_names == ("x", "y")


def test_the_last_column_that_is_kept(write: Write) -> None:
    """Where the last column is ignored the target is the one before it."""
    assert read_table(write(FLOWERS), ignore=(3,)).dataset.class_names == ("blue", "red")


def test_ignore(write: Write) -> None:
    """Ignored columns are not read at all, whatever is in them."""
    path = write("id,a,b,note\nx1,1,0,\nx2,2,1,?\nx3,3,0,x\nx4,4,1,inf\n")
    dataset = read_table(path, ignore=("id", 4)).dataset
    assert (dataset.feature_names, dataset.class_names) == (("a",), ("0", "1"))


def test_ignored_target(write: Write) -> None:
    """A column cannot be the target and ignored."""
    expected = 'data.csv: column "kind" is the target and cannot be ignored too'
    assert refusal(write(FLOWERS), target="kind", ignore=("kind",)) == expected


def test_header_on_request(write: Write) -> None:
    """Names that are numbers are names when somebody says so, and nothing is noted."""
    table = read_table(write("1,2\n3,4\n5,5\n"), header=True)
    assert (table.dataset.rows, table.dataset.feature_names) == (2, ("1",))
    assert [note for note in table.notes if "header" in note] == []


def test_no_header_on_request(write: Write) -> None:
    """A first line of words is a row when somebody says so."""
    dataset = read_table(write("x,y\nu,v\nx,y\n"), header=False).dataset
    assert (dataset.rows, dataset.feature_names) == (3, ("column 1=u", "column 1=x"))


def test_notes(write: Write) -> None:
    """Everything that was decided is told, in the order of reading."""
    path = write("a;b\n1;x\n?;y\n2;y\n")
    assert read_table(path, missing="drop").notes == (
        "cells are separated by semicolons",
        "header found: the first line holds names",
        "dropped 1 row with missing values",
        'target "b" is a class: words with 2 different values',
    )


def test_note_on_no_header(write: Write) -> None:
    """A table that begins with values says so."""
    assert read_table(write("1,x\n2,y\n")).notes[0] == "no header: the first line holds values"


@pytest.mark.parametrize(
    ("content", "options", "expected"),
    [
        (
            "a\n1\n2\n",
            {},
            "data.csv has 1 column to use, and an input and a target need two "
            "(separate cells by a comma, semicolon, tab or bar)",
        ),
        (
            "a,b\n1,2\n",
            {"ignore": ("a", "b")},
            "data.csv has 0 columns to use, and an input and a target need two "
            "(separate cells by a comma, semicolon, tab or bar)",
        ),
        (
            FLOWERS,
            {"ignore": ("size",)},
            'data.csv has no column "size"; its columns are "width", "colour", "kind"',
        ),
        (
            "1," * 10_001 + "2\n",
            {},
            "data.csv, line 1, column 10001: the table has more than 10,000 inputs from here on "
            "(leave columns out with --ignore)",
        ),
        (
            "\ufeff\r\n",
            {},
            "data.csv, line 1, column 1: the file is empty (it needs rows to learn from)",
        ),
        (
            "width,kind\n",
            {},
            "data.csv, line 2, column 1: no row follows the names (add rows to learn from)",
        ),
        (
            "\ufeffwidth,kind\r\n1,a\r2,b\n?,a\n",
            {},
            'data.csv, line 4, column "width": "?" is not a number '
            "(use --missing drop, mean, median, mode or mark)",
        ),
    ],
)
def test_refused(write: Write, content: str, options: dict[str, Any], expected: str) -> None:
    """A table that cannot be used is refused with the reason and the remedy."""
    assert refusal(write(content), **options) == expected


def test_ten_thousand_inputs(write: Write) -> None:
    """The widest table that is allowed is read."""
    assert read_table(write(("1," * 10_000 + "a\n") + ("2," * 10_000 + "b\n"))).dataset.features == 10_000


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_matter(write: Write, ends: str) -> None:
    """The same table from another system is the same dataset."""
    dataset = read_table(write("\ufeff" + FLOWERS.replace("\n", ends))).dataset
    assert dataset.feature_names == ("width", "colour=blue", "colour=red")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(
    content=st.binary(max_size=60)
    | st.text(st.sampled_from('ab10,;\n\r"\t|?.-e _\0\x1b#%$€=s'), max_size=60).map(str.encode),
    target=st.none() | st.sampled_from(["last", "a", "1", 2, ("a", "last"), (1, 2), ()]),
    task=st.sampled_from([None, "classification", "regression"]),
    header=st.sampled_from([None, True, False]),
    missing=st.sampled_from([None, "drop", "mean", "median", "mode", "mark"]),
    categories=st.sampled_from([(), ("a",), (1,)]),
)
def test_any_bytes_are_read_or_refused(write: Write, content: bytes, **options: Any) -> None:
    """No file ends in anything but a valid dataset or a sentence without control characters."""
    told = name_or_refusal(write(content), **options)
    assert told == visible(told)


def test_banknotes(real_data: Path) -> None:
    """A real table of numbers without a header is read as what it is."""
    table = read_table(real_data / "banknote_authentication.csv")
    assert table.dataset.inputs.shape == (1372, 4)
    assert np.bincount(table.dataset.targets).tolist() == [762, 610]
    assert table.notes == (
        "no header: the first line holds values",
        "target column 5 is a class: whole numbers with 2 different values",
    )


def test_irises(real_data: Path) -> None:
    """A real table with classes in words is read as what it is."""
    dataset = read_table(real_data / "iris.csv").dataset
    assert dataset.inputs.shape == (150, 4)
    assert dataset.class_names == ("Iris-setosa", "Iris-versicolor", "Iris-virginica")
