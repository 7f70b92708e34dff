"""Tests of generated numbers to predict."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from nntui_datasets.curves import line, plane, sine
from nntui_datasets.dataset import Dataset

Generator = Callable[..., Dataset]
Truth = Callable[[NDArray[np.float32]], NDArray[np.floating]]
TRUTHS: list[tuple[Generator, Truth]] = [
    (line, lambda inputs: 0.8 * inputs[:, 0] + 0.2),
    (plane, lambda inputs: 0.6 * inputs[:, 0] - 0.4 * inputs[:, 1] + 0.1),
    (sine, lambda inputs: np.sin(2 * np.pi * inputs[:, 0])),
]


@pytest.mark.parametrize(("generate", "truth"), TRUTHS)
def test_without_noise(generate: Generator, truth: Truth) -> None:
    """Without noise the targets are the function itself."""
    dataset = generate(noise=0)
    np.testing.assert_allclose(dataset.targets[:, 0], truth(dataset.inputs), atol=2e-6)


@pytest.mark.parametrize(("generate", "truth"), TRUTHS)
def test_noise_is_a_standard_deviation(generate: Generator, truth: Truth) -> None:
    """Targets lie around the function by as much as was asked for."""
    dataset = generate(rows=20_000, noise=0.3)
    residuals = dataset.targets[:, 0] - truth(dataset.inputs)
    assert abs(residuals.mean()) < 0.01
    assert abs(residuals.std() - 0.3) < 0.01


@pytest.mark.parametrize("generate", [line, plane, sine])
def test_inputs_fill_their_range(generate: Generator) -> None:
    """Inputs reach from -1 to 1."""
    inputs = generate(rows=2000).inputs
    assert (-1 <= inputs.min() < -0.99, 0.99 < inputs.max() <= 1) == (True, True)
