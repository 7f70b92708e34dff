"""The host's side of one viewer: what it may do, what it shows, what it is still owed."""

from __future__ import annotations

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from nntui.link_estimate import LinkEstimate
from nntui.session.codec import ProtocolError, encode
from nntui.session.history import LossHistory, ValidationHistory
from nntui.session.host.allowance import FAR_S, Allowance
from nntui.session.host.answers import Answers
from nntui.session.host.composing import FrameComposer, line_size
from nntui.session.host.hub import Hub, Report, Request
from nntui.session.protocol import (
    VERSIONS,
    Acknowledged,
    Command,
    Ended,
    EpochEnded,
    Happened,
    Hello,
    LogEntry,
    Ping,
    Pong,
    Refused,
    Rejected,
    RunDescription,
    Seen,
    Subscribe,
    ToHost,
    ToViewer,
    Welcome,
)
from nntui.session.protocol.brief import shortened

MOST_OWED = 192 * 1024
"""Bytes of news that wait for a viewer; who is owed more is let go."""

MOST_EPOCHS = 16 * 1024
"""Bytes of news from which on a viewer misses epochs: they are progress, and the next one says as much."""

BATCH = 16 * 1024
"""Bytes of news, and of a frame, that are handed out at a time, a little more or less."""

ENOUGH = 300
"""Bytes: where there is room for so many, what is left over of a frame is sent before its next turn."""

HELLO_S = 2.0
"""So long a viewer has for its first words."""

MOST_ASKED = 100
"""Commands of one viewer that may wait for their answers."""

FIRST_LINES = 1500
"""Bytes of the log that come with the welcome; the rest waits until there is room for it."""


@dataclass(frozen=True, eq=False)
class Served:
    """What viewers are served from. host: a random name of this host."""

    losses: LossHistory
    validations: ValidationHistory
    hub: Hub
    description: RunDescription
    answers: Answers = field(default_factory=Answers)
    host: str = field(default_factory=lambda: secrets.token_hex(8))


