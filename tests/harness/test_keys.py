"""Names of keys."""

from __future__ import annotations

import pytest

from benchmarks.harness.keys import key_bytes


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("space", b" "),
        ("enter", b"\r"),
        ("escape", b"\x1b"),
        ("backspace", b"\x7f"),
        ("up", b"\x1b[A"),
        ("left", b"\x1b[D"),
        ("pagedown", b"\x1b[6~"),
        ("f1", b"\x1bOP"),
        ("f5", b"\x1b[15~"),
        ("ctrl+c", b"\x03"),
        ("ctrl+z", b"\x1a"),
        ("q", b"q"),
        ("]", b"]"),
        ("1e-3", b"1e-3"),
        ("σ", b"\xcf\x83"),
    ],
)
def test_a_key_is_sent_as_a_terminal_sends_it(key: str, expected: bytes) -> None:
    """Named keys become their bytes, all else is typed as it stands."""
    assert key_bytes(key) == expected
