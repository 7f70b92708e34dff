"""How a terminal is to be written to: what a user asked for, or the environment says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import inf
from typing import TypeAlias

from nntui.terminal.ascii import ascii_code
from nntui.terminal.depth import Depth, depth_of
from nntui.terminal.locale import has_unicode

Letters: TypeAlias = Callable[[int], int]
"""Which code point stands for another, such as one of ASCII for one that the terminal cannot show."""

FAR_BUDGET = 8000.0
"""Bytes a second over SSH, where nobody says otherwise: the link has other things to carry."""


@dataclass(frozen=True)
class Settings:
    """budget: bytes a second. letters: None where the terminal has all of Unicode."""

    budget: float = inf
    depth: Depth = Depth.TRUECOLOR
    letters: Letters | None = None

    @property
    def few_signs(self) -> bool:
        """Whether colours or blocks cannot be relied on, so that shapes have to say everything."""
        return self.letters is not None or self.depth in (Depth.C16, Depth.NONE)


def settings_for(
    environment: Mapping[str, str], encoding: str, budget: float | None = None, depth: Depth | None = None
) -> Settings:
    """What was asked for, else what suits the environment.

    budget, depth: None where nothing was asked for. encoding: of the stream that is drawn on.
    """
    far = "SSH_CONNECTION" in environment or "SSH_TTY" in environment
    return Settings(
        budget=budget if budget is not None else FAR_BUDGET if far else inf,
        depth=depth or depth_of(environment),
        letters=None if has_unicode(environment, encoding) else ascii_code,
    )
