"""The keys of the bar: which of the commands stand there, and what they are called as the run stands."""

from __future__ import annotations

from nntui.commands import COMMANDS
from nntui.renderables.key_bar import Key
from nntui.session.following.following import Followed
from nntui.session.following.link_state import Asking, Failed, HostEnded, HostGone, Live, Offline, Stale
from nntui.session.protocol import Status

TOGGLE = {"running": "pause", "paused": "run", "finished": "train on", "diverged": "go back"}
"""What space does in each state."""

OVER = ("finished", "stopped", "crashed")
"""States in which nothing is lost by leaving."""


def keys_now(followed: Followed, *, read_only: bool) -> tuple[Key, ...]:
    """The keys that do something now; those that one misses least stand last before the essential two."""
    status, resume = followed.state.status, _resume(followed, read_only)
    steerable = isinstance(followed.link, Live | Stale) and not resume and not read_only
    layers = (_key("layer-before layer-after", "layer"),) if status else ()
    return (
        *((_key("resume", resume, essential=True),) if resume else ()),
        *(_steering(status) if steerable and status else ()),
        *layers,
        *((_key("rate", "type rate"), *_detach(status)) if steerable and status else ()),
        _key("help", "help", essential=True),
        _key("quit", "quit", essential=True),
    )


def _resume(followed: Followed, read_only: bool) -> str:
    """What `r` does now; "" where it does nothing."""
    run = followed.state.run
    match followed.link:
        case Asking():
            return "answer"
        case Offline(again_s=seconds):
            return "" if seconds is None else "try now"
        case Failed():
            return "try again"
        case HostEnded() | HostGone():
            return "" if read_only else "resume"
        case Live() | Stale():
            return "resume" if run is not None and run.archived and not read_only else ""
        case _:
            return ""


def _steering(status: Status) -> tuple[Key, ...]:
    stepping = "pause" if status.state == "running" and not status.steps_left else "step"
    return (
        _key("pause_or_run", TOGGLE.get(status.state, "run"), essential=True),
        _key("step", stepping, essential=True),
        _key("rate-down rate-up", "rate"),
        _key("slower faster", "pace"),
    )


def _detach(status: Status) -> tuple[Key, ...]:
    return () if status.state in OVER else (_key("detach", "leave", spare=True),)


def _key(ids: str, label: str, *, essential: bool = False, spare: bool = False) -> Key:
    commands = [command for each in ids.split() for command in COMMANDS if command.id == each]
    return Key(
        tuple((command.shown.split()[0], command.action) for command in commands), label, essential, spare
    )
