"""The README says what the program does."""

from __future__ import annotations

import re
from pathlib import Path

from nntui.commands import key_table

README = Path(__file__).parents[2] / "README.md"
BETWEEN_MARKS = re.compile(r"<!-- keys:[^\n]*-->\n(.*?)<!-- /keys -->", re.DOTALL)


def test_the_key_table_is_that_of_the_commands() -> None:
    """`python docs/build.py` writes it anew."""
    found = BETWEEN_MARKS.search(README.read_text(encoding="utf-8"))
    assert found is not None
    assert found[1].strip() == key_table()
