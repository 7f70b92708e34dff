"""A run without a dashboard, followed to its end."""

from __future__ import annotations

import os
import signal
import sys

import msgspec

from nntui.cli.capability import say_plain
from nntui.cli.progress import Progress, progress_on
from nntui.cli.results import in_words
from nntui.errors import HostFailedError
from nntui.renderables.text import visible
from nntui.session.launch import Launch, Started
from nntui.session.protocol import Ended, EpochEnded, Frame, Happened, Result, Stop, Welcome
from nntui.session.state import SessionState, reduce
from nntui.session.viewer import SocketViewer

INTERRUPTED = 130


def follow_to_end(launch: Launch, started: Started, *, as_json: bool, why_plain: str = "") -> int:
    """Show the progress of a host's run until it is over, then its results; the exit code.

    why_plain: why there is no dashboard where one was asked for: it is said, and there are lines.
    """
    if why_plain:
        say_plain(why_plain, "training in lines; ctrl-c stops it")
    for line in started.notes:
        print(visible(line), file=sys.stderr)
    with progress_on(sys.stderr, os.environ, plain=bool(why_plain)) as progress:
        result, interrupted = _follow(started.socket, progress)
    launch.process.wait()
    if result is None:
        raise HostFailedError(f"the host ended without a word: see {launch.folder / 'host.log'}")
    print(msgspec.json.encode(result).decode() if as_json else in_words(result))
    if interrupted:
        return INTERRUPTED
    return 0 if result.state == "finished" else 1


def _follow(path: str, progress: Progress) -> tuple[Result | None, bool]:
    """Show what arrives until the host is done; what became of the run, and whether ctrl-c was pressed."""
    interrupted = False

    def stop(*_: object) -> None:
        nonlocal interrupted
        interrupted = True
        signal.signal(signal.SIGINT, before)  # pressed again it does what it always does
        viewer.ask(Stop())

    try:
        viewer = SocketViewer(path, progress.wanted)
    except OSError:
        return None, False
    before = signal.signal(signal.SIGINT, stop)
    try:
        return _read(viewer, progress), interrupted
    finally:
        signal.signal(signal.SIGINT, before)
        viewer.close()


def _read(viewer: SocketViewer, progress: Progress) -> Result | None:
    state, goes = SessionState(), False
    for message in viewer.messages():
        state = reduce(state, message)
        # One that is resumed may be found finished, and goes on then.
        goes |= state.status is not None and not _is_over(state)
        match message:
            case Welcome() | Frame():
                progress.at(state)
            case EpochEnded():
                progress.epoch(message)
            case Happened(entry=entry):
                progress.at(state)  # it may go on to a later epoch
                progress.say(entry.text)
            case Ended(result=result, unwritten=unwritten):
                if unwritten:
                    progress.say(f"not all of it is on the disk: {unwritten}")
                return result
            case _:
                pass
        # Where frames are shown, the last one is to be seen as well.
        if isinstance(message, Frame if progress.wanted.rate_hz else Happened) and goes and _is_over(state):
            viewer.ask(Stop())
    return None


def _is_over(state: SessionState) -> bool:
    return state.status is not None and state.status.state in ("finished", "diverged")
