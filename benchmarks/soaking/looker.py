"""A dashboard that looks at a run, and on whose keys somebody leans."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from collections.abc import Mapping
from random import Random

from benchmarks.harness.byte_reader import ByteReader
from benchmarks.harness.digits import COLS, ROWS

KEYS = (
    *("space", "s", "S", "right", "e", "[", "]", "-", "+", "<", ">", "v", ",", ".", "y", "z", "tab"),
    *("r", "?", "escape", "ctrl+l", "l", "1e-3", "enter", "h", "up", "down"),
)
"""Keys that harm no run: none multiplies a rate by ten, none leaves."""

_ESCAPES = re.compile(rb"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[P^_][^\x1b]*\x1b\\|.)")


class Looker:
    """One dashboard. name: of the run. far: whether it looks from afar. leaving: whether it is to end."""

    def __init__(self, name: str, environment: Mapping[str, str], *, far: bool) -> None:
        self.name = name
        self.far = far
        self.leaving = False
        self.opened = time.monotonic()
        self._reader = ByteReader(
            [sys.executable, "-m", "nntui", "attach", f"far:{name}" if far else name],
            cols=COLS,
            rows=ROWS,
            environment=environment,
        )
        self._wakes_at: float | None = None

    def __str__(self) -> str:
        return f"a dashboard on {'far:' if self.far else ''}{self.name}"

    @property
    def asleep(self) -> bool:
        """Whether it is stopped."""
        return self._wakes_at is not None

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self._reader.exit_code is not None

    @property
    def ended_well(self) -> bool:
        """Whether it ended as it was asked to."""
        return self.leaving and self._reader.exit_code in (0, -signal.SIGKILL)

    @property
    def has_drawn(self) -> bool:
        """Whether there is a screen to press keys at."""
        return self._reader.written > 2000

    @property
    def last_words(self) -> str:
        """What it wrote last, as text, for people who look for a fault."""
        plain = _ESCAPES.sub(b" ", self._reader.last).decode(errors="replace")
        return f"with exit code {self._reader.exit_code} and the words {' '.join(plain.split())[-600:]}"

    def run_for(self, seconds: float) -> None:
        """Let it draw; one whose time has come wakes up."""
        if self._wakes_at is not None and time.monotonic() >= self._wakes_at:
            self._wakes_at = None
            self._signal(signal.SIGCONT)
        self._reader.run_for(seconds)

    def press(self, random: Random) -> int:
        """Press up to four keys; how many."""
        keys = random.choices(KEYS, k=random.randint(1, 4))
        self._reader.press(*keys)
        return len(keys)

    def sleep(self, seconds: float) -> None:
        """Stop it, for so long."""
        self._wakes_at = time.monotonic() + seconds
        self._signal(signal.SIGSTOP)

    def kill(self) -> None:
        """End it without a word."""
        self.leaving = True
        self._signal(signal.SIGKILL)

    def leave(self) -> None:
        """Close it in order, out of whatever it is in."""
        self.leaving = True
        for key in ("escape", "escape", "escape", "d"):
            self._reader.press(key)
            # An escape right before another key would be the beginning of a sequence.
            self._reader.run_for(0.3)

    def close(self) -> None:
        """End it for certain."""
        if self.asleep:
            self._signal(signal.SIGCONT)
        self._reader.__exit__(None, None, None)

    def _signal(self, sign: signal.Signals) -> None:
        if not self.over:
            os.killpg(self._reader.pid, sign)
