"""The serving thread: one selector over the socket, the viewers, and a pipe by which it is woken."""

from __future__ import annotations

import os
import selectors
import socket
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from nntui.session.codec import ProtocolError, encode
from nntui.session.host.connection import Connection, Served
from nntui.session.host.hub import Interest
from nntui.session.host.noting import note
from nntui.session.host.peer import PIECE, Peer, same_user
from nntui.session.protocol import Ended, EpochEnded, Happened

MOST_TOLD = 1000
"""Messages that may wait to be passed on, before lines of progress are left out."""

EPOCHS_S = 0.05
"""Between two times at which ends of epochs are passed on: at full speed there are hundreds a second."""

MOST_VIEWERS = 128
"""At a time; one more is turned away, long before the process has no descriptors left."""


class Server:
    """Serves viewers in a thread of its own; training never waits for it.

    listener: where viewers come from, or None. failed: called in that thread where it has failed. clock:
    seconds, monotonic.
    """

    def __init__(
        self,
        listener: socket.socket | None,
        served: Served,
        failed: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._listener: socket.socket | None = None
        self._served = served
        self._failed = failed
        self._clock = clock
        self._peers: list[Peer] = []
        # What the training thread says to all: it is passed on by this one.
        self._told: deque[Happened | EpochEnded | Ended] = deque()
        # Whether there is anything but ends of epochs among it, and when these are passed on.
        self._urgent, self._epochs_at = False, clock()
        # What other threads bring: viewers' sockets, and listening ones.
        self._brought: deque[socket.socket] = deque()
        self._listeners = deque([listener] if listener else [])
        self._selector = selectors.DefaultSelector()
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self._closing = False
        self._selector.register(self._wake_read, selectors.EVENT_READ, self._drain)
        self._take_brought()
        served.hub.wake = self.wake
        served.hub.tell = self._tell
        self._thread = threading.Thread(target=self._serve, name="serving", daemon=True)
        self._thread.start()

    @property
    def peers(self) -> int:
        """How many viewers are connected, or about to be."""
        return len(self._brought) + len(self._peers)

    @property
    def most_held(self) -> int:
        """The bytes that are kept for the viewer who is owed the most."""
        return max((peer.held for peer in tuple(self._peers)), default=0)

    def adopt(self, connected: socket.socket) -> None:
        """Serve the viewer at the other end of this socket, too; from any thread."""
        self._brought.append(connected)
        self.wake()

    def rebind(self, listener: socket.socket) -> None:
        """Let viewers come from another place from now on; from any thread."""
        self._listeners.append(listener)
        self.wake()

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
        for each in (*(peer.socket for peer in self._peers), *self._brought, *self._listeners):
            each.close()
        if self._listener is not None:
            self._listener.close()
        self._selector.close()
        os.close(self._wake_read)
        os.close(self._wake_write)

    def _serve(self) -> None:
        try:
            while not self._closing or self._told or any(peer.owing for peer in self._peers):
                for key, events in self._selector.select(self._wait_s()):
                    key.data(events)
                self._take_brought()
                self._pass_on()
                for peer in tuple(self._peers):
                    if not peer.blocked or peer.connection.owed_too_much:
                        self._attend(peer)
        except BaseException:
            # The run must not go on with nobody able to reach it.
            self._failed()
            raise

    def _wait_s(self) -> float | None:
        waits = [peer.connection.wait_s() for peer in self._peers if not peer.blocked]
        if self._told:
            waits.append(max(0.0, self._epochs_at - self._clock()))
        return min((wait for wait in waits if wait is not None), default=None)

    def _tell(self, message: Happened | EpochEnded | Ended) -> None:
        if not isinstance(message, EpochEnded):
            self._told.append(message)
            self._urgent = True
        elif len(self._told) < MOST_TOLD:
            self._told.append(message)
            if len(self._told) == 1:
                self.wake()

    def _pass_on(self) -> None:
        now = self._clock()
        if now < self._epochs_at and not (self._urgent or self._closing):
            return
        self._urgent, self._epochs_at = False, now + EPOCHS_S
        while self._told:
            message = self._told.popleft()
            # At full speed there are hundreds a second, the same for all.
            line = encode(message) if isinstance(message, EpochEnded) else b""
            for peer in self._peers:
                if line:
                    peer.connection.tell_epoch(line)
                else:
                    peer.connection.tell(message)

    def _drain(self, events: int) -> None:
        os.read(self._wake_read, PIECE)

    def _take_brought(self) -> None:
        while self._listeners:
            before, self._listener = self._listener, self._listeners.popleft()
            if before is not None:
                self._selector.unregister(before)
                before.close()
            self._listener.setblocking(False)
            self._selector.register(self._listener, selectors.EVENT_READ, self._accept)
        while self._brought:
            self._add(self._brought[0])
            self._brought.popleft()

    def _accept(self, events: int) -> None:
        assert self._listener is not None
        try:
            connected, _ = self._listener.accept()
            if not same_user(connected):
                connected.close()
                return
        except OSError:  # it left before it was let in
            return
        self._add(connected)

    def _add(self, connected: socket.socket) -> None:
        peer = Peer(connected, Connection(self._served))
        self._peers.append(peer)
        self._selector.register(connected, selectors.EVENT_READ, lambda events: self._read(peer, events))
        if len(self._peers) > MOST_VIEWERS:
            self._turn_away(peer, f"{MOST_VIEWERS} viewers watch this run already", "full")

    def _read(self, peer: Peer, events: int) -> None:
        if events & selectors.EVENT_WRITE:
            peer.blocked = False
        if not events & selectors.EVENT_READ:
            return
        try:
            is_there = peer.read()
        except OSError:
            is_there = False
        except ProtocolError as error:
            note(f"a viewer was let go: {error}")
            self._turn_away(peer, f"this is not understood: {error}", "protocol")
            return
        if is_there:
            self._show()
        else:
            self._drop(peer)

    def _attend(self, peer: Peer) -> None:
        """Write until the link takes no more; come back when it does."""
        connection = peer.connection
        if connection.silent:
            self._turn_away(peer, "it said nothing", "silent")
            return
        try:
            done = peer.write()
        except OSError:
            self._drop(peer)
            return
        if connection.owed_too_much:
            self._turn_away(peer, "it does not read what it is told", "behind")
        # In this order: the last word may be put in line after the look.
        elif done and connection.finished and not peer.owing:
            self._drop(peer)
        else:
            self._listen(peer, selectors.EVENT_READ | (0 if done else selectors.EVENT_WRITE))

    def _listen(self, peer: Peer, events: int) -> None:
        key = self._selector.get_key(peer.socket)
        if key.events != events:
            self._selector.modify(peer.socket, events, key.data)

    def _turn_away(self, peer: Peer, reason: str, code: str) -> None:
        peer.connection.reject(reason, code)
        with suppress(OSError):  # it is gone, or its socket holds no more: then it hears of the end alone
            peer.write_last()
        self._drop(peer)

    def _drop(self, peer: Peer) -> None:
        if peer in self._peers:
            self._selector.unregister(peer.socket)
            peer.socket.close()
            self._peers.remove(peer)
            self._served.hub.met_viewer |= peer.connection.welcomed
            self._show()
            self._served.hub.nudge()

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
        pictures=frozenset((each.heat.layer, each.heat.picture) for each in wanted if each.heat),
        epochs=any(each.epochs for each in wanted),
    )
