"""The dashboard's line to its host."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from textual.message import Message

from nntui.client import Client, CommandRefused, HostLost, SessionChanged
from nntui.session.codec import encode, host_reader
from nntui.session.protocol import (
    Acknowledged,
    Command,
    Ended,
    Evaluate,
    Hello,
    Refused,
    StepBy,
    Stop,
    Subscribe,
    ToHost,
    ToViewer,
)

PATIENCE_S = 5.0


class Heard:
    """Stands for the screen that messages are posted to."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def post_message(self, message: Message) -> bool:
        self.messages.append(message)
        return True


class PlainHost:
    """A host that does everything at once when it is told to, while the client waits."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)
        self._listener, self._viewer = (socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) for _ in range(2))
        self._listener.bind(self.path)
        self._listener.listen()
        self._reader = host_reader()

    def meet(self) -> None:
        """Let the client in."""
        self._viewer.close()
        self._viewer, _ = self._listener.accept()

    def hear(self) -> list[ToHost]:
        """All that has arrived."""
        return list(self._reader.feed(self._viewer.recv(65536)))

    def say(self, *messages: ToViewer) -> None:
        """Send these."""
        self._viewer.sendall(b"".join(map(encode, messages)))

    def leave(self) -> None:
        """Close the connection."""
        self._viewer.close()

    def close(self) -> None:
        """Be gone altogether."""
        self._listener.close()
        self._viewer.close()


@pytest.fixture
def host() -> Iterator[PlainHost]:
    """A host at the name of a socket, which must be short."""
    with TemporaryDirectory(prefix="nntui-") as folder:
        host = PlainHost(Path(folder) / "socket")
        yield host
        host.close()


async def until(condition: Callable[[], object]) -> None:
    """Let the client work until the condition holds."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "this did not come true in time"
        await asyncio.sleep(0.001)


async def connect(client: Client, host: PlainHost, heard: Heard) -> asyncio.Task[None]:
    """Begin to follow, and be let in."""
    following = asyncio.create_task(client.follow(heard))
    await asyncio.sleep(0)
    host.meet()
    return following


async def said(client: Client, host: PlainHost) -> list[ToHost]:
    """What the host hears once the client has said all it has to say."""
    await until(lambda: client._unsaid.empty())
    await asyncio.sleep(0)
    return host.hear()


async def test_what_is_said_early_waits_for_the_hello(host: PlainHost) -> None:
    """A key may be pressed before the connection is there."""
    client = Client(host.path)
    client.ask(Stop())
    following = await connect(client, host, Heard())
    first, *others = await said(client, host)
    host.leave()
    await following
    assert (type(first), others) == (Hello, [Command(1, Stop())])


async def test_words_arrive_in_order_with_numbers(host: PlainHost) -> None:
    """Every command has an id of its own."""
    client = Client(host.path)
    following = await connect(client, host, Heard())
    client.ask(StepBy(1))
    client.show(Subscribe(columns=7))
    client.ask(Evaluate())
    heard = await said(client, host)
    host.leave()
    await following
    assert heard[1:] == [Command(1, StepBy(1)), Subscribe(columns=7), Command(2, Evaluate())]


async def test_last_words_are_heard_while_talking_on(host: PlainHost) -> None:
    """A host that has ended takes no more words; what it said before is not lost by that."""
    client, heard = Client(host.path), Heard()
    following = await connect(client, host, heard)
    host.say(Refused(1, "no"), Acknowledged(2, 7), Ended("stopped", None))
    host.leave()
    for _ in range(3):
        client.ask(Evaluate())
    await following
    assert client.state.ended == Ended("stopped", None)
    assert [type(each) for each in heard.messages] == [CommandRefused, SessionChanged, HostLost]


async def test_nobody_there(tmp_path: Path) -> None:
    """It is told as any loss is."""
    client, heard = Client(str(tmp_path / "none")), Heard()
    await client.follow(heard)
    assert ([type(each) for each in heard.messages], client.over.is_set()) == ([HostLost], True)


async def test_leaving(host: PlainHost) -> None:
    """The connection is closed when the dashboard is."""
    client = Client(host.path)
    following = await connect(client, host, Heard())
    following.cancel()
    with pytest.raises(asyncio.CancelledError):
        await following
    assert client.over.is_set()
