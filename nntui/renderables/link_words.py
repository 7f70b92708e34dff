"""How the connection stands, in words: from as many as it takes to as few as will do."""

from __future__ import annotations

from typing import NamedTuple

from nntui.numbers import count
from nntui.renderables.text import cut, narrow
from nntui.session.following.link_state import (
    Asking,
    Connecting,
    Failed,
    HostEnded,
    HostGone,
    LinkState,
    Offline,
    Stale,
    Starting,
)

SHORTER, SHORTEST = 48, 24
"""Cells of a sentence that is somebody else's, where there is little room."""


class LinkWords(NamedTuple):
    """A few words. step: whether they name the step, so that it need not be said again."""

    text: str
    step: bool = False


def link_words(link: LinkState) -> tuple[LinkWords, ...]:
    """From the most words to the fewest; none while the connection is live."""
    if isinstance(link, HostGone):
        return _gone(link)
    return tuple(map(LinkWords, _texts(link)))


def _texts(link: LinkState) -> tuple[str, ...]:
    match link:
        case Connecting():
            return ("connecting …",)
        case Stale(seconds=seconds):
            return (f"stale {seconds} s",)
        case Offline(again_s=None):
            return ("offline, connecting …", "offline")
        case Offline(again_s=seconds):
            return (f"offline, trying again in {seconds} s", f"offline, again in {seconds} s", "offline")
        case Asking(place=place):
            name = narrow(place)
            return (
                f"{name} asks for something: r answers it",
                f"{cut(name, 16)} asks: r answers",
                "r answers",
            )
        case Starting():
            return ("starting a host …", "starting …")
        case HostEnded():
            return ("host ended",)
        case Failed(reason=reason):
            said = narrow(reason)
            return (said, cut(said, SHORTER), cut(said, SHORTEST), "no connection")
        case _:
            return ()


def _gone(link: HostGone) -> tuple[LinkWords, ...]:
    kept = f"checkpoint {count(link.checkpoint)}" if link.checkpoint >= 0 else ""
    at = f"host ended at step {count(link.step)}, {f'last {kept}' if kept else 'no checkpoint'}, r to resume"
    shorter = (f"host ended, {kept}, r resumes",) if kept else ()
    rest = map(LinkWords, (*shorter, "host ended, r resumes", "host ended"))
    return (LinkWords(at, step=True), *rest)
