"""The terminal as a device: taken without disturbing others, and given back as it was."""

from __future__ import annotations

import fcntl
import os
import pty
import struct
import sys
import termios
import time
import tty
from collections.abc import Iterator
from contextlib import suppress

import pytest

from benchmarks.harness.terminal import Terminal
from nntui.terminal import device
from nntui.terminal.device import PATIENCE_S, Device, foreground
from nntui.terminal.modes import LEAVE

READ_BYTES = 65_536


class Line:
    """A terminal: its far end, where a person sits, and its near one, which programs share."""

    def __init__(self) -> None:
        self.far, self.near = pty.openpty()
        self.device = Device(self.near, self.near)

    @property
    def modes(self) -> list[object]:
        """How it is set."""
        return termios.tcgetattr(self.near)

    def seen(self) -> bytes:
        """What has come to the far end."""
        os.set_blocking(self.far, False)
        found = b""
        with suppress(BlockingIOError):
            while data := os.read(self.far, READ_BYTES):
                found += data
        return found

    def fill(self) -> None:
        """Have it take nothing more, as one that does not read."""
        tty.setraw(self.near)
        with suppress(BlockingIOError):
            while True:
                os.write(self.device.screen, b"x" * 1000)

    def hang_up(self) -> None:
        """The far end goes away."""
        os.close(self.far)
        self.far = -1


@pytest.fixture
def line() -> Iterator[Line]:
    """A terminal that nothing has been done to."""
    found = Line()
    yield found
    found.device.close()
    for end in (found.far, found.near):
        if end >= 0:
            os.close(end)


