"""The serving thread, over real sockets, beside a training thread that is this one."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from nntui.session.codec import encode, viewer_reader
from nntui.session.host.connection import Connection
from nntui.session.host.hub import Interest
from nntui.session.host.server import MOST_VIEWERS, Server, combined
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
    Refused,
    Rejected,
    SetPace,
    StepBy,
    Subscribe,
    ToHost,
    ToViewer,
    Welcome,
)
from nntui.session.sockets import listen
from nntui.session.viewer import SocketViewer

Start = Callable[..., LoopbackHost]
Until = Callable[[Callable[[], object]], None]
HELLO = Hello(VERSIONS, "test")
QUIET = Subscribe(rate_hz=0, epochs=True)


class Viewer:
    """A socket, and what came over it."""

    def __init__(self, path: Path, *said: ToHost) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.socket.settimeout(10.0)
        self.socket.connect(str(path))
        self._reader = viewer_reader()
        if said:
            self.socket.sendall(b"".join(map(encode, said)))

    def hear(self, kind: type[ToViewer]) -> list[ToViewer]:
        """All up to the next message of a kind, or to the end of the connection."""
        heard: list[ToViewer] = []
        while not any(isinstance(message, kind) for message in heard):
            data = self.socket.recv(65_536)
            if not data:
                break
            heard += self._reader.feed(data)
        return heard

    @property
    def let_go(self) -> bool:
        try:
            while self.socket.recv(65_536):
                pass
        except ConnectionResetError:
            pass
        return True


class Served:
    """A host whose viewers come over a socket; training happens in `host.turn`."""

    def __init__(self, host: LoopbackHost, path: Path) -> None:
        self.host, self.path = host, path
        self.gone = threading.Event()
        self.server = Server(listen(path), host.served, self.gone.set)
        self.viewers: list[Viewer] = []

    def connect(self, *said: ToHost) -> Viewer:
        viewer = Viewer(self.path, *said)
        self.viewers.append(viewer)
        return viewer

    def close(self) -> None:
        for viewer in self.viewers:
            viewer.socket.close()
        self.server.close(10.0)


@pytest.fixture
def served(start: Start) -> Iterator[Served]:
    """A paused host behind a socket."""
    with TemporaryDirectory(prefix="nntui-") as folder:
        served = Served(start(paused=True), Path(folder) / "s" / "x.sock")
        yield served
        served.close()


def line(served: Served, number: int) -> None:
    served.host.served.hub.happened(LogEntry(number, 0.0, 0, "x" * 1000), served.host.served.run.status())


def test_a_viewer_is_served(served: Served, until: Until) -> None:
    """Hello, what is shown, a command, its answer, and a frame: all over the socket."""
    viewer = served.connect(HELLO, Subscribe(columns=10), Command(3, StepBy(1)))
    until(lambda: served.host.served.hub.requests)
    for _ in range(4):
        served.host.turn()
    heard = viewer.hear(Frame)
    assert [type(message) for message in heard] == [Welcome, Acknowledged, Frame]
    assert heard[1] == Acknowledged(3, 0)


def test_an_answer_is_sent_at_once(served: Served, until: Until) -> None:
    """A refusal reaches a viewer without frames, while nothing else happens."""
    viewer = served.connect(HELLO, QUIET, Command(3, SetPace(-1.0)))
    until(lambda: served.host.served.hub.requests)
    served.host.turn()
    assert isinstance(viewer.hear(Refused)[-1], Refused)


def test_the_last_word_is_heard(served: Served) -> None:
    """Whoever has said hello hears how it ended, and then the connection is over."""
    viewer = served.connect(HELLO, QUIET)
    viewer.hear(Welcome)
    served.host.served.hub.ended(Ended("stopped", None))
    assert viewer.hear(Ended) == [Ended("stopped", None)]
    assert viewer.let_go


def test_a_last_word_between_two_looks(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_another_version_hears_why(served: Served) -> None:
    """A viewer of another protocol is told, though it talks on; then it is let go."""
    viewer = served.connect(Hello((7, 9), "test"), Subscribe())
    expected = "the host speaks protocol 1, this viewer 9: use one nntui"
    assert viewer.hear(Rejected) == [Rejected(expected)]
    assert viewer.let_go


def test_a_viewer_of_another_version_always_hears_why(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reason is read, however soon the host is gone after it."""
    monkeypatch.setattr("nntui.session.viewer.VERSIONS", (7, 9))
    expected = "the host speaks protocol 1, this viewer 9: use one nntui"
    for _ in range(50):
        late = SocketViewer(str(served.path), QUIET)
        heard = list(late.messages())
        late.close()
        assert heard == [Rejected(expected)]


@pytest.mark.parametrize(
    "nonsense",
    [b"GET / HTTP/1.1\r\n\r\n", b"\0\0\0\2\xc1\xc1", encode(QUIET), encode(HELLO) + encode(HELLO)],
    ids=["another protocol", "garbage", "no hello", "two hellos"],
)
def test_nonsense_ends_its_own_connection_only(
    served: Served, nonsense: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whoever talks nonsense is let go, with a line in the log; all others stay."""
    good = served.connect(HELLO, QUIET)
    good.hear(Welcome)
    bad = served.connect()
    bad.socket.sendall(nonsense)
    assert bad.let_go
    line(served, 1)
    assert isinstance(good.hear(Happened)[-1], Happened)
    assert capfd.readouterr().err.startswith("a viewer was let go: ")


def test_who_never_reads_is_let_go(served: Served, until: Until) -> None:
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


def test_who_never_reads_epochs_is_kept(served: Served) -> None:
    """A viewer behind a slow pipe misses epochs of a fast run, but not its end."""
    slow = served.connect(HELLO, QUIET)
    slow.hear(Welcome)
    hub = served.host.served.hub
    for epoch in range(20_000):
        hub.epoch_ended(EpochEnded(epoch, epoch, 0.5, None))
    hub.ended(Ended("stopped", None))
    assert slow.hear(Ended)[-1] == Ended("stopped", None)


def test_gone_with_the_last_viewer(served: Served) -> None:
    """The host learns that nobody watches any more, but not while somebody does."""
    one, other = served.connect(HELLO, QUIET), served.connect(HELLO, QUIET)
    for viewer in (one, other):
        viewer.hear(Welcome)
    one.socket.close()
    line(served, 1)
    other.hear(Happened)
    assert not served.gone.is_set()
    other.socket.close()
    assert served.gone.wait(10.0)


@pytest.mark.parametrize("said", [(), (HELLO,)], ids=["nothing", "hello"])
def test_who_showed_nothing_does_not_end_a_run(served: Served, said: tuple[Hello, ...]) -> None:
    """Somebody who only knocks, before anybody watches, leaves the run as it was."""
    stranger = served.connect(*said)
    stranger.socket.close()
    viewer = served.connect(HELLO, QUIET)
    viewer.hear(Welcome)
    assert not served.gone.is_set()


def test_one_viewer_too_many(served: Served) -> None:
    """There is an end to the viewers of a run, before there is one to its descriptors."""
    viewers = [served.connect(HELLO) for _ in range(MOST_VIEWERS)]
    for viewer in viewers:
        viewer.hear(Welcome)
    assert served.connect().let_go


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
        weights=frozenset({"dense_1", "dense_2"}),
        epochs=True,
    )


def test_nobody_shows_anything() -> None:
    """Without viewers nothing is measured."""
    assert combined([]) == Interest()
