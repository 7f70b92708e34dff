"""A run in a folder, with one host after the other in this process: each ends in order, or dies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nntui.config import RunConfig
from nntui.session.loopback import LoopbackHost, LoopbackViewer
from nntui.session.protocol import Action, Evaluated, Stop
from nntui.store.reading import Recorded, read_run
from nntui.store.runs import write_config

AN_HOUR_S = 3600.0


def two_epochs(**changes: Any) -> RunConfig:
    """120 rows of iris, eight steps an epoch, a checkpoint after each second of training."""
    usual = {"dataset": "iris", "hidden": (5,), "batch": 16, "epochs": 2, "pace": "max", "seed": 3}
    return RunConfig(**(usual | {"checkpoint_every": 1.0} | changes))


@dataclass
class HandClock:
    """Seconds, which pass when somebody says so."""

    now: float = 1000.0

    def __call__(self) -> float:
        """What the time is."""
        return self.now


@dataclass(frozen=True)
class Ending:
    """What became of a run: its parameters' SHA-256, the losses of all steps, its own evaluations."""

    sha256: str
    losses: tuple[float, ...]
    validations: tuple[Evaluated, ...]


class KeptRun:
    """A new run in a folder, and its present host, which does nothing by itself."""

    def __init__(self, folder: Path, config: RunConfig) -> None:
        folder.mkdir(exist_ok=True)
        write_config(folder, config)
        self.folder = folder
        self.config = config
        self.clock = HandClock()
        # By how much somebody has set the calendar.
        self.set_by = 0.0
        self.begin()

    def begin(self, *, go_on: bool = False) -> None:
        """Another host takes it, which is not yet where the one before was. go_on: as in Past."""
        self.host = LoopbackHost(
            self.config,
            self.clock,
            folder=self.folder,
            go_on=go_on,
            wall=lambda: self.clock.now + self.set_by,
        )
        self.hand: LoopbackViewer = self.host.connect()

    @property
    def step(self) -> int:
        """Steps taken."""
        return self.host.run.trainer.step_number

    @property
    def state(self) -> str:
        """Of the run."""
        return self.host.run.control.state

    @property
    def recorded(self) -> Recorded:
        """What is written down of it."""
        return read_run(self.folder)

    @property
    def log(self) -> list[str]:
        """Its log, as viewers have it."""
        return [entry.text for entry in self.host.served.hub.log]

    def turns(self, count: int, *, s: float = 0.0) -> None:
        """So many turns of a step at the most, so many seconds apart."""
        for _ in range(count):
            self.clock.now += s
            self.host.turn(1)

    def catch_up(self) -> None:
        """To where the run had been."""
        while self.host.loop.is_catching_up:
            self.host.turn()

    def run_to(self, step: int) -> None:
        """Take steps until so many are taken."""
        while self.step < step:
            before = self.step
            # A slow pace and a disk that is waited for take their time.
            self.clock.now += self.host.turn(1) or 0.0
            assert self.step > before or self.host.run.control.stepping_on, f"it is {self.state}"

    def finish(self) -> Ending:
        """Train to the goal; what came out."""
        self.settle()
        return ending(self.host)

    def settle(self) -> None:
        """Take turns until it waits for somebody."""
        while (wait := self.host.turn()) is not None or self.host.served.hub.requests:
            self.clock.now += wait or 0.0

    def ask(self, *actions: Action) -> None:
        """Have these done, one after the other, without a step in between where it is paused."""
        for action in actions:
            self.hand.ask(action)
            self.host.turn(1)

    def write(self) -> None:
        """Have all that was done so far written down."""
        self.host.loop.write_down(at_once=True)

    def kill(self) -> None:
        """The host dies: what it had not written is lost."""
        disk = self.host.writing._disk
        if disk is not None:
            disk.close()

    def stop(self) -> None:
        """The host ends in order."""
        self.hand.ask(Stop())
        while not self.host.loop.over:
            self.host.turn()
        self.host.loop.close(AN_HOUR_S)


def ending(host: LoopbackHost) -> Ending:
    """What became of a run so far."""
    losses = tuple(float(loss) for _, part in host.run.losses.since(0) for loss in part)
    return Ending(host.loop.result().parameters_sha256, losses, tuple(host.run.validations.points))


def undisturbed(config: RunConfig, interventions: Sequence[tuple[int, Action]] = ()) -> Ending:
    """The same run in memory, in one go, with what was done to it after these steps."""
    clock = HandClock()
    host = LoopbackHost(config, clock)
    hand = host.connect()
    for step, actions in _by_step(interventions):
        while host.run.trainer.step_number < step:
            host.turn(1)
        for action in actions:
            # Asked together, they act before the next step.
            hand.ask(action)
    while host.turn(1) is not None or host.served.hub.requests:
        pass
    return ending(host)


def _by_step(interventions: Iterable[tuple[int, Action]]) -> list[tuple[int, list[Action]]]:
    by_step: dict[int, list[Action]] = {}
    for step, action in interventions:
        by_step.setdefault(step, []).append(action)
    return sorted(by_step.items())
