"""`nntui train`: a run without a dashboard."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nntui.cli.following import follow_to_end
from nntui.cli.options import Parser, parse_run
from nntui.cli.starting import await_start, dry_run, start_run

DESCRIPTION = "Train without a dashboard: progress on standard error, results on standard output."


def train(arguments: Sequence[str]) -> int:
    """Train to the end, ctrl-c, or the host's; the exit code."""
    usage = "nntui train [DATASET | FILE.csv | run.toml] [options]"
    parser = Parser(prog="nntui train", usage=usage, description=DESCRIPTION)
    asked = parse_run(parser, arguments)
    config = replace(asked.config, pace=asked.config.pace or "max", paused=False)
    if asked.dry_run:
        print(dry_run(config), end="")
        return 0
    launch = start_run(config, asked.wish)
    return follow_to_end(launch, await_start(launch), as_json=asked.as_json)
