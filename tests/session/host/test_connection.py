"""The host's side of one viewer, without a socket."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from nntui.session.codec import ProtocolError, encode, viewer_reader
from nntui.session.host.connection import BATCH, MOST_OWED, Connection
from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import (
    VERSIONS,
    Command,
    Ended,
    EpochEnded,
    Happened,
    Hello,
    LogEntry,
    Pause,
    Rejected,
    Subscribe,
    ToViewer,
    Welcome,
)

if TYPE_CHECKING:
    from tests.session.conftest import Clock

Start = Callable[..., LoopbackHost]
HELLO = Hello(VERSIONS, "test")


def heard(connection: Connection) -> list[ToViewer]:
    """All that a viewer is sent now."""
    reader, messages = viewer_reader(), []
    while data := connection.outgoing():
        messages += reader.feed(data)
    return messages


def line(host: LoopbackHost, number: int) -> Happened:
    return Happened(LogEntry(number, 0.0, 0, f"line {number}"), host.run.status())


def kinds(messages: list[ToViewer]) -> list[type[Any]]:
    return [type(message) for message in messages]


def test_hello_is_answered(host: LoopbackHost, connection: Connection) -> None:
    """A viewer learns at once what run this is, how it stands and what happened."""
    connection.receive(HELLO)
    served, hub = host.served, host.served.hub
    expected = Welcome(1, served.description, hub.status, tuple(hub.log), served.host)
    assert heard(connection) == [expected]


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        ((2, 3), "the host speaks protocol 1, this viewer 3: use one nntui"),
        ((0, 0), "the host speaks protocol 1, this viewer 0: use one nntui"),
    ],
)
def test_versions_that_do_not_meet(connection: Connection, theirs: tuple[int, int], expected: str) -> None:
    """A viewer of another time is told both versions, also when it has said more already."""
    connection.receive(Hello(theirs, "test"))
    connection.receive(Subscribe())
    connection.receive(Command(1, Pause()))
    assert heard(connection) == [Rejected(expected, "versions")]
    assert connection.finished


@pytest.mark.parametrize("theirs", [(0, 1), (1, 9), (1, 1)])
def test_versions_that_meet(connection: Connection, theirs: tuple[int, int]) -> None:
    """Versions that overlap anywhere are good enough."""
    connection.receive(Hello(theirs, "test"))
    assert kinds(heard(connection)) == [Welcome]


@pytest.mark.parametrize("first", [Subscribe(), Command(1, Pause())])
def test_a_hello_comes_first(connection: Connection, first: Subscribe | Command) -> None:
    """Nobody is served unseen."""
    with pytest.raises(ProtocolError, match="a hello comes first, and only once"):
        connection.receive(first)


def test_a_hello_comes_once(connection: Connection) -> None:
    """A read-only viewer cannot say later that it is none."""
    connection.receive(Hello(VERSIONS, "test", read_only=True))
    with pytest.raises(ProtocolError, match="a hello comes first, and only once"):
        connection.receive(HELLO)


def test_silence(connection: Connection, clock: Clock) -> None:
    """Whoever says nothing for two seconds is not there; whoever has said hello may be silent."""
    before = (connection.silent, connection.wait_s())
    clock.now += 2.0
    after = (connection.silent, connection.wait_s())
    connection.receive(HELLO)
    assert (before, after, connection.silent) == ((False, 2.0), (True, 0.0), False)


def test_strangers_hear_nothing(host: LoopbackHost, connection: Connection) -> None:
    """What happens is for those who have said hello."""
    connection.tell(line(host, 1))
    connection.tell(Ended("stopped", None))
    assert heard(connection) == []


def test_epochs_for_those_who_asked(host: LoopbackHost) -> None:
    """A line an epoch is no news for a dashboard."""
    asked, other = host.connect(Subscribe(epochs=True, rate_hz=0)), host.connect(Subscribe(rate_hz=0))
    for viewer in (asked, other):
        viewer.connection.tell_epoch(encode(EpochEnded(1, 8, 0.5, None)))
    assert (kinds(asked.read()), kinds(other.read())) == ([Welcome, EpochEnded], [Welcome])


def test_news_is_kept_in_order(host: LoopbackHost, connection: Connection) -> None:
    """No line of the log is lost, doubled or moved, whenever a viewer says hello."""
    connection.receive(HELLO)
    connection.receive(Subscribe(rate_hz=0))
    for number in range(100):
        connection.tell(line(host, number))
    assert numbers(heard(connection)) == list(range(100))


def numbers(messages: list[ToViewer]) -> list[int]:
    return [message.entry.number for message in messages if isinstance(message, Happened)]


def test_what_happens_during_the_welcome(host: LoopbackHost, connection: Connection) -> None:
    """Whatever the training thread tells while a viewer is being greeted comes after the welcome."""
    hub, happened = host.served.hub, line(host, 9)

    class Log(deque[LogEntry]):
        """A log that grows just when it is read."""

        def __iter__(self) -> Iterator[LogEntry]:
            told.start()
            told.join(0.05)
            return super().__iter__()

    told = threading.Thread(target=hub.happened, args=(happened.entry, happened.status))
    hub.log, hub.tell = Log(hub.log), connection.tell
    connection.receive(HELLO)
    told.join()
    assert kinds(heard(connection)) == [Welcome, Happened]


def test_who_never_reads_is_owed_too_much(host: LoopbackHost, connection: Connection) -> None:
    """News for a viewer that does not read ends in a verdict, not in all of the memory."""
    connection.receive(HELLO)
    told = 0
    while not connection.owed_too_much:
        connection.tell(line(host, told))
        told += 1
    assert told * 1000 > MOST_OWED > told * 20
    assert not connection.owing


def test_the_last_reason(host: LoopbackHost, connection: Connection) -> None:
    """Whoever is let go hears why, and nothing else any more."""
    connection.receive(HELLO)
    connection.tell(line(host, 1))
    connection.reject("too slow", "behind")
    connection.tell(line(host, 2))
    assert heard(connection) == [Rejected("too slow", "behind")]


def test_news_is_handed_out_in_batches(host: LoopbackHost, connection: Connection) -> None:
    """Whole messages, and never so many that what comes after waits for long."""
    connection.receive(HELLO)
    for number in range(2000):
        connection.tell(line(host, number))
    sizes = [len(data) for data in iter(connection.outgoing, b"")]
    assert (sum(sizes) > 4 * BATCH, max(sizes) < BATCH + 1000) == (True, True)


def test_who_is_behind_misses_epochs(host: LoopbackHost) -> None:
    """A slow reader of a fast run misses lines of progress, and is not let go for it."""
    viewer = host.connect(Subscribe(epochs=True, rate_hz=0))
    for epoch in range(10_000):
        viewer.connection.tell_epoch(encode(EpochEnded(epoch, epoch, 0.5, None)))
    viewer.connection.tell(line(host, 1))
    assert not viewer.connection.owed_too_much
    assert kinds(viewer.read())[-1] == Happened


def test_the_last_word(connection: Connection) -> None:
    """After the host's last word nothing is owed once it was taken."""
    connection.receive(HELLO)
    connection.tell(Ended("stopped", None))
    assert (connection.finished, connection.owing) == (True, True)
    assert kinds(heard(connection)) == [Welcome, Ended]
    assert not connection.owing
