"""The serving thread, over real sockets, beside a training thread that is this one."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import pytest

from benchmarks.harness.socket_host import PlainViewer, SocketHost, at
from nntui.session.codec import encode
from nntui.session.host.connection import Connection
from nntui.session.host.hub import Interest
from nntui.session.host.server import MOST_VIEWERS, combined
from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import (
    VERSIONS,
    Acknowledged,
    Command,
    Ended,
    EpochEnded,
    Frame,
    Happened,
    HeatRequest,
    Hello,
    LogEntry,
    Ping,
    Pong,
    Refused,
    Rejected,
    Seen,
    SetPace,
    StepBy,
    Subscribe,
    Welcome,
)
from nntui.session.sockets import listen
from nntui.session.viewer import SocketViewer

Start = Callable[..., LoopbackHost]
Until = Callable[[Callable[[], object]], None]
HELLO = Hello(VERSIONS, "test")
QUIET = Subscribe(rate_hz=0, epochs=True)


def line(served: SocketHost, number: int) -> None:
    served.host.served.hub.happened(LogEntry(number, 0.0, 0, "x" * 1000), served.host.run.status())


def test_a_viewer_is_served(served: SocketHost, until: Until) -> None:
    """Hello, what is shown, a command, its answer, and a frame: all over the socket."""
    viewer = served.connect(HELLO, Subscribe(columns=10), Command(3, StepBy(1)))
    until(lambda: served.host.served.hub.requests)
    for _ in range(4):
        served.host.turn()
    heard = viewer.hear(Frame)
    assert [type(message) for message in heard] == [Welcome, Acknowledged, Frame]
    assert [message.id for message in heard if isinstance(message, Acknowledged)] == [3]


def test_an_answer_is_sent_at_once(served: SocketHost, until: Until) -> None:
    """A refusal reaches a viewer without frames, while nothing else happens."""
    viewer = served.connect(HELLO, QUIET, Command(3, SetPace(-1.0)))
    until(lambda: served.host.served.hub.requests)
    served.host.turn()
    assert isinstance(viewer.hear(Refused)[-1], Refused)


def test_the_last_word_is_heard(served: SocketHost) -> None:
    """Whoever has said hello hears how it ended, and then the connection is over."""
    viewer = served.connect(HELLO, QUIET)
    viewer.hear(Welcome)
    served.host.served.hub.ended(Ended("stopped", None))
    assert viewer.hear(Ended) == [Ended("stopped", None)]
    assert viewer.let_go


def test_a_last_word_between_two_looks(served: SocketHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last word is heard also where it falls between looking for news and closing the connection."""
    look = Connection.outgoing

    def look_and_be_told(connection: Connection) -> bytes:
        data = look(connection)
        if not data and connection.subscriptions and not connection.finished:
            connection.tell(Ended("stopped", None))
            served.server.wake()
        return data

    monkeypatch.setattr(Connection, "outgoing", look_and_be_told)
    assert served.connect(HELLO, QUIET).hear(Ended)[-1] == Ended("stopped", None)


def test_another_version_hears_why(served: SocketHost) -> None:
    """A viewer of another protocol is told, though it talks on; then it is let go."""
    viewer = served.connect(Hello((7, 9), "test"), Subscribe())
    expected = "the host speaks protocol 1, this viewer 9: use one nntui"
    assert viewer.hear(Rejected) == [Rejected(expected, "versions")]
    assert viewer.let_go


