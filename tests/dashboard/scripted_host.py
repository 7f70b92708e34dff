"""A host that says what a test has it say."""

from __future__ import annotations

import asyncio

from nntui.session.codec import encode, host_reader
from nntui.session.protocol import Ping, Pong, Seen, ToHost, ToViewer


class ScriptedHost:
    """Says nothing by itself but the answers to pings, and keeps what it hears of other things.

    silent: whether it does not even answer, as behind a black hole.
    """

    def __init__(self) -> None:
        self.heard: list[ToHost] = []
        self.silent = False
        self.viewers = 0
        self._viewer: asyncio.StreamWriter | None = None
        self._server: asyncio.Server | None = None

    async def listen(self, path: str) -> asyncio.Server:
        """Let viewers in."""
        self._server = await asyncio.start_unix_server(self._meet, path)
        return self._server

    def say(self, *messages: ToViewer) -> None:
        """Have the viewer hear these."""
        assert self._viewer is not None
        for message in messages:
            self._viewer.write(encode(message))

    def attend(self) -> None:
        """It does nothing by itself."""

    def drop(self) -> None:
        """The connection breaks; the host is still there."""
        assert self._viewer is not None
        self._viewer.close()

    def vanish(self) -> None:
        """Be gone without a word."""
        assert self._server is not None
        self._server.close()
        self.drop()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a viewer until it leaves."""
        self._viewer = writer
        self.viewers += 1
        messages = host_reader()
        try:
            while data := await reader.read(65536):
                for message in messages.feed(data):
                    self._hear(message, writer)
        except ConnectionResetError:  # as good an end as any
            pass
        writer.close()

    def _hear(self, message: ToHost, writer: asyncio.StreamWriter) -> None:
        if isinstance(message, Ping) and not self.silent:
            writer.write(encode(Pong(message.number)))
        elif not isinstance(message, Ping | Seen):
            self.heard.append(message)
