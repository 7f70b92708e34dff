"""Training step by step: what a step does, reports and costs, and what looking at it leaves alone."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from math import log, sqrt

import numpy as np
import pytest

from nntui_engine.arrays import Array
from nntui_engine.errors import EngineError
from nntui_engine.layers import ACTIVATIONS
from nntui_engine.losses import LOSSES
from nntui_engine.optimizers import OPTIMIZERS
from nntui_engine.penalties import Penalties
from nntui_engine.rows import Rows
from nntui_engine.trainer import MOST_BENCHES, Trainer


def numbered_rows(count: int) -> Rows:
    """Rows that can be told apart by their first input."""
    inputs = np.zeros((count, 4), np.float32)
    inputs[:, 0] = np.arange(count)
    return Rows(inputs, np.arange(count) % 3, classes=np.arange(count) % 3)


def batch_of(trainer: Trainer) -> list[int]:
    """The rows of the step that is taken now, by what the network was given."""
    report = trainer.step()
    return trainer.bench(report.rows).network.inputs[:, 0].astype(int).tolist()


def gradients_of(trainer: Trainer) -> Array:
    """The gradients of the step that is taken now, as they were given to the optimizer."""
    trainer.step()
    return trainer.parameters.gradients.copy()


def test_a_step_is_forward_backward_update(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the order of a step, with NumPy alone: values − η · mean over rows of xᵀ (p − q)."""
    trainer = make_trainer(hidden=(), optimizer="sgd", dtype=np.float64, batch_size=30, learning_rate=0.1)
    rows = trainer.training
    w = trainer.parameters.values[:12].reshape(4, 3).copy()
    e = np.exp(rows.inputs @ w)
    p = e / e.sum(axis=1, keepdims=True)
    loss = -np.mean(np.log(p[np.arange(30), rows.targets]))
    dy = (p - np.eye(3)[rows.targets]) / 30
    dw, db = rows.inputs.T @ dy, dy.sum(axis=0)
    report = trainer.step()
    assert report.loss == pytest.approx(loss, rel=1e-12)
    assert report.gradient_norm == pytest.approx(sqrt((dw**2).sum() + (db**2).sum()), rel=1e-12)
    expected = [*(w - 0.1 * dw).ravel(), *(-0.1 * db)]
    assert trainer.parameters.values.tolist() == pytest.approx(expected, rel=1e-12)