@pytest.fixture
def in_front(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has the terminal for its own would be this process."""
    monkeypatch.setattr(device, "foreground", lambda _: True)


def test_others_may_still_wait_for_it(line: Line) -> None:
    """The shell's own descriptor would fail it, if it did not block any more."""
    assert (os.get_blocking(line.near), os.get_blocking(line.device.keys)) == (True, False)


def test_what_is_no_terminal() -> None:
    """It is said so."""
    ends = os.pipe()
    with pytest.raises(OSError, match="ioctl"):
        Device(*ends)
    for end in ends:
        os.close(end)


def test_half_a_terminal_leaves_nothing_open(line: Line) -> None:
    """The keys are closed again where there is no screen."""
    ends, before = os.pipe(), set(os.listdir("/dev/fd"))  # noqa: PTH208  # names are all that is wanted
    with pytest.raises(OSError, match="ioctl"):
        Device(line.near, ends[0])
    assert set(os.listdir("/dev/fd")) == before  # noqa: PTH208  # as above
    for end in ends:
        os.close(end)


def test_the_device_of_somebody_else() -> None:
    """After `su` there is another way to the terminal that controls the process."""
    script = (
        "import os; from nntui.terminal import device; os.ttyname = lambda descriptor: '/nowhere';"
        "found = device.open_again(0);"
        "print(os.isatty(found), os.get_blocking(found), device.foreground(found), flush=True)"
    )
    with Terminal((sys.executable, "-c", script)) as terminal:
        terminal.wait_for("True False True")
        assert terminal.wait_exit() == 0


def test_keys_arrive_unseen(line: Line) -> None:
    """Each by itself and as it is, and nobody writes them on the screen."""
    line.device.take()
    os.write(line.far, b"q\r\n\x03\x1a\x11\x13\x16")
    assert (os.read(line.device.keys, 99), line.seen()) == (b"q\r\n\x03\x1a\x11\x13\x16", b"")


@pytest.mark.usefixtures("in_front")
def test_it_is_set_as_it_was(line: Line) -> None:
    """Whatever that was."""
    before = line.modes
    line.device.take()
    line.device.give_back()
    assert line.modes == before


@pytest.mark.usefixtures("in_front")
def test_taken_twice(line: Line) -> None:
    """It is set as it was before the first time."""
    before = line.modes
    line.device.take()
    line.device.take()
    line.device.give_back()
    assert line.modes == before


@pytest.mark.usefixtures("in_front")
def test_given_back_twice(line: Line) -> None:
    """What a shell has set since then stays."""
    line.device.take()
    line.device.give_back()
    tty.setraw(line.near)
    line.device.give_back()
    assert not line.modes[tty.LFLAG] & termios.ICANON  # type: ignore[operator]  # modes are a list of numbers


@pytest.mark.usefixtures("in_front")
def test_what_was_typed_meanwhile_is_no_command(line: Line) -> None:
    """The shell does not see it."""
    line.device.take()
    os.write(line.far, b"qqq")
    line.device.give_back()
    tty.setraw(line.near)
    with pytest.raises(BlockingIOError):
        os.read(line.device.keys, 9)


def test_a_shell_that_took_it_back_decides(line: Line) -> None:
    """Its modes are not touched."""
    line.device.take()
    before = line.modes
    line.device.give_back()
    assert line.modes == before


def test_a_terminal_that_is_nobodys() -> None:
    """Nobody's foreground is this process's."""
    far, near = pty.openpty()
    assert not foreground(near)
    os.close(far)
    os.close(near)


@pytest.mark.parametrize(
    ("size", "expected"), [((120, 40), (120, 40)), ((0, 0), (80, 24)), ((0, 7), (80, 7))]
)
def test_its_size(line: Line, size: tuple[int, int], expected: tuple[int, int]) -> None:
    """Columns and rows; the usual ones where it does not say."""
    columns, rows = size
    fcntl.ioctl(line.far, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    assert line.device.size == expected


def test_last_words(line: Line) -> None:
    """They are there at once."""
    line.device.say(LEAVE)
    assert line.seen() == LEAVE


def test_last_words_to_a_terminal_that_does_not_read(line: Line) -> None:
    """They are whole, at the cost of what stands before them."""
    line.fill()
    line.device.say(LEAVE)
    assert line.seen()[-len(LEAVE) :] == LEAVE


class Stuck:
    """Takes so many bytes and no more, until it is emptied; then so many at a time."""

    def __init__(self, room: int, piece: int) -> None:
        self.taken, self._room, self._piece = b"", room, piece

    def write(self, descriptor: int, data: bytes) -> int:
        if not self._room:
            self._room = self._piece
            raise BlockingIOError
        size = min(self._room, len(data))
        self.taken, self._room = self.taken + data[:size], self._room - size
        return size

    def empty(self, descriptor: int, queue: int) -> None:
        self.taken, self._room = b"", self._piece


@pytest.mark.parametrize("room", range(0, len(LEAVE), 15))
@pytest.mark.parametrize("piece", [16, 1000])
def test_last_words_that_are_cut_off(
    line: Line, room: int, piece: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are said again from their beginning, once what was taken of them is thrown away."""
    stuck = Stuck(room, piece)
    with monkeypatch.context() as patched:
        patched.setattr(os, "write", stuck.write)
        patched.setattr(termios, "tcflush", stuck.empty)
        line.device.say(LEAVE)
    assert stuck.taken == LEAVE


def test_last_words_do_not_wait(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a terminal that takes nothing, and cannot be emptied."""
    line.fill()
    monkeypatch.setattr(termios, "tcflush", lambda *_: None)
    begun = time.monotonic()
    line.device.say(LEAVE)
    assert time.monotonic() - begun < 5 * PATIENCE_S


def test_last_words_to_nobody(line: Line) -> None:
    """They are lost, and that is all."""
    line.hang_up()
    line.device.say(LEAVE)
    line.device.hear_out(lambda _: False, 5.0)


def test_answers_are_heard_out(line: Line) -> None:
    """Until somebody says that it was all."""
    line.device.take()
    heard: list[bytes] = []
    os.write(line.far, b"\x1b[0n")
    line.device.hear_out(lambda data: heard.append(data) is None, 5.0)
    assert heard == [b"\x1b[0n"]


def test_answers_that_do_not_come(line: Line) -> None:
    """They are not waited for much longer than was asked for."""
    line.device.take()
    begun = time.monotonic()
    line.device.hear_out(lambda _: True, 0.05)
    assert 0.05 <= time.monotonic() - begun < 2.0


def test_both_are_closed(line: Line) -> None:
    """And the shell's is not."""
    other = Device(line.near, line.near)
    other.close()
    for descriptor in (other.keys, other.screen):
        with pytest.raises(OSError, match="Bad file"):
            os.fstat(descriptor)
    assert os.isatty(line.near)
