"""What was asked of a host and is not answered yet, and the marks that stand for it on the screen."""

from __future__ import annotations

from dataclasses import dataclass

from nntui.session.following.intent import Intent, Topic, intent_of, wanting
from nntui.session.following.key_mark import KeyMark
from nntui.session.protocol import Action, Command, Status

SOON_S = 0.06
"""An answer within this time needs no mark: the eye takes it for the key's own doing."""

REASON_S = 4.0
"""How long a reason stands in the place of a mark."""


@dataclass(frozen=True)
class _Asked:
    command: Command
    topic: Topic
    words: str
    intent: Intent
    at: float


class Unanswered:
    """Numbers commands, and keeps them until their answer. Times are seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._newest = 0
        self._asked: dict[int, _Asked] = {}
        self._reason = ""
        self._reason_until = 0.0

    def __bool__(self) -> bool:
        return bool(self._asked)

    def add(self, action: Action, status: Status | None, now: float) -> Command:
        """A command for an action, which waits for its answer from now on."""
        before = [each.intent for each in self._asked.values()]
        intent, topic, words = wanting(before[-1] if before else intent_of(status), action)
        self._newest += 1
        command = Command(self._newest, action)
        self._asked[command.id] = _Asked(command, topic, words, intent, now)
        return command

    def commands(self) -> tuple[Command, ...]:
        """Those without an answer, the oldest first."""
        return tuple(each.command for each in self._asked.values())

    def done(self, id: int) -> None:
        """The answer is that it was done."""
        self._asked.pop(id, None)

    def refused(self, id: int, reason: str, now: float) -> None:
        """The answer is that it was not."""
        self._asked.pop(id, None)
        self.explain(reason, now)

    def none_done(self, reason: str, now: float) -> bool:
        """No answer will come any more; whether one was waited for."""
        waited = bool(self._asked)
        self._asked.clear()
        if waited:
            self.explain(reason, now)
        return waited

    def explain(self, reason: str, now: float) -> None:
        """Say for a while why something was not done."""
        self._reason, self._reason_until = reason, now + REASON_S

    def marks(self, round_trip_s: float, now: float) -> tuple[KeyMark, ...]:
        """What to show now, one mark for each thing that was asked about, the newest last."""
        newest: dict[Topic, _Asked] = {}
        for each in self._asked.values():
            if round_trip_s > SOON_S or now - each.at >= SOON_S:
                newest.pop(each.topic, None)
                newest[each.topic] = each
        marks = [KeyMark(each.words) for each in newest.values()]
        if now < self._reason_until:
            marks.append(KeyMark(self._reason, refused=True))
        return tuple(marks)

    def next_at(self, now: float) -> float:
        """When there will be other marks by themselves; never, as far as is known, is infinity."""
        changes = [each.at + SOON_S for each in self._asked.values()] + [self._reason_until]
        return min((at for at in changes if at > now), default=float("inf"))
