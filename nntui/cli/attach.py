"""`nntui attach`: show a run that goes on elsewhere, or is over."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence

from nntui.cli.capability import say_plain, why_plain
from nntui.cli.drawing import add_drawing_options, take_drawing
from nntui.cli.options import Parser
from nntui.cli.showing import show
from nntui.errors import HostFailedError
from nntui.locations import runs_folder
from nntui.session.links import Link, LinkError
from nntui.session.local import LocalLink
from nntui.session.places import Place, parse_place
from nntui.session.ssh import SshLink
from nntui.store.runs import find_run

DESCRIPTION = "Show a run that was left: live where it has a host, from its folder where it has none."


def attach(arguments: Sequence[str]) -> int:
    """Show a run until it is left, or in lines where nothing can be drawn; the exit code."""
    parser = Parser(prog="nntui attach", description=DESCRIPTION)
    parser.add_argument(
        "run", nargs="?", help="its name, HOST:RUN or HOST: for another machine; otherwise the newest"
    )
    parser.add_argument("--read-only", action="store_true", help="look only: no key changes anything")
    add_drawing_options(parser)
    asked = parser.parse_args(arguments)
    why = why_plain(sys.stdin, sys.stderr, os.environ)
    link, name = _link(asked.run, drawn=not why)
    if not why:
        return show(link, name, take_drawing(vars(asked)), read_only=asked.read_only)
    from nntui.cli.tailing import tail

    say_plain(why, f"{name} in lines; ctrl-c leaves it as it is")
    return tail(link, name)


def _link(asked: str | None, *, drawn: bool) -> tuple[Link, str]:
    """The way to a run, and what it is called. drawn: a dashboard is to be made at the end of it."""
    place = parse_place(asked) if asked else Place("", "")
    if not place.destination:
        folder = find_run(runs_folder(), place.run or None)
        return LocalLink(folder), folder.name
    if drawn:
        # What takes long comes first: a host soon lets go of a viewer that has connected and says nothing.
        import nntui.app  # noqa: F401

    try:
        # Before the terminal is taken over, so that ssh can ask for what it needs.
        link = SshLink(place.destination, place.run)
        connected = Connected(link)
    except LinkError as error:
        raise HostFailedError(error.reason) from error
    # Whichever was the newest, it has been met by its name now.
    return connected, f"{link.place}:{link.run}"


class Connected:
    """A link that was connected beforehand: the first to ask for a connection gets that one."""

    def __init__(self, link: Link) -> None:
        """LinkError where there is no connection to be had."""
        self._link = link
        self._first: socket.socket | None = link.connect(may_ask=True)
        self.place = link.place

    def connect(self, *, may_ask: bool) -> socket.socket:
        """The connection there is, or a new one."""
        first, self._first = self._first, None
        return first or self._link.connect(may_ask=may_ask)

    def resume(self, *, may_ask: bool) -> socket.socket:
        """As the link does."""
        return self._link.resume(may_ask=may_ask)

    def last_words(self) -> str:
        """As the link has them."""
        return self._link.last_words()
