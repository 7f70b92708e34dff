"""Initial weights: their spread, and what they depend on."""

from __future__ import annotations

import numpy as np
import pytest

from nntui_engine.initializers import INITIALIZERS
from nntui_engine.randomness import RandomSource

FAN_IN, FAN_OUT = 300, 100


@pytest.mark.parametrize(
    ("name", "variance"),
    [
        ("zeros", 0.0),
        ("normal", 0.05**2),
        ("glorot_uniform", 2 / (FAN_IN + FAN_OUT)),
        ("glorot_normal", 2 / (FAN_IN + FAN_OUT)),
        ("he_uniform", 2 / FAN_IN),
        ("he_normal", 2 / FAN_IN),
    ],
)
def test_the_variance_is_the_papers(name: str, variance: float) -> None:
    """Protects the formulas: 30,000 draws have the mean 0 and the variance of the paper, within 4 %."""
    drawn = INITIALIZERS[name](RandomSource(0), 0, (FAN_IN, FAN_OUT), FAN_IN, FAN_OUT)
    assert float(drawn.var()) == pytest.approx(variance, rel=0.04)
    assert float(drawn.mean()) == pytest.approx(0.0, abs=5 * (variance / drawn.size) ** 0.5)


@pytest.mark.parametrize(
    ("name", "limit"),
    [("glorot_uniform", (6 / (FAN_IN + FAN_OUT)) ** 0.5), ("he_uniform", (6 / FAN_IN) ** 0.5)],
)
def test_uniform_ones_reach_their_limit_and_keep_it(name: str, limit: float) -> None:
    """Protects the limits: the largest of 30,000 draws is just below."""
    largest = float(np.abs(INITIALIZERS[name](RandomSource(0), 0, (300, 100), FAN_IN, FAN_OUT)).max())
    assert 0.999 * limit < largest <= limit


@pytest.mark.parametrize("name", [name for name in INITIALIZERS if name not in ("zeros", "ones")])
def test_layers_begin_differently(name: str) -> None:
    """Protects against layers that are copies of each other; the same layer begins the same."""
    first, again, other = (INITIALIZERS[name](RandomSource(0), layer, (2, 2), 2, 2) for layer in (0, 0, 1))
    assert first.tolist() == again.tolist()
    assert not np.isin(first, other).any()
