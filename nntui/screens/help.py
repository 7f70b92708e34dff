"""All keys, and what each panel shows."""

from __future__ import annotations

from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from nntui.commands import COMMANDS
from nntui.screens.modal import Modal
from nntui.widgets.layers_panel import LayersPanel
from nntui.widgets.log_panel import LogPanel
from nntui.widgets.loss_panel import LossPanel
from nntui.widgets.weights_panel import WeightsPanel

KEYS, LABEL, TEXT = 12, 26, 54
"""Widths of the columns of the key table."""


def key_lines() -> Content:
    """The command table; what does not fit a line goes on below in its own column."""
    lines: list[Content] = []
    for command in COMMANDS:
        first, *more = wrap(command.help, TEXT)
        head = ((command.shown.ljust(KEYS), "bold $accent"), (command.label.ljust(LABEL), "bold"))
        lines.append(Content.assemble(*head, (first, "$nn-muted")))
        lines += [Content.styled(" " * (KEYS + LABEL) + line, "$nn-muted") for line in more]
    return Content("\n").join(lines)


class HelpScreen(Modal[None]):
    """The command table and the panels' notes."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("question_mark,f1,q", "cancel", "Close", show=False)]

    DEFAULT_CSS = """
    HelpScreen {
        #box { width: 100; max-width: 96%; }
        .heading { text-style: bold; color: $primary; margin: 1 0 0 0; }
    }
    """

    def compose(self) -> ComposeResult:
        """Keys first, then a note for each panel."""
        with VerticalScroll(id="box") as box:
            box.border_title = "Help"
            box.border_subtitle = "escape closes"
            yield Static(key_lines())
            for panel in (LossPanel, WeightsPanel, LayersPanel, LogPanel):
                yield Static(str(panel.BORDER_TITLE), classes="heading")
                yield Static(Content(panel.NOTE))
