"""A whole viewer behind a slow link: what it costs, how old what it sees is, how soon it is heard."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.harness.far_viewer import FarViewer
from benchmarks.harness.link import Link
from nntui.config import RunConfig
from nntui.session.protocol import Pause, ScaleLearningRate, SetPace

GOOD, POOR = Link(0.2, 50_000), Link(0.6, 1_000)


def digits(pace: float | str) -> RunConfig:
    return RunConfig(
        dataset="digits", hidden=(32,), optimizer="adam", batch=32, epochs=100_000, pace=pace, threads=1
    )


@pytest.mark.parametrize(("pace", "burst"), [(100.0, 1), ("max", 2)], ids=["pace 100", "pace max"])
def test_two_kilobytes_a_second(pace: float | str, burst: int) -> None:
    """A dashboard's frames ten times a second and all it says, on a good link, with the first picture."""
    far = FarViewer(digits(pace), GOOD, burst=burst)
    spans = [far.run(10.0) for _ in range(2)]
    assert [(span.down + span.up) / 10.0 <= 2048 for span in spans] == [True, True]
    assert [len(span.ages) >= 90 for span in spans] == [True, True]


@pytest.mark.parametrize(("link", "most_s"), [(GOOD, 0.3), (POOR, 1.5)], ids=["good", "poor"])
def test_data_is_never_old(link: Link, most_s: float) -> None:
    """Where there is room for little, little is sent, and nothing queues."""
    assert max(FarViewer(digits(100.0), link).run(20.0).ages) <= most_s


@pytest.mark.parametrize("link", [GOOD, POOR], ids=["good", "poor"])
def test_keys_are_answered_soon(link: Link) -> None:
    """Within a round trip and 150 ms, nine times out of ten, and never much later."""
    far, answers = FarViewer(digits(100.0), link), []
    far.run(10.0)
    for number in range(30):
        far.ask(ScaleLearningRate(1.25 if number % 2 else 0.8))
        answers += far.run(1.0 + number / 30).answers.values()
    late = sorted(answer - link.round_trip_s for answer in answers)
    assert (len(late), late[26] <= 0.16, late[-1] <= 0.25) == (30, True, True)


@pytest.mark.parametrize("link", [GOOD, POOR], ids=["good", "poor"])
def test_everything_is_there_in_the_end(link: Link) -> None:
    """A run that pauses is seen whole, also over the poorest link."""
    far = FarViewer(digits(100.0), link)
    far.run(5.0)
    far.ask(Pause())
    far.run(10.0)
    curve, losses = far.state.training, far.host.run.losses
    assert far.state.status is not None
    assert (far.state.status.state, far.connection.wait_s()) == ("paused", None)
    assert curve is not None
    assert np.nanmin(curve.curve.low) == min(float(loss) for _, part in losses.since(0) for loss in part)


def test_a_link_that_breaks_down_and_recovers() -> None:
    """What is seen is as old as the link makes it while it lasts, and new again after."""
    far = FarViewer(digits(100.0), GOOD)
    far.run(10.0)
    far.change(POOR)
    worst = max(far.run(20.0).ages)
    far.change(GOOD)
    far.run(5.0)
    assert (worst <= 3.0, max(far.run(5.0).ages) <= 0.3) == (True, True)


def test_a_faster_pace_costs_no_more() -> None:
    """Ten frames a second are ten frames a second."""
    far = FarViewer(digits(10.0), GOOD)
    far.run(10.0)
    slow = far.run(10.0).down
    far.ask(SetPace(500.0))
    far.run(10.0)
    assert far.run(10.0).down < 2 * slow
