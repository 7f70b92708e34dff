"""Cuts what a program writes to a terminal into plain text and whole control sequences (ECMA-48)."""

from __future__ import annotations

import re

_TOKEN = re.compile(
    rb"""
    [^\x1b]+                                                    # plain text
    | \x1b \[ [0-?]* [\ -/]* [@-~]                              # CSI: parameters, intermediates, final
    | \x1b [\]PX^_] [^\x07\x1b]* (?: \x07 | \x1b\\ | (?=\x1b[^\\]) )  # OSC, DCS, SOS, PM, APC
    | \x1b (?: [\ -/]+ [0-~] | [0-OQ-WYZ\\`-~] )                # every other escape sequence
    | (?P<open> \x1b )                                          # cut short, or nothing known
    """,
    re.VERBOSE,
)
_CUT_SHORT = re.compile(
    rb"\x1b (?: \[ [0-?]* [\ -/]* | [\]PX^_] [^\x07\x1b]* \x1b? | [\ -/]* ) \Z", re.VERBOSE
)


class Splitter:
    """Splits a stream of bytes, however its reads divide it."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> list[bytes]:
        """Return the tokens that are whole by now, in order; a control sequence starts with an escape.

        A sequence that is still incomplete is held back for the next call. An escape that begins no sequence
        is left out.
        """
        data = self._held + data
        self._held = b""
        tokens = []
        for match in _TOKEN.finditer(data):
            if match["open"] is None:
                tokens.append(match[0])
            elif _CUT_SHORT.match(data, match.start()):
                self._held = data[match.start() :]
                break
        return tokens
