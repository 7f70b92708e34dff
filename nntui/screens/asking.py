"""The keys of the bar: which of the commands stand there, and what they are called as the run stands."""

from __future__ import annotations

from nntui.commands import COMMANDS
from nntui.renderables.key_bar import Key
from nntui.session.state import SessionState

TOGGLE = {"running": "pause", "paused": "run", "finished": "train on", "diverged": "go back"}
"""What space does in each state."""


def keys_now(state: SessionState, *, over: bool) -> tuple[Key, ...]:
    """The keys that do something now; those that one misses least stand last before the essential two.

    over: whether the host has gone.
    """
    always = (_key("help", "help", essential=True), _key("quit", "quit", essential=True))
    status = state.status
    if over or status is None:
        return always
    stepping = "pause" if status.state == "running" and not status.steps_left else "step"
    return (
        _key("pause_or_run", TOGGLE.get(status.state, "run"), essential=True),
        _key("step", stepping, essential=True),
        _key("rate-down rate-up", "rate"),
        _key("slower faster", "pace"),
        _key("layer-before layer-after", "layer"),
        _key("rate", "type rate"),
        *always,
    )


def _key(ids: str, label: str, *, essential: bool = False) -> Key:
    commands = [command for each in ids.split() for command in COMMANDS if command.id == each]
    return Key(tuple((command.shown.split()[0], command.action) for command in commands), label, essential)
