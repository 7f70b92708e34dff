"""Messages as bytes: four bytes of length, then MessagePack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec

from nntui.session.protocol import Status, ToHost, ToViewer, Welcome
from nntui.session.protocol.brief import Brief, BriefAcknowledged, BriefHappened, expanded

HOST_LIMIT = 64 * 1024
"""The longest message that a host reads."""

VIEWER_LIMIT = 1024 * 1024
"""The longest message that a viewer reads."""

_encoder = msgspec.msgpack.Encoder()
_Message = TypeVar("_Message")


class ProtocolError(Exception):
    """What arrived is no message of this protocol; the connection is of no more use."""


def encode(message: ToHost | ToViewer | Brief) -> bytes:
    """One message, its length before it."""
    body = _encoder.encode(message)
    return len(body).to_bytes(4, "big") + body


class MessageReader(Generic[_Message]):
    """Turns what arrives, in whatever pieces, into messages."""

    def __init__(self, decoder: msgspec.msgpack.Decoder[_Message], limit: int) -> None:
        self._decoder = decoder
        self._limit = limit
        self._pending = bytearray()

    def feed(self, data: bytes) -> Iterator[_Message]:
        """The messages that `data` completes; ProtocolError where it is none, or too long."""
        self._pending += data
        while len(self._pending) >= 4:
            length = int.from_bytes(self._pending[:4], "big")
            if length > self._limit:
                raise ProtocolError(f"a message of {length} bytes is longer than {self._limit}")
            if len(self._pending) < 4 + length:
                return
            body = bytes(self._pending[4 : 4 + length])
            del self._pending[: 4 + length]
            try:
                yield self._decoder.decode(body)
            except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
                raise ProtocolError(f"not a message: {error}") from error


def host_reader() -> MessageReader[ToHost]:
    """Reads what viewers say."""
    return MessageReader(msgspec.msgpack.Decoder(ToHost), HOST_LIMIT)


class ViewerReader:
    """Reads what a host says, in one connection."""

    def __init__(self) -> None:
        self._reader = MessageReader(msgspec.msgpack.Decoder(ToViewer | Brief), VIEWER_LIMIT)
        self._welcomed: Status | None = None

    def feed(self, data: bytes) -> Iterator[ToViewer]:
        """The messages that `data` completes; ProtocolError where it is none, or too long."""
        for message in self._reader.feed(data):
            if isinstance(message, BriefAcknowledged | BriefHappened):
                yield self._expanded(message)
                continue
            if isinstance(message, Welcome):
                self._welcomed = message.status
            yield message

    def _expanded(self, message: Brief) -> ToViewer:
        if self._welcomed is None:
            raise ProtocolError("a welcome comes first")
        try:
            return expanded(message, self._welcomed)
        except msgspec.ValidationError as error:
            raise ProtocolError(f"not a message: {error}") from error


def viewer_reader() -> ViewerReader:
    """Reads what a host says, in one connection."""
    return ViewerReader()
