"""What tests of the session share: a clock that is set by hand, small runs, and hosts without a process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from nntui.config import RunConfig
from nntui.session.host.training import TrainingLoop
from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import Status


@dataclass
class Clock:
    """Seconds, which pass when somebody says so."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    return Clock()


@pytest.fixture
def small() -> Callable[..., RunConfig]:
    """Makes the config of a small run: 120 rows of iris, eight steps an epoch, at full speed."""

    def make(**changes: object) -> RunConfig:
        usual = {"dataset": "iris", "hidden": (4,), "batch": 16, "epochs": 3, "pace": "max"}
        return RunConfig(**(usual | changes))

    return make


@pytest.fixture
def start(clock: Clock, small: Callable[..., RunConfig]) -> Callable[..., LoopbackHost]:
    """Starts a host in this process: `start(paused=True)`; arguments are changes of the small config."""

    def start(**changes: object) -> LoopbackHost:
        return LoopbackHost(small(**changes), clock)

    return start


@pytest.fixture
def run_until() -> Callable[[LoopbackHost, Callable[[Status], bool]], Status]:
    """Have a host take turns, a step at a time, until its status is as wanted."""

    def run_until(host: LoopbackHost, wanted: Callable[[Status], bool]) -> Status:
        run = host.run
        while not wanted(run.status()):
            assert host.turn() is not None or host.served.hub.requests, f"waits for ever: {run.status()}"
        return run.status()

    return run_until


@pytest.fixture
def settle() -> Callable[[LoopbackHost], None]:
    """Have a host take turns until it waits for somebody, or is over."""

    def settle(host: LoopbackHost) -> None:
        loop: TrainingLoop = host.loop
        while not loop.over and (host.turn() is not None or host.served.hub.requests):
            pass

    return settle
