"""A host and a viewer with a link between them, on a clock that is set by hand: seconds pass in no time."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

import msgspec
from msgspec.structs import asdict

from benchmarks.harness.link import Direction, Link
from nntui.config import RunConfig
from nntui.session.codec import encode, host_reader, viewer_reader
from nntui.session.host.connection import Connection
from nntui.session.host.server import combined
from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import (
    Acknowledged,
    Action,
    Command,
    Frame,
    HeatRequest,
    Ping,
    Refused,
    Subscribe,
    ToHost,
)
from nntui.session.state import SessionState, reduce
from nntui.session.viewer import hello, seen

DASHBOARD = Subscribe(columns=90, heat=HeatRequest("dense_1", 44, 66), layers=True)
"""What is on the screen of a terminal of 120 by 40."""

TICK_S = 0.002


@dataclass
class Counted:
    """What went over the link, in bytes.

    ages: of each frame, the seconds that it took. answers: by the command's id, the seconds until it was
    answered. parts: bytes of the frames, by their fields.
    """

    down: int = 0
    up: int = 0
    ages: list[float] = field(default_factory=list)
    answers: dict[int, float] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)


class FarViewer:
    """Everything that is said takes its way through the link, and what is heard is put together as usual.

    burst: steps of a run at full speed between two ticks of the clock.
    """

    def __init__(
        self, config: RunConfig, link: Link, wanted: Subscribe = DASHBOARD, *, burst: int = 1
    ) -> None:
        self.now = 0.0
        self.host = LoopbackHost(config, lambda: self.now)
        self.connection = Connection(self.host.served, lambda: self.now)
        self.host.served.hub.tell = self.connection.tell
        self.host.served.hub.wake = self._send
        self.state = SessionState()
        self.counted = Counted()
        self._burst = burst
        self._down, self._up = Direction(link), Direction(link)
        self._to_host, self._to_viewer, self._watch = host_reader(), viewer_reader(), viewer_reader()
        self._asked: dict[int, float] = {}
        self._sent_at: dict[int, float] = {}
        self._train_at, self._ping_at = 0.0, 1.0
        self._say(hello(viewer="far"))
        self._say(wanted)

    def change(self, link: Link) -> None:
        """Have the link be another from now on."""
        self._down.link = self._up.link = link

    def ask(self, action: Action) -> int:
        """Press a key; the id of the command."""
        number = len(self._asked) + 1
        self._asked[number] = self.now
        self._say(Command(number, action))
        return number

    def run(self, seconds: float) -> Counted:
        """Let time pass; what went over the link in it."""
        self.counted, end = Counted(), self.now + seconds
        while self.now < end:
            self._hear_viewer()
            self._train()
            self._send()
            self._hear_host()
            self.now += TICK_S
        return self.counted

    def _train(self) -> None:
        while self.now >= self._train_at or self.host.served.hub.requests:
            wait = self.host.turn(self._burst)
            self._train_at = self.now + (TICK_S if wait == 0 else inf if wait is None else wait)

    def _hear_viewer(self) -> None:
        for message in self._to_host.feed(self._up.receive(self.now)):
            self.connection.receive(message)
        interest = combined([self.connection])
        if interest != self.host.served.hub.interest:
            self.host.served.hub.show(interest)
            self._train_at = self.now

    def _send(self) -> None:
        while data := self.connection.outgoing():
            self.counted.down += len(data)
            self._down.send(data, self.now)
            for message in self._watch.feed(data):
                if isinstance(message, Frame):
                    self._sent_at[message.number] = self.now
                    self._take_apart(message)

    def _hear_host(self) -> None:
        for message in self._to_viewer.feed(self._down.receive(self.now)):
            self.state = reduce(self.state, message)
            if (answer := seen(message)) is not None:
                self._say(answer)
            if isinstance(message, Frame):
                self.counted.ages.append(self.now - self._sent_at[message.number])
            if isinstance(message, Acknowledged | Refused):
                self.counted.answers[message.id] = self.now - self._asked[message.id]
        if self.now >= self._ping_at:
            self._ping_at += 1.0
            self._say(Ping(int(self.now)))

    def _say(self, message: ToHost) -> None:
        data = encode(message)
        self.counted.up += len(data)
        self._up.send(data, self.now)

    def _take_apart(self, frame: Frame) -> None:
        sizes = {name: len(msgspec.msgpack.encode(part)) for name, part in asdict(frame).items()}
        sizes["head"] = len(encode(frame)) - sum(sizes.values())
        for name, size in sizes.items():
            self.counted.parts[name] = self.counted.parts.get(name, 0) + size
