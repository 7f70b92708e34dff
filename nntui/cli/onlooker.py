"""What is told of a run in lines to somebody who looks on, and changes nothing."""

from __future__ import annotations

from typing import NamedTuple

from nntui.cli.progress import Progress
from nntui.numbers import count
from nntui.session.protocol import (
    Ended,
    EpochEnded,
    Frame,
    Happened,
    LogEntry,
    RunState,
    Status,
    Subscribe,
    ToViewer,
    Welcome,
)
from nntui.session.state import SessionState, reduce

WANTED = Subscribe(rate_hz=2.0, epochs=True)
"""Frames are not shown: they tell a pause that nobody announces, and the figures at the end."""

AT_REST = ("paused", "diverged")


class Told(NamedTuple):
    """How a run stands, as far as another line is owed where it changes. step: where it stands still."""

    state: RunState
    catching_up: bool
    step: int | None


class Onlooker:
    """Takes what a host says, and tells it. ProtocolError where it makes no sense.

    resumes: what trains the run on once it has no host, "" where nothing here does. state: what is known.
    over: whether nothing more is to be told but the results.
    """

    def __init__(self, progress: Progress, resumes: str = "") -> None:
        self.state = SessionState()
        self.over = False
        self._progress = progress
        self._resumes = resumes
        self._told: Told | None = None

    @property
    def goes_on(self) -> bool:
        """Whether the run has a host, as far as is known, and is not over."""
        run = self.state.run
        return run is not None and not run.archived and not self.over

    def hear(self, message: ToViewer) -> None:
        """Take a message."""
        self.state = reduce(self.state, message)
        self._progress.at(self.state)
        match message:
            case Welcome():
                self._begin(message)
            case EpochEnded():
                self._progress.epoch(message)
            case Happened(entry=entry):
                self._progress.say(entry_line(entry))
                self._told = _told(message.status)
            case Frame():
                self._look()
            case Ended(unwritten=unwritten):
                if unwritten:
                    self._progress.say(f"not all of it is on the disk: {unwritten}")
                self.over = True
            case _:
                pass

    def _begin(self, welcome: Welcome) -> None:
        run = welcome.run
        self._progress.say(f"{run.dataset}, {run.network}, {run.optimizer}")
        if all(entry.text != run.found for entry in welcome.log):
            self._progress.say(run.found)
        for entry in welcome.log:
            self._progress.say(entry_line(entry))
        self._tell_standing(welcome.status)

    def _look(self) -> None:
        """See what nobody announces; the figures of this frame belong to how the run stands now."""
        status, run = self.state.status, self.state.run
        if status is None or run is None:
            return
        if self._told != _told(status) and not (status.steps_left and status.state == "running"):
            self._tell_standing(status)
        # One that is brought forward may go on from there.
        self.over = run.archived or (status.state == "finished" and not status.catching_up)

    def _tell_standing(self, status: Status) -> None:
        self._told = _told(status)
        said = standing(status)
        if self.state.run is not None and self.state.run.archived:
            said = f"{said}, without a host{f': {self._resumes}' if self._resumes else ''}"
        elif status.state in AT_REST:
            said = f"{said}: it waits for somebody to go on"
        self._progress.say(said)


def entry_line(entry: LogEntry) -> str:
    """A line of the log, with whoever did it."""
    by = f" · {entry.who}" if entry.who else ""
    return f"step {count(entry.step)}  {entry.text}{by}"


def standing(status: Status) -> str:
    """Where a run stands, and what troubles it."""
    if status.catching_up:
        return f"catching up with step {count(status.catching_up)}, where it had been"
    where = f"step {count(status.step)}, epoch {count(status.epochs_done)}/{count(status.goal_epochs)}"
    trouble = ", ".join(filter(None, (status.reason, status.alarm)))
    return f"{status.state} at {where}{f' ({trouble})' if trouble else ''}"


def _told(status: Status) -> Told:
    return Told(status.state, bool(status.catching_up), status.step if status.state in AT_REST else None)
