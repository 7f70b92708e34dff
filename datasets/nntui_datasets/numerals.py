"""Numbers as people write them: with commas, percent and currency signs, and dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from nntui_datasets.cell import is_missing

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SIGNS = "%$€£¥"
_SIGNED = re.compile(
    rf"(?P<minus>[+-]?) ?(?P<before>[{SIGNS}]?) ?(?P<digits>[+-]?[\d.,]+) ?(?P<after>[{SIGNS}]?)", re.ASCII
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII)
_PLAIN = re.compile(r"[+-]?(\d*\.?\d+|\d+\.)")
_DECIMAL_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")


@dataclass(frozen=True)
class Numerals:
    """Texts of a column as plain numbers, and in words how they were read."""

    texts: Sequence[str]
    manner: str


def plain_numerals(texts: Sequence[str], separator: str) -> Numerals | None:
    """The numbers in stripped `texts`, missing ones left as they are; None where that is not what they are.

    All signs are the same one. Where every comma could be a decimal one and one between thousands as well,
    it is the latter in a file whose cells are separated by commas; elsewhere nobody is to guess at a factor
    of a thousand.
    """
    bare: dict[str, str] = {}
    signs: set[str] = set()
    for value in dict.fromkeys(texts):
        if not is_missing(value):
            match = _SIGNED.fullmatch(value)
            if match is None:
                return None
            bare[value] = match["minus"] + match["digits"]
            signs.add(match["before"] + match["after"])
    commas = _commas(set(bare.values()), separator)
    if not bare or commas is None or len(signs - {""}) > 1:
        return None
    plain = {value: _without_commas(digits, commas) for value, digits in bare.items()}
    off = [f"{sign} signs" for sign in signs if sign] + ([f"{commas} commas"] if commas else [])
    return Numerals([plain.get(text, text) for text in texts], f"without its {' and '.join(off)}")


def days(texts: Sequence[str]) -> Numerals | None:
    """Days since 1970 in place of dates such as 2026-11-29 (ISO 8601), with a time of day or without.

    A time is that of Greenwich, unless it says by how much it is another.
    """
    dates = {text for text in texts if not is_missing(text)}
    if not dates or not all(map(_DATE.fullmatch, dates)):
        return None
    try:
        found = {date: (_moment(date) - EPOCH) / timedelta(days=1) for date in dates}
    except ValueError:  # the 30th of February
        return None
    plain = {date: repr(value) for date, value in found.items()}
    return Numerals([plain.get(text, text) for text in texts], "as days since 1970")


def _moment(date: str) -> datetime:
    moment = datetime.fromisoformat(date)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _commas(numbers: set[str], separator: str) -> str | None:
    """What commas in `numbers` are: "decimal", "thousands", "" where there are none; None where unclear."""
    with_comma = {number for number in numbers if "," in number}
    others = numbers - with_comma
    if not with_comma:
        return "" if all(map(_PLAIN.fullmatch, others)) else None
    thousands = all(map(_THOUSANDS.fullmatch, with_comma)) and all(map(_PLAIN.fullmatch, others))
    decimal = all(map(_DECIMAL_COMMA.fullmatch, with_comma)) and not any("." in number for number in others)
    if thousands and (separator == "," or not decimal):
        return "thousands"
    return "decimal" if decimal and not thousands else None


def _without_commas(digits: str, commas: str) -> str:
    if commas == "decimal":
        return digits.replace(".", "").replace(",", ".")
    return digits.replace(",", "")
