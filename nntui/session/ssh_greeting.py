"""The viewer's side of the lines before the protocol: reads not a byte more than these."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable

from nntui.session.relay.preamble import MAGIC

NOISE_LIMIT = 64 * 1024
"""Bytes that a shell over there may print before the relay begins."""

MAGIC_LIMIT = 128
"""The longest first line of a relay, in bytes."""

PIECE = 4096


class GreetingError(Exception):
    """What came is not what a relay says. Its message ends a sentence that begins with the place."""


class Deadline:
    """A moment by which something must have come; None: whenever it comes."""

    def __init__(self, seconds: float | None, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._end = None if seconds is None else clock() + seconds

    def left(self) -> float | None:
        """Seconds from now; TimeoutError where there are none."""
        if self._end is None:
            return None
        left = self._end - self._clock()
        if left <= 0:
            raise TimeoutError
        return left


def read_line(link: socket.socket, limit: int, deadline: Deadline) -> bytes:
    """One line with its end.

    Raises EOFError, TimeoutError, and GreetingError for a line of more than `limit` bytes.
    """
    line = bytearray()
    while not line.endswith(b"\n"):
        link.settimeout(deadline.left())
        try:
            seen = link.recv(PIECE, socket.MSG_PEEK)
        except ConnectionResetError as error:  # an ssh that ended without reading what it was sent
            raise EOFError from error
        if not seen:
            raise EOFError
        line += link.recv(seen.find(b"\n") + 1 or len(seen))
        if len(line) > limit:
            raise GreetingError(f"a line of more than {limit} bytes came instead of an answer")
    return bytes(line)


def find_relay(link: socket.socket, deadline: Deadline) -> bytes:
    """What stands behind the word by which a relay is known, after whatever a shell printed."""
    noise = 0
    while noise <= NOISE_LIMIT:
        try:
            line = read_line(link, NOISE_LIMIT - noise + MAGIC_LIMIT, deadline)
        except GreetingError:
            break
        _, magic, rest = line.rstrip(b"\r\n").rpartition(MAGIC)
        if magic:
            return rest
        noise += len(line)
    raise GreetingError(f"its shell printed more than {NOISE_LIMIT} bytes before nntui began")


def read_answer(link: socket.socket, limit: int, deadline: Deadline) -> dict[str, object]:
    """The relay's line of JSON; GreetingError where it is none."""
    line = read_line(link, limit, deadline)
    try:
        answer = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise GreetingError("what came is not an answer of nntui's") from error
    if not isinstance(answer, dict):
        raise GreetingError("what came is not an answer of nntui's")
    return answer