def test_a_viewer_of_another_version_always_hears_why(
    served: SocketHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is read, however soon the host is gone after it."""
    monkeypatch.setattr("nntui.session.viewer.VERSIONS", (7, 9))
    expected = "the host speaks protocol 1, this viewer 9: use one nntui"
    for _ in range(50):
        late = SocketViewer(str(served.path), QUIET)
        heard = list(late.messages())
        late.close()
        assert heard == [Rejected(expected, "versions")]


@pytest.mark.parametrize(
    "nonsense",
    [b"GET / HTTP/1.1\r\n\r\n", b"\0\0\0\2\xc1\xc1", encode(QUIET), encode(HELLO) + encode(HELLO)],
    ids=["another protocol", "garbage", "no hello", "two hellos"],
)
def test_nonsense_ends_its_own_connection_only(
    served: SocketHost, nonsense: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whoever talks nonsense is let go, with a line in the log; all others stay."""
    good = served.connect(HELLO, QUIET)
    good.hear(Welcome)
    bad = served.connect()
    bad.socket.sendall(nonsense)
    assert [message.code for message in bad.hear(Rejected) if isinstance(message, Rejected)] == ["protocol"]
    assert bad.let_go
    line(served, 1)
    assert isinstance(good.hear(Happened)[-1], Happened)
    assert capfd.readouterr().err.startswith("a viewer was let go: ")


def test_who_never_reads_is_let_go(served: SocketHost, until: Until) -> None:
    """News is kept for a viewer up to a bound, and then its connection ends; the others' go on."""
    deaf, good = served.connect(HELLO, QUIET), served.connect(HELLO, QUIET)
    until(lambda: served.host.served.hub.interest.viewers == 2)
    number = 0
    while served.host.served.hub.interest.viewers == 2:
        line(served, number)
        good.hear(Happened)
        number += 1
        assert number < 10_000
    line(served, number)
    assert isinstance(good.hear(Happened)[-1], Happened)
    assert deaf.let_go


def test_who_never_reads_epochs_is_kept(served: SocketHost) -> None:
    """A viewer behind a slow pipe misses epochs of a fast run, but not its end."""
    slow = served.connect(HELLO, QUIET)
    slow.hear(Welcome)
    hub = served.host.served.hub
    for epoch in range(20_000):
        hub.epoch_ended(EpochEnded(epoch, epoch, 0.5, None))
    hub.ended(Ended("stopped", None))
    assert slow.hear(Ended)[-1] == Ended("stopped", None)


def test_the_host_hears_that_a_viewer_left(served: SocketHost, until: Until) -> None:
    """It looks around then, and may be alone."""
    viewer = served.connect(HELLO, QUIET)
    until(lambda: served.host.served.hub.interest.viewers == 1)
    while served.host.served.hub.wait(0):
        pass
    viewer.socket.close()
    assert served.host.served.hub.wait(10.0)
    until(lambda: served.server.peers == 0)


def test_a_failure_is_told(served: SocketHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run must not go on that nobody can reach."""
    monkeypatch.setattr(threading, "excepthook", lambda _: None)

    def fail(_: Connection) -> bytes:
        raise AssertionError

    monkeypatch.setattr(Connection, "outgoing", fail)
    served.connect(HELLO)
    assert served.failed.wait(10.0)


def test_one_viewer_too_many(served: SocketHost) -> None:
    """There is an end to the viewers of a run, before there is one to its descriptors; they are told so."""
    for _ in range(MOST_VIEWERS):
        served.connect(HELLO).hear(Welcome)
    late = served.connect()
    assert late.hear(Rejected) == [Rejected(f"{MOST_VIEWERS} viewers watch this run already", "full")]
    assert late.let_go


def test_a_socket_that_was_brought(served: SocketHost) -> None:
    """A viewer need not come through the listening socket."""
    near, far = socket.socketpair()
    served.server.adopt(far)
    viewer = PlainViewer(near, HELLO)
    served.viewers.append(viewer)
    assert isinstance(viewer.hear(Welcome)[0], Welcome)


def test_another_place(served: SocketHost) -> None:
    """Viewers may come from another socket from now on; those who are there stay."""
    before = served.connect(HELLO, QUIET)
    before.hear(Welcome)
    other = served.path.with_name("y.sock")
    served.server.rebind(listen(other))
    after = PlainViewer(at(other), HELLO)
    served.viewers.append(after)
    assert isinstance(after.hear(Welcome)[0], Welcome)
    line(served, 1)
    assert isinstance(before.hear(Happened)[-1], Happened)


def test_who_looks_on_costs_no_turns(served: SocketHost, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing happens the serving thread sleeps."""
    viewer = served.connect(HELLO, Subscribe(columns=10))
    viewer.hear(Welcome)
    served.host.turn()
    viewer.hear(Frame)
    viewer.socket.sendall(encode(Seen(0)) + encode(Seen(1)) + encode(Ping(1)))
    viewer.hear(Pong)
    looks = []
    monkeypatch.setattr(Connection, "outgoing", lambda _: looks.append(1) or b"")
    assert not viewer.hears_anything(0.3)
    assert len(looks) < 10


def test_what_all_show_together(start: Start) -> None:
    """The host measures what any of its viewers shows, at the highest of their rates."""
    host = start(paused=True)
    first = Subscribe(heat=HeatRequest("dense_1", 4, 4), rate_hz=5.0)
    second = Subscribe(heat=HeatRequest("dense_2", 4, 4), rate_hz=20.0, layers=True, epochs=True)
    viewers = [host.connect(first), host.connect(second), host.connect()]
    assert combined([viewer.connection for viewer in viewers]) == Interest(
        viewers=2,
        subscriptions=2,
        rate_hz=20.0,
        layers=True,
        pictures=frozenset({("dense_1", "weight"), ("dense_2", "weight")}),
        epochs=True,
    )


def test_nobody_shows_anything() -> None:
    """Without viewers nothing is measured."""
    assert combined([]) == Interest()
