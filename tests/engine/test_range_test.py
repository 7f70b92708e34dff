"""The range test: what it finds, and that it leaves no trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from nntui_engine.errors import EngineError
from nntui_engine.range_test import RangeFound, RangeTest, range_test
from nntui_engine.schedules import Linear
from nntui_engine.trainer import Trainer
from tests.engine.test_trainer_state import fingerprint


@pytest.mark.parametrize("optimizer", ["momentum", "adam", "random_search"])
def test_it_changes_nothing(make_trainer: Callable[..., Trainer], optimizer: str) -> None:
    """Protects a run that is tested amid an epoch: state and future stay what they were, to the bit."""
    trainer, untouched = (make_trainer(optimizer=optimizer, dropout=0.3) for _ in range(2))
    plan = replace(trainer.plan, schedule=Linear(3.0, final=0.1), average=0.9)
    trainer, untouched = (Trainer(plan, each.training, each.validation) for each in (trainer, untouched))
    for each in (trainer, untouched):
        for _ in range(6):
            each.step()
    before = fingerprint(trainer)
    range_test(trainer, steps=60)
    assert fingerprint(trainer) == before
    assert [trainer.step() for _ in range(9)] == [untouched.step() for _ in range(9)]
    assert (fingerprint(trainer), trainer.evaluate()) == (fingerprint(untouched), untouched.evaluate())


def test_rates_rise_evenly_on_a_logarithmic_scale(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the x axis: from the lowest to the highest, each a like multiple of the one before."""
    found = range_test(make_trainer(optimizer="adam"), 1e-4, 1e-1, steps=31)
    assert (found.rates[0], found.rates[-1]) == pytest.approx((1e-4, 1e-1))
    assert np.diff(np.log10(found.rates)).tolist() == pytest.approx([0.1] * 30)


def test_it_ends_where_the_loss_blows_up(make_trainer: Callable[..., Trainer]) -> None:
    """Protects whoever waits: after the first rate that is far too high no other is tried."""
    found = range_test(make_trainer(optimizer="sgd", hidden=()), 1e-4, 1e8)
    assert found.blow_up is not None
    assert len(found.losses) < 200
    assert found.suggestion is not None
    assert found.suggestion <= found.blow_up / 10


def test_what_it_suggests_learns(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the suggestion: in as many steps it learns more than at a tenth or a thousandth of it."""

    def last(rate: float) -> float:
        trainer = make_trainer(optimizer="sgd", learning_rate=rate)
        for _ in range(60):
            loss = trainer.step().loss
        return loss

    suggestion = range_test(make_trainer(optimizer="sgd")).suggestion
    assert suggestion is not None
    assert last(suggestion) < 0.8 * min(last(suggestion / 10), last(suggestion / 1000))


@pytest.mark.parametrize("seed", range(5))
def test_a_loss_that_never_falls_suggests_nothing(make_trainer: Callable[..., Trainer], seed: int) -> None:
    """Protects the suggestion: that batches differ is no fall, at rates far too low to learn anything."""
    found = range_test(make_trainer(optimizer="sgd", seed=seed), 1e-12, 1e-9)
    assert (found.steepest, found.blow_up, found.suggestion) == (None, None, None)


def test_a_suggestion_keeps_away_from_where_it_blows_up() -> None:
    """Protects the rule: a tenth of it at the most."""
    suggestions = [RangeFound((), (), (), steepest, 1.0).suggestion for steepest in (0.05, 0.5, None)]
    assert suggestions == [0.05, 0.1, 0.1]


def test_it_is_taken_batch_by_batch(make_trainer: Callable[..., Trainer]) -> None:
    """Protects keys that are pressed meanwhile: its owner decides when the next batch is."""
    test = RangeTest(make_trainer(), steps=40)
    for _ in range(10):
        test.advance()
    assert (test.done, test.finished, len(test.result().losses)) == (0.25, False, 10)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"lowest": 1.0, "highest": 0.1}, "a range test goes from a lower rate up, not from 1 to 0.1"),
        ({"lowest": 0.0}, "a range test goes from a lower rate up, not from 0 to 10"),
        ({"steps": 19}, "a range test takes 20 batches at least, not 19"),
    ],
)
def test_what_cannot_be_is_refused(
    make_trainer: Callable[..., Trainer], options: dict[str, float], message: str
) -> None:
    """Protects the test, with the sentence a person reads."""
    with pytest.raises(EngineError) as error:
        range_test(make_trainer(), **options)  # type: ignore[arg-type]  # numbers all
    assert str(error.value) == message
