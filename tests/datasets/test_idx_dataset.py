"""Tests of datasets from IDX files."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from nntui_datasets.errors import DatasetError
from nntui_datasets.idx_dataset import read_idx
from tests.datasets.idx_files import idx, some_images, some_labels, write_pair


def put(folder: Path, images: bytes, labels: bytes) -> Path:
    (folder / "a-images-idx3-ubyte").write_bytes(images)
    (folder / "a-labels-idx1-ubyte").write_bytes(labels)
    return folder


@pytest.mark.parametrize("packed", [False, True])
def test_both_parts(tmp_path: Path, packed: bool) -> None:
    """Images of both parts are one array of bytes, and the second part is held out."""
    write_pair(tmp_path, "train", 9, packed=packed, seed=1)
    write_pair(tmp_path, "t10k", 6, packed=packed, seed=2)
    table = read_idx(tmp_path)
    dataset = table.dataset
    assert (dataset.inputs.dtype, dataset.row_shape, dataset.held_out) == (np.uint8, (1, 4, 4), 6)
    expected = np.concatenate([some_images(9, seed=1), some_images(6, seed=2)]).reshape(15, 16)
    np.testing.assert_array_equal(dataset.inputs, expected)
    np.testing.assert_array_equal(dataset.targets, [*some_labels(9), *some_labels(6)])
    held_out = f"t10k-images-idx3-ubyte{'.gz' if packed else ''}"
    assert table.notes == (f"{held_out} is held out: 6 rows to validate with",)


def test_one_part(tmp_path: Path) -> None:
    """Any rows may be held out of it, and there is nothing to note."""
    write_pair(tmp_path, "t10k", 6)
    table = read_idx(tmp_path)
    assert (table.dataset.held_out, table.notes, table.dataset.class_names) == (None, (), ("0", "1", "2"))


def test_a_file_alone(tmp_path: Path) -> None:
    """Who names a file means that part."""
    write_pair(tmp_path, "train", 9)
    write_pair(tmp_path, "t10k", 6)
    dataset = read_idx(tmp_path / "t10k-images-idx3-ubyte").dataset
    assert (dataset.rows, dataset.held_out, dataset.name) == (6, None, "t10k-images-idx3-ubyte")


def test_colour_and_numbers_of_classes(tmp_path: Path) -> None:
    """Channels come first, and classes are numbered by what labels there are."""
    pixels = np.arange(2 * 2 * 2 * 3, dtype=np.uint8).reshape(2, 2, 2, 3)
    put(tmp_path, idx(pixels), idx(np.array([7, 5], "i4")))
    dataset = read_idx(tmp_path).dataset
    assert (dataset.row_shape, dataset.class_names) == ((3, 2, 2), ("5", "7"))
    np.testing.assert_array_equal(dataset.inputs[0].reshape(3, 2, 2), np.moveaxis(pixels[0], 2, 0))
    assert dataset.targets.tolist() == [1, 0]


def test_numbers_that_are_no_bytes(tmp_path: Path) -> None:
    """They are numbers of float32, in tables with names for their columns."""
    put(tmp_path, idx(np.array([[0.5, 1], [2, 3]], "f8")), idx(np.array([0, 1], "u1")))
    dataset = read_idx(tmp_path).dataset
    assert (dataset.inputs.dtype, dataset.feature_names) == (np.float32, ("column 1", "column 2"))
    assert dataset.scaling == "inputs"


@pytest.mark.parametrize(("factor", "scaling"), [(1, "inputs"), (1 / 255, "none")])
def test_images_that_are_no_bytes(tmp_path: Path, factor: float, scaling: str) -> None:
    """A network would not learn from pixels of 255: they are standardised, unless they are small already."""
    put(tmp_path, idx((255 * np.eye(4).reshape(2, 2, 4) * factor).astype("f4")), idx(np.array([0, 1], "u1")))
    assert read_idx(tmp_path).dataset.scaling == scaling


def test_missing_values(tmp_path: Path) -> None:
    """Numbers may be none; what becomes of them is asked, and done."""
    write_pair(tmp_path, "train", 3)
    write_pair(tmp_path, "t10k", 3)
    for part in ("train", "t10k"):
        pixels = np.full((3, 4, 4), [[[1]], [[1]], [[np.nan]]], "f4")
        (tmp_path / f"{part}-images-idx3-ubyte").write_bytes(idx(pixels))
    with pytest.raises(DatasetError, match=r"train-images-idx3-ubyte, row 3, column 1: 32 values NaN \("):
        read_idx(tmp_path)
    table = read_idx(tmp_path, missing="drop")
    assert (table.dataset.rows, table.dataset.held_out) == (4, 2)
    assert table.notes[1:] == ("dropped 2 rows with missing values",)


@pytest.mark.parametrize(
    ("images", "labels", "expected"),
    [
        (
            idx(some_images(5)),
            idx(some_labels(4)),
            "a-images-idx3-ubyte has 5 images and a-labels-idx1-ubyte 4 labels: they do not belong together "
            "(fetch both again)",
        ),
        (
            idx(some_images(2)),
            idx(np.array([0.5, 1], "f4")),
            "a-labels-idx1-ubyte has labels that are no whole numbers (save them as bytes)",
        ),
        (
            idx(some_images(2)),
            idx(np.array([7, 7], "u1")),
            "a-labels-idx1-ubyte: every target is 7, and a classifier needs two classes",
        ),
        (
            idx(some_images(2)),
            idx(some_images(2)),
            "a-labels-idx1-ubyte has 3 dimensions, not 1 (name another file)",
        ),
    ],
)
def test_files_that_do_not_fit(tmp_path: Path, images: bytes, labels: bytes, expected: str) -> None:
    """Images and labels that do not belong together are told with their figures."""
    with pytest.raises(DatasetError) as caught:
        read_idx(put(tmp_path, images, labels))
    assert str(caught.value) == expected


def test_parts_that_are_not_alike(tmp_path: Path) -> None:
    """Images of two sizes are no dataset."""
    write_pair(tmp_path, "train", 3)
    write_pair(tmp_path, "t10k", 3)
    (tmp_path / "t10k-images-idx3-ubyte").write_bytes(idx(some_images(3, side=5)))
    with pytest.raises(DatasetError) as caught:
        read_idx(tmp_path)
    assert str(caught.value) == (
        "train-images-idx3-ubyte holds 3 × 4 × 4 values and t10k-images-idx3-ubyte 3 × 5 × 5: "
        "their images are not alike (take one of them away)"
    )


def test_real_digits() -> None:
    """The ten thousand test digits of MNIST, as they are published."""
    if "NNTUI_DATA" not in os.environ or not (Path(os.environ["NNTUI_DATA"]) / "mnist-t10k").is_dir():
        pytest.skip("NNTUI_DATA does not name a folder with mnist-t10k")
    dataset = read_idx(Path(os.environ["NNTUI_DATA"]) / "mnist-t10k").dataset
    assert (dataset.rows, dataset.row_shape, dataset.classes) == (10_000, (1, 28, 28), 10)
    assert dataset.targets[:10].tolist() == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]
    assert int(dataset.inputs.sum()) == 264_923_200
