"""A key that the host refuses: from the key to its mark, and until the reason stands in the mark's place."""

from __future__ import annotations

import time
from random import Random

from benchmarks.far.keys import LONGEST_S, Pressed
from benchmarks.harness.terminal import Terminal

KEY, MARK, REASON = "v", r"\A.*evaluating …", r"\A(?!.*evaluating).*no rows are held"
"""Of a run that has no rows to evaluate on."""

_NO_REASON = r"\A(?!.*no rows)"


def press(terminal: Terminal, times: int, limit_s: float, random: Random) -> list[Pressed]:
    """Press it at random moments, once the reason of before is gone."""
    pressed = []
    for _ in range(times):
        terminal.wait_for(_NO_REASON, limit_s)
        terminal.run_for(random.uniform(0.0, LONGEST_S))
        begun = time.monotonic()
        terminal.press(KEY)
        terminal.wait_for(MARK, limit_s)
        mark_s = time.monotonic() - begun
        terminal.wait_for(REASON, limit_s)
        pressed.append(Pressed("refused", mark_s, time.monotonic() - begun))
    return pressed
