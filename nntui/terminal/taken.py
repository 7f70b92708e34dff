"""A terminal while a program has it: what it shows, what it answers, and how it is given back."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from nntui.terminal.budget import Budget
from nntui.terminal.colors import RGB
from nntui.terminal.device import READ_BYTES, Device
from nntui.terminal.flow import Flow
from nntui.terminal.modes import ENTER, LEAVE
from nntui.terminal.output import Output
from nntui.terminal.pacing import Pacing
from nntui.terminal.questions import (
    Question,
    ground_of,
    ground_question,
    question_of,
    questions_for,
    supports_synchronized,
)
from nntui.terminal.screen_model import ScreenModel
from nntui.terminal.typed import Answer, Keys, Typed, TypedReader

LEAST_GOODBYE_S, LONGEST_GOODBYE_S = 0.05, 0.8
"""How long answers that are on their way are waited for at the end."""


@dataclass(frozen=True)
class Listeners:
    """Who is told what. typed: keys and pastes. ground: the background's colour. gone: nothing comes, and
    nothing can be written any more.
    """

    typed: Callable[[Typed], None]
    ground: Callable[[RGB], None]
    gone: Callable[[], None]


class TakenTerminal:
    """Standard input and error, taken from construction to `give_back`. OSError where they cannot be had.

    Whatever it shows by now, it is not known: the model is to be shown anew.
    """

    def __init__(
        self, model: ScreenModel, budget: float, environment: Mapping[str, str], listeners: Listeners
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._listeners = listeners
        self._typed = TypedReader()
        self._waiting: asyncio.TimerHandle | None = None
        self._device = Device(0, 2)
        self._device.take()
        now = time.monotonic()
        output = Output(self._device.screen, self._go_on, listeners.gone)
        self.pacing = Pacing(questions_for(environment), now)
        self.flow = Flow(model, output, self.pacing, Budget(budget, now), time.monotonic)
        self._model = model
        model.forget()
        self._loop.add_reader(self._device.keys, self._read)
        self.flow.control(ENTER + ground_question(environment))

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return self._device.size

    def take_again(self) -> None:
        """Set everything anew, because somebody else had the terminal and has set it otherwise."""
        self._device.take()
        self.pacing.restart(time.monotonic())
        self._model.forget()
        self.flow.control(ENTER)

    def take_no_keys(self) -> None:
        """Read nothing more."""
        self._wait_for_more(None)
        self._loop.remove_reader(self._device.keys)

    def give_back(self, patience_s: float = LONGEST_GOODBYE_S) -> None:
        """Leave it as it was.

        patience_s: how long answers are waited for, that a shell would take for keys.
        """
        self.take_no_keys()
        self.flow.stop()
        self._device.say(LEAVE)
        trip = self.pacing.round_trip_s
        if trip is not None and self.pacing.awaits:
            self._device.hear_out(self._hears_last, min(patience_s, LEAST_GOODBYE_S + 1.5 * trip))
        self._device.give_back()
        self._device.close()

    def _go_on(self) -> None:
        self.flow.wake()

    def _read(self) -> None:
        try:
            data = os.read(self._device.keys, READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:  # it has hung up
            self.take_no_keys()
            self._listeners.gone()
            return
        self._wait_for_more(None)
        self._hear(self._typed.feed(data))
        self._wait_for_more(self._typed.patience_s)

    def _wait_for_more(self, patience_s: float | None) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
        self._waiting = None if patience_s is None else self._loop.call_later(patience_s, self._release)

    def _release(self) -> None:
        self._hear(self._typed.release())

    def _hear(self, typed: Iterable[Typed]) -> None:
        for each in typed:
            if isinstance(each, Answer):
                self._take_answer(each)
            else:
                self._listeners.typed(each)

    def _take_answer(self, answer: Answer) -> None:
        ground, question = ground_of(answer.text), question_of(answer.text)
        if ground is not None:
            self._listeners.ground(ground)
        if question is None:
            return
        self.flow.synchronized |= supports_synchronized(answer.text)
        if not self.pacing.answered(question, time.monotonic()) and question == Question.CURSOR:
            self._listeners.typed(Keys(answer.text))  # it was F3, pressed with another key
        self.flow.wake()

    def _hears_last(self, data: bytes) -> bool:
        """Whether these were the last answers that will come."""
        for each in self._typed.feed(data):
            if isinstance(each, Answer) and (question := question_of(each.text)) is not None:
                self.pacing.answered(question, time.monotonic())
        return not self.pacing.awaits
