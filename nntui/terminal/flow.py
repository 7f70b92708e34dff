"""Brings a screen to a terminal: as fast as may be, in as few bytes, the most important first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from nntui.terminal.budget import Budget
from nntui.terminal.output import Output
from nntui.terminal.pacing import Pacing
from nntui.terminal.screen_model import Room, ScreenModel

BEGIN, END = b"\x1b[?2026h", b"\x1b[?2026l"
"""Around a frame that is to be shown all at once (synchronized output)."""

SEEN_BYTES = 512
"""A frame with fewer bytes than these needs no such signs: it is shown at once anyway."""

LEAST_BYTES = 24.0
"""No frame is made of less room."""


class Flow:
    """Writes the difference between two screens whenever there is one, and room for it.

    clock: monotonic, in seconds. synchronized: whether the terminal can show a frame all at once.
    """

    def __init__(
        self,
        model: ScreenModel,
        output: Output,
        pacing: Pacing,
        budget: Budget,
        clock: Callable[[], float],
    ) -> None:
        self.model, self.pacing, self.budget = model, pacing, budget
        self.synchronized = False
        self._output, self._clock = output, clock
        self._controls = b""
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()

    def control(self, data: bytes) -> None:
        """Have this be written before the next frame, and soon."""
        self._controls += data
        self.wake()

    def wake(self) -> None:
        """Write what can be written now, and come back for the rest."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._output.busy:  # it wakes this when it is done
            return
        now = self._clock()
        if lost := self.pacing.lost(now):
            self._write(lost, now)
        drawn = self._frame(now)
        wait = None if self._output.busy else self._wait(drawn, now)
        if wait is not None:
            self._timer = self._loop.call_later(wait, self.wake)

    def stop(self) -> None:
        """Write nothing more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._output.discard()

    def _frame(self, now: float) -> bool:
        """Write a frame if there is room for one; whether all is shown then."""
        question = self.pacing.question()
        paced, budgeted = self.pacing.room(now), self.budget.later(now)
        spare = min(paced, self.budget.left(now)) - len(question) - len(self._controls)
        if spare < LEAST_BYTES:
            return not self._controls and self.model.is_shown
        drawn, whole = self.model.frame(Room(spare, min(spare, budgeted - len(question))))
        if drawn or self._controls:
            if self.synchronized and len(drawn) >= SEEN_BYTES:
                drawn = BEGIN + drawn + END
            frame = self._controls + drawn + question
            self._controls = b""
            self._write(frame, now)
            # What a budget kept small says nothing of what the link could carry.
            self.pacing.framed(len(frame), now, whole=whole or budgeted < paced)
        return whole

    def _write(self, data: bytes, now: float) -> None:
        self.budget.spend(len(data), now)
        self._output.write(data)

    def _wait(self, drawn: bool, now: float) -> float | None:
        """Seconds until there may be something to do; None where something else will say so."""
        paced = self.pacing.wait_s(now)
        if drawn:
            return paced or None  # answers may have been lost
        return None if paced is None else max(0.01, paced, self.budget.wait_s(now))
