"""How many colours a terminal has, by what its environment says."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum


class Depth(Enum):
    """How many colours there are."""

    TRUECOLOR = "truecolor"
    C256 = "256"
    C16 = "16"
    NONE = "none"


_TRUE = ("truecolor", "24bit")
_MANY = ("direct", "kitty", "alacritty", "foot", "wezterm", "ghostty")
_FEW = ("linux", "xterm", "screen", "tmux", "rxvt", "ansi", "cygwin", "putty", "konsole", "vte", "gnome")


def depth_of(environment: Mapping[str, str]) -> Depth:
    """As many as the environment says: `NO_COLOR` (no-color.org), `COLORTERM`, and the name in `TERM`."""
    term = environment.get("TERM", "")
    if environment.get("NO_COLOR"):
        return Depth.NONE
    if environment.get("COLORTERM") in _TRUE or any(name in term for name in _MANY):
        return Depth.TRUECOLOR
    if "256color" in term:
        return Depth.C256
    return Depth.C16 if "color" in term or term.startswith(_FEW) else Depth.NONE
