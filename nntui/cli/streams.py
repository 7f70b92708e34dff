"""The standard streams as a command finds them: closed, full, or in an encoding that knows few letters."""

from __future__ import annotations

import errno
import io
import os
import sys

from nntui.cli.letters import NAME as LOOK_ALIKES

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)


def prepare_streams() -> None:
    """Have all three be there, and both that are written to take any letter."""
    for descriptor, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            # The lowest number that is free: nothing that is opened later is taken for a standard stream.
            opened = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, open(opened, mode, closefd=opened != descriptor))  # noqa: SIM115  # a descriptor
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=LOOK_ALIKES)


def throw_away_output() -> None:
    """What is still to be written at the exit has nowhere to go."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
