"""Probes: what they say of a layer, by hand, and of planted dead units."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan, sqrt

import numpy as np
import pytest

from nntui_engine.probes import PROBES, LayerView, gradient_norm, idle_units, layer_views, update_ratio
from nntui_engine.rows import Rows
from nntui_engine.trainer import Trainer


@pytest.fixture
def trainer(make_trainer: Callable[..., Trainer]) -> Trainer:
    """A 4-6-3 ReLU network of which two hidden units are dead: no input brings them above zero."""
    trainer = make_trainer(optimizer="sgd", learning_rate=0.5)
    trainer.parameters.assign("dense_1.bias", np.array([0.0, -1e6, 0.0, 0.0, -1e6, 0.0]))
    return trainer


def stepped(trainer: Trainer) -> tuple[LayerView, ...]:
    return layer_views(trainer, trainer.step().rows)


def arrays(trainer: Trainer, layer: str, vector: np.ndarray) -> list[float]:
    """All numbers of one layer in a flat vector."""
    return [x for slot in trainer.parameters.of_layer(layer) for x in slot.view(vector).ravel().tolist()]


def test_views_are_of_the_layers_with_weights(trainer: Trainer) -> None:
    """Protects the rows of the screen's table."""
    assert [view.name for view in stepped(trainer)] == ["dense_1", "dense_2"]


def test_planted_dead_units_are_counted(trainer: Trainer) -> None:
    """Protects the warning of dead units: two of six, whatever the others do in this batch."""
    trainer.parameters.assign("dense_1.bias", np.array([1e3, -1e6, 1e3, 1e3, -1e6, 1e3]))
    assert idle_units(stepped(trainer)[0]) == 2.0


def test_a_dead_unit_learns_nothing(trainer: Trainer) -> None:
    """Protects what "dead" means: its weights have no gradient."""
    trainer.step()
    dense = trainer.parameters.of_layer("dense_1")[0]
    gradients = dense.view(trainer.parameters.gradients)
    assert gradients[:, [1, 4]].tolist() == [[0.0, 0.0]] * 4
    assert bool(gradients.any())


def test_the_last_layer_has_no_idle_units_to_count(trainer: Trainer) -> None:
    """Protects the screen from a 0 that means nothing."""
    assert isnan(idle_units(stepped(trainer)[1]))


def test_gradient_norm_is_the_layers_own(trainer: Trainer) -> None:
    """Protects the bar: √Σ g² over weights and biases of one layer."""
    first, second = stepped(trainer)
    for view in (first, second):
        expected = sqrt(sum(g * g for g in arrays(trainer, view.name, trainer.parameters.gradients)))
        assert gradient_norm(view) == pytest.approx(expected, rel=1e-6)


def test_a_norm_may_overflow_but_not_complain(make_trainer: Callable[..., Trainer]) -> None:
    """Protects a host's log: just before a divergence squares exceed float32, which is told on the screen."""
    trainer = make_trainer()
    view = stepped(trainer)[0]
    assert LayerView.norm(view, np.full_like(view.gradients, 1e30, dtype=np.float32)) == float("inf")


def test_norms_of_layers_make_up_the_whole(trainer: Trainer) -> None:
    """Protects the slots: no number is left out and none counts twice."""
    report = trainer.step()
    norms = [gradient_norm(view) for view in layer_views(trainer, report.rows)]
    assert sqrt(sum(norm * norm for norm in norms)) == pytest.approx(report.gradient_norm, rel=1e-6)


def test_update_ratio_is_of_what_was_applied(trainer: Trainer) -> None:
    """Protects the figure that learning rates are chosen by: ‖η g‖ ÷ ‖parameters‖ for plain descent."""
    for view in stepped(trainer):
        size = sqrt(sum(v * v for v in arrays(trainer, view.name, trainer.parameters.values)))
        assert update_ratio(view) == pytest.approx(0.5 * gradient_norm(view) / size, rel=1e-5)


def test_update_ratio_of_parameters_that_are_all_zero_is_nan(trainer: Trainer) -> None:
    """Protects against a division by zero."""
    views = stepped(trainer)
    trainer.parameters.values[...] = 0
    assert isnan(update_ratio(views[0]))


def test_a_diverged_step_updated_nothing(
    make_trainer: Callable[..., Trainer], make_rows: Callable[..., Rows]
) -> None:
    """Protects the screen after a diverged step: no ratio of an update that never was."""
    rows = make_rows(8)
    trainer = make_trainer(training=rows, weight_decay=0.1)
    trainer.step()
    rows.inputs[...] = np.nan
    assert [update_ratio(view) for view in stepped(trainer)] == [0.0, 0.0]


def test_probes_write_nothing(trainer: Trainer) -> None:
    """Protects the run from being looked at."""
    views = stepped(trainer)
    before = [v.tobytes() for v in (trainer.parameters.values, trainer.parameters.gradients)]
    for probe in PROBES.values():
        for view in views:
            probe(view)
    assert [v.tobytes() for v in (trainer.parameters.values, trainer.parameters.gradients)] == before


def test_probes_stand_in_the_order_of_the_columns() -> None:
    """Protects the table of probes."""
    assert list(PROBES) == ["gradient_norm", "update_ratio", "idle_units"]
