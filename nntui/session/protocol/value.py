"""What messages are made of."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

VERSIONS = (1, 1)
"""The oldest and the newest protocol that this program speaks."""

HEAT_LEVELS = 21
"""Shades of a heat map: an odd number, zero in the middle."""

MOST_CELLS = 512
"""Rows of a heat map at the most, and columns."""

MOST_COLUMNS = 4096
"""Columns of a curve at the most."""

RunState = Literal["running", "paused", "finished", "diverged", "stopped", "crashed"]


class Value(Struct, frozen=True, array_like=True):
    """A part of a message: its fields in order, without their names.

    New fields come last and have defaults, so that programs one release apart understand each other.
    """


class Message(Value, frozen=True, tag=True):
    """A message, told by its name; those that travel all the time have names of one letter."""
