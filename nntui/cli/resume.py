"""`nntui resume`: train a run on that has no host any more, to the bit."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from nntui.cli.capability import why_plain
from nntui.cli.drawing import add_drawing_options, take_drawing
from nntui.cli.following import follow_to_end
from nntui.cli.options import Parser
from nntui.cli.reading import reading_shown
from nntui.cli.showing import show_started
from nntui.errors import UserError
from nntui.locations import runs_folder
from nntui.session.launch import Launch, Started, launch_host
from nntui.store.lock import is_held
from nntui.store.runs import find_run

DESCRIPTION = "Train a stopped, crashed or finished run on, to the bit; a finished one for as long again."


def resume(arguments: Sequence[str]) -> int:
    """Start a host for a run and show it; the exit code."""
    parser = Parser(prog="nntui resume", description=DESCRIPTION)
    parser.add_argument("run", nargs="?", help="its name (see nntui ls); otherwise the newest")
    parser.add_argument("--headless", action="store_true", help="without a dashboard, as nntui train")
    parser.add_argument("--json", action="store_true", help="print the results as one JSON object at the end")
    add_drawing_options(parser)
    asked = parser.parse_args(arguments)
    folder = find_run(runs_folder(), asked.run)
    if is_held(folder):
        raise UserError(f"{folder.name} has a host already: nntui attach {folder.name} shows it")
    why = "" if asked.headless else why_plain(sys.stdin, sys.stderr, os.environ)
    if not (asked.headless or why):
        drawing = take_drawing(vars(asked))
        return show_started(launch_host(folder, go_on=True), _await, drawing, as_json=asked.json)
    launch = launch_host(folder, go_on=True)
    return follow_to_end(launch, _await(launch), as_json=asked.json, why_plain=why)


def _await(launch: Launch) -> Started:
    """Wait until the host has begun; whoever interrupts that ends it."""
    try:
        with reading_shown() as reading:
            return launch.started(reading)
    except KeyboardInterrupt:
        launch.process.terminate()
        launch.process.wait()
        raise
