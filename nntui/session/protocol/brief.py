"""Messages with a status, shortened: of the status only what differs from that of the welcome.

Encoding and reading do this by themselves; nobody else sees these forms.
"""

from __future__ import annotations

import msgspec

from nntui.session.protocol.standing import LogEntry, Status
from nntui.session.protocol.to_viewer import Acknowledged, Happened, ToViewer
from nntui.session.protocol.value import Message, Value


class StatusChange(Value, frozen=True):
    """which: a bit for each field that differs, the first in the lowest bit. values: theirs."""

    which: int
    values: tuple[bool | int | float | str | None, ...]


class BriefAcknowledged(Message, frozen=True, tag="a"):
    """`Acknowledged`."""

    id: int
    change: StatusChange


class BriefHappened(Message, frozen=True, tag="h"):
    """`Happened`."""

    entry: LogEntry
    change: StatusChange


Brief = BriefAcknowledged | BriefHappened


def shortened(message: ToViewer, base: Status) -> ToViewer | Brief:
    """The message for a viewer whose welcome had this status."""
    match message:
        case Acknowledged():
            return BriefAcknowledged(message.id, _change(message.status, base))
        case Happened():
            return BriefHappened(message.entry, _change(message.status, base))
        case _:
            return message


def expanded(message: Brief, base: Status) -> ToViewer:
    """The message that was shortened; msgspec.ValidationError where it never was one."""
    status = _changed(message.change, base)
    if isinstance(message, BriefAcknowledged):
        return Acknowledged(message.id, status)
    return Happened(message.entry, status)


def _change(status: Status, base: Status) -> StatusChange:
    new, old = msgspec.structs.astuple(status), msgspec.structs.astuple(base)
    places = [place for place in range(len(new)) if new[place] != old[place]]
    return StatusChange(sum(1 << place for place in places), tuple(new[place] for place in places))


def _changed(change: StatusChange, base: Status) -> Status:
    fields = list(msgspec.structs.astuple(base))
    places = [place for place in range(len(fields)) if change.which >> place & 1]
    # A newer host may know of more fields: their values come last.
    for place, value in zip(places, change.values, strict=False):
        fields[place] = value
    return msgspec.convert(fields, Status)
