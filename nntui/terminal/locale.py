"""Whether a terminal shows all of Unicode, by what its environment says."""

from __future__ import annotations

from collections.abc import Mapping

PLAIN = ("C", "POSIX")
"""Locales that have ASCII and nothing more."""

COERCED = "C.UTF-8"
"""What Python makes of the variable LC_CTYPE where it finds itself in one of these (PEP 538)."""


def has_unicode(environment: Mapping[str, str], encoding: str) -> bool:
    """Whether what is written in UTF-8 is shown.

    encoding: of the stream. Python makes it UTF-8 in the locale C as well; but somebody who has asked for
    that locale by its name wants ASCII, unless `PYTHONIOENCODING` says otherwise.
    """
    if not encoding.lower().startswith("utf"):
        return False
    if "PYTHONIOENCODING" in environment:
        return True
    name = _locale(environment)
    _, dot, codeset = name.partition(".")
    return name not in PLAIN and (not dot or codeset.lower().startswith("utf"))


def _locale(environment: Mapping[str, str]) -> str:
    """The name of the locale that characters follow; "" where nobody named one."""
    lang, ctype = environment.get("LANG", ""), environment.get("LC_CTYPE", "")
    if ctype == COERCED and lang in PLAIN:
        ctype = ""
    return environment.get("LC_ALL") or ctype or lang
