"""B8: a command that is repeated after a reconnect is applied once."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from benchmarks.harness.socket_host import PlainViewer, SocketHost
from nntui.session.protocol import (
    VERSIONS,
    Acknowledged,
    Command,
    Hello,
    Refused,
    ScaleLearningRate,
    SetPace,
    StepBy,
    Subscribe,
    Welcome,
)

if TYPE_CHECKING:
    from tests.faults.conftest import Size

Until = Callable[[Callable[[], object]], None]

HELLO = Hello(VERSIONS, "test", viewer="0123456789abcdef")
QUIET = Subscribe(rate_hz=0.0)


class Restless:
    """A viewer that loses its connection again and again, and repeats what was not answered."""

    def __init__(self, host: SocketHost, seed: int) -> None:
        self.host, self.source = host, random.Random(seed)
        self.waiting: dict[int, Command] = {}
        self.answered: list[int] = []
        self.viewer = self._connect()

    def ask(self, command: Command) -> None:
        """Say it, and perhaps be gone right after that."""
        self.waiting[command.id] = command
        self._say(command)
        if self.source.random() < 0.3:
            self.host.host.turn()
            self._hear()
        if self.source.random() < 0.4:
            self.viewer.socket.close()
            self.viewer = self._connect()
            for each in self.waiting.values():
                self._say(each)

    def settle(self, until: Until) -> None:
        """Hear all answers."""
        while self.waiting:
            until(lambda: self.host.host.served.hub.requests or self.viewer.hears_anything(0.0))
            self.host.host.turn()
            self._hear()

    def _hear(self) -> None:
        for message in self.viewer.hear_now():
            if isinstance(message, Acknowledged):
                self.answered.append(message.id)
                self.waiting.pop(message.id, None)

    def _connect(self) -> PlainViewer:
        viewer = self.host.connect(HELLO, QUIET)
        viewer.hear(Welcome)
        return viewer

    def _say(self, command: Command) -> None:
        self.viewer.say(command)


@pytest.fixture(params=[1, 2, 3])
def restless(request: pytest.FixtureRequest, socket_host: SocketHost) -> Restless:
    """Viewers of different luck."""
    return Restless(socket_host, request.param)


def test_each_is_done_once(restless: Restless, size: Size, until: Until) -> None:
    """However often it was said, in the order in which it was said first."""
    rate = restless.host.host.run.trainer.hyper.learning_rate
    factors = [1.25 if restless.source.random() < 0.5 else 0.8 for _ in range(size(30, 300))]
    for number, factor in enumerate(factors, start=1):
        restless.ask(Command(number, ScaleLearningRate(factor)))
        rate *= factor
    restless.settle(until)
    assert restless.host.host.run.trainer.hyper.learning_rate == pytest.approx(rate)
    assert sorted(set(restless.answered)) == list(range(1, len(factors) + 1))


def test_steps_are_taken_once(socket_host: SocketHost, until: Until) -> None:
    """A key that was pressed once is one step, though it had to be said three times."""
    for _ in range(3):
        viewer = socket_host.connect(HELLO, QUIET)
        viewer.hear(Welcome)
        viewer.say(Command(1, StepBy(1)))
        until(lambda: socket_host.host.turn() is None and socket_host.host.run.trainer.step_number)
    assert isinstance(viewer.hear(Acknowledged)[-1], Acknowledged)
    assert socket_host.host.run.trainer.step_number == 1


def test_a_refusal_is_repeated_as_one(socket_host: SocketHost, until: Until) -> None:
    """With the same words, though it might be obeyed by now."""
    first, second = (socket_host.connect(HELLO, QUIET) for _ in range(2))
    first.say(Command(1, SetPace(-1.0)))
    until(lambda: socket_host.host.served.hub.requests)
    socket_host.host.turn()
    refused = first.hear(Refused)[-1]
    second.say(Command(1, SetPace(-1.0)))
    assert second.hear(Refused)[-1] == refused


def test_another_viewer_is_not_meant(socket_host: SocketHost, until: Until) -> None:
    """Its commands have ids of their own."""
    for name in ("loom", "mill"):
        viewer = socket_host.connect(Hello(VERSIONS, "test", viewer=name), QUIET)
        viewer.hear(Welcome)
        viewer.say(Command(1, StepBy(1)))
        until(lambda: socket_host.host.served.hub.requests)
        while socket_host.host.turn() is not None:
            pass
    assert socket_host.host.run.trainer.step_number == 2
