"""`nntui`: a new run and its dashboard."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from nntui.cli.capability import why_plain
from nntui.cli.drawing import add_drawing_options
from nntui.cli.options import Parser, parse_run
from nntui.cli.showing import show_started
from nntui.cli.starting import await_start, dry_run, start_run

DESCRIPTION = "See, pause, step and steer a neural network while it learns."

COMMANDS = """other commands:
  nntui attach [RUN]   show a run that was left, here or on another machine (HOST:RUN)
  nntui resume [RUN]   train a run on that has no host any more
  nntui serve [RUN]    show a run in a browser
  nntui train …        train without a dashboard
  nntui ls             list the runs
  nntui stop RUN       end a run's host
  nntui rm RUN         remove runs
  nntui path RUN       print the folder of a run
  nntui export RUN     write a run as CSV, NumPy, safetensors or TensorBoard files
  nntui datasets       list the datasets; get NAME fetches one
  nntui doctor         check this machine and terminal
  nntui --version      print the version"""


def watch(arguments: Sequence[str]) -> int:
    """Start a run and show it until it is left, or in lines where nothing can be drawn; the exit code."""
    usage = "nntui [DATASET | FILE | FOLDER | run.toml] [options]"
    parser = Parser(prog="nntui", usage=usage, description=DESCRIPTION, epilog=COMMANDS)
    add_drawing_options(parser)
    asked = parse_run(parser, arguments)
    if asked.dry_run:
        print(dry_run(asked.config), end="")
        return 0
    if why := why_plain(sys.stdin, sys.stderr, os.environ):
        # Imported here: what a dashboard does without is not to keep its host from starting.
        from nntui.cli.train import train_to_end

        return train_to_end(asked, why_plain=why)
    launch = start_run(asked.config, asked.wish)
    return show_started(launch, await_start, asked.drawing, as_json=asked.as_json)
