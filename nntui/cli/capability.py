"""Whether a dashboard can be drawn here, and what is said where it cannot."""

from __future__ import annotations

import sys

# The doctor looks at the same, and knows nothing of commands.
from nntui.checks.terminal import why_no_cursor as why_no_cursor
from nntui.checks.terminal import why_plain as why_plain
from nntui.renderables.text import visible


def say_plain(why: str, instead: str) -> None:
    """Say on standard error, in a line, why there is no dashboard, and what there is instead."""
    print(f"nntui: no dashboard here ({why}): {visible(instead)}", file=sys.stderr)
