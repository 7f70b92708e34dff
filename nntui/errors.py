"""What ends a command: told in one sentence, never in a traceback."""

from __future__ import annotations


class UserError(Exception):
    """A mistake of the user's, exit code 2: what was wrong, where, and how to mend it."""


class NoHostError(UserError):
    """A run has no host, where one was asked for."""


class HostFailedError(Exception):
    """A host ended before its time, and not for a mistake of the user's, exit code 1: what is known of it."""
