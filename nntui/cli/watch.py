"""`nntui`: a new run and its dashboard."""

from __future__ import annotations

from collections.abc import Sequence

from nntui.cli.options import Parser, parse_run
from nntui.cli.showing import need_terminal, show_started
from nntui.cli.starting import await_start, dry_run, start_run

DESCRIPTION = "See, pause, step and steer a neural network while it learns."

COMMANDS = """other commands:
  nntui attach [RUN]   show a run that was left, here or on another machine (HOST:RUN)
  nntui resume [RUN]   train a run on that has no host any more
  nntui train …        train without a dashboard
  nntui ls             list the runs
  nntui stop RUN       end a run's host
  nntui rm RUN         remove runs
  nntui path RUN       print the folder of a run
  nntui export RUN     write a run as CSV, NumPy, safetensors or TensorBoard files
  nntui datasets       list the datasets
  nntui doctor         check this machine and terminal
  nntui --version      print the version"""


def watch(arguments: Sequence[str]) -> int:
    """Start a run and show it until it is left; the exit code."""
    usage = "nntui [DATASET | FILE.csv | run.toml] [options]"
    parser = Parser(prog="nntui", usage=usage, description=DESCRIPTION, epilog=COMMANDS)
    asked = parse_run(parser, arguments)
    if asked.dry_run:
        print(dry_run(asked.config), end="")
        return 0
    need_terminal("nntui train")
    return show_started(start_run(asked.config, asked.wish), await_start, as_json=asked.as_json)
