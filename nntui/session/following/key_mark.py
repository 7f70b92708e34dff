"""What stands on the screen from a key on until its answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class KeyMark:
    """What a key asked for, in a few words. refused: why it was not done, instead."""

    words: str
    refused: bool = False
