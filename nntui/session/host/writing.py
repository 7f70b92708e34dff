"""The writing thread: everything of a run that goes to the disk, in the order in which it was handed over.

Training hands over and goes on. It waits for one thing only: that an intervention is written before it acts;
and even then not for a reader who keeps the writer out.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence

from nntui.session.host.disk import CheckpointJob, Disk, Ticket, Verdict, bytes_of
from nntui.session.host.noting import note
from nntui.store.database import Busy
from nntui.store.records import Record
from nntui.store.trouble import TROUBLE, Trouble, disk_trouble

BUSY_S = 0.05
"""Between two tries to write what a reader keeps the writer from."""

FAILED_S = 1.0
"""Between two tries to write what the disk refused, or a reader has kept it from for long."""

KEPT_S = 2.0
"""So long a reader may keep the writer out before anybody is told."""

KEPT = "run.db is kept by another program that reads it: nothing is written until that closes it"

MOST_UNWRITTEN = 64 * 1024 * 1024
"""Bytes that may wait for the disk, a little more or less, before the run waits too."""

SLOW_S = 60.0
"""How long a host that ends waits for a disk that is slow but does not refuse."""

BEST = "best"
"""The reason of a checkpoint that is kept for what it was, and not for where the run is."""


class Writing:
    """What is to be written, and the writing of it: in a thread once it is started, else at once.

    open_disk: called by whoever writes, since a connection to SQLite belongs to one thread. wake: called when
    a checkpoint is written or cannot be. trouble: what keeps records from the disk, or nothing. failing: what
    keeps a checkpoint from it, tried twice, or more records than may wait. saved_step: of the newest
    checkpoint written. clock: monotonic, in seconds.
    """

    def __init__(
        self,
        open_disk: Callable[[], Disk],
        wake: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._open_disk = open_disk
        self._wake = wake
        self._clock = clock
        self._disk: Disk | None = None
        self._changed = threading.Condition()
        self._unwritten: list[Record] = []
        self._ticket: Ticket | None = None
        self._jobs: deque[CheckpointJob] = deque()
        self._news = self._closing = self._dead = False
        self._give_up_at = 0.0
        # Since when a reader keeps the writer out, and what waits since then.
        self._kept_since: float | None = None
        self._waiting_bytes = 0
        # In a row.
        self._failures = 0
        self._thread: threading.Thread | None = None
        self.trouble = self.failing = ""
        self.saved_step = -1

    @property
    def alarm(self) -> str:
        """What is wrong with the disk, or nothing."""
        return self.failing or self.trouble

    def start(self) -> None:
        """Write in a thread from now on."""
        self._thread = threading.Thread(target=self._work_on, name="writing", daemon=True)
        self._thread.start()

    def write(self, records: Sequence[Record]) -> None:
        """Have these written some time soon."""
        with self._changed:
            self._unwritten += records
            self._waiting_bytes += bytes_of(records)
        self._handed_over()

    def write_now(self, records: Sequence[Record]) -> Verdict:
        """Have these written, and all that was handed over before; wait for it.

        Where the verdict is another, these will not be written later either.
        """
        ticket = Ticket(tuple(records))
        with self._changed:
            if self._dead:
                return "failed"
            self._ticket = ticket
        self._handed_over()
        ticket.settled.wait()
        assert ticket.verdict is not None
        return ticket.verdict

    @property
    def can_save(self) -> bool:
        """Whether no checkpoint waits to be written: there is room for one."""
        return not self._jobs

    def save(self, job: CheckpointJob) -> None:
        """Have a checkpoint written. Only the last may be one more than there is room for."""
        with self._changed:
            self._jobs.append(job)
        self._handed_over()

    def close(self, limit_s: float) -> str:
        """Write what there is; why not all of it is written, or nothing.

        For so many seconds it is tried again what a reader is in the way of, or the disk refuses.
        """
        with self._changed:
            self._closing = True
            self._give_up_at = self._clock() + limit_s
            self._changed.notify()
        if self._thread is not None:
            self._thread.join(SLOW_S)
        elif self._disk is not None:
            self._disk.close()
        if not self._has_work():
            return ""
        return self.alarm or (KEPT if self._kept_since is not None else "the disk is too slow")

    def _handed_over(self) -> None:
        if self._thread is None:
            self._work()
            return
        with self._changed:
            self._news = True
            self._changed.notify()

    def _work_on(self) -> None:
        try:
            wait = self._work()
            while not self._closing or self._has_work():
                with self._changed:
                    self._changed.wait_for(lambda: self._news or self._closing, wait)
                    self._news = False
                wait = self._work()
                if wait is not None and self._closing:
                    if self._clock() > self._give_up_at:
                        break
                    time.sleep(wait / 10)
            if self._disk is not None:
                self._disk.close()
        finally:
            # Reached by a fault as well: then nothing must wait for this thread, and everybody must know.
            with self._changed:
                self._dead = True
            if not self._closing:
                self.failing = self.trouble = "nothing can be written any more: see host.log"
            self._settle(self._ticket, "failed")
            self._wake()

    def _has_work(self) -> bool:
        return bool(self._unwritten or self._jobs)

    def _work(self) -> float | None:
        """Write what there is; seconds until it is to be tried again, None for when there is more."""
        try:
            self._commit()
            self._save()
        except Busy:
            self._kept_out()
            self._settle(self._ticket, "busy")
            return FAILED_S if self.trouble else BUSY_S
        except TROUBLE as error:
            self._failed(error)
            return FAILED_S
        return None

    def _commit(self) -> None:
        with self._changed:
            ticket, count = self._ticket, len(self._unwritten)
            records = [*self._unwritten, *(ticket.records if ticket else ())]
        if records:
            self._opened().commit(records)
        with self._changed:
            del self._unwritten[:count]
            self._waiting_bytes = bytes_of(self._unwritten)
        self._failures, self._kept_since = 0, None
        if self.trouble:
            self.trouble = ""
            if not self._jobs:
                self.failing = ""
            self._wake()
        # This one: another may have come meanwhile, and is not written.
        self._settle(ticket, "written")

    def _save(self) -> None:
        while self._jobs:
            job = self._jobs[0]
            # What led to it comes before it, also where both were handed over while others were written.
            self._commit()
            try:
                self._write_checkpoint(job)
            except TROUBLE as error:
                # Once may be chance; a disk that refuses twice is trouble.
                note(f"a checkpoint is tried again: {error}")
                self._failures += 1
                self._write_checkpoint(job)
            self._jobs.popleft()
            self.failing = ""
            if job.reason != BEST:
                self.saved_step = job.checkpoint.step
            self._wake()

    def _write_checkpoint(self, job: CheckpointJob) -> None:
        self._opened().save(job.checkpoint, job.reason, best=job.best)

    def _kept_out(self) -> None:
        """A reader is in the way: for a moment nobody minds, then it is told, and at last the run waits."""
        if self._kept_since is None:
            self._kept_since = self._clock()
        if self._clock() < self._kept_since + KEPT_S:
            return
        failing = KEPT if self._waiting_bytes > MOST_UNWRITTEN else self.failing
        if (self.trouble, self.failing) != (KEPT, failing):
            self.trouble, self.failing = KEPT, failing
            self._wake()

    def _failed(self, error: Trouble) -> None:
        job = self._jobs[0] if self._jobs else None
        self.trouble = disk_trouble(error, needed=job.size if job else 0)
        self._failures += 1
        self._settle(self._ticket, "failed")
        if job is not None and self._failures > 1:
            self.failing = self.trouble
        self._wake()

    def _settle(self, ticket: Ticket | None, verdict: Verdict) -> None:
        """Tell whoever waits."""
        if ticket is not None:
            with self._changed:
                self._ticket = None
            ticket.verdict = verdict
            ticket.settled.set()

    def _opened(self) -> Disk:
        if self._disk is None:
            self._disk = self._open_disk()
        return self._disk
