"""How the connection to a host stands; the header says it where it is not simply live."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True)
class Connecting:
    """The first connection is being made."""


@dataclass(frozen=True)
class Live:
    """All is well."""


@dataclass(frozen=True)
class Stale:
    """Nothing has been heard for so many seconds."""

    seconds: int


@dataclass(frozen=True)
class Offline:
    """There is no connection. again_s: seconds until the next try, None while it is being made."""

    again_s: int | None


@dataclass(frozen=True)
class Asking:
    """The way to the host has a question for a person. place: whose way it is."""

    place: str


@dataclass(frozen=True)
class Starting:
    """A host is being started for the run."""


@dataclass(frozen=True)
class HostEnded:
    """The host has said its last word."""


@dataclass(frozen=True)
class HostGone:
    """The host ended without a word. step: the last one known. checkpoint: of which step, −1 for none."""

    step: int
    checkpoint: int


@dataclass(frozen=True)
class Failed:
    """There is no connection, and trying again by itself is of no use."""

    reason: str


Over: TypeAlias = HostEnded | HostGone | Failed
"""Nothing more will be heard unless a person does something."""

LinkState: TypeAlias = Connecting | Live | Stale | Offline | Asking | Starting | Over
