"""The emulated screen."""

from __future__ import annotations

import pytest

from benchmarks.harness.emulator import Cell, Emulator


def shown(*pieces: bytes) -> str:
    emulator = Emulator(cols=12, rows=2)
    for piece in pieces:
        emulator.feed(piece)
    return emulator.text


@pytest.mark.parametrize(
    "sequence",
    [
        b"\x1b[>25u",
        b"\x1b[<u",
        b"\x1b[=1;2u",
        b"\x1b[?u",
        b"\x1b[>q",
        b"\x1b[>4;2m",
        b"\x1b[4:3m",
        b"\x1b[2 q",
        b"\x1b[!p",
        b"\x1b[?2026$p",
        b"\x1b[?2048$p",
        b"\x1b]0;a title\x07",
        b"\x1b]11;?\x1b\\",
        b"\x1bP+q544e\x1b\\",
        b"\x1b_Gi=1\x1b\\",
        b"\x1b=",
        b"\x1b(B",
        b"\x1b[38;2;190;12K",  # a colour that was cut off, and `Killed` after it
        b"\x1b[38K",
        b"\x1b[1;2;3H",
        b"\x1b[1;2A",
    ],
)
def test_what_has_no_picture_leaves_no_trace(sequence: bytes) -> None:
    """Sequences that pyte would take for text or colours never reach the picture, nor do their halves."""
    pieces = [bytes([byte]) for byte in sequence]
    emulator = Emulator(cols=12, rows=2)
    for piece in (b"a", *pieces, b"b"):
        emulator.feed(piece)
    plain = Emulator(cols=12, rows=2)
    plain.feed(b"ab")
    assert (emulator.text, emulator.cell(1, 0)) == (plain.text, plain.cell(1, 0))


def test_text_stands_where_the_cursor_was_sent() -> None:
    """Cursor movements mean what they say."""
    assert shown(b"\x1b[2;3Hok") == "\n  ok"


def test_a_character_may_be_cut_in_its_bytes() -> None:
    """UTF-8 divided between reads is one character."""
    assert shown(b"\xe2\x96", b"\x84 \xe6", b"\xbc\xa2.") == "▄ 漢.\n"


def test_rows_are_as_wide_as_the_screen() -> None:
    """A column of the picture is a column of every row."""
    emulator = Emulator(cols=5, rows=2)
    emulator.feed(b"ab")
    assert emulator.rows == ["ab   ", "     "]


def test_a_cell_has_its_colours() -> None:
    """Colours and attributes of a single cell can be compared."""
    emulator = Emulator(cols=5, rows=1)
    emulator.feed(b"\x1b[1;31;48;2;16;32;255mx")
    expected = Cell("x", "red", "1020ff", bold=True, italic=False, underlined=False, reversed=False)
    assert emulator.cell(0, 0) == expected


def test_palette_colours_are_colours() -> None:
    """A colour by its number is read as the colour it stands for."""
    emulator = Emulator(cols=5, rows=1)
    emulator.feed(b"\x1b[38;5;196mx")
    assert emulator.cell(0, 0).foreground == "ff0000"


def test_the_cursor_is_told_where_it_was_asked() -> None:
    """An answer counts what stands before the question, not what follows in the same read."""
    answers = Emulator(cols=12, rows=2).feed(b"ab\x1b[6ncd\x1b[6n")
    assert answers == b"\x1b[1;3R\x1b[1;5R"


def test_a_cursor_that_waits_to_wrap_is_in_the_last_column() -> None:
    """No terminal has a cursor beyond its width."""
    assert Emulator(cols=4, rows=2).feed(b"abcd\x1b[6n") == b"\x1b[1;4R"


def test_a_query_cut_in_two_is_answered_once() -> None:
    """Reads that divide a query lose and double nothing."""
    emulator = Emulator(cols=12, rows=2)
    answers = [emulator.feed(piece) for piece in (b"\x1b[?20", b"26$", b"p")]
    assert answers == [b"", b"", b"\x1b[?2026;2$y"]


def test_the_alternate_screen_begins_blank() -> None:
    """A program does not draw over the shell."""
    assert shown(b"shell", b"\x1b[?1049h", b"\x1b[Happ") == "app\n"


def test_the_main_screen_returns_as_it_was() -> None:
    """What a program leaves behind on the shell's screen is what the shell had, cursor included."""
    assert shown(b"shell", b"\x1b[?1049h", b"\x1b[Happ", b"\x1b[?1049l", b"$") == "shell$\n"


def test_modes_hold_on_both_screens() -> None:
    """Line wrap switched off on one screen is off on the other."""
    assert shown(b"\x1b[?7l\x1b[?1049h", b"0123456789abcdef") == "0123456789af\n"


def test_a_frame_is_under_way_until_its_end() -> None:
    """A synchronized frame is not looked at half drawn."""
    emulator = Emulator(cols=12, rows=2)
    emulator.feed(b"\x1b[?2026h")
    during = emulator.mid_frame
    emulator.feed(b"\x1b[?2026l")
    assert (during, emulator.mid_frame) == (True, False)


def test_a_smaller_screen_takes_text_within_its_bounds() -> None:
    """After a resize the cursor is on the screen again."""
    emulator = Emulator(cols=12, rows=4)
    emulator.feed(b"\x1b[4;12H")
    emulator.resize(6, 2)
    assert emulator.feed(b"\x1b[6n") == b"\x1b[2;6R"


def test_a_resize_reaches_the_screen_behind() -> None:
    """The main screen has the new size when a program leaves the alternate one."""
    emulator = Emulator(cols=12, rows=4)
    emulator.feed(b"\x1b[?1049h")
    emulator.resize(6, 2)
    emulator.feed(b"\x1b[?1049l")
    assert emulator.rows == [" " * 6] * 2
