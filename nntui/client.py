"""The dashboard's line to its host: the one place where a session meets Textual."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

from textual.message import Message
from textual.message_pump import MessagePump

from nntui.session.codec import encode, viewer_reader
from nntui.session.protocol import Action, Command, Refused, Subscribe, ToHost
from nntui.session.state import SessionState, reduce
from nntui.session.viewer import PIECE, hello


class SessionChanged(Message):
    """Something arrived from the host; a newer one makes it needless."""

    def __init__(self, state: SessionState) -> None:
        self.state = state
        super().__init__()

    def can_replace(self, message: Message) -> bool:
        """Two in line are one too many: states are whole."""
        return isinstance(message, SessionChanged)


class CommandRefused(Message):
    """The host did not do what it was asked to do."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__()


class HostLost(Message):
    """The connection is over; whether in order, `SessionState.ended` says."""


class Client:
    """Talks to a host over its Unix socket, and posts what it hears to a message pump.

    What it says waits in a queue of its own: a host that ends takes no more words, and still has its last
    ones to be heard.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._unsaid: asyncio.Queue[bytes] = asyncio.Queue()
        self._connected = asyncio.Event()
        self._commands = 0
        self.state = SessionState()
        self.over = asyncio.Event()

    async def follow(self, listener: MessagePump) -> None:
        """Connect, and post to `listener` all that arrives until the connection ends."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as link:
            link.setblocking(False)
            speaking = asyncio.create_task(self._speak(link))
            try:
                await self._listen(link, listener)
            except OSError:
                pass  # a host that is gone is told below, however it went
            finally:
                self.over.set()
                listener.post_message(HostLost())
                speaking.cancel()
                await asyncio.wait([speaking])

    def ask(self, action: Action) -> None:
        """Send a command; nothing where the host is gone, which the screen says already."""
        self._commands += 1
        self._say(Command(self._commands, action))

    def show(self, wanted: Subscribe) -> None:
        """Say what is on the screen."""
        self._say(wanted)

    async def _listen(self, link: socket.socket, listener: MessagePump) -> None:
        loop, messages = asyncio.get_running_loop(), viewer_reader()
        await loop.sock_connect(link, self._path)
        self._connected.set()
        while data := await loop.sock_recv(link, PIECE):
            for message in messages.feed(data):
                self.state = reduce(self.state, message)
                if isinstance(message, Refused):
                    listener.post_message(CommandRefused(message.reason))
            listener.post_message(SessionChanged(self.state))

    async def _speak(self, link: socket.socket) -> None:
        await self._connected.wait()
        loop, words = asyncio.get_running_loop(), encode(hello())
        with suppress(OSError):  # listening finds the end, behind the host's last words
            while True:
                await loop.sock_sendall(link, words)
                words = await self._unsaid.get()

    def _say(self, message: ToHost) -> None:
        if not self.over.is_set():
            self._unsaid.put_nowait(encode(message))
