"""Typing a learning rate."""

from __future__ import annotations

from math import isfinite

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input, Static

from nntui.numbers import rate
from nntui.screens.modal import Modal

HINT = "A number above 0, such as 1e-3 or 0.01. Enter sets it from the next step on, escape leaves it."


def parsed_rate(text: str) -> float | None:
    """The learning rate that was typed; None where it is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if isfinite(value) and value > 0 else None


class RateEntry(Modal[float]):
    """Asks for a learning rate; anything else is refused in place."""

    DEFAULT_CSS = """
    RateEntry #box { width: 60; }
    """

    def __init__(self, now: float) -> None:
        super().__init__()
        self._now = now

    def compose(self) -> ComposeResult:
        """A field and a hint."""
        with Vertical(id="box") as box:
            box.border_title = "Learning rate"
            yield Input(rate(self._now), select_on_focus=True)
            yield Static(HINT, id="hint", classes="note", markup=False)

    @on(Input.Submitted)
    def take(self, event: Input.Submitted) -> None:
        """Answer with what was typed, or say what is wrong with it."""
        value = parsed_rate(event.value)
        if value is not None:
            self.dismiss(value)
            return
        hint = self.query_one("#hint", Static)
        hint.update(f"{event.value!r} is not a number above 0. {HINT}" if event.value else HINT)
        hint.set_classes("wrong")