def test_reports_count_steps_rows_and_epochs(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the step's number, the smaller last batch, and the end of an epoch."""
    trainer = make_trainer(batch_size=8)
    found = [trainer.step() for _ in range(5)]
    assert [(r.step, r.rows, r.ends_epoch, r.diverged) for r in found] == [
        (1, 8, False, None),
        (2, 8, False, None),
        (3, 8, False, None),
        (4, 6, True, None),
        (5, 8, False, None),
    ]
    assert (trainer.step_number, trainer.epochs_done, trainer.rows_used) == (5, 1, 8)


def test_every_row_reaches_the_network_once_an_epoch(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the way from batches to the network."""
    trainer = make_trainer(training=numbered_rows(30), batch_size=8)
    assert sorted(chain.from_iterable(batch_of(trainer) for _ in range(4))) == list(range(30))


def test_a_new_batch_size_counts_from_the_row_reached(make_trainer: Callable[..., Trainer]) -> None:
    """Protects a batch size changed by hand: the epoch's order goes on where it was."""
    changed, steady = (make_trainer(training=numbered_rows(30), batch_size=8) for _ in range(2))
    found = [batch_of(changed)]
    changed.hyper = changed.hyper.changed("batch_size", 5)
    found += [batch_of(changed) for _ in range(3)]
    changed.hyper = changed.hyper.changed("batch_size", 100)
    found += [batch_of(changed)]
    assert [len(batch) for batch in found] == [8, 5, 5, 5, 7]
    assert list(chain(*found)) == list(chain.from_iterable(batch_of(steady) for _ in range(4)))


def test_targets_and_weights_go_with_their_rows(make_trainer: Callable[..., Trainer]) -> None:
    """Protects rows from the targets and weights of others."""
    rows = numbered_rows(30)
    trainer = make_trainer(training=Rows(rows.inputs, rows.targets, np.arange(30.0), rows.classes))
    numbers = np.array(batch_of(trainer))
    bench = trainer.bench(8)
    assert bench.weights is not None
    assert bench.targets.tolist() == (numbers % 3).tolist()
    assert bench.weights.tolist() == numbers.tolist()


def test_the_norm_is_told_before_clipping(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the norm on the screen, and the limit: what is applied has the norm of the limit."""
    free, clipped = make_trainer(), make_trainer(penalties=Penalties(clip=0.01))
    assert clipped.step().gradient_norm == free.step().gradient_norm > 0.01
    assert float(np.linalg.norm(clipped.parameters.gradients)) == pytest.approx(0.01, rel=1e-5)


def test_losses_are_told_without_penalties(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the comparison of training and validation; penalties act through gradients."""
    free, pulled = make_trainer(), make_trainer(penalties=Penalties(l1=0.1, l2=0.1))
    first, second = free.step(), pulled.step()
    assert first.loss == second.loss
    assert first.gradient_norm != second.gradient_norm


@pytest.mark.parametrize("optimizer", [name for name, each in OPTIMIZERS.items() if each.needs_gradients])
def test_weight_decay_acts_once(make_trainer: Callable[..., Trainer], optimizer: str) -> None:
    """Protects decoupled decay: in adamw it is not in the gradient, in all others it is."""
    plain, decaying = (make_trainer(optimizer=optimizer, weight_decay=decay) for decay in (0.0, 0.5))
    start = plain.parameters.values.copy()
    pull = np.where(np.arange(start.size) < plain.parameters.decayed, 0.5 * start, 0)
    difference = gradients_of(decaying) - gradients_of(plain)
    expected = np.zeros_like(pull) if optimizer == "adamw" else pull
    assert difference == pytest.approx(expected, abs=1e-6)
    assert decaying.parameters.values.tolist() != plain.parameters.values.tolist()


def test_dropout_acts_in_training_only(make_trainer: Callable[..., Trainer]) -> None:
    """Protects evaluation: the same parameters are worth the same at any rate."""
    still, dropping = make_trainer(), make_trainer(dropout=0.5)
    assert still.evaluate() == dropping.evaluate()
    assert still.step().loss != dropping.step().loss


def test_evaluation_changes_nothing(make_trainer: Callable[..., Trainer]) -> None:
    """Protects a run from being looked at: evaluated before each it takes the same steps, to the bit."""
    alone, watched = (make_trainer(dropout=0.3) for _ in range(2))
    for _ in range(6):
        watched.evaluate()
        assert watched.step() == alone.step()
    assert watched.parameters.values.tobytes() == alone.parameters.values.tobytes()
    assert watched.parameters.gradients.tobytes() == alone.parameters.gradients.tobytes()


def test_evaluation_left_half_way_changes_nothing(
    make_trainer: Callable[..., Trainer], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects an evaluation between whose chunks steps are taken: it tells of each chunk's parameters."""
    monkeypatch.setattr("nntui_engine.evaluation.MOST_ROWS", 8)
    alone, watched = make_trainer(), make_trainer()
    evaluation = watched.evaluation()
    assert evaluation is not None
    evaluation.advance()
    assert [watched.step() for _ in range(3)] == [alone.step() for _ in range(3)]
    evaluation.advance()
    assert watched.evaluate() == alone.evaluate()


def test_evaluation_is_of_the_parameters_as_they_are(make_trainer: Callable[..., Trainer]) -> None:
    """Protects against networks that were copied: parameters of zero give even odds, wherever it started."""
    trainer = make_trainer()
    trainer.evaluate()
    trainer.parameters.values[...] = 0
    found = trainer.evaluate()
    assert found is not None
    assert found.loss == pytest.approx(log(3), rel=1e-6)


@pytest.mark.parametrize("validation", [None, 0])
def test_without_validation_rows_there_is_no_evaluation(
    make_trainer: Callable[..., Trainer], make_rows: Callable[..., Rows], validation: int | None
) -> None:
    """Protects tiny datasets, which have nothing to spare."""
    trainer = make_trainer()
    trainer.validation = None if validation is None else make_rows(validation)
    assert (trainer.evaluation(), trainer.evaluate()) == (None, None)


def test_no_training_rows_are_refused(make_trainer: Callable[..., Trainer]) -> None:
    """Protects against an epoch of nothing, with the sentence a person reads."""
    empty = Rows(np.zeros((0, 4)), np.zeros(0, int))
    with pytest.raises(EngineError) as error:
        Trainer(make_trainer().plan, empty, None)
    assert str(error.value) == "there are no rows to train on"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_everything_is_of_one_dtype(make_trainer: Callable[..., Trainer], dtype: type[np.floating]) -> None:
    """Protects float32 training from rows in float64, and checks in float64 from rows in float32."""
    rows = numbered_rows(30)
    given = Rows(rows.inputs.astype(np.float64), rows.targets, np.ones(30), rows.classes)
    trainer = make_trainer(training=given, dtype=dtype)
    trainer.step()
    bench = trainer.bench(8)
    assert bench.weights is not None
    arrays = [bench.network.inputs, bench.weights, bench.outputs, bench.loss.dy]
    arrays += [trainer.parameters.values, trainer.parameters.gradients, *trainer.optimizer.vectors]
    assert {array.dtype for array in arrays} == {np.dtype(dtype)}


def test_buffers_are_made_once_for_each_number_of_rows(make_trainer: Callable[..., Trainer]) -> None:
    """Protects the speed of a step: later epochs work in the arrays of the first."""
    trainer = make_trainer()
    first = [trainer.bench(trainer.step().rows) for _ in range(4)]
    vectors = flat_vectors(trainer)
    later = [trainer.bench(trainer.step().rows) for _ in range(8)]
    assert {id(bench) for bench in later} == {id(bench) for bench in first}
    assert [id(vector) for vector in flat_vectors(trainer)] == [id(vector) for vector in vectors]


def test_buffers_of_few_sizes_are_kept(make_trainer: Callable[..., Trainer]) -> None:
    """Somebody who tries many batch sizes does not fill the memory; what comes out is the same."""
    trainer, other = make_trainer(), make_trainer()
    for size in (3, 4, 5, 6, 7, 3, 4, 5):
        trainer.hyper = trainer.hyper.changed("batch_size", size)
        trainer.step()
        assert len(trainer._benches) <= MOST_BENCHES
        other._benches.clear()
        other.hyper = trainer.hyper
        other.step()
    assert trainer.parameters.values.tolist() == other.parameters.values.tolist()


def flat_vectors(trainer: Trainer) -> list[Array]:
    """Values, gradients, update and what the optimizer remembers."""
    optimizer = trainer.optimizer
    return [trainer.parameters.values, trainer.parameters.gradients, optimizer.update, *optimizer.vectors]


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_step_makes_no_large_arrays(
    make_trainer: Callable[..., Trainer], make_rows: Callable[..., Rows], activation: str, optimizer: str
) -> None:
    """Protects the speed of a step: no layer, loss or optimizer makes an array of a batch or of a block."""
    sizes = {"hidden": (300, 300), "batch_size": 256}
    trainer = make_trainer(training=make_rows(512), activation=activation, optimizer=optimizer, **sizes)
    trainer.hyper = trainer.hyper.changed("weight_decay", 0.1)
    trainer.step()
    tracemalloc.start()
    trainer.step()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # NumPy's own buffers take up to 8,192 numbers, 32,768 bytes; a batch of booleans would be 76,800.
    assert peak < 60_000


@pytest.mark.parametrize("name", LOSSES)
def test_every_loss_is_learnt(
    make_rows: Callable[..., Rows], make_trainer: Callable[..., Trainer], name: str
) -> None:
    """Protects every loss from end to end: thirty steps over all rows bring it down."""
    plan, rows = make_trainer(batch_size=30, learning_rate=0.05).plan, make_rows(30)
    encoded = Rows(rows.inputs, LOSSES[name]().encode(rows.targets, 3))
    trainer = Trainer(replace(plan, loss=LOSSES[name]), encoded, None)
    losses = [trainer.step().loss for _ in range(30)]
    assert losses[-1] < 0.7 * losses[0]
