"""All keys, and what each panel shows."""

from __future__ import annotations

from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget
from textual.widgets import Static

from nntui.commands import COMMANDS
from nntui.screens.modal import Modal
from nntui.widgets.layers_panel import LayersPanel
from nntui.widgets.log_panel import LogPanel
from nntui.widgets.loss_panel import LossPanel
from nntui.widgets.weights_panel import WeightsPanel

KEYS, LABEL = 12, 26
"""Widths of the columns of the key table."""

BESIDE = 74
"""From this width on the help stands beside the label, else below it."""


def key_lines(width: int) -> list[Content]:
    """The command table; what does not fit a line goes on below in its own column."""
    beside = width >= BESIDE
    indent = KEYS + LABEL if beside else KEYS
    lines: list[Content] = []
    for command in COMMANDS:
        help_lines = wrap(command.help, max(1, width - indent))
        head = ((command.shown.ljust(KEYS), "bold $accent"), (command.label.ljust(LABEL), "bold"))
        first = help_lines.pop(0) if beside else ""
        lines.append(Content.assemble(*head, (first, "$nn-muted")))
        lines += [Content.styled(" " * indent + line, "$nn-muted") for line in help_lines]
    return lines


class KeyTable(Widget):
    """The command table, as wide as there is room for."""

    DEFAULT_CSS = """
    KeyTable { height: auto; }
    """

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """A line or more for each command."""
        return len(key_lines(width))

    def render(self) -> Content:
        """The lines."""
        return Content("\n").join(key_lines(self.content_size.width))


class HelpScreen(Modal[None]):
    """The command table and the panels' notes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,f1,q", "cancel", "Close", show=False)]

    DEFAULT_CSS = """
    HelpScreen {
        #box { width: 100; max-width: 96%; }
        #box > * { padding: 0 1 0 0; }
        .heading { text-style: bold; color: $primary; margin: 1 0 0 0; }
    }
    """

    def compose(self) -> ComposeResult:
        """Keys first, then a note for each panel."""
        with VerticalScroll(id="box") as box:
            box.border_title = "Help"
            box.border_subtitle = "escape closes"
            yield KeyTable()
            for panel in (LossPanel, WeightsPanel, LayersPanel, LogPanel):
                yield Static(str(panel.BORDER_TITLE), classes="heading")
                yield Static(Content(panel.NOTE))
