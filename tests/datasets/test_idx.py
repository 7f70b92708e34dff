"""Tests of reading one IDX file."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui_datasets.errors import DatasetError
from nntui_datasets.idx import append_idx
from tests.datasets.idx_files import idx, some_images

IMAGES = some_images(5)


def refusal(path: Path, dimensions: tuple[int, ...] = (2, 3, 4)) -> str:
    with pytest.raises(DatasetError) as caught:
        append_idx(path, bytearray(), dimensions)
    return str(caught.value)


@pytest.mark.parametrize("kind", ["u1", "i1", "i2", "i4", "f4", "f8"])
@pytest.mark.parametrize("packed", [False, True])
def test_every_type(tmp_path: Path, kind: str, packed: bool) -> None:
    """All types of values come as they were written, plain and gzipped."""
    values = np.arange(-3, 3).reshape(2, 3).astype(kind)
    data = idx(values)
    (tmp_path / "x").write_bytes(gzip.compress(data) if packed else data)
    buffer = bytearray()
    header = append_idx(tmp_path / "x", buffer, (2,))
    assert (header.shape, header.dimensions) == ((2, 3), "2 × 3")
    np.testing.assert_array_equal(np.frombuffer(buffer, header.dtype).reshape(2, 3), values)


def test_one_file_behind_another(tmp_path: Path) -> None:
    """Two parts make one array: large data are there once."""
    (tmp_path / "x").write_bytes(idx(IMAGES))
    buffer = bytearray(b"before")
    append_idx(tmp_path / "x", buffer, (3,))
    assert buffer == b"before" + IMAGES.tobytes()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "x is no IDX file: it has 0 bytes (name another)"),
        (b"\0\0\x08", "x is no IDX file: it has 3 bytes (name another)"),
        (b"<htm", "x is no IDX file: it begins with 3c 68 74 6d, not with 00 00 08 (name another)"),
        (b"\0\0\x07\x03", "x is no IDX file: it begins with 00 00 07 03, not with 00 00 08 (name another)"),
        (idx(IMAGES[0, 0]), "x has 1 dimension, not 2 or 3 or 4 (name another file)"),
        (idx(IMAGES)[:9], "x ends after 9 bytes, within its header (fetch it again)"),
        (idx(IMAGES[:0]), "x is empty: it has 0 × 4 × 4 values (name another file)"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_a_header_that_is_none(tmp_path: Path, data: bytes, expected: str, packed: bool) -> None:
    """What the file begins with is told, packed or not."""
    (tmp_path / "x").write_bytes(gzip.compress(data) if packed else data)
    assert refusal(tmp_path / "x") == expected


@given(data=st.binary(max_size=60))
def test_any_bytes(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    """Whatever is in a file, it is read or refused in a sentence."""
    path = tmp_path_factory.getbasetemp() / "x"
    for content in (data, b"\0\0\x08\x02" + data, b"\x1f\x8b" + data):
        path.write_bytes(content)
        refusal = "x "
        try:
            append_idx(path, bytearray(), (1, 2, 3))
        except DatasetError as error:
            refusal = str(error)
        assert refusal.startswith("x ")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The system's reason is told."""
    assert refusal(tmp_path / "x") == f"{tmp_path}/x does not exist (check the path)"
