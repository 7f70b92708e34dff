"""Layer norm and batch norm: by hand, and what a batch norm keeps of the rows it saw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf

import numpy as np
import pytest

from nntui_engine.arrays import Array, Shape, batch_shape
from nntui_engine.errors import EngineError
from nntui_engine.layers import Layer
from nntui_engine.layers.normalization import BatchNorm, LayerNorm
from nntui_engine.network import Network, parameters_for
from nntui_engine.spec import LayerSpec, NetworkSpec
from nntui_engine.trainer import Trainer
from tests.engine.conftest import place_for

Bind = Callable[..., Layer]
GENERATOR = np.random.default_rng(4)


def standardised(x: Array, axes: tuple[int, ...], epsilon: float) -> Array:
    mean = x.mean(axis=axes, keepdims=True)
    result: Array = (x - mean) / np.sqrt(x.var(axis=axes, keepdims=True) + epsilon)
    return result


@pytest.mark.parametrize("shape", [(6,), (3, 4)])
def test_layer_norm_by_hand(shape: Shape) -> None:
    """Protects the formula: every row, or every step of one, by itself."""
    layer = LayerNorm(0.01)
    place = place_for(layer, shape, 5)
    layer.bind(place)
    x = GENERATOR.normal(3, 2, (5, *shape))
    expected = standardised(x, (-1,), 0.01) * place.values["weight"] + place.values["bias"]
    np.testing.assert_allclose(layer.forward(x), expected, rtol=1e-10)


@pytest.mark.parametrize(
    ("shape", "axes", "unit"), [((4,), (0,), -1), ((3, 4), (0, 1), -1), ((2, 3, 4), (1, 2, 3), 0)]
)
def test_batch_norm_by_hand(shape: Shape, axes: tuple[int, ...], unit: int) -> None:
    """Protects the formula: every unit over all rows, and over all steps or pixels."""
    layer = BatchNorm(epsilon=0.01)
    place = place_for(layer, shape, 5)
    layer.bind(place)
    x = GENERATOR.normal(3, 2, batch_shape(5, shape))
    each = [1] * x.ndim
    each[unit] = -1
    w, b = (place.values[name].reshape(each) for name in ("weight", "bias"))
    np.testing.assert_allclose(layer.forward(x), standardised(x, axes, 0.01) * w + b, rtol=1e-10)


def test_outside_training_the_kept_statistics_count() -> None:
    """Protects validation from the company that a row is measured in."""
    layer = BatchNorm(epsilon=0.01)
    place = place_for(layer, (4,), 3, training=False)
    layer.bind(place)
    x = GENERATOR.normal(size=(3, 4))
    mean, variance = place.statistics["mean"], place.statistics["variance"]
    z = (x - mean) / np.sqrt(variance + 0.01)
    np.testing.assert_allclose(
        layer.forward(x), z * place.values["weight"] + place.values["bias"], rtol=1e-10
    )


def test_what_is_kept_moves_by_its_momentum() -> None:
    """Protects the moving average, by hand: mean, and the variance that is not biased."""
    layer = BatchNorm(momentum=0.25)
    place = place_for(layer, (2,), 5)
    before = {name: values.copy() for name, values in place.statistics.items()}
    layer.bind(place)
    x = GENERATOR.normal(size=(5, 2))
    layer.forward(x)
    assert place.statistics["mean"].tolist() == before["mean"].tolist()
    layer.end_step()
    expected = 0.75 * before["mean"] + 0.25 * x.mean(axis=0)
    np.testing.assert_allclose(place.statistics["mean"], expected, rtol=1e-12)
    expected = 0.75 * before["variance"] + 0.25 * x.var(axis=0, ddof=1)
    np.testing.assert_allclose(place.statistics["variance"], expected, rtol=1e-12)


def test_one_row_alone_says_nothing_of_a_variance() -> None:
    """Protects the last batch of an epoch: of one row it gives what it adds, and keeps its mean alone.

    A variance of 0 would be averaged in, and soon make outputs outside training many times too large.
    """
    layer = BatchNorm(momentum=0.5)
    place = place_for(layer, (2,), 1)
    before = {name: values.copy() for name, values in place.statistics.items()}
    layer.bind(place)
    assert layer.forward(np.array([[3.0, 4.0]])).tolist() == [place.values["bias"].tolist()]
    layer.end_step()
    np.testing.assert_allclose(place.statistics["mean"], 0.5 * before["mean"] + [1.5, 2.0], rtol=1e-12)
    assert place.statistics["variance"].tolist() == before["variance"].tolist()


DENSE, OUTPUTS = LayerSpec("dense", {"outputs": 6}), LayerSpec("dense", {"outputs": 3})
NORMED = NetworkSpec((4,), (DENSE, LayerSpec("batch_norm"), LayerSpec("relu"), OUTPUTS))


def normed(make_trainer: Callable[..., Trainer]) -> Trainer:
    plan = replace(make_trainer().plan, network=NORMED)
    base = make_trainer()
    return Trainer(plan, base.training, base.validation)


def test_a_state_holds_the_statistics(make_trainer: Callable[..., Trainer]) -> None:
    """Protects resume and rewind: a restored trainer evaluates and goes on as the one it was copied from."""
    first, second = normed(make_trainer), normed(make_trainer)
    for _ in range(5):
        first.step()
    second.restore(first.state())
    assert first.evaluate() == second.evaluate()
    assert [first.step() for _ in range(5)] == [second.step() for _ in range(5)]
    assert first.state().statistics.tolist() == second.state().statistics.tolist()


def test_a_diverged_step_keeps_nothing(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the statistics from a batch that went wrong."""
    trainer = normed(make_trainer)
    trainer.step()
    before = trainer.state().statistics
    trainer.training.inputs[...] = np.nan
    assert trainer.step().diverged is not None
    assert trainer.state().statistics.tolist() == before.tolist()


def test_new_statistics_change_nothing_much() -> None:
    """Protects the first evaluation: a mean of 0 and a variance of 1."""
    parameters = parameters_for(NORMED, 0)
    assert parameters.statistics.tolist() == [0] * 6 + [1] * 6
    names = [slot.full_name for slot in parameters.statistic_slots]
    assert names == ["batch_norm_1.mean", "batch_norm_1.variance"]
    assert Network(NORMED, parameters, 2, training=False).forward(np.ones((2, 4), np.float32)).shape == (2, 3)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: LayerNorm(0.0), "the epsilon of a layer norm is a number above 0, which 0.0 is not"),
        (
            lambda: BatchNorm(epsilon=-1.0),
            "the epsilon of a batch norm is a number above 0, which -1.0 is not",
        ),
        (lambda: LayerNorm(inf), "the epsilon of a layer norm is a number above 0, which inf is not"),
        (lambda: BatchNorm(1.5), "the momentum of a batch norm lies in (0, 1], which 1.5 does not"),
    ],
)
def test_what_cannot_be_is_refused(make: Callable[[], object], message: str) -> None:
    """Protects a person's stack of layers: the sentence says what is wrong."""
    with pytest.raises(EngineError) as error:
        make()
    assert str(error.value) == message
