"""A link, on a clock that the tests hold."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.harness.link import PACKET_BYTES, Direction, Link


def test_bytes_leave_after_half_the_round_trip() -> None:
    """One direction takes half of the round trip, not all of it."""
    direction = Direction(Link(round_trip_s=0.5))
    direction.send(b"key", now=10.0)
    actual = (direction.receive(10.249), direction.receive(10.25))
    assert actual == (b"", b"key")


def test_no_link_delivers_at_once() -> None:
    """The default link adds nothing to a local measurement."""
    direction = Direction(Link())
    direction.send(b"key", now=10.0)
    assert direction.receive(10.0) == b"key"


def test_the_rate_bounds_what_arrives() -> None:
    """A thousand bytes a second are a thousand bytes a second, to within a packet."""
    direction = Direction(Link(bytes_per_s=1_000))
    direction.send(bytes(10_000), now=0.0)
    arrived = len(direction.receive(3.0))
    assert 3_000 - PACKET_BYTES < arrived <= 3_000


def test_bytes_queue_behind_those_before() -> None:
    """Two sends at one moment share the rate."""
    direction = Direction(Link(bytes_per_s=100))
    direction.send(bytes(100), now=0.0)
    direction.send(b"last", now=0.0)
    arrivals = (direction.receive(1.0), direction.receive(1.03), direction.receive(1.04))
    assert arrivals == (bytes(100), b"", b"last")


def test_an_idle_link_saves_nothing_up() -> None:
    """The rate holds for a burst after a silence too."""
    direction = Direction(Link(bytes_per_s=100))
    direction.send(bytes(100), now=50.0)
    assert direction.receive(50.99) == b""


def test_the_next_arrival_is_told() -> None:
    """Whoever waits knows until when."""
    direction = Direction(Link(round_trip_s=1.0, bytes_per_s=100))
    direction.send(bytes(50), now=2.0)
    assert direction.next_arrival == 3.0


def test_an_empty_link_has_no_next_arrival() -> None:
    """Nothing on its way is nothing to wait for."""
    assert Direction(Link()).next_arrival == math.inf


def test_room_shrinks_by_what_is_on_its_way() -> None:
    """Bytes in flight fill the buffer until they arrive, as they fill a window."""
    direction = Direction(Link(round_trip_s=1.0, buffer_bytes=100))
    direction.send(bytes(60), now=0.0)
    before = direction.room
    direction.receive(0.5)
    assert (before, direction.room) == (40, 100)


def test_more_than_the_buffer_is_refused() -> None:
    """A sender that does not wait is told so, and nothing is dropped in silence."""
    direction = Direction(Link(round_trip_s=1.0, buffer_bytes=100))
    with pytest.raises(BlockingIOError, match="101 bytes were sent into a link with room for 100"):
        direction.send(bytes(101), now=0.0)


def test_the_peak_remembers_the_fullest_moment() -> None:
    """A backlog is seen after it has gone."""
    direction = Direction(Link(round_trip_s=1.0))
    direction.send(bytes(70), now=0.0)
    direction.receive(1.0)
    direction.send(bytes(30), now=1.0)
    assert direction.peak == 70


@given(sizes=st.lists(st.integers(0, 2_000), max_size=20), rate=st.floats(100, 1e6))
def test_every_byte_arrives_once_and_in_order(sizes: list[int], rate: float) -> None:
    """Packets and bounds change when bytes arrive, never what arrives."""
    direction = Direction(Link(round_trip_s=0.2, bytes_per_s=rate))
    sent = [bytes([number]) * size for number, size in enumerate(sizes)]
    for number, data in enumerate(sent):
        direction.send(data, now=number / 10)
    arrived = []
    while direction.waiting:
        arrived.append(direction.receive(direction.next_arrival))
    assert b"".join(arrived) == b"".join(sent)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"round_trip_s": -0.1}, "round_trip_s is -0.1"),
        ({"bytes_per_s": 0.0}, "bytes_per_s is 0.0"),
        ({"bytes_per_s": math.nan}, "bytes_per_s is nan"),
        ({"buffer_bytes": 0}, "buffer_bytes is 0"),
    ],
)
def test_an_impossible_link_is_refused(settings: dict[str, float], message: str) -> None:
    """A link that lets nothing through would be waited for without end."""
    with pytest.raises(ValueError, match=message):
        Link(**settings)  # type: ignore[arg-type] # the parameters are of two types
