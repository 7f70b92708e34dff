"""Reading the lines before the protocol: not a byte more, not a second longer."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from nntui.session.ssh_greeting import (
    NOISE_LIMIT,
    Deadline,
    GreetingError,
    find_relay,
    read_answer,
    read_line,
)

Pair = tuple[socket.socket, socket.socket]


def never() -> Deadline:
    return Deadline(10.0, lambda: 0.0)


@pytest.fixture
def pair() -> Iterator[Pair]:
    """The viewer's end and the other."""
    near, far = socket.socketpair()
    far.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 * NOISE_LIMIT)
    with near, far:
        yield near, far


def test_a_line_and_no_more(pair: Pair) -> None:
    """What stands behind a line is the protocol's, and stays."""
    near, far = pair
    far.sendall(b"one\r\n\0\0\0")
    assert (read_line(near, 100, never()), near.recv(9)) == (b"one\r\n", b"\0\0\0")


def test_an_end_before_the_line_s(pair: Pair) -> None:
    """An ssh that ended is told from a line."""
    near, far = pair
    far.sendall(b"one")
    far.close()
    with pytest.raises(EOFError):
        read_line(near, 100, never())


def test_too_long_a_line(pair: Pair) -> None:
    """A line that does not end is not read on."""
    near, far = pair
    far.sendall(bytes(2000))
    with pytest.raises(GreetingError, match=r"^a line of more than 100 bytes came instead of an answer$"):
        read_line(near, 100, never())


def test_no_line_in_time(pair: Pair) -> None:
    """Silence ends at the deadline."""
    with pytest.raises(TimeoutError):
        read_line(pair[0], 100, Deadline(0.02, lambda: 0.0))


def test_a_deadline_is_for_all_of_it(pair: Pair) -> None:
    """Bytes that trickle in keep nobody waiting beyond it."""
    near, far = pair
    seconds = iter(range(100))

    def clock() -> float:
        far.sendall(b".")
        return float(next(seconds))

    with pytest.raises(TimeoutError):
        read_line(near, 100, Deadline(5.0, clock))


def test_no_deadline() -> None:
    """A person who types has all the time."""
    assert Deadline(None, lambda: 0.0).left() is None


@pytest.mark.parametrize(
    "before",
    [b"", b"Welcome!\r\n", b"\x1b[1mno end of line ", b"\0\xff\n\n", b"nntui-relay", b"x" * NOISE_LIMIT],
)
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_the_relay_is_found(pair: Pair, before: bytes, end: bytes) -> None:
    """Whatever stands before the relay's first line, that line is known."""
    near, far = pair
    far.sendall(before + b"nntui-relay 1" + end + b"rest")
    assert (find_relay(near, never()), near.recv(9)) == (b"1", b"rest")


@pytest.mark.parametrize("noise", [b"x" * (NOISE_LIMIT + 1000), b"x" * 99 + b"\n"])
def test_too_much_noise(pair: Pair, noise: bytes) -> None:
    """A machine that prints without end is left alone."""
    near, far = pair
    far.sendall((noise * (NOISE_LIMIT // len(noise) + 2))[: NOISE_LIMIT + 1000])
    with pytest.raises(GreetingError, match=r"^its shell printed more than 65536 bytes before nntui began$"):
        find_relay(near, never())


def test_an_answer(pair: Pair) -> None:
    """A line of JSON, whatever its end."""
    near, far = pair
    far.sendall(b'{"ok": true}\r\n')
    assert read_answer(near, 100, never()) == {"ok": True}


@pytest.mark.parametrize("line", [b"", b"ok", b"[]", b"1", b"\xff", b"[" * 90_000, b"1" * 9000])
def test_what_is_no_answer(pair: Pair, line: bytes) -> None:
    """Rubbish is told with a sentence, however deep it is."""
    near, far = pair
    far.sendall(line + b"\n")
    with pytest.raises(GreetingError, match=r"^what came is not an answer of nntui's$"):
        read_answer(near, 100_000, never())
