"""Generated sequences: to go on with, to count in, to remember."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.dataset import Dataset
from nntui_datasets.generated import origin, point_bits
from nntui_datasets.randomness import normals, uniforms
from nntui_datasets.stories import STORIES

WAVE_STEPS = 32
PARITY_BITS = 16
SYMBOLS = "abcdefgh"
REPEATED = 8
DELIMITER = "|"
BLANK = "·"


def sine_wave(rows: int = 1000, noise: float = 0.05, seed: int = 0) -> Dataset:
    """32 steps of a sine wave that takes 8 to 32 of them, from anywhere in it; the target is the next step.

    `noise` is the standard deviation of every step, and of the target.
    """
    bits = point_bits(rows, noise, seed)
    period = 8 + 24 * uniforms(bits, rows, 1)
    phase = 2 * np.pi * uniforms(bits, rows, 1)
    wave = np.sin(2 * np.pi * np.arange(WAVE_STEPS + 1) / period + phase)
    wave += noise * normals(bits, rows, WAVE_STEPS + 1)
    return _dataset("sine-wave", seed, wave[:, :-1].astype(np.float32), wave[:, -1:].astype(np.float32))


def parity(rows: int = 2000, noise: float = 0.0, seed: int = 0) -> Dataset:
    """16 bits one by one; the class says whether the number of ones among them is odd.

    Minsky and Papert, "Perceptrons" (1969): no feature that misses a single bit says anything about it.
    How large a share of a row are ones is drawn for each: where they are few, or the zeros, a network finds
    out that each turns the answer round, which rows of as many of both hardly tell. `noise` is the standard
    deviation of every input around its bit.
    """
    bits = point_bits(rows, noise, seed)
    share = uniforms(bits, rows, 1)
    ones = (uniforms(bits, rows, PARITY_BITS) < share).astype(np.int64)
    inputs = ones + noise * normals(bits, rows, PARITY_BITS)
    return _dataset("parity", seed, inputs.astype(np.float32), ones.sum(axis=1) % 2, ("even", "odd"))


def copy(rows: int = 2000, seed: int = 0) -> Dataset:
    """Eight symbols, a delimiter, and eight blanks, at which the symbols are to be said again.

    Until then there is nothing to say, the class `·`. After the copying problem of Hochreiter and
    Schmidhuber, "Long short-term memory" (1997), in the form of Arjovsky, Shah and Bengio,
    arXiv:1511.06464, section 4.1.
    """
    bits = point_bits(rows, 0, seed)
    symbols = (len(SYMBOLS) * uniforms(bits, rows, REPEATED)).astype(np.uint16)
    vocabulary = (*SYMBOLS, BLANK, DELIMITER)
    delimiter = np.full((rows, 1), vocabulary.index(DELIMITER), np.uint16)
    blanks = np.full((rows, REPEATED), vocabulary.index(BLANK), np.uint16)
    inputs = np.hstack([symbols, delimiter, blanks])
    targets = np.hstack([blanks, blanks[:, :1], symbols])
    return _dataset("copy", seed, inputs, targets, vocabulary[:-1], vocabulary)


def _dataset(
    name: str,
    seed: int,
    inputs: NDArray[np.float32] | NDArray[np.uint16],
    targets: NDArray[np.float32] | NDArray[np.int64] | NDArray[np.uint16],
    class_names: tuple[str, ...] = (),
    vocabulary: tuple[str, ...] = (),
) -> Dataset:
    steps = inputs.shape[1]
    return Dataset(
        name=name,
        inputs=inputs,
        targets=targets,
        task="classification" if class_names else "regression",
        feature_names=() if vocabulary else tuple(f"step {step}" for step in range(1, steps + 1)),
        class_names=class_names,
        story=STORIES[name],
        source=origin(name, seed),
        licence="MIT",
        row_shape=(steps,) if vocabulary else (steps, 1),
        vocabulary=vocabulary,
    )
