"""A step of nntui's own engine."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.contenders.case import LEARNING_RATE, Case
from nntui_engine.hyperparameters import HyperParameters
from nntui_engine.losses import LOSSES
from nntui_engine.optimizers import OPTIMIZERS
from nntui_engine.rows import Rows
from nntui_engine.spec import multilayer_perceptron
from nntui_engine.trainer import Trainer, TrainingPlan


def stepper(case: Case) -> Callable[[], int]:
    """A function that takes the next step, its loss and the gradient's norm included, and returns 1."""
    inputs, classes = case.rows()
    plan = TrainingPlan(
        multilayer_perceptron(case.inputs, case.hidden, case.outputs),
        LOSSES["softmax_cross_entropy"],
        OPTIMIZERS["adam"],
        HyperParameters(LEARNING_RATE, momentum=0.9, weight_decay=0.0, dropout=0.0, batch_size=case.batch),
        seed=0,
    )
    trainer = Trainer(plan, Rows(inputs, classes, classes=classes), validation=None)

    def step() -> int:
        trainer.step()
        return 1

    return step
