"""Writing to a terminal that may not read."""

from __future__ import annotations

import asyncio
import os
import pty
import tty
from collections.abc import Callable, Iterator

import pytest

from nntui.terminal.output import Output

FULL = b"x" * 1_000_000
"""More than a terminal takes that does not read."""


class Ends:
    """The two ends of a terminal, and what the writer is told."""

    def __init__(self, kind: str) -> None:
        self.far, self.near = pty.openpty() if kind == "terminal" else os.pipe()
        if kind == "terminal":
            tty.setraw(self.near)
        os.set_blocking(self.near, False)
        self.told: list[str] = []
        tell = self.told.append
        self.output = Output(self.near, lambda: tell("drained"), lambda: tell("broken"))

    def read(self, size: int) -> bytes:
        """What comes out at the other end, once it is so much."""
        found = b""
        while len(found) < size:
            found += os.read(self.far, size - len(found))
        return found

    async def read_beside(self, size: int) -> bytes:
        """The same from a thread, while the writer goes on."""
        return await asyncio.get_running_loop().run_in_executor(None, self.read, size)

    async def until(self, condition: Callable[[], object]) -> None:
        """Let the loop run until it comes true."""
        async with asyncio.timeout(5):
            while not condition():
                await asyncio.sleep(0)

    def hang_up(self) -> None:
        """The terminal goes away."""
        os.close(self.far)
        self.far = -1

    def close(self) -> None:
        """Close what is open."""
        self.output.stop()
        for end in (self.far, self.near):
            if end >= 0:
                os.close(end)


@pytest.fixture(params=["terminal", "pipe"])
async def ends(request: pytest.FixtureRequest) -> Iterator[Ends]:
    """One of each kind."""
    found = Ends(request.param)
    yield found
    found.close()


async def test_what_fits_is_written_at_once(ends: Ends) -> None:
    """And nobody needs to be told."""
    ends.output.write(b"abc")
    assert (ends.output.busy, ends.read(3), ends.told) == (False, b"abc", [])


async def test_a_terminal_that_does_not_read(ends: Ends) -> None:
    """Nobody waits for it."""
    ends.output.write(FULL)
    for _ in range(10):
        await asyncio.sleep(0)
    assert (ends.output.busy, ends.told) == (True, [])


async def test_a_terminal_that_reads_again(ends: Ends) -> None:
    """All arrives, and it is told once."""
    ends.output.write(FULL)
    found = await ends.read_beside(len(FULL))
    await ends.until(lambda: not ends.output.busy)
    assert (found, ends.told) == (FULL, ["drained"])


async def test_what_is_written_while_it_does_not_read(ends: Ends) -> None:
    """It comes behind what was written before."""
    ends.output.write(FULL)
    ends.output.write(b"the last")
    found = await ends.read_beside(len(FULL) + 8)
    assert found == FULL + b"the last"


async def test_each_time_that_it_did_not_read(ends: Ends) -> None:
    """It is told again."""
    for _ in range(2):
        ends.output.write(FULL)
        await ends.read_beside(len(FULL))
        await ends.until(lambda: not ends.output.busy)
    assert ends.told == ["drained", "drained"]


async def test_what_is_told_may_write(ends: Ends) -> None:
    """At once, and more than there is room for."""
    written = [FULL]

    def write_more() -> None:
        if written:
            ends.output.write(written.pop())

    output = Output(ends.near, write_more, lambda: None)
    output.write(FULL)
    found = await ends.read_beside(2 * len(FULL))
    await ends.until(lambda: not output.busy)
    assert found == FULL + FULL


async def test_what_is_left_is_not_written(ends: Ends) -> None:
    """Where the terminal is given back."""
    ends.output.write(FULL)
    ends.output.stop()
    os.set_blocking(ends.far, False)
    found = b""
    while len(found) < len(FULL):
        try:
            found += os.read(ends.far, len(FULL))
        except BlockingIOError:
            break
        await asyncio.sleep(0)
    assert (ends.output.busy, len(found) < len(FULL), ends.told) == (False, True, [])


async def test_nothing_is_written_after_that(ends: Ends) -> None:
    """The descriptor is closed then, and its number may be that of a file."""
    ends.output.stop()
    ends.output.write(b"abc")
    os.write(ends.near, b"!")
    assert ends.read(1) == b"!"


async def test_a_terminal_that_has_gone(ends: Ends) -> None:
    """It is told, once for all that is written."""
    ends.hang_up()
    ends.output.write(b"abc")
    ends.output.write(b"abc")
    assert (ends.output.busy, ends.told) == (False, ["broken"])


async def test_a_terminal_that_goes_while_something_is_left(ends: Ends) -> None:
    """It is told as well, and nothing waits for ever."""
    ends.output.write(FULL)
    ends.hang_up()
    await ends.until(lambda: ends.told)
    await asyncio.sleep(0)
    assert (ends.output.busy, ends.told) == (False, ["broken"])
