"""Tests of archives of arrays that are looked through before anything is unpacked."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nntui_datasets.errors import DatasetError
from nntui_datasets.npy import NUMBERS
from nntui_datasets.npz import open_archive


def member(values: object) -> bytes:
    stream = io.BytesIO()
    np.save(stream, values)
    return stream.getvalue()


def archive(path: Path, members: dict[str, bytes], compression: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", compression) as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)
    return path


def refusal(path: Path, name: str = "x") -> str:
    with pytest.raises(DatasetError) as caught, open_archive(path) as opened:
        opened.header(name, NUMBERS)
    return str(caught.value)


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_what_numpy_saves(tmp_path: Path, save: object) -> None:
    """Packed and unpacked, all arrays come as they were."""
    values = np.arange(12.0).reshape(3, 4)
    save(tmp_path / "a.npz", x=values, y=np.arange(3))  # type: ignore[operator]
    with open_archive(tmp_path / "a.npz") as opened:
        header = opened.header("x", NUMBERS)
        out = np.empty(header.shape)
        opened.read("x", header, out)
    assert (opened.names, opened.place("x")) == (("x", "y"), 'a.npz, "x"')
    np.testing.assert_array_equal(out, values)


def test_what_is_no_array(tmp_path: Path) -> None:
    """Other files in it are passed over."""
    with open_archive(archive(tmp_path / "a.npz", {"README": b"", "x.npy": member([1])})) as opened:
        assert opened.names == ("x",)


@pytest.mark.parametrize("name", ["../x.npy", "/x.npy", "a/../../x.npy", "..\\x.npy"])
def test_a_name_that_points_elsewhere(tmp_path: Path, name: str) -> None:
    """Whoever makes such archives means no good, though nothing is ever written where they point."""
    shown = name if name.endswith(".npy") else ""
    assert refusal(archive(tmp_path / "a.npz", {name: member([1])})) == (
        f'a.npz has a member called "{shown}", which points out of it '
        "(do not use it, unless you know who made it)"
    )


def test_two_of_a_name(tmp_path: Path) -> None:
    """Nobody knows which of the two is meant."""
    path = archive(tmp_path / "a.npz", {"x.npy": member([1])})
    with zipfile.ZipFile(path, "a") as zipped, pytest.warns(UserWarning, match="Duplicate name"):
        zipped.writestr("x.npy", member([2]))
    assert refusal(path) == 'a.npz has two arrays called "x.npy" (save it again)'


def test_packed_otherwise(tmp_path: Path) -> None:
    """LZMA may ask for any memory; NumPy never uses it."""
    path = archive(tmp_path / "a.npz", {"x.npy": member([1])}, zipfile.ZIP_LZMA)
    assert refusal(path) == 'a.npz, "x" is packed as NumPy never does it (save it with numpy.savez)'


def test_encrypted(tmp_path: Path) -> None:
    """A password is not asked for."""
    data = bytearray(archive(tmp_path / "a.npz", {"x.npy": member([1])}).read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.npz").write_bytes(data)
    assert refusal(tmp_path / "a.npz") == 'a.npz, "x" is encrypted (save it without a password)'


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no archive at all"])
def test_no_archive(tmp_path: Path, data: bytes) -> None:
    """What is no archive, whatever it is called."""
    (tmp_path / "a.npz").write_bytes(data)
    assert refusal(tmp_path / "a.npz").startswith("a.npz is damaged, or no .npz file: ")


def test_a_checksum_that_is_wrong(tmp_path: Path) -> None:
    """One bit that fell over is noticed."""
    data = bytearray(archive(tmp_path / "a.npz", {"x.npy": member(np.zeros(99))}).read_bytes())
    data[400] ^= 1
    (tmp_path / "a.npz").write_bytes(data)
    with pytest.raises(DatasetError, match="Bad CRC-32"), open_archive(tmp_path / "a.npz") as opened:
        opened.read("x", opened.header("x", NUMBERS), np.empty(99))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The system's reason is told."""
    assert refusal(tmp_path / "a.npz") == f"{tmp_path}/a.npz does not exist (check the path)"


@example(flips=[(550, 228)])  # its directory is said to begin before the file does
@given(flips=st.lists(st.tuples(st.integers(0, 599), st.integers(0, 255)), min_size=1, max_size=6))
def test_damaged(tmp_path_factory: pytest.TempPathFactory, flips: list[tuple[int, int]]) -> None:
    """An archive with any bytes changed is read, or refused in a sentence; nothing else is raised."""
    path = archive(tmp_path_factory.getbasetemp() / "a.npz", {"x.npy": member(np.arange(40.0))})
    data = bytearray(path.read_bytes())
    for place, byte in flips:
        data[place % len(data)] = byte
    path.write_bytes(data)
    said = "a.npz"
    try:
        with open_archive(path) as opened:
            for name in opened.names:
                header = opened.header(name, NUMBERS)
                opened.read(name, header, np.empty(header.shape))
    except DatasetError as error:
        said = str(error)
    assert said.startswith("a.npz")
