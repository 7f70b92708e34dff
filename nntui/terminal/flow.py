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

SOON_S = 0.01
"""Nobody looks again sooner whether there is room."""


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
        self._stopped = False
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()

    def control(self, data: bytes) -> None:
        """Have this be written before the next frame, and soon."""
        self._controls += data
        self.wake()

    def wake(self) -> None:
        """Write what can be written now, and come back for the rest."""
        self._cancel()
        if self._stopped or self._output.busy:  # it wakes this when it is done
            return
        now = self._clock()
        is_shown = self._frame(now)
        # What was written may have found the terminal gone, and ended everything.
        if is_shown or self._stopped:
            return
        paced = self.pacing.wait_s(now)
        if paced is not None:  # else an answer wakes it
            self._timer = self._loop.call_later(max(SOON_S, paced, self.budget.wait_s(now)), self.wake)

    def stop(self) -> None:
        """Write nothing more."""
        self._stopped = True
        self._cancel()
        self._output.stop()

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _frame(self, now: float) -> bool:
        """Write a frame if there is room for one; whether all is shown then."""
        paced, later = self.pacing.room(now), self.budget.later(now)
        most, question = min(paced, self.budget.left(now)), self.pacing.question(now)
        if most - len(question) < LEAST_BYTES:
            return not self._controls and self.model.is_shown
        at_once = self.synchronized and most >= SEEN_BYTES
        beside = len(question) + len(self._controls) + (len(BEGIN + END) if at_once else 0)
        room = Room(most - beside, min(paced, later) - beside)
        drawn, whole = self.model.frame(room)
        if drawn or self._controls:  # which may be longer than any room that there ever is
            if at_once and len(drawn) >= SEEN_BYTES:
                drawn = BEGIN + drawn + END
            frame = self._controls + drawn + question
            self._controls = b""
            self.budget.spend(len(frame), now)
            self._output.write(frame)
            # What a budget kept small says nothing of what the link could carry.
            self.pacing.framed(len(frame), now, whole=whole or later < paced)
        return whole
