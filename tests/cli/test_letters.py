"""What is written in place of letters that an encoding does not know."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from nntui.cli.letters import LOOK_ALIKES, NAME, look_alikes

HOUSE = Path(__file__).parents[2]
WRITES = (
    "nntui/cli",
    "nntui/checks",
    "nntui/session",
    "nntui/store",
    "nntui/export",
    "datasets/nntui_datasets",
)
"""Where the words come from that commands write; what a dashboard draws is another matter."""

DRAWN_ONLY = "↑↓⣿┊│"
"""Keys, which only a dashboard speaks of, and what a chart is drawn with, which has an ASCII of its own."""


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("learning rate 1e-3 → 2e-3", "latin-1", "learning rate 1e-3 -> 2e-3"),
        ("R² −0.5", "latin-1", "R² -0.5"),
        ("R² −0.5 · 8×8 …", "ascii", "R2 -0.5 - 8x8 ..."),
        ("␛[2J �", "ascii", "^[[2J ?"),
        ("größe.csv, 数", "ascii", r"gr\xf6\xdfe.csv, \u6570"),
        ("not UTF-8: \udcff", "utf-8", r"not UTF-8: \udcff"),
        ("größe – 数", "utf-8", "größe – 数"),
    ],
)
def test_letters(text: str, encoding: str, expected: str) -> None:
    """Signs of nntui's own by what looks like them, those of a user's names so that they stay apart."""
    assert text.encode(encoding, NAME).decode(encoding) == expected


def test_every_sign_has_a_look_alike() -> None:
    """Whatever is written by nntui itself reads well in ASCII."""
    files = [path for place in WRITES for path in (HOUSE / place).rglob("*.py")]
    signs = {
        char
        for path in [*files, HOUSE / "nntui/numbers.py"]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for char in node.value
        if not char.isascii()
    }
    assert signs - set(LOOK_ALIKES) - set(DRAWN_ONLY) == set()


def test_all_of_them_are_ascii() -> None:
    """What stands for a letter can be written wherever anything can."""
    assert all(text.isascii() and text.isprintable() for text in LOOK_ALIKES.values())


def test_it_is_for_writing() -> None:
    """What cannot be read is another's business."""
    with pytest.raises(UnicodeDecodeError) as caught:
        b"\xff".decode("utf-8", NAME)
    with pytest.raises(UnicodeDecodeError):
        look_alikes(caught.value)
