"""Networks small enough for paper, their arithmetic written out in plain Python."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from math import exp, log

import numpy as np
import pytest

from nntui_engine.hyperparameters import HyperParameters
from nntui_engine.losses import Loss
from nntui_engine.losses.classification import SigmoidCrossEntropy
from nntui_engine.losses.regression import MeanSquaredError
from nntui_engine.network import Network
from nntui_engine.optimizers import Sgd
from nntui_engine.rows import Rows
from nntui_engine.spec import LayerSpec, NetworkSpec, multilayer_perceptron
from nntui_engine.trainer import Trainer, TrainingPlan

RATE = 0.5
textbook_error = partial(MeanSquaredError, half=True, total=True)


def σ(x: float) -> float:
    return 1 / (1 + exp(-x))


def trainer_of(
    spec: NetworkSpec,
    loss: Callable[[], Loss],
    weights: Mapping[str, object],
    inputs: list[list[float]],
    targets: list[list[float]],
) -> Trainer:
    """A float64 trainer with these weights, all rows in one batch, and plain gradient descent."""
    hyper = HyperParameters(RATE, momentum=0.0, weight_decay=0.0, dropout=0.0, batch_size=len(inputs))
    plan = TrainingPlan(spec, loss, Sgd, hyper, seed=0)
    trainer = Trainer(plan, Rows(np.array(inputs), np.array(targets)), None, np.float64)
    for name, values in weights.items():
        trainer.parameters.assign(name, np.array(values))
    return trainer


def weights_of(trainer: Trainer) -> dict[str, object]:
    """Every array, by name."""
    return {s.full_name: s.view(trainer.parameters.values).tolist() for s in trainer.parameters.slots}


def test_one_sigmoid_neuron(make_network: Callable[..., Network]) -> None:
    """Protects every course's first example: 0.5 · 0.2 + 0.8 · 0.7 + 0.3 = 0.96, and σ(0.96) = 0.7231."""
    network = make_network((2,), LayerSpec("dense", {"outputs": 1}), LayerSpec("sigmoid"), rows=1)
    network.parameters.assign("dense_1.weight", np.array([[0.2], [0.7]]))
    network.parameters.assign("dense_1.bias", np.array([0.3]))
    assert round(float(network.forward(np.array([[0.5, 0.8]]))[0, 0]), 4) == 0.7231


def test_a_step_of_3_2_2_without_biases() -> None:
    """Protects backpropagation as taught: sigmoids, ½ Σ (y − t)², one row, one step of gradient descent."""
    x1, x2, x3 = 1.0, 0.5, -1.0
    t1, t2 = 0.9, 0.1
    # v leads from inputs to hidden units, w from hidden units to outputs.
    v11, v12, v21, v22, v31, v32 = 0.1, -0.2, 0.4, 0.3, -0.5, 0.6
    w11, w12, w21, w22 = 0.7, -0.4, -0.3, 0.2

    h1 = σ(x1 * v11 + x2 * v21 + x3 * v31)
    h2 = σ(x1 * v12 + x2 * v22 + x3 * v32)
    y1 = σ(h1 * w11 + h2 * w21)
    y2 = σ(h1 * w12 + h2 * w22)
    error = 0.5 * ((y1 - t1) ** 2 + (y2 - t2) ** 2)
    d1 = (y1 - t1) * y1 * (1 - y1)
    d2 = (y2 - t2) * y2 * (1 - y2)
    e1 = (d1 * w11 + d2 * w12) * h1 * (1 - h1)
    e2 = (d1 * w21 + d2 * w22) * h2 * (1 - h2)

    spec = multilayer_perceptron(3, (2,), 2, activation="sigmoid", sigmoid_output=True, bias=False)
    first = [[v11, v12], [v21, v22], [v31, v32]]
    given = {"dense_1.weight": first, "dense_2.weight": [[w11, w12], [w21, w22]]}
    trainer = trainer_of(spec, textbook_error, given, [[x1, x2, x3]], [[t1, t2]])
    assert trainer.step().loss == pytest.approx(error, rel=1e-14)
    found = weights_of(trainer)
    assert np.array(found["dense_2.weight"]) == pytest.approx(
        np.array(
            [
                [w11 - RATE * d1 * h1, w12 - RATE * d2 * h1],
                [w21 - RATE * d1 * h2, w22 - RATE * d2 * h2],
            ]
        ),
        rel=1e-14,
    )
    assert np.array(found["dense_1.weight"]) == pytest.approx(
        np.array(
            [
                [v11 - RATE * e1 * x1, v12 - RATE * e2 * x1],
                [v21 - RATE * e1 * x2, v22 - RATE * e2 * x2],
                [v31 - RATE * e1 * x3, v32 - RATE * e2 * x3],
            ]
        ),
        rel=1e-14,
    )


