"""Steps that diverge: nothing of them is applied, and the report says why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import inf, isfinite, nan

import numpy as np
import pytest

from nntui_engine.losses.regression import MeanAbsoluteError
from nntui_engine.optimizers import OPTIMIZERS
from nntui_engine.penalties import Penalties
from nntui_engine.rows import Rows
from nntui_engine.trainer import Trainer


def everything(trainer: Trainer) -> tuple[object, ...]:
    """Parameters, vectors, settings and place, to the bit."""
    state = trainer.state()
    vectors = tuple(vector.tobytes() for vector in state.optimizer_vectors)
    return (state.values.tobytes(), vectors, state.hyper, state.step, state.epochs_done, state.rows_used)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(
    "penalties", [Penalties(), Penalties(l1=0.1, l2=0.1, clip=1.0)], ids=["plain", "all"]
)
def test_a_diverged_step_changes_nothing(
    make_trainer: Callable[..., Trainer],
    make_rows: Callable[..., Rows],
    optimizer: str,
    penalties: Penalties,
) -> None:
    """Protects the run: parameters, vectors, step number and batch stay, and it can be tried again."""
    rows = make_rows(30)
    sound = rows.inputs.copy()
    trainer, untroubled = (
        make_trainer(training=rows, optimizer=optimizer, penalties=penalties, dropout=0.3) for _ in range(2)
    )
    for _ in range(5):
        trainer.step()
        untroubled.step()
    before = everything(trainer)
    rows.inputs[...] = np.nan
    report = trainer.step()
    assert (report.step, report.rows, report.ends_epoch) == (6, 8, False)
    assert everything(trainer) == before
    rows.inputs[...] = sound
    assert [trainer.step() for _ in range(4)] == [untroubled.step() for _ in range(4)]
    assert everything(trainer) == everything(untroubled)


@pytest.mark.parametrize(
    ("value", "reason"), [(nan, "the loss is nan"), (inf, "the loss is inf"), (3e38, "the loss is inf")]
)
def test_a_loss_that_is_not_finite_is_told(
    make_trainer: Callable[..., Trainer], make_rows: Callable[..., Rows], value: float, reason: str
) -> None:
    """Protects the message, and the terminal from warnings: rows as bad as these have no loss."""
    trainer = perceptron(make_trainer, make_rows, bias=-1e38)
    trainer.training.targets[...] = value
    report = trainer.step()
    assert (isfinite(report.loss), report.diverged) == (False, reason)


def test_a_gradient_that_is_not_finite_is_told(
    make_trainer: Callable[..., Trainer], make_rows: Callable[..., Rows]
) -> None:
    """Protects parameters where only the gradient has gone wrong: the inputs are too large to square."""
    trainer = perceptron(make_trainer, make_rows, bias=1.0)
    trainer.training.inputs[...] = 1e30
    before = everything(trainer)
    report = trainer.step()
    assert (report.loss, report.gradient_norm) == (1.0, inf)
    assert report.diverged == "the gradient is not finite"
    assert everything(trainer) == before


def test_a_lower_rate_goes_on(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the way out: from the last sound state, a sane rate learns again."""
    trainer = make_trainer(optimizer="sgd", learning_rate=0.1)
    trainer.step()
    state = trainer.state()
    trainer.hyper = trainer.hyper.changed("learning_rate", 1e30)
    assert [trainer.step().diverged is None for _ in range(3)] == [True, False, False]
    trainer.restore(state)
    assert [trainer.step().diverged for _ in range(20)] == [None] * 20


def perceptron(make_trainer: Callable[..., Trainer], make_rows: Callable[..., Rows], bias: float) -> Trainer:
    """Three outputs that are all the bias, and |y − t| with every target 0."""
    plan = replace(make_trainer(hidden=()).plan, loss=MeanAbsoluteError)
    trainer = Trainer(plan, Rows(make_rows(8).inputs, np.zeros((8, 3), np.float32)), None)
    trainer.parameters.values[: trainer.parameters.decayed] = 0
    trainer.parameters.values[trainer.parameters.decayed :] = bias
    return trainer
