"""Typing a learning rate."""

from __future__ import annotations

from math import isfinite
from typing import Literal

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from nntui.numbers import rate
from nntui.screens.modal import Modal
from nntui.session.protocol import HELD

HINT = "A number above 0, such as 1e-3 or 0.01. Enter sets it from the next step on, escape leaves it."

Rate = float | Literal["schedule"]

SCHEDULE: Literal["schedule"] = "schedule"
"""What is typed to have the schedule say the rate again."""

OF_SCHEDULES = (
    "It is held then, whatever the schedule says; the word schedule goes back to it.",
    "The word schedule goes back to the schedule.",
)
"""What else there is to know where the rate follows a schedule, and where it is held."""


def parsed_rate(text: str, schedule: str) -> Rate | None:
    """What was typed; None where it is no learning rate, nor a schedule where the run has one."""
    if schedule and text.strip().lower() == SCHEDULE:
        return SCHEDULE
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) and value > 0 else None


class RateEntry(Modal[Rate]):
    """Asks for a learning rate; anything else is refused in place.

    schedule: of the run, as its status says it.
    """

    DEFAULT_CSS = """
    RateEntry #box { width: 60; }
    """

    def __init__(self, now: float, schedule: str = "") -> None:
        super().__init__()
        self._now = now
        self._schedule = schedule
        self._hint = HINT if not schedule else f"{HINT} {OF_SCHEDULES[schedule == HELD]}"

    def compose(self) -> ComposeResult:
        """A field and a hint."""
        with Vertical(id="box") as box:
            box.border_title = "Learning rate"
            yield Input(rate(self._now), select_on_focus=True)
            yield Static(self._hint, id="hint", classes="note", markup=False)

    @on(Input.Submitted)
    def take(self, event: Input.Submitted) -> None:
        """Answer with what was typed, or say what is wrong with it."""
        value = parsed_rate(event.value, self._schedule)
        if value is not None:
            self.dismiss(value)
            return
        hint = self.query_one("#hint", Static)
        hint.update(f"{event.value!r} is not a number above 0. {self._hint}" if event.value else self._hint)
        hint.set_classes("wrong")
