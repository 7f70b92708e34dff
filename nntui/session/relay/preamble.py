"""What a viewer and a relay say before the host is reached: a line by which the relay is known, then JSON.

The relay's first line tells it from whatever the shell over there prints. The viewer answers with one line,
{"run": "digits-1", "wanted": "attach"}; an empty name means the newest run. The relay answers that with one
line, {"ok": true, "run": "digits-1", "host": true} or {"error": "…", "final": true}, and from then on only
copies. A run that is known to have no host has "gone": true beside that. Wanted may be
  attach  the run, by its host or where it has none from its folder ("host" in the answer says which)
  host    the run by its host alone
  resume  the run by its host, which is started where there is none
  list    nothing of that, but the line {"ok": true, "runs": […]}
"""

from __future__ import annotations

import json
import os
import select
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

MAGIC = b"nntui-relay "
"""What the relay's first line begins with; its version follows."""

RELAY_VERSION = b"1"
"""Of the lines described above, not of the protocol that host and viewer speak."""

MISSING = b"missing"
"""In place of the version: the shell over there found no nntui."""

REQUEST_LIMIT = 4096
"""The longest line that a relay reads, in bytes."""

Wanted = Literal["attach", "host", "resume", "list"]


class PreambleError(Exception):
    """What arrived is not what a viewer says to a relay."""


@dataclass(frozen=True)
class Request:
    """What a viewer asks a relay for. run: "" for the newest; without meaning in a list."""

    run: str
    wanted: Wanted


def as_line(said: Mapping[str, object]) -> bytes:
    """One line of JSON, ASCII alone."""
    return json.dumps(said).encode() + b"\n"


def read_request(
    source: int, patience_s: float, clock: Callable[[], float] = time.monotonic
) -> tuple[Request, bytes]:
    """The viewer's line, and whatever came behind it already; PreambleError where there is none in time."""
    heard, deadline = b"", clock() + patience_s
    while b"\n" not in heard:
        if len(heard) > REQUEST_LIMIT:
            raise PreambleError(f"the viewer's line is longer than {REQUEST_LIMIT} bytes")
        if not select.select([source], [], [], max(0.0, deadline - clock()))[0]:
            raise PreambleError(f"no viewer said what it wants within {patience_s:g} s")
        piece = os.read(source, REQUEST_LIMIT)
        if not piece:
            raise PreambleError("the viewer left before it said what it wants")
        heard += piece
    line, _, rest = heard.partition(b"\n")
    return parse_request(line), rest


def parse_request(line: bytes) -> Request:
    """A viewer's line; PreambleError where it is none."""
    try:
        said = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise PreambleError("the viewer's line is not JSON") from error
    match said:
        case {"run": str(run), "wanted": ("attach" | "host" | "resume" | "list") as wanted}:
            return Request(run, wanted)
        case _:
            raise PreambleError("the viewer asks for something that this version does not know")
