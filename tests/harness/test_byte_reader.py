"""Timing keys by the bytes alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

import pytest

from benchmarks.harness.byte_reader import ByteReader

RAW = "import os, time, tty; tty.setraw(0); write = lambda data: os.write(1, data)\n"


def python(source: str) -> list[str]:
    return [sys.executable, "-I", "-c", source]


def test_a_key_is_timed() -> None:
    """The time runs from the key to the bytes it causes, the program's own time included."""
    source = RAW + "write(b'ready'); os.read(0, 1); time.sleep(0.1); write(b'done'); os.read(0, 1)"
    with ByteReader(python(source)) as reader:
        reader.wait_for(b"ready")
        assert reader.time_key("space", b"done") >= 0.1


def test_bytes_from_before_do_not_count() -> None:
    """A word that was written earlier is not the effect of the key."""
    source = RAW + "write(b'running ready'); os.read(0, 1); write(b'nothing'); os.read(0, 1)"
    with ByteReader(python(source)) as reader:
        reader.wait_for(b"ready")
        with pytest.raises(TimeoutError, match="b'running' was not written"):
            reader.time_key("space", b"running", limit_s=0.2)


def test_a_word_may_come_in_two_reads() -> None:
    """Bytes cut between reads are found."""
    source = RAW + "write(b'pau'); time.sleep(0.05); write(b'sed'); os.read(0, 1)"
    with ByteReader(python(source)) as reader:
        reader.wait_for(b"paused")


def test_queries_are_answered() -> None:
    """A program that draws only after an answer goes on, also when its query came in two reads."""
    source = (
        RAW + "write(b'\\x1b[?20'); time.sleep(0.05); write(b'26$p'); write(os.read(0, 99)); os.read(0, 1)"
    )
    with ByteReader(python(source)) as reader:
        reader.wait_for(b"\x1b[?2026;2$y")


def test_a_query_is_answered_once() -> None:
    """Every answer is one key to the program: none is doubled."""
    source = RAW + "write(b'\\x1b[5n' * 3); time.sleep(0.05); write(b'x'); time.sleep(0.05)\n"
    source += "write(b'%d bytes' % len(os.read(0, 99))); os.read(0, 1)"
    with ByteReader(python(source)) as reader:
        reader.wait_for(b"12 bytes")


def test_bytes_are_counted() -> None:
    """The traffic is what the program wrote."""
    with ByteReader(python(RAW + "write(b'x' * 12_345)")) as reader:
        reader.run_for(10.0)
        assert reader.written == 12_345


def test_an_ended_program_is_not_waited_for() -> None:
    """A program that is gone writes nothing more."""
    with ByteReader(python("pass")) as reader, pytest.raises(TimeoutError):
        reader.wait_for(b"never", limit_s=60.0)


def test_the_program_is_gone_after_a_failure() -> None:
    """What a benchmark starts it ends."""
    with pytest.raises(TimeoutError), ByteReader(python(RAW + "while True: write(b'x' * 999)")) as reader:
        reader.wait_for(b"never", limit_s=0.1)
    with pytest.raises(ProcessLookupError):
        os.kill(reader.pid, 0)


def test_keys_are_pressed_and_the_end_is_known(until: Callable[[Callable[[], object]], None]) -> None:
    """A program gets keys by their names and text as it is; its last words and its exit code are kept."""
    keys = "write(b'<' + b''.join(os.read(0, 1) for _ in range(3)) + b'>')"
    source = f"{RAW}write(b'ready'); {keys}; raise SystemExit(3)"
    with ByteReader(python(source)) as reader:
        reader.wait_for(b"ready")
        assert reader.exit_code is None
        reader.press("escape", "ab")
        reader.run_for(10.0)
        until(lambda: reader.exit_code is not None)  # a terminal is closed before its program has ended
        assert (reader.last, reader.exit_code) == (b"ready<\x1bab>", 3)


def test_what_is_recorded_has_its_times() -> None:
    """All bytes in order, each read after the one before."""
    with ByteReader(python(RAW + "write(b'one'); write(b'two')"), record=True) as reader:
        reader.run_for(10.0)
        times = [each.at for each in reader.heard]
        assert b"".join(each.data for each in reader.heard) == b"onetwo"
        assert times == sorted(times)
