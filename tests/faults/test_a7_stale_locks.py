"""A7: a lock that a crash or a reboot left behind is taken over without a word."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from benchmarks.harness.real_run import RealRun
from nntui.store.lock import Holder, hold, is_held, read_holder

SOCKET = Path("/tmp/x.sock")

LEFT = {
    "by a process that is gone": msgspec.json.encode(Holder(2**22 + 1, platform.node(), 5.0, str(SOCKET))),
    "by one whose number another has now": msgspec.json.encode(Holder(1, platform.node(), 5.0, str(SOCKET))),
    "on another machine": msgspec.json.encode(Holder(1, "elsewhere", 5.0, str(SOCKET))),
    "half written": b'{"pid":12',
    "empty": b"",
    "zeros, as after a power cut": bytes(4096),
}


@pytest.mark.parametrize("left", LEFT)
def test_a_lock_that_nobody_holds(tmp_path: Path, left: str) -> None:
    """Whatever it says, nobody holds it: it is taken, and says who has the run now."""
    (tmp_path / "lock").write_bytes(LEFT[left])
    assert not is_held(tmp_path)
    with hold(tmp_path, SOCKET, 6.0):
        assert read_holder(tmp_path) == Holder(os.getpid(), platform.node(), 6.0, str(SOCKET))


def test_a_killed_host(real: Callable[..., RealRun]) -> None:
    """The next host has the run at once, and its socket where the dead one's was."""
    run = real(paused=True)
    run.begin()
    run.kill()
    assert run.socket.exists()
    run.begin()
    holder = read_holder(run.folder)
    assert holder is not None
    assert holder.pid == run.pid
    run.stop()
