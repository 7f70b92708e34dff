"""The command that draws a run's dashboard for a browser."""

from __future__ import annotations

import shlex
import sys

from nntui.store.runs import check_name

ENVIRONMENT = {
    "TEXTUAL_DRIVER": "nntui.serving.browser_driver:BrowserDriver",
    "COLORTERM": "truecolor",
    "PYTHONIOENCODING": "utf-8",
}
"""The driver, in place of the one that textual-serve names, and what a browser can show: the terminal from
which it is served may be able to do less."""


def dashboard_command(run: str, *, control: bool) -> str:
    """A line for the shell, which becomes the dashboard: no word of it means anything to a shell.

    control: whether keys change the run. UserError where `run` is no name of one.
    """
    flags = () if control else ("--read-only",)
    # -P: a file of the user's that happens to be called numpy.py is not meant.
    words = (sys.executable, "-P", "-m", "nntui", "attach", *flags, "--", check_name(run))
    exported = " ".join(f"{name}={value}" for name, value in ENVIRONMENT.items())
    return f"export {exported}; exec {shlex.join(words)}"
