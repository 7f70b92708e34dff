"""What a viewer says to a host."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from nntui.session.protocol.value import Value


class Hello(Value, frozen=True):
    """The first words of a viewer. A read-only one can look, and change nothing."""

    versions: tuple[int, int]
    program: str
    read_only: bool = False


class HeatRequest(Value, frozen=True):
    """The heat map that is on the screen: a layer's weights, in at most so many cells."""

    layer: str
    rows: Annotated[int, Meta(ge=1, le=512)]
    columns: Annotated[int, Meta(ge=1, le=512)]


class Subscribe(Value, frozen=True):
    """What the viewer shows now; it replaces what it said before.

    columns: of the loss chart, 0 for no chart. rate_hz: the most frames a second that it can use. epochs:
    whether it wants to be told of every epoch.
    """

    columns: Annotated[int, Meta(ge=0, le=4096)] = 0
    heat: HeatRequest | None = None
    layers: bool = False
    rate_hz: Annotated[float, Meta(ge=0, le=100)] = 10.0
    epochs: bool = False


class Toggle(Value, frozen=True):
    """Running: pause before the next batch. Else: run; a finished run for as many epochs again."""


class Pause(Value, frozen=True):
    """Pause before the next batch."""


class Resume(Value, frozen=True):
    """Run."""


class StepBy(Value, frozen=True):
    """Take exactly so many steps, then pause; while running freely: pause and take none."""

    count: int


class RunToEpochEnd(Value, frozen=True):
    """Run to the end of this epoch (of the next one on a boundary), then pause."""


class SetHyperParameter(Value, frozen=True):
    """From the next step on: learning_rate, momentum, weight_decay, dropout or batch_size."""

    name: str
    value: float


class ScaleLearningRate(Value, frozen=True):
    """Multiply the learning rate, whatever it is by then."""

    factor: float


class SetPace(Value, frozen=True):
    """Steps a second at the most; None for as fast as it goes."""

    steps_per_s: float | None


class ShiftPace(Value, frozen=True):
    """So many places up (or down, below 0) the usual paces, whatever the pace is by then."""

    by: int


class Evaluate(Value, frozen=True):
    """Measure the validation rows now, for the screen."""


class Stop(Value, frozen=True):
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


class Command(Value, frozen=True):
    """A request, answered by `Acknowledged` or `Refused` with its id."""

    id: int
    action: Action


ToHost = Hello | Subscribe | Command
