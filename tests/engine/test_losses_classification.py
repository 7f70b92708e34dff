"""Cross-entropies, against the formula written out in plain Python."""

from __future__ import annotations

import math

import numpy as np
import pytest

from nntui_engine.arrays import Array, Targets
from nntui_engine.errors import EngineError
from nntui_engine.losses.classification import SigmoidCrossEntropy, SoftmaxCrossEntropy
from nntui_engine.losses.loss import Loss

Y = [[2.0, -1.0, 0.5], [0.0, 0.25, -3.0]]
CLASSES = [0, 2]


def found(loss: Loss, y: Array, targets: Targets) -> tuple[float, list[list[float]]]:
    """The loss of all rows, and its gradient."""
    loss.bind(*y.shape, np.float64)
    value = loss.forward(y, targets)
    return value, loss.backward().tolist()


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.9])
def test_softmax_cross_entropy_is_the_formula(smoothing: float) -> None:
    """Protects −Σ q log p and (p − q) ÷ rows, with and without smoothed labels."""
    losses, gradient = [], []
    for row, right in zip(Y, CLASSES, strict=True):
        total = sum(math.exp(y) for y in row)
        p = [math.exp(y) / total for y in row]
        q = [smoothing / 3 + (1 - smoothing) * (k == right) for k in range(3)]
        losses.append(-sum(a * math.log(b) for a, b in zip(q, p, strict=True)))
        gradient.append([(b - a) / 2 for a, b in zip(q, p, strict=True)])
    value, dy = found(SoftmaxCrossEntropy(smoothing), np.array(Y), np.array(CLASSES))
    assert value == pytest.approx(sum(losses) / 2, rel=1e-14)
    assert dy == [pytest.approx(row, rel=1e-12) for row in gradient]


def test_sigmoid_cross_entropy_is_the_formula() -> None:
    """Protects −t log p − (1 − t) log(1 − p) as a mean over outputs and rows, and (p − t) ÷ both."""
    targets = [[1.0, 0.0, 0.3], [0.0, 1.0, 1.0]]
    losses, gradient = [], []
    for row, ts in zip(Y, targets, strict=True):
        p = [1 / (1 + math.exp(-y)) for y in row]
        losses += [-t * math.log(b) - (1 - t) * math.log(1 - b) for t, b in zip(ts, p, strict=True)]
        gradient.append([(b - t) / 6 for t, b in zip(ts, p, strict=True)])
    value, dy = found(SigmoidCrossEntropy(), np.array(Y), np.array(targets))
    assert value == pytest.approx(sum(losses) / 6, rel=1e-14)
    assert dy == [pytest.approx(row, rel=1e-12) for row in gradient]


def test_softmax_does_not_overflow() -> None:
    """Protects against e¹⁰⁰⁰: far outputs give losses of 0 and 1000, not infinity."""
    value, dy = found(SoftmaxCrossEntropy(), np.array([[1000.0, 0.0], [1000.0, 0.0]]), np.array([0, 1]))
    assert (value, dy) == (500.0, [[0.0, 0.0], [0.5, -0.5]])


def test_sigmoid_does_not_overflow() -> None:
    """Protects against log 0: far outputs give losses of 0 and 1000, not infinity."""
    value, dy = found(SigmoidCrossEntropy(), np.array([[1000.0], [-1000.0]]), np.array([[1.0], [1.0]]))
    assert (value, dy) == (500.0, [[0.0], [-0.5]])


def test_even_odds_lose_log_2() -> None:
    """Protects the first loss on the screen: a network that knows nothing loses log of its classes."""
    assert found(SoftmaxCrossEntropy(), np.zeros((1, 10)), np.array([3]))[0] == pytest.approx(math.log(10))
    assert found(SigmoidCrossEntropy(), np.zeros((1, 1)), np.array([[1.0]]))[0] == pytest.approx(math.log(2))


@pytest.mark.parametrize("smoothing", [-0.1, 1.0, math.nan])
def test_a_smoothing_that_cannot_be_is_refused(smoothing: float) -> None:
    """Protects the probabilities, with the sentence a person reads."""
    with pytest.raises(EngineError) as error:
        SoftmaxCrossEntropy(smoothing)
    assert str(error.value) == f"label smoothing lies in [0, 1), which {smoothing} does not"


def test_class_numbers_of_two_bytes() -> None:
    """Protects long texts, whose next characters are kept as they are: the same losses and gradients."""
    y, classes = np.random.Generator(np.random.Philox(1)).normal(size=(4, 300)), np.array([0, 299, 7, 255])
    loss = SoftmaxCrossEntropy(0.1)
    assert loss.encode(classes.astype(np.uint16), 300).dtype == np.uint16
    assert found(loss, y, classes.astype(np.uint16)) == found(SoftmaxCrossEntropy(0.1), y, classes)
