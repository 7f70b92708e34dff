"""The losses, and the table of them."""

from __future__ import annotations

from nntui_engine.losses.classification import SigmoidCrossEntropy, SoftmaxCrossEntropy
from nntui_engine.losses.loss import Loss
from nntui_engine.losses.regression import Huber, MeanAbsoluteError, MeanSquaredError

LOSSES: dict[str, type[Loss]] = {
    loss.name: loss
    for loss in (MeanSquaredError, MeanAbsoluteError, Huber, SigmoidCrossEntropy, SoftmaxCrossEntropy)
}
"""By the name in `run.toml`, from simple to rich."""

__all__ = ["LOSSES", "Loss"]
