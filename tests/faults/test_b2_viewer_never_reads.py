"""B2: a viewer that never reads costs at most 256 KiB, holds nobody up, and is cut off with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from benchmarks.harness.socket_host import PlainViewer, SocketHost
from nntui.session.protocol import (
    VERSIONS,
    Ended,
    EpochEnded,
    Happened,
    HeatRequest,
    Hello,
    LogEntry,
    Rejected,
    StepBy,
    Subscribe,
    Welcome,
)

if TYPE_CHECKING:
    from tests.faults.conftest import Size

Until = Callable[[Callable[[], object]], None]

MOST_HELD = 256 * 1024
HELLO = Hello(VERSIONS, "test")
QUIET = Subscribe(rate_hz=0.0)
EVERYTHING = Subscribe(columns=4096, heat=HeatRequest("dense_1", 512, 512), layers=True, epochs=True)


def happen(host: SocketHost, number: int) -> None:
    host.host.served.hub.happened(LogEntry(number, 0.0, 0, "x" * 1000), host.host.run.status())


def deaf(host: SocketHost, count: int, until: Until) -> list[PlainViewer]:
    """Viewers that want everything, and read nothing."""
    viewers = [host.connect(HELLO, EVERYTHING) for _ in range(count)]
    until(lambda: host.host.served.hub.interest.viewers == count)
    return viewers


def fill(host: SocketHost, good: PlainViewer) -> int:
    """Have things happen until the deaf are gone; the most that was held for one."""
    most = number = 0
    while host.server.peers > 1:
        happen(host, number)
        good.hear(Happened)
        most, number = max(most, host.server.most_held), number + 1
        assert number < 2000, "it is held on to"
    return most


def test_little_is_held(socket_host: SocketHost, until: Until, size: Size) -> None:
    """However much happens; and who reads gets all of it meanwhile."""
    deaf(socket_host, size(3, 100), until)
    good = socket_host.connect(HELLO, QUIET)
    good.hear(Welcome)
    assert 64 * 1024 < fill(socket_host, good) <= MOST_HELD


def test_the_reason_is_there_to_be_read(socket_host: SocketHost, until: Until, size: Size) -> None:
    """It is the last thing that such a viewer finds when it reads again."""
    viewers = deaf(socket_host, size(3, 100), until)
    good = socket_host.connect(HELLO, QUIET)
    good.hear(Welcome)
    fill(socket_host, good)
    last = [viewer.hear(Rejected)[-1] for viewer in viewers]
    assert last == [Rejected("it does not read what it is told", "behind")] * len(viewers)


def test_frames_do_not_pile_up(socket_host: SocketHost, until: Until, size: Size) -> None:
    """A viewer that does not read gets one frame, and is not let go for the rest."""
    deaf(socket_host, 1, until)
    good = socket_host.connect(HELLO, Subscribe(columns=100, rate_hz=100.0))
    first = good.hear(Welcome)[0]
    for _ in range(size(100, 3000)):
        socket_host.host.turn()
        socket_host.host.served.hub.publish(socket_host.host.served.hub.report)
    assert isinstance(first, Welcome)
    assert (socket_host.server.most_held < 4096, socket_host.server.peers) == (True, 2)


def test_epochs_do_not_pile_up(socket_host: SocketHost, until: Until, size: Size) -> None:
    """Lines of progress are left out for who is behind; the last word is not."""
    viewer = deaf(socket_host, 1, until)[0]
    hub = socket_host.host.served.hub
    for epoch in range(size(20_000, 200_000)):
        hub.epoch_ended(EpochEnded(epoch, epoch, 0.5, None))
    held = socket_host.server.most_held
    hub.ended(Ended("stopped", None))
    assert held <= MOST_HELD
    assert viewer.hear(Ended)[-1] == Ended("stopped", None)


@pytest.mark.parametrize("count", [1, 5])
def test_training_goes_on(socket_host: SocketHost, until: Until, size: Size, count: int) -> None:
    """Nothing that the training thread does waits for a viewer."""
    deaf(socket_host, count, until)
    hand, steps = socket_host.connect(HELLO, QUIET), size(300, 5000)
    hand.hear(Welcome)
    socket_host.host.connect().ask(StepBy(steps))
    while socket_host.host.turn() is not None or socket_host.host.served.hub.requests:
        pass
    assert socket_host.host.run.trainer.step_number == steps
