"""What a full-screen program switches on in a terminal, and what puts everything back."""

from __future__ import annotations

ENTER = (
    b"\x1b[?1049h"  # the alternate screen
    b"\x1b[?25l"  # no cursor
    b"\x1b[?7l"  # no wrapping at the end of a line
    b"\x1b[?2004h"  # pastes say that they are pastes
    b"\x1b[?1000h\x1b[?1006h"  # the mouse's buttons and wheel
)

LEAVE = (
    b"\x1b\\"  # whatever sequence was cut off
    b"\x1b[?2026l"  # a frame that was never ended
    b"\x1b[m"
    b"\x1b[?1006l\x1b[?1000l"
    b"\x1b[?2004l"
    b"\x1b[?7h"
    b"\x1b[?1049l"
    b"\x1b[?25h"
)
"""Undoes `ENTER`, from whatever state a program that died has left."""
