"""What a host says to a viewer."""

from __future__ import annotations

from nntui.session.protocol.frame import Frame
from nntui.session.protocol.standing import Evaluated, LogEntry, Result, RunDescription, Status
from nntui.session.protocol.value import Message


class Welcome(Message, frozen=True):
    """The answer to `Hello`: the version agreed on, and the run so far.

    log: its newest lines; those before come with frames. host: a random name of this host; another one knows
    nothing of earlier commands.
    """

    version: int
    run: RunDescription
    status: Status
    log: tuple[LogEntry, ...]
    host: str = ""


class Rejected(Message, frozen=True):
    """The host will not talk: the connection ends. code: the reason in a word, for programs."""

    reason: str
    code: str = ""


class Acknowledged(Message, frozen=True, tag="A"):
    """A command took effect, and how the run stood then."""

    id: int
    status: Status


class Refused(Message, frozen=True, tag="R"):
    """A command changed nothing, and why."""

    id: int
    reason: str


class Happened(Message, frozen=True, tag="H"):
    """A line of the log, and how the run stands after it."""

    entry: LogEntry
    status: Status


class EpochEnded(Message, frozen=True, tag="E"):
    """An epoch is over: the mean of its batches' losses over its rows, and the validation after it."""

    epoch: int
    step: int
    train_loss: float
    evaluated: Evaluated | None


class Pong(Message, frozen=True, tag="p"):
    """The answer to `Ping`."""

    number: int


class Ended(Message, frozen=True):
    """The host's last word. result is None where it could not be had.

    unwritten: why not all of the run is on the disk, "" where it is.
    """

    reason: str
    result: Result | None
    unwritten: str = ""


ToViewer = Welcome | Rejected | Acknowledged | Refused | Happened | EpochEnded | Frame | Pong | Ended
