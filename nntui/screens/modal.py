"""What all windows above the dashboard share."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

Answer = TypeVar("Answer")


class Modal(ModalScreen[Answer]):
    """A box in the middle of the screen, which escape closes without an answer."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Before an entry field takes them for copying.
        Binding("escape,ctrl+c,ctrl+q", "cancel", "Close", show=False, priority=True)
    ]

    DEFAULT_CSS = """
    Modal {
        align: center middle;
        background: transparent;  /* dimmed, every cell behind it would have to be drawn, twice */
        #box {
            width: auto;
            min-width: 44;
            max-width: 90%;
            height: auto;
            max-height: 90%;
            background: $surface;
            border: round $primary;
            border-title-color: $foreground;
            border-title-style: bold;
            padding: 1 2;
        }
        .note { color: $nn-muted; }
        .wrong { color: $error; }
    }
    """

    def action_cancel(self) -> None:
        """Close without an answer."""
        self.dismiss(None)
