"""A link with a round trip, a rate and a bounded buffer, as a value and as a queue of packets."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

# Small against a screen, so that bytes trickle in as they do on a real link.
PACKET_BYTES = 256


@dataclass(frozen=True, slots=True)
class Link:
    """What a link is like; the defaults are those of no link at all.

    `bytes_per_s` bounds each direction for itself. `buffer_bytes` is how many bytes may be on their way in
    one direction before its sender has to wait, like the window of an SSH channel.
    Raises ValueError for a negative round trip and for a rate or a buffer that lets nothing through.
    """

    round_trip_s: float = 0.0
    bytes_per_s: float = math.inf
    buffer_bytes: int = 262_144

    def __post_init__(self) -> None:
        if self.round_trip_s < 0:
            raise ValueError(f"round_trip_s is {self.round_trip_s}: a round trip takes 0 s or more")
        if not self.bytes_per_s > 0:
            raise ValueError(f"bytes_per_s is {self.bytes_per_s}: a rate is above 0; infinity is no bound")
        if self.buffer_bytes < 1:
            raise ValueError(f"buffer_bytes is {self.buffer_bytes}: a buffer holds 1 byte or more")


class Direction:
    """One direction of a link. It reads no clock: every moment, in seconds, is an argument."""

    def __init__(self, link: Link) -> None:
        self.link = link
        self.waiting = 0
        """Bytes on their way now."""
        self.peak = 0
        """The most bytes that were on their way at once."""
        self._packets: deque[tuple[float, bytes]] = deque()
        self._idle_from = -math.inf

    @property
    def room(self) -> int:
        """Bytes that may be sent before the buffer is full."""
        return self.link.buffer_bytes - self.waiting

    @property
    def next_arrival(self) -> float:
        """The moment the next packet arrives; infinity while none is on its way."""
        return self._packets[0][0] if self._packets else math.inf

    def send(self, data: bytes, now: float) -> None:
        """Put bytes on their way. Raises BlockingIOError where the buffer has no room for all of them."""
        if len(data) > self.room:
            raise BlockingIOError(f"{len(data)} bytes were sent into a link with room for {self.room}")
        size = PACKET_BYTES if math.isfinite(self.link.bytes_per_s) else max(1, len(data))
        for start in range(0, len(data), size):
            self._send_packet(data[start : start + size], now)
        self.peak = max(self.peak, self.waiting)

    def _send_packet(self, packet: bytes, now: float) -> None:
        self._idle_from = max(now, self._idle_from) + len(packet) / self.link.bytes_per_s
        self._packets.append((self._idle_from + self.link.round_trip_s / 2, packet))
        self.waiting += len(packet)

    def receive(self, now: float) -> bytes:
        """Take the bytes that have arrived by now."""
        arrived = []
        while self.next_arrival <= now:
            arrived.append(self._packets.popleft()[1])
        data = b"".join(arrived)
        self.waiting -= len(data)
        return data
