"""Which parts of the screen come first where not all can come at once."""

from __future__ import annotations

from enum import IntEnum


class Turn(IntEnum):
    """In this order."""

    FIRST = 0
    """How the run stands, the keys, and whatever asks for something."""
    NUMBERS = 1
    """All that is not said to be something else."""
    CHART = 2
    PICTURE = 3
    """Heat maps: most of the bytes, and what one can best wait for."""
