"""The log."""

from __future__ import annotations

import pytest

from nntui.renderables.log_rows import log_rows
from nntui.renderables.rows import plain, row_width
from nntui.session.protocol import LogEntry

LOG = tuple(LogEntry(number, 12.0 * number, 100 * number, f"line {number}") for number in range(1, 8))


def lines(log: tuple[LogEntry, ...], width: int = 60, height: int = 3, back: int = 0) -> list[str]:
    return [plain(row).rstrip() for row in log_rows(log, width, height, back)]


def test_the_newest_stand_last() -> None:
    """What happened just now is at the bottom, next to the keys."""
    assert lines(LOG) == [
        "01:00  step     500  line 5",
        "01:12  step     600  line 6",
        "01:24  step     700  line 7",
    ]


def test_looking_back() -> None:
    """So many of the newest are out of sight."""
    assert [line[-1] for line in lines(LOG, back=4)] == ["1", "2", "3"]


def test_looking_back_beyond_the_first_line() -> None:
    """There is nothing to see before the beginning."""
    assert lines(LOG, back=50) == []


def test_few_lines_leave_the_rest_empty() -> None:
    """A log that has just begun does not fill its panel."""
    assert lines(LOG[:1], height=5) == ["00:12  step     100  line 1"]


def test_columns_stand_under_each_other() -> None:
    """Hours and long step numbers widen the column for all rows."""
    long = (LogEntry(1, 5.0, 0, "begins"), LogEntry(2, 3605.0, 1_234_567, "paused"))
    assert lines(long) == ["  00:05  step         0  begins", "1:00:05  step 1,234,567  paused"]


def test_who_did_it_stands_behind_but_for_oneself() -> None:
    """One knows what one did; a name is as foreign as any text."""
    log = tuple(LogEntry(n, 0.0, n, "paused", who=who) for n, who in enumerate(("", "ada@laptop", "b\x1bob")))
    found = [plain(row).rstrip().partition("paused")[2] for row in log_rows(log, 60, 3, me="ada@laptop")]
    assert found == ["", "", " · b␛ob"]


def test_a_long_line_is_cut() -> None:
    """A line is a row; the enlarged panel shows more of it."""
    assert lines((LogEntry(1, 0, 0, "x" * 99),), width=30) == ["00:00  step       0  xxxxxxxx…"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x1b[2Jb", "a␛[2Jb"),
        ("two\nlines", "two␊lines"),
        ("\u202egnp.exe", "\ufffdgnp.exe"),
        ("50 % of [b]x[/b]", "50 % of [b]x[/b]"),
    ],
)
def test_hostile_text_is_seen_and_does_nothing(text: str, expected: str) -> None:
    """Names of columns and files come from foreign data."""
    assert lines((LogEntry(1, 0, 0, text),)) == [f"00:00  step       0  {expected}"]


@pytest.mark.parametrize("width", [20, 60, 80, 120, 200])
def test_rows_are_as_wide_as_asked(width: int) -> None:
    """Also with characters that fill two cells."""
    log = (*LOG, LogEntry(8, 1e6, 10**12, "深い" * 60), LogEntry(9, 0, 0, ""))
    assert {row_width(row) for row in log_rows(log, width, 9)} == {width}
