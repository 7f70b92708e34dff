"""Notes beside sockets: who announced what, and what is made of a folder full of rubbish."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from nntui.errors import UserError
from nntui.session.registry import NOTE_LIMIT, Announced, announce, announced, withdraw
from nntui.session.sockets import secure_folder


@pytest.fixture
def sockets(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of sockets, which nobody has made yet."""
    with TemporaryDirectory(prefix="nntui-") as folder:
        monkeypatch.setenv("NNTUI_SOCKETS", f"{folder}/s")
        yield Path(folder) / "s"


def test_a_host_is_found_as_it_announced_itself(sockets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks for a run finds its name, its folder, its process, its socket and its home."""
    secure_folder(sockets)
    monkeypatch.setenv("NNTUI_HOME", "/home/ada/nn")
    announce(sockets / "a.sock", Path("/runs/digits-1"), 12.5)
    place = Path("/runs/digits-1")
    expected = Announced("digits-1", place, os.getpid(), 12.5, sockets / "a.sock", "/home/ada/nn")
    assert announced() == [expected]


def test_the_newest_comes_first(sockets: Path) -> None:
    """The newest run is the first of the list, whatever its socket is called."""
    secure_folder(sockets)
    for name, started in (("a", 2.0), ("b", 3.0), ("c", 1.0)):
        announce(sockets / f"{name}.sock", Path("/runs") / name, started)
    assert [found.name for found in announced()] == ["b", "a", "c"]


def test_a_host_that_withdrew_is_not_found(sockets: Path) -> None:
    """A host that ends in order leaves nothing behind, and may say so twice."""
    secure_folder(sockets)
    announce(sockets / "a.sock", Path("/runs/a"), 1.0)
    withdraw(sockets / "a.sock")
    withdraw(sockets / "a.sock")
    assert list(sockets.iterdir()) == []


def test_a_second_host_of_a_run_takes_the_note_over(sockets: Path) -> None:
    """What a killed host left is replaced, and no draft stays behind."""
    secure_folder(sockets)
    announce(sockets / "a.sock", Path("/runs/a"), 1.0)
    announce(sockets / "a.sock", Path("/runs/a"), 2.0)
    left = [path.name for path in sockets.iterdir()]
    assert ([found.started for found in announced()], left) == ([2.0], ["a.json"])


def test_no_folder_is_no_host(sockets: Path) -> None:
    """Looking makes nothing: a machine without hosts stays without a folder."""
    assert (announced(), sockets.exists()) == ([], False)


@pytest.mark.parametrize(
    "note",
    [
        b"",
        b"[]",
        b"{}",
        b"null",
        b"[" * 5000,
        b"\xff\xfe",
        json.dumps({"name": "a", "folder": "/a", "pid": "x", "started": 1}).encode(),
        json.dumps({"name": "a", "folder": None, "pid": 1, "started": 1}).encode(),
        json.dumps({"name": "a" * NOTE_LIMIT, "folder": "/a", "pid": 1, "started": 1}).encode(),
    ],
)
def test_a_note_that_is_none_is_passed_over(sockets: Path, note: bytes) -> None:
    """A torn note, or one of a later version, hides no other host."""
    secure_folder(sockets)
    (sockets / "torn.json").write_bytes(note)
    announce(sockets / "a.sock", Path("/runs/a"), 1.0)
    assert [found.name for found in announced()] == ["a"]


def test_a_name_that_is_no_text(sockets: Path) -> None:
    """A folder whose name is not UTF-8 is announced as any other."""
    secure_folder(sockets)
    folder = Path(os.fsdecode(b"/runs/\xff"))
    announce(sockets / "a.sock", folder, 1.0)
    assert [found.folder for found in announced()] == [folder]


def test_a_folder_open_to_others_is_not_read(sockets: Path) -> None:
    """Where others can put notes, nobody is led to their sockets."""
    sockets.mkdir(mode=0o755)
    with pytest.raises(UserError) as caught:
        announced()
    assert str(caught.value) == f"{sockets} is open to other users: run chmod 700 {sockets}"
