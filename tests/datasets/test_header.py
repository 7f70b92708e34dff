"""Tests of telling names from values in the first line."""

from __future__ import annotations

import pytest

from nntui_datasets.csv_source import parse
from nntui_datasets.header import guess_header


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("width,kind\n1,a\n2,b\n", True),
        ("1,a\n2,b\n3,a\n", False),
        ("5.1,Iris-setosa\n", False),
        ("width,height\n", True),
        (",width,kind\n0,1,a\n1,2,b\n", True),
        ("?,red\n1,red\n2,blue\n", False),
        ("colour,size\nred,big\nred,small\n", True),
        ("red,big\nblue,small\nred,big\n", False),
        ("width,kind\n?,a\n2,b\n", True),
        ("a,2020\n1,2\n", False),
        (",\n1,2\n", False),
    ],
)
def test_guess(text: str, expected: bool) -> None:
    """Words above numbers are names; in a table of words, words that do not come again are."""
    assert guess_header(parse(text, "data.csv")) is expected
