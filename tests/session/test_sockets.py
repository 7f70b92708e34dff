"""The folder of sockets: this user's alone, or a sentence that says why not."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from nntui.errors import UserError
from nntui.session.sockets import listen, secure_folder


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder with a name short enough for sockets."""
    with TemporaryDirectory(prefix="nntui-") as folder:
        yield Path(folder)


def refusal(folder: Path) -> str:
    with pytest.raises(UserError) as caught:
        secure_folder(folder)
    return str(caught.value)


def test_a_new_folder_is_ours_alone(place: Path) -> None:
    """Nobody else may look into it, whatever the umask is."""
    before = os.umask(0)
    folder = secure_folder(place / "new" / "s")
    os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_our_own_folder_is_used_again(place: Path) -> None:
    """The second run finds the folder of the first."""
    assert secure_folder(secure_folder(place / "s")) == place / "s"


@pytest.mark.parametrize("mode", [0o701, 0o710, 0o770, 0o777])
def test_open_to_others(place: Path, mode: int) -> None:
    """A folder into which others can look or put things is not trusted."""
    (place / "s").mkdir()
    (place / "s").chmod(mode)
    assert refusal(place / "s") == f"{place / 's'} is open to other users: run chmod 700 {place / 's'}"


def test_a_link(place: Path) -> None:
    """A link may be turned elsewhere by whoever made it."""
    (place / "real").mkdir(mode=0o700)
    (place / "s").symlink_to(place / "real")
    expected = f"{place / 's'} is a link or a file, not a folder: remove it, or set NNTUI_SOCKETS"
    assert refusal(place / "s") == expected


def test_a_link_to_nowhere(place: Path) -> None:
    """A link that is broken is told as what it is."""
    (place / "s").symlink_to(place / "nothing")
    expected = f"{place / 's'} is a link or a file, not a folder: remove it, or set NNTUI_SOCKETS"
    assert refusal(place / "s") == expected


def test_a_file(place: Path) -> None:
    """A file where the folder should be is no reason for a traceback."""
    (place / "s").write_text("")
    expected = f"{place / 's'} is a link or a file, not a folder: remove it, or set NNTUI_SOCKETS"
    assert refusal(place / "s") == expected


def test_below_a_file(place: Path) -> None:
    """A folder that cannot be made is told with the reason."""
    (place / "file").write_text("")
    folder = place / "file" / "s"
    assert refusal(folder) == f"{folder} cannot be made: Not a directory: set NNTUI_SOCKETS to another place"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_somebody_else_s(place: Path) -> None:
    """A folder of another user's, who could read along, is not used."""
    (place / "s").mkdir(mode=0o700)
    os.chown(place / "s", 12345, -1)
    expected = f"{place / 's'} belongs to another user: set NNTUI_SOCKETS to a folder of your own"
    assert refusal(place / "s") == expected


def test_the_socket_is_ours_alone(place: Path) -> None:
    """The socket itself is closed to others too."""
    with listen(place / "s" / "x.sock"):
        assert stat.S_IMODE((place / "s" / "x.sock").stat().st_mode) == 0o600


def test_a_dead_socket_is_replaced(place: Path) -> None:
    """What a host left that was killed is no hindrance."""
    listen(place / "s" / "x.sock").close()
    with listen(place / "s" / "x.sock"), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as caller:
        caller.connect(str(place / "s" / "x.sock"))


def test_who_finds_a_socket_is_heard(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not at its path before it listens."""
    path, found = place / "s" / "x.sock", []

    class Watched(socket.socket):
        def listen(self, backlog: int = 0) -> None:
            found.append(path.exists())
            super().listen(backlog)

    monkeypatch.setattr("nntui.session.sockets.socket.socket", Watched)
    with listen(path):
        assert (found, path.is_socket(), [each.name for each in path.parent.iterdir()]) == (
            [False],
            True,
            ["x.sock"],
        )


def test_too_long_a_path(place: Path) -> None:
    """A path that no socket can have is told, with the way out."""
    path = place / ("long" * 40) / "x.sock"
    with pytest.raises(UserError) as caught:
        listen(path)
    expected = f"no socket can be made at {path}: AF_UNIX path too long: set NNTUI_SOCKETS to a short path"
    assert str(caught.value) == expected
