"""Writes to a terminal without ever waiting for it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress


class Output:
    """At most one frame that is not written yet.

    descriptor: not blocking. drained: called whenever all is written that could not be written at once.
    broken: called once, when nothing can be written any more.
    """

    def __init__(self, descriptor: int, drained: Callable[[], None], broken: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._loop = asyncio.get_running_loop()
        self._drained, self._broken = drained, broken
        self._left = b""
        self._stopped = False

    @property
    def busy(self) -> bool:
        """Whether something is not written yet."""
        return bool(self._left)

    def write(self, data: bytes) -> None:
        """Write, or begin to."""
        if self._stopped:
            return
        was_busy = self.busy
        self._left += data
        if not was_busy:
            self._go_on()

    def stop(self) -> None:
        """Write nothing any more, nor what is left: the descriptor may soon be that of something else."""
        self._stopped = True
        if self._left:
            self._loop.remove_writer(self._descriptor)
            self._left = b""

    def _go_on(self, *, waited: bool = False) -> None:
        written = 0
        try:
            with suppress(BlockingIOError):
                written = os.write(self._descriptor, self._left)
        except OSError:
            self.stop()
            self._broken()
            return
        self._left = self._left[written:]
        if self._left and not waited:
            self._loop.add_writer(self._descriptor, lambda: self._go_on(waited=True))
        elif waited and not self._left:
            self._loop.remove_writer(self._descriptor)
            self._drained()