def test_a_step_of_2_2_1_with_biases() -> None:
    """Protects biases on the way back, in the network that learns XOR."""
    x1, x2, t = 1.0, 0.0, 1.0
    v11, v12, v21, v22, b1, b2 = 0.5, 0.9, 0.4, 1.0, -0.8, 0.1
    w1, w2, c = -1.2, 1.1, -0.3

    h1 = σ(x1 * v11 + x2 * v21 + b1)
    h2 = σ(x1 * v12 + x2 * v22 + b2)
    y = σ(h1 * w1 + h2 * w2 + c)
    d = (y - t) * y * (1 - y)
    e1, e2 = d * w1 * h1 * (1 - h1), d * w2 * h2 * (1 - h2)

    spec = multilayer_perceptron(2, (2,), 1, activation="sigmoid", sigmoid_output=True)
    given = {
        "dense_1.weight": [[v11, v12], [v21, v22]],
        "dense_1.bias": [b1, b2],
        "dense_2.weight": [[w1], [w2]],
        "dense_2.bias": [c],
    }
    trainer = trainer_of(spec, textbook_error, given, [[x1, x2]], [[t]])
    assert trainer.step().loss == pytest.approx(0.5 * (y - t) ** 2, rel=1e-14)
    expected = {
        "dense_1.weight": [[v11 - RATE * e1, v12 - RATE * e2], [v21, v22]],
        "dense_1.bias": [b1 - RATE * e1, b2 - RATE * e2],
        "dense_2.weight": [[w1 - RATE * d * h1], [w2 - RATE * d * h2]],
        "dense_2.bias": [c - RATE * d],
    }
    for name, values in weights_of(trainer).items():
        assert np.array(values) == pytest.approx(np.array(expected[name]), rel=1e-14), name


def test_a_step_of_8_6_6_1_with_binary_cross_entropy() -> None:
    """Protects the usual yes-or-no network: two layers of ReLU and a sigmoid, over three rows."""
    generator = np.random.default_rng(0)
    sizes = (8, 6, 6, 1)
    ws = [generator.normal(size=shape).tolist() for shape in pairwise(sizes)]
    bs = [generator.normal(size=size).tolist() for size in sizes[1:]]
    rows, targets = generator.normal(size=(3, 8)).tolist(), [1.0, 0.0, 1.0]
    losses: list[float] = []
    dws = [[[0.0 for _ in row] for row in w] for w in ws]
    dbs = [[0.0 for _ in b] for b in bs]
    for row, t in zip(rows, targets, strict=True):
        outputs = [row]
        for layer in range(3):
            z = [
                sum(x * ws[layer][i][j] for i, x in enumerate(outputs[-1])) + bs[layer][j]
                for j in range(sizes[layer + 1])
            ]
            outputs.append([max(value, 0.0) for value in z] if layer < 2 else z)
        p = σ(outputs[-1][0])
        losses.append(-t * log(p) - (1 - t) * log(1 - p))
        delta = [(p - t) / len(rows)]
        for layer in (2, 1, 0):
            below = outputs[layer]
            for j, d in enumerate(delta):
                dbs[layer][j] += d
                for i, x in enumerate(below):
                    dws[layer][i][j] += d * x
            delta = [
                sum(d * ws[layer][i][j] for j, d in enumerate(delta)) if x > 0 else 0.0
                for i, x in enumerate(below)
            ]

    given = {f"dense_{n + 1}.weight": ws[n] for n in range(3)} | {
        f"dense_{n + 1}.bias": bs[n] for n in range(3)
    }
    trainer = trainer_of(
        multilayer_perceptron(8, (6, 6), 1), SigmoidCrossEntropy, given, rows, [[t] for t in targets]
    )
    assert trainer.step().loss == pytest.approx(sum(losses) / 3, rel=1e-13)
    found = weights_of(trainer)
    for n in range(3):
        for name, before, change in (("weight", ws[n], dws[n]), ("bias", bs[n], dbs[n])):
            expected = np.array(before) - RATE * np.array(change)
            assert np.array(found[f"dense_{n + 1}.{name}"]) == pytest.approx(expected, rel=1e-12)
