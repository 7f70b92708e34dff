"""The line of steps that a run is on: its newest branch, and what lies before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nntui.store.records import Branched

NO_END = 2**63 - 1


@dataclass(frozen=True)
class Stretch:
    """The part of a branch that the line runs along: behind step `after`, up to `until`.

    is_root: whether nothing is known to come before it; then the state at `after` is its own.
    """

    branch: int
    after: int
    until: int
    is_root: bool

    def has_step(self, step: int) -> bool:
        """Whether the line takes this step on this branch."""
        return self.after < step <= self.until

    def has_state(self, step: int) -> bool:
        """Whether the line is on this branch when so many steps are taken, at its beginning included."""
        return self.after <= step <= self.until

    def has_epoch(self, step: int) -> bool:
        """Whether an evaluation at a step was made on this branch of the line."""
        return self.has_state(step) if self.is_root else self.has_step(step)


def line_of(branches: Iterable[Branched]) -> tuple[Stretch, ...]:
    """The stretches of the line, the oldest first."""
    known = {each.branch: each for each in branches}
    stretches: list[Stretch] = []
    branch = known.get(max(known, default=0))
    until = NO_END
    while branch is not None:
        parent = branch.parent
        earlier = known.get(parent) if parent is not None and parent < branch.branch else None
        stretches.append(Stretch(branch.branch, branch.from_step, until, earlier is None))
        until = min(until, branch.from_step)
        branch = earlier
    return tuple(reversed(stretches))


def with_lost(branches: Iterable[Branched], traces: Mapping[int, int]) -> tuple[Branched, ...]:
    """All branches, also those of which nothing is left but traces.

    traces: by branch, the earliest step that it has been at. A run goes on from its newest branch only: that
    is the parent of one that was lost.
    """
    known = {each.branch: each for each in branches}
    for branch in sorted(traces.keys() - known.keys()):
        parent = max((each for each in {*traces, *known} if each < branch), default=None)
        from_step = 0 if parent is None else traces[branch]
        known[branch] = Branched(branch, parent, from_step, 0.0, "where it began was lost")
    return tuple(known[branch] for branch in sorted(known))
