"""What one cell of a table may be: a number, a mark for a missing value, or a word."""

from __future__ import annotations

import re
from collections.abc import Sequence

_IN_SPREADSHEETS = ("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#NUM!", "#NAME?", "#NULL!")
MISSING_MARKS = frozenset(
    {"", "?", "-", "NA", "N/A", "n/a", "nan", "NaN", "NaT", "null", "NULL", "None", "<NA>", *_IN_SPREADSHEETS}
)
_INFINITE = re.compile(r"[+-]?inf(?:inity)?", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|inf|infinity|nan)", re.ASCII | re.IGNORECASE)
_NOT_A_NUMBER = re.compile(r"[+-]?nan", re.IGNORECASE)


def is_missing(text: str) -> bool:
    """Whether `text` (stripped) stands for a value nobody wrote down."""
    return text in MISSING_MARKS or _NOT_A_NUMBER.fullmatch(text) is not None


def is_infinite(text: str) -> bool:
    """Whether `text` (stripped) says that a number is infinite."""
    return _INFINITE.fullmatch(text) is not None


def is_number(text: str) -> bool:
    """Whether `text` (stripped) is a number: Python's `float` less `1_000` and digits beyond ASCII."""
    return _NUMBER.fullmatch(text) is not None


def mostly_numbers(texts: Sequence[str]) -> bool:
    """Whether there are values in `texts` and at least nine in ten of them are numbers."""
    values = [text for text in texts if not is_missing(text)]
    return bool(values) and 10 * sum(map(is_number, values)) >= 9 * len(values)
