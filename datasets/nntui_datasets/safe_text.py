"""Text from files made safe to show: control characters become pictures of themselves."""

from __future__ import annotations

REPLACEMENT = 0xFFFD
LONGEST_QUOTE = 40

# C1 controls are obeyed by some terminals, bidirectional controls reorder what stands around them,
# line separators break a line, and lone surrogates (file names that are not UTF-8) cannot be printed.
_UNSAFE = (
    *range(0x80, 0xA0),
    *(0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)),
    *(0x2028, 0x2029),
    *range(0xD800, 0xE000),
)
_PICTURES = (
    {code: 0x2400 + code for code in range(0x20)} | {0x7F: 0x2421} | dict.fromkeys(_UNSAFE, REPLACEMENT)
)


def visible(text: str) -> str:
    """`text` with every control character replaced: ESC becomes ␛, C1 and bidirectional controls �."""
    return text.translate(_PICTURES)


def quoted(text: str) -> str:
    """`text` between double quotes, visible, and cut where it is too long for a sentence."""
    shown = visible(text)
    return f'"{shown}"' if len(shown) <= LONGEST_QUOTE else f'"{shown[: LONGEST_QUOTE - 1]}…"'
