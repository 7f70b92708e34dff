"""What a host has to know of those that had its run before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from nntui.session.host.replay import Replay
from nntui.session.protocol import LogEntry
from nntui.store.records import EpochMeasured, Record, Stood


def _nowhere(step: int) -> Replay:
    raise AssertionError(f"a run without a past cannot go back to step {step}")


@dataclass(frozen=True, eq=False)
class Past:
    """Nothing at all for a new run.

    log: its lines so far. time_s: seconds that earlier hosts were there. replay: what is to be done again
    first. epochs: what is written down of them. stood: how the run stood. saved: branch and step of the
    newest checkpoint. return_to: puts the run at the checkpoint before an earlier step that memory does not
    hold, and gives the way from there. records: what this host writes down first. go_on: whether it is to
    train once it is where it was, however it had been left.
    """

    log: tuple[LogEntry, ...] = ()
    time_s: float = 0.0
    replay: Replay | None = None
    epochs: tuple[EpochMeasured, ...] = ()
    stood: Stood | None = None
    saved: tuple[int, int] | None = None
    return_to: Callable[[int], Replay] = _nowhere
    records: tuple[Record, ...] = ()
    go_on: bool = False

    @property
    def ended(self) -> frozenset[int]:
        """The steps at which an epoch's end is written down."""
        return frozenset(each.step for each in self.epochs)

    @property
    def is_new(self) -> bool:
        """Whether the run never had a host."""
        return self.replay is None
