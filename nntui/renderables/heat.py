"""Heat maps, and the legend that gives them numbers: colours in half blocks, or characters that need none."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from nntui.reduction.heat import NOT_A_NUMBER
from nntui.renderables.ink import Ink
from nntui.renderables.palette import LEVELS, NOTHING
from nntui.renderables.rows import HeatStyle, Row, Span, fit, join, row_width
from nntui.renderables.runs import runs

Levels = npt.NDArray[np.int8]

VALUES_PER_ROW = {Ink.COLORS: 2, Ink.SHAPES: 1}
"""How many values stand above one another in a row of text."""

LARGEST_PIXEL = 6
"""So many columns, and half rows, does a value fill at most."""

HALF_BLOCK, CROSS = "▀", "×"

SHADES, LINES = "░▒▓█", "╌─═≡"
"""Four sizes without colours: blocks above zero, lines below."""

HALF = (LEVELS - 1) // 2
"""Levels above zero, and below."""

STEPS = np.array([0, *(min(len(SHADES), 1 + size * len(SHADES) // HALF) for size in range(1, HALF + 1))])
"""In which of the four sizes, from 1 on, so many levels from zero are; zero itself is in none."""


def magnify(shape: tuple[int, int], rows: int, cols: int, ink: Ink = Ink.COLORS) -> tuple[int, int]:
    """How many rows and columns one value fills in an area of `rows` rows and `cols` columns.

    A row is half of one of text with colours, and about as high as a column is wide; with shapes it is a
    whole one, and twice as high. A value fills at least one, and is never more than twice as high as wide, or
    twice as wide as high.
    """
    high = 2 // VALUES_PER_ROW[ink]
    tall = max(1, min(LARGEST_PIXEL // high, rows // max(1, shape[0])))
    wide = max(1, min(LARGEST_PIXEL, cols // max(1, shape[1])))
    return min(tall, 2 * wide // high), min(wide, 2 * high * tall)


def heat_rows(
    levels: Levels, width: int, height: int, ink: Ink = Ink.COLORS, tile: tuple[int, int] = (0, 0)
) -> tuple[Row, ...]:
    """The matrix of levels, magnified, in `height` rows of `width` cells.

    tile: how many rows and columns belong together, 0 for all: tiles stand apart where there is room for it.
    With colours a span's HeatStyle is the level of its upper halves and of its lower ones; a NaN is a × in
    the level NOT_A_NUMBER over that of the other half. With shapes a cell is one value: zero is a blank, and
    the style tells no more than the sign.
    """
    blank = fit((), width)
    if not levels.size or width < 1 or height < 1:
        return (blank,) * height
    pixels = _pixels(levels, width, height, ink, tile)
    drawn = _half_blocks(pixels) if ink is Ink.COLORS else _shapes(pixels)
    rest = fit((), width - pixels.shape[1])
    return (*(row + rest for row in drawn), *(blank,) * (height - len(drawn)))


def legend(scale: float, width: int, ink: Ink = Ink.COLORS) -> Row:
    """What colours and characters mean, in `width` cells: `−0.4 █▓▒░ 0 ░▒▓█ +0.4`, as many steps as fit."""
    number = f"{scale:.3g}"
    left, middle, right = (Span(f"−{number}", "text"), Span("0", "text"), Span(f"+{number}", "text"))
    room = (width - row_width((left, middle, right)) - 4) // 2
    if room < 1:
        return fit((Span(f"±{number}", "text"),), width)
    sizes = _legend_sizes(room, ink)
    positive = tuple(_legend_step(size, ink) for size in sizes)
    negative = tuple(_legend_step(-size, ink) for size in reversed(sizes))
    blank = (Span(" ", "text"),)
    row = join((left,), blank, negative, blank, (middle,), blank, positive, blank, (right,))
    return fit(row, width)


def _pixels(levels: Levels, width: int, height: int, ink: Ink, tile: tuple[int, int]) -> Levels:
    """The levels magnified, a row for each that there is in the area, and cut to it."""
    rows = VALUES_PER_ROW[ink] * height
    shape = (levels.shape[0], levels.shape[1])
    down, across = _gaps(shape[0], tile[0], rows), _gaps(shape[1], tile[1], width)
    tall, wide = magnify(shape, rows - down, width - across, ink)
    pixels = levels.repeat(tall, axis=0).repeat(wide, axis=1)
    if down:
        pixels = _apart(pixels, tile[0] * tall)
    if across:
        pixels = _apart(pixels.T, tile[1] * wide).T
    return pixels[:rows, :width]


def _gaps(length: int, tile: int, room: int) -> int:
    """How many gaps there are between tiles along so many values: none where there is no room for them."""
    gaps = -(-length // tile) - 1 if tile else 0
    return gaps if length + gaps <= room else 0


def _apart(pixels: Levels, tile: int) -> Levels:
    """A row of nothing between any two tiles of so many rows."""
    places = np.arange(tile, len(pixels), tile)
    return np.insert(pixels, places, np.int8(NOTHING), axis=0)


def _half_blocks(pixels: Levels) -> list[Row]:
    """Two rows of levels in one of text."""
    if len(pixels) % 2:
        pixels = np.vstack([pixels, np.full((1, pixels.shape[1]), NOTHING, np.int8)])
    upper, lower = pixels[0::2], pixels[1::2]
    crossed = (upper == NOT_A_NUMBER) | (lower == NOT_A_NUMBER)
    behind = np.where(upper == NOT_A_NUMBER, lower, upper)
    upper, lower = np.where(crossed, NOT_A_NUMBER, upper), np.where(crossed, behind, lower)
    lower[crossed & (lower == NOT_A_NUMBER)] = NOTHING
    keys = upper.astype(np.int16) * 256 + lower
    above, below = upper.tolist(), lower.tolist()
    return [
        tuple(_span(above[y][start], below[y][start], stop - start) for start, stop in stretches)
        for y, stretches in enumerate(runs(keys))
    ]


def _shapes(pixels: Levels) -> list[Row]:
    """A character for each level, equal ones in one span."""
    crossed = pixels == NOT_A_NUMBER
    sizes = np.where(crossed | (pixels == NOTHING), 0, pixels - HALF)
    keys = np.where(crossed, NOT_A_NUMBER, np.sign(sizes) * STEPS[np.abs(sizes)])
    found = keys.tolist()
    return [
        tuple(_shape(found[y][start], stop - start) for start, stop in stretches)
        for y, stretches in enumerate(runs(keys))
    ]


@lru_cache(maxsize=8192)
def _span(upper: int, lower: int, length: int) -> Span:
    """A stretch of equal cells; kept, since a picture is made of the same few again and again."""
    return Span((CROSS if upper == NOT_A_NUMBER else HALF_BLOCK) * length, HeatStyle(upper, lower))


@lru_cache(maxsize=2048)
def _shape(step: int, length: int) -> Span:
    """A stretch of equal steps, 1 to 4 above zero, −1 to −4 below, or NOT_A_NUMBER.

    In the outermost colour of their sign, which is the one that 16 colours have something for.
    """
    if step == NOT_A_NUMBER:
        return Span(CROSS * length, HeatStyle(NOT_A_NUMBER, NOTHING))
    if step == 0:
        return Span(" " * length, "text")
    if step > 0:
        return Span(SHADES[step - 1] * length, HeatStyle(LEVELS - 1, NOTHING))
    return Span(LINES[-step - 1] * length, HeatStyle(0, NOTHING))


def _legend_sizes(room: int, ink: Ink) -> list[int]:
    """How many levels from zero the cells of half a legend are: as many as fit, evenly chosen."""
    every = list(range(1, HALF + 1))
    if ink is Ink.SHAPES and room < HALF:
        every = [size for size in every if size == HALF or STEPS[size] != STEPS[size + 1]]
    shown = min(room, len(every))
    return [every[round(len(every) * (place + 1) / shown) - 1] for place in range(shown)]


def _legend_step(size: int, ink: Ink) -> Span:
    """A cell of the legend, so many levels above zero, or below.

    With colours a block as dense as a size is large, so that it reads without them.
    """
    step = int(STEPS[abs(size)])
    if ink is Ink.SHAPES:
        return _shape(step if size > 0 else -step, 1)
    return Span(SHADES[step - 1], HeatStyle(HALF + size, NOTHING))
