"""What a terminal shows that is too small for anything else."""

from __future__ import annotations

from textual.geometry import Size
from textual.widgets import Static

LEAST = Size(60, 16)
"""Columns and rows below which the dashboard gives up."""


class TooSmall(Static):
    """A friendly note."""

    DEFAULT_CSS = """
    TooSmall { width: 1fr; height: 1fr; content-align: center middle; text-align: center; }
    """

    def __init__(self) -> None:
        super().__init__(
            f"The run goes on.\nThis needs {LEAST.width} × {LEAST.height}:\nmake the window larger."
        )

    @staticmethod
    def is_too_small(size: Size) -> bool:
        """Whether the dashboard has no room."""
        return size.width < LEAST.width or size.height < LEAST.height
