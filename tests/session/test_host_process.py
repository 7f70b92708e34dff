"""A host as a process of its own: how it begins, whom it obeys, and that it ends."""

from __future__ import annotations

import os
import signal
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from nntui.config import RunConfig, read_config
from nntui.errors import UserError
from nntui.locations import runs_folder, socket_path
from nntui.session.host.process import await_viewer
from nntui.session.launch import Launch, launch_host
from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import (
    Acknowledged,
    Ended,
    EpochEnded,
    Evaluate,
    Pause,
    Result,
    StepBy,
    Stop,
    Subscribe,
    ToViewer,
    Welcome,
)
from nntui.session.viewer import SocketViewer
from nntui.store.lock import read_holder
from nntui.store.runs import create_run, write_config


class Clock(Protocol):
    """Seconds, which pass when somebody says so."""

    now: float

    def __call__(self) -> float: ...


END_S = 5.0
"""A host that is to end ends within this."""

QUIET = Subscribe(rate_hz=0, epochs=True)
Begin = Callable[..., Launch]
Until = Callable[[Callable[[], object]], None]


class Viewer(SocketViewer):
    """A viewer that remembers where it was in what it heard."""

    def __init__(self, launch: Launch) -> None:
        super().__init__(str(socket_path(launch.folder)), QUIET)
        self._socket.settimeout(10.0)
        self.heard = self.messages()


View = Callable[[Launch], Viewer]


@pytest.fixture
def launched(home: Path) -> Iterator[list[Launch]]:  # noqa: ARG001  # hosts live in the home
    """The hosts that a test started: at the end of it, each is asked to end, and must."""
    launched: list[Launch] = []
    yield launched
    for launch in launched:
        launch.process.terminate()
        launch.process.wait(END_S)


@pytest.fixture
def begin(launched: list[Launch]) -> Begin:
    """Starts a host of a run that would take hours: `begin(paused=True)`; waits until it has begun."""

    def begin(**changes: object) -> Launch:
        usual = {"dataset": "line", "epochs": 10_000_000, "pace": "max", "threads": 1}
        folder = create_run(runs_folder(), None, "line")
        write_config(folder, RunConfig(**(usual | changes)))
        launched.append(launch_host(folder))
        launched[-1].started()
        return launched[-1]

    return begin


@pytest.fixture
def view(launched: list[Launch]) -> Iterator[View]:  # noqa: ARG001  # viewers leave before hosts end
    """Connects a viewer to a host; at the end of a test all leave."""
    viewers: list[Viewer] = []

    def view(launch: Launch) -> Viewer:
        viewers.append(Viewer(launch))
        return viewers[-1]

    yield view
    for viewer in viewers:
        viewer.close()


def up_to(viewer: Viewer, kind: type[ToViewer]) -> ToViewer:
    """The next message of a kind."""
    return next(message for message in viewer.heard if isinstance(message, kind))


def result_of(viewer: Viewer) -> Result | None:
    ended = up_to(viewer, Ended)
    assert isinstance(ended, Ended)
    return ended.result


def test_it_outlives_its_last_viewer(begin: Begin, view: View) -> None:
    """A run goes on when nobody watches it any more; who comes back sees that it did."""
    launch = begin()
    viewer = view(launch)
    before = up_to(viewer, EpochEnded)
    viewer.close()
    after = up_to(view(launch), EpochEnded)
    assert after.step > before.step


def test_it_outlives_whoever_starts_it(launched: list[Launch], view: View, until: Until) -> None:
    """A terminal that is closed while the data is being read, say: nobody hears that it has begun."""
    folder = create_run(runs_folder(), None, "line")
    write_config(folder, RunConfig(dataset="line", epochs=10_000_000, pace="max", threads=1))
    launched.append(launch_host(folder))
    launched[-1].report.close()
    until(socket_path(folder).exists)
    assert isinstance(up_to(view(launched[-1]), Welcome), Welcome)


def test_a_paused_run_waits_for_its_person(begin: Begin, view: View) -> None:
    """A host does not end for being left alone while it is paused, and is where it was."""
    launch = begin(paused=True)
    viewer = view(launch)
    viewer.ask(StepBy(3))
    while up_to(viewer, Acknowledged).status.step < 3:
        viewer.ask(Evaluate())
    viewer.close()
    again = view(launch)
    again.ask(Pause())
    assert up_to(again, Acknowledged).status.step == 3


def test_a_viewer_that_dies_harms_nobody(begin: Begin, view: View) -> None:
    """A viewer that was killed in the middle of a word has left, and that is all."""
    launch = begin()
    viewer = view(launch)
    up_to(viewer, EpochEnded)
    viewer._socket.sendall(b"\0\0\0")
    viewer.close()
    up_to(view(launch), EpochEnded)
    assert launch.process.poll() is None


