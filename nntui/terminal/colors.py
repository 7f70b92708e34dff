"""Which of the colours that a terminal has is nearest to one that it has not."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

RGB: TypeAlias = tuple[int, int, int]
"""Red, green and blue, from 0 to 255."""

MIDDLE = 0.6
"""The lightness up to which a ground is dark."""

SIXTEEN: tuple[RGB, ...] = (
    *((0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0)),
    *((0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229)),
    *((127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0)),
    *((92, 92, 255), (255, 0, 255), (0, 255, 255), (255, 255, 255)),
)
"""What xterm makes of the first sixteen; everybody else makes something else of them."""

CUBE = (0, 95, 135, 175, 215, 255)
"""The steps of xterm's 6 × 6 × 6 colours, 16 to 231; 24 greys follow, from 8 on in steps of ten."""


@lru_cache(maxsize=4096)
def nearest_256(color: RGB) -> int:
    """The nearest of the 240 colours that are the same in all terminals."""
    return 16 + _nearest(color, _table_240())


@lru_cache(maxsize=4096)
def nearest_16(color: RGB) -> int:
    """The nearest of the first sixteen, as xterm has them."""
    return _nearest(color, _lab(np.array(SIXTEEN)))


@lru_cache(maxsize=4096)
def lightness(color: RGB) -> float:
    """How light it is, from 0 to 1 (L of OKLab)."""
    return float(_lab(np.array([color]))[0, 0])


def is_dark(ground: RGB) -> bool:
    """Whether text on this ground is to be lighter than it."""
    return lightness(ground) < MIDDLE


def _nearest(color: RGB, table: npt.NDArray[np.float64]) -> int:
    return int(np.argmin(((table - _lab(np.array([color]))) ** 2).sum(axis=1)))


@lru_cache(maxsize=1)
def _table_240() -> npt.NDArray[np.float64]:
    cube = [(red, green, blue) for red in CUBE for green in CUBE for blue in CUBE]
    return _lab(np.array(cube + [(grey, grey, grey) for grey in range(8, 248, 10)]))


def _lab(colors: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """OKLab (B. Ottosson, "A perceptual color space for image processing", 2020) of sRGB colours, (n, 3)."""
    part = colors / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    to_cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    found: npt.NDArray[np.float64] = np.cbrt(linear @ to_cones.T) @ to_lab.T
    return found
