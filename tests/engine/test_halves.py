"""A batch in two halves: the same mean, gradients and updates, whatever each half is alone."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from nntui_engine.bench import Bench
from nntui_engine.halves import HalvedBench, can_be_halved
from nntui_engine.losses import LOSSES
from nntui_engine.losses.classification import SoftmaxCrossEntropy
from nntui_engine.models import MODELS, Wanted
from nntui_engine.network import parameters_for
from nntui_engine.probes import idle_units, layer_views
from nntui_engine.rows import Rows
from nntui_engine.spec import LayerSpec, NetworkSpec, multilayer_perceptron
from nntui_engine.trainer import Trainer

DENSE = LayerSpec("dense", {"outputs": 3})
NORMED = NetworkSpec((4,), (DENSE, LayerSpec("batch_norm")))
NETWORKS = {
    "dense": multilayer_perceptron(4, (6,), 3),
    "conv": MODELS["conv"](Wanted((1, 4, 4), 3, filters=(2,), hidden=(5,))),
    "transformer": MODELS["transformer"](
        Wanted((4, 4), 3, each_step=True, units=4, blocks=1, heads=2, activation="gelu")
    ),
}
ROWS = np.arange(8)


def rows_for(spec: NetworkSpec, *, each_step: bool, weighted: bool) -> Rows:
    generator = np.random.default_rng(1)
    classes = generator.integers(0, 3, (12, 4) if each_step else 12)
    weights = generator.uniform(0.5, 2.0, classes.shape) if weighted else None
    return Rows(generator.normal(size=(12, *spec.input_shape)), classes, weights, classes)


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("rows", [2, 7, 8])
@pytest.mark.parametrize("weighted", [False, True])
def test_loss_and_gradients_are_those_of_the_whole(name: str, rows: int, weighted: bool) -> None:
    """Protects the mean: also of an odd number of rows, and of rows that weigh differently."""
    spec = NETWORKS[name]
    data = rows_for(spec, each_step=name == "transformer", weighted=weighted)
    parameters, loss = parameters_for(spec, 0, np.float64), LOSSES["softmax_cross_entropy"]
    with ThreadPoolExecutor(1) as helper:
        whole = Bench(spec, parameters, loss, data, rows, training=True)
        first = Bench(spec, parameters, loss, data, (rows + 1) // 2, training=True)
        second = Bench(spec, parameters.apart(), loss, data, rows // 2, training=True, part=1)
        halves = HalvedBench(first, second, helper)
        losses, gradients = [], []
        for bench in (whole, halves):
            bench.read(np.arange(12)[-rows:])
            losses.append(bench.forward())
            bench.backward()
            gradients.append(parameters.gradients.copy())
    assert losses[1] == pytest.approx(losses[0], rel=1e-12)
    np.testing.assert_allclose(gradients[1], gradients[0], rtol=1e-9, atol=1e-13)


def test_the_halves_drop_different_units(make_trainer: Callable[..., Trainer]) -> None:
    """Protects dropout: one mask for both halves would make them one."""
    trainer = make_trainer(batch_size=8)
    trainer.hyper = trainer.hyper.changed("dropout", 0.5)
    trainer.halve(True)
    trainer.step()
    first, second = (network.stages for network in trainer.bench(8).networks)
    masks = [
        [stage.layer.mask.tolist() for stage in stages if stage.layer.kind == "dropout"]
        for stages in (first, second)
    ]
    assert masks[0] != masks[1]


def test_halved_steps_learn_the_same(make_trainer: Callable[..., Trainer]) -> None:
    """Protects training: without dropout only rounding differs, and the same run is the same to the bit."""
    whole, halved, again = make_trainer(), make_trainer(), make_trainer()
    for trainer in (halved, again):
        trainer.halve(True)
    found = [[trainer.step().loss for _ in range(12)] for trainer in (whole, halved, again)]
    np.testing.assert_allclose(found[1], found[0], rtol=1e-4)
    assert found[1] == found[2]
    assert halved.state().values.tolist() == again.state().values.tolist()


def test_a_scratch_copy_is_halved_too(make_trainer: Callable[..., Trainer]) -> None:
    """Protects a range test: it takes the steps that the run would take."""
    trainer = make_trainer()
    trainer.halve(True)
    assert trainer.scratch().step() == trainer.step()


def test_rows_that_depend_on_each_other_stay_together(make_trainer: Callable[..., Trainer]) -> None:
    """Protects a batch norm, whose mean is that of the whole batch."""
    assert (can_be_halved(NORMED), can_be_halved(NETWORKS["conv"])) == (False, True)
    base = make_trainer()
    trainer = Trainer(replace(base.plan, network=NORMED), base.training, None)
    trainer.halve(True)
    assert len(trainer.bench(8).networks) == 1


def test_a_unit_is_idle_that_is_idle_in_both(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the figure on the screen: units that one half of the batch uses are used."""
    trainer = make_trainer(activation="relu", batch_size=8)
    trainer.halve(True)
    trainer.step()
    masks = [network.stages[1].layer.idle_units() for network in trainer.bench(8).networks]
    view = layer_views(trainer, 8)[0]
    assert idle_units(view) == np.count_nonzero(masks[0] & masks[1])


def test_what_goes_wrong_in_the_other_half_is_told(
    make_trainer: Callable[..., Trainer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects a run whose memory runs out in the helping thread: it hears of it."""
    trainer = make_trainer()
    trainer.halve(True)
    trainer.step()
    calls = []

    def second_fails(*_: object) -> float:
        calls.append(1)
        if len(calls) == 2:
            raise MemoryError
        return 1.0

    monkeypatch.setattr(SoftmaxCrossEntropy, "forward", second_fails)
    with pytest.raises(MemoryError):
        trainer.step()
