"""A10: the folder of sockets is a link, another user's, or open to others: refused, and nothing is made."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.harness.real_run import RealRun
from nntui.cli.main import main
from nntui.errors import UserError
from nntui.session import sockets
from nntui.session.sockets import listen, secure_folder

ANOTHER_USER = 12345

Make = Callable[[Path], str]


def a_link(folder: Path) -> str:
    target = folder.with_name("target")
    target.mkdir(mode=0o700)
    folder.symlink_to(target)
    return f"{folder} is a link or a file, not a folder: remove it, or set NNTUI_SOCKETS"


def a_link_to_nowhere(folder: Path) -> str:
    folder.symlink_to(folder.with_name("target"))
    return f"{folder} is a link or a file, not a folder: remove it, or set NNTUI_SOCKETS"


def a_file(folder: Path) -> str:
    folder.write_text("")
    return f"{folder} is a link or a file, not a folder: remove it, or set NNTUI_SOCKETS"


def open_to_others(folder: Path) -> str:
    folder.mkdir()
    folder.chmod(0o777)
    return f"{folder} is open to other users: run chmod 700 {folder}"


def open_to_the_group(folder: Path) -> str:
    folder.mkdir()
    folder.chmod(0o710)
    return f"{folder} is open to other users: run chmod 700 {folder}"


def needed_by_others(folder: Path) -> str:
    folder.mkdir(mode=0o755)
    (folder / "passwd").touch()
    return f"{folder} is open to other users: set NNTUI_SOCKETS to a folder of its own"


MAKES = (a_link, a_link_to_nowhere, a_file, open_to_others, open_to_the_group, needed_by_others)
MADE = pytest.mark.parametrize("make", MAKES)


@MADE
def test_it_is_refused(tmp_path: Path, make: Make) -> None:
    """Nobody listens there; the reason says what to do."""
    folder = tmp_path / "s"
    reason = make(folder)
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(UserError) as caught:
        listen(folder / "a.sock")
    assert (str(caught.value), sorted(tmp_path.rglob("*"))) == (reason, before)


def test_another_users(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that somebody else made first is not used."""
    folder = tmp_path / "s"
    folder.mkdir(mode=0o700)
    if os.getuid() == 0:
        os.chown(folder, ANOTHER_USER, ANOTHER_USER)
    else:
        monkeypatch.setattr(sockets.os, "getuid", lambda: ANOTHER_USER)
    with pytest.raises(UserError, match="belongs to another user: set NNTUI_SOCKETS to a folder of your own"):
        secure_folder(folder)


@pytest.mark.parametrize("make", [a_link, open_to_others])
def test_no_host_begins(real: Callable[..., RealRun], home: Path, make: Make) -> None:
    """A host says so and ends; it has neither written of the run nor made anything there."""
    reason = make(home / "s")
    run = real()
    with pytest.raises(UserError) as caught:
        run.begin()
    assert str(caught.value) == reason
    assert not (run.folder / "run.db").exists()
    assert sorted(path.name for path in home.iterdir()) == sorted(
        ["runs", "s", *(["target"] if make is a_link else [])]
    )
    assert list((home / "s").iterdir()) == []


def test_no_run_is_left(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever asked for the run is told in a line, and finds none."""
    reason = open_to_others(home / "s")
    assert main(["train", "iris", "--json"]) == 2
    assert capsys.readouterr().err == f"nntui: {reason}\n"
    assert list((home / "runs").iterdir()) == []
