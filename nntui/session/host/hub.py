"""Where the training thread and the serving one meet: commands one way, reports and news the other."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from nntui.session.protocol import (
    Acknowledged,
    Action,
    Ended,
    EpochEnded,
    Evaluated,
    Happened,
    LayerMeasurement,
    LogEntry,
    Refused,
    Status,
    ToViewer,
)
from nntui_engine.parameters import Picture

LONGEST_SLEEP_S = 3600.0
"""Longer ones are taken in parts: the system knows no sleep of a thousand years."""

LOG_LENGTH = 1000
"""Lines of the log that a viewer who comes later still gets."""


@dataclass(frozen=True)
class Interest:
    """What the viewers show, taken together: all that is measured.

    viewers: how many of them there are. subscriptions: how often they said what they show: each time they are
    owed a report of their own. pictures: by layer and name.
    """

    viewers: int = 0
    subscriptions: int = 0
    rate_hz: float = 0.0
    layers: bool = False
    pictures: frozenset[tuple[str, str]] = frozenset()
    epochs: bool = False


@dataclass(frozen=True, eq=False)
class Report:
    """All that was measured at one step; pictures are copies, by layer and name."""

    status: Status
    loss: float
    steps_per_s: float
    overhead: float
    evaluated: Evaluated | None
    layers: tuple[LayerMeasurement, ...]
    pictures: Mapping[tuple[str, str], Picture]


Reply = Callable[[ToViewer], None]


def unheard(answer: ToViewer) -> None:
    """The reply to a request of the host's own: nobody is there to be answered."""


@dataclass(frozen=True, eq=False)
class Request:
    """An action that somebody asked for, who that was, and where the answer goes."""

    id: int
    action: Action
    reply: Reply = unheard
    who: str = ""


class Hub:
    """Nothing here waits for anybody but `wait`, in which the training thread sleeps.

    wake: called when there is something for viewers. tell: called with what is for all of them. Whoever
    serves them puts both here.
    """

    def __init__(self, status: Status) -> None:
        self.requests: deque[Request] = deque()
        self.interest = Interest()
        self.met_viewer = False
        """Whether anybody has looked yet, however shortly, or has been here and left."""
        self.status = status
        self.report: Report | None = None
        self.log: deque[LogEntry] = deque(maxlen=LOG_LENGTH)
        self.wake: Callable[[], None] = _nothing
        self.tell: Callable[[Happened | EpochEnded | Ended], None] = _nothing
        self._arrived = threading.Condition()
        # Since the last sleep: a change just before it must not wait for the next one.
        self._changed = False

    def submit(self, request: Request) -> None:
        """Hand a request to the training thread."""
        with self._arrived:
            self.requests.append(request)
            self._arrived.notify()

    def show(self, interest: Interest) -> None:
        """Say what is to be measured from now on; a sleeping training thread wakes to report it."""
        with self._arrived:
            self.interest = interest
            self.met_viewer |= interest.viewers > 0
            self._changed = True
            self._arrived.notify()

    def nudge(self) -> None:
        """Wake a sleeping training thread, to look around."""
        with self._arrived:
            self._changed = True
            self._arrived.notify()

    def wait(self, seconds: float | None) -> bool:
        """Sleep until there is something to look at; False where so many seconds passed without.

        That is a request, another interest, or a nudge. A sleep may end before its time.
        """
        limit = None if seconds is None else min(seconds, LONGEST_SLEEP_S)
        with self._arrived:
            woken = bool(self._arrived.wait_for(lambda: self.requests or self._changed, limit))
            self._changed = False
        return woken

    def answer(self, request: Request, message: Acknowledged | Refused) -> None:
        """Tell whoever asked what became of it."""
        request.reply(message)
        self.wake()

    def publish(self, report: Report) -> None:
        """The newest report takes the place of the one before."""
        self.status = report.status
        self.report = report
        self.wake()

    def happened(self, entry: LogEntry, status: Status) -> None:
        """Tell all viewers of something, none left out."""
        self.status = status
        self.log.append(entry)
        self.tell(Happened(entry, status))
        self.wake()

    def epoch_ended(self, message: EpochEnded) -> None:
        """Tell those viewers who want to hear of every epoch, some time soon."""
        self.tell(message)

    def ended(self, message: Ended) -> None:
        """The host's last word to all."""
        self.tell(message)
        self.wake()


def _nothing(*message: object) -> None:
    """Where nobody serves viewers yet."""
