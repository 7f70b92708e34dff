"""A step of nntui's own engine."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import numpy as np

from benchmarks.contenders.case import LEARNING_RATE, Case, LeNet, Network, Perceptron, Transformer
from nntui.session.host.threads import Threads, chosen_threads, use_threads
from nntui_engine.hyperparameters import HyperParameters
from nntui_engine.losses import LOSSES
from nntui_engine.models import MODELS, Wanted
from nntui_engine.optimizers import OPTIMIZERS
from nntui_engine.rows import Rows
from nntui_engine.spec import LayerSpec, NetworkSpec, multilayer_perceptron
from nntui_engine.trainer import Trainer, TrainingPlan


def stepper(case: Case, threads: int | None) -> Callable[[], int]:
    """A function that takes the next step, its loss and the gradient's norm included, and returns 1.

    Without a number of threads it is chosen as a run chooses it.
    """
    trainer = _trainer(case)
    chosen = Threads(threads or 1)
    if threads is None:
        cores = os.cpu_count() or 1
        with tempfile.TemporaryDirectory() as cache:
            chosen = chosen_threads(lambda: _trainer(case), case.name, Path(cache), perf_counter, cores)
    use_threads(trainer, chosen)

    def step() -> int:
        trainer.step()
        return 1

    return step


def _trainer(case: Case) -> Trainer:
    inputs, classes = case.rows()
    plan = TrainingPlan(
        spec_of(case.network),
        LOSSES["softmax_cross_entropy"],
        OPTIMIZERS["adam"],
        HyperParameters(LEARNING_RATE, momentum=0.9, weight_decay=0.0, dropout=0.0, batch_size=case.batch),
        seed=0,
    )
    return Trainer(plan, Rows(inputs, classes.astype(np.intp), classes=classes), validation=None)


def spec_of(network: Network) -> NetworkSpec:
    """The same network as a stack of layers."""
    match network:
        case Perceptron():
            return multilayer_perceptron(network.inputs, network.hidden, network.outputs)
        case LeNet():
            layers = []
            for filters, padding in zip(network.filters, network.padding, strict=True):
                options = {"filters": filters, "size": network.kernel, "padding": padding}
                layers += [LayerSpec("conv2d", options), LayerSpec("relu"), LayerSpec("max_pool2d")]
            behind = spec_of(network.dense).layers
            return NetworkSpec(network.input_shape, (*layers, LayerSpec("flatten"), *behind))
        case Transformer():
            sizes = {"units": network.units, "blocks": network.blocks, "heads": network.heads}
            wanted = Wanted(
                network.input_shape, network.outputs, tokens=network.tokens, each_step=True, **sizes
            )
            return MODELS["transformer"](wanted)
        case _:
            recurrent = LayerSpec(network.kind, {"units": network.units})
            last = LayerSpec("dense", {"outputs": network.outputs})
            return NetworkSpec(network.input_shape, (recurrent, LayerSpec("last_step"), last))