class Connection:
    """Knows nothing of sockets: messages go in, bytes come out.

    News (answers, the log) is kept and sent in order. Frames are made at the moment they can be sent, from
    the newest report and as large as the link has room for, so that a slow link skips what it cannot carry
    and never sees anything old. clock: seconds, monotonic. owed: bytes of news that were not taken yet.
    """

    def __init__(self, served: Served, clock: Callable[[], float] = time.monotonic) -> None:
        self._served = served
        self._clock = clock
        layers = tuple(layer.name for layer in served.description.layers)
        self._composer = FrameComposer(served.losses, served.validations, layers)
        self._begun = clock()
        self._link, self._allowance = LinkEstimate(self._begun), Allowance(self._begun)
        self._news: deque[bytes] = deque()
        self.owed = 0
        # The training thread adds news while the serving one takes it away.
        self._lock = threading.Lock()
        self._shown: Report | None = None
        self._frame_due = self._begun
        self._hello: Hello | None = None
        self._base = served.hub.status
        self.welcomed = False
        self._asked = 0
        self.wanted = Subscribe(rate_hz=0.0)
        self.subscriptions = 0
        self.finished = False
        self.owed_too_much = False

    def receive(self, message: ToHost) -> None:
        """Take a message; ProtocolError where it is out of place."""
        match message:
            case _ if self.finished:
                pass  # rejected, and had said more before it heard of it
            case Hello() if self._hello is None:
                self._greet(message)
            case Subscribe() if self._hello:
                self._subscribe(message)
            case Command() if self._hello:
                self._obey(message, self._hello)
            case Seen(frame=number) if self._hello:
                self._see(number)
            case Ping(number=number) if self._hello:
                self.tell(Pong(number))
            case _:
                raise ProtocolError("a hello comes first, and only once")

    def tell(self, message: ToViewer) -> None:
        """Put a message in line, where it is one for this viewer."""
        with self._lock:
            if self._is_for_it(message):
                self._add(encode(shortened(message, self._base)))
                self.finished |= isinstance(message, Ended | Rejected)

    def tell_epoch(self, line: bytes) -> None:
        """Put the end of an epoch in line, which is encoded already, where it is one for this viewer."""
        if self.takes_epochs:
            with self._lock:
                if not (self.owed_too_much or self.finished):
                    self._add(line)

    def reject(self, reason: str, code: str) -> None:
        """Have this be the last thing that the viewer hears, in place of what it is owed."""
        with self._lock:
            self._news.clear()
            self.owed = 0
            self._add(encode(Rejected(reason, code)))
            self.finished = True

    def outgoing(self) -> bytes:
        """What is to be sent next: news, else a frame where it is time for one, else nothing."""
        now = self._clock()
        with self._lock:
            data = b"".join(self._taken())
        if data and self._hello and not self.welcomed:
            self.welcomed = True
            self._link.framed(0, len(data), now, whole=True)
        elif data:
            self._link.sent(len(data), now)
        return data or self._frame(now)

    def wait_s(self) -> float | None:
        """Seconds until there may be more to send, or the viewer was silent for too long; None for never.

        As long as nothing arrives and nothing happens.
        """
        now = self._clock()
        if self._hello is None:
            return max(0.0, self._begun + HELLO_S - now)
        room = self._link.wait_s(now)
        if self.finished or not self._has_frame or room is None:
            return None
        return max(room, self._frame_wait_s(now))

    @property
    def silent(self) -> bool:
        """Whether it has said nothing for too long."""
        return self._hello is None and self._clock() >= self._begun + HELLO_S

    @property
    def takes_epochs(self) -> bool:
        """Whether it wants to hear of every epoch, and is not too far behind for that."""
        return self.wanted.epochs and self.owed <= MOST_EPOCHS

    @property
    def owing(self) -> bool:
        """Whether there is news that was not taken yet."""
        return bool(self._news)

    def _is_for_it(self, message: ToViewer) -> bool:
        if self.owed_too_much or self.finished:
            return False
        if isinstance(message, EpochEnded):
            return self.takes_epochs
        return self._hello is not None or not isinstance(message, Happened | Ended)

    def _add(self, data: bytes) -> None:
        self._news.append(data)
        self.owed += len(data)
        if self.owed > MOST_OWED:
            self._news.clear()
            self.owed, self.owed_too_much = 0, True

    def _taken(self) -> Iterator[bytes]:
        size = 0
        while self._news and size < BATCH:
            data = self._news.popleft()
            size += len(data)
            self.owed -= len(data)
            yield data

    @property
    def _has_frame(self) -> bool:
        return bool(self.wanted.rate_hz) and (self._is_new or not self._composer.complete)

    @property
    def _is_new(self) -> bool:
        report = self._served.hub.report
        return report is not None and report is not self._shown

    def _frame_wait_s(self, now: float) -> float:
        """Seconds until the next frame may be sent; what is left over of one need not wait for its turn."""
        turn = self._frame_due - now
        if turn <= 0.001 or self._composer.complete or self._link.room(now) < ENOUGH:
            return turn if turn > 0.001 else 0.0
        return min(turn, self._allowance.wait_s(now, ENOUGH) if self._link.base_s > FAR_S else 0.0)

    def _frame(self, now: float) -> bytes:
        link = self._link.room(now) if self._has_frame else 0.0
        report = self._served.hub.report
        if not link or report is None or self._frame_wait_s(now):
            return b""
        if now >= self._frame_due - 0.001:
            interval = 1.0 / self.wanted.rate_hz
            self._frame_due = max(self._frame_due, now - interval) + interval
            self._shown = report
        budget = self._allowance.left(now) if self._link.base_s > FAR_S else link
        frame = self._composer.compose(self._shown or report, min(link, budget, BATCH))
        data = encode(frame)
        self._allowance.use(len(data), now)
        self._link.framed(frame.number, len(data), now, whole=self._composer.complete or budget < link)
        return data

    def _greet(self, hello: Hello) -> None:
        low, high = max(VERSIONS[0], hello.versions[0]), min(VERSIONS[1], hello.versions[1])
        if low > high:
            ours, theirs = VERSIONS[1], hello.versions[1]
            reason = f"the host speaks protocol {ours}, this viewer {theirs}: use one nntui"
            self.tell(Rejected(reason, "versions"))
            return
        served, hub = self._served, self._served.hub
        # What happens meanwhile waits for the lock: it is told after the welcome, and never in between.
        with self._lock:
            self._hello, self._base = hello, hub.status
            log = tuple(hub.log)
            first = _first_of(log)
            self._composer.remember(log[:first])
            self._add(encode(Welcome(high, served.description, self._base, log[first:], served.host)))

    def _subscribe(self, wanted: Subscribe) -> None:
        self.wanted = wanted
        self.subscriptions += 1
        self._composer.subscribe(wanted)
        self._frame_due = self._clock()
        # What was measured before may lack what is shown now, and may be long past.
        self._shown = self._served.hub.report

    def _see(self, number: int) -> None:
        try:
            self._link.seen(number, self._clock())
        except ValueError as error:
            raise ProtocolError(str(error)) from error

    def _obey(self, command: Command, hello: Hello) -> None:
        if hello.read_only:
            self.tell(Refused(command.id, "this viewer is read-only"))
        elif self._asked >= MOST_ASKED:
            self.tell(Refused(command.id, f"{MOST_ASKED} commands wait already"))
        elif not self._served.answers.is_known(hello.viewer, command.id, self.tell):
            with self._lock:
                self._asked += 1
            self._served.hub.submit(Request(command.id, command.action, self._answer, hello.who))

    def _answer(self, answer: ToViewer) -> None:
        with self._lock:
            self._asked -= 1
        if self._hello and isinstance(answer, Acknowledged | Refused):
            self._served.answers.answered(self._hello.viewer, answer.id, answer, self.tell)


def _first_of(log: Sequence[LogEntry]) -> int:
    """Which line of the log is the first to come with the welcome."""
    room, first = FIRST_LINES, len(log)
    while first and (room := room - line_size(log[first - 1])) >= 0:
        first -= 1
    return first
