"""Tests of which IDX files belong together."""

from __future__ import annotations

from pathlib import Path

import pytest

from nntui_datasets.errors import DatasetError
from nntui_datasets.idx_pairs import holds_pair, is_idx_name, pair_of, pairs_in

TRAIN = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte")
TEST = ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")


def touch(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).touch()
    return folder


def found(folder: Path) -> list[tuple[str, str, bool]]:
    return [(pair.images.name, pair.labels.name, pair.is_held_out) for pair in pairs_in(folder)]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("train-images-idx3-ubyte", True),
        ("train-images-idx3-ubyte.gz", True),
        ("train-images.idx3-ubyte", True),
        ("emnist-letters-train-images-idx3-ubyte.gz", True),
        ("digits.idx3", True),
        ("images.png", False),
        ("data.csv.gz", False),
        ("-ubyte", False),
    ],
)
def test_names(name: str, expected: bool) -> None:
    """IDX files are told by their names, in all ways that people write them."""
    assert is_idx_name(name) is expected


def test_both_parts(tmp_path: Path) -> None:
    """The part to validate with stands behind that to train with, however they are sorted."""
    touch(tmp_path, *TRAIN, *TEST, "README.md")
    assert found(tmp_path) == [(*TRAIN, False), (*TEST, True)]


@pytest.mark.parametrize("part", [TRAIN, TEST])
def test_one_part(tmp_path: Path, part: tuple[str, str]) -> None:
    """Whichever is there."""
    touch(tmp_path, *part)
    assert found(tmp_path) == [(*part, part is TEST)]


def test_unpacked_and_packed(tmp_path: Path) -> None:
    """Who has unpacked files and kept the packed ones has them once."""
    touch(tmp_path, *TRAIN, *(f"{name}.gz" for name in TRAIN))
    assert found(tmp_path) == [(*TRAIN, False)]


def test_names_in_capitals(tmp_path: Path) -> None:
    """As some disks and old programs write them; labels are told from images all the same."""
    touch(tmp_path, *(name.upper() for name in TRAIN))
    assert found(tmp_path) == [(TRAIN[0].upper(), TRAIN[1].upper(), False)]
    assert pair_of(tmp_path / TRAIN[1].upper()).images.name == TRAIN[0].upper()


def test_labels_packed_otherwise(tmp_path: Path) -> None:
    """Images may be unpacked, and their labels not."""
    touch(tmp_path, TRAIN[0], f"{TRAIN[1]}.gz")
    assert found(tmp_path) == [(TRAIN[0], f"{TRAIN[1]}.gz", False)]


@pytest.mark.parametrize("named", TRAIN)
def test_a_file_that_is_named(tmp_path: Path, named: str) -> None:
    """Images find their labels beside them, and labels their images."""
    touch(tmp_path, *TRAIN, *TEST)
    pair = pair_of(tmp_path / named)
    assert (pair.images.name, pair.labels.name) == TRAIN


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ((TRAIN[1],), "has no IDX file with images in its name (name another)"),
        (
            ("a-images-idx3-ubyte", "a-labels-idx1-ubyte", "b-images-idx3-ubyte", "b-labels-idx1-ubyte"),
            'has 2 files of images for one part, "a-images-idx3-ubyte" and "b-images-idx3-ubyte" '
            "(name the one that is meant)",
        ),
    ],
)
def test_a_folder_that_is_not_clear(tmp_path: Path, names: tuple[str, ...], expected: str) -> None:
    """What is missing, or there too often, is told."""
    touch(tmp_path, *names)
    with pytest.raises(DatasetError) as caught:
        pairs_in(tmp_path)
    assert str(caught.value) == f"{tmp_path} {expected}"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (TRAIN[0], f'{TRAIN[0]} has no file of labels beside it (it needs "{TRAIN[1]}")'),
        (TRAIN[1], f"{TRAIN[1]} has labels, and the images they are of are not beside it"),
        ("x.idx3", "x.idx3 has no file of labels beside it (it needs images or labels in its name)"),
    ],
)
def test_half_a_pair(tmp_path: Path, name: str, expected: str) -> None:
    """The name that is looked for is told."""
    touch(tmp_path, name)
    assert not holds_pair(tmp_path)
    with pytest.raises(DatasetError) as caught:
        pair_of(tmp_path / name)
    assert str(caught.value) == expected


def test_no_folder(tmp_path: Path) -> None:
    """Where nothing is there is no pair."""
    assert not holds_pair(tmp_path / "none")
