"""Evaluation: in chunks as at once, of all rows, and of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

import numpy as np
import pytest

from nntui_engine.arrays import Array
from nntui_engine.evaluation import Evaluation, EvaluationPass, Rows
from nntui_engine.losses import LOSSES
from nntui_engine.network import Network, parameters_for
from nntui_engine.spec import NetworkSpec, multilayer_perceptron


def evaluated(
    rows: Rows, spec: NetworkSpec, loss: str, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> Evaluation:
    """What a pass in chunks of some size finds, with the same float64 weights every time."""
    monkeypatch.setattr(EvaluationPass, "CHUNK", chunk)
    parameters = parameters_for(spec, 0, np.float64)
    networks = {}
    for size in EvaluationPass.sizes(len(rows)):
        bound = LOSSES[loss]()
        bound.bind(size, 3, np.float64)
        networks[size] = (Network(spec, parameters, size, training=False), bound)
    evaluation = EvaluationPass(rows, networks)
    while not evaluation.finished:
        evaluation.advance()
    return evaluation.result()


SPEC = multilayer_perceptron(4, (6,), 3)


@pytest.mark.parametrize("chunk", [1, 7, 13, 25, 26, 27, 512])
@pytest.mark.parametrize("weighted", [False, True])
def test_chunks_find_what_all_rows_at_once_find(
    make_rows: Callable[..., Rows], chunk: int, weighted: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects figures from the size of a chunk, whether it divides the 26 rows or not."""
    weights = np.random.default_rng(0).uniform(0.5, 2.0, 26) if weighted else None
    rows = make_rows(26, weights=weights, dtype=np.float64)
    found = evaluated(rows, SPEC, "softmax_cross_entropy", chunk, monkeypatch)
    at_once = evaluated(rows, SPEC, "softmax_cross_entropy", 26, monkeypatch)
    assert found.loss == pytest.approx(at_once.loss, rel=1e-13)
    assert (found.accuracy, found.r_squared) == (at_once.accuracy, None)


@pytest.mark.parametrize("weights", [None, np.linspace(0.1, 1.9, 26)], ids=["even", "weighted"])
def test_classification_by_hand(
    make_rows: Callable[..., Rows], weights: Array | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects loss and accuracy, with NumPy alone; weights act on the loss only."""
    rows = make_rows(26, weights=weights, dtype=np.float64)
    assert rows.classes is not None
    w = parameters_for(multilayer_perceptron(4, (), 3), 0, np.float64).values[:12].reshape(4, 3)
    y = rows.inputs @ w
    losses = np.log(np.exp(y).sum(axis=1)) - y[np.arange(26), rows.classes]
    found = evaluated(rows, multilayer_perceptron(4, (), 3), "softmax_cross_entropy", 10, monkeypatch)
    expected = np.mean(losses if weights is None else losses * weights)
    assert found.loss == pytest.approx(expected, rel=1e-13)
    assert found.accuracy == np.mean(y.argmax(axis=1) == rows.classes)


def test_regression_has_r_squared_and_no_accuracy(
    make_rows: Callable[..., Rows], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects the other task, with NumPy alone."""
    inputs = make_rows(26, dtype=np.float64).inputs
    targets = np.random.default_rng(0).normal(size=(26, 3))
    w = parameters_for(multilayer_perceptron(4, (), 3), 0, np.float64).values[:12].reshape(4, 3)
    d = inputs @ w - targets
    found = evaluated(
        Rows(inputs, targets), multilayer_perceptron(4, (), 3), "mean_squared_error", 10, monkeypatch
    )
    assert found.loss == pytest.approx(np.mean(d**2), rel=1e-13)
    assert found.r_squared == pytest.approx(1 - np.sum(d**2) / np.sum((targets - targets.mean(axis=0)) ** 2))
    assert found.accuracy is None


def test_a_pass_ends_after_its_last_chunk(make_rows: Callable[..., Rows]) -> None:
    """Protects whoever looks at keys between two chunks: 1,100 rows take three."""
    rows = make_rows(1100, dtype=np.float64)
    networks = {}
    for size in EvaluationPass.sizes(len(rows)):
        loss = LOSSES["softmax_cross_entropy"]()
        loss.bind(size, 3, np.float64)
        networks[size] = (Network(SPEC, parameters_for(SPEC, 0, np.float64), size, training=False), loss)
    evaluation = EvaluationPass(rows, networks)
    finished = []
    for _ in range(3):
        finished.append(evaluation.finished)
        evaluation.advance()
    assert (finished, evaluation.finished) == ([False, False, False], True)


@pytest.mark.parametrize(
    ("rows", "sizes"),
    [(1, {1}), (511, {511}), (512, {512}), (513, {512, 1}), (1024, {512}), (1100, {512, 76})],
)
def test_sizes_are_those_that_a_pass_uses(rows: int, sizes: set[int]) -> None:
    """Protects memory: there are buffers for a whole chunk and for the rest, no others."""
    assert EvaluationPass.sizes(rows) == sizes


def test_outputs_that_overflow_are_told_not_raised(
    make_rows: Callable[..., Rows], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects a run that went wrong: its evaluation is no number, without a warning on the terminal."""
    rows = make_rows(5, dtype=np.float64)
    rows.inputs[...] = 1e308
    assert not isfinite(evaluated(rows, SPEC, "softmax_cross_entropy", 5, monkeypatch).loss)


def test_cast_makes_real_numbers_one_dtype_and_leaves_classes() -> None:
    """Protects training from mixed dtypes, which NumPy would convert anew in every step."""
    rows = Rows(np.zeros((2, 3)), np.zeros((2, 1)), np.ones(2), np.zeros(2, int)).cast(np.float32)
    assert rows.weights is not None
    assert rows.classes is not None
    found = [array.dtype for array in (rows.inputs, rows.targets, rows.weights, rows.classes)]
    assert found == [np.float32, np.float32, np.float32, int]


def test_cast_copies_nothing_that_is_right_already(make_rows: Callable[..., Rows]) -> None:
    """Protects memory: a dataset is not held twice."""
    rows = make_rows(5)
    cast = rows.cast(np.float32)
    assert (cast.inputs is rows.inputs, cast.targets is rows.targets) == (True, True)
