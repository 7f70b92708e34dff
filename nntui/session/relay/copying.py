"""Bytes both ways between a viewer's pipes and a host's socket, with little held in between."""

from __future__ import annotations

import os
import select
import socket
from contextlib import suppress
from dataclasses import dataclass, field

MOST_HELD = 64 * 1024
"""Bytes held in each direction; then it is read no further."""

LINGER_S = 5.0
"""How long a host is waited for that does not hear that its viewer has left, or takes nothing from it."""

STALL_S = 60.0
"""How long a viewer is waited for that takes nothing; whether the host has ended cannot be seen meanwhile."""


@dataclass(eq=False)
class Flow:
    """One direction: what was read and not yet written."""

    source: int
    sink: int
    held: bytearray = field(default_factory=bytearray)
    open: bool = True

    @property
    def hungry(self) -> bool:
        """Whether there is room for more."""
        return self.open and len(self.held) < MOST_HELD

    @property
    def over(self) -> bool:
        """Whether all that there was has been passed on."""
        return not self.open and not self.held

    def fill(self) -> None:
        """Read what there is; the end of it closes the flow."""
        try:
            piece = os.read(self.source, MOST_HELD - len(self.held))
        except ConnectionResetError:  # a host that closed with words of ours unread: an end as well
            piece = b""
        self.held += piece
        self.open = bool(piece)

    def drain(self) -> None:
        """Write as much as is taken; OSError where nobody is there to take it."""
        del self.held[: os.write(self.sink, self.held)]

    def abandon(self) -> None:
        """Nobody takes it any more."""
        self.open = False
        self.held.clear()


def copy_both_ways(
    reading: int,
    writing: int,
    host: socket.socket,
    early: bytes = b"",
    *,
    linger_s: float = LINGER_S,
    stall_s: float = STALL_S,
) -> None:
    """Copy until the host closes or the viewer is gone. early: what the viewer has said already."""
    flows = Flow(reading, host.fileno(), bytearray(early)), Flow(host.fileno(), writing)
    descriptors = (reading, writing, host.fileno())
    for descriptor in descriptors:
        os.set_blocking(descriptor, False)
    try:
        _copy(*flows, host, linger_s, stall_s)
    finally:
        for descriptor in descriptors:
            os.set_blocking(descriptor, True)


def _copy(to_host: Flow, to_viewer: Flow, host: socket.socket, linger_s: float, stall_s: float) -> None:
    told = False
    while not to_viewer.over:
        if to_host.over and not told:
            told = True
            with suppress(OSError):  # a host that is gone as well needs no telling
                host.shutdown(socket.SHUT_WR)
        waits = stall_s if not to_viewer.hungry else linger_s if not to_host.hungry else None
        if not _pass_on(to_host, to_viewer, waits):
            return
        if not to_viewer.open:
            to_host.abandon()


def _pass_on(to_host: Flow, to_viewer: Flow, waits: float | None) -> bool:
    """Wait for something to move, and move it; False where nothing did, or the viewer is gone."""
    flows = (to_host, to_viewer)
    full, free, _ = select.select(
        [flow.source for flow in flows if flow.hungry],
        [flow.sink for flow in flows if flow.held],
        [],
        waits,
    )
    for flow in flows:
        if flow.sink in free and flow.held:
            try:
                flow.drain()
            except OSError:  # whoever was at that end is gone
                flow.abandon()
                if flow is to_viewer:
                    return False
        if flow.source in full:
            flow.fill()
    return bool(full or free)
