"""Whether the run goes on, and until when: a frozen value, and what each request makes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nntui.session.protocol import RunState


@dataclass(frozen=True)
class Control:
    """state, and what ends a stretch of running.

    first_goal: epochs that the run was made for. goal_epochs: where it finishes. steps_left: steps asked for
    by hand, 0 when running freely. to_epoch_end: whether it pauses at the next end of an epoch. held: why it
    waits for the disk, and goes on by itself once that is mended.
    """

    state: RunState
    first_goal: int
    goal_epochs: int
    steps_left: int = 0
    to_epoch_end: bool = False
    reason: str = ""
    held: str = ""

    @property
    def running(self) -> bool:
        """Whether the next step is to be taken, were it not held."""
        return self.state == "running"

    @property
    def stepping_on(self) -> bool:
        """Whether the next step is to be taken."""
        return self.running and not self.held

    @property
    def by_hand(self) -> bool:
        """Whether it runs for a number of steps only."""
        return self.steps_left > 0

    def paused(self) -> Control:
        """Take no further step."""
        if not self.running:
            return self
        return replace(self, state="paused", steps_left=0, to_epoch_end=False)

    def resumed(self, epochs_done: int) -> Control:
        """Run freely; a finished run gets as many epochs again."""
        goal = self.goal_epochs
        if epochs_done >= goal:
            goal = epochs_done + self.first_goal
        return replace(self._running(), goal_epochs=goal)

    def toggled(self, epochs_done: int) -> Control:
        """Pause what runs, resume what does not."""
        return self.paused() if self.running else self.resumed(epochs_done)

    def stepping(self, count: int, epochs_done: int) -> Control:
        """Take so many steps, then pause. Running freely it pauses, so that the key never surprises."""
        if self.running and not self.by_hand:
            return self.paused()
        if self.by_hand:
            return replace(self, steps_left=self.steps_left + count)
        return replace(self._running(), steps_left=count, goal_epochs=self._beyond(epochs_done))

    def to_end_of_epoch(self, epochs_done: int) -> Control:
        """Run to the end of the epoch begun, or of the next one on a boundary."""
        return replace(self._running(), to_epoch_end=True, goal_epochs=self._beyond(epochs_done))

    def after_step(self) -> Control:
        """One step was taken."""
        if self.steps_left > 1:
            return replace(self, steps_left=self.steps_left - 1)
        return self.paused() if self.by_hand else self

    def after_epoch(self, epochs_done: int) -> Control:
        """That step ended an epoch."""
        if epochs_done >= self.goal_epochs and not self.by_hand:
            return replace(self, state="finished", steps_left=0, to_epoch_end=False)
        if epochs_done >= self.goal_epochs:
            return replace(self, goal_epochs=epochs_done + 1)
        return self.paused() if self.to_epoch_end else self

    def finished_early(self, reason: str) -> Control:
        """There is no use in going on; steps asked for by hand are taken all the same.

        Also where its host is about to end: the next one would not know.
        """
        if self.by_hand or self.state not in ("running", "paused", "stopped"):
            return self
        return replace(self, state="finished", to_epoch_end=False, reason=reason)

    def diverged(self, reason: str) -> Control:
        """The step could not be taken."""
        return replace(self, state="diverged", steps_left=0, to_epoch_end=False, reason=reason)

    def paused_because(self, reason: str) -> Control:
        """The next step cannot be taken, for now."""
        return replace(self.paused(), reason=reason)

    def taken_back(self) -> Control:
        """Where it ended, or diverged, lies on a line of steps that it has left: that is before it again."""
        return self._running() if self.state in ("finished", "diverged") else self

    def held_by(self, reason: str) -> Control:
        """Wait for the disk, or wait no longer: nothing keeps it."""
        return replace(self, held=reason)

    def stopped(self) -> Control:
        """The host ends; what was over stays so."""
        over = self.state in ("finished", "diverged")
        return self if over else replace(self, state="stopped", steps_left=0, to_epoch_end=False)

    def _running(self) -> Control:
        return replace(self, state="running", steps_left=0, to_epoch_end=False, reason="")

    def _beyond(self, epochs_done: int) -> int:
        return max(self.goal_epochs, epochs_done + 1)
