"""Generated numbers to predict: functions of inputs from -1 to 1, with noise on the target."""

from __future__ import annotations

import numpy as np

from nntui_datasets.dataset import Dataset
from nntui_datasets.generated import point_bits, surface
from nntui_datasets.randomness import normals, uniforms


def line(rows: int = 200, noise: float = 0.1, seed: int = 0) -> Dataset:
    """A line, y = 0.8 x + 0.2; `noise` is the standard deviation around it."""
    bits = point_bits(rows, noise, seed)
    inputs = 2 * uniforms(bits, rows, 1) - 1
    return surface("line", inputs, 0.8 * inputs[:, 0] + 0.2 + noise * normals(bits, rows), ("x",), seed)


def plane(rows: int = 300, noise: float = 0.1, seed: int = 0) -> Dataset:
    """A plane, z = 0.6 x - 0.4 y + 0.1; `noise` is the standard deviation around it."""
    bits = point_bits(rows, noise, seed)
    inputs = 2 * uniforms(bits, rows, 2) - 1
    height = inputs @ (0.6, -0.4) + 0.1
    return surface("plane", inputs, height + noise * normals(bits, rows), ("x", "y"), seed)


def sine(rows: int = 400, noise: float = 0.1, seed: int = 0) -> Dataset:
    """Two waves, y = sin(2 π x); `noise` is the standard deviation around them."""
    bits = point_bits(rows, noise, seed)
    inputs = 2 * uniforms(bits, rows, 1) - 1
    wave = np.sin(2 * np.pi * inputs[:, 0])
    return surface("sine", inputs, wave + noise * normals(bits, rows), ("x",), seed)
