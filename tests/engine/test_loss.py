"""What all losses share: weights and averages, the form of targets, and decisions."""

from __future__ import annotations

import numpy as np
import pytest

from nntui_engine.errors import EngineError
from nntui_engine.losses import LOSSES, Loss
from nntui_engine.losses.regression import MeanSquaredError

Y = np.array([[1.0, 0.0], [3.0, 2.0]])
T = np.array([[0.0, 0.0], [1.0, 0.0]])


def bound(name: str, rows: int, outputs: int) -> Loss:
    loss = LOSSES[name]()
    loss.bind(rows, outputs, np.float64)
    return loss


def test_a_loss_is_the_mean_over_rows() -> None:
    """Protects the promise that a batch's loss does not grow with the batch: rows lose ½ and 4."""
    assert bound("mean_squared_error", 2, 2).forward(Y, T) == 2.25


def test_weights_scale_rows_not_the_count() -> None:
    """Protects Σ weightᵣ · lossᵣ ÷ rows: (½ · ½ + 1½ · 4) ÷ 2."""
    assert bound("mean_squared_error", 2, 2).forward(Y, T, np.array([0.5, 1.5])) == 3.125


def test_weights_scale_gradients_alike() -> None:
    """Protects the gradient of a weighted loss: (y − t) · weight ÷ rows, for two outputs."""
    loss = bound("mean_squared_error", 2, 2)
    loss.forward(Y, T, np.array([0.5, 1.5]))
    assert loss.backward().tolist() == [[0.25, 0.0], [1.5, 1.5]]


def test_a_batch_without_weights_forgets_those_before() -> None:
    """Protects a loss bound once and used for both."""
    loss = bound("mean_squared_error", 2, 2)
    loss.forward(Y, T, np.array([0.5, 1.5]))
    loss.forward(Y, T)
    assert loss.backward().tolist() == [[0.5, 0.0], [1.0, 1.0]]


@pytest.mark.parametrize("name", LOSSES)
def test_arguments_are_left_alone_and_buffers_are_made_once(name: str) -> None:
    """Protects the network's output, and the speed of a step."""
    loss = bound(name, 2, 2)
    y, targets = Y.copy(), loss.encode(np.array([0, 1]), 2)
    before = targets.copy()
    loss.forward(y, targets)
    first = loss.backward()
    loss.forward(y, targets)
    assert loss.backward() is first
    assert (y.tolist(), targets.tolist()) == (Y.tolist(), before.tolist())


@pytest.mark.parametrize("name", LOSSES)
def test_buffers_are_of_the_dtype_asked_for(name: str) -> None:
    """Protects float32 training from float64 gradients."""
    loss = LOSSES[name]()
    loss.bind(2, 2, np.float32)
    loss.forward(Y.astype(np.float32), loss.encode(np.array([0, 1]), 2))
    assert loss.backward().dtype == np.float32


@pytest.mark.parametrize(
    ("name", "outputs", "expected"),
    [
        ("softmax_cross_entropy", 3, [0, 1, 0]),
        ("mean_squared_error", 1, [[0.0], [1.0], [0.0]]),
        ("sigmoid_cross_entropy", 1, [[0.0], [1.0], [0.0]]),
        ("mean_squared_error", 3, [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]),
    ],
)
def test_encode_gives_classes_the_form_the_loss_compares_with(
    name: str, outputs: int, expected: list[object]
) -> None:
    """Protects what a network is taught: class numbers, one yes or no, or one output for each class."""
    assert LOSSES[name]().encode(np.array([0, 1, 0]), outputs).tolist() == expected


@pytest.mark.parametrize(
    ("name", "count", "outputs", "message"),
    [
        ("softmax_cross_entropy", 2, 1, "softmax_cross_entropy needs an output for each of 2 classes, not 1"),
        ("softmax_cross_entropy", 5, 4, "softmax_cross_entropy needs an output for each of 5 classes, not 4"),
        ("mean_squared_error", 3, 1, "one output tells two classes apart, not 3: give the network 3"),
        ("sigmoid_cross_entropy", 4, 3, "4 classes need 4 outputs, not 3"),
    ],
)
def test_encode_refuses_too_few_outputs(name: str, count: int, outputs: int, message: str) -> None:
    """Protects against a network that cannot tell its classes apart, with the sentence a person reads."""
    with pytest.raises(EngineError) as error:
        LOSSES[name]().encode(np.arange(count), outputs)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("name", "outputs", "expected"),
    [
        ("softmax_cross_entropy", [[0.1, 0.3, 0.2], [-1.0, -2.0, -3.0]], [1, 0]),
        ("mean_squared_error", [[0.4], [0.6]], [0, 1]),
        ("sigmoid_cross_entropy", [[-0.1], [0.1]], [0, 1]),
    ],
)
def test_decide_names_the_class_of_each_row(
    name: str, outputs: list[list[float]], expected: list[int]
) -> None:
    """Protects accuracy: the largest of several outputs, or one beyond the loss's own threshold."""
    assert LOSSES[name]().decide(np.array(outputs)).tolist() == expected


def test_losses_stand_under_their_names() -> None:
    """Protects `run.toml`: the name there is the name of the class here."""
    assert {name: loss.name for name, loss in LOSSES.items()} == {name: name for name in LOSSES}
    assert LOSSES["mean_squared_error"] is MeanSquaredError
