"""What a viewer says to a host."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from nntui.session.protocol.value import MOST_CELLS, MOST_COLUMNS, Message, Value


class Hello(Message, frozen=True):
    """The first words of a viewer. A read-only one can look, and change nothing.

    viewer: a random name of this viewer, the same after it connected again; then a command that it repeats is
    done once. who: the person, for people.
    """

    versions: tuple[int, int]
    program: str
    read_only: bool = False
    viewer: str = ""
    who: str = ""


class HeatRequest(Value, frozen=True):
    """The heat map that is on the screen: one of a layer's pictures, in at most so many cells."""

    layer: str
    rows: Annotated[int, Meta(ge=1, le=MOST_CELLS)]
    columns: Annotated[int, Meta(ge=1, le=MOST_CELLS)]
    picture: str = "weight"


class Subscribe(Message, frozen=True):
    """What the viewer shows now; it replaces what it said before.

    columns: of the loss chart, 0 for no chart. rate_hz: the most frames a second that it can use. epochs:
    whether it wants to be told of every epoch.
    """

    columns: Annotated[int, Meta(ge=0, le=MOST_COLUMNS)] = 0
    heat: HeatRequest | None = None
    layers: bool = False
    rate_hz: Annotated[float, Meta(ge=0, le=100)] = 10.0
    epochs: bool = False


class Toggle(Message, frozen=True):
    """Running: pause before the next batch. Else: run; a finished run for as many epochs again."""


class Pause(Message, frozen=True):
    """Pause before the next batch."""


class Resume(Message, frozen=True):
    """Run."""


class StepBy(Message, frozen=True):
    """Take exactly so many steps, then pause; while running freely: pause and take none."""

    count: int


class RunToEpochEnd(Message, frozen=True):
    """Run to the end of this epoch (of the next one on a boundary), then pause."""


class SetHyperParameter(Message, frozen=True):
    """From the next step on: learning_rate, momentum, weight_decay, dropout or batch_size."""

    name: str
    value: float


class ScaleLearningRate(Message, frozen=True):
    """Multiply the learning rate, whatever it is by then."""

    factor: float


class SetPace(Message, frozen=True):
    """Steps a second at the most; None for as fast as it goes."""

    steps_per_s: float | None


class ShiftPace(Message, frozen=True):
    """So many places up (or down, below 0) the usual paces, whatever the pace is by then."""

    by: int


class Evaluate(Message, frozen=True):
    """Measure the validation rows now, for the screen."""


class Stop(Message, frozen=True):
    """Finish the step, and end the host."""


Action = (
    Toggle
    | Pause
    | Resume
    | StepBy
    | RunToEpochEnd
    | SetHyperParameter
    | ScaleLearningRate
    | SetPace
    | ShiftPace
    | Evaluate
    | Stop
)


class Command(Message, frozen=True):
    """A request, answered by `Acknowledged` or `Refused` with its id; a viewer's ids ascend."""

    id: int
    action: Action


class Seen(Message, frozen=True, tag="s"):
    """The frame of this number has arrived, 0 the welcome. Said at once: the host learns the link from it."""

    frame: int


class Ping(Message, frozen=True, tag="p"):
    """Answered by `Pong` with the same number, at once."""

    number: int


ToHost = Hello | Subscribe | Command | Seen | Ping
