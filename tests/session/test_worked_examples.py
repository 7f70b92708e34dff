"""Networks small enough for paper, trained from a run.toml, with their arithmetic written out in NumPy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from nntui.config import read_config
from nntui.session.assembly import Assembly, assemble

Array = NDArray[np.float64]
Prepare = Callable[[str, str], Assembly]


def σ(x: Array) -> Array:
    return 1 / (1 + np.exp(-x))


@pytest.fixture
def prepare(tmp_path: Path) -> Prepare:
    """Writes a table and a run.toml beside it, and makes the run ready."""

    def prepare(table: str, settings: str) -> Assembly:
        (tmp_path / "data.csv").write_text(table)
        (tmp_path / "run.toml").write_text(f'dataset = "{tmp_path}/data.csv"\n{settings}')
        return assemble(read_config(tmp_path / "run.toml"))

    return prepare


def parameters(assembly: Assembly) -> dict[str, NDArray[np.float32]]:
    vector = assembly.trainer.parameters
    return {slot.full_name: slot.view(vector.values) for slot in vector.slots}


PERCEPTRON = """
task = "regression"
standardize = "none"
validation = 0
hidden = []
output = "sigmoid"
loss = "mean_squared_error"
half = true
optimizer = "sgd"
lr = 0.5
batch = 1
[weights.dense_1]
weight = [[0.2], [0.7]]
bias = [0.3]
"""


def test_a_single_sigmoid_perceptron(prepare: Prepare) -> None:
    """One neuron, one row, one step: ½ (y − t)² and the chain rule through the sigmoid."""
    assembly = prepare("x1,x2,t\n0.5,0.8,1\n", PERCEPTRON)
    x, w, b, t = np.array([0.5, 0.8]), np.array([0.2, 0.7]), 0.3, 1.0
    y = σ(x @ w + b)
    slope = (y - t) * y * (1 - y)
    report = assembly.trainer.step()
    assert report.loss == pytest.approx(0.5 * (y - t) ** 2, rel=1e-6)
    np.testing.assert_allclose(parameters(assembly)["dense_1.weight"][:, 0], w - 0.5 * slope * x, rtol=1e-6)
    np.testing.assert_allclose(parameters(assembly)["dense_1.bias"], [b - 0.5 * slope], rtol=1e-6)


THREE_TWO_TWO = """
target = ["y1", "y2"]
standardize = "none"
validation = 0
hidden = [2]
activation = "sigmoid"
output = "sigmoid"
bias = false
half = true
total = true
optimizer = "sgd"
lr = 0.5
batch = 2
[weights.dense_1]
weight = [[0.1, -0.2], [0.4, 0.3], [-0.5, 0.6]]
[weights.dense_2]
weight = [[0.7, -0.4], [-0.3, 0.2]]
"""


def test_three_two_two_without_biases(prepare: Prepare) -> None:
    """Two targets, sigmoids and no bias: the textbooks' ½ Σ (y − t)², a mean over two rows, one step."""
    assembly = prepare("x1,x2,x3,y1,y2\n1,0.5,-1,0.9,0.1\n0,1,0.25,0.2,0.8\n", THREE_TWO_TWO)
    x, t = np.array([[1, 0.5, -1], [0, 1, 0.25]]), np.array([[0.9, 0.1], [0.2, 0.8]])
    v, w = np.array([[0.1, -0.2], [0.4, 0.3], [-0.5, 0.6]]), np.array([[0.7, -0.4], [-0.3, 0.2]])
    h = σ(x @ v)
    y = σ(h @ w)
    outer = (y - t) * y * (1 - y) / 2
    inner = outer @ w.T * h * (1 - h)
    report = assembly.trainer.step()
    assert assembly.network == "3-2-2 sigmoid"
    assert report.loss == pytest.approx(0.5 * ((y - t) ** 2).sum() / 2, rel=1e-6)
    np.testing.assert_allclose(parameters(assembly)["dense_2.weight"], w - 0.5 * h.T @ outer, rtol=1e-5)
    np.testing.assert_allclose(parameters(assembly)["dense_1.weight"], v - 0.5 * x.T @ inner, rtol=1e-5)


EIGHT_SIX_SIX_ONE = """
hidden = [6, 6]
activation = "relu"
output = "sigmoid"
loss = "sigmoid_cross_entropy"
optimizer = "sgd"
lr = 0.1
batch = 20
validation = 0
"""


def test_eight_six_six_one(prepare: Prepare) -> None:
    """Eight inputs, two hidden layers of ReLU, one sigmoid output: binary cross-entropy and its gradient."""
    generator = np.random.default_rng(0)
    values = generator.normal(size=(20, 8)).round(3)
    kinds = np.arange(20) % 2
    lines = [",".join(map(str, [*row, kind])) for row, kind in zip(values, kinds, strict=True)]
    header = ",".join([*(f"x{number}" for number in range(8)), "sick"])
    assembly = prepare("\n".join([header, *lines]), EIGHT_SIX_SIX_ONE)
    before = {name: array.astype(np.float64) for name, array in parameters(assembly).items()}
    x = (values - values.mean(axis=0)) / values.std(axis=0)
    t = kinds[:, None]
    h1 = np.maximum(x @ before["dense_1.weight"] + before["dense_1.bias"], 0)
    h2 = np.maximum(h1 @ before["dense_2.weight"] + before["dense_2.bias"], 0)
    y = σ(h2 @ before["dense_3.weight"] + before["dense_3.bias"])
    loss = -(t * np.log(y) + (1 - t) * np.log(1 - y)).mean()
    report = assembly.trainer.step()
    assert (assembly.network, assembly.config.outputs) == ("8-6-6-1 relu", 1)
    assert report.loss == pytest.approx(loss, rel=1e-5)
    expected = before["dense_3.weight"] - 0.1 * h2.T @ (y - t) / 20
    np.testing.assert_allclose(parameters(assembly)["dense_3.weight"], expected, rtol=1e-4, atol=1e-7)
