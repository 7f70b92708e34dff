"""`nntui train`: a run without a dashboard."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from nntui.cli.options import Parser, parse_run
from nntui.cli.progress import Progress, progress_on
from nntui.cli.results import in_words
from nntui.cli.starting import await_start, dry_run, start_run
from nntui.config import RunConfig
from nntui.errors import HostFailedError
from nntui.session.protocol import Ended, EpochEnded, Frame, Happened, Result, Stop, Welcome
from nntui.session.viewer import SocketViewer

DESCRIPTION = "Train without a dashboard: progress on standard error, results on standard output."

INTERRUPTED = 130


def train(arguments: Sequence[str]) -> int:
    """Train to the end, ctrl-c, or the host's; the exit code."""
    usage = "nntui train [DATASET | FILE.csv | run.toml] [options]"
    parser = Parser(prog="nntui train", usage=usage, description=DESCRIPTION)
    asked = parse_run(parser, arguments)
    config = replace(asked.config, pace=asked.config.pace or "max", paused=False)
    if asked.dry_run:
        print(dry_run(config), end="")
        return 0
    return _train(config, as_json=asked.as_json)


def _train(config: RunConfig, *, as_json: bool) -> int:
    launch = start_run(config)
    started = await_start(launch)
    for line in (started.found, *started.notes):
        print(line, file=sys.stderr)
    with progress_on(sys.stderr) as progress:
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
    for message in viewer.messages():
        match message:
            case Welcome() | Frame():
                progress.at(message)
            case EpochEnded():
                progress.epoch(message)
            case Happened(entry=entry, status=status):
                progress.say(entry.text)
                if status.state in ("finished", "diverged"):
                    viewer.ask(Stop())
            case Ended(result=result):
                return result
            case _:
                pass
    return None
