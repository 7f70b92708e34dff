"""B3: a hundred clients connect and leave at once: served or refused cleanly, and nothing is left of them."""

from __future__ import annotations

import random
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks.harness.socket_host import PlainViewer, SocketHost, at
from nntui.session.codec import encode
from nntui.session.protocol import VERSIONS, Hello, Rejected, Subscribe, Welcome

if TYPE_CHECKING:
    from tests.faults.conftest import Size

Until = Callable[[Callable[[], object]], None]

CROWD = 100
HELLO = Hello(VERSIONS, "test")


def come_and_go(path: Path) -> str:
    """What a client hears that comes and leaves: the name of the first message."""
    viewer = PlainViewer(at(path), HELLO, Subscribe(columns=50, layers=True))
    try:
        return type(viewer.hear(Welcome)[0]).__name__
    finally:
        viewer.socket.close()


def knock(path: Path, seed: int) -> None:
    """Connect, say some part of something, and be gone."""
    connected = at(path)
    said = encode(HELLO) + encode(Subscribe())
    connected.sendall(said[: random.Random(seed).randrange(len(said))])
    connected.close()


def descriptors() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="descriptors are counted in /proc")
def test_nothing_is_left_of_them(socket_host: SocketHost, size: Size, until: Until) -> None:
    """Neither a viewer nor a descriptor, and the next one is served."""
    socket_host.connect(HELLO).hear(Welcome)
    before = descriptors()
    for round_number in range(size(2, 20)):
        with ThreadPoolExecutor(25) as crowd:
            list(
                crowd.map(
                    lambda seed: knock(socket_host.path, seed), range(round_number, round_number + CROWD)
                )
            )
    until(lambda: socket_host.server.peers == 1)
    until(lambda: descriptors() <= before)
    assert isinstance(socket_host.connect(HELLO).hear(Welcome)[0], Welcome)


def test_each_is_served_or_refused(socket_host: SocketHost, size: Size, until: Until) -> None:
    """Nobody is left without a word who waits for one."""
    for _ in range(size(2, 20)):
        viewers = [socket_host.connect(HELLO) for _ in range(2 * CROWD)]
        heard = [type(viewer.hear(Welcome)[0]) for viewer in viewers]
        assert set(heard) == {Welcome, Rejected}
        for viewer in viewers:
            viewer.socket.close()
        until(lambda: socket_host.server.peers == 0)


def test_the_run_does_not_notice(socket_host: SocketHost, size: Size) -> None:
    """It stands as it stood."""
    before = socket_host.host.run.control, socket_host.host.run.trainer.step_number
    with ThreadPoolExecutor(25) as crowd:
        heard = set(crowd.map(come_and_go, [socket_host.path] * size(100, 2000)))
    assert heard <= {"Welcome", "Rejected"}
    assert (socket_host.host.run.control, socket_host.host.run.trainer.step_number) == before
