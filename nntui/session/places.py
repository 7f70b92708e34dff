"""Where a run is: `digits-1` on this machine, `user@host:digits-1` on another."""

from __future__ import annotations

import re
from dataclasses import dataclass

from nntui.errors import UserError
from nntui.store.runs import check_name
from nntui_datasets.safe_text import quoted

_USER = r"[A-Za-z0-9_][A-Za-z0-9_.+-]{0,63}"
_HOST = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,253}"
_ADDRESS = r"\[(?=[^\]]*:)[0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9_.-]{1,32})?\]"
DESTINATION = re.compile(rf"(?:{_USER}@)?(?:{_HOST}|{_ADDRESS})")
"""What ssh may be asked to reach: nothing that it or a shell could take for anything but a machine."""


@dataclass(frozen=True)
class Place:
    """A run on a machine. destination: as ssh knows it, "" for this machine. run: "" for the newest."""

    destination: str
    run: str


def parse_place(text: str) -> Place:
    """`RUN`, `HOST:RUN` or `HOST:`, with `user@` before the host; UserError where it is none of these."""
    # An address between brackets has colons of its own.
    destination, colon, run = text.rpartition(":") if "[" in text else text.partition(":")
    if not colon:
        return Place("", check_name(text))
    return Place(check_destination(destination), check_name(run) if run else "")


def check_destination(text: str) -> str:
    """The destination itself; UserError where ssh is not to be asked for it."""
    if not DESTINATION.fullmatch(text):
        raise UserError(
            f"{quoted(text)} is no machine to connect to: use HOST, USER@HOST or [IPv6], "
            "and ~/.ssh/config for all else"
        )
    return text
