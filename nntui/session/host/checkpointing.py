"""When a run is saved."""

from __future__ import annotations

from nntui.session.host.disk import CheckpointJob
from nntui.session.host.journal import Journal
from nntui.session.host.run import Run
from nntui.session.host.snapshots import to_checkpoint
from nntui.session.host.writing import BEST, Writing


class Checkpointing:
    """Asks for a checkpoint at the start, now and then while it trains, and wherever the run stands still.

    At most one waits to be written; what becomes due meanwhile is asked for afterwards, as the run is then.
    every_s: seconds of training. saved: branch and step of the newest one there is.
    """

    def __init__(
        self, run: Run, journal: Journal, writing: Writing, every_s: float, saved: tuple[int, int] | None
    ) -> None:
        self._run = run
        self._journal = journal
        self._writing = writing
        self._every_s = every_s
        self._saved = saved
        self._saved_at = 0.0

    def attend(self, trained_s: float) -> None:
        """Ask for what is due, after so many seconds of training.

        To be called where no epoch waits to be evaluated: a checkpoint knows all that was done before it.
        """
        reason = self._due(trained_s)
        if reason and self._writing.can_save:
            self._ask(reason, trained_s)

    def finish(self, trained_s: float) -> None:
        """Ask for all that is due before the host ends, whatever waits already."""
        while reason := self._due(trained_s):
            self._ask(reason, trained_s)

    def _due(self, trained_s: float) -> str:
        """Why it is to be saved now, or nothing."""
        run = self._run
        if self._saved is None:
            return "start"
        if self._saved == (run.branch, run.trainer.step_number):
            return ""
        if not run.control.running:
            return run.control.state
        return "time" if trained_s - self._saved_at >= self._every_s else ""

    def _ask(self, reason: str, trained_s: float) -> None:
        # A checkpoint never is ahead of what is written of the steps that led to it.
        self._journal.hand_over()
        run, best = self._run, self._run.best.snapshot
        here = (run.branch, run.trainer.step_number)
        is_here = best is not None and (best.branch, best.state.step) == here
        if best is not None and not is_here:
            # The run as it is now comes next, once this one is written.
            self._writing.save(CheckpointJob(to_checkpoint(best, run.trainer.parameters), BEST, best=True))
        else:
            checkpoint = to_checkpoint(run.snapshot(), run.trainer.parameters)
            self._writing.save(CheckpointJob(checkpoint, reason, best=is_here))
            self._saved, self._saved_at = here, trained_s
        run.best.snapshot = None
