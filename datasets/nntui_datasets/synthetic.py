"""Generated points in a plane to classify, with coordinates of about -1 to 1."""

from __future__ import annotations

import numpy as np

from nntui_datasets.dataset import Dataset
from nntui_datasets.generated import point_bits, points
from nntui_datasets.randomness import normals, uniforms

SPIRAL_TURNS = 1.75
BOARD_FIELDS = 4


def blobs(rows: int = 300, noise: float = 0.35, seed: int = 0) -> Dataset:
    """Three clouds around points of the unit circle; `noise` is the standard deviation of each."""
    bits = point_bits(rows, noise, seed)
    labels = np.arange(rows) % 3
    angle = 2 * np.pi * (labels / 3 + 0.25)
    centres = np.column_stack([np.cos(angle), np.sin(angle)])
    return points("blobs", centres + noise * normals(bits, rows, 2), labels, ("top", "left", "right"), seed)


def moons(rows: int = 400, noise: float = 0.1, seed: int = 0) -> Dataset:
    """Two half circles of radius 1, the lower one moved by (1, 0.5) into the upper one."""
    bits = point_bits(rows, noise, seed)
    labels = np.arange(rows) % 2
    angle = np.pi * uniforms(bits, rows)
    side = 1 - 2 * labels
    upper = np.column_stack([np.cos(angle), np.sin(angle)])
    curve = side[:, None] * (upper - (0.5, 0.25))
    return points("moons", curve + noise * normals(bits, rows, 2), labels, ("upper", "lower"), seed)


def circles(rows: int = 400, noise: float = 0.08, seed: int = 0) -> Dataset:
    """Two circles with the same centre, of radius 0.5 and 1."""
    bits = point_bits(rows, noise, seed)
    labels = np.arange(rows) % 2
    angle = 2 * np.pi * uniforms(bits, rows)
    radius = 0.5 * (1 + labels)
    curve = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return points("circles", curve + noise * normals(bits, rows, 2), labels, ("inner", "outer"), seed)


def xor(rows: int = 400, noise: float = 0.05, seed: int = 0) -> Dataset:
    """A square of four quadrants; the class says whether the signs of x and y differ.

    Minsky and Papert, "Perceptrons" (1969): no straight line parts the two classes.
    """
    bits = point_bits(rows, noise, seed)
    quadrant = np.arange(rows) % 4
    negative = np.column_stack([quadrant & 1, quadrant >> 1])
    square = (1 - 2 * negative) * uniforms(bits, rows, 2)
    labels = negative.sum(axis=1) % 2
    return points("xor", square + noise * normals(bits, rows, 2), labels, ("same sign", "signs differ"), seed)


def checkerboard(rows: int = 1000, noise: float = 0.02, seed: int = 0) -> Dataset:
    """A board of four by four fields over the square from -1 to 1."""
    bits = point_bits(rows, noise, seed)
    place = BOARD_FIELDS * uniforms(bits, rows, 2)
    labels = np.floor(place).astype(np.int64).sum(axis=1) % 2
    board = 2 * place / BOARD_FIELDS - 1
    return points("checkerboard", board + noise * normals(bits, rows, 2), labels, ("dark", "light"), seed)


def spiral(rows: int = 600, noise: float = 0.02, seed: int = 0) -> Dataset:
    """Two arms from the centre to radius 1, each wound 1.75 times around it.

    After Lang and Witbrock, "Learning to tell two spirals apart" (1988), whose arms wind three times.
    """
    bits = point_bits(rows, noise, seed)
    labels = np.arange(rows) % 2
    radius = np.sqrt(uniforms(bits, rows))  # the root spreads points evenly along an arm
    angle = 2 * np.pi * SPIRAL_TURNS * radius + np.pi * labels
    arms = np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    return points("spiral", arms + noise * normals(bits, rows, 2), labels, ("first arm", "second arm"), seed)
