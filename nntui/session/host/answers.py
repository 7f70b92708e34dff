"""What was asked for, and what became of it: so that a command which is said again is done once."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from nntui.session.protocol import Acknowledged, Refused, ToViewer

MOST_VIEWERS = 64
"""Viewers that are remembered: those who asked for something of late."""

MOST_ANSWERS = 256
"""Commands that are remembered of each."""

Reply = Callable[[ToViewer], None]


class Asked:
    """A command: where its answer goes, and the answer once it is there."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply
        self.answer: Acknowledged | Refused | None = None


class Answers:
    """Remembers commands by the name of the viewer and their id.

    The serving thread asks, the training thread answers.
    """

    def __init__(self) -> None:
        self._viewers: OrderedDict[str, OrderedDict[int, Asked]] = OrderedDict()
        self._lock = threading.Lock()

    def is_known(self, viewer: str, command: int, reply: Reply) -> bool:
        """Whether this was asked for before: then it is answered from here, now or as soon as it can be.

        If not, it is remembered from now on; a viewer without a name is not.
        """
        if not viewer:
            return False
        with self._lock:
            commands = self._commands_of(viewer)
            asked = commands.get(command)
            if asked is None:
                commands[command] = Asked(reply)
                _forget(commands, MOST_ANSWERS)
                return False
            asked.reply, answer = reply, asked.answer
        if answer is not None:
            reply(answer)
        return True

    def answered(self, viewer: str, command: int, answer: Acknowledged | Refused, reply: Reply) -> None:
        """Remember an answer, and pass it on to whoever asked last; to `reply` where nobody is known."""
        with self._lock:
            commands = self._viewers.get(viewer)
            asked = commands.get(command) if commands else None
            if asked is not None:
                asked.answer, reply = answer, asked.reply
        reply(answer)

    def _commands_of(self, viewer: str) -> OrderedDict[int, Asked]:
        commands = self._viewers.setdefault(viewer, OrderedDict())
        self._viewers.move_to_end(viewer)
        _forget(self._viewers, MOST_VIEWERS)
        return commands


def _forget(known: OrderedDict[str, OrderedDict[int, Asked]] | OrderedDict[int, Asked], most: int) -> None:
    while len(known) > most:
        known.popitem(last=False)
