"""The options that say how a dashboard is drawn."""

from __future__ import annotations

import argparse
import os
import sys
from math import inf
from typing import Any, NamedTuple

from nntui.terminal.depth import Depth
from nntui.terminal.settings import Settings, settings_for

LEAST_BUDGET = 500
"""Bytes a second with which one can still read what stands there."""

THOUSANDS = {"": 1, "k": 1000, "m": 1_000_000}


class Drawing(NamedTuple):
    """What was asked for; None where nothing was. budget: bytes a second."""

    budget: float | None = None
    color: Depth | None = None


AS_IT_SUITS = Drawing()
"""Nothing was asked for."""


def budget(text: str) -> float:
    """`8k`, `8000` or `none`."""
    if text == "none":
        return inf
    number = text.rstrip("kKmM")
    try:
        found = float(number) * THOUSANDS[text[len(number) :].lower()]
    except (KeyError, ValueError):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no number of bytes a second such as 8k, or none"
        ) from None
    if not LEAST_BUDGET <= found < inf:
        raise argparse.ArgumentTypeError(f"{text!r} is too little to read anything: at least {LEAST_BUDGET}")
    return found


def color(text: str) -> Depth | None:
    """A number of colours, or `auto`."""
    if text == "auto":
        return None
    try:
        return Depth(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not auto, truecolor, 256, 16 or none") from None


def add_drawing_options(parser: argparse.ArgumentParser) -> None:
    """Add the flags; `take_drawing` takes them out of the result."""
    group = parser.add_argument_group("screen")
    group.add_argument(
        "--budget",
        type=budget,
        metavar="BYTES",
        help="a second for the terminal, 8k, or none; otherwise 8k over SSH",
    )
    group.add_argument(
        "--color", type=color, metavar="DEPTH", help="auto, truecolor, 256, 16, none: what the terminal has"
    )


def take_drawing(values: dict[str, Any]) -> Drawing:
    """Take out of parsed values what `add_drawing_options` brought in, if it did."""
    return Drawing(values.pop("budget", None), values.pop("color", None))


def settings_here(drawing: Drawing) -> Settings:
    """How the terminal of this process is to be written to."""
    if drawing.color not in (None, Depth.NONE):
        # Asked for by name it goes before a wish that is made of all programs; Textual would follow that one.
        os.environ.pop("NO_COLOR", None)
    return settings_for(os.environ, sys.stderr.encoding, drawing.budget, drawing.color)
