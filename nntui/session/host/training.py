"""The training thread's work, a turn at a time."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from nntui.numbers import count, counted
from nntui.session.host.actions import Outcome, Refusal, apply
from nntui.session.host.hub import Hub, Request
from nntui.session.host.reporting import Rhythm, make_report
from nntui.session.host.run import Purpose, Run
from nntui.session.overhead import OverheadAccount
from nntui.session.pacing import SLOW
from nntui.session.protocol import Acknowledged, LogEntry, Refused, Result, Stop

BURST = 1_000_000
"""Steps in one turn at the most; it ends much earlier, with a request, a report or an epoch."""


class TrainingLoop:
    """Obeys, evaluates, steps and reports. It never waits: `turn` says how long its owner may.

    clock: seconds, monotonic. What it takes from it never reaches the state of the run.
    """

    def __init__(self, run: Run, hub: Hub, clock: Callable[[], float]) -> None:
        self.run = run
        self._hub = hub
        self._clock = clock
        now = clock()
        self._begun = self._turned_at = now
        self._overhead = OverheadAccount()
        self._rhythm = Rhythm(now)
        self._reported_for = hub.interest
        self._entries = 0
        self._stale = True
        self._stopping = False
        self._counting = self._waiting = self._by_hand = False
        # Of the time since the last report: all, work, and waiting for the pace, and the steps taken in it.
        # Pauses count nowhere, nor do steps by hand, which are always reported in full.
        self._total = self._work = self._waited = 0.0
        self._steps = 0
        self._running_s = self._running_at_last_step = 0.0
        if run.begin_evaluation("start"):
            while not run.advance_evaluation():
                pass

    @property
    def over(self) -> bool:
        """Whether the host is to end; an epoch that is over is evaluated first."""
        return self._stopping and self.run.evaluation is None

    def turn(self, burst: int = BURST) -> float | None:
        """Do what is due. Seconds until more is: 0 for at once, None for not before something arrives."""
        now = self._clock()
        self._count(now, waited=self._waiting)
        self._obey(now)
        self._counting, self._by_hand = self.run.control.running, self.run.control.by_hand
        wait = self._work_on(now, burst)
        self._report_if_due()
        self._count(self._clock(), waited=False)
        self._counting, self._waiting = self.run.control.running, bool(wait)
        return wait

    def _work_on(self, now: float, burst: int) -> float | None:
        run = self.run
        if run.evaluation is not None:
            self._evaluate()
            return 0.0
        if self._stopping:
            return 0.0
        if not run.control.running:
            return None
        wait = 0.0 if run.control.by_hand else run.pacer.wait_s(now)
        if wait == 0.0:
            self._burst(burst)
        return wait

    def result(self) -> Result:
        """What became of the run."""
        seconds = self._running_at_last_step
        return self.run.result(len(self.run.losses) / seconds if seconds > 0 else 0.0)

    def say(self, text: str, mark: str = "") -> None:
        """Add a line to the log."""
        self._entries += 1
        time_s = self._clock() - self._begun
        entry = LogEntry(self._entries, time_s, self.run.trainer.step_number, text, mark)
        self._hub.happened(entry, self.run.status())

    def _obey(self, now: float) -> None:
        while self._hub.requests and not self._stopping:
            request = self._hub.requests.popleft()
            try:
                outcome = apply(self.run, request.action, now)
            except Refusal as refusal:
                self._hub.answer(request, Refused(request.id, str(refusal)))
            else:
                self._acknowledge(request, outcome)
                self._stopping = isinstance(request.action, Stop)

    def _acknowledge(self, request: Request, outcome: Outcome) -> None:
        self._stale = True
        if outcome.text:
            self.say(outcome.text, outcome.mark)
        self._hub.answer(request, Acknowledged(request.id, self.run.trainer.step_number))

    def _burst(self, limit: int) -> None:
        """Take steps until something else is due."""
        run, clock, requests = self.run, self._clock, self._hub.requests
        by_hand, to_epoch_end = run.control.by_hand, run.control.to_epoch_end
        if run.pacer.steps_per_s is not None or by_hand:
            limit = 1
        due = self._rhythm.due if self._hub.interest.rate_hz else inf
        first = run.trainer.step_number
        work = 0.0
        before = clock()
        for _ in range(limit):
            report = run.step()
            after = clock()
            work += after - before
            if report.ends_epoch or report.diverged or requests or after >= due:
                break
            before = clock()
        self._running_at_last_step = self._running_s + (after - self._turned_at)
        if not by_hand:
            self._work += work
            self._steps += run.trainer.step_number - first
            run.pacer.stepped(after)
        if report.diverged:
            self._diverged(report.step, report.diverged)
        else:
            self._stepped(report.ends_epoch, by_hand)
            if to_epoch_end and run.control.state == "paused":
                self.say(f"paused at the end of epoch {count(run.trainer.epochs_done)}")

    def _stepped(self, ends_epoch: bool, by_hand: bool) -> None:
        run = self.run
        shown = (run.pacer.steps_per_s or inf) < SLOW
        self._stale = self._stale or by_hand or shown or not run.control.running
        if ends_epoch:
            self._evaluate_or_end("epoch")
        elif shown or (by_hand and not run.control.running):
            self._evaluate_or_end("screen")

    def _evaluate_or_end(self, purpose: Purpose) -> None:
        if not self.run.begin_evaluation(purpose) and purpose == "epoch":
            self._end_epoch()

    def _evaluate(self) -> None:
        before = self._clock()
        finished = self.run.advance_evaluation()
        if self.run.purpose == "epoch":
            self._work += self._clock() - before
        if finished and self.run.purpose == "epoch":
            self._end_epoch()
        elif finished:
            self._stale = True

    def _end_epoch(self) -> None:
        run = self.run
        message = run.end_epoch()
        if self._hub.interest.epochs:
            self._hub.epoch_ended(message)
        if run.control.state == "finished":
            self.say(f"finished: {counted(run.trainer.epochs_done, 'epoch')}")

    def _diverged(self, step: int, reason: str) -> None:
        run = self.run
        run.control = run.control.diverged(f"at step {count(step)} {reason}")
        self._stale = True
        self.say(f"diverged: {run.control.reason}; lower the learning rate and go on", "diverged")

    def _report_if_due(self) -> None:
        interest = self._hub.interest
        if not interest.rate_hz or self.run.evaluation is not None:
            return
        now = self._clock()
        if self._stale or interest is not self._reported_for or (self._counting and now >= self._rhythm.due):
            self._report(now)

    def _report(self, now: float) -> None:
        interest = self._hub.interest
        self._stale, self._reported_for = False, interest
        self._count(now, waited=False)
        self._overhead.add(self._total, self._work, self._waited)
        interval = self._overhead.interval_s(1.0 / interest.rate_hz)
        self._rhythm.reported(now, self._steps, interval, self._total)
        self._total = self._work = self._waited = 0.0
        self._steps = 0
        status, speed = self.run.status(), self._rhythm.steps_per_s
        self._hub.publish(make_report(self.run, interest, status, speed, self._overhead.share))
        self._overhead.reported(self._clock() - now)

    def _count(self, now: float, *, waited: bool) -> None:
        """Count the time since this was last called, unless the run was paused in it."""
        seconds, self._turned_at = now - self._turned_at, now
        if not self._counting:
            return
        self._running_s += seconds
        if not self._by_hand:
            self._total += seconds
            self._waited += seconds * waited
