"""E3: IDX files that are cut, wrong, or bombs: the exact reason, and little memory."""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from nntui_datasets import DatasetError
from nntui_datasets.idx_dataset import read_idx
from tests.datasets.idx_files import idx, some_images, some_labels, write_pair
from tests.faults.refused import refused, told

if TYPE_CHECKING:
    from tests.faults.conftest import Size

IMAGES = idx(some_images(30))
MEGABYTE = 2**20
LITTLE = 24 * MEGABYTE
"""More than the modules that read images and arrays take, and far less than what any file here claims."""


def images(folder: Path, data: bytes, labels: int = 30) -> Path:
    """A folder with these images and so many labels."""
    write_pair(folder, "train", labels)
    path = folder / "train-images-idx3-ubyte"
    path.write_bytes(data)
    return path


def claiming(*dimensions: int) -> bytes:
    return struct.pack(f">BBBB{len(dimensions)}I", 0, 0, 8, len(dimensions), *dimensions)


def zeros(size: int) -> bytes:
    """A gzip file that unpacks into so many bytes of nothing, a thousand to 1."""
    packing = zlib.compressobj(9, zlib.DEFLATED, 31)
    whole = [packing.compress(bytes(MEGABYTE)) for _ in range(size // MEGABYTE)]
    return b"".join((*whole, packing.flush()))


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            IMAGES[:-1],
            "ends early: 30 × 4 × 4 values take 480 bytes, and 479 follow its header (fetch it again)",
        ),
        (
            IMAGES + b"x",
            "goes on after its end: 30 × 4 × 4 values take 480 bytes, and 481 follow its header "
            "(fetch it again)",
        ),
        (b"\x89PNG" + IMAGES, "is no IDX file: it begins with 89 50 4e 47, not with 00 00 08 (name another)"),
        (
            claiming(2**32 - 1, 2**32 - 1, 2**32 - 1) + bytes(99),
            "ends early: 4,294,967,295 × 4,294,967,295 × 4,294,967,295 values take "
            "79,228,162,458,924,105,385,300,197,375 bytes, and 99 follow its header (fetch it again)",
        ),
        (gzip.compress(IMAGES)[:-20], "ends in the middle of its gzip data (fetch it again)"),
    ],
    ids=["cut", "longer", "another kind", "overflow", "cut gzip"],
)
def test_a_file_that_is_not_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], data: bytes, expected: str
) -> None:
    """The command line tells the file and the figures."""
    path = images(tmp_path, data)
    assert told(capsys, path) == f"train-images-idx3-ubyte {expected}"
    assert told(capsys, tmp_path) == f"train-images-idx3-ubyte {expected}"


@pytest.mark.usefixtures("home")
def test_counts_that_differ(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Images with the labels of others are no data."""
    images(tmp_path, IMAGES, labels=29)
    assert told(capsys, tmp_path) == (
        "train-images-idx3-ubyte has 30 images and train-labels-idx1-ubyte 29 labels: "
        "they do not belong together (fetch both again)"
    )


@pytest.mark.parametrize("packed", [False, True])
def test_cut_anywhere(tmp_path: Path, packed: bool, size: Size) -> None:
    """However much of a file is there, it is refused unless it is whole."""
    data = gzip.compress(IMAGES) if packed else IMAGES
    for length in range(0, len(data), size(7, 1)):
        path = images(tmp_path, data[:length])
        with pytest.raises(DatasetError, match=r"^train-images-idx3-ubyte "):
            read_idx(path)


def test_flipped_bits_in_gzip(tmp_path: Path, size: Size) -> None:
    """A bit that fell over is noticed; or it was in a part of gzip's header that says nothing of the data."""
    data, source = gzip.compress(IMAGES), np.random.default_rng(0)
    expected = some_images(30).reshape(30, 16)
    for _ in range(size(100, 1000)):
        flipped = bytearray(data)
        flipped[source.integers(len(data))] ^= 1 << int(source.integers(8))
        try:
            read = read_idx(images(tmp_path, bytes(flipped))).dataset.inputs
        except DatasetError:
            continue
        np.testing.assert_array_equal(read, expected)


def test_a_bomb_behind_a_small_claim(tmp_path: Path, size: Size) -> None:
    """It is unpacked as far as its header goes, and one byte more."""
    bomb = gzip.compress(claiming(30, 4, 4)) + zeros(size(256, 4096) * MEGABYTE)
    found = refused(images(tmp_path, bomb))
    assert found.reason == (
        "train-images-idx3-ubyte goes on after its end: 30 × 4 × 4 values take 480 bytes, and more follow "
        "(fetch it again)"
    )
    assert found.memory < LITTLE


def test_a_bomb_that_says_so(tmp_path: Path, size: Size) -> None:
    """A thousand to 1 is refused before any of it is unpacked, though all of it is there."""
    rows = size(256, 4096)
    bomb = gzip.compress(claiming(rows, 1024, 1024)) + zeros(rows * MEGABYTE)
    found = refused(images(tmp_path, bomb, labels=30))
    assert found.reason == (
        f"train-images-idx3-ubyte: {len(bomb):,} bytes are to unpack into {rows * MEGABYTE:,}, "
        "more than 100 to 1 (unpack it with gunzip, if that is right)"
    )
    assert found.memory < LITTLE


@pytest.mark.parametrize("packed", [False, True])
def test_four_hundred_gigabytes_in_a_header(tmp_path: Path, packed: bool) -> None:
    """A claim costs nothing."""
    data = claiming(400_000, 1000, 1000) + bytes(50)
    found = refused(images(tmp_path, gzip.compress(data) if packed else data))
    assert "400,000,000,000" in found.reason
    assert found.memory < LITTLE


def test_what_is_left_of_a_large_file(tmp_path: Path) -> None:
    """Memory grows with what is there: of 60 MB that a packed file promises there are two."""
    data = gzip.compress(claiming(60, 1000, 1000) + some_images(2, 1000).tobytes())
    found = refused(images(tmp_path, data, labels=60))
    assert found.reason == (
        "train-images-idx3-ubyte ends early: 60 × 1,000 × 1,000 values take 60,000,000 bytes, "
        "and 2,000,000 follow its header (fetch it again)"
    )
    assert found.memory < LITTLE


def test_right_files_are_taken(tmp_path: Path) -> None:
    """Guards all tests above."""
    images(tmp_path, gzip.compress(IMAGES))
    assert read_idx(tmp_path).dataset.targets.tolist() == some_labels(30).tolist()
