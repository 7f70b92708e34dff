"""What is said, and kept, when the dashboard itself goes wrong."""

from __future__ import annotations

import sys
import time
import traceback
from pathlib import Path

from nntui.locations import failures_folder
from nntui.renderables.text import visible


def report_failure(error: Exception) -> None:
    """Write the traceback into a file, and say on standard error where that is."""
    trace = "".join(traceback.format_exception(error))
    first = _first(error)
    said = f"nntui: the dashboard failed ({type(first).__name__}: {visible(str(first))}); "
    try:
        path = _write(trace)
    except OSError as trouble:
        print(
            f"{said}its traceback could not be kept ({trouble.strerror}):\n{_shown(trace)}", file=sys.stderr
        )
    else:
        print(f"{said}the traceback is in {visible(str(path))}", file=sys.stderr)


def _first(error: BaseException) -> BaseException:
    """What was at the bottom of it."""
    return error if error.__cause__ is None else _first(error.__cause__)


def _write(trace: str) -> Path:
    folder = failures_folder()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{time.strftime('%Y-%m-%d-%H%M%S')}-{time.time_ns() % 1_000_000:06}.txt"
    path.write_text(trace, encoding="utf-8", errors="backslashreplace")
    return path


def _shown(trace: str) -> str:
    return "\n".join(map(visible, trace.splitlines()))
