"""What drawings may be made of."""

from __future__ import annotations

from enum import Enum


class Ink(Enum):
    """What tells one thing from another on a terminal.

    COLORS: at least 256 colours, and block characters. SHAPES: signs and sizes are told by characters alone,
    since colours are few, or none.
    """

    COLORS = "colors"
    SHAPES = "shapes"
