"""What one viewer asks for, and what it is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nntui.session.codec import viewer_reader
from nntui.session.host.connection import MOST_ASKED, Connection
from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import (
    VERSIONS,
    Acknowledged,
    Command,
    Happened,
    Hello,
    LogEntry,
    Pause,
    Ping,
    Pong,
    Refused,
    SetPace,
    StepBy,
    ToViewer,
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


def test_read_only(host: LoopbackHost, connection: Connection) -> None:
    """A read-only viewer changes nothing, and is told so."""
    connection.receive(Hello(VERSIONS, "test", read_only=True))
    connection.receive(Command(7, Pause()))
    assert heard(connection)[1:] == [Refused(7, "this viewer is read-only")]
    assert not host.served.hub.requests


def test_a_command_is_answered_by_its_id(host: LoopbackHost) -> None:
    """Whoever asked twice knows which of the two was done."""
    viewer = host.connect()
    viewer.read()
    ids = [viewer.ask(Pause()), viewer.ask(Pause())]
    host.turn()
    heard = viewer.read()
    assert [message.id for message in heard if isinstance(message, Acknowledged)] == ids


def test_an_answer_says_how_the_run_stands(host: LoopbackHost) -> None:
    """Whoever pressed a key need not wait for a frame to see what it did."""
    viewer = host.connect()
    viewer.read()
    viewer.ask(SetPace(7.0))
    host.turn()
    answers = [message for message in viewer.read() if isinstance(message, Acknowledged)]
    assert [answer.status.pace for answer in answers] == [7.0]


def test_a_ping_is_answered(connection: Connection) -> None:
    """Whoever asks whether anybody is there learns it, also where nothing happens."""
    connection.receive(HELLO)
    connection.receive(Ping(7))
    assert heard(connection)[1:] == [Pong(7)]


def test_the_person_is_known(host: LoopbackHost, connection: Connection) -> None:
    """What was done in a run has a name beside it."""
    connection.receive(Hello(VERSIONS, "test", who="ada@loom"))
    connection.receive(Command(1, Pause()))
    assert [request.who for request in host.served.hub.requests] == ["ada@loom"]


def test_too_many_commands_at_once(host: LoopbackHost, connection: Connection) -> None:
    """A viewer that asks without end fills nobody's memory, and may go on once it is answered."""
    connection.receive(HELLO)
    for number in range(MOST_ASKED + 3):
        connection.receive(Command(number, Pause()))
    refused = [message.id for message in heard(connection) if isinstance(message, Refused)]
    host.turn()
    connection.receive(Command(999, Pause()))
    assert (refused, len(host.served.hub.requests)) == ([100, 101, 102], 1)


def test_a_command_that_is_said_again_is_done_once(host: LoopbackHost, clock: Clock) -> None:
    """After a lost connection a viewer repeats what was not answered; the answer reaches the new one."""
    old, new = Connection(host.served, clock), Connection(host.served, clock)
    for connection in (old, new):
        connection.receive(Hello(VERSIONS, "test", viewer="loom"))
        connection.receive(Command(1, StepBy(1)))
    for _ in range(3):
        host.turn()
    answers = [[each.id for each in heard(one) if isinstance(each, Acknowledged)] for one in (old, new)]
    assert (answers, host.run.trainer.step_number) == ([[], [1]], 1)
