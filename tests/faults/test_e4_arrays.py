"""E4: NPZ and NPY files with objects, huge headers, bombs and names that point elsewhere: refused unread."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.faults.refused import refused, told

if TYPE_CHECKING:
    from tests.faults.conftest import Size

MEGABYTE = 2**20
LITTLE = 24 * MEGABYTE
"""More than the modules that read images and arrays take, and far less than what any file here claims."""

Written = Callable[[bytes], Path]


def header(shape: tuple[int, ...], dtype: str = "<f8") -> bytes:
    """What stands before the values of an array of this shape."""
    stream = io.BytesIO()
    fields = {"descr": dtype, "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(stream, fields)
    return stream.getvalue()


def saved(values: object) -> bytes:
    stream = io.BytesIO()
    np.save(stream, values)
    return stream.getvalue()


class Evil:
    """An object that runs a command when it is unpickled."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return Path.touch, (self.trace,)  # type: ignore[return-value]


@pytest.fixture(params=["npy", "npz", "packed npz"])
def written(request: pytest.FixtureRequest, tmp_path: Path) -> Written:
    """Writes the bytes of an array as a file of its own, or as `x` of an archive, stored or deflated."""

    def written(data: bytes) -> Path:
        if request.param == "npy":
            (tmp_path / "a.npy").write_bytes(data)
            return tmp_path / "a.npy"
        packing = zipfile.ZIP_STORED if request.param == "npz" else zipfile.ZIP_DEFLATED
        with zipfile.ZipFile(tmp_path / "a.npz", "w", packing) as zipped:
            zipped.writestr("x.npy", data)
            zipped.writestr("y.npy", saved(np.arange(8) % 2))
        return tmp_path / "a.npz"

    return written


@pytest.mark.usefixtures("home")
def test_objects(written: Written, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What would run code when it is read is not read."""
    path = written(saved(np.array([[Evil(tmp_path / "trace"), 1]] * 8, dtype=object)))
    assert told(capsys, path).endswith(
        "holds Python objects, which may run code when they are read (save numbers)"
    )
    assert not (tmp_path / "trace").exists()


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (
            header((50_000, 1_000_000)),
            "says that it is float64 (50000, 1000000), which takes 400,000,000,000",
        ),
        (
            header((2**62, 2**62)),
            "which takes 170,141,183,460,469,231,731,687,303,715,884,105,728 ",
        ),
        (header((8, 2)) + bytes(127), "which takes 128 bytes, and it has 127 (save it again)"),
        (header((8, 2)) + bytes(129), "which takes 128 bytes, and it has 129 (save it again)"),
        (header((8, 2), "|V16") + bytes(256), "holds |V16, which are no numbers to learn from"),
        (b"\x93NUMPY\x01\x00\x10\x00{'shape': 10**9}", "is no array that NumPy wrote: "),
        (b"PK\x05\x06" + bytes(200), "is no array that NumPy wrote: "),
    ],
)
def test_headers(written: Written, capsys: pytest.CaptureFixture[str], data: bytes, expected: str) -> None:
    """What an array says of itself is held against the bytes that are there."""
    assert expected in told(capsys, written(data))


def test_a_header_of_four_hundred_gigabytes(written: Written) -> None:
    """A claim costs nothing."""
    found = refused(written(header((50_000, 1_000_000)) + bytes(64)))
    assert "400,000,000,000 bytes" in found.reason
    assert found.memory < LITTLE


def test_a_header_that_is_four_gigabytes_long(written: Written) -> None:
    """NumPy itself would read that much before it says that it is too long."""
    data = b"\x93NUMPY\x02\x00" + (2**32 - 1).to_bytes(4, "little") + b" " * (64 * MEGABYTE)
    assert refused(written(data)).memory < LITTLE


def test_a_thousand_to_one(tmp_path: Path, size: Size) -> None:
    """It is refused before any of it is unpacked, though all of it is there and right."""
    rows = size(256, 4096)
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_DEFLATED) as zipped:
        with zipped.open("x.npy", "w", force_zip64=True) as stream:
            stream.write(header((rows, MEGABYTE // 8)))
            for _ in range(rows):
                stream.write(bytes(MEGABYTE))
        zipped.writestr("y.npy", saved(np.arange(rows) % 2))
    found = refused(tmp_path / "a.npz")
    assert found.reason.startswith('a.npz, "x": ')
    assert found.reason.endswith("more than 100 to 1 (save it with numpy.savez, unpacked, if that is right)")
    assert found.memory < LITTLE


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("name", ["../x.npy", "/tmp/x.npy", "a/../../../etc/x.npy"])
def test_names_that_point_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Nothing is written where they point, and the archive is not trusted."""
    with zipfile.ZipFile(tmp_path / "a.npz", "w") as zipped:
        for each in (name, "x.npy", "y.npy"):
            zipped.writestr(each, saved(np.arange(8) % 2))
    assert told(capsys, tmp_path / "a.npz") == (
        f'a.npz has a member called "{name}", which points out of it '
        "(do not use it, unless you know who made it)"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]


@pytest.mark.usefixtures("home")
def test_structured(written: Written, capsys: pytest.CaptureFixture[str]) -> None:
    """Records have no order that a network could read."""
    path = written(saved(np.zeros(8, [("a", "f4"), ("b", "O")])[["a"]]))
    assert "is structured, " in told(capsys, path)


def test_right_arrays_are_taken(written: Written) -> None:
    """Guards all tests above."""
    with pytest.raises(AssertionError, match="the data were taken"):
        refused(written(saved(np.column_stack([np.arange(8), np.arange(8) % 2]))))
