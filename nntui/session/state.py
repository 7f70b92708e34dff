"""What a viewer knows of a run: a frozen value, and what each message makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import nan

from msgspec import structs

from nntui.reduction.heat_map import HeatMap
from nntui.session.codec import ProtocolError
from nntui.session.patching import HeldCurve, curve_after, evaluated_after, floats, heat_after, layers_after
from nntui.session.protocol import (
    Acknowledged,
    Ended,
    EpochEnded,
    Evaluated,
    Frame,
    Happened,
    LayerMeasurement,
    LogEntry,
    Pong,
    Refused,
    Rejected,
    RunDescription,
    Status,
    ToViewer,
    Welcome,
)

LOG_LENGTH = 1000
"""Lines of the log that a viewer keeps."""


@dataclass(frozen=True, eq=False)
class SessionState:
    """All that is on the screen. `shown_step` is the step that the frame's numbers belong to.

    host: the random name of the host. framed: the status of the newest frame, which is not always the newest.
    pong: the number of the newest ping that was answered.
    """

    run: RunDescription | None = None
    host: str = ""
    status: Status | None = None
    framed: Status | None = None
    log: tuple[LogEntry, ...] = ()
    loss: float = nan
    shown_step: int = 0
    steps_per_s: float = 0.0
    overhead: float = 0.0
    training: HeldCurve | None = None
    validation: HeldCurve | None = None
    evaluated: Evaluated | None = None
    heat: HeatMap | None = None
    layers: tuple[LayerMeasurement, ...] = ()
    epoch: EpochEnded | None = None
    refused: Refused | None = None
    acknowledged: Acknowledged | None = None
    pong: int = 0
    ended: Ended | None = None


def reduce(state: SessionState, message: ToViewer) -> SessionState:
    """The state after a message; nothing is changed in place. ProtocolError where a message cannot be."""
    match message:
        case Welcome():
            return _welcomed(state, message)
        case Frame():
            return _after_frame(state, message)
        case Happened():
            return replace(_newer(state, message.status), log=_longer(state.log, message.entry))
        case Acknowledged():
            return replace(_newer(state, message.status), acknowledged=message)
        case Refused():
            return replace(state, refused=message)
        case EpochEnded():
            return replace(state, epoch=message)
        case Pong(number=number):
            return replace(state, pong=number)
        case Ended():
            return replace(state, ended=message)
        case Rejected(reason=reason):
            return replace(state, ended=Ended(reason, None))


def _welcomed(state: SessionState, message: Welcome) -> SessionState:
    """Begin, or begin again: what is on the screen stays until something newer comes."""
    return replace(
        state,
        run=message.run,
        host=message.host,
        log=message.log,
        status=message.status,
        framed=None,
        training=state.training and replace(state.training, series=0),
        validation=state.validation and replace(state.validation, series=0),
        ended=None,
    )


def _after_frame(state: SessionState, frame: Frame) -> SessionState:
    status = _status_of(frame, state.framed)
    loss, steps_per_s, overhead = _figures_of(frame, state)
    return replace(
        _newer(state, status),
        framed=status,
        loss=loss,
        shown_step=status.step,
        steps_per_s=steps_per_s,
        overhead=overhead,
        training=curve_after(state.training, frame.training),
        validation=curve_after(state.validation, frame.validation),
        evaluated=evaluated_after(state.evaluated, frame.evaluated),
        heat=heat_after(state.heat, frame.heat),
        layers=layers_after(state.layers, frame.layers, state.run.layers if state.run else ()),
        log=_with_earlier(frame.earlier, state.log),
    )


def _status_of(frame: Frame, before: Status | None) -> Status:
    if frame.status is not None:
        return frame.status
    if before is None:
        raise ProtocolError("the first frame of a connection says the whole status")
    if frame.learning_rate is not None:
        before = structs.replace(before, learning_rate=frame.learning_rate)
    if frame.moved is None:
        return before
    sequence, step, epochs_done, rows_used = frame.moved
    return structs.replace(before, sequence=sequence, step=step, epochs_done=epochs_done, rows_used=rows_used)


def _figures_of(frame: Frame, state: SessionState) -> tuple[float, float, float]:
    if not frame.figures:
        return state.loss, state.steps_per_s, state.overhead
    figures = floats(frame.figures).tolist()
    if len(figures) != 3:
        raise ProtocolError(f"a frame has three figures, not {len(figures)}")
    loss, steps_per_s, overhead = figures
    return loss, steps_per_s, overhead


def _newer(state: SessionState, status: Status) -> SessionState:
    # News and frames travel side by side: what was measured earlier may arrive later.
    if state.status is not None and state.status.sequence >= status.sequence:
        return state
    return replace(state, status=status)


def _longer(log: tuple[LogEntry, ...], entry: LogEntry) -> tuple[LogEntry, ...]:
    if log and log[-1].number >= entry.number:
        return log
    return (*log, entry)[-LOG_LENGTH:]


def _with_earlier(earlier: tuple[LogEntry, ...], log: tuple[LogEntry, ...]) -> tuple[LogEntry, ...]:
    if not earlier or (log and log[0].number <= earlier[-1].number):
        return log
    return (*earlier, *log)[-LOG_LENGTH:]
