"""Tests of datasets from archives of arrays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nntui_datasets.arrays import read_npz
from nntui_datasets.errors import DatasetError
from nntui_datasets.table import Table

Saved = Callable[..., Table]
PIXELS = np.random.default_rng(0).integers(0, 256, (6, 4, 5), dtype=np.uint8)
CLASSES = np.array([0, 1, 2, 0, 1, 2])


@pytest.fixture
def saved(tmp_path: Path) -> Saved:
    """Reads arrays back that were saved: `saved({"x": …, "y": …}, task="regression")`."""

    def saved(arrays: dict[str, Any], **options: Any) -> Table:
        np.savez(tmp_path / "a.npz", **arrays)
        return read_npz(tmp_path / "a.npz", **options)

    return saved


def test_a_table(saved: Saved) -> None:
    """Numbers in any type are float32 inputs, to be standardised."""
    table = saved({"x": np.arange(12).reshape(6, 2), "y": CLASSES})
    dataset = table.dataset
    assert (dataset.inputs.dtype, dataset.feature_names) == (np.float32, ("column 1", "column 2"))
    assert (dataset.scaling, dataset.row_shape, dataset.held_out) == ("inputs", None, None)
    assert table.notes == (
        'inputs and targets are "x" and "y"',
        "targets are classes: whole numbers with 3 different values",
    )


def test_images(saved: Saved) -> None:
    """Bytes stay bytes."""
    dataset = saved({"images": PIXELS, "labels": CLASSES}).dataset
    assert (dataset.inputs.dtype, dataset.row_shape, dataset.scaling) == (np.uint8, (1, 4, 5), "none")
    np.testing.assert_array_equal(dataset.inputs, PIXELS.reshape(6, 20))


@pytest.mark.parametrize(("factor", "scaling"), [(1 / 255, "none"), (1.0, "inputs")])
def test_images_of_floats(saved: Saved, factor: float, scaling: str) -> None:
    """Those from 0 to 1 are right as they are; others are standardised."""
    dataset = saved({"x": PIXELS * factor, "y": CLASSES}).dataset
    assert (dataset.inputs.dtype, dataset.row_shape, dataset.scaling) == (np.float32, (1, 4, 5), scaling)


def test_two_parts(saved: Saved) -> None:
    """The test part stands behind the other and is held out."""
    table = saved(
        {
            "x_train": PIXELS[:4],
            "y_train": CLASSES[:4],
            "x_test": PIXELS[4:],
            "y_test": CLASSES[4:],
            "more": 1,
        }
    )
    assert table.dataset.held_out == 2
    np.testing.assert_array_equal(table.dataset.inputs, PIXELS.reshape(6, 20))
    np.testing.assert_array_equal(table.dataset.targets, CLASSES)
    assert table.notes[1:3] == (
        'held out are "x_test" and "y_test": 2 rows to validate with',
        'not used: "more"',
    )


def test_colour_in_fortran_order(saved: Saved) -> None:
    """Channels behind, and saved column by column: every pixel is where it belongs."""
    pixels = np.random.default_rng(0).integers(0, 256, (6, 4, 5, 3), dtype=np.uint8)
    dataset = saved({"x": np.asfortranarray(pixels), "y": CLASSES}).dataset
    np.testing.assert_array_equal(dataset.inputs, np.moveaxis(pixels, 3, 1).reshape(6, -1))


def test_regression(saved: Saved) -> None:
    """Numbers to predict are standardised as well; several are predicted together."""
    dataset = saved({"x": np.eye(6), "y": np.linspace(0, 1, 12).reshape(6, 2)}).dataset
    assert (dataset.task, dataset.outputs, dataset.scaling) == ("regression", 2, "all")


def test_missing_values_of_two_parts(saved: Saved) -> None:
    """Rows that are dropped are dropped with their targets, and from the part they are in."""
    inputs = np.arange(12.0).reshape(6, 2)
    inputs[[1, 5], 0] = np.nan
    arrays = {"x_train": inputs[:4], "y_train": CLASSES[:4], "x_test": inputs[4:], "y_test": CLASSES[4:]}
    table = saved(arrays, missing="drop", task="classification")
    assert (table.dataset.targets.tolist(), table.dataset.held_out) == ([0, 2, 0, 1], 1)
    assert table.notes[-1] == "dropped 2 rows with missing values"


def test_a_class_whose_rows_are_dropped(saved: Saved) -> None:
    """It is none that a network would have to tell."""
    inputs = np.where(CLASSES[:, None] == 1, np.nan, 1.0)
    table = saved({"x": inputs, "y": CLASSES}, missing="drop")
    assert (table.dataset.class_names, table.dataset.targets.tolist()) == (("0", "2"), [0, 1, 0, 1])


@pytest.mark.parametrize(
    ("arrays", "expected"),
    [
        (
            {"x": np.eye(3), "y": [0, 1]},
            'a.npz, "x" is of shape (3, 3) and a.npz, "y" of shape (2,): ',
        ),
        ({"x": 1.0, "y": 2.0}, 'a.npz, "x" is of shape () and a.npz, "y" of shape (): they need a row '),
        ({"x": np.eye(3), "y": [{}, {}, {}]}, 'a.npz, "y" holds Python objects, which may run code when '),
        ({"x": np.array(["a", "b"]), "y": [0, 1]}, 'a.npz, "x" holds <U1, which are no numbers to learn '),
        ({"x": np.zeros((2, 2, 2, 2, 2)), "y": [0, 1]}, 'a.npz, "x": (2, 2, 2, 2, 2) is no shape of rows '),
        ({"x": [[1.0, np.nan], [1, 2]], "y": [0, 1]}, 'a.npz, "x", row 1, column 2: 1 value NaN (use --'),
        ({"x": [[1e300], [1]], "y": [0.5, 1]}, 'a.npz, "x", row 1, column 1: 1 value infinite, or beyond '),
        (
            {"x_train": np.eye(3), "y_train": [0, 1, 2], "x_test": np.eye(2), "y_test": [0, 1]},
            'a.npz, "x_train" is of shape (3, 3) and a.npz, "x_test" of shape (2, 2): their rows',
        ),
    ],
)
def test_refused(saved: Saved, arrays: dict[str, Any], expected: str) -> None:
    """What does not fit, or is no number, is told with the array it is in."""
    with pytest.raises(DatasetError) as caught:
        saved(arrays)
    assert str(caught.value).startswith(expected)
