"""The dashboard as commands use it: on a host just started, or on whatever a link leads to."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec

from nntui.cli.drawing import AS_IT_SUITS, Drawing, settings_here
from nntui.cli.failing import report_failure
from nntui.locations import cache_folder
from nntui.renderables.text import visible
from nntui.session.launch import Launch, Started
from nntui.session.links import Link
from nntui.session.local import LocalLink
from nntui.session.outliving import advice

if TYPE_CHECKING:
    from nntui.app import NntuiApp

MOST_FRAMES = "250"
"""A second, of Textual: what comes just after a frame waits no longer than this says for the next.

How many reach the terminal its own answers say.
"""


def show_started(
    launch: Launch, wait: Callable[[Launch], Started], drawing: Drawing = AS_IT_SUITS, *, as_json: bool
) -> int:
    """Show the run of a host that is on its way; the exit code.

    wait: returns once it has begun. The host reads its data while Textual is being imported.
    """
    load_app()  # so that the waiting is used
    wait(launch)
    return show(LocalLink(launch.folder), launch.folder.name, drawing, as_json=as_json)


def show(
    link: Link, name: str, drawing: Drawing = AS_IT_SUITS, *, read_only: bool = False, as_json: bool = False
) -> int:
    """Show what is at the other end of a link until it is left; the exit code.

    name: by which `nntui attach` finds the run again.
    """
    app_class = load_app()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    app = app_class(link, settings_here(drawing), read_only=read_only, wants_result=as_json)
    left = app.run()
    if app.failure is not None:
        report_failure(app.failure)
    if left.left_running if left is not None else app.client.has_host:
        print(f"{name} goes on: nntui attach {name} shows it again", file=sys.stderr)
        _advise_once(link)
    if left is not None and left.unwritten:
        said = f"not all of {name} is on the disk ({left.unwritten}): nntui resume takes it again"
        print(visible(said), file=sys.stderr)
    if as_json and left is not None and left.result is not None:
        print(msgspec.json.encode(left.result).decode())
    return app.return_code or 0


def load_app() -> type[NntuiApp]:
    """The application, imported when it is needed: that takes longer than all else before the first frame."""
    os.environ.setdefault("TEXTUAL_FPS", MOST_FRAMES)  # which is read when Textual is imported
    from nntui.app import NntuiApp

    return NntuiApp


def _advise_once(link: Link) -> None:
    """Say what it takes for a run to outlive the logout, the first time that it matters."""
    said = cache_folder() / "told-of-logout"
    if link.place or said.exists() or not (needed := advice(os.environ)):
        return
    print(needed, file=sys.stderr)
    with suppress(OSError):  # then it is said once more
        said.parent.mkdir(parents=True, exist_ok=True)
        said.touch()
