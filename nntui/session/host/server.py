"""The serving thread: one selector over the socket, the viewers, and a pipe by which it is woken."""

from __future__ import annotations

import os
import selectors
import socket
import struct
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field

from nntui.session.codec import MessageReader, ProtocolError, host_reader
from nntui.session.host.connection import Connection, Served
from nntui.session.host.hub import Interest
from nntui.session.protocol import Ended, EpochEnded, Happened, ToHost

PIECE = 64 * 1024
"""Bytes read or written at a time."""

MOST_VIEWERS = 64
"""At a time; one more is turned away, long before the process has no descriptors left."""


@dataclass(eq=False)
class Peer:
    """A viewer's socket and all that belongs to it."""

    socket: socket.socket
    connection: Connection
    reader: MessageReader[ToHost] = field(default_factory=host_reader)
    unsent: bytes = b""


class Server:
    """Serves viewers in a thread of its own; training never waits for it.

    gone: called in that thread when the last viewer that showed anything has left, or the thread failed.
    """

    def __init__(self, listener: socket.socket, served: Served, gone: Callable[[], None]) -> None:
        self._listener = listener
        self._served = served
        self._gone = gone
        self._peers: list[Peer] = []
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._closing = False
        listener.setblocking(False)
        self._selector.register(listener, selectors.EVENT_READ, self._accept)
        self._selector.register(self._wake_read, selectors.EVENT_READ, self._drain)
        served.hub.wake = self.wake
        served.hub.tell = self._tell
        self._thread = threading.Thread(target=self._serve, name="serving", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look at what there is to send; from any thread."""
        with suppress(BlockingIOError):  # a full pipe will wake it just as well
            os.write(self._wake_write, b".")

    def close(self, limit_s: float) -> None:
        """Send what is owed, for so many seconds at the most, and end the thread."""
        self._closing = True
        self.wake()
        self._thread.join(limit_s)
        if not self._thread.is_alive():
            self._release()

    def _release(self) -> None:
        for peer in self._peers:
            peer.socket.close()
        self._selector.close()
        self._listener.close()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def _serve(self) -> None:
        try:
            while not self._closing or any(peer.unsent or peer.connection.owing for peer in self._peers):
                for key, events in self._selector.select():
                    if key.data is not None:
                        key.data(events)
                for peer in tuple(self._peers):
                    self._send(peer)
        finally:
            # Reached by a fault as well: then the run must not go on with nobody able to reach it.
            self._gone()

    def _tell(self, message: Happened | EpochEnded | Ended) -> None:
        for peer in tuple(self._peers):
            peer.connection.tell(message)

    def _drain(self, events: int) -> None:
        os.read(self._wake_read, PIECE)

    def _accept(self, events: int) -> None:
        try:
            connected, _ = self._listener.accept()
            welcome = len(self._peers) < MOST_VIEWERS and same_user(connected)
        except OSError:  # it left before it was let in
            return
        if not welcome:
            connected.close()
            return
        connected.setblocking(False)
        peer = Peer(connected, Connection(self._served))
        self._peers.append(peer)
        self._selector.register(connected, selectors.EVENT_READ, lambda events: self._attend(peer, events))

    def _attend(self, peer: Peer, events: int) -> None:
        if not events & selectors.EVENT_READ:
            return
        try:
            data = peer.socket.recv(PIECE)
            for message in peer.reader.feed(data):
                peer.connection.receive(message)
        except (OSError, ProtocolError) as error:
            print(f"a viewer was let go: {error}", file=sys.stderr, flush=True)
            self._drop(peer)
            return
        if not data:
            self._drop(peer)
            return
        self._show()

    def _send(self, peer: Peer) -> None:
        """Write until the link takes no more; come back when it does."""
        connection = peer.connection
        try:
            while data := peer.unsent or connection.outgoing():
                peer.unsent = data
                sent = peer.socket.send(peer.unsent[:PIECE])
                peer.unsent = peer.unsent[sent:]
        except BlockingIOError:
            self._listen(peer, selectors.EVENT_READ | selectors.EVENT_WRITE)
            done = connection.owed_too_much
        except OSError:
            done = True
        else:
            self._listen(peer, selectors.EVENT_READ)
            # In this order: the last word may be put in line between the two.
            done = connection.finished and not connection.owing
        if done:
            self._drop(peer)

    def _listen(self, peer: Peer, events: int) -> None:
        key = self._selector.get_key(peer.socket)
        if key.events != events:
            self._selector.modify(peer.socket, events, key.data)

    def _drop(self, peer: Peer) -> None:
        if peer in self._peers:
            self._selector.unregister(peer.socket)
            peer.socket.close()
            self._peers.remove(peer)
            self._show()
            if peer.connection.subscriptions and not self._served.hub.interest.viewers:
                self._gone()

    def _show(self) -> None:
        interest = combined([peer.connection for peer in self._peers])
        if interest != self._served.hub.interest:
            self._served.hub.show(interest)


def combined(connections: list[Connection]) -> Interest:
    """What all viewers show, taken together."""
    wanted = [connection.wanted for connection in connections if connection.subscriptions]
    return Interest(
        viewers=len(wanted),
        subscriptions=sum(connection.subscriptions for connection in connections),
        rate_hz=max((each.rate_hz for each in wanted), default=0.0),
        layers=any(each.layers for each in wanted),
        weights=frozenset(each.heat.layer for each in wanted if each.heat),
        epochs=any(each.epochs for each in wanted),
    )


def same_user(connected: socket.socket) -> bool:
    """Whether the process at the other end of a Unix socket is this user's."""
    if hasattr(socket, "SO_PEERCRED"):
        size = struct.calcsize("3i")
        _, uid, _ = struct.unpack("3i", connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size))
        return bool(uid == os.getuid())
    # macOS: struct xucred of <sys/ucred.h>, asked for by LOCAL_PEERCRED (1) at SOL_LOCAL (0).
    credentials = connected.getsockopt(0, 1, 76)
    return bool(struct.unpack_from("2I", credentials)[1] == os.getuid())
