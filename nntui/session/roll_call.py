"""Asking many hosts at once how their runs stand, without waiting for any one of them."""

from __future__ import annotations

import os
import selectors
import socket
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from nntui.session.codec import ProtocolError, ViewerReader, encode, viewer_reader
from nntui.session.protocol import Rejected, Welcome
from nntui.session.viewer import PIECE, hello

Answer = Welcome | Rejected


@dataclass(frozen=True, eq=False)
class Asked:
    """A host that was asked, and has not answered yet."""

    path: Path
    socket: socket.socket
    reader: ViewerReader = field(default_factory=viewer_reader)


def call_roll(
    sockets: Iterable[Path], within_s: float, clock: Callable[[], float] = time.monotonic
) -> dict[Path, Answer]:
    """What the hosts that listen at these sockets answer, of those that do so in time."""
    deadline = clock() + within_s
    answers: dict[Path, Answer] = {}
    with selectors.DefaultSelector() as selector:
        waiting = {asked for path in sockets if (asked := _ask(path))}
        for asked in waiting:
            selector.register(asked.socket, selectors.EVENT_READ, asked)
        while waiting and (left := deadline - clock()) > 0:
            for key, _ in selector.select(left):
                if _hear(key.data, answers):
                    selector.unregister(key.data.socket)
                    key.data.socket.close()
                    waiting.remove(key.data)
        for asked in waiting:
            asked.socket.close()
    return answers


def _ask(path: Path) -> Asked | None:
    """Put the question; None where nobody takes it."""
    host = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    host.setblocking(False)
    try:
        host.connect(os.fspath(path))
        host.sendall(encode(hello(read_only=True)))
    except OSError:  # there is no host any more, or one that takes no connections now
        host.close()
        return None
    return Asked(path, host)


def _hear(asked: Asked, answers: dict[Path, Answer]) -> bool:
    """Take what has arrived; whether no more is to be expected."""
    try:
        data = asked.socket.recv(PIECE)
        for message in asked.reader.feed(data):
            if isinstance(message, Answer):
                answers[asked.path] = message
                return True
    except (OSError, ProtocolError):  # whatever listens there, it is no host
        return True
    return not data