@pytest.mark.parametrize("watched", [False, True])
def test_sigterm_ends_it_in_order(begin: Begin, view: View, watched: bool) -> None:
    """A host that is told to end finishes its step and says what became of the run; watched or not."""
    launch = begin()
    viewer = view(launch) if watched else None
    if viewer:
        up_to(viewer, EpochEnded)
    launch.process.send_signal(signal.SIGTERM)
    if viewer:
        result = result_of(viewer)
        assert result is not None
        assert result.state == "stopped"
        viewer.close()
    assert launch.process.wait(END_S) == 0
    assert not socket_path(launch.folder).exists()


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGHUP, signal.SIGPIPE])
def test_other_signals_do_not_end_it(begin: Begin, view: View, sign: signal.Signals) -> None:
    """A closed terminal or a key meant for the dashboard does not touch the training."""
    launch = begin(paused=True)
    launch.process.send_signal(sign)
    viewer = view(launch)
    viewer.ask(StepBy(1))
    assert up_to(viewer, Acknowledged).id == 1


def test_it_is_out_of_reach_of_the_terminal(begin: Begin, view: View) -> None:
    """A host has a session of its own: ctrl-c and hang-ups go by it."""
    launch = begin(paused=True)
    assert os.getsid(launch.process.pid) == launch.process.pid
    view(launch)


def test_stop(begin: Begin, view: View) -> None:
    """A run that is stopped by hand tells everybody what became of it, and the host ends."""
    launch = begin()
    viewers = [view(launch), view(launch)]
    for viewer in viewers:
        up_to(viewer, EpochEnded)
    viewers[0].ask(Stop())
    results = [result_of(viewer) for viewer in viewers]
    assert results[0] is not None
    assert (results[0].state, results[0]) == ("stopped", results[1])
    assert launch.process.wait(END_S) == 0


def test_a_viewer_that_reads_nothing_does_not_keep_it(begin: Begin, view: View) -> None:
    """Nobody can hold a host that is to end, neither by silence nor by not listening."""
    launch = begin()
    _, viewer = view(launch), view(launch)
    up_to(viewer, EpochEnded)
    viewer.ask(Stop())
    assert launch.process.wait(END_S) == 0


def test_a_viewer_that_stands_still_does_not_slow_training(begin: Begin, view: View) -> None:
    """Training never waits for a viewer that does not read."""
    launch = begin()
    _, viewer = view(launch), view(launch)
    while up_to(viewer, EpochEnded).step < 20_000:
        pass


def test_the_folder_of_sockets_is_ours_alone(begin: Begin, view: View, home: Path) -> None:
    """A host makes the folder that it listens in for this user only."""
    launch = begin(paused=True)
    assert stat.S_IMODE((home / "s").stat().st_mode) == 0o700
    view(launch)


def test_a_folder_that_is_open_to_others(begin: Begin, home: Path) -> None:
    """A host does not listen where others could meddle, and says why."""
    (home / "s").mkdir(mode=0o755)
    with pytest.raises(
        UserError, match=rf"^{home / 's'} is open to other users: run chmod 700 {home / 's'}$"
    ):
        begin()


def test_a_second_host_of_a_run(begin: Begin, view: View) -> None:
    """A run has one host; another is refused with who has it, and the first is reached as before."""
    launch = begin(paused=True)
    holder = read_holder(launch.folder)
    assert holder is not None
    assert holder.pid == launch.process.pid
    with pytest.raises(UserError) as caught:
        launch_host(launch.folder).started()
    expected = f"line-1 is being trained by process {holder.pid} on {holder.machine} already"
    assert str(caught.value) == expected
    viewer = view(launch)
    viewer.ask(Pause())
    assert up_to(viewer, Acknowledged).id == 1


def test_a_killed_host_leaves_its_run_free(begin: Begin) -> None:
    """However a host dies, its run can be held by another."""
    launch = begin(paused=True)
    launch.process.kill()
    launch.process.wait(END_S)
    again = launch_host(launch.folder)
    assert again.started().notes == ("taken up at step 0",)
    again.process.terminate()
    assert again.process.wait(END_S) == 0


def test_it_writes_what_it_decided(begin: Begin, view: View) -> None:
    """The run's own run.toml says all that the data decided, and the number of threads."""
    launch = begin(paused=True, threads="auto")
    config = read_config(launch.folder / "run.toml")
    assert (config.loss, config.optimizer, config.outputs, config.threads) == (
        "mean_squared_error",
        "sgd",
        1,
        1,
    )
    view(launch)


def test_the_first_step_waits_for_the_first_viewer(start: Callable[..., LoopbackHost], clock: Clock) -> None:
    """Whoever started a short run sees all of it; but nobody is waited for without end."""
    hub, waits = start().served.hub, []

    def wait(seconds: float | None) -> bool:
        waits.append(seconds)
        clock.now += 20.0
        return False

    hub.wait = wait
    await_viewer(hub, clock, limit_s=30.0)
    assert waits == [30.0, 10.0]


def test_a_viewer_that_is_there_is_not_waited_for(start: Callable[..., LoopbackHost], clock: Clock) -> None:
    """The first step is taken as soon as somebody looks."""
    host = start()
    host.connect(Subscribe())
    await_viewer(host.served.hub, clock)
    assert clock.now == 100.0
