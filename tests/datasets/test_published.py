"""Tests of datasets that others publish, as they are found on a disk."""

from __future__ import annotations

import string
from dataclasses import replace
from pathlib import Path

import pytest

from nntui_datasets.errors import DatasetError
from nntui_datasets.published import (
    FASHION_MNIST,
    MNIST,
    PUBLISHED,
    Published,
    find_published,
    read_published,
)
from nntui_datasets.registry import DATASETS
from nntui_datasets.stories import STORIES
from tests.datasets.idx_files import write_pair

SMALL = replace(MNIST, rows=15, features=16, class_names=("a", "b", "c"))


@pytest.mark.parametrize("published", PUBLISHED.values(), ids=lambda published: published.name)
def test_the_table(published: Published) -> None:
    """Four files, each with a digest in full; two mirrors at least, each a folder; a story, as all have."""
    digests = [file.digest for file in published.files]
    assert len({file.name for file in published.files}) == len(set(digests)) == 4
    assert all(len(digest) == 64 and set(digest) <= set(string.hexdigits) for digest in digests)
    assert len(published.mirrors) >= 2
    assert all(mirror.endswith("/") and mirror.startswith("http") for mirror in published.mirrors)
    assert (len(published.class_names), published.story) == (10, STORIES[published.name])


def test_every_story_has_its_dataset() -> None:
    """What is told of comes with the package, or can be fetched."""
    assert list(STORIES) == [*DATASETS, *PUBLISHED]


@pytest.mark.parametrize("folder", ["mnist", "MNIST/raw", "mnist-t10k"])
def test_found_by_the_name_of_a_folder(tmp_path: Path, folder: str) -> None:
    """As nntui keeps it, or as torchvision does."""
    write_pair(tmp_path / folder, "t10k", 3)
    assert find_published(MNIST, [tmp_path / "none", tmp_path]) == tmp_path / folder
    assert find_published(FASHION_MNIST, [tmp_path]) is None


def test_the_first_place_goes_before(tmp_path: Path) -> None:
    """What a person names goes before what was fetched."""
    for place in ("own", "fetched"):
        write_pair(tmp_path / place / "mnist", "t10k", 3)
    found = find_published(MNIST, [tmp_path / "own", tmp_path / "fetched"])
    assert found == tmp_path / "own" / "mnist"


def test_found_by_the_sizes_of_files(tmp_path: Path) -> None:
    """Two datasets have files of the same names: their sizes tell which of them is in a folder."""
    (tmp_path / "t10k-images-idx3-ubyte.gz").write_bytes(bytes(FASHION_MNIST.files[2].size))
    assert find_published(FASHION_MNIST, [tmp_path]) == tmp_path
    assert find_published(MNIST, [tmp_path]) is None


def test_a_place_that_nobody_can_look_into(tmp_path: Path) -> None:
    """It is told by its name: whoever set it meant something by it."""
    with pytest.raises(DatasetError, match="cannot be read: File name too long"):
        find_published(MNIST, [tmp_path / ("x" * 300)])


def test_half_of_it_is_not_found(tmp_path: Path) -> None:
    """A folder in which fetching was interrupted has to be fetched again."""
    (tmp_path / "mnist").mkdir()
    (tmp_path / "mnist" / "train-images-idx3-ubyte.gz").touch()
    assert find_published(MNIST, [tmp_path]) is None


def test_read_whole(tmp_path: Path) -> None:
    """Its classes have names, and its source and licence are told."""
    write_pair(tmp_path, "train", 9)
    write_pair(tmp_path, "t10k", 6)
    table = read_published(SMALL, tmp_path)
    dataset = table.dataset
    assert (dataset.name, dataset.class_names, dataset.held_out) == ("mnist", ("a", "b", "c"), 6)
    assert (dataset.licence, dataset.source) == (MNIST.licence, MNIST.source)
    assert table.notes == ("t10k-images-idx3-ubyte is held out: 6 rows to validate with",)


def test_read_in_part(tmp_path: Path) -> None:
    """Who has a part trains on it, and is told."""
    write_pair(tmp_path, "t10k", 6)
    assert read_published(SMALL, tmp_path).notes == (f"{tmp_path} holds 6 of its 15 rows",)


def test_something_else_in_its_place(tmp_path: Path) -> None:
    """What is called so and is not is refused."""
    write_pair(tmp_path, "t10k", 6)
    with pytest.raises(DatasetError) as caught:
        read_published(MNIST, tmp_path)
    assert str(caught.value) == (
        f"{tmp_path} does not hold mnist: it has 16 pixels and 3 classes "
        "(take it away, and fetch it with: nntui datasets get mnist)"
    )
