"""How far a host is with reading its data, for whoever waits for it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nntui.cli.capability import why_no_cursor
from nntui.numbers import count
from nntui.session.launch import Reading

BAR_CELLS = 30
_ERASED = "\r\x1b[K"


@contextmanager
def reading_shown() -> Iterator[Callable[[Reading], None]]:
    """To be called with what a host says: draws a bar on a terminal, which is gone afterwards."""
    drawn = False

    def draw(reading: Reading) -> None:
        nonlocal drawn
        if not why_no_cursor(sys.stderr, os.environ):
            drawn = True
            shown = bar(reading, shutil.get_terminal_size().columns)
            print(f"{_ERASED}{shown}", end="", file=sys.stderr, flush=True)

    try:
        yield draw
    finally:
        if drawn:
            print(_ERASED, end="", file=sys.stderr, flush=True)


def bar(reading: Reading, columns: int) -> str:
    """`reading 1,200 of 6,000 files [######------------------------]`, in fewer columns than there are.

    A line that reached the last one would go on in the next, which nobody erases.
    """
    figures = f"reading {count(reading.done)} of {count(reading.files)} files"
    cells = min(BAR_CELLS, columns - len(figures) - len(" []") - 1)
    if cells < 1:
        return figures[: columns - 1]
    full = cells * reading.done // max(reading.files, 1)
    return f"{figures} [{'#' * full}{'-' * (cells - full)}]"
