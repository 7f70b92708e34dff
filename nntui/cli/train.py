"""`nntui train`: a run without a dashboard."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from nntui.cli.following import follow_to_end
from nntui.cli.options import Asked, Parser, parse_run
from nntui.cli.starting import await_start, dry_run, start_run
from nntui.config import RunConfig

DESCRIPTION = "Train without a dashboard: progress on standard error, results on standard output."


def train(arguments: Sequence[str]) -> int:
    """Train to the end, ctrl-c, or the host's; the exit code."""
    usage = "nntui train [DATASET | FILE | FOLDER | run.toml] [options]"
    parser = Parser(prog="nntui train", usage=usage, description=DESCRIPTION)
    asked = parse_run(parser, arguments)
    if asked.dry_run:
        print(dry_run(_without_a_person(asked.config)), end="")
        return 0
    return train_to_end(asked)


def train_to_end(asked: Asked, *, why_plain: str = "") -> int:
    """Train a new run; the exit code. why_plain: as in `follow_to_end`."""
    launch = start_run(_without_a_person(asked.config), asked.wish)
    return follow_to_end(launch, await_start(launch), as_json=asked.as_json, why_plain=why_plain)


def _without_a_person(config: RunConfig) -> RunConfig:
    """The same run where nobody watches: as fast as it goes, and not waiting for a key."""
    return replace(config, pace=config.pace or "max", paused=False)
