"""What people ask for: written down, done, answered, one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from nntui.session.host.actions import Decision, Refusal, decide, enact
from nntui.session.host.hub import Hub, Request
from nntui.session.host.journal import Journal
from nntui.session.host.run import Run
from nntui.session.host.writing import BUSY_S
from nntui.session.protocol import Acknowledged, Action, Evaluate, Pause, Refused, StepBy, Stop, Toggle

Say = Callable[[str, str, str], None]


class Obeying:
    """Takes requests from the hub. Nothing acts before it is written down.

    What changes no bit of the run, a pause say, is done even where it cannot be written. say: adds a line to
    the log: text, mark, who. go_back: puts the run at an earlier step. stopping: whether it was asked to end.
    """

    def __init__(
        self, run: Run, hub: Hub, journal: Journal, say: Say, go_back: Callable[[int], None]
    ) -> None:
        self._run = run
        self._hub = hub
        self._journal = journal
        self._say = say
        self._go_back = go_back
        self._line: deque[Request] = deque()
        # When to try the first one again, where a reader of run.db keeps it from being written.
        self._retry_at: float | None = None
        self.stopping = False

    @property
    def blocked(self) -> bool:
        """Whether a request waits for a reader of run.db."""
        return self._retry_at is not None

    def obey(self, now: float) -> bool:
        """Do what was asked for; whether anything was."""
        while self._hub.requests:
            self._line.append(self._hub.requests.popleft())
        done = False
        while not self.stopping and (request := self._next(now)) is not None:
            if not self._attend(request, now):
                self._line.appendleft(request)
                self._retry_at = now + BUSY_S
                break
            done = True
        if self.stopping:
            self._send_home()
        return done

    def _next(self, now: float) -> Request | None:
        """The first in line. Where that waits for a reader only what waits for nobody goes before it."""
        if self._retry_at is None or now >= self._retry_at:
            self._retry_at = None
            return self._line.popleft() if self._line else None
        request = next((each for each in self._line if self._waits_for_nobody(each.action)), None)
        if request is not None:
            self._line.remove(request)
        return request

    def _waits_for_nobody(self, action: Action) -> bool:
        """Whether it ends the host or pauses the run, which changes no bit."""
        control = self._run.control
        match action:
            case Stop() | Pause():
                return True
            case Toggle():
                return control.running
            case StepBy():
                return control.running and not control.by_hand
        return False

    def _send_home(self) -> None:
        """Nothing is done any more."""
        while self._line:
            request = self._line.popleft()
            self._hub.answer(request, Refused(request.id, "the host has ended"))

    def _attend(self, request: Request, now: float) -> bool:
        """Do one thing; False where it has to wait."""
        run, action = self._run, request.action
        try:
            decision = decide(run, action)
            if not isinstance(action, Evaluate) and not self._written(request, decision):
                return False
        except Refusal as refusal:
            self._hub.answer(request, Refused(request.id, str(refusal)))
            return True
        enact(run, decision, now)
        if decision.rewind_to is not None:
            self._go_back(decision.rewind_to)
        self.stopping = isinstance(action, Stop)
        # On a slow link whoever asked waits for every byte: the answer before the line of the log.
        self._hub.answer(request, Acknowledged(request.id, run.status()))
        if decision.outcome.text:
            self._say(decision.outcome.text, decision.outcome.mark, request.who)
        return True

    def _written(self, request: Request, decision: Decision) -> bool:
        """Write it down; False where a reader is in the way. Raises Refusal where the disk refuses."""
        verdict = self._journal.intervene(request.action, decision, request.who)
        if verdict == "failed" or (verdict == "busy" and self._journal.trouble):
            raise Refusal(f"it cannot be written down, so it is not done: {self._journal.trouble}")
        return verdict == "written"
