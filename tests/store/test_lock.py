"""Who holds a run."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pytest

from nntui.errors import UserError
from nntui.store.lock import Holder, hold, read_holder

SOCKET = Path("/tmp/x.sock")
HOLD = """
import sys, time
from pathlib import Path
from nntui.store.lock import hold
lock = hold(Path(sys.argv[1]), Path("/tmp/x.sock"), 5.0)
print("held", flush=True)
time.sleep(60)
"""


def test_the_holder_says_who_it_is(tmp_path: Path) -> None:
    """Whoever finds a run held can see by whom, and where to reach it."""
    with hold(tmp_path, SOCKET, 5.0):
        assert read_holder(tmp_path) == Holder(os.getpid(), platform.node(), 5.0, str(SOCKET))


def test_a_run_is_held_once(tmp_path: Path) -> None:
    """A second host is refused, and told of the first."""
    expected = f"{tmp_path.name} is being trained by process {os.getpid()} on {platform.node()} already"
    with hold(tmp_path, SOCKET, 5.0), pytest.raises(UserError) as caught:
        hold(tmp_path, SOCKET, 6.0)
    assert str(caught.value) == expected


def test_a_refused_host_changes_nothing(tmp_path: Path) -> None:
    """The file still says who really has the run."""
    with hold(tmp_path, SOCKET, 5.0):
        with pytest.raises(UserError):
            hold(tmp_path, Path("/tmp/other.sock"), 6.0)
        assert read_holder(tmp_path) == Holder(os.getpid(), platform.node(), 5.0, str(SOCKET))


def test_a_run_that_was_let_go_is_free(tmp_path: Path) -> None:
    """One after the other, any number of hosts can have a run."""
    hold(tmp_path, SOCKET, 5.0).close()
    with hold(tmp_path, Path("/tmp/other.sock"), 6.0):
        holder = read_holder(tmp_path)
    assert holder is not None
    assert holder.socket == "/tmp/other.sock"


def test_a_host_that_was_killed_lets_go(tmp_path: Path) -> None:
    """However a host dies, the kernel frees its run."""
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(UserError, match=f"process {process.pid} "):
            hold(tmp_path, SOCKET, 6.0)
        process.kill()
    hold(tmp_path, SOCKET, 6.0).close()


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"pid": "x"}', b"[]"])
def test_a_file_that_says_nothing(tmp_path: Path, content: bytes | None) -> None:
    """Where nobody held a run, or the file is half written, nobody is named."""
    if content is not None:
        (tmp_path / "lock").write_bytes(content)
    assert read_holder(tmp_path) is None
