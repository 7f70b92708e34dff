"""How much may come out of compressed files, so that a small one cannot fill the memory."""

from __future__ import annotations

from nntui_datasets.errors import DatasetError

MOST_RATIO = 100
"""Bytes for each compressed byte: digits of white paper reach 10, deflate itself ends at 1,032."""

ALWAYS_FINE = 64 * 2**20
"""So many bytes may come out of any file."""

PIECE = 2**18
"""Bytes that are unpacked at a time."""


def refuse_bomb(place: str, unpacked: int, packed: int, mend: str) -> None:
    """Raise DatasetError where so many bytes are to come out of so few; nothing is read for it."""
    if unpacked > max(ALWAYS_FINE, MOST_RATIO * packed):
        raise DatasetError(
            f"{place}: {packed:,} bytes are to unpack into {unpacked:,}, more than {MOST_RATIO} to 1 ({mend})"
        )
