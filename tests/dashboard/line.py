"""A client without a screen, whose test holds the other end of its connection."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from textual.message import Message

from nntui.client import Client, Noticed, SessionChanged
from nntui.session.codec import encode, host_reader
from nntui.session.following.link_state import LinkState, Live
from nntui.session.links import LinkError
from nntui.session.protocol import Ping, Seen, ToHost, ToViewer
from tests.session.following.viewing import welcome

PATIENCE_S = 5.0


class Heard:
    """Stands for the screen that messages are posted to."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    def post_message(self, message: Message) -> bool:
        self.messages.append(message)
        return True

    @property
    def link(self) -> LinkState | None:
        """How the connection stands, as the screen was told last."""
        told = [each.followed.link for each in self.messages if isinstance(each, SessionChanged)]
        return told[-1] if told else None

    @property
    def notices(self) -> list[str]:
        """What the person was told."""
        return [each.text for each in self.messages if isinstance(each, Noticed)]


class Near(socket.socket):
    """An end that has more to do when it is closed, as that of an ssh has."""

    was_closed = False

    def close(self) -> None:
        super().close()
        self.was_closed = True


class Pairs:
    """A link that is one end of a pair of sockets; the test holds the other.

    gate: tries wait for it. troubles: what tries meet instead, one after the other.
    """

    place = "devbox"

    def __init__(self) -> None:
        self.ends: list[socket.socket] = []
        self.made: list[Near] = []
        self.troubles: list[LinkError] = []
        self.gate = threading.Event()
        self.gate.set()
        self.tried: list[tuple[str, bool, bool]] = []

    def connect(self, *, may_ask: bool) -> socket.socket:
        return self._reach("connect", may_ask)

    def resume(self, *, may_ask: bool) -> socket.socket:
        return self._reach("resume", may_ask)

    def last_words(self) -> str:
        return "devbox: Connection reset by peer"

    def _reach(self, what: str, may_ask: bool) -> socket.socket:
        self.tried.append((what, may_ask, threading.current_thread() is threading.main_thread()))
        self.gate.wait(PATIENCE_S)
        if self.troubles:
            raise self.troubles.pop(0)
        plain, far = socket.socketpair()
        near = Near(fileno=plain.detach())
        self.ends.append(far)
        self.made.append(near)
        return near


class Line:
    """A client that follows, the link it does so by, and what its screen hears."""

    def __init__(self, client: Client, link: Pairs, heard: Heard) -> None:
        self.client, self.link, self.heard = client, link, heard

    def hear(self) -> list[ToHost]:
        """What has arrived at the newest connection's end, but for the pings."""
        try:
            data = self.link.ends[-1].recv(65536, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return []
        return [each for each in host_reader().feed(data) if not isinstance(each, Ping | Seen)]

    def say(self, *messages: ToViewer) -> None:
        """Have the client hear these."""
        self.link.ends[-1].sendall(b"".join(map(encode, messages)))

    async def welcomed(self) -> None:
        """Wait for the connection, and let the client in."""
        connections = len(self.link.ends)
        await until(lambda: len(self.link.ends) > connections or self.link.ends)
        self.say(welcome())
        await until(lambda: self.heard.link == Live())
        self.hear()


async def until(condition: Callable[[], object]) -> None:
    """Let the client work until the condition holds."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, "this did not come true in time"
        await asyncio.sleep(0.001)


@asynccontextmanager
async def following(link: Pairs | None = None) -> AsyncIterator[Line]:
    """A client that follows until the test is over."""
    link, heard = link or Pairs(), Heard()
    line = Line(Client(link), link, heard)
    task = asyncio.create_task(line.client.follow(heard))
    try:
        yield line
    finally:
        task.cancel()
        await asyncio.wait([task])
        for end in link.ends:
            end.close()
