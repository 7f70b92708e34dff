"""Puts a guard beside a command that may take over the terminal."""

from __future__ import annotations

import os
import sys

from nntui.terminal.guard import split

TERMINALS = (0, 2)
"""Where keys come from, and what is drawn on."""


def guard_terminal() -> None:
    """Go on as the child of a guard, where there is a terminal to be guarded.

    Before anything large is imported: the guard is a copy of this process as it is now.
    """
    if all(map(os.isatty, TERMINALS)) and "nntui.app" not in sys.modules:
        split()
