"""What goes to the disk: in order, never in training's way, and tried again where it must be."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator

import pytest

from nntui.session.host.writing import KEPT, Writing
from tests.session.host.writing_to import Disk, Fault, Slow, Woken, damaged, job, line, nothing, read, refuse

Until = Callable[[Callable[[], object]], None]


@pytest.fixture
def writing(disk: Disk, woken: Woken) -> Iterator[Writing]:
    """Writing, in a thread."""
    writing = Writing(lambda: disk, woken)
    writing.start()
    yield writing
    disk.before = disk.before_save = nothing
    writing.close(5.0)


@pytest.fixture
def at_once(disk: Disk, woken: Woken) -> Writing:
    """Writing, in the thread of whoever hands over."""
    return Writing(lambda: disk, woken)


def test_in_the_order_of_handing_over(at_once: Writing, disk: Disk) -> None:
    """What came first is written first, and what somebody waits for is behind all that."""
    at_once.write([line("a"), line("b")])
    assert at_once.write_now([line("c")]) == "written"
    at_once.save(job(1))
    assert disk.done == [["a", "b"], ["c"], (1, "time", False)]


def test_what_waits_goes_in_one_transaction(at_once: Writing, disk: Disk) -> None:
    """An intervention is never on the disk without the steps before it."""
    disk.before = read
    at_once.write([line("steps")])
    disk.before = nothing
    assert at_once.write_now([line("rate")]) == "written"
    assert disk.done == [["steps", "rate"]]


def test_a_reader_is_in_the_way(at_once: Writing, disk: Disk) -> None:
    """Whoever waits is told so at once; what they waited for is not written later behind their back."""
    disk.before = read
    at_once.write([line("steps")])
    assert at_once.write_now([line("rate")]) == "busy"
    disk.before = nothing
    at_once.write([line("more")])
    assert disk.done == [["steps", "more"]]


@pytest.mark.parametrize("error", [refuse, damaged])
def test_a_disk_that_refuses(at_once: Writing, disk: Disk, error: Fault) -> None:
    """Whoever waits hears of it, and what was only handed over is kept until it can be written."""
    disk.before = error
    assert at_once.write_now([line("rate")]) == "failed"
    at_once.write([line("steps")])
    assert "cannot be written" in at_once.alarm
    disk.before = nothing
    at_once.write([line("more")])
    assert (disk.done, at_once.alarm) == ([["steps", "more"]], "")


def test_training_is_not_held_for_records(at_once: Writing, disk: Disk) -> None:
    """A disk that takes no records is told of; only one that takes no checkpoint holds the run."""
    disk.before = refuse
    at_once.write([line("steps")])
    assert (at_once.trouble, at_once.failing) == ("/runs/a/run.db cannot be written: Input/output error", "")


def test_a_checkpoint_that_fails_once(at_once: Writing, disk: Disk) -> None:
    """Once may be chance: it is tried again at once, and nobody need know."""
    failures = iter([refuse])
    disk.before_save = lambda: next(failures, nothing)()
    at_once.save(job(1))
    assert (disk.done, at_once.failing, at_once.saved_step) == ([(1, "time", False)], "", 1)


def test_a_checkpoint_that_fails_twice(at_once: Writing, disk: Disk) -> None:
    """Then something is wrong, and it waits until it can be written."""
    disk.before_save = refuse
    at_once.save(job(1))
    assert at_once.failing == "/runs/a/run.db cannot be written: Input/output error"
    assert not at_once.can_save
    disk.before_save = nothing
    at_once.write([])
    assert (disk.done, at_once.failing, at_once.can_save) == ([(1, "time", False)], "", True)


def test_a_reader_does_not_hold_the_run(at_once: Writing, disk: Disk) -> None:
    """A checkpoint that waits for a reader is no trouble with the disk."""
    disk.before = read
    at_once.save(job(1))
    assert (at_once.alarm, at_once.can_save) == ("", False)


def test_what_led_to_a_checkpoint_comes_before_it(writing: Writing, disk: Disk, until: Until) -> None:
    """Also where both were handed over while something else was being written."""
    slow = Slow(disk)
    writing.write([line("steps 1 to 3")])
    slow.await_begin()
    writing.write([line("steps 4 to 6")])
    writing.save(job(6))
    slow.go_on()
    until(lambda: writing.saved_step == 6)
    assert disk.done == [["steps 1 to 3"], ["steps 4 to 6"], (6, "time", False)]


def test_the_best_is_not_where_the_run_is(at_once: Writing) -> None:
    """A checkpoint that is kept for what it was is not the newest one."""
    at_once.save(job(5))
    at_once.save(job(3, "best"))
    assert at_once.saved_step == 5


def test_memory_that_runs_out(at_once: Writing, disk: Disk) -> None:
    """What cannot be written for want of memory is written when there is some."""

    def no_memory() -> None:
        raise MemoryError

    disk.before_save = no_memory
    at_once.save(job(1))
    assert at_once.failing == "nothing can be written: memory ran out"
    disk.before_save = nothing
    at_once.write([])
    assert disk.done == [(1, "time", False)]


def test_it_tries_again_by_itself(writing: Writing, disk: Disk, woken: Woken, until: Until) -> None:
    """In its thread it needs nobody to ask: what failed is written once it can be, and the run is woken."""
    disk.before = refuse
    writing.save(job(1))
    until(lambda: writing.failing)
    times = woken.times
    disk.before = nothing
    until(lambda: writing.saved_step == 1)
    until(lambda: woken.times > times)
    assert (disk.done, writing.alarm) == ([(1, "time", False)], "")


def test_one_who_comes_while_others_are_written(writing: Writing, disk: Disk, until: Until) -> None:
    """A transaction under way vouches for nobody who came after it began."""
    slow = Slow(disk)
    writing.write([line("steps")])
    slow.await_begin()
    verdicts: list[str] = []
    waiting = threading.Thread(target=lambda: verdicts.append(writing.write_now([line("rate")])))
    waiting.start()
    until(lambda: writing._ticket is not None)
    slow.go_on()
    waiting.join(5.0)
    assert (verdicts, disk.done) == (["written"], [["steps"], ["rate"]])


def test_the_last_is_written_in_spite_of_a_reader(writing: Writing, disk: Disk) -> None:
    """Somebody who reads for a moment just when the host ends takes nothing away."""
    reads = iter([read] * 3)
    disk.before = lambda: next(reads, nothing)()
    writing.write([line("last")])
    writing.save(job(9))
    writing.close(5.0)
    assert disk.done == [["last"], (9, "time", False), "closed"]


def test_the_end_does_not_wait_for_ever(writing: Writing, disk: Disk) -> None:
    """A reader who stays does not keep the host, and whoever ends it hears what is not written."""
    disk.before = read
    writing.write([line("last")])
    assert writing.close(0.1) == KEPT
    assert ["last"] not in disk.done


def test_the_end_waits_for_a_slow_disk(writing: Writing, disk: Disk) -> None:
    """What it is writing it writes to the end, however long that takes."""
    go_on = threading.Timer(0.3, lambda: None)

    def slow() -> None:
        go_on.join(5.0)

    disk.before_save = slow
    go_on.start()
    writing.save(job(9))
    assert writing.close(0.0) == ""
    assert disk.done == [(9, "time", False), "closed"]


def test_all_checkpoints_are_written_at_the_end(writing: Writing, disk: Disk) -> None:
    """The last one is written also where another one waits."""
    writing.save(job(8))
    writing.save(job(9))
    writing.close(5.0)
    assert disk.done == [(8, "time", False), (9, "time", False), "closed"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_thread_that_died(writing: Writing, disk: Disk, until: Until) -> None:
    """A fault in the writing itself keeps nobody waiting: everything is refused, and the run is held."""

    def fault() -> None:
        raise AssertionError

    disk.before = fault
    assert writing.write_now([line("rate")]) == "failed"
    assert writing.write_now([line("rate")]) == "failed"
    until(lambda: writing.failing)
    assert writing.failing == "nothing can be written any more: see host.log"
