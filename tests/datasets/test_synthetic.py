"""Tests of generated points to classify: each has the difficulty it is known for."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from nntui_datasets.dataset import Dataset
from nntui_datasets.synthetic import blobs, checkerboard, circles, moons, spiral, xor

Generator = Callable[..., Dataset]


def linear_accuracy(dataset: Dataset) -> float:
    """The training accuracy of logistic regression, the best a single layer does."""
    inputs, targets = dataset.inputs.astype(np.float64), dataset.targets
    weights, bias = np.zeros(dataset.features), 0.0
    for _ in range(300):
        error = 1 / (1 + np.exp(-inputs @ weights - bias)) - targets
        weights, bias = weights - inputs.T @ error / dataset.rows, bias - error.mean()
    return float(((inputs @ weights + bias > 0) == targets).mean())


def hidden_accuracy(dataset: Dataset, hidden: int = 200) -> float:
    """The training accuracy of a layer of random tanh units under a least-squares one."""
    random = np.random.default_rng(0)
    weights = 4 * random.normal(size=(dataset.features, hidden))
    units = np.tanh(dataset.inputs.astype(np.float64) @ weights + 2 * random.normal(size=hidden))
    fitted = np.linalg.lstsq(units, 2.0 * dataset.targets - 1, rcond=None)[0]
    return float(((units @ fitted > 0) == dataset.targets).mean())


@pytest.mark.parametrize("seed", range(5))
def test_xor_defeats_a_single_layer(seed: int) -> None:
    """No straight line parts the classes of xor: a perceptron stays at chance."""
    assert abs(linear_accuracy(xor(seed=seed)) - 0.5) < 0.08


@pytest.mark.parametrize("generate", [moons, circles, xor, spiral])
def test_a_hidden_layer_learns(generate: Generator) -> None:
    """One hidden layer is enough for what a learner is shown."""
    assert hidden_accuracy(generate()) > 0.95


@pytest.mark.parametrize(
    ("generate", "least", "most"), [(moons, 0.8, 0.95), (circles, 0.4, 0.6), (spiral, 0.5, 0.75)]
)
def test_a_single_layer_does_not(generate: Generator, least: float, most: float) -> None:
    """What is shown to need a hidden layer does need one."""
    assert least < linear_accuracy(generate()) < most


@pytest.mark.parametrize(
    ("generate", "classes"),
    [(blobs, 3), (moons, 2), (circles, 2), (xor, 2), (spiral, 2)],
)
def test_classes_are_balanced(generate: Generator, classes: int) -> None:
    """Every class has the same number of rows."""
    assert np.bincount(generate(rows=600).targets).tolist() == [600 // classes] * classes


def test_blobs_surround_their_centres() -> None:
    """Without noise the three blobs are three points of the unit circle."""
    inputs = blobs(rows=6, noise=0).inputs
    np.testing.assert_allclose(np.hypot(*inputs.T), 1, rtol=1e-6)
    np.testing.assert_allclose(inputs[:3].sum(axis=0), 0, atol=1e-6)


def test_circles_have_their_radii() -> None:
    """Without noise the inner circle has half the radius of the outer one."""
    dataset = circles(rows=100, noise=0)
    np.testing.assert_allclose(np.hypot(*dataset.inputs.T), [0.5, 1.0] * 50, rtol=1e-6)


def test_moons_are_half_circles() -> None:
    """Without noise every point is at distance 1 from the centre of its moon."""
    dataset = moons(rows=100, noise=0)
    centres = np.array([[-0.5, -0.25], [0.5, 0.25]])[dataset.targets]
    np.testing.assert_allclose(np.hypot(*(dataset.inputs - centres).T), 1, rtol=1e-6)
    assert (dataset.inputs[:, 1] >= centres[:, 1]).tolist() == (dataset.targets == 0).tolist()


def test_xor_is_told_by_signs() -> None:
    """Without noise the class says whether the signs differ."""
    dataset = xor(rows=400, noise=0)
    assert ((dataset.inputs.prod(axis=1) < 0) == dataset.targets).all()


def test_checkerboard_has_sixteen_fields() -> None:
    """Without noise the class is the colour of the field, and neighbours differ."""
    dataset = checkerboard(rows=2000, noise=0)
    fields = np.floor((dataset.inputs.astype(np.float64) + 1) * 2).astype(int)
    assert len(np.unique(fields, axis=0)) == 16
    assert (fields.sum(axis=1) % 2 == dataset.targets).all()


def turns(arm: NDArray[np.float32]) -> float:
    """How often `arm`, (points, 2), winds around the centre."""
    by_radius = arm[np.argsort(np.hypot(*arm.T))]
    angle = np.unwrap(np.arctan2(by_radius[:, 1], by_radius[:, 0]))
    return float(abs(angle[-1] - angle[0]) / (2 * np.pi))


@pytest.mark.parametrize("arm", [0, 1])
def test_spiral_arms_wind(arm: int) -> None:
    """Each arm winds at least one and a half times, which is what makes it hard."""
    dataset = spiral(noise=0)
    assert 1.5 < turns(dataset.inputs[dataset.targets == arm]) <= 1.75


def test_spiral_arms_are_opposite() -> None:
    """At every radius the arms are on opposite sides: turned by half a circle one is the other."""
    dataset = spiral(rows=1000, noise=0)
    radius, angle = np.hypot(*dataset.inputs.T), np.arctan2(dataset.inputs[:, 1], dataset.inputs[:, 0])
    unwound = np.exp(1j * (angle - 2 * np.pi * 1.75 * radius))
    np.testing.assert_allclose(unwound, 1 - 2 * dataset.targets, atol=1e-4)
