"""The dashboard as a browser drives it, by way of a server that may be gone before it."""

from __future__ import annotations

import os
from threading import Timer
from typing import Any

from textual.app import App
from textual.drivers.web_driver import WebDriver
from textual.messages import ExitApp

MOST_COLUMNS, MOST_ROWS = 1000, 400
"""Of any screen there is; what is asked for beyond would cost memory without an end."""

GRACE_S = 2.0
"""How long a dashboard may take to end in order, less than its server waits."""


class BrowserDriver(WebDriver):
    """Textual's own, but that it ends with its server, and is never larger than a screen can be."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        asked = {"width": os.environ.get("COLUMNS"), "height": os.environ.get("ROWS")}
        super().__init__(app, debug=debug, mouse=mouse, size=size or bounded(asked) or (80, 24))

    def run_input_thread(self) -> None:
        """Read keys until there are none to come: then nobody looks, and nothing else would say so."""
        super().run_input_thread()
        if not self.exit_event.is_set():
            _end_in_time()
            self.send_message(ExitApp())

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """Act on what the server says beside the keys; a size that is none is not heard."""
        if packet_type == "quit":
            _end_in_time()
        elif packet_type == "resize":
            if (size := bounded(payload)) is None:
                return
            payload = payload | {"width": size[0], "height": size[1]}
        super().on_meta(packet_type, payload)


def _end_in_time() -> None:
    # One that writes to a browser which reads no more would wait for it, and never hear that it should end.
    timer = Timer(GRACE_S, os._exit, (1,))
    timer.daemon = True
    timer.start()


def bounded(asked: dict[str, Any]) -> tuple[int, int] | None:
    """The columns and rows nearest to those asked for as `width` and `height`; None where they are none."""
    try:
        width, height = int(asked["width"]), int(asked["height"])
    except (KeyError, OverflowError, TypeError, ValueError):
        return None
    return max(1, min(width, MOST_COLUMNS)), max(1, min(height, MOST_ROWS))
