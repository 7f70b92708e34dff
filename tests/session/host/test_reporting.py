"""What a report holds, and when the next one is due."""

from __future__ import annotations

from collections.abc import Callable
from math import isfinite

import numpy as np
import pytest

from nntui.session.host.hub import Interest
from nntui.session.host.reporting import Rhythm, make_report
from nntui.session.host.run import Run
from nntui.session.loopback import LoopbackHost


@pytest.fixture
def run(start: Callable[..., LoopbackHost]) -> Run:
    """A run of a network 4-4-3 that took three steps."""
    host = start()
    host.turn(3)
    return host.run


def test_nothing_that_nobody_shows_is_measured(run: Run) -> None:
    """A measurement that no viewer shows costs nothing."""
    report = make_report(run, Interest(rate_hz=10.0), run.status(), 5.0, 0.01)
    assert (report.layers, report.pictures) == ((), {})
    assert (report.loss, report.steps_per_s, report.overhead) == (run.last.loss, 5.0, 0.01)


def test_layers(run: Run) -> None:
    """Every layer with weights has its measurements, of the step that was last."""
    report = make_report(run, Interest(rate_hz=10.0, layers=True), run.status(), 0.0, 0.0)
    assert [layer.name for layer in report.layers] == ["dense_1", "dense_2"]
    assert all(isfinite(layer.gradient_norm) and layer.update_ratio > 0 for layer in report.layers)


def test_no_layers_before_the_first_step(start: Callable[..., LoopbackHost]) -> None:
    """Before a step there are no gradients, and none are made up."""
    run = start(paused=True).run
    assert make_report(run, Interest(rate_hz=10.0, layers=True), run.status(), 0.0, 0.0).layers == ()


def test_weights_are_copies(run: Run) -> None:
    """What is on its way to a viewer does not change under it when training goes on."""
    report = make_report(
        run,
        Interest(pictures=frozenset({("dense_2", "weight"), ("nosuch", "weight")})),
        run.status(),
        0.0,
        0.0,
    )
    before = report.pictures["dense_2", "weight"].values.copy()
    run.step()
    assert report.pictures.keys() == {("dense_2", "weight")}
    assert before.shape == (4, 3)
    np.testing.assert_array_equal(report.pictures["dense_2", "weight"].values, before)


def test_the_next_report_is_due_after_its_interval() -> None:
    """Reports keep their distance."""
    rhythm = Rhythm(now=5.0)
    assert rhythm.due == 5.0
    rhythm.reported(6.0, taken=10, interval=0.1, running=1.0)
    assert rhythm.due == 6.1


def test_the_speed_is_that_of_the_last_second_or_so() -> None:
    """One short stretch does not make the figure jump, a second of another speed does."""
    rhythm = Rhythm(now=0.0)
    rhythm.reported(1.0, taken=100, interval=0.1, running=1.0)
    rhythm.reported(1.1, taken=20, interval=0.1, running=0.1)
    assert 100 < rhythm.steps_per_s < 150
    rhythm.reported(2.1, taken=200, interval=0.1, running=1.0)
    assert rhythm.steps_per_s == 200


def test_a_report_without_steps_says_nothing_of_the_speed() -> None:
    """A paused run keeps the speed that it had."""
    rhythm = Rhythm(now=0.0)
    rhythm.reported(1.0, taken=100, interval=0.1, running=1.0)
    rhythm.reported(9.0, taken=0, interval=0.1, running=0.0)
    assert rhythm.steps_per_s == 100
