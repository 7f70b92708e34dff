"""The host's side of one viewer: what it may do, what it shows, what it is still owed."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from nntui.session.codec import ProtocolError, encode
from nntui.session.host.composing import FrameComposer
from nntui.session.host.hub import Hub, Report, Request
from nntui.session.host.run import Run
from nntui.session.protocol import (
    VERSIONS,
    Command,
    Ended,
    EpochEnded,
    Happened,
    Hello,
    Refused,
    Rejected,
    RunDescription,
    Subscribe,
    ToHost,
    ToViewer,
    Welcome,
)

MOST_OWED = 256 * 1024
"""Bytes of news that wait for a viewer; who is owed half of it misses epochs, who is owed more is let go."""


@dataclass(frozen=True, eq=False)
class Served:
    """What viewers are served from."""

    run: Run
    hub: Hub
    description: RunDescription


class Connection:
    """Knows nothing of sockets: messages go in, bytes come out.

    News (answers, the log) is kept and sent in order. Frames are made at the moment they can be sent, from
    the newest report, so that a slow link skips frames and never sees an old one.
    """

    def __init__(self, served: Served) -> None:
        self._served = served
        self._composer = FrameComposer(served.run.losses, served.run.validations)
        self._news = bytearray()
        # The training thread adds news while the serving one takes it away.
        self._lock = threading.Lock()
        self._shown: Report | None = None
        self._greeted = False
        self._read_only = False
        self.wanted = Subscribe(rate_hz=0.0)
        self.subscriptions = 0
        self.finished = False

    def receive(self, message: ToHost) -> None:
        """Take a message; ProtocolError where it is out of place."""
        match message:
            case _ if self.finished:
                pass  # rejected, and had said more before it heard of it
            case Hello() if not self._greeted:
                self._greet(message)
            case Subscribe() if self._greeted:
                self._subscribe(message)
            case Command() if self._greeted:
                self._obey(message)
            case _:
                raise ProtocolError("a hello comes first, and only once")

    def tell(self, message: ToViewer) -> None:
        """Put a message in line, where it is one for this viewer."""
        with self._lock:
            if self._is_for_it(message):
                self._news += encode(message)
                self.finished |= isinstance(message, Ended | Rejected)

    def _is_for_it(self, message: ToViewer) -> bool:
        if isinstance(message, EpochEnded):
            return self.wanted.epochs and len(self._news) <= MOST_OWED // 2
        return self._greeted or not isinstance(message, Happened | Ended)

    @property
    def owing(self) -> bool:
        """Whether there is news that was not taken yet."""
        return bool(self._news)

    @property
    def owed_too_much(self) -> bool:
        """Whether more news waits than a viewer may leave unread."""
        return len(self._news) > MOST_OWED

    def outgoing(self) -> bytes:
        """What is to be sent next: all news there is, else a frame of a newer report, else nothing."""
        with self._lock:
            if self._news:
                data = bytes(self._news)
                self._news.clear()
                return data
        report = self._served.hub.report
        if report is None or report is self._shown or not self.wanted.rate_hz:
            return b""
        self._shown = report
        return encode(self._composer.compose(report))

    def _greet(self, hello: Hello) -> None:
        low, high = max(VERSIONS[0], hello.versions[0]), min(VERSIONS[1], hello.versions[1])
        if low > high:
            ours, theirs = VERSIONS[1], hello.versions[1]
            self.tell(Rejected(f"the host speaks protocol {ours}, this viewer {theirs}: use one nntui"))
            return
        self._read_only = hello.read_only
        hub = self._served.hub
        # What happens meanwhile waits for the lock: it is told after the welcome, and never in between.
        with self._lock:
            self._greeted = True
            self._news += encode(Welcome(high, self._served.description, hub.status, tuple(hub.log)))

    def _subscribe(self, wanted: Subscribe) -> None:
        self.wanted = wanted
        self.subscriptions += 1
        self._composer.subscribe(wanted)
        # What was measured before may lack what is shown now, and may be long past.
        self._shown = self._served.hub.report

    def _obey(self, command: Command) -> None:
        if self._read_only:
            self.tell(Refused(command.id, "this viewer is read-only"))
        else:
            self._served.hub.submit(Request(command.id, command.action, self.tell))
