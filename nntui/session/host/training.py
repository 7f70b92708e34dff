"""The training thread's work, a turn at a time."""

from __future__ import annotations

from collections.abc import Callable
from math import inf

from nntui.numbers import count, counted
from nntui.session.host.catching_up import CatchingUp, out_of_memory
from nntui.session.host.checkpointing import Checkpointing
from nntui.session.host.hub import Hub, Request
from nntui.session.host.journal import HAND_OVER_S, Journal
from nntui.session.host.obeying import Obeying
from nntui.session.host.past import Past
from nntui.session.host.reporting import make_report
from nntui.session.host.run import Purpose, Run
from nntui.session.host.stopwatch import Stopwatch
from nntui.session.host.writing import BUSY_S, Writing
from nntui.session.pacing import SLOW
from nntui.session.protocol import LogEntry, Result, Resume

ROOM_S = 1.0
"""Between two tries of a repeated step that there is no memory for."""

BURST = 1_000_000
"""Steps in one turn at the most; it ends much earlier, with a request, a report or an epoch."""


class TrainingLoop:
    """Obeys, evaluates, steps, writes down and reports. It never waits: `turn` says how long its owner may.

    clock: seconds, monotonic. wall: seconds since 1970. What it takes from them never reaches the state of
    the run.
    """

    def __init__(
        self,
        run: Run,
        hub: Hub,
        clock: Callable[[], float],
        writing: Writing,
        wall: Callable[[], float],
        past: Past,
    ) -> None:
        self.run = run
        self.journal = Journal(run, writing, wall, past.records, past.stood)
        self._hub = hub
        self._clock = clock
        self._writing = writing
        self._past = past
        now = clock()
        self._begun = now - past.time_s
        self._watch = Stopwatch(now)
        self._hand_over_due = now
        every_s = run.assembly.config.checkpoint_every
        self._checkpoints = Checkpointing(run, self.journal, writing, every_s, past.saved)
        self._catching_up = CatchingUp(run, past, self.journal, self.say, wall)
        self._obeying = Obeying(run, hub, self.journal, self.say, self._catching_up.go_back)
        self._reported_for = hub.interest
        self._entries = past.log[-1].number if past.log else 0
        self._steps_before = run.trainer.step_number
        # Spent on steps that were taken before: the newest checkpoint is as old as these take.
        self._repeated_s = 0.0
        self._stale = True
        if past.is_new:
            self._begin()

    def _begin(self) -> None:
        if self.run.begin_evaluation("start"):
            while not self.run.advance_evaluation():
                pass
        self.journal.begun(self.run.evaluated)

    @property
    def over(self) -> bool:
        """Whether the host is to end; an epoch that is over is evaluated first."""
        return self._obeying.stopping and self.run.evaluation is None

    @property
    def is_catching_up(self) -> bool:
        """Whether the run is not yet where it had been, or was told to go back to."""
        return self._catching_up.under_way

    def turn(self, burst: int = BURST) -> float | None:
        """Do what is due. Seconds until more is: 0 for at once, None for not before something arrives."""
        now = self._clock()
        self._watch.turn_begins(now)
        self._heed_disk()
        self._stale |= self._obeying.obey(now)
        control = self.run.control
        self._watch.runs(control.stepping_on and not self._catching_up.under_way, by_hand=control.by_hand)
        wait = self._work_on(now, burst)
        self.write_down()
        self._report_if_due()
        running = self.run.control.stepping_on and not self._catching_up.under_way
        self._watch.turn_ends(self._clock(), running, waiting=bool(wait))
        if self._obeying.blocked:
            return BUSY_S if wait is None else min(wait, BUSY_S)
        return wait

    def _work_on(self, now: float, burst: int) -> float | None:
        run = self.run
        if run.evaluation is not None:
            self._evaluate()
            return 0.0
        if self._obeying.stopping:
            return 0.0
        if self._catching_up.under_way:
            return self._catch_up(now, burst)
        if not run.control.stepping_on:
            return None
        wait = 0.0 if run.control.by_hand else run.pacer.wait_s(now)
        if wait == 0.0:
            self._burst(burst)
        # What was taken is to be on the disk soon, however slow the pace is.
        return min(wait, HAND_OVER_S)

    def result(self) -> Result:
        """What became of the run."""
        seconds, taken = self._watch.at_last_step, self.run.trainer.step_number - self._steps_before
        return self.run.result(max(0, taken) / seconds if seconds > 0 else 0.0)

    def say(self, text: str, mark: str = "", who: str = "") -> None:
        """Add a line to the log."""
        self._entries += 1
        time_s = self._clock() - self._begun
        # While it catches up it stands where it is going to.
        step = self.run.catching_up or self.run.trainer.step_number
        entry = LogEntry(self._entries, time_s, step, text, mark, who)
        self.journal.logged(entry)
        self._hub.happened(entry, self.run.status())

    def close(self, limit_s: float) -> str:
        """Have all that is left written down, the last checkpoint too; why it is not, or nothing.

        limit_s: as long as this it is tried again what is refused.
        """
        self.write_down(at_once=True)
        if not self._catching_up.under_way:
            self._checkpoints.finish(self._watch.trained_s + self._repeated_s)
        return self._writing.close(limit_s)

    def _burst(self, limit: int) -> None:
        """Take steps until something else is due."""
        run, clock, requests = self.run, self._clock, self._hub.requests
        by_hand, to_epoch_end = run.control.by_hand, run.control.to_epoch_end
        if run.pacer.steps_per_s is not None or by_hand:
            limit = 1
        due = min(self._watch.report_due if self._hub.interest.rate_hz else inf, self._hand_over_due)
        first = run.trainer.step_number
        work = 0.0
        before = clock()
        for _ in range(limit):
            try:
                report = run.step()
            except MemoryError as error:
                self._out_of_memory(error)
                return
            after = clock()
            work += after - before
            if not report.diverged:
                self.journal.stepped(report.step)
            if report.ends_epoch or report.diverged or requests or after >= due:
                break
            before = clock()
        self._watch.stepped(after)
        if not by_hand:
            self._watch.worked(work, run.trainer.step_number - first)
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
            self._watch.worked(self._clock() - before)
        if finished and self.run.purpose == "epoch":
            self._end_epoch()
        elif finished:
            self._stale = True

    def _end_epoch(self) -> None:
        run = self.run
        message = run.end_epoch()
        self.journal.epoch_ended(message)
        if self._hub.interest.epochs:
            self._hub.epoch_ended(message)
        if run.control.state == "finished":
            why = run.control.reason or counted(run.trainer.epochs_done, "epoch")
            self.say(f"finished: {why}")
        elif run.out_of_patience:
            self.say(run.out_of_patience)

    def _diverged(self, step: int, reason: str) -> None:
        run = self.run
        run.control = run.control.diverged(f"at step {count(step)} {reason}")
        self._stale = True
        self.say(f"diverged: {run.control.reason}; lower the learning rate and go on", "diverged")

    def _out_of_memory(self, error: MemoryError) -> None:
        """The step was not taken, and nothing has changed: somebody can make it smaller."""
        run = self.run
        why = out_of_memory(run.trainer.step_number + 1, error)
        run.control = run.control.paused_because(why)
        run.forget_layers()
        self._stale = True
        self.say(f"paused: {why}; make the batch smaller, or room for it, and go on", "memory")

    def _catch_up(self, now: float, limit: int) -> float:
        """Take steps that were taken already until something else is due, or there are no more.

        How long to wait: for memory, where there was not enough for the next.
        """
        clock, requests = self._clock, self._hub.requests
        due = min(now + HAND_OVER_S, self._watch.report_due if self._hub.interest.rate_hz else inf)
        owes_epoch = self._catching_up.advance(limit, lambda: bool(requests) or clock() >= due)
        self._repeated_s += clock() - now
        self._stale |= clock() >= due or not self._catching_up.under_way
        if not self._catching_up.under_way:
            self._caught_up(owes_epoch=owes_epoch)
        return ROOM_S if self._catching_up.short_of_memory else 0.0

    def _caught_up(self, *, owes_epoch: bool) -> None:
        """The run is where it was, and goes on."""
        self._steps_before = self.run.trainer.step_number
        if owes_epoch:
            self._evaluate_or_end("epoch")
        if self._past.go_on and self.run.control.state in ("finished", "diverged"):
            self._hub.submit(Request(0, Resume()))

    def _heed_disk(self) -> None:
        """Hold the run where its checkpoints cannot be written, let it go on where they can again."""
        run, writing = self.run, self._writing
        # Each read once: the writing thread may change them meanwhile.
        failing, trouble = writing.failing, writing.trouble
        run.checkpoint_step = writing.saved_step
        held, alarm = run.control.held, run.alarm
        run.control, run.alarm = run.control.held_by(failing), failing or trouble
        self._stale |= (held, alarm) != (failing, run.alarm)
        if failing and not held:
            self.say(f"waiting: {failing}", "disk")
        elif held and not failing:
            self.say("the disk can be written again: going on")
        elif trouble and not failing and not alarm:
            # Once: how much of the disk is free changes all the time.
            self.say(trouble)

    def write_down(self, *, at_once: bool = False) -> None:
        """Hand over what happened, now and then, and whenever the run stands still."""
        now = self._clock()
        run = self.run
        if at_once or now >= self._hand_over_due or not run.control.stepping_on:
            self._hand_over_due = now + HAND_OVER_S
            self.journal.steps_per_s = self._watch.steps_per_s
            self.journal.hand_over()
            # Whoever comes next is told how it stands, also where nobody was there to be told meanwhile.
            self._hub.status = run.status()
        if run.evaluation is None and not self._catching_up.under_way:
            self._checkpoints.attend(self._watch.trained_s + self._repeated_s)

    def _report_if_due(self) -> None:
        interest = self._hub.interest
        if not interest.rate_hz or self.run.evaluation is not None:
            return
        now = self._clock()
        is_due = self._watch.counting and now >= self._watch.report_due
        if self._stale or interest is not self._reported_for or is_due:
            self._report(now)

    def _report(self, now: float) -> None:
        interest = self._hub.interest
        self._stale, self._reported_for = False, interest
        self._watch.report(now, 1.0 / interest.rate_hz)
        status, watch = self.run.status(), self._watch
        self._hub.publish(make_report(self.run, interest, status, watch.steps_per_s, watch.overhead))
        self._watch.reported(self._clock() - now)
