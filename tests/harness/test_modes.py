"""What a program left switched on."""

from __future__ import annotations

import pytest

from benchmarks.harness.modes import Modes


def names_after(*sequences: bytes) -> set[str]:
    modes = Modes()
    for sequence in sequences:
        modes.record(sequence)
    return set(modes.names)


@pytest.mark.parametrize(
    ("on", "off", "name"),
    [
        (b"\x1b[?1049h", b"\x1b[?1049l", "alternate screen"),
        (b"\x1b[?1003h", b"\x1b[?1003l", "mouse"),
        (b"\x1b[?1006h", b"\x1b[?1006l", "mouse format"),
        (b"\x1b[?1004h", b"\x1b[?1004l", "focus reports"),
        (b"\x1b[?2004h", b"\x1b[?2004l", "bracketed paste"),
        (b"\x1b[?2026h", b"\x1b[?2026l", "synchronized output"),
        (b"\x1b[?25l", b"\x1b[?25h", "hidden cursor"),
        (b"\x1b[?7l", b"\x1b[?7h", "no line wrap"),
        (b"\x1b[>25u", b"\x1b[<u", "kitty keyboard"),
    ],
)
def test_a_mode_is_on_until_it_is_off(on: bytes, off: bytes, name: str) -> None:
    """Each thing that a shell would suffer from is seen, and seen to be undone."""
    assert (names_after(on), names_after(on, off)) == ({name}, set())


def test_a_terminal_at_rest_has_no_modes() -> None:
    """The end of a tidy program looks like the beginning."""
    assert names_after() == set()


def test_a_mouse_half_off_is_on() -> None:
    """Modes that share a name are counted each for itself."""
    assert names_after(b"\x1b[?1000h", b"\x1b[?1003h", b"\x1b[?1000l") == {"mouse"}


def test_one_sequence_may_switch_several() -> None:
    """Modes in one sequence are all seen."""
    assert names_after(b"\x1b[?1049;2004h") == {"alternate screen", "bracketed paste"}


def test_a_keyboard_pushed_twice_is_popped_twice() -> None:
    """The keyboard's modes are a stack, and one pop of two leaves one."""
    assert names_after(b"\x1b[>1u", b"\x1b[>25u", b"\x1b[<u") == {"kitty keyboard"}


def test_a_pop_says_how_many() -> None:
    """A program may pop all it pushed at once."""
    assert names_after(b"\x1b[>1u", b"\x1b[>25u", b"\x1b[<2u") == set()


def test_a_reset_puts_all_to_rest() -> None:
    """`reset` in a shell mends everything."""
    assert names_after(b"\x1b[?1049h", b"\x1b[?25l", b"\x1b[>1u", b"\x1bc") == set()


def test_unknown_modes_are_no_one_s_concern() -> None:
    """A mode without a name here, such as column width, is not reported."""
    assert names_after(b"\x1b[?3h") == set()
