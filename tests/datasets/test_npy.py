"""Tests of reading arrays without trusting them."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui_datasets.errors import DatasetError
from nntui_datasets.npy import NUMBERS, read_header, read_values


def saved(values: object, **options: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, values, **options)
    return stream.getvalue()


def with_header(header: str, values: bytes = b"") -> bytes:
    """The bytes of a file whose header is this text."""
    text = header.encode("latin1") + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + values


def read(data: bytes, dtype: Any = np.float64, kinds: str = NUMBERS) -> np.ndarray:
    stream = io.BytesIO(data)
    header = read_header(stream, len(data), "x", kinds)
    stream.seek(header.begins)
    values = np.empty(header.shape, dtype)
    read_values(stream, header, values)
    return values


def refusal(data: bytes, kinds: str = NUMBERS) -> str:
    with pytest.raises(DatasetError) as caught:
        read(data, kinds=kinds)
    return str(caught.value)


@pytest.mark.parametrize("kind", ["?", "u1", "i2", ">i4", "<f4", ">f8", "f2"])
def test_every_kind_of_number(kind: str) -> None:
    """Numbers of all sizes come as they are, whichever byte is first."""
    values = np.array([[0, 1, 2], [3, 4, 5]]).astype(kind)
    np.testing.assert_array_equal(read(saved(values)), values)


def test_fortran_order() -> None:
    """An array that was saved column by column is read as what it is."""
    values = np.asfortranarray(np.arange(24.0).reshape(2, 3, 4))
    np.testing.assert_array_equal(read(saved(values)), values)


def test_more_than_a_piece() -> None:
    """Protects the seams between pieces."""
    values = np.random.default_rng(0).normal(size=(70_001, 3))
    np.testing.assert_array_equal(read(saved(values)), values)


def test_too_large_for_its_type() -> None:
    """It becomes infinite, which is found and told later; no warning tears the screen apart."""
    assert np.isinf(read(saved(np.array([1e300])), np.float32)).all()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "x is no array that NumPy wrote: "),
        (b"\x93NUMPY\x09\x00", "x is no array that NumPy wrote: "),
        (with_header("{'descr': '<f8'"), "x is no array that NumPy wrote: "),
        (with_header("{'descr': '<f8', 'fortran_order': False, 'shape': (-1, 2)}"), "x is empty: "),
        (saved(np.zeros((0, 3))), "x is empty: its shape is (0, 3) (it needs rows to learn from)"),
        (saved(np.array([{}, {}]), allow_pickle=True), "x holds Python objects, which may run code when "),
        (saved(np.zeros(2, [("a", "f4"), ("b", "i4")])), "x is structured, [('a', '<f4'), ('b', '<i4')] "),
        (saved(np.zeros(2, "c8")), "x holds complex64, which are no numbers to learn from (save numbers)"),
        (saved(np.zeros(2, "M8[s]")), "x holds datetime64[s], which are no numbers to learn from "),
        (saved(np.array(["a"])), "x holds <U1, which are no numbers to learn from (save numbers)"),
        (
            saved(np.zeros(4))[:-1],
            "x says that it is float64 (4,), which takes 32 bytes, and it has 31 (save it again)",
        ),
        (
            saved(np.zeros(4)) + b"x",
            "x says that it is float64 (4,), which takes 32 bytes, and it has 33 (save it again)",
        ),
    ],
)
def test_refused(data: bytes, expected: str) -> None:
    """Whatever is no plain array of numbers is told in a sentence."""
    assert refusal(data).startswith(expected)


def test_a_header_of_four_gigabytes() -> None:
    """Protects memory: NumPy alone would read as much as is claimed, before it looks at the limit."""
    claimed = b"\x93NUMPY\x02\x00" + (2**32 - 1).to_bytes(4, "little") + b"{" + b" " * 100_000
    stream = io.BytesIO(claimed)
    with pytest.raises(DatasetError, match="x is no array that NumPy wrote"):
        read_header(stream, len(claimed), "x", NUMBERS)
    assert stream.tell() < 20_000


def test_a_stream_that_ends_early() -> None:
    """What was promised and does not come is told."""
    data = saved(np.zeros(4))
    header = read_header(io.BytesIO(data), len(data), "x", NUMBERS)
    with pytest.raises(DatasetError, match="x ends early"):
        read_values(io.BytesIO(data[header.begins : -8]), header, np.empty(4))


@given(flips=st.lists(st.tuples(st.integers(0, 127), st.integers(0, 255)), min_size=1, max_size=4))
def test_damaged_headers(flips: list[tuple[int, int]]) -> None:
    """A header with any bytes changed is read, or refused in a sentence; nothing else is raised."""
    data = bytearray(saved(np.arange(4.0)))
    for place, byte in flips:
        data[place] = byte
    said = "x "
    try:
        read_header(io.BytesIO(data), len(data), "x", NUMBERS)
    except DatasetError as error:
        said = str(error)
    assert said.startswith("x ")
