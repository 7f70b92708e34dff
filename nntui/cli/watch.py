"""`nntui`: a new run and its dashboard."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence

import msgspec

from nntui.cli.options import Parser, parse_run
from nntui.cli.starting import await_start, dry_run, start_run
from nntui.config import RunConfig
from nntui.errors import UserError

DESCRIPTION = "See, pause, step and steer a neural network while it learns."

COMMANDS = """other commands:
  nntui train …       train without a dashboard
  nntui datasets      list the datasets
  nntui --version     print the version"""


def watch(arguments: Sequence[str]) -> int:
    """Start a run and show it until it is left; the exit code."""
    usage = "nntui [DATASET | FILE.csv | run.toml] [options]"
    parser = Parser(prog="nntui", usage=usage, description=DESCRIPTION, epilog=COMMANDS)
    asked = parse_run(parser, arguments)
    if asked.dry_run:
        print(dry_run(asked.config), end="")
        return 0
    return _watch(asked.config, as_json=asked.as_json)


def _watch(config: RunConfig, *, as_json: bool) -> int:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UserError("the dashboard needs a terminal: use nntui train without one")
    # The host starts first, so that it reads its data while Textual is being imported.
    launch = start_run(config)
    from nntui.app import NntuiApp

    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    started = await_start(launch)
    app = NntuiApp(started.socket)
    result = app.run()
    if app.return_code:
        # A dashboard that failed may never have met its host, which would wait for one.
        launch.process.terminate()
    launch.process.wait()
    if as_json and result is not None:
        print(msgspec.json.encode(result).decode())
    return app.return_code or 0
