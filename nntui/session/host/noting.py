"""What a host has to say that is not for viewers: lines in host.log, which never grows without end."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress

LARGEST_LOG = 1_000_000
"""Bytes: a log that grew so long is begun anew."""


def note(text: str) -> None:
    """Add a line to the log, which a new host's standard error is."""
    with suppress(OSError):  # a full disk, say: nobody is left who could be told, and training goes on
        found = os.fstat(sys.stderr.fileno())
        if stat.S_ISREG(found.st_mode) and found.st_size > LARGEST_LOG:
            os.ftruncate(sys.stderr.fileno(), 0)
        print(text, file=sys.stderr, flush=True)
