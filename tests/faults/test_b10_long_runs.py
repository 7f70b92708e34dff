"""B10: who attaches to a run of a million steps sees its whole curve within 1 s, and 64 KiB."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from benchmarks.harness.socket_host import PlainViewer, SocketHost
from nntui.config import RunConfig
from nntui.reduction.columns import Columns
from nntui.session.history import LossHistory
from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import VERSIONS, HeatRequest, Hello, Subscribe, Welcome
from nntui.session.state import SessionState, reduce
from nntui.session.viewer import seen

MOST_BYTES, MOST_S = 64 * 1024, 1.0
PATIENCE = 3.0
"""How much longer than it should take things may take on a machine that is busy."""

COLUMNS = 230
"""Of the chart in a terminal of 250 columns."""

Until = Callable[[Callable[[], object]], None]
Open = Callable[[int], SocketHost]


def history(steps: int) -> LossHistory:
    """A loss that falls, with a spike."""
    losses = (1.0 / np.sqrt(np.arange(1, steps + 1))).astype(np.float32)
    losses[steps // 3] = 9.0
    return LossHistory.of(losses)


@pytest.fixture
def open_host() -> Iterator[Open]:
    """Opens hosts of runs that are so long already."""
    hosts: list[SocketHost] = []

    def open_host(steps: int) -> SocketHost:
        config = RunConfig(dataset="iris", hidden=(4,), batch=16, epochs=3, pace="max", paused=True)
        host = LoopbackHost(config, time.monotonic)
        host.served = replace(host.served, losses=history(steps))
        hosts.append(SocketHost(host, Path(folder) / "s" / f"{steps}.sock"))
        return hosts[-1]

    with TemporaryDirectory(prefix="nntui-") as folder:
        yield open_host
        for host in hosts:
            host.close()


def attach(host: SocketHost, steps: int, until: Until) -> tuple[SessionState, int, float]:
    """What a viewer has when it has the newest step's column, the bytes for that, and the seconds."""
    begun = time.monotonic()
    wanted = Subscribe(columns=COLUMNS, heat=HeatRequest("dense_1", 40, 60), layers=True)
    viewer: PlainViewer = host.connect(Hello(VERSIONS, "test"))
    viewer.hear(Welcome)
    state, reader, count = SessionState(), viewer.reader, 0
    viewer.say(wanted)
    until(lambda: host.host.served.hub.interest.viewers)
    host.host.turn()
    while not is_whole(state, steps):
        data = viewer.socket.recv(65_536)
        count += len(data)
        for message in reader.feed(data):
            state = reduce(state, message)
            if (answer := seen(message)) is not None:
                viewer.say(answer)
    return state, count, time.monotonic() - begun


def is_whole(state: SessionState, steps: int) -> bool:
    curve = state.training.curve if state.training else None
    return curve is not None and len(curve) > steps // curve.width and not np.isnan(curve.mean).any()


@pytest.mark.parametrize("steps", [1_000, 1_000_000, 10_000_000])
def test_the_whole_curve_is_there(open_host: Open, until: Until, steps: int) -> None:
    """Soon, in few bytes, and with every spike."""
    state, count, took = attach(open_host(steps), steps, until)
    assert state.training is not None
    assert count <= MOST_BYTES
    assert took <= MOST_S * PATIENCE
    assert np.nanmax(state.training.curve.high) == np.float32(9.0)


def test_a_run_ten_times_as_long_costs_the_same(
    open_host: Open, until: Until, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not every step is looked at again for each viewer."""
    looked: list[int] = []
    add = Columns.add

    def counted(self: Columns, steps: np.ndarray, values: np.ndarray) -> None:
        looked.append(len(steps))
        add(self, steps, values)

    monkeypatch.setattr(Columns, "add", counted)
    sums = []
    for steps in (1_000_000, 10_000_000):
        looked.clear()
        attach(open_host(steps), steps, until)
        sums.append(sum(looked))
    assert max(sums) < 70_000
