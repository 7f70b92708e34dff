"""Averaged weights: the formula by hand, and what is measured with them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nntui_engine import averaging
from nntui_engine.averaging import MovingAverage
from nntui_engine.errors import EngineError
from nntui_engine.parameters import ParameterSpec, ParameterVector
from nntui_engine.trainer import Trainer


def made(size: int = 5, statistics: int = 2) -> ParameterVector:
    """Parameters of some layer that also keeps something of the rows it sees."""
    weight = ParameterSpec("weight", (size,), "zeros", 1, 1)
    mean = ParameterSpec("mean", (statistics,), "zeros", 1, 1)
    return ParameterVector({"dense_1": (weight,)}, np.float64, {"dense_1": (mean,)})


def averaged(trainer: Trainer, decay: float = 0.9) -> Trainer:
    """The same trainer, anew, with averages."""
    return Trainer(replace(trainer.plan, average=decay), trainer.training, trainer.validation)


def test_the_formula_is_followed() -> None:
    """Protects the averages over twenty steps, of weights and of statistics: (1 + t) ÷ (10 + t), then 0.5."""
    parameters, expected = made(), np.zeros(7)
    average = MovingAverage(parameters, 0.5)
    for t in range(1, 21):
        now = np.random.default_rng(t).normal(size=7)
        parameters.values[...], parameters.statistics[...] = np.split(now, [5])
        average.update(t)
        decay = min(0.5, (1 + t) / (10 + t))
        expected = decay * expected + (1 - decay) * now
    assert average.vector.tolist() == pytest.approx(expected.tolist(), rel=1e-12)
    read = [*average.parameters.values.tolist(), *average.parameters.statistics.tolist()]
    assert read == average.vector.tolist()


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Protects networks larger than a block: pieces of 64 give the bits of one piece."""
    found = []
    for block in (64, 10_000):
        monkeypatch.setattr(averaging, "BLOCK", block)
        parameters = made(1000, 77)
        average = MovingAverage(parameters, 0.9)
        parameters.values[...] = np.random.default_rng(0).normal(size=1000)
        parameters.statistics[...] = 1.0
        average.update(1)
        found.append(average.vector.tobytes())
    assert found[0] == found[1]


def test_training_is_not_touched(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the bits of a run: with averages it takes the same steps."""
    plain, other = make_trainer(), averaged(make_trainer())
    assert [plain.step() for _ in range(9)] == [other.step() for _ in range(9)]
    assert plain.parameters.values.tobytes() == other.parameters.values.tobytes()


def test_the_averages_are_what_is_evaluated(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the validation loss: it is that of a network with the averages as its weights."""
    plain, trainer = make_trainer(), averaged(make_trainer())
    assert trainer.evaluate() == plain.evaluate()
    for _ in range(9):
        trainer.step()
    found = trainer.evaluate()
    assert trainer.average is not None
    plain.parameters.values[...] = trainer.average.parameters.values
    assert found == plain.evaluate()
    plain.parameters.values[...] = trainer.parameters.values
    assert found != plain.evaluate()


def test_they_are_of_the_weights_that_one_begins_with(make_trainer: Callable[..., Trainer]) -> None:
    """Protects initial weights of one's own: at step 0 the averages are these."""
    trainer = averaged(make_trainer())
    trainer.assign("dense_2.bias", np.array([1.0, 2.0, 3.0]))
    assert trainer.average is not None
    assert trainer.average.vector.tolist() == trainer.parameters.values.tolist()


def test_they_belong_to_the_state(make_trainer: Callable[..., Trainer]) -> None:
    """Protects resume: a trainer put where another stood has its averages, to the bit, and goes on alike."""
    old, new = (averaged(make_trainer()) for _ in range(2))
    for _ in range(6):
        old.step()
    new.restore(old.state())
    for trainer in (old, new):
        trainer.step()
    assert old.average is not None
    assert new.average is not None
    assert old.average.vector.tobytes() == new.average.vector.tobytes()


def test_a_state_without_them_begins_them(make_trainer: Callable[..., Trainer]) -> None:
    """Protects what is evaluated: averages of a state that kept none are its weights, not those of before."""
    old, new = make_trainer(), averaged(make_trainer())
    old.step()
    new.restore(old.state())
    assert new.average is not None
    assert new.average.vector.tolist() == old.parameters.values.tolist()


@pytest.mark.parametrize("decay", [1.0, -0.1, float("nan")])
def test_a_decay_that_cannot_be_is_refused(decay: float) -> None:
    """Protects the formula, with the sentence a person reads."""
    with pytest.raises(EngineError) as error:
        MovingAverage(made(), decay)
    assert str(error.value) == f"the decay of an average lies in [0, 1), which {decay:g} does not"
