"""Numbers in sentences."""

from __future__ import annotations


def counted(count: int, noun: str, nouns: str | None = None) -> str:
    """`1 row`, `1,797 rows`; `nouns` is the plural where it is not the noun with an s."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"
