"""What messages are made of."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

VERSIONS = (1, 1)
"""The oldest and the newest protocol that this program speaks."""

HEAT_LEVELS = 21
"""Shades of a heat map: an odd number, zero in the middle."""

RunState = Literal["running", "paused", "finished", "diverged", "stopped", "crashed"]


class Value(Struct, frozen=True, tag=True):
    """A message or a part of one."""
