"""What a check found."""

from __future__ import annotations

from typing import Literal

import msgspec

Level = Literal["ok", "warning", "problem"]


class Finding(msgspec.Struct, frozen=True):
    """check: what was looked at. mend: what to do about it; "" where there is nothing to do."""

    check: str
    level: Level
    found: str
    mend: str = ""
