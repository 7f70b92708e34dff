"""Has the kernel say when a process's parent has gone (Linux's prctl(2))."""

from __future__ import annotations

import signal
import sys
from ctypes import CDLL

PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Be told by SIGTERM, where the kernel can: also while this process is too busy to see a pipe end."""
    if sys.platform == "linux":
        CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
