"""Outliving a logout, where the login manager would end what a session leaves behind.

systemd's logind does so with KillUserProcesses=yes (logind.conf(5)). A process in a scope of the user's own
manager is spared, as long as that manager lingers after the last logout (loginctl(1), systemd-run(1)).
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

ANSWER_S = 1.0
"""How long the login manager has for an answer."""

SCOPE = ("systemd-run", "--user", "--scope", "--quiet", "--collect", "--")
"""Before a command, has it run in a scope of its own; the process stays the same."""

ADVICE = "this system ends what runs at your logout: run loginctl enable-linger once, and runs go on"

SYSTEMD = Path("/run/systemd/system")
"""Is there where systemd manages the system (sd_booted(3))."""

MANAGER = ("org.freedesktop.login1", "/org/freedesktop/login1", "org.freedesktop.login1.Manager")


def ends_at_logout(environment: Mapping[str, str]) -> bool:
    """Whether the login manager would end this session's processes with it."""
    if "XDG_SESSION_ID" not in environment or not SYSTEMD.exists():
        return False
    return _answer("busctl", "get-property", *MANAGER, "KillUserProcesses") == "b true"


def scope_for_host(environment: Mapping[str, str]) -> tuple[str, ...]:
    """What to put before a host's command so that it outlives the logout; nothing where it does anyway."""
    if not ends_at_logout(environment):
        return ()
    # Tried out: a session that has no manager of its own, such as one made by su, has no scopes to give.
    return SCOPE if _answer(*SCOPE, "echo", "here") == "here" else ()


def advice(environment: Mapping[str, str]) -> str:
    """What a person has to do so that runs outlive the logout; nothing where they do."""
    if not ends_at_logout(environment):
        return ""
    lingers = _answer("loginctl", "show-user", str(os.getuid()), "--property=Linger", "--value") == "yes"
    return "" if lingers and scope_for_host(environment) else ADVICE


def _answer(*command: str) -> str:
    """What a command says; nothing where it cannot be asked."""
    try:
        asked = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=ANSWER_S, check=True, text=True
        )
    except (OSError, subprocess.SubprocessError):  # no systemd here, and so nobody who would end anything
        return ""
    return asked.stdout.strip()
