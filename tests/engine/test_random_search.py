"""Random search: candidates from (seed, step), kept where the batch's loss falls, and no gradient."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan

import numpy as np

from nntui_engine.probes import PROBES, layer_views
from nntui_engine.trainer import Trainer


def batch_loss(trainer: Trainer) -> float:
    """Of the rows of the last step, with the values as they are now."""
    return trainer.bench(8).forward()


def searching(make_trainer: Callable[..., Trainer], **changes: float) -> Trainer:
    return make_trainer(optimizer="random_search", **({"learning_rate": 0.1} | changes))


def test_no_step_makes_its_batch_worse(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the rule: a candidate is taken where the loss falls, else everything stays; both happen."""
    trainer, moved = searching(make_trainer), set()
    for _ in range(24):
        before = trainer.parameters.values.copy()
        report = trainer.step()
        changed = trainer.parameters.values.tobytes() != before.tobytes()
        moved.add(changed)
        if report.rows == 8:
            assert (batch_loss(trainer) < report.loss) == changed
        assert trainer.parameters.values.tolist() == (before - trainer.optimizer.update).tolist()
    assert moved == {True, False}


def test_the_loss_is_that_before_the_step(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the curve: with one seed the first batch loses what it loses under any optimizer."""
    assert searching(make_trainer).step().loss == make_trainer(optimizer="sgd").step().loss


def test_candidates_follow_seed_and_step(make_trainer: Callable[..., Trainer]) -> None:
    """Protects replay: equal seeds draw alike, other seeds and later steps otherwise."""
    one, two = searching(make_trainer), searching(make_trainer)
    assert [one.step() for _ in range(9)] == [two.step() for _ in range(9)]
    assert one.parameters.values.tobytes() == two.parameters.values.tobytes()
    other = searching(make_trainer, seed=1)
    other.restore(one.state())
    for trainer in (one, other):
        for _ in range(9):
            trainer.step()
    assert one.parameters.values.tobytes() != other.parameters.values.tobytes()


def test_its_deviation_is_the_learning_rate(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the size of what is tried: standard normal numbers, times the rate."""
    trainer = searching(make_trainer, learning_rate=1e-3)
    trainer.parameters.values[...] = 0
    # Anything that leaves symmetry may be better or not: look until one is.
    while not trainer.optimizer.update.any():
        trainer.step()
    assert 0.8e-3 < float(np.std(trainer.optimizer.update)) < 1.2e-3


def test_there_is_no_gradient(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the gradient column: it says that there is none, not that it is zero."""
    trainer = searching(make_trainer)
    report = trainer.step()
    found = [PROBES["gradient_norm"](view) for view in layer_views(trainer, report.rows)]
    assert isnan(report.gradient_norm)
    assert [isnan(norm) for norm in found] == [True, True]


def test_it_learns(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the baseline: it does get somewhere, slowly."""
    trainer = searching(make_trainer, learning_rate=0.05, batch_size=30)
    losses = [trainer.step().loss for _ in range(200)]
    assert losses[-1] < 0.7 * losses[0]
