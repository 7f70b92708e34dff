"""A host as a process: from the folder of a run to its last word."""

from __future__ import annotations

import dataclasses
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO

import msgspec
from msgspec.structs import replace

from nntui.config import RunConfig, read_config
from nntui.errors import UserError
from nntui.locations import cache_folder, socket_path
from nntui.session.assembly import Assembly, assemble
from nntui.session.data import Progress, in_silence, now_and_then
from nntui.session.host.hub import Hub, Request
from nntui.session.host.lingering import Lingering
from nntui.session.host.noting import note
from nntui.session.host.opening import Opened, open_run
from nntui.session.host.presence import Presence
from nntui.session.host.server import Server
from nntui.session.host.threads import HALVES, ONE, Threads, chosen_threads, use_threads
from nntui.session.host.training import TrainingLoop
from nntui.session.launch import Reading, Started
from nntui.session.protocol import Ended, Stop
from nntui.session.sockets import listen
from nntui.store.lock import hold
from nntui.store.runs import write_config
from nntui.store.trouble import disk_trouble
from nntui_engine.halves import can_be_halved
from nntui_engine.trainer import Trainer

NOT_PINNED = "the threads of this NumPy's BLAS cannot be set: the bits may differ from one start to the next"

FIRST_VIEWER_S = 30.0
"""How long the first step of a new host waits for whoever started it."""

LAST_WORDS_S = 1.0
"""How long a host that ends waits for its viewers to read."""

LAST_WRITES_S = 1.0
"""And how long it tries again what the disk refuses, or a reader is in the way of."""


def serve_run(folder: Path, report: IO[bytes], *, go_on: bool = False) -> int:
    """Train the run in `folder` until it is stopped, or finished and left alone; exit code.

    Whoever started it reads from `report` what began, or why nothing did. go_on: train, also where the run
    had been paused or had finished.
    """
    _hear_no_terminal()
    path, started = socket_path(folder), time.time()
    try:
        config = read_config(folder / "run.toml")
        lock = hold(folder, path, started)
        progress = now_and_then(partial(_tell_reading, report), time.monotonic)
        opened = _opened(folder, config, progress, go_on=go_on)
        listener = listen(path)
    except UserError as error:
        _tell(report, Started(error=str(error)))
        return 2
    except OSError as error:
        _tell(report, Started(error=f"{folder.name} cannot be trained: {disk_trouble(error)}"))
        return 2
    opened.writing.start()
    loop = begin(opened, time.perf_counter, time.time)
    # Whoever asks for the list of runs from now on finds this one.
    opened.writing.write_now(())
    hub = opened.served.hub
    signal.signal(signal.SIGTERM, lambda *_: _stop_soon(hub))
    with lock:
        server = Server(listener, opened.served, failed=lambda: stop(hub))
        presence = Presence(path, folder, started, server.rebind)
        presence.begin()
        _tell(report, Started(socket=str(path), notes=opened.notes))
        await_viewer(hub, time.monotonic)
        train(loop, hub, Lingering(time.monotonic))
        presence.end()
        server.close(LAST_WORDS_S)
    return 0


def _opened(folder: Path, config: RunConfig, progress: Progress = in_silence, *, go_on: bool) -> Opened:
    assembly = assemble(config, progress)
    threads = settle_threads(assembly)
    decided = replace(assembly.config, threads=threads.number, halves=threads.halves)
    if decided != config:
        write_config(folder, decided)
    is_pinned = use_threads(assembly.trainer, threads)
    assembly = dataclasses.replace(assembly, notes=(*assembly.notes, *threads.notes()))
    opened = open_run(folder, assembly, threads.number, time.time, go_on=go_on)
    return opened if is_pinned else dataclasses.replace(opened, notes=(*opened.notes, NOT_PINNED))


def stop(hub: Hub) -> None:
    """Have the host finish its step and end."""
    hub.submit(Request(0, Stop()))


def settle_threads(assembly: Assembly) -> Threads:
    """Decide how many threads this run uses, and how."""
    config = assembly.config
    if config.halves:
        return HALVES
    of_the_run = assembly.trainer
    if config.threads == "auto" and not can_be_halved(of_the_run.plan.network):
        return ONE
    if config.threads == "auto":
        # Not its short name: that of a network for images of a byte is that of one for photographs.
        key = f"{of_the_run.plan.network} {config.optimizer} {config.batch}"
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        # On the same rows: data that fill half of the memory are not to be there twice.
        scratch = partial(Trainer, of_the_run.plan, of_the_run.training, None)
        return chosen_threads(scratch, key, cache_folder(), time.perf_counter, cores)
    return Threads(config.threads)


def train(loop: TrainingLoop, hub: Hub, lingering: Lingering) -> None:
    """Train until the run is stopped, or finished and left alone; viewers are told the result."""
    while not loop.over:
        wait = loop.turn()
        left = lingering.left_s(finished=loop.run.control.state == "finished", viewers=hub.interest.viewers)
        if left == 0:
            stop(hub)
        elif wait is None or wait > 0:
            hub.wait(min((each for each in (wait, left) if each is not None), default=None))
    unwritten = loop.close(LAST_WRITES_S)
    if unwritten:
        note(f"the host ended before all was written: {unwritten}")
    hub.ended(Ended(loop.run.control.state, loop.result(), unwritten))


def await_viewer(hub: Hub, clock: Callable[[], float], limit_s: float = FIRST_VIEWER_S) -> None:
    """Let the first step wait for the first viewer, so that nothing of a short run is missed."""
    deadline = clock() + limit_s
    while not hub.met_viewer and not hub.requests and (left := deadline - clock()) > 0:
        hub.wait(left)


def begin(opened: Opened, clock: Callable[[], float], wall: Callable[[], float]) -> TrainingLoop:
    """The loop of a run, the first lines of this host in its log."""
    served, past = opened.served, opened.past
    served.hub.log.extend(past.log)
    loop = TrainingLoop(opened.run, served.hub, clock, opened.writing, wall, past)
    for line in opened.notes:
        loop.say(line)
    loop.write_down(at_once=True)
    return loop


def _hear_no_terminal() -> None:
    for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(ignored, signal.SIG_IGN)


def _stop_soon(hub: Hub) -> None:
    # In a thread: the signal may have come while this one held the hub's lock.
    threading.Thread(target=stop, args=(hub,)).start()


def _tell(report: IO[bytes], started: Started) -> None:
    with suppress(BrokenPipeError), report:  # whoever started it is gone: the run goes on all the same
        report.write(msgspec.json.encode(started) + b"\n")


def _tell_reading(report: IO[bytes], done: int, files: int) -> None:
    with suppress(BrokenPipeError):  # nobody is waiting any more
        report.write(msgspec.json.encode(Reading(done, files)) + b"\n")
        report.flush()
