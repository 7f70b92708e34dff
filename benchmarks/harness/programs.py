"""Programs that a test writes for itself: stand-ins for those of a user's machine."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path

HOUSE = Path(__file__).parents[2]


def shell_program(path: Path, script: str) -> Path:
    """Write a program for sh."""
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o700)
    return path


def python_program(path: Path, source: str, environment: Mapping[str, str] | None = None) -> Path:
    """Write a program for this very Python, its source in a file beside it."""
    code = path.with_suffix(".py")
    code.write_text(source)
    settings = " ".join(f"{name}={shlex.quote(value)}" for name, value in (environment or {}).items())
    words = (sys.executable, "-P", str(code))
    return shell_program(path, f'{settings} exec {shlex.join(words)} "$@"')


def nntui_program(path: Path) -> Path:
    """Write an `nntui` that is the one of this checkout."""
    return shell_program(path, f'exec {shlex.join((sys.executable, "-P", "-m", "nntui"))} "$@"')
