"""The way back to where a run was: the steps that were taken before, and what is found at the end of them."""

from __future__ import annotations

from collections.abc import Callable

from nntui.numbers import count
from nntui.session.host.journal import Journal
from nntui.session.host.past import Past
from nntui.session.host.resuming import set_sound
from nntui.session.host.run import Run
from nntui.store.records import Branched
from nntui_engine.trainer import StepReport


class CatchingUp:
    """Takes a run along a replay, to its end or as far as this machine comes to the same losses.

    say: adds a line to the log: text and mark. wall: seconds since 1970. short_of_memory: whether the next
    step could not be taken for want of it.
    """

    def __init__(
        self,
        run: Run,
        past: Past,
        journal: Journal,
        say: Callable[[str, str], None],
        wall: Callable[[], float],
    ) -> None:
        self._run = run
        self._past = past
        self._journal = journal
        self._say = say
        self._wall = wall
        self._replay = past.replay
        self.short_of_memory = False

    @property
    def under_way(self) -> bool:
        """Whether the run is not yet where it is to be."""
        return self._replay is not None

    def go_back(self, step: int) -> None:
        """Take the run to an earlier step: one that memory holds, or by way of the checkpoint before it."""
        self._replay = None
        if self._run.sound is not None:
            self._run.rewind(step)
        else:
            self._replay = self._past.return_to(step)
        self._journal.cut()

    def advance(self, limit: int, interrupted: Callable[[], bool]) -> bool:
        """Take steps again until something else is due, or there are no more.

        True where the run is there, and an epoch that ended there is still to be evaluated.
        """
        try:
            owes_epoch = self._advance(limit, interrupted)
        except MemoryError as error:
            self._wait_for_memory(error)
            return False
        self.short_of_memory = False
        return owes_epoch

    def _advance(self, limit: int, interrupted: Callable[[], bool]) -> bool:
        replay = self._replay
        assert replay is not None
        for _ in range(limit):
            if not replay.over and (differing := replay.advance()) is not None:
                return self._part_ways(differing)
            if replay.over:
                return self._arrive()
            if interrupted():
                break
        return False

    def _wait_for_memory(self, error: MemoryError) -> None:
        """That step was not taken: it is tried again, and somebody can make room for it."""
        if not self.short_of_memory:
            self.short_of_memory = True
            why = out_of_memory(self._run.trainer.step_number + 1, error)
            self._say(f"waiting: {why}; it goes on once there is room", "memory")

    def _arrive(self) -> bool:
        self._replay, self._run.catching_up = None, 0
        trainer = self._run.trainer
        at_boundary = trainer.rows_used == 0 and trainer.step_number > 0
        return at_boundary and trainer.step_number not in self._past.ended

    def _part_ways(self, report: StepReport) -> bool:
        """This machine makes something else of the recorded steps: leave them, and go on beside them."""
        run, last = self._run, report.step - 1
        self._replay, run.catching_up = None, 0
        parent = run.branch
        run.fork(last)
        set_sound(run, [each for each in self._past.epochs if each.step <= last])
        run.control = run.control.taken_back()
        self._journal.cut()
        reason = f"from step {count(report.step)} on this machine computes other losses than are written down"
        self._journal.add(Branched(run.branch, parent, last, self._wall(), reason))
        self._say(f"{reason}: the run goes on from there on a branch of its own", "branch")
        if report.diverged:
            return False  # it was not taken: the next try says so
        run.losses.append(report.loss)
        run.count(report)
        if report.ends_epoch:
            run.control = run.control.after_epoch(run.trainer.epochs_done)
        return report.ends_epoch


def out_of_memory(step: int, error: MemoryError) -> str:
    """Why a step could not be taken, in words."""
    return f"memory ran out in step {count(step)}{f' ({error})' if str(error) else ''}"
