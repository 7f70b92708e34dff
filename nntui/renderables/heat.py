"""Heat maps as half blocks, two rows of a matrix in one of text, and the legend that gives them numbers."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from nntui.reduction.heat import NOT_A_NUMBER
from nntui.renderables.palette import LEVELS, NOTHING
from nntui.renderables.rows import HeatStyle, Row, Span, fit, join, row_width
from nntui.renderables.runs import runs

Levels = npt.NDArray[np.int8]

LARGEST_PIXEL = 6
HALF_BLOCK, CROSS = "▀", "×"
SHADES = "░▒▓█"


def magnify(shape: tuple[int, int], rows: int, cols: int) -> tuple[int, int]:
    """How many half rows and columns one value fills in an area of `rows` half rows and `cols` columns.

    At least one and at most six, and in one direction never more than twice as many as in the other: a half
    row is about as high as a column is wide.
    """
    tall = max(1, min(LARGEST_PIXEL, rows // max(1, shape[0])))
    wide = max(1, min(LARGEST_PIXEL, cols // max(1, shape[1])))
    return min(tall, 2 * wide), min(wide, 2 * tall)


def heat_rows(levels: Levels, width: int, height: int) -> tuple[Row, ...]:
    """The matrix of levels, magnified, in `height` rows of `width` cells.

    A span's HeatStyle is the level of its upper halves and of its lower ones; a NaN is a × in the level
    NOT_A_NUMBER over that of the other half.
    """
    blank = fit((), width)
    if not levels.size or width < 1 or height < 1:
        return (blank,) * height
    upper, lower = _halves(levels, width, height)
    crossed = (upper == NOT_A_NUMBER) | (lower == NOT_A_NUMBER)
    behind = np.where(upper == NOT_A_NUMBER, lower, upper)
    upper, lower = np.where(crossed, NOT_A_NUMBER, upper), np.where(crossed, behind, lower)
    lower[crossed & (lower == NOT_A_NUMBER)] = NOTHING
    keys = upper.astype(np.int16) * 256 + lower
    above, below = upper.tolist(), lower.tolist()
    rest = fit((), width - keys.shape[1])
    drawn = [
        tuple(_span(above[y][start], below[y][start], stop - start) for start, stop in stretches) + rest
        for y, stretches in enumerate(runs(keys))
    ]
    return (*drawn, *(blank,) * (height - len(drawn)))


def legend(scale: float, width: int) -> Row:
    """What the colours mean, in `width` cells: `−0.4 █▓▒░ 0 ░▒▓█ +0.4`, with as many steps as fit."""
    number = f"{scale:.3g}"
    left, middle, right = (Span(f"−{number}", "text"), Span("0", "text"), Span(f"+{number}", "text"))
    half = (LEVELS - 1) // 2
    room = (width - row_width((left, middle, right)) - 4) // 2
    if room < 1:
        return fit((Span(f"±{number}", "text"),), width)
    sizes = [round(half * (step + 1) / min(room, half)) for step in range(min(room, half))]
    positive = tuple(Span(_shade(size / half), HeatStyle(half + size, NOTHING)) for size in sizes)
    negative = tuple(Span(_shade(size / half), HeatStyle(half - size, NOTHING)) for size in reversed(sizes))
    blank = (Span(" ", "text"),)
    row = join((left,), blank, negative, blank, (middle,), blank, positive, blank, (right,))
    return fit(row, width)


def _halves(levels: Levels, width: int, height: int) -> tuple[Levels, Levels]:
    """The levels of the upper and the lower halves of the cells, cut to the area."""
    tall, wide = magnify((levels.shape[0], levels.shape[1]), 2 * height, width)
    pixels = levels.repeat(tall, axis=0).repeat(wide, axis=1)[: 2 * height, :width]
    if len(pixels) % 2:
        pixels = np.vstack([pixels, np.full((1, pixels.shape[1]), NOTHING, np.int8)])
    return pixels[0::2], pixels[1::2]


@lru_cache(maxsize=8192)
def _span(upper: int, lower: int, length: int) -> Span:
    """A stretch of equal cells; kept, since a picture is made of the same few again and again."""
    return Span((CROSS if upper == NOT_A_NUMBER else HALF_BLOCK) * length, HeatStyle(upper, lower))


def _shade(share: float) -> str:
    """A block as dense as a size is large, so that it reads without colour."""
    return SHADES[min(len(SHADES) - 1, int(share * len(SHADES)))]
