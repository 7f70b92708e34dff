"""Dropout: when it acts, what its mask depends on, and that it keeps the mean."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from nntui_engine.layers import Layer
from nntui_engine.layers.dropout import Dropout
from nntui_engine.randomness import RandomSource, Stream

SHAPE, ROWS = (7,), 5
ONES = np.ones((ROWS, *SHAPE))


def masks(layer: Layer, step: int = 0, rate: float = 0.5, seed: int = 0) -> list[list[float]]:
    """What the layer makes of ones, which is its mask."""
    layer.begin_step(RandomSource(seed), step, rate)
    kept: list[list[float]] = layer.forward(ONES).tolist()
    return kept


@pytest.fixture
def dropout(bind: Callable[..., Layer]) -> Layer:
    """A dropout in a network that trains."""
    return bind(Dropout(), SHAPE, ROWS)


@pytest.mark.parametrize("rate", [0.1, 0.5, 0.9])
def test_the_mask_leaves_out_a_share_and_keeps_the_mean(bind: Callable[..., Layer], rate: float) -> None:
    """Protects inverted dropout: 0 with probability `rate`, 1 ÷ (1 − rate) otherwise."""
    layer = bind(Dropout(), (1000,), 100)
    layer.begin_step(RandomSource(0), 0, rate)
    mask = layer.forward(np.ones((100, 1000)))
    assert np.unique(mask).tolist() == pytest.approx([0.0, 1.0 / (1.0 - rate)])
    assert float(np.mean(mask == 0)) == pytest.approx(rate, abs=5 * (rate * (1 - rate) / mask.size) ** 0.5)


def test_every_unit_has_bits_of_its_own(bind: Callable[..., Layer]) -> None:
    """Protects masks that are drawn in several pieces: what a bit decides is the same in one piece."""
    layer = bind(Dropout(), (333,), 101)
    layer.begin_step(RandomSource(0), 4, 0.25)
    halves = RandomSource(0).raw(16_817, Stream.DROPOUT, 4).view(np.uint32)[: 333 * 101]
    assert (layer.forward(np.ones((101, 333))) > 0).ravel().tolist() == (halves >= 2**30).tolist()


def test_forward_and_backward_use_one_mask(dropout: Layer) -> None:
    """Protects the gradient: no unit learns that was left out."""
    mask = masks(dropout)
    assert dropout.backward(2.0 * ONES).tolist() == (2.0 * np.array(mask)).tolist()


def test_the_mask_depends_on_seed_step_and_layer_only(bind: Callable[..., Layer], dropout: Layer) -> None:
    """Protects resume and rewind: a step taken again has its mask again, whatever was drawn between."""
    first = masks(dropout, step=3)
    masks(dropout, step=4)
    assert masks(dropout, step=3) == first
    assert masks(bind(Dropout(), SHAPE, ROWS), step=3) == first


def test_another_seed_step_or_layer_has_another_mask(bind: Callable[..., Layer], dropout: Layer) -> None:
    """Protects against masks that repeat."""
    elsewhere = bind(Dropout(), SHAPE, ROWS, number=1)
    found = [masks(dropout), masks(dropout, step=1), masks(dropout, seed=1), masks(elsewhere)]
    assert len({str(mask) for mask in found}) == 4


def test_a_higher_rate_leaves_out_more_of_the_same(dropout: Layer) -> None:
    """Protects a rate moved by hand: at one step, what 0.2 leaves out 0.6 leaves out too."""
    few, many = np.array(masks(dropout, rate=0.2)), np.array(masks(dropout, rate=0.6))
    assert bool(np.all(many[few == 0] == 0))
    assert int(np.sum(many == 0)) > int(np.sum(few == 0))


def test_at_rate_0_nothing_is_done(dropout: Layer) -> None:
    """Protects plain runs: the very array passes through, at no cost, also after a rate above 0."""
    masks(dropout, rate=0.5)
    dropout.begin_step(RandomSource(0), 1, 0.0)
    assert dropout.forward(ONES) is ONES
    assert dropout.backward(ONES) is ONES


def test_outside_training_nothing_is_done(bind: Callable[..., Layer]) -> None:
    """Protects evaluation: the whole network answers."""
    layer = bind(Dropout(), SHAPE, ROWS, training=False)
    layer.begin_step(RandomSource(0), 0, 0.5)
    assert layer.forward(ONES) is ONES
