"""A run put together in this process, for the commands that start no host."""

from __future__ import annotations

import time
from collections.abc import Callable

from nntui.cli.reading import reading_shown
from nntui.config import RunConfig
from nntui.session.assembly import Assembly, assemble
from nntui.session.data import now_and_then
from nntui.session.launch import Reading


def assemble_here(config: RunConfig, clock: Callable[[], float] = time.monotonic) -> Assembly:
    """As `assemble`; where somebody waits for large data they see how far it is."""
    with reading_shown() as draw:
        return assemble(config, now_and_then(lambda done, files: draw(Reading(done, files)), clock))
