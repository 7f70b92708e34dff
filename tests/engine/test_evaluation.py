"""Evaluation: in chunks as at once, of all rows, and of nothing else."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

import numpy as np
import pytest

from nntui_engine.arrays import Array
from nntui_engine.bench import Bench
from nntui_engine.evaluation import Evaluation, EvaluationPass, chunk_rows, sizes
from nntui_engine.losses import LOSSES
from nntui_engine.network import parameters_for
from nntui_engine.rows import Rows
from nntui_engine.spec import LayerSpec, NetworkSpec, multilayer_perceptron


def evaluated(rows: Rows, spec: NetworkSpec, loss: str, chunk: int) -> Evaluation:
    """What a pass in chunks of some size finds, with the same float64 weights every time."""
    parameters = parameters_for(spec, 0, np.float64)
    benches = {
        size: Bench(spec, parameters, LOSSES[loss], rows, size, training=False)
        for size in sizes(len(rows), chunk)
    }
    evaluation = EvaluationPass(rows, benches, chunk)
    while not evaluation.finished:
        evaluation.advance()
    return evaluation.result()


SPEC = multilayer_perceptron(4, (6,), 3)


@pytest.mark.parametrize("chunk", [1, 7, 13, 25, 26, 27, 512])
@pytest.mark.parametrize("weighted", [False, True])
def test_chunks_find_what_all_rows_at_once_find(
    make_rows: Callable[..., Rows], chunk: int, weighted: bool
) -> None:
    """Protects figures from the size of a chunk, whether it divides the 26 rows or not."""
    weights = np.random.default_rng(0).uniform(0.5, 2.0, 26) if weighted else None
    rows = make_rows(26, weights=weights, dtype=np.float64)
    found = evaluated(rows, SPEC, "softmax_cross_entropy", chunk)
    at_once = evaluated(rows, SPEC, "softmax_cross_entropy", 26)
    assert found.loss == pytest.approx(at_once.loss, rel=1e-13)
    assert (found.accuracy, found.r_squared) == (at_once.accuracy, None)


@pytest.mark.parametrize("weights", [None, np.linspace(0.1, 1.9, 26)], ids=["even", "weighted"])
def test_classification_by_hand(make_rows: Callable[..., Rows], weights: Array | None) -> None:
    """Protects loss and accuracy, with NumPy alone; weights act on the loss only."""
    rows = make_rows(26, weights=weights, dtype=np.float64)
    assert rows.classes is not None
    w = parameters_for(multilayer_perceptron(4, (), 3), 0, np.float64).values[:12].reshape(4, 3)
    y = rows.inputs @ w
    losses = np.log(np.exp(y).sum(axis=1)) - y[np.arange(26), rows.classes]
    found = evaluated(rows, multilayer_perceptron(4, (), 3), "softmax_cross_entropy", 10)
    expected = np.mean(losses if weights is None else losses * weights)
    assert found.loss == pytest.approx(expected, rel=1e-13)
    assert found.accuracy == np.mean(y.argmax(axis=1) == rows.classes)


def test_regression_has_r_squared_and_no_accuracy(
    make_rows: Callable[..., Rows],
) -> None:
    """Protects the other task, with NumPy alone."""
    inputs = make_rows(26, dtype=np.float64).inputs
    targets = np.random.default_rng(0).normal(size=(26, 3))
    w = parameters_for(multilayer_perceptron(4, (), 3), 0, np.float64).values[:12].reshape(4, 3)
    d = inputs @ w - targets
    found = evaluated(Rows(inputs, targets), multilayer_perceptron(4, (), 3), "mean_squared_error", 10)
    assert found.loss == pytest.approx(np.mean(d**2), rel=1e-13)
    assert found.r_squared == pytest.approx(1 - np.sum(d**2) / np.sum((targets - targets.mean(axis=0)) ** 2))
    assert found.accuracy is None


def test_a_pass_ends_after_its_last_chunk(make_rows: Callable[..., Rows]) -> None:
    """Protects whoever looks at keys between two chunks: 1,100 rows take three."""
    rows = make_rows(1100, dtype=np.float64)
    parameters, loss = parameters_for(SPEC, 0, np.float64), LOSSES["softmax_cross_entropy"]
    benches = {size: Bench(SPEC, parameters, loss, rows, size, training=False) for size in sizes(1100, 512)}
    evaluation = EvaluationPass(rows, benches, 512)
    finished = []
    for _ in range(3):
        finished.append(evaluation.finished)
        evaluation.advance()
    assert (finished, evaluation.finished) == ([False, False, False], True)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [(1, {1}), (511, {511}), (512, {512}), (513, {512, 1}), (1024, {512}), (1100, {512, 76})],
)
def test_sizes_are_those_that_a_pass_uses(rows: int, expected: set[int]) -> None:
    """Protects memory: there are buffers for a whole chunk and for the rest, no others."""
    assert sizes(rows, 512) == expected


def test_outputs_that_overflow_are_told_not_raised(
    make_rows: Callable[..., Rows],
) -> None:
    """Protects a run that went wrong: its evaluation is no number, without a warning on the terminal."""
    rows = make_rows(5, dtype=np.float64)
    rows.inputs[...] = 1e308
    assert not isfinite(evaluated(rows, SPEC, "softmax_cross_entropy", 5).loss)


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


def test_a_chunk_of_large_images_is_small() -> None:
    """Protects memory: sixteen filters over 128×128 pixels give a quarter of a million numbers a row."""
    spec = NetworkSpec(
        (1, 128, 128),
        (LayerSpec("conv2d", {"filters": 16, "padding": 1}), LayerSpec("global_mean_pool")),
    )
    assert (chunk_rows(SPEC), chunk_rows(spec)) == (512, 14)


def test_a_chunk_of_images_is_small_before_few_units() -> None:
    """The rows themselves count: 512 of 128×128 in colour are 100 MB."""
    assert chunk_rows(NetworkSpec((49_152,), (LayerSpec("dense", {"outputs": 2}),))) == 81


def test_steps_of_a_sequence_count_as_rows_do() -> None:
    """Protects texts: a network that answers at every step is right or wrong at every step."""
    spec = NetworkSpec((4, 3), (LayerSpec("rnn", {"units": 3}),))
    inputs = np.random.default_rng(0).normal(size=(5, 4, 3))
    classes = np.random.default_rng(1).integers(0, 3, (5, 4))
    parameters = parameters_for(spec, 0, np.float64)
    bench = Bench(spec, parameters, LOSSES["softmax_cross_entropy"], Rows(inputs, classes), 5, training=False)
    outputs = bench.network.forward(inputs).copy()
    found = evaluated(Rows(inputs, classes, classes=classes), spec, "softmax_cross_entropy", 2)
    losses = np.log(np.exp(outputs).sum(axis=2)) - np.take_along_axis(outputs, classes[..., None], 2)[..., 0]
    assert found.loss == pytest.approx(losses.mean(), rel=1e-13)
    assert found.accuracy == np.mean(outputs.argmax(axis=2) == classes)


def test_bytes_become_numbers_batch_by_batch(make_rows: Callable[..., Rows]) -> None:
    """Protects memory and meaning: pixels stay bytes in the data, and 255 of them is 1 to the network."""
    pixels = np.random.default_rng(0).integers(0, 256, (26, 4)).astype(np.uint8)
    classes = make_rows(26).classes
    assert classes is not None
    whole = Rows(pixels / 255, classes, classes=classes)
    bytes_ = Rows(pixels, classes, classes=classes, unit=1 / 255)
    found = [evaluated(rows, SPEC, "softmax_cross_entropy", 7) for rows in (whole, bytes_)]
    assert found[0].loss == pytest.approx(found[1].loss, rel=1e-13)
    assert bytes_.cast(np.float64).inputs is pixels


def test_chosen_rows_are_those_alone(make_rows: Callable[..., Rows]) -> None:
    """Protects a split that shares its arrays: what is held out is measured, and nothing else."""
    rows = make_rows(26, dtype=np.float64)
    assert rows.classes is not None
    chosen = np.array([3, 1, 20, 7])
    cut = Rows(rows.inputs[chosen], rows.targets[chosen], classes=rows.classes[chosen])
    shared = Rows(rows.inputs, rows.targets, classes=rows.classes, chosen=chosen)
    assert evaluated(shared, SPEC, "softmax_cross_entropy", 3) == evaluated(
        cut, SPEC, "softmax_cross_entropy", 3
    )
