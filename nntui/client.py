"""The dashboard's line to its host: the one place where a session meets Textual."""

from __future__ import annotations

import asyncio

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
    """Talks to a host over its Unix socket, and posts what it hears to a message pump."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._writer: asyncio.StreamWriter | None = None
        self._commands = 0
        self.state = SessionState()
        self.over = asyncio.Event()

    async def follow(self, listener: MessagePump) -> None:
        """Connect, and post to `listener` all that arrives until the connection ends."""
        try:
            reader, self._writer = await asyncio.open_unix_connection(self._path)
            self._say(hello())
            await self._read(reader, listener)
        except OSError:
            pass  # a host that is gone is told below, however it went
        finally:
            if self._writer is not None:
                self._writer.close()
            self.over.set()
            listener.post_message(HostLost())

    def ask(self, action: Action) -> None:
        """Send a command; nothing where the host is gone, which the screen says already."""
        self._commands += 1
        self._say(Command(self._commands, action))

    def show(self, wanted: Subscribe) -> None:
        """Say what is on the screen."""
        self._say(wanted)

    async def _read(self, reader: asyncio.StreamReader, listener: MessagePump) -> None:
        messages = viewer_reader()
        while data := await reader.read(PIECE):
            for message in messages.feed(data):
                self.state = reduce(self.state, message)
                if isinstance(message, Refused):
                    listener.post_message(CommandRefused(message.reason))
            listener.post_message(SessionChanged(self.state))

    def _say(self, message: ToHost) -> None:
        if self._writer is not None and not self.over.is_set():
            self._writer.write(encode(message))
