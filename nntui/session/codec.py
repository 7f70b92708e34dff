"""Messages as bytes: four bytes of length, then MessagePack."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

import msgspec

from nntui.session.protocol import ToHost, ToViewer

HOST_LIMIT = 64 * 1024
"""The longest message that a host reads."""

VIEWER_LIMIT = 1024 * 1024
"""The longest message that a viewer reads."""

_encoder = msgspec.msgpack.Encoder()
_Message = TypeVar("_Message")


class ProtocolError(Exception):
    """What arrived is no message of this protocol; the connection is of no more use."""


def encode(message: ToHost | ToViewer) -> bytes:
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


def viewer_reader() -> MessageReader[ToViewer]:
    """Reads what a host says."""
    return MessageReader(msgspec.msgpack.Decoder(ToViewer), VIEWER_LIMIT)
