"""Where things are kept."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from nntui.errors import UserError
from nntui.locations import cache_folder, runs_folder, socket_path, sockets_folder

LONGEST_SOCKET = 103
"""Bytes in a socket's path on macOS; Linux takes four more."""


def test_a_home_holds_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    """NNTUI_HOME keeps one's runs and all that was measured in one folder."""
    monkeypatch.setenv("NNTUI_HOME", "/somewhere")
    assert (runs_folder(), cache_folder()) == (Path("/somewhere/runs"), Path("/somewhere/cache"))


def test_a_home_that_is_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that could not be written down is refused before anything is."""
    monkeypatch.setenv("NNTUI_HOME", "/somewhere/\udcff")
    with pytest.raises(UserError, match="NNTUI_HOME names a folder that is not UTF-8"):
        runs_folder()


@pytest.mark.parametrize("empty", [False, True])
def test_the_platform_s_own_places(monkeypatch: pytest.MonkeyPatch, empty: bool) -> None:
    """Without it, or with nothing in it, things lie where the platform keeps such things."""
    monkeypatch.delenv("NNTUI_HOME")
    if empty:
        monkeypatch.setenv("NNTUI_HOME", "")
    assert runs_folder().is_absolute()
    assert (runs_folder().parts[-2:], cache_folder().name) == (("nntui", "runs"), "nntui")


def test_sockets_lie_in_a_folder_of_one_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sockets are in the system's temporary folder, apart for each user."""
    monkeypatch.delenv("NNTUI_SOCKETS", raising=False)
    assert sockets_folder() == Path(tempfile.gettempdir()) / f"nntui-{os.getuid()}"


def test_a_socket_of_a_run_with_a_long_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """However long the path of a run is, that of its socket is short enough."""
    monkeypatch.setenv("NNTUI_SOCKETS", "/tmp/nntui-501")
    assert len(os.fsencode(socket_path(Path("/" + "long/" * 100)))) < LONGEST_SOCKET


def test_one_socket_a_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Two runs have two sockets, and one run has one, by whatever path one comes to it."""
    monkeypatch.chdir(tmp_path)
    assert socket_path(Path("runs/a")) == socket_path(tmp_path / "runs" / "b" / ".." / "a")
    assert socket_path(Path("runs/a")) != socket_path(Path("runs/b"))
