"""The lines between a viewer and a relay before anything is copied."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from nntui.session.relay.preamble import (
    REQUEST_LIMIT,
    PreambleError,
    Request,
    as_line,
    parse_request,
    read_request,
)


@dataclass
class Pipe:
    """Both ends of a pipe."""

    read: int
    write: int


@pytest.fixture
def pipe() -> Iterator[Pipe]:
    """A pipe; a test closes its writing end itself where that matters."""
    read, write = os.pipe()
    pipe = Pipe(read, write)
    yield pipe
    os.close(read)
    if pipe.write >= 0:
        os.close(pipe.write)


def refusal(pipe: Pipe) -> str:
    with pytest.raises(PreambleError) as caught:
        read_request(pipe.read, 0.05)
    return str(caught.value)


def test_a_line_is_ascii() -> None:
    """Whatever a name holds, the line survives a shell that changes bytes above 127."""
    assert as_line({"run": "naïve\n"}) == b'{"run": "na\\u00efve\\n"}\n'


@pytest.mark.parametrize("wanted", ["attach", "host", "resume", "list"])
def test_what_a_viewer_wants(wanted: str) -> None:
    """Four things can be asked for."""
    assert parse_request(as_line({"run": "a", "wanted": wanted})) == Request("a", wanted)


def test_more_than_is_known_is_no_hindrance() -> None:
    """A viewer of a later version may say more."""
    assert parse_request(b'{"run": "", "wanted": "attach", "colour": 3}\r\n') == Request("", "attach")


@pytest.mark.parametrize("line", [b"", b"hello", b"\xff", b"{" * 4000, b"[" * 4000, b"1" * 4096])
def test_what_is_no_json(line: bytes) -> None:
    """Rubbish is refused with a sentence."""
    with pytest.raises(PreambleError, match=r"^the viewer"):
        parse_request(line)


@pytest.mark.parametrize(
    "said", [{}, {"run": "a"}, {"run": 1, "wanted": "attach"}, {"run": "a", "wanted": "shell"}]
)
def test_what_is_not_known(said: dict[str, object]) -> None:
    """A wish of another version is refused with a sentence."""
    with pytest.raises(
        PreambleError, match=r"^the viewer asks for something that this version does not know$"
    ):
        parse_request(as_line(said))


def test_what_came_behind_is_kept(pipe: Pipe) -> None:
    """The protocol's first bytes may come with the line, and are not lost."""
    os.write(pipe.write, as_line({"run": "a", "wanted": "attach"}) + b"\0\0hello")
    assert read_request(pipe.read, 5.0) == (Request("a", "attach"), b"\0\0hello")


def test_a_line_in_pieces(pipe: Pipe) -> None:
    """A line may come byte by byte."""
    source = iter(as_line({"run": "a", "wanted": "list"}))

    def clock() -> float:
        os.write(pipe.write, bytes([next(source)]))
        return 0.0

    assert read_request(pipe.read, 5.0, clock) == (Request("a", "list"), b"")


def test_a_viewer_that_says_nothing(pipe: Pipe) -> None:
    """A relay does not wait for ever."""
    assert refusal(pipe) == "no viewer said what it wants within 0.05 s"


def test_a_viewer_that_leaves(pipe: Pipe) -> None:
    """A link that breaks early ends the relay."""
    os.close(pipe.write)
    pipe.write = -1
    assert refusal(pipe) == "the viewer left before it said what it wants"


def test_a_line_without_end(pipe: Pipe) -> None:
    """A viewer cannot fill a relay's memory."""
    os.write(pipe.write, b"x" * (2 * REQUEST_LIMIT))
    assert refusal(pipe) == f"the viewer's line is longer than {REQUEST_LIMIT} bytes"
