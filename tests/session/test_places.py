"""Where a run is, as a person writes it."""

from __future__ import annotations

import pytest

from nntui.session.places import Place, parse_place


@pytest.mark.parametrize(
    ("text", "destination", "run"),
    [
        ("digits-1", "", "digits-1"),
        ("far:digits-1", "far", "digits-1"),
        ("far:", "far", ""),
        ("ada@far.example.org:a.b_c-2", "ada@far.example.org", "a.b_c-2"),
        ("ada.b+c@far:", "ada.b+c@far", ""),
        ("10.0.0.7:x", "10.0.0.7", "x"),
        ("[::1]:x", "[::1]", "x"),
        ("ada@[fe80::1%eth0]:", "ada@[fe80::1%eth0]", ""),
        ("_gpu-box_2:x", "_gpu-box_2", "x"),
    ],
)
def test_a_place(text: str, destination: str, run: str) -> None:
    """A word is a run here, a colon parts a machine from a run there, and no name means the newest."""
    assert parse_place(text) == Place(destination, run)
