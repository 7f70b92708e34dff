"""The colours of a heat map: blue below zero, orange above, the background at zero, on dark and on light."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from nntui.session.protocol import HEAT_LEVELS

RGB: TypeAlias = tuple[int, int, int]

LEVELS = HEAT_LEVELS
"""As many as a host tells apart: odd, so that zero has a level of its own in the middle."""

NOTHING = -1
"""The level of what is not drawn at all."""


@dataclass(frozen=True)
class Palette:
    """A colour for each level, the most negative first.

    Blue and orange are told apart with any colour vision, and lightness alone tells the size: its steps are
    even in OKLab (B. Ottosson, "A perceptual color space for image processing", 2020).

    levels: red, green, blue from 0 to 255. codes: the 256 colours of xterm, shorter to send; all different.
    """

    levels: tuple[RGB, ...]
    codes: tuple[int, ...]


DARK = Palette(
    levels=(
        *((140, 201, 255), (119, 181, 246), (97, 162, 232), (75, 143, 217), (61, 125, 196)),
        *((51, 107, 172), (42, 89, 148), (36, 73, 122), (35, 58, 89), (32, 43, 58)),
        (28, 28, 28),
        *((53, 39, 30), (78, 49, 30), (105, 60, 27), (129, 72, 27), (153, 86, 31)),
        *((178, 100, 34), (200, 116, 41), (216, 137, 58), (233, 158, 73), (249, 179, 89)),
    ),
    codes=(
        *(117, 75, 74, 68, 32, 31, 25, 24, 17, 235),
        234,
        *(236, 52, 94, 130, 166, 172, 173, 208, 214, 215),
    ),
)

LIGHT = Palette(
    levels=(
        *((16, 65, 135), (29, 82, 153), (42, 101, 170), (55, 119, 188), (79, 137, 200)),
        *((106, 155, 209), (133, 173, 217), (160, 191, 225), (188, 209, 232), (216, 226, 238)),
        (244, 244, 244),
        *((237, 222, 207), (230, 200, 171), (222, 178, 134), (213, 156, 102), (202, 133, 73)),
        *((191, 111, 38), (176, 90, 0), (153, 76, 0), (131, 61, 0), (110, 47, 0)),
    ),
    codes=(
        *(17, 18, 25, 32, 68, 74, 110, 117, 153, 254),
        255,
        *(253, 223, 216, 215, 209, 173, 166, 130, 94, 52),
    ),
)

_SIGNS = {True: (12, 11), False: (4, 1)}
"""Of the first sixteen colours, on dark and on light ground: below zero and above it."""


def pinned_colors(depth: str, *, dark: bool) -> dict[RGB, int]:
    """The codes, where there are `depth` colours, of those of the heat map's that are not to be the nearest.

    depth: `truecolor`, `256`, `16` or `none`.
    """
    palette = DARK if dark else LIGHT
    if depth == "256":
        return dict(zip(palette.levels, palette.codes, strict=True))
    if depth == "16":
        below, above = _SIGNS[dark]
        half = LEVELS // 2
        return {color: below if at < half else above for at, color in enumerate(palette.levels)}
    return {}
